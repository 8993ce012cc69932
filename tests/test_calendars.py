"""Working days and periods: what is right, what tempting shortcuts get wrong, what is unknown."""

from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml

from govrules.calendars import (
    Calendar,
    DayException,
    DayRange,
    NotAPeriodError,
    Period,
    PeriodKind,
    month_after,
    period,
    period_of,
    periods_between,
)

_SHIPPED = Path(__file__).parents[1] / "policies" / "calendars"
_WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
_WEEKEND = frozenset({5, 6})
_SIGNED = date(2026, 4, 30)


def _shipped(name: str) -> Calendar:
    document = yaml.safe_load((_SHIPPED / f"{name}.yaml").read_text(encoding="utf-8"))
    return Calendar(
        name=document["calendar"],
        weekend=frozenset(_WEEKDAYS.index(day) for day in document["weekend"]),
        covers=tuple(DayRange(each["from"], each["to"]) for each in document["covers"]),
        exceptions={
            each["day"]: DayException(each["works"], each["binds"] == "state-bodies")
            for each in document["days"]
        },
    )


KZ = _shipped("kz")
KG = _shipped("kg")


def _plain(first: date, last: date) -> Calendar:
    return Calendar(name="plain", weekend=_WEEKEND, covers=(DayRange(first, last),), exceptions={})


def test_the_fifth_working_day_after_signature_is_12_may_2026() -> None:
    """Not 5 May (calendar days), 7 May (no holidays), 8 May (first day counted), 11 May."""
    assert date(2026, 5, 12) == KZ.nth_working_day_after(_SIGNED, 5)


@pytest.mark.parametrize(
    ("n", "day"),
    [(1, date(2026, 5, 4)), (2, date(2026, 5, 5)), (3, date(2026, 5, 6)), (4, date(2026, 5, 8))],
)
def test_working_days_after_signature_skip_weekends_and_holidays(n: int, day: date) -> None:
    """1 and 7 May are holidays, 2 and 3 May a weekend."""
    assert day == KZ.nth_working_day_after(_SIGNED, n)


def test_a_moved_rest_day_is_off_and_the_holiday_on_a_saturday_stays_off() -> None:
    """9 May 2026 is a Saturday; its rest was moved to Monday 11 May."""
    assert [False, False, False, True] == [
        KZ.working(date(2026, 5, day), state_body=True) for day in (9, 10, 11, 12)
    ]


def test_2026_has_247_working_days_in_kazakhstan() -> None:
    """The figure published after the referendum of 15 March 2026 dropped one holiday."""
    days = (date(2026, 1, 1) + timedelta(days=n) for n in range(365))
    assert 247 == sum(KZ.working(day, state_body=True) is True for day in days)


def test_31_august_2026_is_worked_in_kazakhstan() -> None:
    """The holiday of 30 August was dropped, and with it the rest moved to the Monday after."""
    assert KZ.working(date(2026, 8, 31), state_body=True) is True


def test_a_rest_day_for_state_bodies_binds_no_others() -> None:
    """8 and 9 January 2026 were off for state bodies alone: 12 January for them, 8 for others."""
    due = date(2026, 1, 5)
    assert date(2026, 1, 12) == KG.roll_forward(due)
    assert date(2026, 1, 8) == KG.roll_forward(due, state_body=False)


