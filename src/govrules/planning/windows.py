"""When a clock opens, when it falls due, and whether the duty was triggered at all."""

from dataclasses import dataclass

from govrules.calculus import TRUE, Term, all_of, any_of, at_most, col, equal, less, lit, plus
from govrules.instants import ABSENT, EARLIEST, MINUTE, Duration, Instant
from govrules.norms import AfterUnless, Norm, OccasionTrigger, ReceiptTrigger, UntilClosed, Within
from govrules.planning.pairs import (
    FAILS,
    Bounds,
    Pair,
    before,
    both,
    bounds,
    by,
    either,
    exactly,
    moment,
    named_bounds,
    opposite,
    shifted,
)
from govrules.planning.settled import now


@dataclass(frozen=True, slots=True)
class Window:
    """The clock of a duty: its opening, its last instant, and whether it runs.

    `since` is the event that everything about the duty comes after. `strict` windows open after
    their opening instant, not at it; `ajar` ones take what came before it too. `accepted_late`
    performances discharge the duty at any time; `endless` duties never become overdue, and have
    no due instant. A clock that `starts_unseen` is started by a message.
    """

    opened: Bounds
    due: Bounds
    triggered: Pair
    since: Bounds
    strict: bool = False
    ajar: bool = False
    accepted_late: bool = False
    endless: bool = False
    starts_unseen: bool = False


def clock_start(norm: Norm) -> Bounds:
    """Return the columns of the instant that starts a case norm's clock."""
    form = ".minute" if norm.clock.tie == "minute" else ""
    if isinstance(norm.trigger, ReceiptTrigger):
        return bounds(f"{norm.key}.receipt{form}")
    return bounds(f"start{form}")


def opening(norm: Norm) -> Bounds:
    """Return when a case norm's clock opens, over the columns of its occasion."""
    start = clock_start(norm)
    return shifted(start, norm.deadline.length) if isinstance(norm.deadline, AfterUnless) else start


def window(norm: Norm, as_of: Instant, recorded_until: Term) -> Window:
    """Return the window of a case norm, over the columns of its occasion.

    `recorded_until` is the end of the stretch in which the table of cases lacks nothing.
    """
    start = clock_start(norm)
    answers = isinstance(norm.trigger, ReceiptTrigger)
    since = _since(norm, start)
    match norm.deadline:
        case Within(length=length):
            due = shifted(start, length + _slack(norm.clock.tie))
            begun = _begun(norm, as_of)
            due = named_bounds("due", due)
            return Window(start, due, begun, since, ajar=since != start, starts_unseen=answers)
        case AfterUnless() as after:
            opened = named_bounds("opened", opening(norm))
            return Window(
                opened,
                opened if after.grace is None else shifted(opened, after.grace),
                _uneliminated(after, opened, as_of, recorded_until),
                # What came before the upgrade of an event is too early, not impossible.
                since if since == moment(EARLIEST) else bounds("detected_at"),
                strict=True,
                accepted_late=after.afterwards == "accepted",
                endless=after.grace is None,
            )
        case UntilClosed(column=column):
            # Without a term there is no clock to restart: what was done since detection counts.
            known = since if since == moment(EARLIEST) else bounds("detected_at")
            return Window(start, bounds(column), _begun(norm, as_of), known, ajar=True)
    message = f"`{norm.id}` has a deadline that no case can have"
    raise TypeError(message)


def _since(norm: Norm, start: Bounds) -> Bounds:
    if norm.settled.get("contradiction") == "zero":
        return moment(EARLIEST)
    if norm.settled.get("upgrade") == "described" and isinstance(norm.trigger, OccasionTrigger):
        return bounds("detected_at")
    return start


def _slack(tie: str) -> Duration:
    return {"closed": 0, "half-open": -1, "minute": MINUTE - 1}[tie]


def _begun(norm: Norm, as_of: Instant) -> Pair:
    if not isinstance(norm.trigger, ReceiptTrigger):
        return by(bounds("start"), now(as_of))
    # A receipt that nobody recorded did happen: rows are seen by when they were sent.
    receipt = bounds(f"{norm.key}.receipt")
    return Pair(less(receipt.hi, lit(ABSENT)), by(receipt, now(as_of)).possible)


def _uneliminated(after: AfterUnless, opened: Bounds, as_of: Instant, recorded_until: Term) -> Pair:
    lapsed = before(opened, now(as_of))
    happened = both(*(_happened(name, after, opened, recorded_until) for name in after.unless))
    return both(lapsed, opposite(happened))


def _happened(name: str, after: AfterUnless, limit: Bounds, recorded_until: Term) -> Pair:
    happened = by(bounds(name), limit)
    blank = equal(col(f"{name}.lo"), lit(ABSENT))
    if after.unrecorded == "unknown":
        return either(happened, Pair(FAILS.sure, blank))
    unseen = all_of(blank, less(recorded_until, limit.hi))
    return either(happened, Pair(FAILS.sure, unseen))


def overdue(clock: Window, as_of: Instant) -> Pair:
    """Hold where the last instant of the term has passed."""
    if clock.endless:
        return FAILS
    return opposite(by(now(as_of), clock.due))


def uncovered(clock: Window, complete: tuple[Term, Term], as_of: Instant) -> Pair:
    """Hold where records that would matter may lie outside the stretch declared complete."""
    first, end = complete
    since = clock.opened if clock.since == moment(EARLIEST) else clock.since
    early = all_of(less(lit(EARLIEST), first), less(since.lo, first))
    whole = clock.accepted_late or clock.starts_unseen or clock.endless
    late = TRUE if whole else less(end, plus(clock.due.hi, lit(1)))
    return exactly(any_of(early, all_of(at_most(end, now(as_of).lo), late)))
