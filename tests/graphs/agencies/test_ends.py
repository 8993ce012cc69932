"""Bodies that ended, and what goes on without them."""

from typing import TYPE_CHECKING

from tests.bodies_made import body, found, relation

if TYPE_CHECKING:
    from tests.facts_made import MadeRow

OFFICE = {"id": "STC", "roles": "kz:stc"}


def test_a_relation_that_goes_on_after_its_body_is_told() -> None:
    """At the cell that names the body."""
    bodies = [body("A", "x"), body("B", "x", "", "2025-12-31")]
    assert [
        (
            "relations.csv:2: [target] relation-outlives-body `A` `part-of` `B` goes on after"
            " `B` ended at 2026-01-01T00:00:00+05:00\n"
            "  help: end the relation with the body, or name the body that took its place"
        )
    ] == found({"organisations": bodies, "relations": [relation("A", "part-of", "B")]})


def test_a_relation_that_begins_before_its_body_is_told() -> None:
    """A blank beginning would say nothing."""
    bodies = [body("A", "x", "2025-01-01"), body("B", "x")]
    rows = [relation("A", "part-of", "B", "2024-12-31"), relation("A", "reports-to", "B")]
    assert [
        (
            "relations.csv:2: [source] relation-precedes-body `A` `part-of` `B` is in force"
            " before `A` began at 2025-01-01T00:00:00+05:00\n"
            "  help: let the relation begin with the body, or name the body before it"
        )
    ] == found({"organisations": bodies, "relations": rows})


def test_a_relation_within_the_life_of_its_body_is_in_order() -> None:
    """To the day; versions of a body make one life, and an end to come is no end yet."""
    bodies = [
        body("A", "x", "2024-01-01", "2024-12-31"),
        body("A", "y", "2025-01-01", "2025-12-31"),
        body("B", "x", "", "2027-12-31"),
    ]
    rows = [
        relation("A", "part-of", "B", "2024-01-01", "2025-12-31"),
        relation("B", "reports-to", "B1"),
    ]
    assert [] == found({"organisations": [*bodies, body("B1", "x")], "relations": rows})


def test_objects_that_still_belong_to_a_body_that_ended_are_told() -> None:
    """Once for each body, at its first object."""
    bodies: list[MadeRow] = [body("A", "x", "", "2025-12-31")]
    objects: list[MadeRow] = [{"id": f"OBJ-{at}", "owner": "A"} for at in range(3)]
    assert [
        (
            "objects.csv:2: [owner] abolished-owner 3 objects, `OBJ-0` first, still belong to `A`,"
            " which ended at 2026-01-01T00:00:00+05:00\n"
            "  help: name the body that took them over: duties about them are judged as its own"
        )
    ] == found({"organisations": bodies, "objects": objects})


def test_duties_that_run_for_a_body_that_ended_are_told() -> None:
    """The body is gone before its answer to a notice falls due."""
    bodies = [OFFICE, body("KNB", "kz:knb"), body("MO", "kz:state-body", "", "2026-08-31")]
    incident: MadeRow = {
        "id": "C1",
        "object": "OBJ",
        "class": "incident",
        "detected_at": "2026-08-31T10:00:00+05:00",
    }
    notice: MadeRow = {
        "id": "M1",
        "type": "notice",
        "case": "C1",
        "sender": "STC",
        "recipient": "MO",
        "sent_at": "2026-08-31T10:10:00+05:00",
        "received_at": "2026-08-31T10:10:00+05:00",
    }
    (owned, owed) = found(
        {
            "organisations": bodies,
            "objects": [
                {
                    "id": "OBJ",
                    "owner": "MO",
                    "contains_state_secrets": "false",
                    "category": "digital-resource",
                    "country": "KZ",
                    "work_types": "1;2;3",
                }
            ],
            "relations": [],
            "cases": [incident],
            "messages": [notice],
        },
        judged=True,
    )
    assert owned.startswith(
        "objects.csv:2: [owner] abolished-owner 1 object, `OBJ`, still belongs to `MO`"
    )
    assert (
        "organisations.csv:4: [valid_to] abolished-bearer `MO` ended at 2026-09-01T00:00:00+05:00"
        " and still owes 1 duty: `kz-229/rules/12.e.incident` about `C1`\n"
        "  help: say who took its duties over, or correct the day on which it ended"
    ) == owed


def test_a_body_whose_row_nobody_can_use_is_not_said_to_have_ended() -> None:
    """Its end may be one of the cells that are wrong."""
    bodies = [body("A", "x", "2026-01-01", "2025-12-31"), body("B", "x")]
    rows = [relation("A", "part-of", "B")]
    assert [] == found({"organisations": bodies, "relations": rows})
