"""One table of the workbook: a frozen, filtered header, typed cells, colours by verdict.

A sheet holds 1,048,576 rows; a table that is longer goes on in another sheet. Excel follows at
most 65,530 links of a sheet and shows 32,767 characters of a cell: what is beyond is plain text,
or ends with how much was cut off.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, TypeAlias
from zoneinfo import ZoneInfo

from xlsxwriter import Workbook

from govrules.instants import SECOND, Instant
from govrules.reports import shown
from govrules.verdicts import Verdict

MOST_ROWS: Final = 1_048_576
MOST_LINKS: Final = 65_000
MOST_CHARACTERS: Final = 32_767

_A4: Final = 9
_LINE: Final = 15
_HIGHEST: Final = 409
"""The heights of a line and of the highest row there is, in points."""
_COLOURS: Final = {
    Verdict.VIOLATED: ("#9C0006", "#FFC7CE"),
    Verdict.INDETERMINATE: ("#7F6000", "#FFEB9C"),
    Verdict.ATTESTATION_REQUIRED: ("#7F6000", "#FFF2CC"),
    Verdict.PENDING: ("#1F4E79", "#DDEBF7"),
    Verdict.COMPLIANT: ("#006100", "#C6EFCE"),
}


@dataclass(frozen=True, slots=True)
class Link:
    """A text that leads to a row of a table, counted from 0 below its header."""

    table: str
    row: int
    text: str


Cell: TypeAlias = str | int | datetime | Link | None


class Styles:
    """The formats of one workbook."""

    def __init__(self, book: Workbook) -> None:
        """Make them."""
        self.head = book.add_format({"bold": True, "bg_color": "#D9D9D9", "text_wrap": True})
        self.text = book.add_format({"valign": "top", "num_format": "@"})
        self.wrapped = book.add_format({"valign": "top", "num_format": "@", "text_wrap": True})
        self.number = book.add_format({"valign": "top", "num_format": "0"})
        self.moment = book.add_format({"valign": "top", "num_format": "yyyy-mm-dd hh:mm:ss"})
        self.link = book.add_format({"valign": "top", "font_color": "#0563C1", "underline": 1})
        self.of = {
            word: book.add_format({"font_color": ink, "bg_color": paper})
            for word, (ink, paper) in _COLOURS.items()
        }


class Paper:
    """A table that is written row after row."""

    def __init__(
        self,
        book: Workbook,
        styles: Styles,
        name: str,
        columns: Sequence[tuple[str, int]],
        *,
        read: bool = True,
    ) -> None:
        """Start with a header; `columns` are its words with their widths in characters.

        What is to be `read` breaks its lines; what is to be looked up keeps its rows low.

        Verdicts stand in the first column, if anywhere: there they are coloured.
        """
        self._book, self._styles = book, styles
        self._name, self._columns = name, columns
        self._read, self._text = read, styles.wrapped if read else styles.text
        self._sheets = 0
        self._links = 0
        self._open()

    def _open(self) -> None:
        self._sheets += 1
        sheet: Any = self._book.add_worksheet(_numbered(self._name, self._sheets))
        sheet.freeze_panes(1, 0)
        sheet.hide_gridlines(0)
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)  # as wide as one page, as long as it takes
        sheet.repeat_rows(0)
        for at, (word, width) in enumerate(self._columns):
            sheet.set_column(at, at, width)
            sheet.write_string(0, at, word, self._styles.head)
        sheet.autofilter(0, 0, MOST_ROWS - 1, len(self._columns) - 1)
        for word, style in self._styles.of.items():
            rule = {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": style}
            sheet.conditional_format(1, 0, MOST_ROWS - 1, 0, rule)
        self._sheet, self._at, self._links = sheet, 0, 0

    def row(self, cells: Iterable[Cell]) -> None:
        """Write the next row: texts, whole numbers, moments or links; None leaves a cell empty."""
        if self._at == MOST_ROWS - 1:
            self._open()
        self._at += 1
        written = list(cells)
        if self._read:
            self._sheet.set_row(self._at, min(_HIGHEST, _LINE * self._lines(written)))
        for at, cell in enumerate(written):
            self._write(at, cell)

    def _lines(self, cells: Sequence[Cell]) -> int:
        """Return how many lines the longest text takes: not every program works that out."""
        texts = zip(cells, self._columns, strict=True)
        return max(
            (
                -(-len(cell) // width)
                for cell, (_, width) in texts
                if cell and isinstance(cell, str)
            ),
            default=1,
        )

    def _write(self, at: int, cell: Cell) -> None:
        match cell:
            case None | "":
                return
            case int():
                self._sheet.write_number(self._at, at, cell, self._styles.number)
            case datetime():
                self._sheet.write_datetime(self._at, at, cell, self._styles.moment)
            case Link() if self._links < MOST_LINKS and len(cell.text) < MOST_CHARACTERS:
                self._links += 1
                sheet, row = divmod(cell.row, MOST_ROWS - 1)
                address = f"internal:'{_numbered(cell.table, sheet + 1)}'!A{row + 2}"
                text = _fit(cell.text)
                self._sheet.write_url(self._at, at, address, self._styles.link, text)
            case Link():
                self._sheet.write_string(self._at, at, _fit(cell.text), self._text)
            case str():
                self._sheet.write_string(self._at, at, _fit(cell), self._text)

    @staticmethod
    def moment(instant: Instant | None, zone: str) -> datetime | None:
        """Return an instant as a sheet shows it: local, cut to whole seconds, without a zone."""
        if instant is None:
            return None
        local = datetime.fromtimestamp(instant // SECOND, ZoneInfo(zone))
        return local.replace(tzinfo=None)


def _numbered(name: str, number: int) -> str:
    return name if number == 1 else f"{name} {number}"


def _fit(text: str) -> str:
    told = shown(text)
    if len(told) <= MOST_CHARACTERS:
        return told
    note = f"… ({len(told)} characters)"
    return told[: MOST_CHARACTERS - len(note)] + note
