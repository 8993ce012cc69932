"""YAML, JSON and NDJSON to raw tables: rows as mappings from headings to cells.

Refuses to type a cell: its column does that later, from the characters as they were written.
"""

import json
from collections.abc import Mapping, Sequence
from typing import cast

from govrules.facts.headers import Locate
from govrules.facts.raw import RawRow, RawTable
from govrules.facts.rows import RawValue
from govrules.facts.watching import Watch, unwatched, watched
from govrules.findings import Finding, Place
from govrules.sentences import Sentence


class _NoRowError(Exception):
    """What a line holds is no row; `why` says so."""

    def __init__(self, why: Sentence) -> None:
        super().__init__(why)
        self.why = why


def table(name: str, path: str, rows: Sequence[Mapping[str, RawValue]], locate: Locate) -> RawTable:
    """Return the table that a list of rows makes; `locate` takes a row's index and a heading."""
    found = []
    for at, cells in enumerate(rows):
        line = locate(at).line
        lines = {heading: locate(at, heading).line for heading in cells}
        found.append(RawRow(at + 1, line, cells, lines))
    return RawTable(name, path, _headings(found), tuple(found))


def read_lines(name: str, path: str, text: str, watch: Watch = unwatched) -> RawTable:
    """Return the table of a text with one JSON object on each line; blank lines do not count.

    A line that is no such object becomes a row with a fault.
    """
    rows: list[RawRow] = []
    lines = text.split("\n")
    stage = Sentence("reading {path}", path=path)
    for line, written in enumerate(watched(lines, watch, stage, len(lines)), start=1):
        if written.strip():
            rows.append(read_line(path, len(rows) + 1, line, written))
    return RawTable(name, path, _headings(rows), tuple(rows))


def _headings(rows: Sequence[RawRow]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(heading for row in rows for heading in row.cells))


def read_line(path: str, row: int, line: int, written: str) -> RawRow:
    """Return the row that a line holds; a line that holds none is a row with a fault."""
    offset, why = 0, ""
    try:
        return RawRow(row, line, _cells(written))
    except json.JSONDecodeError as error:
        offset = error.colno
        why = error.msg.lower()
    except RecursionError:
        why = Sentence("it is nested too deeply")
    except _NoRowError as error:
        why = error.why
    fault = Finding(
        place=Place(path=path, line=line, offset=offset, row=row),
        code="bad-line",
        message=Sentence("the line is no row: {why}", why=why),
        help=Sentence("write one JSON object of texts, lists of texts and `null` on the line"),
    )
    return RawRow(row, line, {}, faults=(fault,))


def _cells(written: str) -> Mapping[str, RawValue]:
    value = json.loads(
        written,
        object_pairs_hook=_unique,
        parse_int=str,
        parse_float=str,
        parse_constant=_no_number,
    )
    if not isinstance(value, dict):
        raise _NoRowError(Sentence("it is no object"))
    return {key: _cell(key, cell) for key, cell in value.items()}


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise _NoRowError(Sentence("`{key}` stands twice in it", key=twice))
    return found


def _no_number(written: str) -> str:
    raise _NoRowError(Sentence("`{text}` is no JSON", text=written))


def _cell(key: str, value: object) -> RawValue:
    if isinstance(value, list):
        elements = [_cell(key, element) for element in value]
        if not all(isinstance(element, str) for element in elements):
            raise _NoRowError(Sentence("the list `{key}` holds more than texts", key=key))
        return cast("list[str]", elements)
    if isinstance(value, dict):
        raise _NoRowError(Sentence("`{key}` is no text and no list of texts", key=key))
    return cast("str | bool | None", value)
