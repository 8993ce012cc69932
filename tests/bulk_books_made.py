"""Worlds written as books, and changed as people and programs change them."""

import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeAlias

import pytest
import xlsxwriter
from openpyxl import Workbook, load_workbook
from openpyxl.reader.strings import read_string_table
from openpyxl.worksheet.worksheet import Worksheet
from tests.books_made import altered, saved
from tests.bulk_made import folder_of, world
from tests.facts_made import MadeRow, Tables

from govrules.facts import books
from govrules.facts.tables import TABLES, Kind
from govrules.facts.workbooks import read_book
from govrules.findings import FactsError, Finding

Rows: TypeAlias = Sequence[Sequence[object]]
Write: TypeAlias = Callable[[Rows], bytes]
Change: TypeAlias = Callable[[Worksheet], object]
Alter: TypeAlias = Callable[[bytes], bytes]

SHEET = "xl/worksheets/sheet1.xml"


def book_of(sheet: Worksheet) -> Workbook:
    """Return the book that a sheet is in."""
    assert isinstance(sheet.parent, Workbook)
    return sheet.parent


def rows_of(table: str, rows: Sequence[MadeRow]) -> list[list[object]]:
    """Return a table as a sheet has it, flags as flags, headings first."""
    columns = TABLES[table].columns.values()
    return [
        [column.name for column in columns],
        *([_cell(row.get(column.name), column.kind) for column in columns] for row in rows),
    ]


def _cell(value: object, kind: Kind) -> object:
    if kind is Kind.FLAG and value in ("true", "false"):
        return value == "true"
    return value


def by_openpyxl(rows: Rows) -> bytes:
    """Write each text into its cell."""
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(list(row))
    return saved(book)


def by_xlsxwriter(rows: Rows) -> bytes:
    """Write each text once, for all cells to share."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, bool):
                    sheet.write_boolean(at, column, value)
                elif value is not None:
                    sheet.write_string(at, column, str(value))
    return file.getvalue()


def books_of(folder: Path, tables: Tables, write: Write = by_xlsxwriter) -> Path:
    """Write cases, messages and statements as books, the other tables as CSV."""
    folder_of(folder, tables)
    for name in {"cases", "messages", "attestations"} & tables.keys():
        (folder / f"{name}.csv").unlink()
        (folder / f"{name}.xlsx").write_bytes(write(rows_of(name, tables[name])))
    return folder


def changed(folder: Path, change: Change) -> Path:
    """Write a world, and change the sheet of messages with openpyxl."""
    books_of(folder, world())
    file = folder / "messages.xlsx"
    book = load_workbook(file)
    change(book.worksheets[0])
    file.write_bytes(saved(book))
    return folder


def spoilt(folder: Path, alter: Alter, write: Write = by_xlsxwriter, part: str = SHEET) -> Path:
    """Write a world, and alter the text of a part of the book of messages."""
    books_of(folder, world(), write)
    file = folder / "messages.xlsx"
    data = file.read_bytes()
    new = altered(data, part, alter)
    assert altered(data, part, lambda text: text) != new
    file.write_bytes(new)
    return folder


def read_twice(file: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[object, object]:
    """Return what openpyxl alone reads of a book, and what is read of it."""
    read = _read(file)
    with monkeypatch.context() as patch:
        patch.setattr(books, "usual_layout", lambda _: None)
        patch.setattr(books, "shared_texts", lambda part: read_string_table(io.BytesIO(part)))
        return _read(file), read


def _read(file: Path) -> object:
    findings: list[Finding] = []
    try:
        return read_book(file.read_bytes(), file.stem, file.name, {}, findings), findings
    except FactsError as error:
        return str(error)


def replaced(old: str, new: str, times: int = 1) -> Alter:
    """Return what replaces a text by another one."""
    return lambda text: text.replace(old.encode(), new.encode(), times)
