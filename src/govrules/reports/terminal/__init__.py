"""The assessment for people, in a terminal: what to act on first, what falls due next last."""

import re
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

from govrules.fields import Tally, stated
from govrules.instants import ABSENT, write
from govrules.reports import VERDICTS, View, shown, task, wrap
from govrules.reports.terminal import bodies, comparisons, inputs
from govrules.reports.terminal.ink import bold, word
from govrules.reports.terminal.lines import run_together
from govrules.reports.terminal.moments import moment, roughly
from govrules.sentences import Sentence
from govrules.verdicts import SEVERITIES, Assessment, Judgement, Verdict

LISTED = (
    Verdict.VIOLATED,
    Verdict.INDETERMINATE,
    Verdict.ATTESTATION_REQUIRED,
    Verdict.PENDING,
)
ONE_BY_ONE = (Verdict.PENDING,)
"""What falls due next is told, whatever else is listed."""

_MEANINGS = {
    Verdict.VIOLATED: Sentence("not done as the law says"),
    Verdict.INDETERMINATE: Sentence("the data or the text do not decide it"),
    Verdict.ATTESTATION_REQUIRED: Sentence("somebody has to attest it"),
    Verdict.PENDING: Sentence("not done yet, and still in time"),
    Verdict.COMPLIANT: Sentence("done as the law says"),
    Verdict.NOT_TRIGGERED: Sentence("what would start it did not happen"),
    Verdict.NOT_APPLICABLE: Sentence("the norm does not reach it"),
}


_MEANING = 32
"""The column at which the meaning of a verdict starts."""

_COUNTED = re.compile(
    "\n".join(rf"  {word} +(\d+)  .*(?:\n {{{_MEANING}}}.*)*" for word in Verdict)
)


def render(assessment: Assessment, view: View) -> str:
    """Write the assessment for a compliance officer, by default only what asks for an act."""
    chosen = list(view.in_order(assessment, LISTED))
    listed = [each for each in chosen if view.include is not None or not _can_wait(each)]
    blocks = (
        _heading(assessment, view),
        bodies.block(assessment, listed, view),
        _left_out(len(chosen) - len(listed), view),
        _not_assessed(assessment, view),
        inputs.findings(assessment, view),
        inputs.rows(assessment, view),
        inputs.readings(assessment, view),
        _counts(assessment, view),
        comparisons.block(assessment, view),
        _pending(assessment, view),
    )
    written = ["\n".join(lines) for lines in map(list, blocks) if lines]
    return "\n\n".join(written) + "\n"


def recount(path: Path) -> Tally:
    """Read back the counts at the end of the report; it lists less than it counts.

    Raises:
        ValueError: there are none.
    """
    found = _COUNTED.findall(path.read_text(encoding="utf-8"))
    if not found:
        message = "no counts of verdicts in it"
        raise ValueError(message)
    return Tally(stated(dict(zip(Verdict, found[-1], strict=True))))


def _can_wait(judgement: Judgement) -> bool:
    """Say whether a duty is told by its number alone, unless it is asked for."""
    waits = judgement.verdict in {Verdict.INDETERMINATE, Verdict.ATTESTATION_REQUIRED}
    return waits and judgement.severity == SEVERITIES[0]


def _left_out(count: int, view: View) -> Iterator[str]:
    if count:
        text = Sentence(
            "{count} duty of low severity waits for data or for a statement and is not listed: add"
            " `--include all`",
            "{count} duties of low severity wait for data or for a statement and are not listed:"
            " add `--include all`",
            count=count,
        )
        yield from wrap(text, view, 0, 2)


def _heading(assessment: Assessment, view: View) -> Iterator[str]:
    as_of = write(assessment.as_of, ZoneInfo(assessment.zone))
    engine = assessment.engine
    title = Sentence(
        "govrules {version} · as of {as_of} · engine {engine}",
        version=engine["version"],
        as_of=as_of,
        engine=engine["name"],
    )
    yield bold(title, view)
    for name, digest in assessment.acts.items():
        act = view.acts.get(name)
        told = f"{shown(name)}; {digest[:19]}"
        if act:
            told = Sentence(
                "{act}: {title}; times in {zone}; {digest}",
                act=shown(name),
                title=shown(view.said(act.title)),
                zone=act.zone,
                digest=digest[:19],
            )
        yield from wrap(told, view, 2, 2)
    for name, language in view.wanting():
        wanting = Sentence(
            "`{act}` has no summaries in this language: they are given in another ({language})",
            act=name,
            language=language,
        )
        yield from wrap(wanting, view, 2, 2)
    if assessment.narrowed_to:
        narrowed = Sentence(
            "narrowed to {norms}: other norms were not looked at",
            norms=", ".join(map(shown, assessment.narrowed_to)),
        )
        yield from wrap(narrowed, view, 2, 2)


