"""The duties to act on, grouped by the body that owes them, the worst first."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from zoneinfo import ZoneInfo

from govrules.findings import Place
from govrules.instants import ABSENT, Instant
from govrules.reports import (
    REASONS,
    SEVERITY_WORDS,
    VERDICTS,
    View,
    compared,
    deed,
    opening,
    shown,
    unknown,
    where,
    wrap,
)
from govrules.reports.terminal.advice import next_step
from govrules.reports.terminal.comparisons import waived
from govrules.reports.terminal.ink import bold, word
from govrules.reports.terminal.lines import run_together
from govrules.reports.terminal.moments import lateness, roughly, timeline
from govrules.sentences import Sentence
from govrules.verdicts import SEVERITIES, Assessment, Duty, Judgement, Reason, Verdict

_WORST = tuple(Verdict)

_ASKING = {Verdict.VIOLATED, Verdict.INDETERMINATE, Verdict.ATTESTATION_REQUIRED}
"""The verdicts on which somebody has to act, whether they are listed or not."""


def block(assessment: Assessment, listed: Sequence[Judgement], view: View) -> Iterator[str]:
    """Write what is listed, body by body; duties that are pending stand elsewhere."""
    by_bearer: dict[str, list[Judgement]] = {}
    for judgement in listed:
        if judgement.verdict is not Verdict.PENDING:
            by_bearer.setdefault(judgement.duty.bearer, []).append(judgement)
    ordered = sorted(
        by_bearer.items(), key=lambda item: (_goodness(item[1]), view.tongue.order(item[0]))
    )
    for at, (bearer, judgements) in enumerate(ordered):
        if at:
            yield ""
        yield from _body(bearer, judgements, assessment, view)
    numbers = assessment.by_norm_and_bearer()
    busy = {bearer for (_, bearer), verdicts in numbers.items() if verdicts.keys() & _ASKING}
    others = {bearer for _, bearer in numbers} - busy
    if others:
        if ordered:
            yield ""
        names = ", ".join(map(shown, sorted(others, key=view.tongue.order)))
        yield from wrap(Sentence("Nothing to act on now: {names}", names=names), view, 0, 2)


def _goodness(judgements: Sequence[Judgement]) -> tuple[int, ...]:
    """Return a key that puts the body with the most of the gravest first."""
    violated = [each.severity for each in judgements if each.verdict is Verdict.VIOLATED]
    return (
        *(-violated.count(severity) for severity in reversed(SEVERITIES)),
        *(-sum(each.verdict is verdict for each in judgements) for verdict in _WORST[1:]),
    )


def _body(
    bearer: str, judgements: Sequence[Judgement], assessment: Assessment, view: View
) -> Iterator[str]:
    for line in wrap(f"{shown(bearer)}  {view.name(bearer)}".rstrip(), view, 0, 2):
        yield bold(line, view)
    counts = [(verdict, sum(each.verdict is verdict for each in judgements)) for verdict in Verdict]
    counted = [f"{count} {view.coded(VERDICTS[verdict])}" for verdict, count in counts if count]
    yield from run_together(counted, view, 2)
    kinds = {judgement: _kind(judgement, view) for judgement in judgements}
    ordered = sorted(judgements, key=lambda each: (kinds[each], _order(each)))
    for _, alike in groupby(ordered, key=lambda each: kinds[each]):
        yield ""
        yield from _alike(list(alike), assessment, view)


def _kind(judgement: Judgement, view: View) -> tuple[int, str, int, str, tuple[str, ...], str]:
    """Return what duties share that are told together, sorted from the worst, waived ones later."""
    return (
        _WORST.index(judgement.verdict),
        judgement.waiver,
        -SEVERITIES.index(judgement.severity),
        judgement.reason.value,
        judgement.grounds,
        next_step(judgement, view),
    )


def _order(judgement: Judgement) -> tuple[tuple[Place, ...], str, int, Duty]:
    due = ABSENT if judgement.due_at is None else judgement.due_at
    return judgement.missing, judgement.duty.norm, due, judgement.duty


def _alike(judgements: Sequence[Judgement], assessment: Assessment, view: View) -> Iterator[str]:
    """Write duties with one verdict, reason and next step."""
    first = judgements[0]
    severity = view.coded(SEVERITY_WORDS[first.severity])
    severity = view.tell(Sentence("severity {severity}", severity=severity))
    title = _title(first, view)
    if len(title) + len(severity) > view.width - len("   · "):
        yield f"  {word(title, first.verdict, view)}"
        yield f"    {severity}"
    else:
        yield f"  {word(title, first.verdict, view)} · {severity}"
    if first.reason is not Reason.NONE:
        why = Sentence("why: {reason}", reason=REASONS[first.reason])
        if first.grounds:
            why = Sentence(
                "why: {reason} ({grounds})",
                reason=REASONS[first.reason],
                grounds=", ".join(map(shown, first.grounds)),
            )
        yield from wrap(why, view, 4, 5)
    yield from waived(first, assessment, view)
    step = next_step(first, view)
    if step:
        yield from wrap(Sentence("next: {step}", step=step), view, 4, 6)
    for missing, undecided in groupby(judgements, key=lambda each: each.missing):
        if missing:
            yield from run_together(list(map(unknown, missing)), view, 4, Sentence("unknown:"))
        for _, same in groupby(undecided, key=lambda each: each.duty.norm):
            yield from _of_norm(list(same), assessment.as_of, view)


def _title(judgement: Judgement, view: View) -> str:
    """Return the verdict with its reason; where the word is translated, the code follows it."""
    told = view.tell(VERDICTS[judgement.verdict])
    code = "" if told == judgement.verdict else f" ({judgement.verdict})"
    return f"{told.upper()}{code} {judgement.reason}".rstrip()


def _of_norm(judgements: Sequence[Judgement], as_of: Instant, view: View) -> Iterator[str]:
    norm = judgements[0].duty.norm
    summary = f"{view.summary(norm)} [{shown(norm)}]"
    if norm in view.provisions:
        clause = view.clause(norm)
        summary = Sentence("clause {clause}: {summary}", clause=clause, summary=summary)
    yield from wrap(summary, view, 4, 2)
    owed_to = {judgement.duty.counterparty for judgement in judgements}
    if len(owed_to) == 1 and judgements[0].duty.counterparty:
        yield from wrap(Sentence("owed to {body}", body=view.body(*owed_to)), view, 6, 2)
    for judgement in judgements:
        duty = judgement.duty
        about = " ".join(shown(part) for part in (duty.subject, duty.occasion) if part)
        to = f" → {view.body(duty.counterparty)}" if len(owed_to) > 1 else ""
        day, happened = _happened(judgement, as_of, view)
        told = [
            f"{about}{to}",
            *([day] if day else []),
            *compared(replace(judgement, waiver=""), view),
        ]
        yield from wrap(" · ".join(told), view, 6, 2)
        yield from run_together(happened, view, 8)
        rows = [where(place) for place in judgement.evidence]
        yield from run_together([*rows, Sentence("duty {id}", id=duty.id)], view, 8)


def _happened(judgement: Judgement, as_of: Instant, view: View) -> tuple[str, list[str]]:
    """Say what happened when: the opening of the clock, its last moment, what was done.

    Where all of it happened on one day, that stands apart.
    """
    norm = view.norms.get(judgement.duty.norm)
    _, participle = deed(norm)
    events = [
        (name, at)
        for name, at in (
            (opening(norm), judgement.opened_at),
            (Sentence("last moment"), judgement.due_at),
            (participle, judgement.performed_at),
        )
        if at is not None
    ]
    day, pieces = timeline(events, ZoneInfo(judgement.zone), view.tongue)
    if judgement.reason is Reason.MISSING:
        pieces.append(Sentence("not {participle}", participle=participle))
        if judgement.due_at is not None:
            overdue = roughly(as_of - judgement.due_at)
            pieces.append(Sentence("{length} overdue", length=overdue))
    return day, [*pieces, lateness(judgement)]
