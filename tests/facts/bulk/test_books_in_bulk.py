"""Books in bulk: the database holds plain rows, and who reads row by row reads all others."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH
from openpyxl.worksheet.worksheet import Worksheet
from tests.books_made import Value, saved
from tests.bulk_books_made import (
    Change,
    Write,
    book_of,
    books_of,
    by_openpyxl,
    by_xlsxwriter,
    changed,
    read_twice,
    replaced,
    spoilt,
)
from tests.bulk_made import ALL, MANY, agreed, held, world

from govrules.facts.bulk import books
from govrules.instants import read_exact

AS_OF = read_exact("2026-10-05T09:00:00+05:00")
ID, CASE, SENDER, SENT, DOCUMENT = "A", "C", "D", "F", "K"
"""Where columns of messages stand."""


@pytest.fixture(autouse=True)
def _few_leading_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have most rows of these short sheets read as those of long ones are."""
    monkeypatch.setattr(books, "_LEADING", 24)
    monkeypatch.setattr(books, "_AT_ONCE", 7)
    monkeypatch.setattr(books, "_MOST_ODD", 0.3)


@pytest.mark.parametrize("write", [by_openpyxl, by_xlsxwriter])
def test_a_book_is_judged_in_bulk_however_programs_write_it(tmp_path: Path, write: Write) -> None:
    """Each text in its cell, or shared: only the first case is taken."""
    folder = books_of(tmp_path / "made", world(), write)
    assert MANY - 1 == held(folder).stayed


@pytest.mark.parametrize("write", [by_openpyxl, by_xlsxwriter])
def test_an_assessment_of_books_is_that_of_all_rows_read(tmp_path: Path, write: Write) -> None:
    """Statements about cases stay too; places are rows, of which a sheet has the headings first."""
    folder = books_of(tmp_path / "made", world(attestations=[]), write)
    found = agreed(folder, AS_OF, ALL)
    assert ("cases", "messages", "attestations") == found.left


def _notes(sheet: Worksheet) -> None:
    """Add columns that mean nothing to us: numbers, dates, errors, texts."""
    sheet["O1"], sheet["P1"] = "№", "seen"
    for row in range(2, sheet.max_row + 1):
        sheet.cell(row, 15).value = row - 1.5
        sheet.cell(row, 16).value = datetime(2026, 7, 1, row % 24)  # noqa: DTZ001 - a sheet has no zones


def _with_titles(sheet: Worksheet) -> None:
    sheet.insert_rows(1, 3)
    sheet["A1"], sheet["B2"] = "Messages of the third quarter", "made in October"


def _with_blank_rows(sheet: Worksheet) -> None:
    for row in (2, 9, 9, 40):
        sheet.insert_rows(row)
    sheet["A40"] = "   "


def _other_sheets(sheet: Worksheet) -> None:
    book_of(sheet).create_sheet("notes")["A1"] = "made in October"
    book_of(sheet).create_sheet("nothing")


def _beside_others(sheet: Worksheet) -> None:
    _other_sheets(sheet)
    sheet.title = "messages"


def _hidden_column(sheet: Worksheet) -> None:
    sheet.column_dimensions[SENDER].hidden = True


def _first(sheet: Worksheet) -> None:
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    sheet.row_dimensions[7].height = 40
    sheet.column_dimensions[ID].width = 40


LAID_OUT: Mapping[str, Change] = {
    "columns that mean nothing": _notes,
    "titles above the headings": _with_titles,
    "blank rows": _with_blank_rows,
    "sheets that are no tables": _beside_others,
    "a hidden column": _hidden_column,
    "frozen and filtered": _first,
}


