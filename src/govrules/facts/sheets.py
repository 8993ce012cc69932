"""One sheet of a book → a raw table: where its headings stand, and what its layout does to rows.

Refuses to guess what a merged cell says of the rows below it; what is hidden is read and told.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain, islice
from typing import Final

from openpyxl.utils.cell import get_column_letter

from govrules.facts.books import Sheet, told
from govrules.facts.layout import Merged
from govrules.facts.raw import NAMES, RawRow, RawTable, digits
from govrules.facts.rows import RawValue
from govrules.facts.stored import handed_over
from govrules.facts.tables import TABLES, Column
from govrules.facts.usual_sheets import Cell
from govrules.facts.watching import Watch, unwatched, watched
from govrules.findings import Finding, Level, Place
from govrules.sentences import Sentence

LOOKED_AT: Final = 20
"""How many rows are looked at for the headings."""

_LISTED: Final = 5
"""How many stretches of hidden rows are listed."""

_Cells = Sequence[Cell]


def read_sheet(
    name: str,
    sheet: Sheet,
    place: Place,
    mapping: Mapping[str, str],
    findings: list[Finding],
    watch: Watch = unwatched,
) -> RawTable | None:
    """Return the table `name` that a sheet holds, `None` if it is blank.

    What its layout hides is added to `findings`.

    The headings are the first row; titles above them are told, and skipped where no cell of the
    first row is a heading and one of the next rows holds some. `place` names the sheet if need be.

    Raises:
        FactsError: the sheet cannot be read to its end.
    """
    stage = Sentence("reading {path}", path=place.file)
    rows = watched(sheet.rows(), watch, stage, sheet.layout.filled)
    first = list(islice(rows, LOOKED_AT))
    if not first:
        return None
    at = _headings_at(first, {*TABLES[name].columns, *mapping})
    number, headings = _headings(first[at])
    if at:
        findings.append(_below(replace(place, row=number), name))
    reader = _Reader(name, place, headings, mapping)
    held = _merged_over(chain(first, rows), sheet.layout.merged, number)
    # A number may have a style that the book lacks.
    with told(place):
        found = tuple(reader.row(row, cells, merged) for row, cells, merged in held)
    findings.extend(reader.findings())
    findings.extend(_hidden(sheet, place, found, reader.columns))
    named = tuple(headings.get(column, "") for column in range(1, max(headings, default=0) + 1))
    return RawTable(name, place.path, named, found, row=number, sheet=place.sheet)


def _headings_at(rows: Sequence[tuple[int, _Cells]], known: set[str]) -> int:
    """Return which of the first rows holds the headings: the first one, unless it knows none."""
    known_in = [len(known.intersection(map(_text, cells))) for _, cells in rows]
    return 0 if known_in[0] else known_in.index(max(known_in))


def _headings(row: tuple[int, _Cells]) -> tuple[int, dict[int, str]]:
    number, cells = row
    return number, {cell.column: text for cell in cells if (text := _text(cell))}


def _text(cell: Cell) -> str:
    return "" if cell.value is None else str(cell.value).strip()


def _merged_over(
    rows: Iterable[tuple[int, _Cells]], merged: Iterable[Merged], above: int
) -> Iterator[tuple[int, _Cells, list[Merged]]]:
    """Yield the rows below the headings, each with the merged cells that reach into it.

    Where the first of merged cells is blank, so are they all, and nobody is misled.
    """
    waiting = sorted(merged, reverse=True)
    reaching: list[Merged] = []
    for number, cells in rows:
        reaching = [each for each in reaching if each.bottom >= number]
        filled = {cell.column for cell in cells}
        while waiting and waiting[-1].top <= number:
            each = waiting.pop()
            if each.top == number and each.left in filled:
                reaching.append(each)
        if number > above:
            yield number, cells, reaching


class _Reader:
    """Makes raw rows of the rows of one sheet."""

    def __init__(
        self, name: str, place: Place, headings: Mapping[int, str], mapping: Mapping[str, str]
    ) -> None:
        known = TABLES[name].columns
        self._place, self._headings = place, headings
        self.columns: dict[int, Column] = {
            at: known[mapping.get(heading, heading)]
            for at, heading in headings.items()
            if mapping.get(heading, heading) in known
        }
        self._digits: dict[str, Place] = {}

    def row(self, number: int, cells: _Cells, merged: Sequence[Merged]) -> RawRow:
        """Make a raw row; cells under a heading that means nothing to us are left out."""
        found: dict[str, RawValue] = {}
        for cell in cells:
            column = self.columns.get(cell.column)
            if column is not None:
                found[self._headings[cell.column]] = self._value(column, cell, number)
            elif cell.column not in self._headings:
                found[""] = str(cell.value)
        faults = tuple(
            _unclear(replace(self._place, row=number), each)
            for each in merged
            if self._misleads(each, number)
        )
        return RawRow(number, 0, found, faults=faults)

    def findings(self) -> Iterator[Finding]:
        """Tell of the columns of names that hold numbers, each once."""
        return map(digits, self._digits.values())

    def _value(self, column: Column, cell: Cell, number: int) -> RawValue:
        raw = handed_over(column, cell)
        if column.kind in NAMES and isinstance(raw, str) and not isinstance(cell.value, str):
            heading = self._headings[cell.column]
            place = replace(self._place, row=number, column=heading)
            self._digits.setdefault(heading, place)
        return raw

    def _misleads(self, merged: Merged, row: int) -> bool:
        """Tell whether a cell that matters is merged with another one, which has the value."""
        return any(
            merged.left <= column <= merged.right and (merged.top, merged.left) != (row, column)
            for column in self.columns
        )


def _below(place: Place, name: str) -> Finding:
    return Finding(
        place=place,
        code="rows-above-headings",
        level=Level.WARNING,
        message=Sentence(
            "the headings of `{table}` seem to stand in row {row}: what is above was not read",
            table=name,
            row=place.row,
        ),
        help=Sentence("put the headings into the first row, titles and notes into another sheet"),
    )


def _unclear(place: Place, merged: Merged) -> Finding:
    first = f"{get_column_letter(merged.left)}{merged.top}"
    last = f"{get_column_letter(merged.right)}{merged.bottom}"
    return Finding(
        place=place,
        code="merged-cells",
        message=Sentence(
            "cells {first} to {last} are merged: what this row says there is not stated",
            first=first,
            last=last,
        ),
        help=Sentence("take the cells apart and fill each of them"),
    )


def _hidden(
    sheet: Sheet, place: Place, rows: Sequence[RawRow], columns: Mapping[int, Column]
) -> Iterator[Finding]:
    """Tell what a reader of the sheet does not see, and was read all the same."""
    if sheet.hidden:
        yield _unseen(
            place, Sentence("the sheet `{sheet}` is hidden: it was read", sheet=sheet.name)
        )
    hidden = [row.row for row in rows if row.row in sheet.layout.hidden_rows]
    if hidden:
        told = Sentence(
            "{count} row is hidden and was read: {rows}",
            "{count} rows are hidden and were read: {rows}",
            count=len(hidden),
            rows=_stretches(hidden),
        )
        yield _unseen(replace(place, row=hidden[0]), told)
    for at, column in columns.items():
        if at in sheet.layout.hidden_columns:
            told = Sentence("column `{column}` is hidden and was read", column=column.name)
            yield _unseen(replace(place, column=column.name), told)


def _unseen(place: Place, message: Sentence) -> Finding:
    return Finding(
        place=place,
        code="hidden-cells",
        level=Level.WARNING,
        message=message,
        help=Sentence("show it and look at it, or delete it if it should not count"),
    )


def _stretches(numbers: Sequence[int]) -> str:
    """Write sorted numbers as stretches: `3, 5-9`, and dots after the first few."""
    found: list[list[int]] = []
    for number in numbers:
        if found and found[-1][1] == number - 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    written = [str(first) if first == last else f"{first}-{last}" for first, last in found]
    return ", ".join([*written[:_LISTED], *(["…"] if len(written) > _LISTED else [])])
