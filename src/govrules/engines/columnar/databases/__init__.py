"""Where the SQL is run: each module is a database, and from outside all are alike."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from importlib import import_module
from typing import Protocol, TypeAlias, cast

from sqlglot import exp

from govrules.calculus import Value
from govrules.engines.columnar.limits import Limits

Row: TypeAlias = tuple[Value, ...]


class Tables(Protocol):
    """The tables of one evaluation, which nobody else sees and which are gone after it."""

    def load(self, table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
        """Make a table of rows; there is one at least, and the first tells all types."""

    def keep(self, table: str, query: exp.Query) -> bool:
        """Make a table of what a query gives, worked out once; say whether it has any rows."""

    def rows(self, query: exp.Query) -> Sequence[Row]:
        """Return what a query gives, in any order."""


class Database(Protocol):
    """A database that is ready to evaluate, again and again."""

    def tables(self) -> AbstractContextManager[Tables]:
        """Have room for the tables of one evaluation.

        Raises:
            EngineError: a statement failed, or the database went away.
        """


class _Module(Protocol):
    def opened(self, address: str, limits: Limits = ..., /) -> AbstractContextManager[Database]: ...


def opened(
    name: str, address: str, limits: Limits | None = None
) -> AbstractContextManager[Database]:
    """Have a database ready for as long as the context lasts; `limits` are for those in a process.

    Raises:
        ImportError: its library is not installed.
        EngineError: it is not to be had.
    """
    module = cast("_Module", import_module(f"{__name__}.{name}"))
    return module.opened(address) if limits is None else module.opened(address, limits)
