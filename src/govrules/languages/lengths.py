"""Lengths of time in words."""

from govrules.instants import DAY, HOUR, MINUTE, SECOND, Duration
from govrules.sentences import Sentence


def length(duration: Duration, *, in_days: bool = True) -> Sentence:
    """Write a length of time, not negative, in words: `2 d 3 h`, `9 min 30 s`, `0.000001 s`."""
    days, rest = divmod(duration, DAY) if in_days else (0, duration)
    hours, rest = divmod(rest, HOUR)
    minutes, rest = divmod(rest, MINUTE)
    words = [
        *([Sentence("{count} d", "{count} d", count=days)] if days else []),
        *([Sentence("{count} h", "{count} h", count=hours)] if hours else []),
        *([Sentence("{count} min", "{count} min", count=minutes)] if minutes else []),
    ]
    if rest or not words:
        seconds, micros = divmod(rest, SECOND)
        whole = Sentence("{count} s", "{count} s", count=seconds)
        decimals = f"{micros:06d}".rstrip("0")
        parts = Sentence("{seconds}.{decimals} s", seconds=seconds, decimals=decimals)
        words.append(parts if micros else whole)
    told = words[0]
    for word in words[1:]:
        told = Sentence("{first} {next}", first=told, next=word)
    return told
