"""Relations that say nothing, or the same twice."""

import pytest
from tests.bodies_made import found, relation
from tests.facts_made import MadeRow


def test_a_relation_of_a_body_to_itself_is_told() -> None:
    """It closes no loop: it is told once, here."""
    assert [
        (
            "relations.csv:2: [target] self-relation `KNB` is related to itself by `part-of`\n"
            "  help: name the other body in one of the two cells, or delete the row"
        )
    ] == found({"relations": [relation("KNB", "part-of", "KNB")]})


def test_a_relation_stated_twice_for_one_time_is_told_at_the_later_row() -> None:
    """From the instant at which the second begins."""
    rows = [
        relation("A", "reports-to", "B", "2024-01-01", "2024-12-31"),
        relation("A", "reports-to", "B", "2024-12-31", "2025-12-31"),
    ]
    assert [
        (
            "relations.csv:3: [valid_from] overlapping-relations `A` `reports-to` `B` is stated"
            " twice for the time from 2024-12-31T00:00:00+05:00: relations.csv:2 says so too\n"
            "  help: end one of the two where the other begins, or make them one row"
        )
    ] == found({"relations": rows})


@pytest.mark.parametrize(
    "second",
    [
        relation("A", "reports-to", "B", "2025-01-01"),
        relation("A", "part-of", "B", "2024-06-01"),
        relation("A", "reports-to", "C", "2024-06-01"),
    ],
    ids=["the day after", "another relation", "another body"],
)
def test_relations_that_follow_or_differ_do_not_overlap(second: MadeRow) -> None:
    """The end of validity is the last day, so the next day is no overlap."""
    first = relation("A", "reports-to", "B", "2024-01-01", "2024-12-31")
    assert [] == found({"relations": [first, second]})


def test_a_short_relation_does_not_hide_the_long_one_before_it() -> None:
    """Each row is held against the longest so far: the third overlaps the first."""
    rows = [
        relation("A", "reports-to", "B", "2020-01-01", "2029-12-31"),
        relation("A", "reports-to", "B", "2021-01-01", "2021-12-31"),
        relation("A", "reports-to", "B", "2025-01-01", "2025-12-31"),
    ]
    places = [each.partition(":")[2].partition(" ")[0] for each in found({"relations": rows})]
    assert ["3:", "4:"] == places


def test_rows_that_were_set_aside_are_not_told_again() -> None:
    """An end before the start and a word that is none were told when they were read."""
    rows = [
        relation("A", "reports-to", "A", "2024-02-01", "2024-01-01"),
        relation("A", "befriends", "A"),
    ]
    assert [] == found({"relations": rows})
