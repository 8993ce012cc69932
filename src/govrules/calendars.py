"""Working days and periods: what a calendar knows, and what it does not.

A calendar is data that covers ranges of days. Outside them the answer is `None`, never a guess:
days off are decreed late, so a horizon is part of what a calendar says. Nothing here does I/O.
"""

import calendar as months
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, TypeAlias
from zoneinfo import ZoneInfo

from govrules.instants import ABSENT, EARLIEST, to_datetime
from govrules.sentences import Sentence

PeriodKind: TypeAlias = Literal["quarter", "half-year", "year"]

_ONE_DAY = timedelta(days=1)
_MONTHS: Mapping[PeriodKind, int] = {"quarter": 3, "half-year": 6, "year": 12}
_YEARS = range(*(to_datetime(end, ZoneInfo("UTC")).year for end in (EARLIEST, ABSENT)))
_LABEL = re.compile(r"(\d{4})(?:-(?:Q([1-4])|H([12])))?", re.ASCII)


class NotAPeriodError(ValueError):
    """The text is no period; `str()` says so, `help` what to write instead."""

    def __init__(self, label: str) -> None:
        """Keep the help line apart from the reason."""
        super().__init__(Sentence("`{text}` is not a period", text=label))
        self.help = Sentence("write a quarter `2026-Q3`, a half-year `2020-H1` or a year `2026`")


@dataclass(frozen=True, slots=True)
class DayRange:
    """A range of days, both ends included.

    Raises:
        ValueError: the last day lies before the first.
    """

    first: date
    last: date

    def __post_init__(self) -> None:
        """Refuse a range that ends before it begins."""
        if self.last < self.first:
            message = f"a range of days from `{self.first}` cannot end on `{self.last}`"
            raise ValueError(message)

    def __contains__(self, day: date) -> bool:
        """Say whether the day lies in the range."""
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class DayException:
    """A day that is not what the week makes it: worked or off, for all or for state bodies only."""

    works: bool
    state_bodies_only: bool = False


@dataclass(frozen=True, slots=True)
class Calendar:
    """The working days of a jurisdiction within the ranges that it covers.

    `weekend` holds weekdays as `date.weekday()` numbers them, Monday 0.
    """

    name: str
    weekend: frozenset[int]
    covers: tuple[DayRange, ...]
    exceptions: Mapping[date, DayException]

    def working(self, day: date, *, state_body: bool) -> bool | None:
        """Say whether the day is worked, by state bodies or by others; `None` outside coverage."""
        if not any(day in covered for covered in self.covers):
            return None
        exception = self.exceptions.get(day)
        if exception is None or (exception.state_bodies_only and not state_body):
            return day.weekday() not in self.weekend
        return exception.works

    def nth_working_day_after(self, start: date, n: int, *, state_body: bool = True) -> date | None:
        """Return the n-th working day after `start`, which is not counted itself.

        `None` when any day that had to be looked at lies outside coverage.

        Raises:
            ValueError: n is less than 1.
        """
        if n < 1:
            message = f"working days are counted from 1, not from `{n}`"
            raise ValueError(message)
        day = start
        while n:
            day += _ONE_DAY
            works = self.working(day, state_body=state_body)
            if works is None:
                return None
            n -= works
        return day

    def roll_forward(self, day: date, *, state_body: bool = True) -> date | None:
        """Return the day if it is worked, else the next one that is; `None` outside coverage."""
        return self._roll(day, _ONE_DAY, state_body=state_body)

    def roll_back(self, day: date, *, state_body: bool = True) -> date | None:
        """Return the day if it is worked, else the last one before that is; `None` as above."""
        return self._roll(day, -_ONE_DAY, state_body=state_body)

    def _roll(self, day: date, step: timedelta, *, state_body: bool) -> date | None:
        while (works := self.working(day, state_body=state_body)) is False:
            day += step
        return day if works else None


@dataclass(frozen=True, slots=True)
class Period:
    """A quarter, half-year or year: its label, kind, first and last day."""

    label: str
    kind: PeriodKind
    first: date
    last: date


def period(label: str) -> Period:
    """Return the period that a label names: `2026-Q3`, `2020-H1` or `2026`.

    Raises:
        NotAPeriodError: any other text, and a year in which there are no instants.
    """
    match = _LABEL.fullmatch(label)
    if match is None or int(match[1]) not in _YEARS:
        raise NotAPeriodError(label)
    year, quarter, half = match.groups()
    if quarter:
        return _period("quarter", int(year), int(quarter))
    if half:
        return _period("half-year", int(year), int(half))
    return _period("year", int(year), 1)


def period_of(kind: PeriodKind, day: date) -> Period:
    """Return the period of a kind in which the day lies."""
    return _period(kind, day.year, (day.month - 1) // _MONTHS[kind] + 1)


def periods_between(kind: PeriodKind, first: date, last: date) -> tuple[Period, ...]:
    """Return the periods that hold any day from `first` to `last`, both included, in order."""
    found: list[Period] = []
    day = first
    while day <= last:
        found.append(period_of(kind, day))
        day = found[-1].last + _ONE_DAY
    return tuple(found)


def month_after(day: date) -> date:
    """Return the same day of the next month, or that month's last day if it is shorter."""
    year, month = day.year + day.month // 12, day.month % 12 + 1
    return date(year, month, min(day.day, months.monthrange(year, month)[1]))


def _period(kind: PeriodKind, year: int, number: int) -> Period:
    last_month = number * _MONTHS[kind]
    suffix = {"quarter": f"-Q{number}", "half-year": f"-H{number}", "year": ""}[kind]
    return Period(
        label=f"{year:04d}{suffix}",
        kind=kind,
        first=date(year, last_month - _MONTHS[kind] + 1, 1),
        last=date(year, last_month, months.monthrange(year, last_month)[1]),
    )