@pytest.mark.parametrize(
    ("due", "rolled"),
    [
        (date(2020, 1, 5), date(2020, 1, 8)),
        (date(2020, 1, 25), date(2020, 1, 27)),
        (date(2020, 7, 5), date(2020, 7, 6)),
        (date(2020, 7, 25), date(2020, 7, 27)),
        (date(2021, 7, 5), date(2021, 7, 5)),
        (date(2021, 7, 25), date(2021, 7, 26)),
        (date(2022, 1, 5), date(2022, 1, 10)),
        (date(2022, 1, 25), date(2022, 1, 25)),
        (date(2022, 7, 5), date(2022, 7, 5)),
        (date(2022, 7, 25), date(2022, 7, 25)),
        (date(2023, 1, 5), date(2023, 1, 9)),
        (date(2023, 1, 25), date(2023, 1, 25)),
        (date(2023, 7, 5), date(2023, 7, 5)),
        (date(2023, 7, 25), date(2023, 7, 25)),
        (date(2019, 9, 22), date(2019, 9, 23)),
    ],
)
def test_due_days_in_kyrgyzstan_roll_to_the_next_day_worked(due: date, rolled: date) -> None:
    """A weekday-only calendar gets the January dates of 2020, 2022 and 2023 wrong."""
    assert rolled == KG.roll_forward(due)


@pytest.mark.parametrize("due", [date(2021, 1, 5), date(2024, 1, 5), date(2021, 1, 25)])
def test_a_day_not_verified_is_neither_worked_nor_off(due: date) -> None:
    """Januaries whose decree was not seen are outside coverage, weekday or not."""
    assert KG.working(due, state_body=True) is None
    assert KG.roll_forward(due) is None
    assert KG.roll_back(due) is None


def test_rolling_back_stops_at_the_last_day_worked_before() -> None:
    """Sunday 22 September 2019 goes back to Friday 20; a day worked stays."""
    assert date(2019, 9, 20) == KG.roll_back(date(2019, 9, 22))
    assert date(2019, 9, 20) == KG.roll_back(date(2019, 9, 20))


def test_rolling_out_of_coverage_is_unknown_in_both_directions() -> None:
    """Over a break at the start of coverage nothing is known to lie before it."""
    assert KG.roll_back(date(2020, 1, 5)) is None
    assert _plain(date(2026, 5, 1), date(2026, 5, 10)).roll_forward(date(2026, 5, 9)) is None


def test_coverage_includes_its_first_and_last_day_and_no_other() -> None:
    """The days next to a range are unknown."""
    plain = _plain(date(2026, 5, 4), date(2026, 5, 8))
    assert [None, True, True, None] == [
        plain.working(date(2026, 5, day), state_body=True) for day in (3, 4, 8, 9)
    ]


def test_counting_stops_where_coverage_ends() -> None:
    """The fifth day is known when it is the last one covered, the sixth is not."""
    plain = _plain(date(2026, 5, 4), date(2026, 5, 8))
    assert date(2026, 5, 8) == plain.nth_working_day_after(date(2026, 5, 3), 5)
    assert plain.nth_working_day_after(date(2026, 5, 3), 6) is None


def test_counting_over_a_gap_in_coverage_is_unknown() -> None:
    """A day between two ranges could have been off."""
    assert KG.nth_working_day_after(date(2020, 7, 8), 1) is None


def test_the_start_need_not_be_covered_as_it_is_not_counted() -> None:
    """Signature on the day before coverage begins takes nothing away."""
    assert date(2026, 1, 5) == KZ.nth_working_day_after(date(2025, 12, 31), 1)


def test_working_days_are_counted_from_1() -> None:
    """The day itself is no working day after itself."""
    with pytest.raises(ValueError, match=r"^working days are counted from 1, not from `0`$"):
        KZ.nth_working_day_after(_SIGNED, 0)


def test_a_day_of_the_weekend_can_be_worked_by_decree() -> None:
    """An exception outranks the week."""
    saturday = date(2026, 5, 9)
    calendar = Calendar(
        name="decree",
        weekend=_WEEKEND,
        covers=(DayRange(saturday, saturday),),
        exceptions={saturday: DayException(works=True)},
    )
    assert calendar.working(saturday, state_body=False) is True


def test_a_range_of_days_that_ends_before_it_begins_is_refused() -> None:
    """The message shows both days."""
    message = r"^a range of days from `2026-05-02` cannot end on `2026-05-01`$"
    with pytest.raises(ValueError, match=message):
        DayRange(date(2026, 5, 2), date(2026, 5, 1))


