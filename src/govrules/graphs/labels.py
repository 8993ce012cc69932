"""Terms in few words, as they stand beside an edge: `≤ 30 min`, `every quarter, no day`."""

from collections.abc import Mapping
from datetime import date

from govrules.languages.lengths import length
from govrules.norms import (
    AfterUnless,
    ByDate,
    DayAfterPeriod,
    InPeriod,
    Norm,
    PeriodTrigger,
    Within,
    WithinMonth,
    WithinWorkingDays,
)
from govrules.sentences import Sentence

_PERIODS: Mapping[str, Sentence] = {
    "quarter": Sentence("every quarter"),
    "half-year": Sentence("every half-year"),
    "year": Sentence("every year"),
}
_WHEN: Mapping[str, Sentence] = {
    "throughout": Sentence("throughout"),
    "if-needed": Sentence("if needed"),
    "before-adoption": Sentence("before adoption"),
    "afterwards": Sentence("afterwards"),
}


def term(norm: Norm | None, when: str) -> Sentence:
    """Say by when a norm is to be kept; `when` is the word that a unit writes in place of a term.

    Days are written as in ISO 8601. A limit that only the data know, such as the end of the case,
    is no term of the text.
    """
    deadline = norm.deadline if norm else None
    if when:
        return _dated(deadline.day, when) if isinstance(deadline, ByDate) else _WHEN[when]
    match deadline:
        case Within(length=limit):
            return Sentence("≤ {length}", length=length(limit, in_days=False))
        case AfterUnless(length=limit):
            return Sentence("> {length}, no end", length=length(limit, in_days=False))
        case DayAfterPeriod(day=day):
            return Sentence("{period}, by day {day} of the next month", period=every(norm), day=day)
        case InPeriod():
            return Sentence("{period}, no day", period=every(norm))
        case ByDate(day=day):
            return Sentence("by {day}", day=day.isoformat())
        case WithinWorkingDays(days=days):
            return Sentence("≤ {count} working day", "≤ {count} working days", count=days)
        case WithinMonth():
            return Sentence("≤ 1 month")
        case _:
            return Sentence("no term")


def _dated(day: date, when: str) -> Sentence:
    if when == "throughout":
        return Sentence("until {day}", day=day.isoformat())
    return Sentence("from {day}", day=day.isoformat()) if when == "afterwards" else _WHEN[when]


def every(norm: Norm | None) -> Sentence:
    """Name the rhythm of a norm about periods."""
    trigger = norm.trigger if norm else None
    return _PERIODS[trigger.period] if isinstance(trigger, PeriodTrigger) else Sentence("")
