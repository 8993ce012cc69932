"""The workbook read back: its cells as texts, row by row, without the library that wrote it."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError, iterparse
from zipfile import BadZipFile, ZipFile

from govrules import fields
from govrules.fields import Tally
from govrules.verdicts import Verdict

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_TEXTS = {f"{_MAIN}t", f"{_MAIN}v"}

OVERVIEW, ALL = "Overview", "All verdicts"
"""The sheets that are read back, by their names."""


def recount(path: Path) -> Tally:
    """Read the counts of the first sheet, and count the rows of those that list every duty.

    Empty cells are not written: only the first of a row is sure to be in its column.

    Raises:
        ValueError: the file is no workbook of ours.
    """
    stated: dict[Verdict, int] = {}
    listed: Counter[Verdict] = Counter()
    try:
        with ZipFile(path) as book:
            for name, member in _sheets(book):
                if name.startswith(ALL):
                    rows = _rows(book, member)
                    next(rows)  # the header
                    listed.update(Verdict(row[0]) for row in rows)
                elif name == OVERVIEW:
                    cells = {row[0]: row[1] for row in _rows(book, member) if len(row) > 1}
                    stated = fields.stated(cells)
    except (BadZipFile, ParseError, KeyError, StopIteration) as error:
        message = f"it is no workbook of ours: {error}"
        raise ValueError(message) from error
    return Tally(stated, {word: listed[word] for word in Verdict})


def _sheets(book: ZipFile) -> list[tuple[str, str]]:
    with book.open("xl/workbook.xml") as file:
        names = [
            element.get("name", "")
            for _, element in iterparse(file)  # noqa: S314 - a file that we have just written
            if element.tag == f"{_MAIN}sheet"
        ]
    return [(name, f"xl/worksheets/sheet{at}.xml") for at, name in enumerate(names, start=1)]


def _rows(book: ZipFile, member: str) -> Iterator[list[str]]:
    table = Element("")
    with book.open(member) as file:
        for event, element in iterparse(file, ("start", "end")):  # noqa: S314 - the same
            if event == "start":
                table = element if element.tag == f"{_MAIN}sheetData" else table
            elif element.tag == f"{_MAIN}row":
                yield [_text(cell) for cell in element]
                table.clear()  # or a million empty rows would stay with it


def _text(cell: Element) -> str:
    return "".join(part.text or "" for part in cell.iter() if part.tag in _TEXTS)
