"""A file left where it lies: its rows as a relation of SQL, and some of them as they were written.

Parquet is read anew by each query, separated text once into a table. A text is taken only where
its lines are its records, so that a row's number says its line.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from govrules.facts import parquet
from govrules.facts.bulk.fields import Fields, identifier, quoted, told
from govrules.facts.cells import LONGEST
from govrules.facts.raw import RawRow, RawTable
from govrules.facts.separated import Form, form_of
from govrules.facts.tables import TABLES, TIMES, Kind
from govrules.findings import FactsError
from govrules.interruptions import Database

_HEAD: Final = 1 << 20
_CHUNK: Final = 1 << 22
_BOM: Final = b"\xef\xbb\xbf"


class NotInBulkError(Exception):
    """The file, or what is in it, has to be read row by row; why, in a word for maintainers."""


@dataclass(slots=True)
class Lying:
    """A table in its file.

    `source` is the SQL that stands after `FROM`, with the columns `row` and those that were handed
    over, by their headings; `fields` has every column of the table's form. Lines are `skipped`
    rows further down than rows, where the file has lines at all.
    """

    table: str
    shown: str
    source: str
    fields: Mapping[str, Fields]
    empty: RawTable
    rows: int
    skipped: int = 0
    headings: Mapping[str, str] = field(default_factory=dict)
    """The heading of each column that was handed over."""

    def line(self, row: int) -> int:
        """Return the physical line of a row, 0 where a file has none."""
        return row + self.skipped if self.empty.titled else 0


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
    headings = _headings(table, types, mapping)
    wanted = ", ".join(["file_row_number + 1 AS row", *map(identifier, headings.values())])
    source = f"(SELECT {wanted} FROM read_parquet({quoted(pattern(file))}, file_row_number = true))"
    rows = parquet.count(connection, pattern(file))
    empty = RawTable(table, shown, tuple(types), ())
    kinds = {name: types[heading] for name, heading in headings.items()}
    # Something may be said of the type itself, even where no cell is filled.
    if any(kind not in _kinds(table, name) for name, kind in kinds.items()):
        raise NotInBulkError("types")
    return _lying(connection, empty, source, headings, kinds, rows)


def separated(
    connection: Database,
    table: str,
    file: Path,
    shown: str,
    mapping: Mapping[str, str],
) -> Lying:
    """Read the separated values of a file into a table of the database, all as text.

    Raises:
        NotInBulkError: a record may not be a line, or the text is not UTF-8.
        duckdb.Error: it cannot be read.
    """
    form = _form(table, file, mapping)
    lines, ending = _lines(file, form.delimiter)
    headings = _headings(table, form.headings, mapping)
    times = {
        name: identifier(f"{heading} in microseconds")
        for name, heading in headings.items()
        if TABLES[table].columns[name].kind in TIMES
    }
    source = identifier(f"read {table}")
    connection.execute(
        f"CREATE TEMP TABLE {source} AS {_parsed(pattern(file), form, ending, headings, times)}"
    )
    (rows,) = connection.execute(f"SELECT count(*) FROM {source}").fetchone() or (0,)
    if rows + form.skipped + 1 != lines:
        raise NotInBulkError("records are no lines")
    nothing = " AND ".join(
        f"NOT regexp_matches(COALESCE({identifier(each)}, ''), '[!-~]')"
        for each in headings.values()
    )
    # A record of blanks alone is no row.
    if connection.execute(f"SELECT 1 FROM {source} WHERE {nothing} LIMIT 1").fetchone():
        raise NotInBulkError("blank records")
    empty = RawTable(table, shown, form.headings, (), line=form.skipped + 1)
    kinds = dict.fromkeys(headings, "VARCHAR")
    lying = _lying(connection, empty, source, headings, kinds, rows)
    fields = {name: replace(each, at=times.get(name, "")) for name, each in lying.fields.items()}
    return replace(lying, fields=fields, skipped=form.skipped)


def _parsed(
    file: str,
    form: Form,
    ending: str,
    headings: Mapping[str, str],
    times: Mapping[str, str],
) -> str:
    """Write the query that reads a text: its cells, and the instants of its times."""
    names = [f"c{at}" for at in range(len(form.headings))]
    at = {name: names[form.headings.index(heading)] for name, heading in headings.items()}
    typed = "{" + ", ".join(f"{quoted(name)}: 'VARCHAR'" for name in names) + "}"
    wanted = [
        "row_number() OVER () + 1 AS row",
        *(f"{at[name]} AS {identifier(heading)}" for name, heading in headings.items()),
        *(f"{told(at[name])} AS {instant}" for name, instant in times.items()),
    ]
    # Told of line ends of two characters DuckDB finds no row; untold it finds them all.
    ended = "" if ending == "\\r\\n" else f" new_line = {quoted(ending)},"
    return (
        f"SELECT {', '.join(wanted)} FROM read_csv({quoted(file)}, auto_detect = false,"
        f" header = false, columns = {typed}, skip = {form.skipped + 1},"
        f" delim = {quoted(form.delimiter)}, quote = '\"', escape = '\"',"
        f"{ended} strict_mode = true, null_padding = false,"
        f" ignore_errors = false, max_line_size = {LONGEST})"
    )


def _kinds(table: str, name: str) -> tuple[str, ...]:
    """Return the types of DuckDB of which cells can be beyond doubt."""
    kind = TABLES[table].columns[name].kind
    if kind in TIMES:
        return ("VARCHAR", "TIMESTAMP WITH TIME ZONE")
    return ("VARCHAR", "BOOLEAN") if kind is Kind.FLAG else ("VARCHAR",)


def _headings(table: str, headings: Iterable[str], mapping: Mapping[str, str]) -> dict[str, str]:
    """Return the heading of each column of the table's form that the file has."""
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


