"""Duties as ledgers of their clocks: the arithmetic, what it rests on, and what would have done."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from govrules.instants import Instant, write, write_duration
from govrules.norms import AfterUnless, Clock, Message, Norm
from govrules.reports import (
    REASONS,
    SILENT,
    View,
    deed,
    length,
    opening,
    shown,
    unknown,
    where,
    wrap,
)
from govrules.verdicts import Assessment, Judgement, Reason, Verdict

_COLUMN = 30
_UNPERFORMED = {
    Verdict.VIOLATED: "nothing on record that fulfils it",
    Verdict.PENDING: "not yet",
    Verdict.INDETERMINATE: "not certain",
    Verdict.ATTESTATION_REQUIRED: "nothing on record that fulfils it",
}


def render(assessment: Assessment, view: View) -> str:
    """Write each duty as a ledger, exact to the microsecond, in the zone of its act."""
    listed = view.listed(assessment.judgements, tuple(Verdict))
    ledgers = ["\n".join(_ledger(judgement, assessment, view)) for judgement in listed]
    return "\n\n\n".join(ledgers or ["There is no duty to explain."]) + "\n"


def _ledger(judgement: Judgement, assessment: Assessment, view: View) -> Iterator[str]:
    duty = judgement.duty
    norm = view.norms.get(duty.norm)
    about = [shown(part) for part in (duty.norm, duty.subject, duty.occasion) if part]
    yield from wrap(" · ".join(about), view, 0, 2)
    yield f"  duty {duty.id} · severity {judgement.severity}"
    yield from wrap(f"clause {view.clause(duty.norm)}: {view.summary(duty.norm)}", view, 2, 2)
    if norm is not None and norm.words:
        yield from wrap(f"operative words: “{shown(norm.words)}”", view, 2, 2)
    yield from wrap(f"owed by {view.body(duty.bearer)}", view, 2, 2)
    if duty.counterparty:
        yield from wrap(f"owed to {view.body(duty.counterparty)}", view, 2, 2)
    yield ""
    yield from _clock(judgement, norm)
    yield _entry("judged as of", write(assessment.as_of, ZoneInfo(judgement.zone)))
    yield ""
    yield from _conclusion(judgement, norm, view)
    yield from _basis(judgement, assessment, view)


def _clock(judgement: Judgement, norm: Norm | None) -> Iterator[str]:
    zone = ZoneInfo(judgement.zone)
    opened, due, performed = judgement.opened_at, judgement.due_at, judgement.performed_at
    after = _after(norm)
    if norm is not None and after is not None:
        start = None if opened is None else opened - after.length
        yield _entry(norm.clock.start.replace("-", " "), _at(start, zone))
        yield _entry(f"+ {write_duration(after.length)}", _counting(norm.clock))
        yield _entry("= counts only after", _at(opened, zone))
        if after.grace is not None:
            yield _entry(f"+ {write_duration(after.grace)}", "until silence counts as a breach")
    else:
        yield _entry(opening(norm), _at(opened, zone))
        if norm is not None and norm.clock.length not in SILENT:
            yield _entry(f"+ {norm.clock.length}", _counting(norm.clock))
    endless = after is not None and after.grace is None
    yield _entry("= last moment", "there is none" if endless else _at(due, zone))
    if performed is not None or judgement.verdict in _UNPERFORMED:
        yield _entry(deed(norm)[1], _at(performed, zone, _UNPERFORMED.get(judgement.verdict, "")))
    if judgement.delay is not None:
        yield _entry("after the opening", write_duration(judgement.delay))
    if judgement.late_by:
        yield _entry("late by", judgement.late_by)
    elif performed is not None and due is not None and performed <= due:
        yield _entry("to spare", length(due - performed))


def _counting(clock: Clock) -> str:
    """Return what the clock card says of how the term is counted, as far as it says anything."""
    answers = {
        "unit": clock.unit,
        "calendar": clock.calendar,
        "first unit": clock.first_unit,
        "roll": clock.roll,
        "suspended by": clock.suspended_by,
        "tie": clock.tie,
    }
    return ", ".join(f"{name} {said}" for name, said in answers.items() if said not in SILENT)


def _entry(name: str, value: str) -> str:
    return f"  {name:<{_COLUMN}}{value}".rstrip()


def _at(instant: Instant | None, zone: ZoneInfo, otherwise: str = "not known") -> str:
    return otherwise if instant is None else write(instant, zone)


def _conclusion(judgement: Judgement, norm: Norm | None, view: View) -> Iterator[str]:
    said = f"{judgement.verdict} {judgement.reason}".rstrip()
    if judgement.reason is not Reason.NONE:
        said = f"{said}: {REASONS[judgement.reason]}"
    if judgement.grounds:
        said = f"{said} ({', '.join(map(shown, judgement.grounds))})"
    yield from wrap(said, view, 2, 2)
    if judgement.verdict in {Verdict.VIOLATED, Verdict.PENDING}:
        yield from wrap(_counterfactual(judgement, norm), view, 2, 2)
    for cell in judgement.missing:
        yield from wrap(f"could be decided by {unknown(cell)}", view, 2, 2)


def _counterfactual(judgement: Judgement, norm: Norm | None) -> str:
    """Say what would have been compliant, from the last instant in time; empty if there is none."""
    zone = ZoneInfo(judgement.zone)
    opened, due, after = judgement.opened_at, judgement.due_at, _after(norm)
    bounds = []
    if opened is not None and after is not None:
        bounds.append(f"after {write(opened, zone)}")
    elif opened is not None and judgement.reason is Reason.PREMATURE:
        bounds.append(f"from {write(opened, zone)} on")
    limitless = after is not None and (after.grace is None or after.afterwards == "accepted")
    if limitless:
        bounds.append("at any later time (the delay is reported)")
    elif due is not None:
        if after is not None and opened is not None and due <= opened:
            return f"no moment would do: it must be {bounds[0]} and by {write(due, zone)}"
        bounds.append(f"by {write(due, zone)}")
    if not bounds:
        return ""
    to = f" to {shown(judgement.duty.counterparty)}"
    recipient = to if judgement.reason is Reason.WRONG_RECIPIENT else ""
    done = f"{deed(norm)[1]}{recipient} {' and '.join(bounds)}"
    return f"compliant if {done}{_whole(judgement, norm)}"


def _whole(judgement: Judgement, norm: Norm | None) -> str:
    if judgement.reason is not Reason.INCOMPLETE or norm is None:
        return ""
    covers = norm.performance.covers if isinstance(norm.performance, Message) else ()
    return f", covering {' and '.join(covers)}" if covers else ", complete"


def _after(norm: Norm | None) -> AfterUnless | None:
    return norm.deadline if norm is not None and isinstance(norm.deadline, AfterUnless) else None


def _basis(judgement: Judgement, assessment: Assessment, view: View) -> Iterator[str]:
    if judgement.readings:
        yield "  rests on the readings"
    for reading in judgement.readings:
        taken = assessment.readings.get(reading, "")
        others = view.alternatives(reading, taken)
        said = f"{shown(reading)} {shown(taken)} ({others}): {view.question(reading)}"
        yield from wrap(said, view, 4, 4)
    yield "  rests on the rows" if judgement.evidence else "  rests on no row"
    for place in judgement.evidence:
        yield from wrap(where(place), view, 4, 2)
