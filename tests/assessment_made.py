"""Small assessments made by hand: what tests of reports start from."""

from collections import Counter
from collections.abc import Collection
from dataclasses import replace

from govrules.instants import read_exact
from govrules.reports import rows_of
from govrules.verdicts import Assessment, Counted, Duty, Input, Judgement, Reason, Verdict

DIGEST = f"sha256:{'0' * 64}"
DAY = read_exact("2026-07-20T14:00:00+05:00")


def assessment(*judgements: Judgement) -> Assessment:
    """Return an assessment that holds some judgements."""
    return Assessment(
        as_of=DAY,
        zone="Asia/Almaty",
        engine={"name": "reference", "version": "0", "tzdata": "0"},
        acts={"kz-229": DIGEST},
        readings={"P1": "closed"},
        not_assessed=(),
        narrowed_to=(),
        inputs=(Input(path="cases.csv", digest=DIGEST, rows=2, used=1, set_aside=1),),
        judgements=judgements,
        findings=(),
    )


def one_of_each(subject: str = "C1") -> tuple[Judgement, ...]:
    """Return a judgement of each verdict, so many of each that no two counts are alike."""
    return tuple(
        Judgement(
            duty=Duty(f"kz-229/rules/{at}", f"{subject}-{copy}", "event", "STC", "MO-1"),
            verdict=verdict,
            reason=Reason.MISSING if verdict is Verdict.VIOLATED else Reason.NONE,
            due_at=DAY,
            zone="Asia/Almaty",
        )
        for at, verdict in enumerate(Verdict, start=1)
        for copy in range(at)
    )


def thinned(whole: Assessment, verdicts: Collection[Verdict]) -> Assessment:
    """Return an assessment that lists the duties with some verdicts and only counts the others."""
    kept = tuple(each for each in whole.judgements if each.verdict in verdicts)
    alike: Counter[tuple[str, str, Verdict, Reason, str]] = Counter()
    unseen: Counter[tuple[str, str, Verdict, Reason, str]] = Counter()
    for each in whole.judgements:
        if each.verdict not in verdicts:
            key = (each.duty.norm, each.duty.bearer, each.verdict, each.reason, each.severity)
            alike[key] += 1
            unseen[key] += not each.evidence
    counted = (
        Counted(
            norm=key[0],
            bearer=key[1],
            verdict=key[2],
            reason=key[3],
            severity=key[4],
            count=count,
            unseen=unseen[key],
        )
        for key, count in alike.items()
    )
    rows = tuple(rows_of(kept, whole))
    return replace(whole, judgements=kept, counted=tuple(sorted(counted)), rows=rows)
