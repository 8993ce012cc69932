"""PostgreSQL, a server: one transaction, taken back at its end, so that nothing stays."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from ipaddress import ip_address
from typing import cast

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from sqlglot import exp

from govrules.calculus import Value
from govrules.engines.columnar import faults
from govrules.engines.columnar.databases import Database, Row, Tables

DIALECT = "postgres"
_NAME = "PostgreSQL"
_USUAL: dict[str, str | int] = {
    "application_name": "govrules",
    "client_encoding": "UTF8",
    "connect_timeout": 10,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 60_000,
}
"""What the address may say otherwise: a server that is gone is noticed within a minute or so."""
_SETTINGS = "SET LOCAL jit = off"
"""Compiling the expressions of a verdict takes longer than working them out for a million rows."""


@contextmanager
def opened(address: str) -> Iterator[Database]:
    """Connect to a server for as long as the context lasts.

    What the address leaves out, PostgreSQL's own variables and files may say.

    Raises:
        EngineError: it is not to be had, or would be sent data in the clear.
    """
    try:
        told = cast("dict[str, str | int]", conninfo_to_dict(address))
        asked = make_conninfo("", **{**_USUAL, **told})
        connection = psycopg.connect(asked, prepare_threshold=None)
    except psycopg.Error as error:
        raise faults.unreachable(_NAME, error) from error
    try:
        server = connection.info
        if not (connection.pgconn.ssl_in_use or is_here(server.host, server.hostaddr)):
            raise faults.in_the_clear(_NAME, server.host)
        yield _PostgreSQL(connection)
    finally:
        connection.close()


def is_here(host: str, at: str) -> bool:
    """Say whether a host, which is at an address unless it is a socket, is this machine."""
    return host.startswith(("/", "@")) or ip_address(at).is_loopback


class _PostgreSQL:
    def __init__(self, connection: psycopg.Connection) -> None:
        self._connection = connection

    @contextmanager
    def tables(self) -> Iterator[Tables]:
        try:
            with self._connection.transaction(force_rollback=True):
                self._connection.execute(_SETTINGS)
                yield _Tables(self._connection)
        except psycopg.Error as error:
            if self._connection.closed:
                raise faults.lost(_NAME, error) from error
            raise faults.failed(error) from error


class _Tables:
    def __init__(self, connection: psycopg.Connection) -> None:
        self._connection = connection

    def load(self, table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
        name = sql.Identifier(table)
        typed = [
            sql.SQL("{} {}").format(sql.Identifier(column), _type_of(value))
            for column, value in zip(columns, rows[0], strict=True)
        ]
        created = sql.SQL("CREATE TEMPORARY TABLE {} ({})").format(name, sql.SQL(", ").join(typed))
        self._connection.execute(created)
        with (
            self._connection.cursor() as cursor,
            cursor.copy(sql.SQL("COPY {} FROM STDIN").format(name)) as copy,
        ):
            for row in rows:
                copy.write_row(row)

    def keep(self, table: str, query: exp.Query) -> bool:
        worked_out = sql.SQL("CREATE TEMPORARY TABLE {} AS {}").format(
            sql.Identifier(table), _written(query)
        )
        return self._connection.execute(worked_out).rowcount > 0

    def rows(self, query: exp.Query) -> Sequence[Row]:
        return cast("list[Row]", self._connection.execute(_written(query)).fetchall())


def _written(query: exp.Query) -> sql.SQL:
    return sql.SQL(query.sql(DIALECT, copy=False))


def _type_of(value: Value) -> sql.SQL:
    if isinstance(value, int):
        return sql.SQL("boolean" if isinstance(value, bool) else "bigint")
    return sql.SQL('text COLLATE "C"')  # the least of some texts is by code points everywhere
