"""How far a run has come, in one line on a terminal's standard error; elsewhere nothing is said.

Nothing is said of the first second either: most runs are over by then.
"""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from time import monotonic
from typing import Final

from govrules.instants import SECOND
from govrules.languages import language
from govrules.languages.lengths import length
from govrules.reports import shown
from govrules.sentences import Sentence

_PATIENCE: Final = 1.0
_BETWEEN: Final = 0.2
_CLEAR: Final = "\r\x1b[K"
_STEADY: Final = 0.05
"""Which part of a stage must be done before an estimate means anything."""


class Progress:
    """What is being done now; `at` is called as often as there is something new."""

    def __init__(self) -> None:
        """Start with nothing."""
        self._stage, self._since = Sentence(""), monotonic()
        self._done, self._whole = 0, 0

    def at(self, stage: Sentence, done: int = 0, whole: int = 0) -> None:
        """Take note of a stage, of the rows done, and of about how many there are, 0 if unknown."""
        if _name(stage) != _name(self._stage):
            self._since = monotonic()
        self._stage = stage
        self._done, self._whole = done, whole

    def line(self, now: float) -> Sentence:
        """Say how far the stage is at a moment of the monotonic clock, in seconds."""
        spent = now - self._since
        part = self._done / self._whole if self._whole else 0.0
        if part < _STEADY:
            return Sentence("{stage}, {time}", stage=self._stage, time=_seconds(spent))
        return Sentence(
            "{stage}, {done} rows of about {whole}, {left} left",
            stage=self._stage,
            done=self._done,
            whole=max(self._whole, self._done),
            left=_seconds(spent * max(0.0, 1 / part - 1)),
        )


def _name(stage: Sentence) -> tuple[str, ...]:
    """Return what stays the same while a stage counts its steps."""
    named = (field for field in stage.fields.values() if isinstance(field, str))
    return (stage.template, *named)


def _seconds(seconds: float) -> Sentence:
    return length(round(seconds) * SECOND)


@contextmanager
def progress(code: str) -> Iterator[Progress]:
    """Show how far the work inside has come, in the language of that code, until it ends."""
    told = Progress()
    if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield told
        return
    ended = Event()
    thread = Thread(target=_show, args=(told, ended, code), daemon=True)
    thread.start()
    try:
        yield told
    finally:
        ended.set()
        thread.join()


def _show(told: Progress, ended: Event, code: str) -> None:
    if ended.wait(_PATIENCE):
        return
    tell = language(code).tell
    while True:
        width = shutil.get_terminal_size().columns - 1
        sys.stderr.write(_CLEAR + shown(tell(told.line(monotonic())))[:width])
        sys.stderr.flush()
        if ended.wait(_BETWEEN):
            break
    sys.stderr.write(_CLEAR)
    sys.stderr.flush()
