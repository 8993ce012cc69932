"""Duties as ledgers of their clocks: the arithmetic, what it rests on, and what would have done."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from govrules.instants import Instant, write, write_duration
from govrules.norms import AfterUnless, Clock, Message, Norm
from govrules.reports import (
    REASONS,
    SEVERITY_WORDS,
    SILENT,
    VERDICTS,
    View,
    deed,
    event,
    length,
    opening,
    shown,
    together,
    unknown,
    where,
    wrap,
)
from govrules.sentences import Sentence, listed
from govrules.verdicts import Assessment, Judgement, Reason, Verdict

_COLUMN = 30
_NOTHING = Sentence("nothing on record that fulfils it")
_UNPERFORMED = {
    Verdict.VIOLATED: _NOTHING,
    Verdict.PENDING: Sentence("not yet"),
    Verdict.INDETERMINATE: Sentence("not certain"),
    Verdict.ATTESTATION_REQUIRED: _NOTHING,
}
_UNKNOWN = Sentence("not known")


def render(assessment: Assessment, view: View) -> str:
    """Write each duty as a ledger, exact to the microsecond, in the zone of its act."""
    listed = view.listed(assessment.judgements, tuple(Verdict))
    ledgers = ["\n".join(_ledger(judgement, assessment, view)) for judgement in listed]
    notes = ["\n".join(wrap(note, view, 0, 2)) for note in _wanting(view)] if ledgers else []
    none = view.tell(Sentence("There is no duty to explain."))
    return "\n\n\n".join([*notes, *ledgers] or [none]) + "\n"


def _wanting(view: View) -> Iterator[Sentence]:
    for name, language in view.wanting():
        yield Sentence(
            "`{act}` has no summaries in this language: they are given in another ({language})",
            act=name,
            language=language,
        )


def _ledger(judgement: Judgement, assessment: Assessment, view: View) -> Iterator[str]:
    duty = judgement.duty
    norm = view.norms.get(duty.norm)
    about = [shown(part) for part in (duty.norm, duty.subject, duty.occasion) if part]
    yield from wrap(" · ".join(about), view, 0, 2)
    severity = view.coded(SEVERITY_WORDS[judgement.severity])
    named = Sentence("duty {id} · severity {severity}", id=duty.id, severity=severity)
    yield from wrap(named, view, 2, 2)
    clause, summary = view.clause(duty.norm), view.summary(duty.norm)
    told = Sentence("clause {clause}: {summary}", clause=clause, summary=summary)
    yield from wrap(told, view, 2, 2)
    if norm is not None and norm.words:
        quoted = Sentence("operative words: “{words}”", words=shown(norm.words))
        yield from wrap(quoted, view, 2, 2)
    yield from wrap(Sentence("owed by {body}", body=view.body(duty.bearer)), view, 2, 2)
    if duty.counterparty:
        owed_to = Sentence("owed to {body}", body=view.body(duty.counterparty))
        yield from wrap(owed_to, view, 2, 2)
    yield ""
    as_of = write(assessment.as_of, ZoneInfo(judgement.zone))
    for name, value in (*_clock(judgement, norm), (Sentence("judged as of"), as_of)):
        yield f"  {view.tell(name):<{_COLUMN}}{view.tell(value)}".rstrip()
    yield ""
    yield from _conclusion(judgement, norm, view)
    yield from _basis(judgement, assessment, view)


def _clock(judgement: Judgement, norm: Norm | None) -> Iterator[tuple[str, str]]:
    """Yield the entries of the arithmetic: names and values."""
    zone = ZoneInfo(judgement.zone)
    opened, due, performed = judgement.opened_at, judgement.due_at, judgement.performed_at
    after = _after(norm)
    if norm is not None and after is not None:
        start = None if opened is None else opened - after.length
        yield event(norm.clock), _at(start, zone)
        yield f"+ {write_duration(after.length)}", _counting(norm.clock)
        yield Sentence("= counts only after"), _at(opened, zone)
        if after.grace is not None:
            breach = Sentence("until silence counts as a breach")
            yield f"+ {write_duration(after.grace)}", breach
    else:
        yield opening(norm), _at(opened, zone)
        if norm is not None and norm.clock.length not in SILENT:
            yield f"+ {norm.clock.length}", _counting(norm.clock)
    endless = after is not None and after.grace is None
    yield Sentence("= last moment"), Sentence("there is none") if endless else _at(due, zone)
    if performed is not None or judgement.verdict in _UNPERFORMED:
        yield deed(norm)[1], _at(performed, zone, _UNPERFORMED.get(judgement.verdict, ""))
    if judgement.delay is not None:
        yield Sentence("after the opening"), write_duration(judgement.delay)
    if judgement.late_by:
        yield Sentence("late by"), judgement.late_by
    elif performed is not None and due is not None and performed <= due:
        yield Sentence("to spare"), length(due - performed)


def _counting(clock: Clock) -> str:
    """Return what the clock card says of how the term is counted, as far as it says anything."""
    answers = {
        Sentence("unit {answer}", answer=clock.unit): clock.unit,
        Sentence("calendar {answer}", answer=clock.calendar): clock.calendar,
        Sentence("first unit {answer}", answer=clock.first_unit): clock.first_unit,
        Sentence("roll {answer}", answer=clock.roll): clock.roll,
        Sentence("suspended by {answer}", answer=clock.suspended_by): clock.suspended_by,
        Sentence("tie {answer}", answer=clock.tie): clock.tie,
    }
    return listed([told for told, answer in answers.items() if answer not in SILENT])


def _at(instant: Instant | None, zone: ZoneInfo, otherwise: str = _UNKNOWN) -> str:
    return otherwise if instant is None else write(instant, zone)


def _conclusion(judgement: Judgement, norm: Norm | None, view: View) -> Iterator[str]:
    said = f"{view.coded(VERDICTS[judgement.verdict])} {judgement.reason}".rstrip()
    if judgement.reason is not Reason.NONE:
        said = f"{said}: {view.tell(REASONS[judgement.reason])}"
    if judgement.grounds:
        said = f"{said} ({', '.join(map(shown, judgement.grounds))})"
    yield from wrap(said, view, 2, 2)
    if judgement.verdict in {Verdict.VIOLATED, Verdict.PENDING}:
        yield from wrap(_counterfactual(judgement, norm), view, 2, 2)
    for cell in judgement.missing:
        yield from wrap(Sentence("could be decided by {cell}", cell=unknown(cell)), view, 2, 2)


def _counterfactual(judgement: Judgement, norm: Norm | None) -> str:
    """Say what would have been compliant, from the last instant in time; empty if there is none."""
    zone = ZoneInfo(judgement.zone)
    opened, due, after = judgement.opened_at, judgement.due_at, _after(norm)
    bounds = []
    if opened is not None and after is not None:
        bounds.append(Sentence("after {instant}", instant=write(opened, zone)))
    elif opened is not None and judgement.reason is Reason.PREMATURE:
        bounds.append(Sentence("from {instant} on", instant=write(opened, zone)))
    limitless = after is not None and (after.grace is None or after.afterwards == "accepted")
    if limitless:
        bounds.append(Sentence("at any later time (the delay is reported)"))
    elif due is not None:
        if after is not None and opened is not None and due <= opened:
            return Sentence(
                "no moment would do: it must be after {opened} and by {due}",
                opened=write(opened, zone),
                due=write(due, zone),
            )
        bounds.append(Sentence("by {instant}", instant=write(due, zone)))
    if not bounds:
        return ""
    return _fulfilled(judgement, norm, together(bounds))


def _fulfilled(judgement: Judgement, norm: Norm | None, bounds: str) -> Sentence:
    done = deed(norm)[1]
    if judgement.reason is Reason.WRONG_RECIPIENT:
        return Sentence(
            "compliant if {done} to {counterparty} {bounds}",
            done=done,
            counterparty=shown(judgement.duty.counterparty),
            bounds=bounds,
        )
    if judgement.reason is not Reason.INCOMPLETE or norm is None:
        return Sentence("compliant if {done} {bounds}", done=done, bounds=bounds)
    covers = norm.performance.covers if isinstance(norm.performance, Message) else ()
    if not covers:
        return Sentence("compliant if {done} {bounds}, complete", done=done, bounds=bounds)
    return Sentence(
        "compliant if {done} {bounds}, covering {words}",
        done=done,
        bounds=bounds,
        words=together(covers),
    )


def _after(norm: Norm | None) -> AfterUnless | None:
    return norm.deadline if norm is not None and isinstance(norm.deadline, AfterUnless) else None


def _basis(judgement: Judgement, assessment: Assessment, view: View) -> Iterator[str]:
    if judgement.readings:
        yield from wrap(Sentence("rests on the readings"), view, 2)
    for reading in judgement.readings:
        taken = assessment.readings.get(reading, "")
        yield from wrap(view.reading(reading, taken), view, 4, 4)
    rows, none = Sentence("rests on the rows"), Sentence("rests on no row")
    yield from wrap(rows if judgement.evidence else none, view, 2)
    for place in judgement.evidence:
        yield from wrap(where(place), view, 4, 2)
