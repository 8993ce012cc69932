"""Findings on lines of reporting: loops, cycles, single points, and what narrows on the way."""

from collections.abc import Iterator

import networkx as nx

from govrules.findings import Finding, Level
from govrules.graphs.edges import NOBODY
from govrules.graphs.flaws.drawing import REPORTING, Drawing, found, quoted
from govrules.sentences import Sentence

_PASSED_ON = frozenset({"data-flow", "escalates", "notifies", "reports"})
"""Relations by which news travels on; an answer goes back to whom it came from."""


def findings(drawing: Drawing) -> Iterator[Finding]:
    """Yield the findings on lines of reporting."""
    yield from _loops(drawing)
    yield from _cycles(drawing)
    yield from _narrowing(drawing)
    yield from _single_points(drawing)


def _loops(drawing: Drawing) -> Iterator[Finding]:
    for edge in drawing.edges:
        if edge.relation not in REPORTING or not drawing.meet(edge.source, edge.target):
            continue
        contained = drawing.act.roles.get(edge.source, (edge.source,))
        inner = edge.target if edge.target in contained else edge.source
        yield found(
            drawing,
            edge.unit,
            "self-loop",
            Sentence(
                "{number} leads from `{source}` to `{target}`: `{inner}` owes it to itself",
                number=drawing.number(edge.unit),
                source=edge.source,
                target=edge.target,
                inner=inner,
            ),
            Sentence("say that `{inner}` is left out, or to whom it reports instead", inner=inner),
        )


def _cycles(drawing: Drawing) -> Iterator[Finding]:
    feeding: nx.DiGraph[str] = nx.DiGraph()
    feeding.add_edges_from((first.unit, then.unit) for first, then in drawing.chained())
    for component in sorted(map(sorted, nx.strongly_connected_components(feeding))):
        if len(component) == 1:
            continue
        rounds = (
            [unit, *nx.shortest_path(feeding, after, unit)]
            for unit in component
            for after in sorted(feeding[unit])
            if after in component
        )
        cycle = min(rounds, key=lambda units: (len(units), units))
        yield found(
            drawing,
            cycle[0],
            "duty-cycle",
            Sentence(
                "each of these duties waits for the one before it: {numbers}",
                numbers=_round(drawing, cycle),
            ),
            Sentence("let one of them start with something else"),
        )


def _round(drawing: Drawing, cycle: list[str]) -> Sentence:
    first, *others = (drawing.number(unit) for unit in cycle)
    told = first
    for number in others:
        told = Sentence("{first} → {next}", first=told, next=number)
    return told


def _narrowing(drawing: Drawing) -> Iterator[Finding]:
    for first, then in drawing.chained():
        lost = [each for each in first.content if each not in then.content]
        if then.content and lost and set(first.content) & set(then.content):
            yield found(
                drawing,
                then.unit,
                "content-narrows",
                Sentence(
                    "{first} tells `{source}` of {lost}, and {then} passes nothing of it on to "
                    "`{target}`",
                    first=drawing.number(first.unit),
                    source=then.source,
                    lost=quoted(lost),
                    then=drawing.number(then.unit),
                    target=then.target,
                ),
                Sentence("let {then} cover it too", then=drawing.number(then.unit)),
                Level.NOTE,
            )


def _single_points(drawing: Drawing) -> Iterator[Finding]:
    """Yield whoever all paths from a source of news to another recipient pass: its dominators."""
    telling: nx.DiGraph[str] = nx.DiGraph()
    lines = [
        edge
        for edge in drawing.edges
        if edge.relation in _PASSED_ON and NOBODY not in (edge.source, edge.target)
    ]
    telling.add_edges_from((edge.source, edge.target) for edge in lines)
    passed: dict[str, set[tuple[str, str]]] = {}
    for source in _sources(telling):
        for target, through in _between(telling, source):
            passed.setdefault(through, set()).add((source, target))
    for through, pairs in sorted(passed.items()):
        targets = {target for _, target in pairs}
        units = [edge.unit for edge in lines if edge.source == through and edge.target in targets]
        yield found(
            drawing,
            units[0],
            "single-point-of-failure",
            Sentence(
                "all lines from {sources} to {targets} pass `{through}`: {numbers}",
                sources=quoted(sorted({source for source, _ in pairs})),
                targets=quoted(sorted(targets)),
                through=through,
                numbers=drawing.numbers(units),
            ),
            Sentence(
                "give the news a second way, or say who acts for `{through}`", through=through
            ),
        )


def _sources(telling: "nx.DiGraph[str]") -> list[str]:
    """Return those to whom no news comes from outside; together those who tell one another."""
    whole = nx.condensation(telling)
    return sorted(
        member
        for node, members in whole.nodes(data="members")
        if whole.in_degree(node) == 0
        for member in members
    )


def _between(telling: "nx.DiGraph[str]", source: str) -> Iterator[tuple[str, str]]:
    """Yield each recipient that a source reaches, with each node that all the paths pass."""
    immediate = nx.immediate_dominators(telling, source)
    for target in immediate:
        through = target
        while through != source and immediate[through] not in (source, None):
            through = immediate[through]
            yield target, through
