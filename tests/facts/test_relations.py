"""The encoding that engines read."""

from typing import TYPE_CHECKING

import pytest

from govrules.facts import Facts, from_rows, relation
from govrules.findings import Place
from govrules.instants import ABSENT, SECOND, read_exact

if TYPE_CHECKING:
    from collections.abc import Mapping

    from govrules.facts.rows import RawValue

_SENT = read_exact("2026-07-20T10:30:59+05:00")


def _facts() -> Facts:
    rows: list[Mapping[str, RawValue]] = [
        {
            "id": "M1",
            "type": "notice",
            "recipient": "A;B",
            "covers": ["event"],
            "sent_at": "2026-07-20T10:30:59+05:00",
        },
        {"id": "M2", "type": "notice", "sent_at": "later"},
    ]
    place = Place(path="messages.yaml")
    return from_rows({"messages": [(row, place) for row in rows], "organisations": []}, zone=None)


def _until() -> Facts:
    rows = [{"id": "A", "valid_to": "2026-07-20T10:30:59+05:00"}]
    return from_rows(
        {"organisations": [(row, Place(path="organisations.yaml")) for row in rows]}, zone=None
    )


def test_a_row_is_a_tuple_of_integers_texts_and_booleans() -> None:
    """One field for each column asked for, in the order asked for."""
    columns = ("type", "row", "aside", "covers.has.event", "covers.any", "sent_at.lo", "sent_at.hi")
    assert [
        ("notice", 1, True, True, True, _SENT, _SENT),
        ("notice", 2, True, False, False, 1, ABSENT),
    ] == relation(_facts(), "messages", columns)


def test_minutes_are_floored_and_what_did_not_happen_stays_so() -> None:
    """ABSENT is no whole minute and must not become an instant."""
    floored = _SENT - 59 * SECOND
    assert [(floored, floored), (0, ABSENT)] == relation(
        _facts(), "messages", ("sent_at.minute.lo", "sent_at.minute.hi")
    )


def test_a_list_gives_one_tuple_for_each_element_and_one_when_empty() -> None:
    """Two lists give every pair."""
    place = Place(path="messages.yaml")
    rows = {"id": "M1", "type": "notice", "recipient": "A;B", "covers": "event;threats"}
    facts = from_rows(
        {"messages": [(rows, place), ({"id": "M2", "type": "reply"}, place)]}, zone=None
    )
    assert [
        ("A", "M1", "event"),
        ("A", "M1", "threats"),
        ("B", "M1", "event"),
        ("B", "M1", "threats"),
        ("", "M2", ""),
    ] == relation(facts, "messages", ("recipient", "id", "covers"))


def test_bounds_of_validity_are_single_instants() -> None:
    """Blank from is the far past; to is the first instant outside."""
    assert [(0, 0, _SENT, _SENT)] == relation(
        _until(),
        "organisations",
        ("valid_from.lo", "valid_from.hi", "valid_to.lo", "valid_to.hi"),
    )


@pytest.mark.parametrize("table", ["organisations", "cases"])
def test_a_table_that_is_empty_or_absent_has_no_rows(table: str) -> None:
    """Which of the two it is, the facts say."""
    assert [] == relation(_facts(), table, ("id",))


@pytest.mark.parametrize(
    "column",
    ["sender_id", "sent_at", "id.lo", "covers.lo", "covers.has", "sent_at.minute", "id.any"],
)
def test_a_column_that_a_table_does_not_have_is_refused(column: str) -> None:
    """The table and the column stand in the message."""
    with pytest.raises(KeyError) as caught:
        relation(_facts(), "messages", (column,))
    assert (f"table `messages` has no column `{column}`",) == caught.value.args
