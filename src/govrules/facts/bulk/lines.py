"""JSON with a row on each line as a relation of SQL: read once into a table, all as text.

INVARIANT: a line of which the database reads the cells is one object, each of whose keys stands in
it once, over texts without escapes, small whole numbers, flags, nulls, or lists of such texts where
lists belong. Every other line is read by `facts.structured`, and what it holds is in doubt.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from pathlib import Path
from typing import Final

from govrules.facts.bulk import texts
from govrules.facts.bulk.fields import identifier, instants, quoted, told
from govrules.facts.bulk.lying import Lying, NotInBulkError, headings_of, lying_in, pattern
from govrules.facts.bulk.odd import insert
from govrules.facts.cells import LONGEST
from govrules.facts.raw import RawRow, RawTable
from govrules.facts.structured import read_line
from govrules.facts.tables import LISTS, TABLES, TIMES, Kind
from govrules.interruptions import Database

_MOST_ODD: Final = 0.1
"""Where more of the lines have to be read one by one, reading all of them costs less."""

_ODD: Final = r'"\\\x00-\x1f\x7f-\x9f\x{2028}\x{2029}\x{feff}\x{fffe}\x{ffff}'
"""What no text and no key holds of a line that the database reads: a document refuses it too."""
_KEY: Final = re.compile('[^"\\\\\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]+')
_TEXT: Final = f'"[^{_ODD}]*"'
_NUMBER: Final = "0|[1-9][0-9]{0,14}"
_DIVIDER: Final = "\x01"
"""What divides no line: raw it stands in no JSON."""

_TAIL: Final = 100


@dataclass(frozen=True, slots=True)
class _Layout:
    """Which lines hold rows: those after the first `above` and before the last `below`.

    In a `document` the rows are divided by commas, and one that is wrong is a wrong document.
    """

    above: int = 0
    below: int = 0
    document: bool = False


_LINES: Final = _Layout()
_ARRAY: Final = _Layout(above=1, below=1, document=True)


def left(
    connection: Database,
    table: str,
    file: Path,
    shown: str,
    mapping: Mapping[str, str],
) -> Lying:
    """Read a text with one JSON object on each line (NDJSON) into a table of the database.

    Raises:
        NotInBulkError: too many of its lines have to be read one by one.
        duckdb.Error: it cannot be read.
    """
    return _Reading(connection, table, file, shown, mapping, _LINES).lying()


def left_array(
    connection: Database,
    table: str,
    file: Path,
    shown: str,
    mapping: Mapping[str, str],
) -> Lying:
    """Read a JSON array with one object on each line between its brackets, as `left`.

    Raises:
        NotInBulkError: it is laid out otherwise, or one of its lines has to be read by itself.
        duckdb.Error: it cannot be read.
    """
    return _Reading(connection, table, file, shown, mapping, _ARRAY).lying()


class _Reading:
    """The reading of one file."""

    def __init__(
        self,
        connection: Database,
        table: str,
        file: Path,
        shown: str,
        mapping: Mapping[str, str],
        layout: _Layout,
    ) -> None:
        self._connection, self._file, self._mapping = connection, file, mapping
        self._table, self._shown, self._layout = table, shown, layout
        lines, self._ending = texts.lines(file)
        self._rows = lines - layout.above - layout.below
        self._source = identifier(f"read {table}")

    def lying(self) -> Lying:
        sample = self._sample()
        keys = _in_order(dict.fromkeys(tuple(row.cells) for row in sample))
        headings = headings_of(self._table, keys, self._mapping)
        times = self._load(keys, headings)
        odd = self._odd()
        found = dict.fromkeys(heading for row in (*sample, *odd) for heading in row.cells)
        headings = headings_of(self._table, found, self._mapping)
        insert(self._connection, self._source, self._table, odd, headings, times)
        self._doubt_first(sample, found.keys() - set(headings.values()))
        empty = RawTable(self._table, self._shown, tuple(found), ())
        kinds = dict.fromkeys(headings, "VARCHAR")
        lying = lying_in(
            self._connection, empty, self._source, headings, kinds, self._rows, self._fetched
        )
        fields = {
            name: replace(each, at=times.get(name, "")) for name, each in lying.fields.items()
        }
        return replace(lying, fields=fields, skipped=self._layout.above, sound="vouched")

    def _sample(self) -> Sequence[RawRow]:
        """Read the lines with which the file begins."""
        written = texts.head(self._file).split("\n")[:-1]
        if self._layout.document:
            self._check_brackets(written[0])
        last = self._layout.above + self._rows
        chosen = enumerate(written[:last][self._layout.above :], self._layout.above + 1)
        found = [self._row(line, text) for line, text in chosen]
        if not any(row.cells for row in found):
            raise NotInBulkError("lines")
        return found

    def _check_brackets(self, first: str) -> None:
        with self._file.open("rb") as stream:
            stream.seek(max(0, self._file.stat().st_size - _TAIL))
            *_, last = stream.read().rstrip(b"\r\n").split(b"\n")
        if first.strip(" \t\r") != "[" or last.strip(b" \t\r") != b"]":
            raise NotInBulkError("layout")

    def _row(self, line: int, written: str) -> RawRow:
        if not written.strip():
            # It is no row, and the rows after it are counted otherwise.
            raise NotInBulkError("blank lines")
        row = line - self._layout.above
        if self._layout.document and row < self._rows:
            written = written.rstrip("\r").removesuffix(",")
        return read_line(self._shown, row, line, written)

    def _load(self, keys: Sequence[str], headings: Mapping[str, str]) -> dict[str, str]:
        """Make the table of those lines that the database reads; return the columns of instants."""
        times: dict[str, str] = {}
        wanted = []
        for at, (name, heading) in enumerate(headings.items(), start=1):
            kind = TABLES[self._table].columns[name].kind
            cell = _joined(f"read.cells[{at}]") if kind in LISTS else f"read.cells[{at}]"
            wanted.append(f"{cell} AS {identifier(heading)}")
            if kind in TIMES:
                times[name] = instants(heading)
                wanted.append(f"{told(cell)} AS {times[name]}")
        pointers = ", ".join(quoted(_pointer(each)) for each in headings.values())
        self._connection.execute(
            f"CREATE TEMP TABLE {self._source} AS SELECT row, vouched, {', '.join(wanted)} FROM"
            " (SELECT row, vouched,"
            f" CASE WHEN vouched THEN json_extract_string(written, [{pointers}]) END AS cells"
            f" FROM (SELECT row, written, {self._vouched(keys)} AS vouched"
            f" FROM {self._written()})) AS read"
        )
        (rows,) = self._connection.execute(f"SELECT count(*) FROM {self._source}").fetchone() or (
            0,
        )
        if rows != self._rows:
            raise NotInBulkError("records are no lines")
        return times

    def _written(self) -> str:
        """Write the relation of the rows' numbers and what is written of them."""
        above, rows = self._layout.above, self._rows
        numbered = (
            f"(SELECT row_number() OVER () - {above} AS row, written FROM"
            f" read_csv({quoted(pattern(self._file))}, auto_detect = false, header = false,"
            f" columns = {{'written': 'VARCHAR'}}, delim = {quoted(_DIVIDER)}, quote = '',"
            f" escape = '',{self._ending} max_line_size = {LONGEST}))"
        )
        if not self._layout.document:
            return numbered
        # All rows but the last have a comma after them.
        return (
            f"(SELECT row, CASE WHEN row = {rows} THEN written"
            " WHEN suffix(written, ',') THEN left(written, -1) END AS written"
            f" FROM {numbered} WHERE row BETWEEN 1 AND {rows})"
        )

    def _vouched(self, keys: Iterable[str]) -> str:
        """Write the condition of the lines that the database reads."""
        entries = "".join(
            f'(?:"{re.escape(key)}" *: *{self._value(key)} *, *)?'
            for key in keys
            if _KEY.fullmatch(key)
        )
        # With a comma after the last one all entries are alike.
        whole = quoted(rf"^[ \t]*\{{ *{entries}$")
        entered = f"regexp_matches(left(written, -1) || ',', {whole})"
        return f"COALESCE(suffix(written, '}}') AND {entered}, false)"

    def _value(self, key: str) -> str:
        """Write the pattern of what the database reads under a key."""
        column = TABLES[self._table].columns.get(self._mapping.get(key, key))
        if column is not None and column.kind in LISTS:
            # What begins like a list is one.
            text, item = f'"(?:[^{_ODD}[][^{_ODD}]*)?"', f'"[^{_ODD};]*"'
            return rf"(?:{text}|null|\[ *(?:{item}(?: *, *{item})*)? *\])"
        if not self._layout.document:
            return f"(?:{_TEXT}|{_NUMBER}|true|false|null)"
        # Its schema tells flags by their names in the file.
        flag = column is not None and column.kind is Kind.FLAG and column.name == key
        return f"(?:{_TEXT}|true|false|null)" if flag else f"(?:{_TEXT}|{_NUMBER}|null)"

    def _odd(self) -> Sequence[RawRow]:
        """Read the lines of which the database did not read the cells."""
        query = f"SELECT row FROM {self._source} WHERE NOT vouched"
        numbers = {row for (row,) in self._connection.execute(query).fetchall()}
        if len(numbers) > (0 if self._layout.document else _MOST_ODD * self._rows):
            raise NotInBulkError("lines")
        return list(self._read(numbers))

    def _read(self, numbers: Collection[int]) -> Iterator[RawRow]:
        """Read some rows from the file, in their order."""
        with self._file.open("rb") as stream:
            for line, written in enumerate(stream, start=1):
                if line - self._layout.above in numbers:
                    text = written.decode().removesuffix("\n")
                    yield self._row(line, text.removeprefix("\ufeff") if line == 1 else text)

    def _fetched(self, connection: Database, _: Lying, numbers: str) -> Iterable[RawRow]:
        chosen = connection.execute(f"SELECT row FROM {numbers}").fetchall()
        return self._read({row for (row,) in chosen}) if chosen else ()

    def _doubt_first(self, sample: Iterable[RawRow], extra: Collection[str]) -> None:
        """Doubt the rows in which headings first stand that are no columns: it is told of them."""
        firsts: dict[str, int] = {}
        for row in sample:
            for heading in extra & row.cells.keys():
                firsts.setdefault(heading, row.row)
        if firsts:
            rows = ", ".join(map(str, sorted(set(firsts.values()))))
            self._connection.execute(
                f"UPDATE {self._source} SET vouched = false WHERE row IN ({rows})"
            )


def _in_order(shapes: Iterable[Sequence[str]]) -> Sequence[str]:
    """Return the keys of rows in an order in which those of each row stand, if there is one."""
    sorter = TopologicalSorter[str]()
    for shape in shapes:
        for key in shape:
            sorter.add(key)
        for first, then in pairwise(shape):
            sorter.add(then, first)
    try:
        return list(sorter.static_order())
    except CycleError:
        return list(dict.fromkeys(key for shape in shapes for key in shape))


def _pointer(key: str) -> str:
    """Write a key as a JSON pointer (RFC 6901)."""
    return "/" + key.replace("~", "~0").replace("/", "~1")


def _joined(cell: str) -> str:
    """Write the elements of a list with semicolons, as a text has them."""
    return f"""CASE WHEN {cell}[1] = '[' THEN replace({cell}[3:-3], '","', ';') ELSE {cell} END"""
