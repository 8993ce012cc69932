"""DuckDB, a library in this process: in memory, alone, gone with the evaluation."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import cast

import duckdb
from sqlglot import exp

from govrules.calculus import Value
from govrules.engines.columnar import faults
from govrules.engines.columnar.databases import Database, Row, Tables
from govrules.engines.columnar.limits import Limits, attended
from govrules.engines.columnar.terms import aliased, named
from govrules.findings import EngineError
from govrules.interruptions import Database as Executing

DIALECT = "duckdb"
_AT_ONCE = 100_000
"""How many rows are handed over in one statement, which holds them a second time meanwhile."""
_NO_ROOM = ("No space left on device", "File too large", "max_temp_directory_size")
"""By which words DuckDB says that a file in which it keeps something could not grow."""


@contextmanager
def opened(_: str = "", limits: Limits | None = None) -> Iterator[Database]:
    """Have DuckDB ready; there is nothing to address, and nothing stays between evaluations."""
    yield _DuckDB(limits or Limits())


class _DuckDB:
    def __init__(self, limits: Limits) -> None:
        self._limits = limits

    @contextmanager
    def tables(self) -> Iterator[Tables]:
        with alone(self._limits) as database:
            yield Connected(database)


@contextmanager
def alone(limits: Limits) -> Iterator[Executing]:
    """Have a database that nobody else sees, within limits; it is gone with the context.

    Raises:
        EngineError: a statement failed, or a limit was hit.
    """
    try:
        with attended(limits) as database:
            yield database
    except duckdb.Error as error:
        raise failed(error, limits) from error


def failed(error: duckdb.Error, limits: Limits) -> EngineError:
    """Say why DuckDB failed: for want of memory or of room, or by a fault."""
    if any(said in str(error) for said in _NO_ROOM):
        return faults.no_room()
    if isinstance(error, duckdb.OutOfMemoryException):
        return faults.no_memory(limits.memory)
    return faults.failed(error)


class Connected:
    """The tables of one evaluation, on a connection that is open."""

    def __init__(self, connection: Executing) -> None:
        """Take a connection; whoever opened it closes it."""
        self._connection = connection

    def load(self, table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
        """Load rows column by column; a value at a time takes a hundred times as long."""
        query = exp.Select(
            expressions=[
                aliased(_column_of(type(value)), name)
                for name, value in zip(columns, rows[0], strict=True)
            ]
        )
        statement = _created(table, query).sql(DIALECT, copy=False)
        for first in range(0, len(rows), _AT_ONCE):
            values = [list(each) for each in zip(*rows[first : first + _AT_ONCE], strict=True)]
            self._connection.execute(statement, values)
            statement = exp.Insert(this=exp.Table(this=named(table)), expression=query).sql(
                DIALECT, copy=False
            )

    def keep(self, table: str, query: exp.Query) -> bool:
        """Make a table of what a query gives; say whether it has any rows."""
        made = self._connection.execute(_created(table, query).sql(DIALECT, copy=False))
        (count,) = cast("Row", made.fetchone())
        return bool(count)

    def rows(self, query: exp.Query) -> Sequence[Row]:
        """Return what a query gives, in any order."""
        answer = self._connection.execute(query.sql(DIALECT, copy=False))
        return cast("list[Row]", answer.fetchall())


def _column_of(kind: type[Value]) -> exp.Explode:
    item = exp.DType.VARCHAR
    if issubclass(kind, int):
        item = exp.DType.BOOLEAN if issubclass(kind, bool) else exp.DType.BIGINT
    several = exp.DataType(this=exp.DType.ARRAY, expressions=[exp.DataType(this=item)], nested=True)
    return exp.Explode(this=exp.Cast(this=exp.Placeholder(), to=several))


def _created(table: str, query: exp.Query) -> exp.Create:
    return exp.Create(
        this=exp.Table(this=named(table)),
        kind="TABLE",
        properties=exp.Properties(expressions=[exp.TemporaryProperty()]),
        expression=query,
    )
