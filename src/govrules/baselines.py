"""Baselines: what an assessment concludes that an earlier one did not, and the other way round.

A conclusion is a duty with its verdict. Refuses nothing: where the two were not drawn from the
same law, or not about the same norms, that is a finding, since it explains differences.
"""

from collections.abc import Iterator
from dataclasses import replace

from govrules.findings import Finding, Level, Place
from govrules.sentences import Sentence
from govrules.verdicts import Assessment, Baseline, Change, Judgement


def compared(assessment: Assessment, earlier: Assessment, *, path: str, digest: str) -> Assessment:
    """Return the assessment with every judgement's change since the earlier one.

    `path` and `digest` are those of the file that the earlier assessment was read from; it must
    list every verdict.

    Raises:
        OnlyCountedError: one of the two only counts some duties.
    """
    then = {(each.duty, each.verdict): each for each in earlier.held()}
    now = {(each.duty, each.verdict) for each in assessment.held()}
    judgements = tuple(
        replace(each, change=_change(each, then.get((each.duty, each.verdict))))
        for each in assessment.judgements
    )
    baseline = Baseline(
        path=path,
        digest=digest,
        as_of=earlier.as_of,
        gone=tuple(sorted(conclusion for conclusion in then if conclusion not in now)),
    )
    findings = _differences(assessment, earlier, path)
    return replace(
        assessment,
        judgements=judgements,
        findings=tuple(sorted({*assessment.findings, *findings})),
        baseline=baseline,
    )


def _change(now: Judgement, then: Judgement | None) -> Change:
    if then is None:
        return Change.NEW
    same = _told(now) == _told(then)
    return Change.UNCHANGED if same else Change.UPDATED


def _told(judgement: Judgement) -> tuple[object, ...]:
    """Return what a conclusion says beside its word; rows may move without changing it."""
    return (
        judgement.reason,
        judgement.grounds,
        judgement.opened_at,
        judgement.due_at,
        judgement.performed_at,
        judgement.waiver,
    )


def _differences(now: Assessment, then: Assessment, path: str) -> Iterator[Finding]:
    place = Place(path=path)
    if now.acts != then.acts:
        yield Finding(
            place=place,
            code="baseline-other-law",
            level=Level.WARNING,
            message=Sentence("the baseline was judged by other acts, or by another state of them"),
            help=Sentence("differences may come from the law: judge the old data anew to tell"),
        )
    if now.readings != then.readings:
        yield Finding(
            place=place,
            code="baseline-other-readings",
            level=Level.WARNING,
            message=Sentence("the baseline takes other readings of the text"),
            help=Sentence("differences may come from the readings: give both the same"),
        )
    if now.narrowed_to != then.narrowed_to:
        yield Finding(
            place=place,
            code="baseline-other-norms",
            level=Level.WARNING,
            message=Sentence("the baseline looks at other norms"),
            help=Sentence("duties of the others count as new or gone: give both the same `--norm`"),
        )
    if now.as_of < then.as_of:
        yield Finding(
            place=place,
            code="baseline-later",
            level=Level.WARNING,
            message=Sentence("the baseline is of a later moment than this assessment"),
            help=Sentence("exchange the two, or judge at a later moment"),
        )
