"""How late is still lawful: the arithmetic, held against every schedule that a small model has."""

from functools import reduce
from itertools import product
from pathlib import Path

import pytest

from govrules import acts
from govrules.graphs.edges import in_force
from govrules.graphs.lateness import Lateness, after, bounded
from govrules.instants import HOUR
from govrules.norms import Norm

INVENTED = acts.load("dam-7", folder=Path(__file__).parent / "acts")
DAM, KZ, KG = (in_force(act) for act in (INVENTED, acts.load("kz-229"), acts.load("kg-369")))
QUARTERLY = tuple(KZ[f"kz-229/rules/{number}"] for number in ("12.c", "13", "14"))


def told(*norms: Norm) -> str:
    """Write how late the last of some recipients may know, each told by the one before."""
    late = Lateness()
    for norm in norms:
        found = after(late, norm)
        assert found is not None
        late = found
    return str(late.told)


def worst(hops: int, slots: int) -> int:
    """Return the longest silence, in slots of a quarter, over all schedules of one report each.

    Each bearer sends in one slot of each quarter what it knew by then. News arises in any slot of
    the first quarter.
    """
    quarters = hops + 2
    lists = [
        [quarter * slots + slot for quarter, slot in enumerate(chosen)]
        for chosen in product(range(slots), repeat=quarters)
    ]

    def passed_on(known: int, sent: list[int]) -> int:
        return min(at for at in sent if at >= known)

    return max(
        reduce(passed_on, schedules, start) - start
        for schedules in product(lists, repeat=hops)
        for start in range(slots)
    )


@pytest.mark.parametrize(("hops", "slots"), [(1, 4), (1, 9), (2, 3), (3, 2)])
def test_reports_without_a_day_may_take_one_quarter_more_than_there_are_of_them(
    hops: int, slots: int
) -> None:
    """News just after a report waits for the end of the next quarter, then of each further one."""
    late = reduce(lambda known, norm: after(known, norm) or known, QUARTERLY[:hops], Lateness())
    [(kind, quarters)] = late.periods
    assert ("quarter", hops + 1) == (kind, quarters)
    # The model counts from the slot after a report to the last slot: two short of whole quarters.
    assert quarters * slots - 2 == worst(hops, slots)


def test_terms_of_hours_add_up() -> None:
    """Half an hour to tell the body, two days for its answer."""
    asked, answer = KZ["kz-229/rules/10.3.g.mo"], KZ["kz-229/rules/12.e.incident"]
    assert "48 h 30 min" == told(asked, answer)
    assert "2 quarters and 48 h 30 min" == told(asked, answer, KZ["kz-229/rules/13"])


def test_reports_of_one_period_by_later_and_later_days_belong_together() -> None:
    """What arose on the first day of a half-year is known upstairs on the 25th after its end."""
    own, consolidated = KG["kg-369/res/3"], KG["kg-369/res/4"]
    assert "1 half-year and 25 days" == told(own, consolidated)


def test_a_report_due_before_its_source_tells_of_it_a_period_later() -> None:
    """By the 5th nobody knows what comes on the 25th."""
    own, consolidated = KG["kg-369/res/3"], KG["kg-369/res/4"]
    assert "2 half-years and 5 days" == told(consolidated, own)


def test_rhythms_of_their_own_add_up() -> None:
    """A yearly report takes up what a quarterly one told, with the days that this one took."""
    assert "1 quarter, 1 year and 30 days" == told(DAM["dam-7/7.a"], DAM["dam-7/6"])


def test_a_report_by_a_day_takes_up_what_the_quarter_brought() -> None:
    """Known by the end of the quarter, it is told ten days later."""
    assert "2 quarters and 10 days" == told(QUARTERLY[0], DAM["dam-7/7.a"])


def test_what_comes_after_the_end_of_a_quarter_waits_for_the_end_of_the_one_after_next() -> None:
    """The report of the quarter that has just begun may already be out."""
    assert "3 quarters" == told(DAM["dam-7/7.a"], QUARTERLY[0])


def test_hours_between_two_reports_break_their_rhythm() -> None:
    """Three hours into the next quarter its report may already be out."""
    three_hours = KZ["kz-229/rules/10.3.g.knb"]
    assert "4 quarters and 3 h" == told(QUARTERLY[0], three_hours, QUARTERLY[1])


def test_working_days_and_hours_are_told_apart() -> None:
    """How many days five working days are nobody can say beforehand."""
    assert "5 working days and 3 h" == told(KZ["kz-229/order/2.1"], KZ["kz-229/rules/10.3.g.knb"])


def test_what_has_no_end_is_not_bounded() -> None:
    """An escalation after 48 hours, and advice without any term."""
    for unit in ("10.3.k.auth", "10.3.h"):
        norm = KZ[f"kz-229/rules/{unit}"]
        assert (None, False) == (after(Lateness(elapsed=HOUR), norm), bounded(norm))