@pytest.mark.parametrize("change", LAID_OUT.values(), ids=LAID_OUT.keys())
def test_what_a_layout_does_to_no_row_takes_none(
    tmp_path: Path, change: Change, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is told as always, once."""
    folder = changed(tmp_path / "made", change)
    assert MANY - 1 == held(folder).stayed
    _hold_to_openpyxl(folder, monkeypatch)


def _hold_to_openpyxl(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make sure that row by row nothing else is read than openpyxl reads alone."""
    expected, actual = read_twice(folder / "messages.xlsx", monkeypatch)
    assert expected == actual


def _cell_at(column: str, value: Value, row: int = 40) -> Change:
    def change(sheet: Worksheet) -> None:
        sheet[f"{column}{row}"] = value

    return change


def _form(column: str, value: Value, form: str) -> Change:
    def change(sheet: Worksheet) -> None:
        sheet[f"{column}40"] = value
        sheet[f"{column}40"].number_format = form

    return change


def _merged(cells: str) -> Change:
    return lambda sheet: sheet.merge_cells(cells)


def _hidden(*rows: int) -> Change:
    def change(sheet: Worksheet) -> None:
        for row in rows:
            sheet.row_dimensions[row].hidden = True

    return change


def _dated_from_1904(sheet: Worksheet) -> None:
    book_of(sheet).epoch = MAC_EPOCH
    sheet[f"{SENT}40"] = datetime(2026, 8, 1, 12, 30, 1, 250_000)  # noqa: DTZ001 - a sheet has no zones


def _rich(sheet: Worksheet) -> None:
    sheet[f"{DOCUMENT}40"] = CellRichText("No ", TextBlock(InlineFont(b=True), "17"))


def _hidden_sheet(sheet: Worksheet) -> None:
    _beside_others(sheet)
    sheet.sheet_state = "hidden"
    book_of(sheet).active = 1


NOON = datetime(2026, 8, 1, 12, 30, 1, 250_000)  # noqa: DTZ001 - a sheet has no zones
ODD: Mapping[str, Change] = {
    "an error": _cell_at(SENT, "#N/A"),
    "an error for an id": _cell_at(ID, "#REF!"),
    "an error for a case": _cell_at(CASE, "#REF!"),
    "a number for an id": _cell_at(ID, 17),
    "a number for a case": _cell_at(CASE, 17),
    "a number for a text": _cell_at(DOCUMENT, 1.1),
    "a flag for an id": _cell_at(ID, value=True),
    "a flag for a text": _cell_at(DOCUMENT, value=False),
    "a date with a fraction of a second": _cell_at(SENT, NOON),
    "a day": _form(SENT, datetime(2026, 8, 1), "yyyy-mm-dd"),  # noqa: DTZ001 - a sheet has no zones
    "a clock": _cell_at(SENT, time(12, 30)),
    "a length": _cell_at(SENT, timedelta(hours=40)),
    "a date of 1904": _dated_from_1904,
    "a date where a text belongs": _cell_at(DOCUMENT, NOON),
    "a number in the form of a text": _form(DOCUMENT, 7, "000"),
    "a formula that was never calculated": _cell_at(DOCUMENT, "=A2"),
    "rich text": _rich,
    "an escape of the spreadsheet": _cell_at(DOCUMENT, "a_x0041_b"),
    "an escape of an escape": _cell_at(DOCUMENT, "a_x005F_x0041_b"),
    "a line break": _cell_at(DOCUMENT, "one\ntwo"),
    "an ampersand": _cell_at(DOCUMENT, "R&D <1>"),
    "an ampersand in an id": _cell_at(ID, "R&D"),
    "blanks round an id": _cell_at(ID, " C20-1 "),
    "blanks alone": _cell_at(DOCUMENT, "   "),
    "no-break blanks alone": _cell_at(DOCUMENT, "\u00a0"),
    "an id that looks like another": _cell_at(ID, "\u042120-1"),
    "an id twice": _cell_at(ID, "C8-1"),
    "a text as long as a cell may be": _cell_at(DOCUMENT, "x" * 32_767),
    "Kazakh": _cell_at(DOCUMENT, "Қаржы министрлігі"),
    "a cell without a heading": _cell_at("T", "x"),
    "a number without a heading": _cell_at("T", 5),
    "a row of blanks": _cell_at(ID, "  ", 70),
    "a row of one cell": _cell_at(DOCUMENT, "x", 70),
    "a row of a number": _cell_at(DOCUMENT, 5, 70),
    "a row of one cell without a heading": _cell_at("T", "x", 70),
    "hidden rows": _hidden(30, 40, 41, 42),
    "a hidden row of titles": _hidden(1),
    "merged cells in a row": _merged("C40:E40"),
    "merged cells of rows": _merged("C40:C42"),
    "merged blank cells": _merged("G60:G64"),
    "merged cells without a heading": _merged("S40:T41"),
    "merged cells from the headings on": _merged("L1:L4"),
    "a hidden sheet": _hidden_sheet,
}


@pytest.mark.parametrize("change", ODD.values(), ids=ODD.keys())
def test_whatever_is_odd_about_a_row_is_told_as_always(
    tmp_path: Path, change: Change, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its case is taken, most others stay."""
    folder = changed(tmp_path / "made", change)
    assert MANY - 4 <= held(folder).stayed < MANY
    _hold_to_openpyxl(folder, monkeypatch)


def test_an_assessment_of_books_with_odd_rows_is_that_of_all_rows_read(tmp_path: Path) -> None:
    """Of an error where the case stands nobody knows which case it is about."""

    def change(sheet: Worksheet) -> None:
        _cell_at(CASE, "#REF!", 30)(sheet)
        _cell_at(SENT, NOON, 34)(sheet)
        _cell_at(ID, 17, 38)(sheet)
        _merged("C42:C43")(sheet)
        _hidden(46, 47)(sheet)
        _cell_at("T", "x", 50)(sheet)

    assert MANY - 7 == agreed(changed(tmp_path / "made", change), AS_OF, ALL).stayed


A40 = '<c r="A40" t="s"><v>110</v></c>'

ODDLY: Mapping[str, tuple[str, str]] = {
    "a row said to be hidden": ('<row r="40" ', '<row r="40" hidden="true" '),
    "a row with a mark of a program": ('<row r="40" ', '<row r="40" ph="1" '),
    "a row whose number does not stand first": ('<row r="40" ', '<row ht="9" r="40" '),
    "a cell that says no column": ('<c r="A40" ', "<c "),
    "a text between rows": ('<row r="40"', 'forty <row r="40"'),
    "an attribute first": ('<c r="A40" t="s">', '<c t="s" r="A40">'),
    "blanks in a tag": ('<c r="A40" t="s">', '<c  r="A40"  t="s" >'),
    "single quotes": ('<c r="A40" t="s">', "<c r='A40' t='s'>"),
    "a type that does not exist": ('<c r="A40" t="s">', '<c r="A40" t="x">'),
    "a number": ('<c r="A40" t="s">', '<c r="A40">'),
    "a number that nobody would write": (A40, '<c r="A40"><v>1_0</v></c>'),
    "a flag that nobody would write": (A40, '<c r="A40" t="b"><v>2</v></c>'),
    "a shared text where its own is said to be": ('"A40" t="s"', '"A40" t="inlineStr"'),
    "its own text where a shared one is said to be": (
        A40,
        '<c r="A40" t="s"><is><t>C20-1</t></is></c>',
    ),
    "two values": (A40, '<c r="A40" t="s"><v>110</v><v>3</v></c>'),
    "a date as ISO writes it": (A40, '<c r="A40" t="d"><v>2026-08-01T12:30:00</v></c>'),
    "a text in two pieces": (
        A40,
        '<c r="A40" t="inlineStr"><is><r><t>C20</t></r><r><t>-1</t></r></is></c>',
    ),
    "a formula without a result": (A40, '<c r="A40" t="str"><f>A2</f></c>'),
    "a formula whose result is blank": (A40, '<c r="A40" t="str"><f>A2</f><v></v></c>'),
    "an element of nobody": (A40, A40.replace("</c>", "<x><y/></x></c>")),
    "a carriage return": (A40, '<c r="A40" t="inlineStr"><is><t>C20-1&#13;</t></is></c>'),
}
"""What is written in a row as no spreadsheet would."""


@pytest.mark.parametrize(("old", "new"), ODDLY.values(), ids=ODDLY.keys())
def test_a_row_written_oddly_is_read_as_always(
    tmp_path: Path, old: str, new: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its case is taken, most others stay."""
    folder = spoilt(tmp_path / "made", replaced(old, new))
    assert MANY - 4 <= held(folder).stayed < MANY
    _hold_to_openpyxl(folder, monkeypatch)


@pytest.mark.parametrize("write", [by_openpyxl, by_xlsxwriter])
def test_dates_flags_and_numbers_are_read_as_openpyxl_reads_them(
    tmp_path: Path, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every row has some, so that none is for the database; of 1904 too."""
    folder = books_of(tmp_path / "made", world(), write)
    file = folder / "messages.xlsx"
    for epoch in (WINDOWS_EPOCH, MAC_EPOCH):
        book = load_workbook(file)
        book.epoch = epoch
        for row in range(2, book.worksheets[0].max_row + 1):
            book.worksheets[0][f"{SENT}{row}"] = NOON + timedelta(minutes=row, microseconds=row)
            book.worksheets[0][f"{DOCUMENT}{row}"] = (row, row / 7, row % 2 == 0)[row % 3]
            book.worksheets[0][f"H{row}"] = timedelta(hours=row)
        file.write_bytes(saved(book))
        assert "rows" == held(folder).not_in_bulk
        _hold_to_openpyxl(folder, monkeypatch)
