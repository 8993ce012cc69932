"""Interruptions heard at once, where a database works for long without listening.

Python tells of a signal only between two steps of the main thread; a statement of a database is
one step. So it is run in another thread, and the main one listens.
"""

from concurrent.futures import ThreadPoolExecutor, wait
from typing import Any, Protocol, Self

_PATIENCE = 0.05
"""How long, in seconds, a statement that was told to stop may go on before it is told again."""


class Rows(Protocol):
    """What the rows of an answer are fetched from."""

    def fetchone(self) -> Any:
        """Return the next row, `None` after the last."""

    def fetchmany(self, size: int) -> list[Any]:
        """Return some of the next rows, none after the last."""

    def fetchall(self) -> list[Any]:
        """Return all rows that are left."""


class Database(Protocol):
    """What runs statements, and can be told from another thread to stop the one it runs."""

    def execute(self, statement: str, values: object = None, /) -> Rows:
        """Run a statement."""

    def interrupt(self) -> object:
        """Stop what is being run."""


class Attended:
    """A database that hears interruptions in the middle of a statement."""

    def __init__(self, database: Database) -> None:
        """Keep whom to tell."""
        self._database = database
        self._pool = ThreadPoolExecutor(1)

    def __enter__(self) -> Self:
        """Attend to it for as long as the context lasts."""
        return self

    def __exit__(self, *_: object) -> None:
        """Wait for the end of what was begun."""
        self._pool.shutdown()

    def execute(self, statement: str, values: object = None, /) -> Rows:
        """Run a statement, and return what its rows are fetched from.

        Raises:
            KeyboardInterrupt: there was an interruption; the statement has ended.
            MemoryError: there is none for a thread.
        """
        try:
            done = self._pool.submit(self._database.execute, statement, values)
        except RuntimeError as error:
            if "new thread" not in str(error):
                raise
            raise MemoryError from error
        try:
            return done.result()
        except KeyboardInterrupt:
            # Told before it has begun, it would not have heard.
            while not done.done():
                self._database.interrupt()
                wait([done], _PATIENCE)
            raise

    def interrupt(self) -> object:
        """Stop what is being run."""
        return self._database.interrupt()
