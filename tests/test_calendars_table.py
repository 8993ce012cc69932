"""The calendar table: every day of four years against two libraries made by others.

python-dateutil and DuckDB add months each in its own way, and so does this project; `holidays` and
the rules of python-dateutil say which days are worked.
"""

from bisect import bisect_right
from collections.abc import Iterator
from datetime import date, timedelta

import duckdb
import holidays
import pytest
from dateutil.relativedelta import relativedelta
from dateutil.rrule import DAILY, FR, MO, TH, TU, WE, rrule

from govrules.acts import shipped_acts
from govrules.acts.calendar_files import calendar
from govrules.calendars import PeriodKind, month_after, period_of

FIRST, LAST = date(2023, 1, 1), date(2026, 12, 31)
DAYS = [FIRST + timedelta(days=number) for number in range((LAST - FIRST).days + 1)]
MONTHS: dict[PeriodKind, int] = {"quarter": 3, "half-year": 6, "year": 12}
LONGEST = 30
"""The longest term in working days that is tried."""


def by_duckdb(told: str) -> list[date]:
    """Return for each of the days what an expression of SQL over `day` says."""
    days = f"range(DATE '{FIRST}', DATE '{LAST}' + 1, INTERVAL 1 DAY)"
    query = f"SELECT ({told})::DATE FROM (SELECT unnest({days})::DATE AS day)"  # noqa: S608 - ours
    with duckdb.connect(":memory:") as connection:
        return [found for (found,) in connection.execute(query).fetchall()]


def test_the_table_has_every_day() -> None:
    """Among them the leap day, and in both libraries the same."""
    assert len(DAYS) == 1461
    assert DAYS == by_duckdb("day")


def test_a_month_later_is_where_others_have_it() -> None:
    """From the 31st too: the last day of the month where it is shorter."""
    found = [month_after(day) for day in DAYS]
    assert [day + relativedelta(months=1) for day in DAYS] == found
    assert by_duckdb("day + INTERVAL 1 MONTH") == found


@pytest.mark.parametrize("kind", sorted(MONTHS))
def test_a_period_ends_where_others_have_it(kind: PeriodKind) -> None:
    """Three, six and twelve months after it began, less a day."""
    months = MONTHS[kind]
    found = [period_of(kind, day).last for day in DAYS]

    def end(day: date) -> date:
        first = day.replace(month=(day.month - 1) // months * months + 1, day=1)
        last: date = first + relativedelta(months=months, days=-1)
        return last

    assert [end(day) for day in DAYS] == found
    first = f"make_date(year(day), (month(day) - 1) // {months} * {months} + 1, 1)"
    assert by_duckdb(f"{first} + INTERVAL {months} MONTH - INTERVAL 1 DAY") == found


def worked(name: str, differing: frozenset[date]) -> Iterator[date]:
    """Yield the days worked as dateutil's weeks and the package of holidays have it, corrected."""
    others = holidays.country_holidays(name.upper(), years=range(FIRST.year, LAST.year + 2))
    week = {
        each.date()
        for each in rrule(
            DAILY,
            byweekday=(MO, TU, WE, TH, FR),
            dtstart=FIRST,
            until=LAST + timedelta(days=3 * LONGEST),
        )
    }
    for number in range((LAST - FIRST).days + 3 * LONGEST):
        day = FIRST + timedelta(days=number)
        by_others = others.is_working_day(day)
        assert by_others == (day in week and day not in others) or day in others.weekend_workdays
        if by_others != (day in differing):
            yield day


@pytest.mark.parametrize(
    ("name", "differing"),
    [("kz", frozenset[date]()), ("kg", frozenset({date(2026, 1, 8), date(2026, 1, 9)}))],
)
def test_working_days_are_counted_as_others_count_them(
    name: str, differing: frozenset[date]
) -> None:
    """From every covered day, terms of one to thirty."""
    shipped = calendar(name, shipped_acts())
    assert shipped is not None
    days = list(worked(name, differing))
    compared = 0
    for start in DAYS:
        after = days[bisect_right(days, start) :][:LONGEST]
        for n, expected in enumerate(after, start=1):
            found = shipped.nth_working_day_after(start, n)
            if found is not None:
                compared += 1
                assert (start, n, expected) == (start, n, found)
    assert compared > LONGEST