def _lying(
    connection: Database,
    empty: RawTable,
    source: str,
    headings: Mapping[str, str],
    kinds: Mapping[str, str],
    rows: int,
) -> Lying:
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
    return Lying(empty.name, empty.path, source, fields, empty, rows, headings=headings)


def _filled(heading: str, kind: str) -> str:
    return f"count(NULLIF({heading}, ''))" if kind == "VARCHAR" else f"count({heading})"


def _form(table: str, file: Path, mapping: Mapping[str, str]) -> Form:
    with file.open("rb") as stream:
        head = stream.read(_HEAD).removeprefix(_BOM)
    try:
        text = head.decode()
    except UnicodeDecodeError as error:
        # The end of what was read may lie inside of a character.
        text = head[: error.start].decode()
    # With fewer there is nothing to gain.
    if "\n" not in text:
        raise NotInBulkError("no lines")
    try:
        form = form_of(table, text, mapping, tabs=file.suffix == ".tsv")
    except FactsError as error:
        # The headings may take more than a line.
        raise NotInBulkError("headings") from error
    if len(form.headings) < 2:  # noqa: PLR2004 - of one column a blank line is a record
        raise NotInBulkError("headings")
    return form


def _lines(file: Path, delimiter: str) -> tuple[int, str]:
    """Count the lines of a file, and tell how they end.

    Raises:
        NotInBulkError: they end in different ways, or a blank stands outside of quotes beside
            them: the database takes the quotes off all the same.
    """
    feeds = returns = pairs = 0
    last = rest = b""
    edge = re.escape(delimiter.encode())
    loose = re.compile(rb"(?:^|[\n]|" + edge + rb')[ ]+"|"[ ]+(?:[\r\n]|$|' + edge + rb")")
    with file.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            feeds += chunk.count(b"\n")
            returns += chunk.count(b"\r")
            pairs += chunk.count(b"\r\n") + (last == b"\r" and chunk[:1] == b"\n")
            last = chunk[-1:]
            whole, feed, rest = (rest + chunk).rpartition(b"\n")
            if (b' "' in whole or b'" ' in whole) and loose.search(whole + feed):
                raise NotInBulkError("quotes")
    if loose.search(rest):
        raise NotInBulkError("quotes")
    if returns and not returns == pairs == feeds:
        raise NotInBulkError("ends of lines")
    return feeds + (last != b"\n"), "\\r\\n" if returns else "\\n"


def raw_rows(connection: Database, lying: Lying, numbers: str) -> Iterable[RawRow]:
    """Yield rows as they were written, in their order; `numbers` is a table of their numbers."""
    chosen = f"row IN (SELECT row FROM {numbers})"
    if not lying.empty.titled:
        types = {lying.headings[name]: lying.fields[name].type_ for name in lying.headings}
        yield from parquet.chosen_rows(connection, lying.source, types, chosen)
        return
    headings = list(lying.headings.values())
    wanted = ", ".join(["row", *(f"COALESCE({identifier(each)}, '')" for each in headings)])
    query = f"SELECT {wanted} FROM {lying.source} WHERE {chosen} ORDER BY row"
    for row, *cells in connection.execute(query).fetchall():
        yield RawRow(row, lying.line(row), dict(zip(headings, cells, strict=True)))
