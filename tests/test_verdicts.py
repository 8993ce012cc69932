"""Assessments that list some duties and only count others decide as if all were listed."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import combinations, pairwise

import pytest
from tests.assessment_made import DIGEST, assessment, one_of_each, thinned

from govrules.assessing.decisions import decision
from govrules.baselines import compared
from govrules.drafting.agreement import differences
from govrules.reports import View
from govrules.verdicts import (
    SEVERITIES,
    Assessment,
    Judgement,
    OnlyCountedError,
    Verdict,
    Waivers,
    exit_code,
    failing,
)
from govrules.waivers import honoured

MADE = assessment(*one_of_each())
NO_WAIVERS = Waivers(path="waivers.yaml", digest=DIGEST, given=())
USES: Mapping[str, Callable[[Assessment], object]] = {
    "waivers": lambda thin: honoured(thin, NO_WAIVERS),
    "decision": decision,
    "failing": lambda thin: failing(thin, "low"),
    "baseline": lambda thin: compared(thin, MADE, path="then.json", digest=DIGEST),
    "earlier": lambda thin: compared(MADE, thin, path="then.json", digest=DIGEST),
    "agreement": lambda thin: differences(MADE, thin),
}
"""What looks at single duties."""


@pytest.mark.parametrize("severity", SEVERITIES)
@pytest.mark.parametrize("fail_on", [*SEVERITIES, "never"])
def test_the_exit_code_is_the_same_whatever_is_listed(severity: str, fail_on: str) -> None:
    """Each set of verdicts found, all of them only counted, and one after the other listed."""
    graded = [replace(each, severity=severity) for each in MADE.judgements]
    for size in range(len(Verdict) + 1):
        for found in combinations(Verdict, size):
            whole = assessment(*(each for each in graded if each.verdict in found))
            for listed in [(), *((word,) for word in found)]:
                thin = thinned(whole, listed)
                assert exit_code(whole, fail_on) == exit_code(thin, fail_on)


def test_exit_codes_of_what_is_only_counted() -> None:
    """A violation fails, what is undecided is no success, and what is not reached is nothing."""
    of = {word: [each for each in MADE.judgements if each.verdict is word] for word in Verdict}
    expected = dict.fromkeys(Verdict, 0) | {
        Verdict.VIOLATED: 1,
        Verdict.INDETERMINATE: 3,
        Verdict.NOT_APPLICABLE: 5,
    }
    assert expected == {
        word: exit_code(thinned(assessment(*of[word]), ()), "low") for word in Verdict
    }


def test_a_violation_that_is_only_counted_is_known_to_no_baseline() -> None:
    """Unknown is not no: it fails where new ones do."""
    assert exit_code(thinned(MADE, ()), "new") == 1


@pytest.mark.parametrize("word", Verdict)
def test_each_gives_every_duty_with_a_verdict_or_none(word: Verdict) -> None:
    """Those of a verdict that is only counted are refused, and no other."""
    thin = thinned(MADE, {word})
    assert [each for each in MADE.judgements if each.verdict is word] == [*thin.each({word})]
    with pytest.raises(OnlyCountedError) as refused:
        thin.each()
    others = ", ".join(sorted({*Verdict} - {word}))
    assert f"only counted, not listed: {others}" == str(refused.value)


def test_no_verdict_is_listed_and_counted() -> None:
    """Or a duty could be in both, and nobody could tell."""
    with pytest.raises(ValueError, match=r"\Aboth listed and only counted: compliant\Z"):
        replace(MADE, counted=thinned(MADE, {*Verdict} - {Verdict.COMPLIANT}).counted)


@pytest.mark.parametrize(
    ("use", "word"),
    [
        ("waivers", Verdict.VIOLATED),
        ("failing", Verdict.VIOLATED),
        ("decision", Verdict.VIOLATED),
        ("decision", Verdict.INDETERMINATE),
        *((use, word) for use in ("baseline", "earlier", "agreement") for word in Verdict),
    ],
)
def test_what_looks_at_single_duties_takes_no_numbers_for_them(use: str, word: Verdict) -> None:
    """It would pass over them."""
    thin = thinned(MADE, {*Verdict} - {word})
    with pytest.raises(OnlyCountedError) as refused:
        USES[use](thin)
    assert f"only counted, not listed: {word}" == str(refused.value)


def test_what_is_not_looked_at_may_be_only_counted() -> None:
    """Waivers ask for violations, a gate also for what is undecided; the answers are the same."""
    thin = thinned(MADE, {Verdict.VIOLATED, Verdict.INDETERMINATE})
    assert decision(MADE) == decision(thin)
    assert honoured(MADE, NO_WAIVERS).findings == honoured(thin, NO_WAIVERS).findings


class There:
    """Judgements kept elsewhere, which takes note of how many were fetched."""

    verdicts = frozenset({Verdict.VIOLATED, Verdict.PENDING})

    def __init__(self, judgements: Iterable[Judgement]) -> None:
        """Keep some."""
        self._judgements = tuple(judgements)
        self.fetched = 0

    def each(self, verdicts: Collection[Verdict]) -> Iterator[Judgement]:
        """Yield them one by one."""
        for each in self._judgements:
            if each.verdict in verdicts:
                self.fetched += 1
                yield each


def keeping() -> tuple[Assessment, Assessment, There]:
    """Return an assessment, and the same one that keeps every other duty of two verdicts."""
    whole = assessment(*sorted(MADE.judgements, key=lambda each: each.duty))
    some = [each for each in whole.judgements if each.verdict in There.verdicts][::2]
    there = There(some)
    counted = thinned(assessment(*some), ()).counted
    others = tuple(each for each in whole.judgements if each not in some)
    return whole, replace(whole, judgements=others, counted=counted, kept=there), there


@pytest.mark.parametrize("size", range(len(Verdict) + 1))
def test_what_is_kept_elsewhere_stands_in_its_place(size: int) -> None:
    """Whichever verdicts are asked for; and all counts are the same."""
    whole, thin, _ = keeping()
    for verdicts in combinations(Verdict, size):
        assert list(whole.each(verdicts)) == list(thin.each(verdicts))
    assert whole.by_norm_and_bearer() == thin.by_norm_and_bearer()
    assert exit_code(whole, "low") == exit_code(thin, "low")


def test_what_is_kept_elsewhere_is_fetched_only_as_it_is_asked_for() -> None:
    """A report that lists them has one of them at a time, and looks through them once."""
    whole, thin, there = keeping()
    listed = View().in_order(thin)
    seen = [there.fetched for _ in listed]
    assert (len(whole.judgements), there.fetched) == (len(seen), seen[-1])
    assert 1 == max(after - before for before, after in pairwise([0, *seen]))


def test_what_is_kept_elsewhere_cannot_be_changed() -> None:
    """Who marks judgements needs them in memory, and is refused rather than passing some over."""
    _, thin, _ = keeping()
    with pytest.raises(OnlyCountedError) as waived:
        honoured(thin, NO_WAIVERS)
    with pytest.raises(OnlyCountedError) as then:
        compared(MADE, thin, path="then.json", digest=DIGEST)
    assert "only counted, not listed: violated" == str(waived.value)
    assert "only counted, not listed: pending, violated" == str(then.value)
