"""Offsets from UTC, so that the page writes local times without a table of zones of its own."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from govrules.fields import Json
from govrules.instants import DAY, Instant, to_datetime

_MARGIN = 400 * DAY
"""How far beyond the instants of an assessment the page may draw a scale."""


def offsets(name: str, first: Instant, last: Instant) -> list[Json]:
    """Return the offsets of a zone in seconds, each with the instant from which it holds.

    A browser's own table of zones may be older than the decision that a verdict hangs on.
    """
    zone = ZoneInfo(name)
    start = first - _MARGIN
    found: list[Json] = [[start, _offset(start, zone)]]
    found += [[at, _offset(at, zone)] for at in _changes(zone, start, last + _MARGIN)]
    return found


def _changes(zone: ZoneInfo, start: Instant, end: Instant) -> Iterator[Instant]:
    """Yield the instants at which the clocks of a zone are changed; never two on one day."""
    before = _offset(start, zone)
    for day in range(start, end, DAY):
        after = _offset(day + DAY, zone)
        if after != before:
            yield _change(zone, day, day + DAY)
        before = after


def _change(zone: ZoneInfo, low: Instant, high: Instant) -> Instant:
    old = _offset(low, zone)
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(middle, zone) == old:
            low = middle
        else:
            high = middle
    return high


def _offset(at: Instant, zone: ZoneInfo) -> int:
    offset = to_datetime(at, zone).utcoffset()
    return 0 if offset is None else int(offset.total_seconds())
