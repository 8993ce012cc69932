"""Rows that were read one by one, put beside those that the database read: they are in doubt."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from govrules.facts.bulk.fields import identifier, instants, told
from govrules.facts.bulk.lying import NotInBulkError
from govrules.facts.raw import RawRow
from govrules.facts.rows import RawValue
from govrules.facts.tables import LISTS, TABLES, TIMES
from govrules.interruptions import Database

_HALF: Final = re.compile("[\ud800-\udfff]")


def insert(
    connection: Database,
    source: str,
    table: str,
    odd: Sequence[RawRow],
    headings: Mapping[str, str],
    times: dict[str, str],
) -> None:
    """Put rows into a relation for those it has not vouched for, with what others mean by them.

    `times` gets the columns of instants of headings that only such rows have.

    Raises:
        NotInBulkError: one has a list that would be another one as a text.
    """
    if not odd:
        return
    there = {name for name, *_ in connection.execute(f"DESCRIBE {source}").fetchall()}
    names, values = ["row", "vouched"], ["row", "false"]
    for name, heading in headings.items():
        column = identifier(heading)
        timed = TABLES[table].columns[name].kind in TIMES
        if heading not in there:
            _add(connection, source, column, "VARCHAR")
        if timed and name not in times:
            times[name] = instants(heading)
            _add(connection, source, times[name], "BIGINT")
        names += [column, times[name]] if timed else [column]
        values += [column, told(column)] if timed else [column]
    given = ", ".join(f"unnest(?::VARCHAR[]) AS {identifier(each)}" for each in headings.values())
    connection.execute(f"DELETE FROM {source} WHERE NOT vouched")
    connection.execute(
        f"INSERT INTO {source} ({', '.join(names)}) SELECT {', '.join(values)} FROM"
        f" (SELECT unnest(?::BIGINT[]) AS row, {given})",
        [[row.row for row in odd], *_columns(table, odd, headings)],
    )


def _add(connection: Database, source: str, column: str, type_: str) -> None:
    connection.execute(f"ALTER TABLE {source} ADD COLUMN {column} {type_}")


def _columns(
    table: str, rows: Sequence[RawRow], headings: Mapping[str, str]
) -> Iterator[list[str | None]]:
    for name, heading in headings.items():
        several = TABLES[table].columns[name].kind in LISTS
        yield [_text(row.cells.get(heading), several=several) for row in rows]


def _text(raw: RawValue, *, several: bool) -> str | None:
    """Return what a cell says, nothing where it cannot say anything."""
    if isinstance(raw, bool):
        return "true" if raw else "false"
    if isinstance(raw, Sequence) and not isinstance(raw, str):
        if any(";" in element for element in raw):
            # As a text it would be another list.
            raise NotInBulkError("lists")
        raw = ";".join(raw) if several else None
    if not isinstance(raw, str) or _HALF.search(raw):
        return None
    return raw
