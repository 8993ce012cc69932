"""Instants as a person reads them: local, as fine as needed, the day once where it is shared."""

from collections.abc import Iterable, Sequence
from datetime import datetime, time
from zoneinfo import ZoneInfo

from govrules.instants import DAY, HOUR, MINUTE, SECOND, Duration, Instant, to_datetime
from govrules.languages import ENGLISH, Language
from govrules.reports import length
from govrules.sentences import Sentence
from govrules.verdicts import Judgement

_MIDNIGHT = time()
_LAST_OF_DAY = time.max


def moment(instant: Instant, zone: ZoneInfo, language: Language = ENGLISH) -> str:
    """Write one instant with its day."""
    at = to_datetime(instant, zone)
    time_ = _time(at, _fineness([instant]))
    return Sentence("{day} {time}", day=language.day(at.date()), time=time_)


def timeline(
    events: Sequence[tuple[str, Instant]], zone: ZoneInfo, language: Language = ENGLISH
) -> tuple[str, list[str]]:
    """Write named instants, all as fine as the finest needs; apart from them a day that all share.

    Where all are bounds of days, midnight goes without saying.
    """
    moments = [(name, to_datetime(instant, zone)) for name, instant in events]
    days = {at.date() for _, at in moments}
    if all(_ends_day(at) or at.time() == _MIDNIGHT for _, at in moments):
        return "", [_bound(name, at, language) for name, at in moments]
    fineness = _fineness(at for _, at in events if not _ends_day(to_datetime(at, zone)))
    if len(days) == 1:
        times = [
            Sentence("{name} {time}", name=name, time=_time(at, fineness)) for name, at in moments
        ]
        return language.day(days.pop()), [*times]
    return "", [
        Sentence(
            "{name} {day} {time}",
            name=name,
            day=language.day(at.date()),
            time=_time(at, fineness),
        )
        for name, at in moments
    ]


def _bound(name: str, at: datetime, language: Language) -> str:
    day = language.day(at.date())
    if _ends_day(at):
        return Sentence("{name} {day} end of day", name=name, day=day)
    return Sentence("{name} {day}", name=name, day=day)


def lateness(judgement: Judgement) -> str:
    """Write by how much a duty was late: whole days for terms in days, else elapsed time."""
    written = judgement.late_by
    if written.endswith("D"):
        days = int(written.removeprefix("P").removesuffix("D"))
        return Sentence("{count} day late", "{count} days late", count=days)
    if judgement.performed_at is None or judgement.due_at is None or not written:
        return ""
    return Sentence("{length} late", length=length(judgement.performed_at - judgement.due_at))


def roughly(duration: Duration) -> Sentence:
    """Write a length in whole minutes from an hour on and in whole hours from a day on."""
    if duration >= DAY:
        return length(duration // HOUR * HOUR)
    return length(duration // MINUTE * MINUTE if duration >= HOUR else duration)


def _fineness(instants: Iterable[Instant]) -> str:
    found = list(instants)
    if any(instant % SECOND for instant in found):
        return "microseconds"
    return "seconds" if any(instant % MINUTE for instant in found) else "minutes"


def _ends_day(at: datetime) -> bool:
    return at.time() == _LAST_OF_DAY


def _time(at: datetime, fineness: str) -> str:
    return Sentence("end of day") if _ends_day(at) else at.time().isoformat(fineness)
