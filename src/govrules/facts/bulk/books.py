"""A sheet of a book as a relation of SQL: plain rows read once into a table, all as text.

INVARIANT: a row of which the database has the cells holds nothing but texts and flags, and
`facts.sheets` has nothing to say of it. That reads every other row, in the sheet without the plain
ones; what it holds is in doubt. Rows have the numbers that the sheet gives them.
"""

import io
import zipfile
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path
from typing import Final

from govrules.facts.books import Sheet, guard, open_book
from govrules.facts.bulk.fields import identifier, instants, quoted, told
from govrules.facts.bulk.lying import Lying, NotInBulkError, headings_of, lying_in
from govrules.facts.bulk.odd import insert
from govrules.facts.bulk.plain_rows import DIVIDER, PlainRows
from govrules.facts.layout import layout
from govrules.facts.raw import RawRow, RawTable
from govrules.facts.row_texts import ROW, RowText, SheetText, UnusualSheetError
from govrules.facts.sheets import LOOKED_AT
from govrules.facts.tables import TABLES, TIMES
from govrules.facts.workbooks import read_sheets, tables_of
from govrules.findings import FactsError, Finding, Place
from govrules.interruptions import Database

_SHEETS: Final = "worksheets/"
_ENDED: Final = "</sheetData></worksheet>"
_LEADING: Final = 100
"""How many rows are always read one by one: the headings are among them."""

_AT_ONCE: Final = 20_000
_MOST_ODD: Final = 0.1
"""Where more of the rows have to be read one by one, reading all of them costs less."""


def left(
    connection: Database,
    table: str,
    file: Path,
    shown: str,
    mapping: Mapping[str, str],
) -> Lying:
    """Read the only table of a book, which is named for it, into a table of the database.

    Raises:
        NotInBulkError: it has to be read row by row, or cannot be read at all.
    """
    try:
        return _Book(connection, table, file, shown, mapping).lying()
    except (FactsError, UnusualSheetError) as error:
        raise NotInBulkError("book") from error


