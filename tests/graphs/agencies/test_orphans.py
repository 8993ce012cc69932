"""Bodies with which nothing connects anybody."""

import pytest
from tests.bodies_made import AS_OF, body, codes, found, relation
from tests.facts_made import Tables, act_of, made

from govrules.graphs.agencies import findings
from govrules.instants import read_exact


def test_a_body_without_any_connection_is_told() -> None:
    """At the cell that names it."""
    assert [
        (
            "organisations.csv:2: [id] orphan-body nothing connects `A` with any other body at"
            " 2026-09-01T00:00:00+05:00\n"
            "  help: give it its role or its place among `relations`, or end its validity if it"
            " is gone"
        )
    ] == found({"organisations": [body("A")], "relations": []})


@pytest.mark.parametrize(
    "tables",
    [
        {"relations": [relation("A", "employs", "somebody")]},
        {"objects": [{"id": "OBJ", "owner": "A"}]},
        {"messages": [{"id": "M", "type": "document", "recipient": "A", "sent_at": "2020-01-01"}]},
        {"deliverables": [{"item": "1", "organisation": "A"}]},
        {"attestations": [{"provision": "1", "organisation": "A"}]},
        {"relations": [relation("A", "befriends", "B")]},
    ],
    ids=["relation", "object", "message", "deliverable", "attestation", "row set aside"],
)
def test_whatever_names_a_body_connects_it(tables: Tables) -> None:
    """Also a row that nobody can use: it may have said anything."""
    assert [] == codes({"organisations": [body("A")], "relations": [], **tables})


@pytest.mark.parametrize(
    "row", [body("A", "a:role"), body("A", "", "2027-01-01"), body("A", "", "", "2025-12-31")]
)
def test_a_role_connects_and_a_body_of_another_time_is_no_orphan(row: dict[str, str]) -> None:
    """A role that no act knows is told when it is judged."""
    assert [] == codes({"organisations": [row], "relations": []})


def test_relations_that_are_over_connect_nobody_any_more() -> None:
    """The state is that of the instant."""
    rows = [relation("A", "part-of", "B", "2020-01-01", "2025-12-31")]
    tables = {"organisations": [body("A"), body("B", "x")], "relations": rows}
    assert ["orphan-body"] == codes(tables)
    assert [] == codes(tables, "2025-12-31T00:00:00+05:00")


def test_a_relation_to_itself_connects_a_body_with_nobody() -> None:
    """Two faults, two findings."""
    tables = {"organisations": [body("A")], "relations": [relation("A", "part-of", "A")]}
    assert ["orphan-body", "self-relation"] == codes(tables)


def test_without_a_table_of_relations_nobody_is_an_orphan() -> None:
    """Unknown is not no."""
    assert [] == codes({"organisations": [body("A")]})


def test_outside_the_time_for_which_relations_are_complete_nobody_is_an_orphan() -> None:
    """The dataset says itself from when until when nothing lacks in it."""
    act, as_of = act_of("kz-229"), read_exact(AS_OF)
    tables: Tables = {"organisations": [body("A")], "relations": []}
    told = [
        [each.code for each in findings([act], made(tables, act.zone, complete), as_of)]
        for complete in ({"relations": (1, as_of)}, {"relations": (1, as_of + 1)})
    ]
    assert [[], ["orphan-body"]] == told
