"""Instants, durations and civil days as integers; refuses whatever would have to be guessed.

An instant is a count of microseconds since 1970-01-01T00:00Z, greater than 0 and less than
`ABSENT`. What is known only by bounds is a `Span`.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TypeAlias
from zoneinfo import ZoneInfo

from govrules.sentences import Sentence

Instant: TypeAlias = int
Duration: TypeAlias = int

ABSENT: Instant = 2**52
"""Stands for "it did not happen": later than every instant (the year 2112)."""

EARLIEST: Instant = 0
"""Stands for the far past: earlier than every instant."""

SECOND: Duration = 1_000_000
MINUTE: Duration = 60 * SECOND
HOUR: Duration = 60 * MINUTE
DAY: Duration = 24 * HOUR

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TIME = re.compile(
    r"(?P<date>\d{4}-\d{2}-\d{2})"
    r"(?:(?P<separator>[Tt ])(?P<clock>\d{2}:\d{2}(?::\d{2})?)(?:[.,](?P<fraction>\d{1,9}))?"
    r"(?P<zone>[Zz]|[+-]\d{2}:\d{2})?)?",
    re.ASCII,
)
_DURATION = re.compile(
    r"P(?:(?P<d>\d+)D"
    r"|T(?:(?P<h>\d+)H)?(?:(?P<m>\d+)M)?(?:(?P<s>\d+)(?:\.(?P<f>\d{1,6}))?S)?)",
    re.ASCII,
)
_MAXIMUM_OFFSET = timedelta(hours=14)


class NotAnInstantError(ValueError):
    """The text is no instant; `why` says so, `help` what to write instead."""

    def __init__(self, why: Sentence, help_: Sentence) -> None:
        """Keep the reason and the help line apart."""
        super().__init__(why)
        self.why = why
        self.help = help_


@dataclass(frozen=True, slots=True)
class Span:
    """An instant known by bounds, both inclusive; `lo == hi` when it is known exactly."""

    lo: Instant
    hi: Instant


NEVER = Span(ABSENT, ABSENT)
"""It did not happen."""

UNKNOWN = Span(EARLIEST + 1, ABSENT - 1)
"""It happened, nobody knows when."""

ANYTHING = Span(EARLIEST + 1, ABSENT)
"""It may have happened at any time, or not at all."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a text said: its span and the liberties that reading it took (codes, in order)."""

    span: Span
    liberties: tuple[str, ...] = ()


def from_datetime(moment: datetime) -> Instant:
    """Return the instant of an aware datetime; exact, without going through floats."""
    elapsed = moment - _EPOCH
    return (elapsed.days * 86_400 + elapsed.seconds) * SECOND + elapsed.microseconds


def to_datetime(instant: Instant, zone: ZoneInfo) -> datetime:
    """Return the instant as an aware datetime in a zone."""
    seconds, micros = divmod(instant, SECOND)
    moment = datetime.fromtimestamp(seconds, zone)
    return moment.replace(microsecond=micros) if micros else moment


def write(instant: Instant, zone: ZoneInfo) -> str:
    """Write an instant as RFC 3339 with the zone's offset, microseconds only when there are any."""
    return to_datetime(instant, zone).isoformat()


def day_start(day: date, zone: ZoneInfo) -> Instant:
    """Return the first instant of a civil day."""
    return from_datetime(datetime(day.year, day.month, day.day, tzinfo=zone))


def day_end(day: date, zone: ZoneInfo) -> Instant:
    """Return the last instant of a civil day, one microsecond before the next day starts."""
    return day_start(day + timedelta(days=1), zone) - 1


def civil_day(instant: Instant, zone: ZoneInfo) -> date:
    """Return the civil day of an instant in a zone."""
    return to_datetime(instant, zone).date()


def read(text: str, zone: ZoneInfo | None) -> Stamp:
    """Read an RFC 3339 instant or a date; a date stands for its whole local day.

    Taken with a liberty that the caller must report: `blank-for-t` (a space between date and
    time), `no-seconds`, `naive-time` (no offset: the time is local in `zone`).

    Raises:
        NotAnInstantError: not such a text, an impossible date, hour 24, second 60, more than six
            decimals, an offset beyond 14 hours or `-00:00`, a naive time without a zone, a
            naive time that the zone's clocks show twice or skip, a year before 1970 or after 2111.
    """
    match = _TIME.fullmatch(text)
    if match is None:
        raise NotAnInstantError(
            Sentence("`{text}` is not a time", text=text),
            Sentence("write it like `2026-07-20T10:30:00+05:00`"),
        )
    if match["clock"] is None:
        return Stamp(_day_span(match["date"], zone))
    liberties = []
    if match["separator"] != "T":
        liberties.append("blank-for-t")
    clock = match["clock"]
    if len(clock) == len("10:30"):
        liberties.append("no-seconds")
        clock += ":00"
    naive = _naive(text, match["date"], clock, match["fraction"] or "")
    if match["zone"] is None:
        liberties.append("naive-time")
        moment = _local(text, naive, zone)
    else:
        moment = naive.replace(tzinfo=UTC) - _offset(text, match["zone"])
    instant = _in_range(text, from_datetime(moment))
    return Stamp(Span(instant, instant), tuple(liberties))


