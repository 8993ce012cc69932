"""Separated values as a relation of SQL: read once into a table, all as text.

A text is taken only where its lines are its records, so that a row's number says its line.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from govrules.facts.bulk import texts
from govrules.facts.bulk.fields import identifier, instants, quoted, told
from govrules.facts.bulk.lying import Lying, NotInBulkError, headings_of, lying_in, pattern
from govrules.facts.cells import LONGEST
from govrules.facts.raw import RawRow, RawTable
from govrules.facts.separated import Form, form_of
from govrules.facts.tables import TABLES, TIMES
from govrules.findings import FactsError
from govrules.interruptions import Database


def left(
    connection: Database,
    table: str,
    file: Path,
    shown: str,
    mapping: Mapping[str, str],
    *,
    tabs: bool = False,
) -> Lying:
    """Read the separated values of a file into a table of the database, all as text.

    They are separated by `tabs` or as `facts.separated` finds out.

    Raises:
        NotInBulkError: a record may not be a line.
        duckdb.Error: it cannot be read.
    """
    form = _form(table, file, mapping, tabs=tabs)
    lines, ending = texts.lines(file, _loose_quote(form.delimiter))
    headings = headings_of(table, form.headings, mapping)
    times = {
        name: instants(heading)
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
    lying = lying_in(connection, empty, source, headings, kinds, rows, _fetched)
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
    return (
        f"SELECT {', '.join(wanted)} FROM read_csv({quoted(file)}, auto_detect = false,"
        f" header = false, columns = {typed}, skip = {form.skipped + 1},"
        f" delim = {quoted(form.delimiter)}, quote = '\"', escape = '\"',"
        f"{ending} strict_mode = true, null_padding = false,"
        f" ignore_errors = false, max_line_size = {LONGEST})"
    )


def _form(table: str, file: Path, mapping: Mapping[str, str], *, tabs: bool) -> Form:
    text = texts.head(file)
    try:
        form = form_of(table, text, mapping, tabs=tabs)
    except FactsError as error:
        # The headings may take more than a line.
        raise NotInBulkError("headings") from error
    if len(form.headings) < 2:  # noqa: PLR2004 - of one column a blank line is a record
        raise NotInBulkError("headings")
    return form


def _loose_quote(delimiter: str) -> re.Pattern[bytes]:
    """Return the pattern of a blank outside of quotes beside them.

    The database takes the quotes off all the same.
    """
    edge = re.escape(delimiter.encode())
    return re.compile(rb"(?:^|[\n]|" + edge + rb')[ ]+"|"[ ]+(?:[\r\n]|$|' + edge + rb")")


def _fetched(connection: Database, lying: Lying, numbers: str) -> Iterable[RawRow]:
    headings = list(lying.headings.values())
    wanted = ", ".join(["row", *(f"COALESCE({identifier(each)}, '')" for each in headings)])
    chosen = f"row IN (SELECT row FROM {numbers})"
    query = f"SELECT {wanted} FROM {lying.source} WHERE {chosen} ORDER BY row"
    for row, *cells in connection.execute(query).fetchall():
        yield RawRow(row, lying.line(row), dict(zip(headings, cells, strict=True)))
