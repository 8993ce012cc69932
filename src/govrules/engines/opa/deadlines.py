"""Calls that end by a deadline, whatever the other side does.

A socket's own time-out starts anew with each byte: a server that drips would hold a run for ever.
"""

import threading
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import Generic, TypeVar

_Found = TypeVar("_Found")


class Started(Generic[_Found]):
    """A call under way in a thread that does not keep the program from ending."""

    def __init__(self, call: Callable[[], _Found]) -> None:
        """Start it."""
        self._outcome: SimpleQueue[tuple[_Found | None, BaseException | None]] = SimpleQueue()
        threading.Thread(target=self._run, args=(call,), daemon=True).start()

    def _run(self, call: Callable[[], _Found]) -> None:
        try:
            self._outcome.put((call(), None))
        except BaseException as error:  # noqa: BLE001 - raised again where the result is wanted
            self._outcome.put((None, error))

    def result(self, seconds: float) -> _Found:
        """Wait for the call and return what it returned; to be asked for once.

        Raises:
            TimeoutError: it has not ended in that time; what it still does is nobody's concern.
        """
        try:
            found, error = self._outcome.get(timeout=seconds)
        except Empty:
            message = f"no whole answer within {seconds:g} seconds"
            raise TimeoutError(message) from None
        if error is not None:
            raise error
        return found  # type: ignore[return-value] # a call without error put what it returned
