"""The longest lawful silence: how late each recipient may lawfully learn of a thing, by what."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from govrules.findings import Finding, Level
from govrules.graphs.edges import NOBODY, Edge
from govrules.graphs.flaws.drawing import Drawing, by_unit, ends, found
from govrules.graphs.lateness import Lateness, after, bounded
from govrules.instants import MINUTE
from govrules.languages.lengths import length
from govrules.norms import (
    AfterUnless,
    InPeriod,
    OccasionTrigger,
    PeriodTrigger,
    ReceiptTrigger,
)
from govrules.sentences import Sentence, listed

_SINGULAR: Mapping[str, str] = {"events": "event", "incidents": "incident"}
_NO_DUTY = frozenset({"decides", "requests"})


@dataclass(frozen=True, slots=True)
class Hearing:
    """How a recipient hears of a topic: how late at the latest, and step by step by which edges."""

    lateness: Lateness
    path: tuple[tuple[Edge, Lateness], ...]


Heard = dict[tuple[str, str], Hearing]
"""By topic and recipient."""


def findings(drawing: Drawing) -> Iterator[Finding]:
    """Yield, for each topic and recipient, the longest lawful silence; then what has no end."""
    heard = hearings(drawing)
    for topic, target in sorted(heard):
        hearing = heard[topic, target]
        first, last = hearing.path[0][0], hearing.path[-1][0]
        yield found(
            drawing,
            last.unit,
            "longest-silence",
            Sentence(
                "`{target}` may lawfully hear of `{topic}` as late as {lateness} after {start}: "
                "{path}",
                target=target,
                topic=_named(topic, first),
                lateness=hearing.lateness.told,
                start=_start(first),
                path=steps(drawing, hearing.path),
            ),
            Sentence(
                "shorten a term on the way, or let `{target}` be told directly", target=target
            ),
            Level.NOTE,
        )
    yield from _endless(drawing)


def _counting(target: str, hearing: Hearing) -> Sentence:
    if any(isinstance(edge.norm and edge.norm.deadline, InPeriod) for edge, _ in hearing.path):
        return Sentence(
            "the text does not say which time a report covers; this counts on each taking up "
            "where the last one ended"
        )
    return Sentence("shorten a term on the way, or let `{target}` be told directly", target=target)


def _named(topic: str, first: Edge) -> str:
    """Name a topic; one that is only a rhythm by the message that opens it."""
    return topic if first.content or first.message is None else first.message.type


def hearings(drawing: Drawing) -> Heard:
    """Return how late each recipient may lawfully hear of each topic, where the text bounds it.

    A topic is an occasion, something that a message must cover, or else the rhythm of a report.
    A topic arises, at no lateness, with whoever is told of it by nobody.
    """
    telling = [(topic, edge) for edge in drawing.edges for topic in topics(edge)]
    told = {(topic, edge.target) for topic, edge in telling}
    heard: Heard = {}
    for _ in telling:  # each round settles at least one more recipient, or is the last
        changed = False
        for topic, edge in telling:
            start = _known(drawing, heard, told, topic, edge)
            late = after(start.lateness, edge.norm) if start and edge.norm else None
            if start is None or late is None or edge.target == NOBODY:
                continue
            best = heard.get((topic, edge.target))
            if best is None or late.size < best.lateness.size:
                heard[topic, edge.target] = Hearing(late, (*start.path, (edge, late)))
                changed = True
        if not changed:
            break
    return heard


def _known(
    drawing: Drawing, heard: Heard, told: set[tuple[str, str]], topic: str, edge: Edge
) -> Hearing | None:
    """Return how the source of an edge knows what it is to tell; none if it surely never does."""
    trigger = edge.norm.trigger if edge.norm else None
    if isinstance(trigger, OccasionTrigger):
        return Hearing(Lateness(), ())
    if isinstance(trigger, ReceiptTrigger):
        return _received(drawing, edge, frozenset())
    within = drawing.act.roles
    names = [edge.source, *(name for name in within if edge.source in within[name])]
    known = [heard[topic, name] for name in names if (topic, name) in heard]
    if known:
        return min(known, key=lambda hearing: hearing.lateness.size)
    if any((topic, name) in told for name in names):
        return None
    return Hearing(Lateness(), ())


def _received(drawing: Drawing, edge: Edge, passed: frozenset[str]) -> Hearing | None:
    """Return how late a message that an edge answers may come; none if nothing bounds it."""
    found_: list[Hearing] = []
    for asked in drawing.edges:
        if asked.unit in passed or not drawing.feeds(asked, edge) or asked.norm is None:
            continue
        start: Hearing | None = Hearing(Lateness(), ())
        if isinstance(asked.norm.trigger, ReceiptTrigger):
            start = _received(drawing, asked, passed | {edge.unit})
        late = after(start.lateness, asked.norm) if start else None
        if start and late:
            found_.append(Hearing(late, (*start.path, (asked, late))))
    return min(found_, key=lambda hearing: hearing.lateness.size, default=None)


def topics(edge: Edge) -> tuple[str, ...]:
    """Return what a message tells of: what it covers, occasions, its rhythm, or what it sends."""
    if edge.message is None or edge.norm is None:
        return ()
    trigger = edge.norm.trigger
    if edge.content:
        return tuple(_SINGULAR.get(each, each) for each in edge.content)
    return (trigger.period if isinstance(trigger, PeriodTrigger) else edge.message.type,)


def steps(drawing: Drawing, path: tuple[tuple[Edge, Lateness], ...]) -> str:
    """Write a timeline: each provision on the way with the latest lawful moment so far."""
    return listed(
        [
            Sentence("{number} by {lateness}", number=drawing.number(edge.unit), lateness=late.told)
            for edge, late in path
        ]
    )


def _start(edge: Edge) -> Sentence:
    start = edge.norm.clock.start if edge.norm else ""
    if edge.norm and isinstance(edge.norm.trigger, PeriodTrigger):
        return Sentence("it arose")
    return Sentence(start.replace("-", " "))


def _endless(drawing: Drawing) -> Iterator[Finding]:
    for unit, group in by_unit(drawing.edges).items():
        edge = group[0]
        if edge.when or edge.implied or edge.relation in _NO_DUTY or bounded(edge.norm):
            continue
        deadline = edge.norm.deadline if edge.norm else None
        number, targets = drawing.number(unit), ends(group)[1]
        if isinstance(deadline, AfterUnless):
            opens = length(deadline.length // MINUTE * MINUTE, in_days=False)
            message = Sentence(
                "{targets} may lawfully wait for ever: {number} opens {length} after {start} and "
                "has no end",
                targets=targets,
                number=number,
                length=opens,
                start=_start(edge),
            )
        else:
            message = Sentence(
                "{targets} may lawfully wait for ever: {number} sets no term",
                targets=targets,
                number=number,
            )
        yield found(
            drawing, unit, "unbounded-silence", message, Sentence("set a last moment for it")
        )
