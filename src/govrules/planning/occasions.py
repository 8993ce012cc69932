"""Occasions: what happened in a case that a norm can answer to, one row for each.

An incident has one, from its detection; an event that was upgraded to an incident has two, the
`event` from its detection and the `incident` from its classification.
"""

from collections.abc import Iterator, Sequence

from govrules import calculus
from govrules.calculus import (
    FALSE,
    Relation,
    Scan,
    Term,
    all_of,
    any_of,
    col,
    equal,
    less,
    lit,
    negation,
    when,
)
from govrules.facts import Facts
from govrules.instants import ABSENT, Instant
from govrules.norms import (
    Act,
    AfterUnless,
    Condition,
    Norm,
    OccasionTrigger,
    Record,
    UntilClosed,
)
from govrules.planning import conditions
from govrules.planning.pairs import HOLDS, Pair, before, both, bounds, by, either, exactly, opposite
from govrules.planning.settled import now

_SIDES = (".lo", ".hi", ".minute.lo", ".minute.hi")


def occasions(act: Act, norms: Sequence[Norm], facts: Facts, as_of: Instant) -> Relation:
    """Return the occasions of all cases as classified by `as_of`, with what norms ask of objects.

    Columns: `case`, `occasion`, `start.*` (bounds of the occasion's beginning), `upgraded`,
    `unclassified`, the case's instants that deadlines name, `object.*`, and `case.row`,
    `object.row` (-1 where there is no such object).
    """
    instants = sorted({name for norm in norms for name in _recorded(norm)})
    flags = sorted({flag for norm in norms for flag in _flags(norm)})
    tests = tuple(dict.fromkeys(each for norm in norms for each in norm.conditions))
    joined = _with_objects(_cases(instants, flags), tests)
    rows: Relation = calculus.Union(
        tuple(
            _of_class(joined, as_of, occasion, single=act.settled.get("upgrade") == "single-clock")
            for occasion in ("event", "incident")
        )
    )
    intervals = conditions.intervals(tests, facts, act.roles)
    if any(norm.settled.get("recipients") == "each" for norm in norms):
        intervals = (*intervals, conditions.authorised_by_owner())
    for interval in intervals:
        rows = conditions.with_interval(rows, interval, bounds("start"))
    return calculus.Titled("occasions", rows)


def _recorded(norm: Norm) -> Iterator[str]:
    if isinstance(norm.deadline, AfterUnless):
        yield from norm.deadline.unless
    if isinstance(norm.deadline, UntilClosed):
        yield norm.deadline.column
    if isinstance(norm.performance, Record):
        yield norm.performance.column


def _flags(norm: Norm) -> Iterator[str]:
    if isinstance(norm.trigger, OccasionTrigger) and norm.trigger.if_flag:
        yield norm.trigger.if_flag


def _cases(instants: Sequence[str], flags: Sequence[str]) -> Relation:
    recorded = (*("detected_at", "classified_at"), *instants)
    columns = ("class", *flags, *(name + side for name in recorded for side in _SIDES))
    scan = Scan("cases", ("row", "aside", "id", "object", *columns), "raw.")
    return calculus.project(
        scan,
        {
            "case": col("raw.id"),
            "case.row": col("raw.row"),
            "case.aside": col("raw.aside"),
            "object": col("raw.object"),
            **{name: col("raw." + name) for name in columns},
        },
    )


def _with_objects(cases: Relation, tests: Sequence[Condition]) -> Relation:
    columns = conditions.object_columns(tests)
    scan = Scan("objects", tuple(columns), conditions.OBJECT)
    defaults = {conditions.OBJECT + name: value for name, value in columns.items()}
    joined = calculus.join(cases, scan, {"object": conditions.OBJECT + "id"}, defaults)
    return calculus.Titled("cases with their objects", joined)


def _of_class(joined: Relation, as_of: Instant, occasion: str, *, single: bool) -> Relation:
    detected, classified = bounds("detected_at"), bounds("classified_at")
    event = equal(col("class"), lit("event"))
    classifiable = all_of(negation(event), less(classified.lo, lit(ABSENT)))
    seen = by(classified, now(as_of)).possible
    upgraded = all_of(classifiable, seen, less(detected.lo, classified.hi))
    not_yet = all_of(classifiable, negation(seen))
    if occasion == "event":
        listed = any_of(event, upgraded, not_yet)
        start = {side: col("detected_at" + side) for side in _SIDES}
    else:
        listed = negation(any_of(event, not_yet))
        start = {
            side: when(
                FALSE if single else upgraded,
                col("classified_at" + side),
                col("detected_at" + side),
            )
            for side in _SIDES
        }
    return calculus.extend(
        calculus.Where(joined, listed),
        {
            "occasion": lit(occasion),
            "upgraded": upgraded,
            "unclassified": equal(col("class"), lit("")),
            **{"start" + side: term for side, term in start.items()},
        },
    )


def concerns(message: str, upgrade: str, *, content_decides: bool) -> Pair:
    """Hold where a message of a case concerns the occasion at hand.

    Where one occasion is open every message concerns it. A message about an upgraded case that
    was sent after its classification says itself which occasion it means, by what it covers or by
    the content that the norm demands (`content_decides`); one that covers nothing named may mean
    either. `message` is the prefix of the message's columns; `upgrade` says what an upgrade does to
    the clocks: a `new-clock`, a `single-clock`, or none for what had been `described`.
    """
    earlier = before(bounds(message + "sent_at"), bounds("classified_at"))
    blank = Pair(FALSE, negation(col(message + "covers.any")))
    names_event = exactly(col(message + "covers.has.event"))
    names_incident = exactly(col(message + "covers.has.incident"))
    of_event = HOLDS if content_decides else either(earlier, names_event, blank)
    of_incident = opposite(earlier) if upgrade == "new-clock" else HOLDS
    if not content_decides and upgrade != "single-clock":
        of_incident = both(of_incident, either(names_incident, blank))
    event, alone = equal(col("occasion"), lit("event")), negation(col("upgraded"))
    return Pair(
        any_of(alone, _choose(event, of_event.sure, of_incident.sure)),
        any_of(alone, _choose(event, of_event.possible, of_incident.possible)),
    )


def _choose(event: Term, then: Term, otherwise: Term) -> Term:
    return any_of(all_of(event, then), all_of(negation(event), otherwise))