@pytest.mark.parametrize("name", ["kz", "kg"])
def test_every_day_listed_lies_in_coverage_and_is_listed_once(name: str) -> None:
    """An exception outside coverage could never be seen; of two one would be lost."""
    document = yaml.safe_load((_SHIPPED / f"{name}.yaml").read_text(encoding="utf-8"))
    days = [each["day"] for each in document["days"]]
    assert sorted(set(days)) == days
    assert [] == [day for day in days if _shipped(name).working(day, state_body=True) is None]


_QUARTER_ENDS = {1: (3, 31), 2: (6, 30), 3: (9, 30), 4: (12, 31)}


@pytest.mark.parametrize("year", range(2019, 2028))
def test_quarters_begin_and_end_where_months_do(year: int) -> None:
    """Each quarter from 2019 to 2027, by its label and by its days."""
    for number, (month, day) in _QUARTER_ENDS.items():
        first, last = date(year, month - 2, 1), date(year, month, day)
        expected = Period(f"{year}-Q{number}", "quarter", first, last)
        assert expected == period(f"{year}-Q{number}")
        assert [expected] * 2 == [period_of("quarter", first), period_of("quarter", last)]
        assert expected != period_of("quarter", last + timedelta(days=1))


@pytest.mark.parametrize("year", range(2019, 2028))
def test_half_years_end_on_30_june_and_31_december(year: int) -> None:
    """Each half-year from 2019 to 2027, and the year itself."""
    expected = (
        Period(f"{year}-H1", "half-year", date(year, 1, 1), date(year, 6, 30)),
        Period(f"{year}-H2", "half-year", date(year, 7, 1), date(year, 12, 31)),
    )
    assert expected == (period(f"{year}-H1"), period(f"{year}-H2"))
    assert expected == periods_between("half-year", date(year, 6, 30), date(year, 7, 1))
    assert Period(str(year), "year", date(year, 1, 1), date(year, 12, 31)) == period(str(year))


@pytest.mark.parametrize(
    "label",
    ["", "2026-Q0", "2026-Q5", "2026-H3", "2026-q3", "26-Q3", "2026-07", "٢٠٢٦", "0000", "9999-Q4"],
)
def test_what_is_no_period_is_refused(label: str) -> None:
    """The message quotes the label, the help says what a period looks like."""
    with pytest.raises(NotAPeriodError) as refused:
        period(label)
    assert f"`{label}` is not a period" == str(refused.value)
    expected = "write a quarter `2026-Q3`, a half-year `2020-H1` or a year `2026`"
    assert expected == refused.value.help


@pytest.mark.parametrize(
    ("kind", "labels"),
    [
        ("quarter", ["2019-Q3", "2019-Q4", "2020-Q1"]),
        ("half-year", ["2019-H2", "2020-H1"]),
        ("year", ["2019", "2020"]),
    ],
)
def test_periods_between_two_days_are_those_they_touch(kind: PeriodKind, labels: list[str]) -> None:
    """A period that only its last or first day touches is among them."""
    found = periods_between(kind, date(2019, 9, 30), date(2020, 1, 1))
    assert labels == [each.label for each in found]


def test_no_period_lies_between_days_in_the_wrong_order() -> None:
    """A commencement after the evaluation leaves no period to judge."""
    assert () == periods_between("quarter", date(2026, 7, 12), date(2026, 7, 11))


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2019, 8, 22), date(2019, 9, 22)),
        (date(2026, 1, 31), date(2026, 2, 28)),
        (date(2024, 1, 31), date(2024, 2, 29)),
        (date(2026, 8, 31), date(2026, 9, 30)),
        (date(2026, 12, 31), date(2027, 1, 31)),
        (date(2026, 2, 28), date(2026, 3, 28)),
    ],
)
def test_a_month_after_keeps_the_day_or_stops_at_the_months_end(day: date, expected: date) -> None:
    """Never 3 March or 1 March for 31 January."""
    assert expected == month_after(day)