def _not_assessed(assessment: Assessment, view: View) -> Iterator[str]:
    if not assessment.not_assessed:
        return
    yield bold(Sentence("Not assessed"), view)
    none = Sentence("no duty of these can be listed, a table is missing that tells them:")
    yield from wrap(none, view, 2)
    for norm in assessment.not_assessed:
        yield from wrap(f"{view.clause(norm)} [{shown(norm)}] {view.summary(norm)}", view, 4, 2)


def _counts(assessment: Assessment, view: View) -> Iterator[str]:
    yield bold(Sentence("Verdicts"), view)
    for verdict, count in assessment.counts().items():
        told, meaning = view.tell(VERDICTS[verdict]), view.tell(_MEANINGS[verdict])
        named = meaning if told == verdict else f"{told}: {meaning}"
        first, *more = wrap(named, view, _MEANING)
        lines = [f"  {verdict:<21}{count:>7}  {first.lstrip()}", *more]
        yield from (word(line, verdict, view) if count else line for line in lines)
    duties = view.tell(Sentence("duties"))
    yield f"  {duties:<21}{sum(assessment.counts().values()):>7}"
    yield from _vacuous(assessment, view)


def _vacuous(assessment: Assessment, view: View) -> Iterator[str]:
    """Say what the numbers do not: where nothing was looked at, there is nothing to be proud of."""
    counts = assessment.by_norm_and_bearer()
    if not counts:
        none = Sentence("Nothing was looked at: this data gives rise to no duty.")
        yield from wrap(none, view, 2)
        return
    if not assessment.applies():
        none = Sentence("Nothing was looked at: no norm reaches any of these duties.")
        yield from wrap(none, view, 2)
    unseen = _unseen(assessment)
    if unseen:
        text = Sentence(
            "{count} compliant only because nothing was there to look at: no row shows it",
            "{count} compliant only because nothing was there to look at: no row shows it",
            count=unseen,
        )
        yield from wrap(text, view, 2)
    reached = {norm for norm, _ in counts} | {*assessment.not_assessed}
    considered = assessment.narrowed_to or view.norms
    idle = [view.clause(norm) for norm in sorted(considered) if norm not in reached]
    if idle:
        lead = Sentence("Nothing was looked at under clause")
        yield from run_together(idle, view, 2, lead)


def _unseen(assessment: Assessment) -> int:
    """Count the compliant duties, listed or not, that rest on no row."""
    compliant = Verdict.COMPLIANT
    listed = (each for each in assessment.judgements if each.verdict is compliant)
    counted = (each.unseen for each in assessment.counted if each.verdict is compliant)
    return sum(not each.evidence for each in listed) + sum(counted)


def _pending(assessment: Assessment, view: View) -> Iterator[str]:
    waiting = list(assessment.each({Verdict.PENDING}))
    next_ = Sentence("What falls due next")
    yield bold(next_ if waiting else Sentence("Nothing is pending."), view)
    for judgement in sorted(waiting, key=lambda each: (_due(each), each.duty)):
        yield from _awaited(judgement, assessment, view)


def _awaited(judgement: Judgement, assessment: Assessment, view: View) -> Iterator[str]:
    duty, due = judgement.duty, judgement.due_at
    when: list[str] = [Sentence("without a last moment that is known")]
    if due is not None:
        still = due - assessment.as_of
        now = Sentence("at this very moment")
        left = Sentence("in {length}", length=roughly(still)) if still else now
        when = [moment(due, ZoneInfo(judgement.zone), view.tongue), left]
    about = " ".join(shown(part) for part in (duty.subject, duty.occasion) if part)
    yield from run_together([*when, about], view, 2)
    yield from wrap(task(duty, view), view, 6, 2)


def _due(judgement: Judgement) -> int:
    return ABSENT if judgement.due_at is None else judgement.due_at
