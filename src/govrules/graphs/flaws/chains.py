"""Findings on chained terms: their critical path, and recipients due before their sources."""

from collections.abc import Iterator, Sequence

import networkx as nx

from govrules.findings import Finding, Level
from govrules.graphs.edges import Edge, occasions
from govrules.graphs.flaws.drawing import Drawing, found
from govrules.graphs.flaws.silence import steps
from govrules.graphs.lateness import Lateness, after
from govrules.languages.lengths import length
from govrules.norms import AfterUnless, DayAfterPeriod, InPeriod, Within
from govrules.sentences import Sentence

_START = ""


def findings(drawing: Drawing) -> Iterator[Finding]:
    """Yield the findings on chained terms."""
    yield from _out_of_order(drawing)
    yield from _outrun(drawing)
    yield from _critical(drawing)


def _out_of_order(drawing: Drawing) -> Iterator[Finding]:
    for first, then in drawing.chained():
        left = _left(first, then)
        if left is None or left > 0:
            continue
        shared = set(first.content) & set(then.content)
        yield found(
            drawing,
            then.unit,
            "due-before-its-source",
            Sentence(
                "{then} ({term}) may fall before {first} ({source}), which brings `{bearer}` its "
                "share of the same period",
                then=drawing.number(then.unit),
                term=then.label,
                first=drawing.number(first.unit),
                source=first.label,
                bearer=then.source,
            ),
            Sentence("let {first} be due some days earlier", first=drawing.number(first.unit)),
            Level.WARNING if shared else Level.NOTE,
        )


def _left(first: Edge, then: Edge) -> int | None:
    """Return the days between two terms of one period; none if they are not of periods."""
    due = [_day(edge) for edge in (first, then)]
    return None if due[0] is None or due[1] is None else due[1] - due[0]


def _day(edge: Edge) -> int | None:
    """Return the last day of a term about periods, counted from the end of the period."""
    match edge.norm and edge.norm.deadline:
        case InPeriod():
            return 0
        case DayAfterPeriod(day=day):
            return day
        case _:
            return None


def _outrun(drawing: Drawing) -> Iterator[Finding]:
    """Yield escalations that open before the last lawful moment of the answer they wait for."""
    for edge in drawing.edges:
        deadline = edge.norm.deadline if edge.norm else None
        if not isinstance(deadline, AfterUnless):
            continue
        for asked, answer in drawing.chained():
            late = _elapsed((asked, answer))
            about = set(occasions(edge)) & set(occasions(asked)) & set(occasions(answer))
            waited = asked.relation != "escalates" and drawing.meet(answer.target, edge.source)
            if not about or late is None or not waited:
                continue
            if late > deadline.length:
                yield found(
                    drawing,
                    edge.unit,
                    "escalation-before-answer",
                    Sentence(
                        "{number} opens {length} before the last lawful moment of the answer by "
                        "{answer}",
                        number=drawing.number(edge.unit),
                        length=length(late - deadline.length, in_days=False),
                        answer=drawing.number(answer.unit),
                    ),
                    Sentence("let both clocks start with one event, or lengthen the wait"),
                )


def _elapsed(path: Sequence[Edge]) -> int | None:
    total = 0
    for edge in path:
        deadline = edge.norm.deadline if edge.norm else None
        if not isinstance(deadline, Within):
            return None
        total += deadline.length
    return total


def _critical(drawing: Drawing) -> Iterator[Finding]:
    """Yield the longest chain of terms of each family of duties that feed one another."""
    feeding: nx.DiGraph[str] = nx.DiGraph()
    edges: dict[str, Edge] = {}
    for first, then in drawing.chained():
        if _late(first) and _late(then):
            edges |= {first.unit: first, then.unit: then}
            feeding.add_edge(first.unit, then.unit)
    for component in sorted(map(sorted, nx.weakly_connected_components(feeding))):
        family: nx.DiGraph[str] = nx.DiGraph(feeding.subgraph(component))
        if not nx.is_directed_acyclic_graph(family):
            continue  # a cycle has no longest path, and is a finding of its own
        for unit in component:
            family.add_edge(_START, unit)
        for _, unit, data in family.edges(data=True):
            late = _late(edges[unit])
            data["weight"] = late.size if late else 0
        path = [edges[unit] for unit in nx.dag_longest_path(family) if unit != _START]
        yield found(
            drawing,
            path[-1].unit,
            "critical-path",
            Sentence(
                "the longest chain of terms that wait for one another: {steps}",
                steps=steps(drawing, _timeline(path)),
            ),
            _slack(drawing, path),
            Level.NOTE,
        )


def _late(edge: Edge) -> Lateness | None:
    return after(Lateness(), edge.norm) if edge.norm else None


def _timeline(path: Sequence[Edge]) -> tuple[tuple[Edge, Lateness], ...]:
    known = Lateness()
    found_: list[tuple[Edge, Lateness]] = []
    for edge in path:
        known = (after(known, edge.norm) if edge.norm else None) or known
        found_.append((edge, known))
    return tuple(found_)


def _slack(drawing: Drawing, path: Sequence[Edge]) -> Sentence:
    *_, before, last = path
    left = _left(before, last)
    if left is None:
        return Sentence(
            "whatever delays {first} delays {last}",
            first=drawing.number(path[0].unit),
            last=drawing.number(last.unit),
        )
    return Sentence(
        "{count} day is left for {last} once {before} was lawfully late",
        "{count} days are left for {last} once {before} was lawfully late",
        count=left,
        last=drawing.number(last.unit),
        before=drawing.number(before.unit),
    )
