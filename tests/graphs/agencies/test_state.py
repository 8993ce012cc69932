"""The graph of the agencies as they are: whom it holds at an instant, and what it says of them."""

import io
from collections.abc import Mapping
from typing import Any

import networkx as nx
from tests.bodies_made import AS_OF, SOUND, found, relation
from tests.facts_made import MadeRow, Tables, act_of, made

from govrules.assessing import assess
from govrules.graphs.agencies import agency_graph
from govrules.instants import read_exact

ACT = act_of("kz-229")
BODIES: list[MadeRow] = [*SOUND["organisations"], {"id": "P", "kind": "person"}]


def graph(tables: Tables, as_of: str = AS_OF, *, judged: bool = False) -> Any:
    """Return the graph of rows at an instant, with their judgements if asked for."""
    facts, instant = made(tables, ACT.zone), read_exact(as_of)
    judgements = assess([ACT], facts, instant).judgements if judged else ()
    return agency_graph([ACT], facts, instant, judgements)


def pick(attributes: Mapping[str, object], *names: str) -> tuple[object, ...]:
    """Return some attributes."""
    return tuple(attributes[name] for name in names)


def test_a_body_says_what_it_is_called_and_which_class_it_belongs_to() -> None:
    """The widest role stands for the group, the kind where there is no role."""
    found = graph({"organisations": BODIES})
    assert {
        "STC": ("Service", "kz:stc", "company"),
        "KNB": ("Committee", "kz:knb", ""),
        "NB": ("Bank", "kz:state-body", ""),
        "MO-1": ("MO-1", "kz:state-body", ""),
        "P": ("P", "person", "person"),
    } == {name: pick(told, "label", "group", "kind") for name, told in found.nodes(data=True)}


def test_a_body_that_has_ended_is_there_only_where_something_names_it() -> None:
    """Its last version tells of it, and that it does not exist any more."""
    ended = {"organisations": BODIES}
    assert "MO-1" not in graph(ended, "2027-01-01T00:00:00+05:00")
    still = {**ended, "relations": [relation("P", "authorised-by", "MO-1")]}
    told = graph(still, "2027-01-01T00:00:00+05:00").nodes["MO-1"]
    assert (False, "kz:state-body", "2027-01-01T00:00:00+05:00") == pick(
        told, "exists", "group", "valid_to"
    )


def test_the_version_of_the_instant_tells_of_a_body() -> None:
    """Rows that share an id are versions of it."""
    versions: list[MadeRow] = [
        {"id": "A", "name": "Office", "valid_to": "2025-12-31"},
        {"id": "A", "name": "Agency", "valid_from": "2026-01-01"},
    ]
    assert ["Office", "Agency"] == [
        graph({"organisations": versions}, f"{year}-06-01T00:00:00+05:00").nodes["A"]["label"]
        for year in (2025, 2026)
    ]


def test_relations_hold_from_their_first_day_to_their_last() -> None:
    """At the midnight after the last day the relation is gone."""
    tables = {
        "organisations": BODIES,
        "relations": [relation("KNB", "contract", "STC", "2026-01-01", "2026-08-31")],
    }
    assert [
        ("KNB", "STC", "contract", "2026-01-01T00:00:00+05:00", "2026-09-01T00:00:00+05:00")
    ] == [
        (source, target, *pick(told, "relation", "valid_from", "valid_to"))
        for source, target, told in graph(tables, "2026-08-31T23:59:59+05:00").edges(data=True)
    ]
    assert [] == list(graph(tables).edges)


def test_what_a_body_is_part_of_stands_on_it_too() -> None:
    """Pictures gather bodies by it; taking part in an act is a word of the node, not an edge."""
    found = graph(
        {
            "organisations": BODIES,
            "relations": [
                relation("MO-1", "part-of", "KNB"),
                relation("MO-1", "participates-in", "kz-229"),
            ],
        }
    )
    assert ("KNB", "kz-229") == pick(found.nodes["MO-1"], "part_of", "participates_in")
    assert [("MO-1", "KNB", "part-of")] == list(found.edges)


def test_messages_of_one_type_between_two_are_one_edge_with_their_count() -> None:
    """What was sent after the instant is not seen, and neither is a row set aside."""
    sent = ["2026-08-01T10:00:00+05:00", "2026-08-03T10:00:00+05:00", "2026-09-03T10:00:00+05:00"]
    messages: list[MadeRow] = [
        {"id": f"M{number}", "type": "digest", "sender": "STC", "recipient": "KNB", "sent_at": at}
        for number, at in enumerate([*sent, "2026-08-32"])
    ]
    found = graph({"organisations": BODIES, "messages": messages})
    assert [("STC", "KNB", "message:digest")] == list(found.edges)
    assert ("digest", 2, *sent[:2]) == pick(
        found.edges["STC", "KNB", "message:digest"], "label", "count", "first_at", "last_at"
    )


def test_duties_run_from_bearer_to_counterparty_with_their_worst_verdict() -> None:
    """The counts of an edge are those of its norm, the counts of a node those of all its duties."""
    contract = relation("KNB", "contract", "STC", "2026-07-13")
    found = graph({"organisations": BODIES, "relations": [contract]}, judged=True)
    edge = found.edges["STC", "KNB", "duty:kz-229/rules/9"]
    assert ("violated", "kz-229/rules/9", 1, 1, 0) == pick(
        edge, "status", "norm", "count", "violated", "compliant"
    )
    assert "violated" == found.nodes["STC"]["status"]
    borne = [told for _, _, told in found.out_edges("STC", data=True) if "norm" in told]
    assert sum(told["count"] for told in borne) == sum(
        found.nodes["STC"][word]
        for word in ("violated", "indeterminate", "attestation-required", "pending")
    ) + sum(found.nodes["STC"][word] for word in ("compliant", "not-triggered", "not-applicable"))


def test_a_party_that_is_no_organisation_is_a_role() -> None:
    """An office without a holder is drawn too."""
    found = graph({"organisations": BODIES, "messages": []}, judged=True)
    assert ("role", "kz:authorised-body", False) == pick(
        found.nodes["kz:authorised-body"], "kind", "group", "exists"
    )


def test_names_stand_in_the_graph_as_they_were_written() -> None:
    """Whoever draws them makes them safe; what is told of them shows what nobody sees."""
    name = "<script>alert('x')</script> \u202e\"A\""
    tables: Tables = {
        "organisations": [{"id": name, "name": name}],
        "relations": [relation(name, "part-of", name)],
    }
    assert [name] == [told["label"] for _, told in graph(tables).nodes(data=True)]
    assert all("\u202e" not in told and "\\u202e" in told for told in found(tables))
    assert 2 == len(found(tables))


def test_every_graph_format_can_hold_the_attributes() -> None:
    """GraphML is the strictest of them: no lists, no nothing."""
    contract = relation("KNB", "contract", "STC", "2026-07-13")
    found = graph({"organisations": BODIES, "relations": [contract]}, judged=True)
    written = io.BytesIO()
    nx.write_graphml(found, written)
    read = nx.parse_graphml(written.getvalue().decode())
    assert set(found.nodes) == set(read.nodes)
    assert found.number_of_edges() == read.number_of_edges()