def read_exact(text: str) -> Instant:
    """Read an RFC 3339 instant with an offset, as command lines and headers demand.

    Raises:
        NotAnInstantError: as `read`, and for a date or a time without an offset.
    """
    stamp = read(text, ZoneInfo("UTC"))
    if "naive-time" in stamp.liberties or stamp.span.lo != stamp.span.hi:
        raise NotAnInstantError(
            Sentence("`{text}` has no offset from UTC", text=text),
            Sentence("write it like `2026-09-01T00:00:00+05:00`"),
        )
    return stamp.span.lo


def _day_span(text: str, zone: ZoneInfo | None) -> Span:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise NotAnInstantError(
            Sentence("`{text}` is not a day of the calendar", text=text),
            Sentence("write an existing day like `2026-07-20`"),
        ) from None
    if zone is None:
        raise NotAnInstantError(
            Sentence("`{text}` is a local day and no zone is known", text=text),
            Sentence("declare `timezone` in `dataset.yaml` or write the time with its offset"),
        )
    _in_range(text, day_start(day, zone))
    return Span(day_start(day, zone), day_end(day, zone))


def _naive(text: str, day: str, clock: str, fraction: str) -> datetime:
    if len(fraction.rstrip("0")) > len("123456"):
        raise NotAnInstantError(
            Sentence("`{text}` is finer than a microsecond", text=text),
            Sentence("write at most six decimals of a second"),
        )
    try:
        moment = datetime.fromisoformat(f"{day}T{clock}")
    except ValueError:
        raise NotAnInstantError(
            Sentence("`{text}` is no instant: {why}", text=text, why=_impossible(clock)),
            Sentence("write hours 00 to 23, minutes and seconds 00 to 59 on an existing day"),
        ) from None
    return moment.replace(microsecond=int(fraction[:6].ljust(6, "0")))


def _impossible(clock: str) -> Sentence:
    hour, minute, second = clock.split(":")
    if hour > "23":
        return Sentence("there is no hour {hour}", hour=hour)
    if minute > "59":
        return Sentence("there is no minute {minute}", minute=minute)
    if second > "59":
        return Sentence("there is no second {second}", second=second)
    return Sentence("there is no such day")


def _local(text: str, naive: datetime, zone: ZoneInfo | None) -> datetime:
    if zone is None:
        raise NotAnInstantError(
            Sentence("`{text}` has no offset from UTC and no zone is known", text=text),
            Sentence("declare `timezone` in `dataset.yaml` or write the offset"),
        )
    first, second = naive.replace(tzinfo=zone, fold=0), naive.replace(tzinfo=zone, fold=1)
    if first.utcoffset() == second.utcoffset():
        return first
    back = first.astimezone(UTC).astimezone(zone).replace(tzinfo=None)
    twice = Sentence(
        "`{text}` happened twice in {zone}: the clocks were changed", text=text, zone=zone.key
    )
    never = Sentence(
        "`{text}` did not happen in {zone}: the clocks were changed", text=text, zone=zone.key
    )
    raise NotAnInstantError(
        twice if back == naive else never,
        Sentence(
            "write the offset: `{first}` or `{second}`",
            first=first.isoformat(),
            second=second.isoformat(),
        ),
    )


def _offset(text: str, zone: str) -> timedelta:
    if zone in "Zz":
        return timedelta()
    hours, minutes = int(zone[1:3]), int(zone[4:6])
    offset = timedelta(hours=hours, minutes=minutes)
    if minutes > 59 or offset > _MAXIMUM_OFFSET or zone == "-00:00":  # noqa: PLR2004 - minutes of an hour
        raise NotAnInstantError(
            Sentence("`{text}` has the impossible offset `{offset}`", text=text, offset=zone),
            Sentence("write an offset from -14:00 to +14:00"),
        )
    return -offset if zone[0] == "-" else offset


def _in_range(text: str, instant: Instant) -> Instant:
    if not EARLIEST < instant < ABSENT:
        raise NotAnInstantError(
            Sentence("`{text}` lies outside the years 1970 to 2111", text=text),
            Sentence("write the year in which it happened"),
        )
    return instant


def read_duration(text: str) -> Duration:
    """Read whole days `P1D` or hours, minutes and seconds `PT1H30M5.5S` into microseconds.

    Raises:
        NotAnInstantError: any other text, an empty duration, months and years among them, whose
            length depends on where they are counted from.
    """
    match = _DURATION.fullmatch(text)
    if match is None or text.endswith(("P", "T")):
        raise NotAnInstantError(
            Sentence("`{text}` is not a duration", text=text),
            Sentence("write whole days `P2D` or `PT48H`, `PT30M`, `PT10S`"),
        )
    units = {"d": DAY, "h": HOUR, "m": MINUTE, "s": SECOND}
    return sum(int(match[key] or 0) * unit for key, unit in units.items()) + int(
        (match["f"] or "").ljust(6, "0")
    )


def write_duration(duration: Duration) -> str:
    """Write a length of elapsed time in hours, minutes and seconds: `PT72H`, `PT30M1S`, `PT0S`."""
    sign, rest = ("-", -duration) if duration < 0 else ("", duration)
    hours, rest = divmod(rest, HOUR)
    minutes, rest = divmod(rest, MINUTE)
    seconds, micros = divmod(rest, SECOND)
    text = "".join(
        [f"{hours}H" if hours else "", f"{minutes}M" if minutes else "", _seconds(seconds, micros)]
    )
    return f"{sign}PT{text or '0S'}"


def _seconds(seconds: int, micros: int) -> str:
    if micros:
        return f"{seconds}.{micros:06d}".rstrip("0") + "S"
    return f"{seconds}S" if seconds else ""
