"""A file left where it lies: its rows as a relation of SQL, and some of them as they were written.

Parquet is read anew by each query; see `divided` and `lines` for texts.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeAlias

from govrules.facts import parquet
from govrules.facts.bulk.fields import Fields, identifier, quoted
from govrules.facts.raw import RawRow, RawTable
from govrules.facts.tables import TABLES, TIMES, Kind
from govrules.findings import Finding
from govrules.interruptions import Database

DATED: Final = frozenset({"attestations"})
"""The tables in which days stand for instants as a rule."""

Fetch: TypeAlias = Callable[[Database, "Lying", str], Iterable[RawRow]]
"""Yields rows as they were written, in their order, by the name of a table of their numbers."""


Leave: TypeAlias = Callable[[Database, str, Path, str, Mapping[str, str]], "Lying"]
"""Leaves a table in its file: its name, where it lies, the path shown, what headings stand for."""


class NotInBulkError(Exception):
    """The file, or what is in it, has to be read row by row; why, in a word for maintainers."""


@dataclass(slots=True)
class Lying:
    """A table in its file.

    `source` is the SQL that stands after `FROM`, with the columns `row` and those that were handed
    over, by their headings; `fields` has every column of the table's form. `sound` is a condition
    on rows that holds only of those whose cells `source` has beyond doubt as they were written.
    Lines are `skipped` rows further down than rows; nothing where the file has no lines.
    """

    table: str
    shown: str
    source: str
    fields: Mapping[str, Fields]
    empty: RawTable
    rows: int
    fetch: Fetch
    skipped: int | None = None
    sound: str = ""
    findings: Sequence[Finding] = ()
    """What was said of the file when its rows were looked at."""

    headings: Mapping[str, str] = field(default_factory=dict)
    """The heading of each column that was handed over."""

    def line(self, row: int) -> int:
        """Return the physical line of a row, 0 where a file has none."""
        return 0 if self.skipped is None else row + self.skipped


def pattern(file: Path) -> str:
    """Return the pattern that means one file only, whatever its name holds."""
    return re.sub(r"[*?\[]", r"[\g<0>]", str(file))


def columns(
    connection: Database,
    table: str,
    file: Path,
    shown: str,
    mapping: Mapping[str, str],
) -> Lying:
    """Leave a Parquet file where it lies.

    Raises:
        NotInBulkError: a column has a type of which each cell has to be looked at.
        duckdb.Error: it cannot be read.
    """
    types = parquet.types(connection, pattern(file))
    headings = headings_of(table, types, mapping)
    wanted = ", ".join(["file_row_number + 1 AS row", *map(identifier, headings.values())])
    source = f"(SELECT {wanted} FROM read_parquet({quoted(pattern(file))}, file_row_number = true))"
    rows = parquet.count(connection, pattern(file))
    empty = RawTable(table, shown, tuple(types), ())
    kinds = {name: types[heading] for name, heading in headings.items()}
    # Something may be said of the type itself, even where no cell is filled.
    if any(kind not in _kinds(table, name) for name, kind in kinds.items()):
        raise NotInBulkError("types")
    return lying_in(connection, empty, source, headings, kinds, rows, _fetched)


def _fetched(connection: Database, lying: Lying, numbers: str) -> Iterable[RawRow]:
    types = {lying.headings[name]: lying.fields[name].type_ for name in lying.headings}
    chosen = f"row IN (SELECT row FROM {numbers})"
    return parquet.chosen_rows(connection, lying.source, types, chosen)


def _kinds(table: str, name: str) -> tuple[str, ...]:
    """Return the types of DuckDB of which cells can be beyond doubt."""
    kind = TABLES[table].columns[name].kind
    if kind in TIMES:
        days = ("DATE",) if table in DATED else ()
        return ("VARCHAR", "TIMESTAMP WITH TIME ZONE", *days)
    return ("VARCHAR", "BOOLEAN") if kind is Kind.FLAG else ("VARCHAR",)


def headings_of(table: str, headings: Iterable[str], mapping: Mapping[str, str]) -> dict[str, str]:
    """Return the heading of each column of the table's form that the file has.

    Raises:
        NotInBulkError: something is to be said of them.
    """
    found: dict[str, str] = {}
    for heading in headings:
        name = mapping.get(heading, heading)
        if not heading or name in found:
            raise NotInBulkError("headings")
        if name in TABLES[table].columns:
            found[name] = heading
    if not found.keys() >= set(TABLES[table].required):
        raise NotInBulkError("headings")
    return found


def lying_in(
    connection: Database,
    empty: RawTable,
    source: str,
    headings: Mapping[str, str],
    kinds: Mapping[str, str],
    rows: int,
    fetch: Fetch,
) -> Lying:
    """Look into the columns of a relation; `kinds` are their types."""
    table = TABLES[empty.name]
    filled = [_filled(identifier(heading), kinds[name]) for name, heading in headings.items()]
    counts = connection.execute(f"SELECT {', '.join(filled)} FROM {source}").fetchone() or ()
    some = dict(zip(headings, counts, strict=True))
    fields = {
        name: Fields(
            column, identifier(headings[name]), kinds[name], not some[name], some[name] == rows
        )
        if name in headings
        else Fields(column)
        for name, column in table.columns.items()
    }
    return Lying(empty.name, empty.path, source, fields, empty, rows, fetch, headings=headings)


def _filled(heading: str, kind: str) -> str:
    return f"count(NULLIF({heading}, ''))" if kind == "VARCHAR" else f"count({heading})"
