"""The assessment for people, in a terminal: what to act on first, what falls due next last."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from govrules.instants import ABSENT, write
from govrules.norms import Message
from govrules.reports import View, deed, run_together, shown, wrap
from govrules.reports.terminal import bodies, inputs
from govrules.reports.terminal.ink import bold, word
from govrules.reports.terminal.moments import moment, roughly
from govrules.verdicts import Assessment, Judgement, Verdict

_LISTED = (
    Verdict.VIOLATED,
    Verdict.INDETERMINATE,
    Verdict.ATTESTATION_REQUIRED,
    Verdict.PENDING,
)

_MEANINGS = {
    Verdict.VIOLATED: "not done as the law says",
    Verdict.INDETERMINATE: "the data or the text do not decide it",
    Verdict.ATTESTATION_REQUIRED: "somebody has to attest it",
    Verdict.PENDING: "not done yet, and still in time",
    Verdict.COMPLIANT: "done as the law says",
    Verdict.NOT_TRIGGERED: "what would start it did not happen",
    Verdict.NOT_APPLICABLE: "the norm does not reach it",
}


def render(assessment: Assessment, view: View) -> str:
    """Write the assessment for a compliance officer, by default only what asks for an act."""
    listed = view.listed(assessment.judgements, _LISTED)
    blocks = (
        _heading(assessment, view),
        bodies.block(assessment, listed, view),
        _not_assessed(assessment, view),
        inputs.findings(assessment, view),
        inputs.rows(assessment, view),
        inputs.readings(assessment, view),
        _counts(assessment, view),
        _pending(assessment, view),
    )
    written = ["\n".join(lines) for lines in map(list, blocks) if lines]
    return "\n\n".join(written) + "\n"


def _heading(assessment: Assessment, view: View) -> Iterator[str]:
    as_of = write(assessment.as_of, ZoneInfo(assessment.zone))
    engine = assessment.engine
    yield bold(f"govrules {engine['version']} · as of {as_of} · engine {engine['name']}", view)
    for name, digest in assessment.acts.items():
        act = view.acts.get(name)
        title = f": {view.said(act.title)}; times in {act.zone}" if act else ""
        yield from wrap(f"{shown(name)}{shown(title)}; {digest[:19]}", view, 2, 2)
    if assessment.narrowed_to:
        only = ", ".join(map(shown, assessment.narrowed_to))
        yield from wrap(f"narrowed to {only}: other norms were not looked at", view, 2, 2)


def _not_assessed(assessment: Assessment, view: View) -> Iterator[str]:
    if not assessment.not_assessed:
        return
    yield bold("Not assessed", view)
    yield from wrap("no duty of these can be listed, a table is missing that tells them:", view, 2)
    for norm in assessment.not_assessed:
        yield from wrap(f"{view.clause(norm)} [{shown(norm)}] {view.summary(norm)}", view, 4, 2)


def _counts(assessment: Assessment, view: View) -> Iterator[str]:
    yield bold("Verdicts", view)
    for verdict, count in assessment.counts().items():
        line = f"  {verdict:<21}{count:>7}  {_MEANINGS[verdict]}"
        yield word(line, verdict, view) if count else line
    yield f"  {'duties':<21}{len(assessment.judgements):>7}"
    yield from _vacuous(assessment, view)


def _vacuous(assessment: Assessment, view: View) -> Iterator[str]:
    """Say what the numbers do not: where nothing was looked at, there is nothing to be proud of."""
    judgements = assessment.judgements
    if not judgements:
        yield from wrap("Nothing was looked at: this data gives rise to no duty.", view, 2)
        return
    if all(each.verdict is Verdict.NOT_APPLICABLE for each in judgements):
        yield from wrap("Nothing was looked at: no norm reaches any of these duties.", view, 2)
    unseen = [
        each for each in judgements if each.verdict is Verdict.COMPLIANT and not each.evidence
    ]
    if unseen:
        text = f"{len(unseen)} compliant only because nothing was there to look at: no row shows it"
        yield from wrap(text, view, 2)
    reached = {each.duty.norm for each in judgements} | {*assessment.not_assessed}
    considered = assessment.narrowed_to or view.norms
    idle = [view.clause(norm) for norm in sorted(considered) if norm not in reached]
    if idle:
        yield from run_together(idle, view, 2, "Nothing was looked at under clause")


def _pending(assessment: Assessment, view: View) -> Iterator[str]:
    waiting = [each for each in assessment.judgements if each.verdict is Verdict.PENDING]
    yield bold("What falls due next" if waiting else "Nothing is pending.", view)
    for judgement in sorted(waiting, key=lambda each: (_due(each), each.duty)):
        yield from _awaited(judgement, assessment, view)


def _awaited(judgement: Judgement, assessment: Assessment, view: View) -> Iterator[str]:
    duty, due = judgement.duty, judgement.due_at
    when = ["without a last moment that is known"]
    if due is not None:
        still = due - assessment.as_of
        left = f"in {roughly(still)}" if still else "at this very moment"
        when = [moment(due, ZoneInfo(judgement.zone)), left]
    about = " ".join(shown(part) for part in (duty.subject, duty.occasion) if part)
    norm = view.norms.get(duty.norm)
    imperative, _ = deed(norm)
    sent = norm is not None and isinstance(norm.performance, Message)
    to = f" to {shown(duty.counterparty)}" if sent else ""
    yield from run_together([*when, about], view, 2)
    task = f"{shown(duty.bearer)}: {imperative}{to}, clause {view.clause(duty.norm)}"
    yield from wrap(task, view, 6, 2)


def _due(judgement: Judgement) -> int:
    return ABSENT if judgement.due_at is None else judgement.due_at