class _Book:
    """The reading of one book."""

    def __init__(
        self,
        connection: Database,
        table: str,
        file: Path,
        shown: str,
        mapping: Mapping[str, str],
    ) -> None:
        self._connection, self._file, self._mapping = connection, file, mapping
        self._table, self._shown = table, shown
        self._source = identifier(f"read {table}")
        self._part = self._insertion = ""
        self._always: frozenset[int] = frozenset()

    def lying(self) -> Lying:
        data = self._file.read_bytes()
        guard(data, Place(path=self._shown))
        self._part = _largest(data)
        with _opened(data, self._part) as text:
            rows = text.rows()
            first = list(islice(rows, _LEADING))
            sheet, begun, _ = self._read(data, text.head, first, _ENDED)
            if len(first) == _LEADING and len(list(islice(sheet.rows(), LOOKED_AT))) < LOOKED_AT:
                raise NotInBulkError("headings")
            headings = headings_of(self._table, filter(None, begun.headings), self._mapping)
            times = self._create(headings)
            plain = PlainRows(begun.headings, list(headings.values()), sheet.texts)
            odd, last = self._load(chain(first, rows), plain, begun.row)
        merged = _merged(text, last)
        self._always = frozenset({row.number for row in first} | merged)
        known = {row.number: row for row in (*first, *odd)}
        if merged <= known.keys():
            some = sorted(known.values())
            _, table, findings = self._read(data, text.head, some, text.tail, sheet.texts)
        else:
            table, findings = self._reread(data, known, sheet.texts)
        self._drop(merged)
        doubtful = merged.union(row.number for row in odd)
        found = [row for row in table.rows if row.row in doubtful]
        insert(self._connection, self._source, self._table, found, headings, times)
        (count,) = self._connection.execute(f"SELECT count(*) FROM {self._source}").fetchone() or (
            0,
        )
        if len(found) > _MOST_ODD * count:
            raise NotInBulkError("rows")
        empty, kinds = replace(table, rows=()), dict.fromkeys(headings, "VARCHAR")
        lying = lying_in(
            self._connection, empty, self._source, headings, kinds, count, self._fetched
        )
        fields = {
            name: replace(each, at=times.get(name, "")) for name, each in lying.fields.items()
        }
        return replace(lying, fields=fields, sound="vouched", findings=tuple(findings))

    def _read(
        self,
        data: bytes,
        head: str,
        rows: Iterable[RowText],
        tail: str,
        texts: Sequence[str] | None = None,
    ) -> tuple[Sheet, RawTable, list[Finding]]:
        """Read the book as always, as if its sheet had only some of its rows."""
        written = "".join([head, *(ROW + row.text for row in rows), tail])
        place, findings = Place(path=self._shown), list[Finding]()
        sheets = open_book(data, place, {self._part: written.encode()}, texts)
        named = {
            sheet: name
            for sheet, name in tables_of(sheets, self._table, self._shown).items()
            if name
        }
        if [(self._part, self._table)] != [(sheet.part, name) for sheet, name in named.items()]:
            raise NotInBulkError("sheets")
        mappings = {self._table: self._mapping}
        tables = read_sheets(sheets, self._table, self._shown, mappings, findings)
        if not tables:
            raise NotInBulkError("sheets")
        return next(iter(named)), tables[0], findings

    def _reread(
        self, data: bytes, numbers: Collection[int], texts: Sequence[str] | None = None
    ) -> tuple[RawTable, list[Finding]]:
        """Read some rows of the sheet, and those that tell what others are."""
        chosen = self._always.union(numbers)
        with _opened(data, self._part) as text:
            rows = [row for row in text.rows() if row.number in chosen]
        _, table, findings = self._read(data, text.head, rows, text.tail, texts)
        return table, findings

    def _create(self, headings: Mapping[str, str]) -> dict[str, str]:
        """Make the table for the rows; return the columns of instants."""
        times = {
            name: instants(heading)
            for name, heading in headings.items()
            if TABLES[self._table].columns[name].kind in TIMES
        }
        columns = [f"{identifier(heading)} VARCHAR" for heading in headings.values()]
        columns += [f"{column} BIGINT" for column in times.values()]
        self._connection.execute(
            f"CREATE TEMP TABLE {self._source} (row BIGINT, vouched BOOLEAN, {', '.join(columns)})"
        )
        cells = {name: f"NULLIF(cells[{at}], '')" for at, name in enumerate(headings, start=2)}
        wanted = [*cells.values(), *(told(cells[name]) for name in times)]
        self._insertion = (
            f"INSERT INTO {self._source} SELECT CAST(cells[1] AS BIGINT), true,"
            f" {', '.join(wanted)} FROM (SELECT string_split(line, {quoted(DIVIDER)}) AS cells"
            " FROM (SELECT unnest(string_split(?, chr(10))) AS line))"
        )
        return times

    def _load(
        self, rows: Iterable[RowText], plain: PlainRows, above: int
    ) -> tuple[list[RowText], int]:
        """Put the plain rows below the headings into the table.

        Return the others, and the number of the last row.
        """
        odd, lines, seen = list[RowText](), list[str](), 0
        for row in rows:
            if row.number <= above:
                continue
            line = plain.line(row)
            if line is None:
                odd.append(row)
            elif line:
                lines.append(line)
            seen += 1
            if seen % _AT_ONCE == 0:
                if len(odd) > _MOST_ODD * seen:
                    raise NotInBulkError("rows")
                self._insert(lines)
                lines.clear()
        self._insert(lines)
        return odd, row.number

    def _insert(self, lines: Sequence[str]) -> None:
        if lines:
            self._connection.execute(self._insertion, ["\n".join(lines)])

    def _drop(self, numbers: Iterable[int]) -> None:
        listed = ", ".join(map(str, sorted(numbers))) or "NULL"
        self._connection.execute(f"DELETE FROM {self._source} WHERE row IN ({listed})")

    def _fetched(self, connection: Database, _: Lying, numbers: str) -> Iterable[RawRow]:
        found = connection.execute(f"SELECT row FROM {numbers}").fetchall()
        chosen = {row for (row,) in found}
        if not chosen:
            return ()
        table, _findings = self._reread(self._file.read_bytes(), chosen)
        return [row for row in table.rows if row.row in chosen]


def _largest(data: bytes) -> str:
    """Name the part of a book that may be the sheet with the table."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sizes = {
            entry.filename: entry.file_size
            for entry in archive.infolist()
            if _SHEETS in entry.filename
        }
    if not sizes:
        raise NotInBulkError("sheets")
    return max(sizes, key=lambda name: sizes[name])


@contextmanager
def _opened(data: bytes, part: str) -> Iterator[SheetText]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open(part) as opened:
        yield SheetText(opened)


def _merged(text: SheetText, last: int) -> set[int]:
    """Return the numbers of the rows into which merged cells reach."""
    found = layout(io.BytesIO((text.head + text.tail).encode())).merged
    reaches = [range(each.top, min(each.bottom, last) + 1) for each in found]
    if sum(map(len, reaches)) > _MOST_ODD * last:
        raise NotInBulkError("rows")
    return set(chain.from_iterable(reaches))
