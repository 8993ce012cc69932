"""CSV and TSV to raw tables: one record at a time, each with its physical line.

Refuses a file whose quoting would have to be guessed; a ragged record is kept with its fault.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from govrules.facts.cells import LONGEST
from govrules.facts.raw import RawRow, RawTable
from govrules.facts.tables import TABLES
from govrules.facts.watching import Watch, unwatched, watched
from govrules.findings import FactsError, Finding, Place
from govrules.sentences import Sentence

_DELIMITERS: Final = (",", ";", "\t")
_NAMED: Final = re.compile(r'"?sep=([^\w\s"]|\t|)"?[ ]*(?:\r\n|\n|\r)', re.IGNORECASE)
"""The line by which a text tells Excel its delimiter."""


@dataclass(frozen=True, slots=True)
class _Record:
    row: int
    line: int
    fields: list[str]


@dataclass(frozen=True, slots=True)
class Form:
    """How a text is divided; `skipped` lines precede the line of the headings."""

    delimiter: str
    skipped: int
    headings: tuple[str, ...]


def form_of(name: str, text: str, mapping: Mapping[str, str], *, tabs: bool) -> Form:
    """Return how the text of a table is divided, by its beginning.

    Raises:
        FactsError: `bad-quoting`: also where the headings take more than a line.
    """
    delimiter, skipped, text = _divided(name, text, mapping, tabs=tabs)
    first = text.partition("\n")[0]
    heading = next(_records("", first, delimiter, skipped), None)
    if heading is None:
        return Form(delimiter, skipped, ())
    return Form(delimiter, skipped, tuple(field.strip() for field in heading.fields))


def read_separated(
    name: str,
    path: str,
    text: str,
    mapping: Mapping[str, str],
    *,
    tabs: bool,
    watch: Watch = unwatched,
) -> RawTable:
    """Return the table of a text of separated values.

    The delimiter is the one that Excel's `sep=` line names, else a tab if `tabs` is set, else the
    one that makes most of the headings.

    Rows are counted as a spreadsheet counts them: headings and blank lines too, not Excel's
    `sep=` line. `mapping` helps to know the headings.

    Raises:
        FactsError: `bad-quoting`: quotes that do not pair up; `no-headings`: only blank lines.
    """
    delimiter, skipped, text = _divided(name, text, mapping, tabs=tabs)
    records = _records(path, text, delimiter, skipped)
    heading = next(records, None)
    if heading is None:
        raise FactsError(
            [
                Finding(
                    place=Place(path=path),
                    code="no-headings",
                    message=Sentence("table `{table}` has no headings", table=name),
                    help=Sentence("write the names of the columns on the first line"),
                )
            ]
        )
    headings = tuple(field.strip() for field in heading.fields)
    stage = Sentence("reading {path}", path=path)
    following = watched(records, watch, stage, text.count("\n"))
    rows = tuple(_row(path, headings, record) for record in following)
    return RawTable(name, path, headings, rows, heading.line)


def _divided(
    name: str, text: str, mapping: Mapping[str, str], *, tabs: bool
) -> tuple[str, int, str]:
    """Return the delimiter of a text, how many lines say it, and what follows them."""
    skipped = 0
    named = _NAMED.match(text)
    if named is not None:
        text, skipped = text[named.end() :], 1
    delimiter = named[1] if named is not None else "\t" if tabs else ""
    return delimiter or _delimiter(name, text, mapping), skipped, text


def _records(path: str, text: str, delimiter: str, skipped: int) -> Iterator[_Record]:
    """Yield the records that are not blank; a blank record is counted all the same."""
    csv.field_size_limit(LONGEST)
    # Only LF, CR and CRLF end a line here, unlike in `str.splitlines`.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    row, line = 0, 1
    try:
        for row, fields in enumerate(reader, start=1):
            if any(field.strip() for field in fields):
                yield _Record(row, line + skipped, fields)
            line = reader.line_num + 1
    except csv.Error as error:
        raise FactsError([_bad_quoting(path, row + 1, line + skipped, str(error))]) from None


def _bad_quoting(path: str, row: int, line: int, why: str) -> Finding:
    if "field larger" in why:
        message = Sentence("a cell holds more than {most} characters", most=LONGEST)
        help_ = Sentence("shorten the cell")
    elif "unexpected end" in why:
        message = Sentence("a quote is opened and never closed")
        help_ = Sentence('close it with `"`, or write `""`')
    else:
        message = Sentence("a quote stands where none may stand")
        help_ = Sentence('put the whole cell in quotes and write each quote in it as `""`')
    return Finding(
        place=Place(path=path, line=line, row=row), code="bad-quoting", message=message, help=help_
    )


def _delimiter(name: str, text: str, mapping: Mapping[str, str]) -> str:
    """Return the delimiter that makes the most known headings, then the most headings."""
    known = {*TABLES[name].columns, *mapping}

    def worth(delimiter: str) -> tuple[int, int]:
        try:
            record = next(_records("", text, delimiter, 0), None)
        except FactsError:
            return (0, 0)
        headings = [] if record is None else [field.strip() for field in record.fields]
        return (len(known.intersection(headings)), len(headings))

    return max(_DELIMITERS, key=worth)


def _row(path: str, headings: tuple[str, ...], record: _Record) -> RawRow:
    faults: tuple[Finding, ...] = ()
    fields, width = record.fields, len(headings)
    if len(fields) < width or any(field.strip() for field in fields[width:]):
        faults = (
            Finding(
                place=Place(path=path, line=record.line, row=record.row),
                code="ragged-row",
                message=Sentence(
                    "the row has {cells} cells, the headings are {width}",
                    cells=len(fields),
                    width=width,
                ),
                help=Sentence(
                    "give the row a cell for each heading; quote cells that hold the delimiter"
                ),
            ),
        )
    # Of columns without a heading only those are kept that hold something.
    cells = {
        heading: field
        for heading, field in zip(headings, fields, strict=False)
        if heading or field.strip()
    }
    return RawRow(record.row, record.line, cells, faults=faults)
