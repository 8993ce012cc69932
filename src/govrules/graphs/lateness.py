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
    """A longest lawful time: periods by their kinds, days after them, working days, an hour term.

    `tied`: the last period is that in which the news fell, and `days` count from its end.
    """

    elapsed: Duration = 0
    periods: Periods = ()
    days: int = 0
    working_days: int = 0
    tied: bool = False

    @property
    def size(self) -> int:
        """Return a number of microseconds by which latenesses compare."""
        days = sum(_LONGEST[kind] * count for kind, count in self.periods)
        days += self.days + _WORKING_DAY_SPAN * self.working_days
        return self.elapsed + days * DAY

    @property
    def told(self) -> Sentence | str:
        """Write it in words: `2 quarters and 3 h`."""
        words: list[str] = [_periods(kind, count) for kind, count in self.periods]
        if self.days:
            words.append(Sentence("{count} day", "{count} days", count=self.days))
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
    match norm.deadline:
        case Within(length=limit):
            return replace(known, elapsed=known.elapsed + limit)
        case WithinWorkingDays(days=days):
            return replace(known, working_days=known.working_days + days)
        case WithinMonth():
            return replace(known, periods=_more(known.periods, "month", 1), tied=False)
        case InPeriod():
            return replace(known, periods=_next(known.periods, _rhythm(norm)), tied=False)
        case DayAfterPeriod(day=day):
            kind = _rhythm(norm)
            same = known.tied and known.periods[-1][0] == kind and day >= known.days
            periods = known.periods if same else _more(known.periods, kind, 1)
            return replace(known, periods=periods, days=day, tied=True)
        case _:
            return None


def _rhythm(norm: Norm) -> str:
    # The acts' check lets deadlines about periods stand beside a trigger of periods only.
    assert isinstance(norm.trigger, PeriodTrigger)  # noqa: S101 - told to the type checker
    return norm.trigger.period


def _next(periods: Periods, kind: str) -> Periods:
    return _more(periods, kind, 1 if any(kind == each for each, _ in periods) else 2)


def _more(periods: Periods, kind: str, count: int) -> Periods:
    counts = dict(periods)
    counts[kind] = counts.pop(kind, 0) + count
    return tuple(counts.items())


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
