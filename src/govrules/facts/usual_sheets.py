"""Sheets as spreadsheets usually write them: plain rows by their characters, others by openpyxl.

INVARIANT: layouts and cells are those that `facts.layout` and openpyxl find in the whole sheet.
"""

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import IO, Any, Final, NamedTuple, TypeAlias

from openpyxl.cell.read_only import ReadOnlyCell
from openpyxl.utils.datetime import from_excel
from openpyxl.worksheet._reader import WorkSheetParser

from govrules.facts.layout import Layout, layout
from govrules.facts.row_texts import (
    ROW,
    RowText,
    SheetText,
    UnusualSheetError,
    number,
    plain_cells,
)

_ENDED: Final = "</sheetData></worksheet>"
_AT_ONCE: Final = 1_000


class TextCell(NamedTuple):
    """A cell that holds a text, of which no style changes anything."""

    column: int
    value: str
    data_type: str = "s"


Cell: TypeAlias = ReadOnlyCell | TextCell


def usual_layout(part: IO[bytes]) -> Layout | None:
    """Return the layout of a sheet, nothing if it is not written as usual.

    Raises:
        OutOfOrderError: two cells of a row cannot both be read.
        Exception: whatever the XML parser has to say of a row.
    """
    filled, others = 0, list[str]()
    try:
        text = SheetText(part)
        for row in text.rows():
            cells = plain_cells(row)
            if cells is None:
                others += (ROW, row.text)
            else:
                filled += any(value or text is not None for *_, value, text in cells)
    except UnusualSheetError:
        return None
    found = layout(io.BytesIO("".join([text.head, *others, text.tail]).encode()))
    return replace(found, filled=found.filled + filled)


class UsualRows:
    """The rows of a sheet whose `usual_layout` was found."""

    def __init__(self, source: Any, texts: Sequence[str]) -> None:
        """Read for a sheet of openpyxl, which knows styles; `texts` are those that cells share."""
        self._source, self._texts, self._epoch = source, texts, source.parent.epoch
        # openpyxl says nowhere else which styles are those of dates and of lengths of time.
        self._dates: set[int] = source.parent._date_formats  # noqa: SLF001 - see above
        self._lengths: set[int] = source.parent._timedelta_formats  # noqa: SLF001 - see above

    def rows(self, part: IO[bytes]) -> Iterator[tuple[int, Sequence[Cell]]]:
        """Yield the number of each row and its cells, of a plain row those that hold something.

        Raises:
            Exception: whatever openpyxl has to say of a row.
        """
        text = SheetText(part)
        rows = text.rows()
        while some := list(islice(rows, _AT_ONCE)):
            plain = [(row, self._plain(row)) for row in some]
            others = self._others(text.head, (row for row, cells in plain if cells is None))
            for row, cells in plain:
                yield row.number, next(others) if cells is None else cells

    def _others(self, head: str, rows: Iterable[RowText]) -> Iterator[Sequence[Cell]]:
        """Yield the cells of rows that are not plain, as openpyxl reads them."""
        written = [ROW + row.text for row in rows]
        parser = WorkSheetParser(
            io.BytesIO("".join([head, *written, _ENDED]).encode()),
            self._texts,
            data_only=True,
            epoch=self._epoch,
            date_formats=self._dates,
            timedelta_formats=self._lengths,
        )
        for _, cells in parser.parse():
            yield [ReadOnlyCell(self._source, **cell) for cell in cells]

    def _plain(self, row: RowText) -> list[Cell] | None:
        """Return the cells of a plain row that hold something, nothing of another row."""
        cells = plain_cells(row)
        if cells is None:
            return None
        found: list[Cell] = []
        for column, style, type_, value, text in cells:
            if type_ == "s" and value is not None:
                said = self._shared(value)
            elif text is None and value is None:
                continue
            elif (text is None) == (type_ == "inlineStr"):
                return None
            elif type_ in ("inlineStr", "str"):
                said = text or value or ""
            else:
                cell = self._other(row.number, column, int(style or 0), type_, value or "")
                if cell is None:
                    return None
                found.append(cell)
                continue
            if said is None:
                return None
            if said.strip():
                found.append(TextCell(column, said))
        return found

    def _shared(self, value: str) -> str | None:
        try:
            return self._texts[int(value)]
        except (IndexError, ValueError):
            return None

    def _other(
        self, row: int, column: int, style: int, type_: str | None, value: str
    ) -> ReadOnlyCell | None:
        """Return a cell with a flag or a number, nothing if openpyxl should tell what it holds."""
        if type_ == "b":
            what = {"0": False, "1": True}.get(value)
            return None if what is None else self._cell(row, column, what, "b", style)
        told = self._number(number(value), style)
        return None if told is None else self._cell(row, column, told[1], told[0], style)

    def _cell(self, row: int, column: int, value: object, type_: str, style: int) -> ReadOnlyCell:
        return ReadOnlyCell(self._source, row, column, value, type_, style)

    def _number(self, value: float | None, style: int) -> tuple[str, object] | None:
        if value is None:
            return None
        if style not in self._dates:
            return "n", value
        lasting = style in self._lengths
        try:
            return "d", from_excel(value, self._epoch, timedelta=lasting)
        except (OverflowError, ValueError):
            return None
