"""Bodies that stand under themselves: told once each, of one instant, whatever their number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.bodies_made import AS_OF, found, relation
from tests.facts_made import MadeRow

from govrules.graphs.agencies.loops import shortest_way


def ring(size: int, word: str = "part-of") -> list[MadeRow]:
    """Return relations that lead round through some bodies."""
    return [relation(f"B{at:05}", word, f"B{(at + 1) % size:05}") for at in range(size)]


@pytest.mark.parametrize("word", ["part-of", "reports-to", "supervises"])
def test_a_loop_is_told_with_its_way_and_its_rows(word: str) -> None:
    """In the order in which one goes round, from the smallest name."""
    rows = [relation("C", word, "A"), relation("A", word, "B"), relation("B", word, "C")]
    assert [
        (
            f"relations.csv:2: loop 3 bodies stand in a loop of `{word}` at {AS_OF}; the"
            " shortest way round has 3: `A` > `B` > `C` > `A`\n"
            "  help: end or correct one of these relations: relations.csv:3, relations.csv:4,"
            " relations.csv:2"
        )
    ] == found({"relations": rows})


def test_relations_that_are_no_order_make_no_loop() -> None:
    """A contract and an authorisation may run both ways."""
    rows = [relation("A", "contract", "B"), relation("B", "contract", "A")]
    assert [] == found({"relations": rows})


def test_relations_that_were_never_in_force_together_make_no_loop() -> None:
    """A reform that turns two bodies round is no fault at any instant."""
    rows = [
        relation("A", "part-of", "B", "2020-01-01", "2024-12-31"),
        relation("B", "part-of", "A", "2025-01-01"),
    ]
    for day in ("2024-12-31T23:59:59+05:00", "2025-01-01T00:00:00+05:00"):
        assert [] == found({"relations": rows}, day)


def test_a_loop_is_told_while_all_its_relations_are_in_force() -> None:
    """On the one day that they share."""
    rows = [
        relation("A", "part-of", "B", "2020-01-01", "2025-01-01"),
        relation("B", "part-of", "A", "2025-01-01"),
    ]
    days = [f"{day}T12:00:00+05:00" for day in ("2024-12-31", "2025-01-01", "2025-01-02")]
    assert [0, 1, 0] == [len(found({"relations": rows}, day)) for day in days]


def test_two_loops_through_one_body_are_told_once_with_the_shorter() -> None:
    """Whoever mends the shorter finds the longer next time."""
    rows = [
        *[relation("A", "part-of", "B"), relation("B", "part-of", "C")],
        *[relation("C", "part-of", "A"), relation("A", "part-of", "D")],
        relation("D", "part-of", "A"),
    ]
    (told,) = found({"relations": rows})
    assert "4 bodies stand in a loop" in told
    assert "the shortest way round has 2: `A` > `D` > `A`\n" in told


def test_a_chain_of_ten_thousand_is_no_loop() -> None:
    """And nothing recurses."""
    rows = ring(10_001)[:-1]
    assert [] == found({"relations": rows})


def test_a_loop_of_fifty_thousand_is_told_once_and_shortly() -> None:
    """The middle of its way is left out, and said to be."""
    (told,) = found({"relations": ring(50_000)})
    assert (
        "50000 bodies stand in a loop of `part-of` at 2026-09-01T00:00:00+05:00; the shortest way"
        " round has 50000: `B00000` > `B00001` > `B00002` > … 49995 … > `B49998` > `B49999` >"
        " `B00000`\n"
    ) == told.partition(" loop ")[2].partition("  help")[0]


def test_a_search_that_was_cut_short_does_not_claim_the_shortest_way() -> None:
    """What it found is a way round all the same."""
    inner = {"A": ["B", "C"], "B": ["A", "C"], "C": ["A", "B"]}
    assert (["A", "B"], True) == shortest_way(inner)
    assert (["A", "B"], False) == shortest_way(inner, most_steps=1)


@given(st.dictionaries(st.integers(0, 6), st.sets(st.integers(0, 6), min_size=1), min_size=1))
def test_the_shortest_way_is_as_short_as_trying_every_way_finds(
    edges: dict[int, set[int]],
) -> None:
    """In any knot of up to seven bodies."""
    reach = {node: reachable(edges, node) for node in range(7)}
    for start in range(7):
        knot = {node for node in reach[start] if start in reach[node]} - {-1}
        if start not in knot or len(knot) < 2:
            continue
        inner = {
            str(node): sorted(str(each) for each in edges.get(node, ()) if each in knot - {node})
            for node in sorted(knot)
        }
        way, sure = shortest_way(inner)
        assert sure
        assert all(
            after in inner[before] for before, after in zip(way, way[1:] + way[:1], strict=True)
        )
        assert min(rounds(inner)) == len(way)


def reachable(edges: dict[int, set[int]], start: int) -> set[int]:
    """Return every node that some steps lead to."""
    found_: set[int] = set()
    waiting = [start]
    while waiting:
        for node in edges.get(waiting.pop(), ()):
            if node not in found_:
                found_.add(node)
                waiting.append(node)
    return found_


def rounds(inner: dict[str, list[str]]) -> list[int]:
    """Return the length of every way round that meets no body twice."""
    lengths = []
    waiting = [[node] for node in inner]
    while waiting:
        path = waiting.pop()
        for node in inner[path[-1]]:
            if node == path[0]:
                lengths.append(len(path))
            elif node not in path:
                waiting.append([*path, node])
    return lengths
