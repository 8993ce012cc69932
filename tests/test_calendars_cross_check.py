"""The shipped calendars against a package made by others; every difference has its reason here."""

from collections.abc import Iterator
from datetime import date, timedelta

import holidays
import pytest

from govrules.acts import shipped_acts
from govrules.acts.calendar_files import calendar
from govrules.calendars import Calendar

WORKED_IN_EXCHANGE = "a Saturday that the package says was worked in exchange for a day off"
FOR_STATE_BODIES = "a day off for state and municipal bodies only, which the package does not know"

DIFFERENCES = {
    "kz": {},
    "kg": {
        date(2021, 7, 24): WORKED_IN_EXCHANGE,
        date(2022, 1, 15): WORKED_IN_EXCHANGE,
        date(2026, 1, 8): FOR_STATE_BODIES,
        date(2026, 1, 9): FOR_STATE_BODIES,
    },
}
"""By calendar the days that the package sees otherwise, and why we do not follow it."""


def _shipped(name: str) -> Calendar:
    found = calendar(name, shipped_acts())
    assert found is not None
    return found


def _covered(shipped: Calendar) -> Iterator[date]:
    for stretch in shipped.covers:
        for number in range((stretch.last - stretch.first).days + 1):
            yield stretch.first + timedelta(days=number)


def _others(name: str, shipped: Calendar) -> holidays.HolidayBase:
    years = {day.year for day in _covered(shipped)}
    return holidays.country_holidays(name.upper(), years=years)


@pytest.mark.parametrize("name", sorted(DIFFERENCES))
def test_every_covered_day_is_worked_or_not_as_others_have_it(name: str) -> None:
    """A difference that appears is a mistake of somebody; one that disappears is to be unlisted."""
    shipped = _shipped(name)
    others = _others(name, shipped)
    differing = [
        day
        for day in _covered(shipped)
        if shipped.working(day, state_body=True) != others.is_working_day(day)
    ]
    assert sorted(DIFFERENCES[name]) == differing


@pytest.mark.parametrize("name", sorted(DIFFERENCES))
def test_every_difference_lies_where_the_calendar_speaks(name: str) -> None:
    """A reason for a day outside the covered ranges would excuse nothing."""
    assert set(DIFFERENCES[name]) <= set(_covered(_shipped(name)))


def test_every_shipped_calendar_is_checked() -> None:
    """A calendar added later needs its own list of differences."""
    names = {path.stem for path in (shipped_acts() / "calendars").glob("*.yaml")}
    assert set(DIFFERENCES) == names
