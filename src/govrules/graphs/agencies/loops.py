"""Loops in the relations that put one body under another, at one instant.

A relation that is over, or has not begun, closes no loop: what is told is true of one state.
"""

from collections import Counter, deque
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Final

import networkx as nx

from govrules.facts.lookalikes import visible
from govrules.findings import Finding
from govrules.graphs.agencies.bodies import Bodies, Tie
from govrules.sentences import Sentence

UNDER: Final = ("reports-to", "supervises", "part-of")
"""The relations that order bodies, so that nobody can come back to where he began."""

_STEPS: Final = 5_000_000
"""How many relations the search for the shortest way round looks at, at most, in one loop."""
_LONGEST_WAY: Final = 8
_FIRST, _LAST = 3, 2


def loops(bodies: Bodies) -> Iterator[Finding]:
    """Find, for each such relation, the bodies that can be left and come back to.

    Bodies that can all reach one another are told once, with the shortest way round.
    """
    current: dict[str, dict[tuple[str, str], Tie]] = {word: {} for word in UNDER}
    for tie in bodies.current():
        if tie.relation in UNDER and tie.source != tie.target:
            current[tie.relation].setdefault((tie.source, tie.target), tie)
    for word, ties in current.items():
        graph: nx.DiGraph[str] = nx.DiGraph(_returning(ties))
        found = [each for each in nx.strongly_connected_components(graph) if len(each) > 1]
        for knot in found:
            inner = {node: sorted(knot.intersection(graph[node])) for node in sorted(knot)}
            yield _loop(bodies, word, ties, len(knot), *shortest_way(inner))


def _returning(pairs: Collection[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the pairs left when whoever leads nowhere has been taken away again and again.

    In a forest that is all of them, long before a graph of them could be built.
    """
    leads = Counter(source for source, _ in pairs)
    before: dict[str, list[str]] = {}
    for source, target in pairs:
        before.setdefault(target, []).append(source)
    ends = [target for target in before if target not in leads]
    while ends:
        for source in before.get(ends.pop(), ()):
            leads[source] -= 1
            if not leads[source]:
                ends.append(source)
    return [(source, target) for source, target in pairs if leads[source] and leads[target]]


def shortest_way(inner: dict[str, list[str]], most_steps: int = _STEPS) -> tuple[list[str], bool]:
    """Return the shortest way round in a strongly connected graph, without its first body again.

    `inner` maps each node to those it leads to. Of ways of one length the one found from the
    smallest name is taken. In a graph with very many crossings the search ends after a number of
    steps with the shortest found so far; the second value says whether none can be shorter.
    """
    # A way round that met no crossing could never be left: then the whole graph is that way.
    crossings = [node for node, following in inner.items() if len(following) > 1]
    starts = crossings or [min(inner)]
    best: list[str] = []
    steps = 0
    for start in starts:
        way, looked_at = _way_back(inner, start, len(best) - 1 if best else len(inner))
        best = way or best
        steps += looked_at
        if steps > most_steps:
            break
    least = best.index(min(best))
    return best[least:] + best[:least], steps <= most_steps or start == starts[-1]


def _way_back(inner: dict[str, list[str]], start: str, longest: int) -> tuple[list[str], int]:
    """Return the shortest way from a node back to it, if it is no longer than some length."""
    came_from = {start: ""}
    waiting = deque([(start, 1)])
    steps = 0
    while waiting:
        node, length = waiting.popleft()
        if length > longest:
            break
        for following in inner[node]:
            steps += 1
            if following == start:
                way = [node]
                while way[-1] != start:
                    way.append(came_from[way[-1]])
                return way[::-1], steps
            if following not in came_from:
                came_from[following] = node
                waiting.append((following, length + 1))
    return [], steps


def _loop(
    bodies: Bodies,
    word: str,
    ties: dict[tuple[str, str], Tie],
    size: int,
    way: Sequence[str],
    shortest: bool,  # noqa: FBT001 - what the search says of the way, not a switch
) -> Finding:
    known: dict[str, str | int] = {
        "count": size,
        "relation": word,
        "moment": bodies.told(bodies.as_of),
        "steps": len(way),
        "way": _told(way),
    }
    rows = [ties[pair].row.source for pair in zip(way, (*way[1:], way[0]), strict=True)]
    return Finding(
        place=min(rows),
        code="loop",
        message=Sentence(
            "{count} bodies stand in a loop of `{relation}` at {moment}; the shortest way round"
            " has {steps}: {way}",
            **known,
        )
        if shortest
        else Sentence(
            "{count} bodies stand in a loop of `{relation}` at {moment}; a way round has {steps}:"
            " {way}",
            **known,
        ),
        help=Sentence(
            "end or correct one of these relations: {places}",
            places=_few([str(place) for place in rows]),
        ),
    )


def _told(way: Sequence[str]) -> str:
    names = [f"`{visible(name)}`" for name in way]
    return " > ".join([*_some(names), names[0]])


def _few(texts: Sequence[str]) -> str:
    return ", ".join(_some(texts))


def _some(texts: Sequence[str]) -> Iterable[str]:
    """Leave the middle of a long list out, and say how much."""
    if len(texts) <= _LONGEST_WAY:
        return texts
    left_out = len(texts) - _FIRST - _LAST
    return (*texts[:_FIRST], f"… {left_out} …", *texts[-_LAST:])
