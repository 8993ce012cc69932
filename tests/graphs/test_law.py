"""The organisation graph as the law draws it, edge by edge."""

import csv
import shutil
from pathlib import Path

import pytest

from govrules import acts
from govrules.graphs.edges import Edge, edges
from govrules.graphs.law import law_graph
from govrules.reports import SILENT

DRAWN = Path(__file__).parent / "drawn"
INVENTED = Path(__file__).parent / "acts"
AMENDMENT = """
amendment: dam-7/later
title: {en: Order No. 8}
commencement: 2026-01-01
changes:
  - repeal: dam-7/6
    before: indeterminate
  - norm: dam-7/1
    set:
      clock:
        start: detection
        first-unit: does-not-arise
        length: PT2H
        unit: elapsed
        calendar: does-not-arise
        zone: act
        roll: does-not-arise
        suspended-by: nothing
        tie: closed
"""
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


def labels(folder: Path) -> dict[str, str]:
    """Return the terms of the invented act by unit."""
    drawn = edges(acts.load("dam-7", folder=folder), acts.provisions("dam-7", folder))
    return {edge.unit.removeprefix("dam-7/"): edge.label for edge in drawn}


def test_an_act_is_drawn_as_last_amended(tmp_path: Path) -> None:
    """A term that was changed stands there changed, and what was repealed is gone."""
    folder = tmp_path / "acts"
    shutil.copytree(INVENTED, folder)
    assert "≤ 1 h" == labels(folder)["1"]
    assert "every year, by day 20 of the next month" == labels(folder)["6"]
    (folder / "dam-7" / "amendments").mkdir()
    (folder / "dam-7" / "amendments" / "later.yaml").write_text(AMENDMENT, encoding="utf-8")
    assert "≤ 2 h" == labels(folder)["1"]
    assert "6" not in labels(folder)


def test_a_unit_no_longer_in_force_draws_nothing(tmp_path: Path) -> None:
    """Also one that states its edge without any norm."""
    folder = tmp_path / "acts"
    shutil.copytree(INVENTED, folder)
    path = folder / "dam-7" / "provisions.yaml"
    head, unit, tail = path.read_text(encoding="utf-8").partition("dam-7/1.receipt\n")
    ended = tail.replace("{from: 2025-02-01}", "{from: 2025-02-01, to: 2026-01-01}", 1)
    assert "1.receipt" in labels(folder)
    path.write_text(head + unit + ended, encoding="utf-8")
    assert "1.receipt" not in labels(folder)
