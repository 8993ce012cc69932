"""Excel books written for one test, and changed where no library would write what is needed."""

import io
import zipfile
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import TypeAlias

from openpyxl import Workbook

Value: TypeAlias = str | bool | int | float | date | datetime | time | timedelta | None
Rows: TypeAlias = Iterable[Iterable[Value]]


def filled(sheets: Mapping[str, Rows]) -> Workbook:
    """Return a book of some sheets; a row is a list of values, `None` where a cell is blank."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    return book


def saved(book: Workbook) -> bytes:
    """Return the bytes of a book."""
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def book(rows: Rows, name: str = "Sheet1") -> bytes:
    """Return the bytes of a book with one sheet."""
    return saved(filled({name: rows}))


def altered(data: bytes, part: str, alter: Callable[[bytes], bytes]) -> bytes:
    """Return a book one of whose parts was altered, or added if it has none of that name."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w") as new:
        for name in dict.fromkeys([*old.namelist(), part]):
            text = old.read(name) if name in old.namelist() else b""
            changed = alter(text) if name == part else text
            new.writestr(zipfile.ZipInfo(name), changed, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def without(data: bytes, part: str) -> bytes:
    """Return a book that lacks one of its parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            if name != part:
                new.writestr(name, old.read(name))
    return file.getvalue()
