"""The instants at which something about a drawn act turns, and the cells that say them badly."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

from tests.facts_made import MadeRow

from govrules.calendars import Period, month_after, periods_between
from govrules.facts import RawValue
from govrules.facts.tables import LISTS, TABLES, TIMES, Kind
from govrules.instants import (
    ABSENT,
    DAY,
    EARLIEST,
    HOUR,
    MINUTE,
    Duration,
    Instant,
    civil_day,
    day_end,
    day_start,
    write,
)
from govrules.norms import (
    Act,
    AfterUnless,
    ByDate,
    DayAfterPeriod,
    Norm,
    OnceTrigger,
    PeriodTrigger,
    Within,
    WithinWorkingDays,
)

_LAST: Final = date(2026, 1, 31)


@dataclass(frozen=True, slots=True)
class Turning:
    """The terms, days and periods of an act, in its zone."""

    act: Act
    zone: ZoneInfo
    terms: Sequence[Duration]
    starts: Sequence[Instant]
    """Instants from which something is in force or no longer."""
    days: Sequence[date]
    periods: Sequence[Period]

    def text(self, instant: Instant) -> str:
        """Write an instant as a cell does."""
        return write(instant, self.zone)

    def after(self, start: Instant, random: Random) -> Instant:
        """Choose an instant after another: at the end of a term, beside it, or some time."""
        if random.randrange(4) == 0:
            return start + random.choice((0, 1, 10 * MINUTE, 5 * HOUR, 3 * DAY, 40 * DAY))
        both = random.choice(self.terms) + random.choice((0, 0, 0, random.choice(self.terms)))
        minute = random.choice((0, 0, 0, MINUTE - 1, MINUTE))
        return start + both + minute + random.choice((-1, 0, 0, 1))

    def of_days(self, random: Random) -> Instant:
        """Choose an instant at the start, the end or in the middle of a day that matters."""
        day = random.choice(self.days)
        edges = (day_start(day, self.zone), day_end(day, self.zone) + 1)
        if random.randrange(3) == 0:
            return edges[0] + random.choice((HOUR, 12 * HOUR, 18 * HOUR))
        return random.choice(edges) + random.choice((-1, 0, 0, 1))


def turning(act: Act) -> Turning:
    """Find the turning points of an act."""
    zone = ZoneInfo(act.zone)
    edges = {act.commencement}
    for norm in act.norms:
        edges |= {*norm.in_force, *norm.edition.governs}
        if norm.wording is not None:
            edges.add(norm.wording.known_from)
    starts = sorted(edge for edge in edges if EARLIEST < edge < ABSENT)
    kinds = {n.trigger.period for n in act.norms if isinstance(n.trigger, PeriodTrigger)}
    first = civil_day(starts[0], zone)
    periods = [p for kind in sorted(kinds) for p in periods_between(kind, first, _LAST)]
    terms = {term for norm in act.norms for term in _terms(norm)} or {HOUR}
    days = {civil_day(start, zone) for start in starts}
    days |= {day for norm in act.norms for day in _days(norm, periods)}
    near = {day + timedelta(days=off) for day in days for off in (-1, 0, 0, 1, 3)}
    return Turning(act, zone, sorted(terms), starts, sorted(near), periods)


def _terms(norm: Norm) -> Iterator[Duration]:
    match norm.deadline:
        case Within(length=length):
            yield length
        case AfterUnless(length=length, grace=grace):
            yield from (length, length + (grace or 0))


def _days(norm: Norm, periods: Sequence[Period]) -> Iterator[date]:
    for period in periods if isinstance(norm.trigger, PeriodTrigger) else ():
        after = period.last + timedelta(days=1)
        yield from (period.first, period.last)
        if isinstance(norm.deadline, DayAfterPeriod):
            yield date(after.year, after.month, norm.deadline.day)
    if isinstance(norm.trigger, OnceTrigger):
        since = norm.trigger.since
        yield from (since, month_after(since))
        if isinstance(norm.deadline, WithinWorkingDays):
            yield since + timedelta(days=norm.deadline.days * 7 // 5)
    if isinstance(norm.deadline, ByDate):
        yield norm.deadline.day


_UNREADABLE: Final[Mapping[Kind, str]] = {
    Kind.INSTANT: "some time in spring",
    Kind.FROM: "some time in spring",
    Kind.TO: "32 March",
    Kind.WORD: "whatever",
    Kind.FLAG: "perhaps",
    Kind.PERIOD: "2025-Q7",
    Kind.WORDS: "whatever",
}


def spoilt(random: Random, table: str, row: MadeRow, often: int) -> MadeRow:
    """Spoil a cell of a row, once in `often`: blank, unreadable, or a time that says too little."""
    if random.randrange(often):
        return row
    names = [name for name, value in row.items() if name != "id" and value is not None]
    if not names:
        return row
    name = random.choice(names)
    return {**row, name: _badly(random, TABLES[table].columns[name].kind, row[name])}


def _badly(random: Random, kind: Kind, value: RawValue) -> RawValue:
    ways: list[RawValue] = [None, None]
    if kind in _UNREADABLE:
        bad = _UNREADABLE[kind]
        ways.append([bad] if kind in LISTS else bad)
    if kind in TIMES and isinstance(value, str) and "T" in value:
        day, clock = value.split("T")
        offset = clock[8:].lstrip(".0123456789")
        # A day, a minute, a minute without an offset, a naive time.
        ways += [day, f"{day}T{clock[:5]}{offset}", f"{day}T{clock[:5]}", f"{day} {clock[:8]}"]
    return random.choice(ways)


def doubled(random: Random, rows: Sequence[MadeRow], other: MadeRow) -> list[MadeRow]:
    """Repeat some rows as they are, and some with another cell, which contradicts the first."""
    found: list[MadeRow] = []
    for row in rows:
        found.append(row)
        if random.randrange(25) == 0:
            found.append(row)
        if random.randrange(40) == 0:
            found.append({**row, **other})
    return found
