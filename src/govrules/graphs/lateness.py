"""How late is still lawful: the longest time that a chain of terms may take.

The terms of the text alone are counted: sending takes no time, no due day rolls, and a period is
as long as the longest of its kind. A report of a period without a day may precede the news by an
instant, so the first such period costs two, each further one of its kind one more.
"""

from dataclasses import dataclass, replace

from govrules.instants import DAY, Duration
from govrules.languages.lengths import length
from govrules.norms import (
    AfterUnless,
    DayAfterPeriod,
    InPeriod,
    NoDeadline,
    Norm,
    PeriodTrigger,
    UntilClosed,
    Within,
    WithinMonth,
    WithinWorkingDays,
)
from govrules.sentences import Sentence, listed

_LONGEST = {"quarter": 92, "half-year": 184, "year": 366, "month": 31}
_WORKING_DAY_SPAN = 2  # only to compare: what a working day takes at most in the long run

Periods = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Lateness:
    """A longest lawful time: periods by their kinds, days, working days, an hour term.

    `rhythm` is the kind of period at whose end, or `tied` days after it, the time is over, if the
    last term was of periods; what then follows in the same rhythm need not wait for another.
    """

    elapsed: Duration = 0
    periods: Periods = ()
    days: int = 0
    working_days: int = 0
    rhythm: str = ""
    tied: int = 0

    @property
    def size(self) -> int:
        """Return a number of microseconds by which latenesses compare."""
        days = sum(_LONGEST[kind] * count for kind, count in self.periods)
        days += self.days + self.tied + _WORKING_DAY_SPAN * self.working_days
        return self.elapsed + days * DAY

    @property
    def told(self) -> str:
        """Write it in words: `2 quarters and 3 h`."""
        words: list[str] = [_periods(kind, count) for kind, count in self.periods]
        days = self.days + self.tied
        if days:
            words.append(Sentence("{count} day", "{count} days", count=days))
        if self.working_days:
            words.append(
                Sentence("{count} working day", "{count} working days", count=self.working_days)
            )
        if self.elapsed or not words:
            words.append(length(self.elapsed, in_days=False))
        return listed(words, "and")


def bounded(norm: Norm | None) -> bool:
    """Return whether the text bounds when a norm is to be kept."""
    unbounded = (AfterUnless, NoDeadline, UntilClosed)
    return norm is not None and not isinstance(norm.deadline, unbounded)


def after(known: Lateness, norm: Norm) -> Lateness | None:
    """Return how late a norm's recipient may learn what its bearer knew so late.

    `None` if the text sets no bound, or a date, which is late for nothing in particular.
    """
    match norm.deadline, norm.trigger:
        case Within(length=limit), _:
            return replace(_apart(known), elapsed=known.elapsed + limit)
        case WithinWorkingDays(days=days), _:
            return replace(_apart(known), working_days=known.working_days + days)
        case WithinMonth(), _:
            return _later(_apart(known), "month", 1)
        case InPeriod(), PeriodTrigger(period=kind):
            return _in_period(known, kind)
        case DayAfterPeriod(day=day), PeriodTrigger(period=kind):
            return _after_period(known, kind, day)
        case _:
            return None


def _in_period(known: Lateness, kind: str) -> Lateness:
    if known.rhythm != kind:
        found = _later(_apart(known), kind, 2)
    else:
        found = _later(known, kind, 2 if known.tied else 1)
    return replace(found, rhythm=kind, tied=0)


def _after_period(known: Lateness, kind: str, day: int) -> Lateness:
    if known.rhythm != kind:
        found = _later(_apart(known), kind, 1)
    else:
        found = known if day >= known.tied else _later(known, kind, 1)
    return replace(found, rhythm=kind, tied=day)


def _apart(known: Lateness) -> Lateness:
    """Return the same time without its rhythm: what follows goes by another clock."""
    return replace(known, days=known.days + known.tied, rhythm="", tied=0)


def _later(known: Lateness, kind: str, count: int) -> Lateness:
    counts = dict(known.periods)
    counts[kind] = counts.get(kind, 0) + count
    return replace(known, periods=tuple(counts.items()))


def _periods(kind: str, count: int) -> Sentence:
    match kind:
        case "quarter":
            return Sentence("{count} quarter", "{count} quarters", count=count)
        case "half-year":
            return Sentence("{count} half-year", "{count} half-years", count=count)
        case "month":
            return Sentence("{count} month", "{count} months", count=count)
        case _:
            return Sentence("{count} year", "{count} years", count=count)
