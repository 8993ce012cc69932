"""What the XML of a sheet tells besides its values: what is hidden, merged or never calculated.

Refuses a sheet whose rows or cells stand out of order: a reader would drop one of two.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import IO, Final
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import iterparse
from openpyxl.utils.cell import column_index_from_string, range_boundaries
from openpyxl.xml.constants import SHEET_MAIN_NS

_ROW, _CELL, _FORMULA, _VALUE, _TEXT, _COLUMNS, _MERGED = (
    f"{{{SHEET_MAIN_NS}}}{name}" for name in ("row", "c", "f", "v", "is", "col", "mergeCell")
)
_YES: Final = ("1", "true")


class OutOfOrderError(Exception):
    """The sheet names a row or a cell twice, or after a later one."""


@dataclass(frozen=True, slots=True, order=True)
class Merged:
    """Cells shown as one, from the first to the last row and column; only the first has a value."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Layout:
    """How a sheet is laid out; rows and columns count from 1.

    `filled` counts the rows that hold something; `pending` are the formulas, as row and column,
    whose result nobody has calculated.
    """

    filled: int
    hidden_rows: frozenset[int]
    hidden_columns: frozenset[int]
    merged: tuple[Merged, ...]
    pending: frozenset[tuple[int, int]]


def layout(part: IO[bytes]) -> Layout:
    """Read the XML of a sheet once from its beginning to its end.

    Raises:
        OutOfOrderError: two of its rows, or two cells of a row, cannot both be read.
        Exception: whatever the XML parser has to say of a damaged or malicious text.
    """
    rows, columns, merged, pending = _Rows(), set[int](), list[Merged](), set[tuple[int, int]]()
    for _, element in iterparse(part):
        if element.tag == _ROW:
            pending.update((rows.number, column) for column in rows.take(element))
            element.clear()
        elif element.tag == _COLUMNS and element.get("hidden") in _YES:
            first, last = int(element.get("min", "0")), int(element.get("max", "0"))
            columns.update(range(first, min(last, _LAST_COLUMN) + 1))
        elif element.tag == _MERGED:
            left, top, right, bottom = range_boundaries(element.get("ref", ""))
            merged.append(Merged(top or 1, left or 1, bottom or _LAST_ROW, right or _LAST_COLUMN))
    return Layout(
        rows.filled,
        frozenset(rows.hidden),
        frozenset(columns),
        tuple(sorted(merged)),
        frozenset(pending),
    )


_LAST_COLUMN: Final = 16_384
_LAST_ROW: Final = 1_048_576


class _Rows:
    """The rows seen so far."""

    def __init__(self) -> None:
        self.number, self.filled = 0, 0
        self.hidden: set[int] = set()

    def take(self, row: Element) -> list[int]:
        """Take the next row, and return the columns of its formulas without a result."""
        number = int(row.get("r", self.number + 1))
        if number <= self.number:
            raise OutOfOrderError
        self.number = number
        filled, pending = False, []
        for column, cell in self._cells(row):
            value = cell.find(_VALUE)
            if value is not None and (value.text or cell.get("t") == "str"):
                filled = filled or bool(value.text)
            elif cell.find(_FORMULA) is not None:
                pending.append(column)
            else:
                filled = filled or cell.find(_TEXT) is not None
        self.filled += bool(filled or pending)
        if row.get("hidden") in _YES:
            self.hidden.add(number)
        return pending

    def _cells(self, row: Element) -> Iterator[tuple[int, Element]]:
        last = 0
        for cell in row:
            name = cell.get("r")
            column = last + 1 if name is None else _column(name, self.number)
            if column <= last:
                raise OutOfOrderError
            last = column
            yield column, cell


def _column(name: str, row: int) -> int:
    """Return the number of the column of a cell: 28 for `AB7`, which must stand in row 7."""
    return _number(name.removesuffix(str(row)))


_number = cache(column_index_from_string)
