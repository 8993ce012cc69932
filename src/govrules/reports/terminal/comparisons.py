"""What verdicts were held against: waivers, and the conclusions of an earlier assessment."""

from collections import Counter
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from govrules.instants import write
from govrules.reports import View, shown, wrap
from govrules.reports.terminal.ink import bold
from govrules.reports.terminal.moments import moment
from govrules.sentences import Sentence
from govrules.verdicts import Assessment, Change, Judgement, Verdict


def waived(judgement: Judgement, assessment: Assessment, view: View) -> Iterator[str]:
    """Say by whose leave a violation is let be, why, and until when."""
    given = assessment.waivers.given if assessment.waivers else ()
    for waiver in given:
        if waiver.name == judgement.waiver:
            approvers = [waiver.approver, *filter(None, [waiver.second_approver])]
            told = Sentence(
                "waived by {waiver}, until {end}: {reason} ({ground}; {approvers})",
                waiver=shown(waiver.name),
                end=moment(waiver.valid_to, ZoneInfo(assessment.zone), view.tongue),
                reason=shown(waiver.reason),
                ground=shown(waiver.legal_ground),
                approvers=", ".join(map(shown, approvers)),
            )
            yield from wrap(told, view, 4, 2)


def block(assessment: Assessment, view: View) -> Iterator[str]:
    """Count the violations that are waived, and those that came and went since the baseline."""
    if assessment.waivers is None and assessment.baseline is None:
        return
    violations = list(assessment.each({Verdict.VIOLATED}))
    if assessment.waivers is not None:
        yield bold(Sentence("Waivers"), view)
        told = Sentence(
            "{waived} of {count} violations waived, by {path}",
            waived=sum(bool(each.waiver) for each in violations),
            count=len(violations),
            path=shown(assessment.waivers.path),
        )
        yield from wrap(told, view, 2, 2)
    if assessment.baseline is not None:
        if assessment.waivers is not None:
            yield ""
        baseline = assessment.baseline
        then = write(baseline.as_of, ZoneInfo(assessment.zone))
        yield bold(Sentence("Violations since {as_of}", as_of=then), view)
        count = Counter(each.change for each in violations)
        gone = sum(verdict is Verdict.VIOLATED for _, verdict in baseline.gone)
        told = Sentence(
            "{new} new, {updated} updated, {unchanged} unchanged, {gone} gone",
            new=count[Change.NEW],
            updated=count[Change.UPDATED],
            unchanged=count[Change.UNCHANGED],
            gone=gone,
        )
        yield from wrap(told, view, 2, 2)
