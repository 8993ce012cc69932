"""The organisation graph as the law draws it, edge by edge."""

import csv
from pathlib import Path

import pytest

from govrules import acts
from govrules.graphs.edges import Edge, edges
from govrules.graphs.law import law_graph
from govrules.reports import SILENT

DRAWN = Path(__file__).parent / "drawn"
ACTS = acts.available()


def told(edge: Edge) -> dict[str, str]:
    """Write an edge as the tables of `drawn/` do, without the number of their row."""
    start = edge.norm.clock.start if edge.norm else ""
    notes = [
        *(["jointly"] if edge.jointly else []),
        *(["implied"] if edge.implied else []),
        *(["mutual"] if edge.mutual else []),
        *(f"basis of {norm}" for norm in edge.basis_of),
    ]
    return {
        "unit": edge.unit,
        "provision": edge.provision,
        "senders": " or ".join(edge.senders),
        "relation": edge.relation,
        "recipients": " or ".join(edge.recipients),
        "from": edge.source,
        "to": edge.target,
        "when": edge.label,
        "start": "" if start in SILENT else start,
        "content": "; ".join(edge.content),
        "notes": "; ".join(notes),
    }


def by_unit(row: dict[str, str]) -> tuple[str, str, str]:
    """Return what rows are sorted by."""
    return row["unit"], row["from"], row["to"]


@pytest.mark.parametrize("act", ACTS)
def test_the_law_draws_each_edge_of_the_legal_table_and_no_other(act: str) -> None:
    """The tables were written from the legal findings, a row of them for each edge."""
    with (DRAWN / f"{act}.csv").open(encoding="utf-8", newline="") as file:
        expected = [{k: v for k, v in row.items() if k != "row"} for row in csv.DictReader(file)]
    actual = [told(edge) for edge in edges(acts.load(act), acts.provisions(act))]
    assert sorted(expected, key=by_unit) == sorted(actual, key=by_unit)


@pytest.mark.parametrize("act", ACTS)
def test_the_graph_holds_the_edges_keyed_by_their_units(act: str) -> None:
    """A unit that several bear is an edge from each of them."""
    graph = law_graph(acts.load(act), acts.provisions(act))
    drawn = edges(acts.load(act), acts.provisions(act))
    expected = {(edge.source, edge.target, edge.unit) for edge in drawn}
    assert expected == set(graph.edges(keys=True))
    assert len(drawn) == graph.number_of_edges()
    for edge in drawn:
        assert edge == graph.edges[edge.source, edge.target, edge.unit]["edge"]


@pytest.mark.parametrize("act", ACTS)
def test_whoever_the_law_speaks_of_has_a_name_in_the_languages_of_the_act(act: str) -> None:
    """Only nobody has none."""
    loaded = acts.load(act)
    graph = law_graph(loaded, acts.provisions(act))
    assert set(loaded.role_names) <= set(graph)
    nameless = {
        node
        for node, names in graph.nodes(data="names")
        if not {"en", "ru", loaded.language} <= set(names)
    }
    assert {"unspecified"} == nameless


def test_a_choice_of_a_reading_redraws_the_edges_that_rest_on_it() -> None:
    """A row without executors binds nobody if blank cells are left unassigned."""
    units = acts.provisions("kg-369")
    act = acts.load("kg-369", taken={"P13": "unassigned"})
    assert ["unspecified"] == [
        edge.source for edge in edges(act, units) if edge.unit == "kg-369/plan/5.3"
    ]
