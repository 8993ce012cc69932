"""The XML of a sheet as text: rows and cells told apart by their characters, or not at all."""

import io
from collections.abc import Callable

import pytest
from openpyxl.xml.constants import SHEET_MAIN_NS

from govrules.facts import row_texts
from govrules.facts.layout import layout
from govrules.facts.row_texts import RowText, SheetText, UnusualSheetError, plain_cells
from govrules.facts.usual_sheets import usual_layout

CELL = '<c r="A{0}" t="s"><v>{0}</v></c>'
ROWS = "".join(f'<row r="{at}">{CELL.format(at)}</row>' for at in (1, 2, 5))
SHEET = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    f'<worksheet xmlns="{SHEET_MAIN_NS}" xmlns:r="urn:r"><cols><col min="2" max="3" hidden="1"/>'
    f'</cols><sheetData>{ROWS}</sheetData><mergeCells><mergeCell ref="A1:B2"/></mergeCells>'
    "</worksheet>\n"
)


def rows_of(text: str) -> tuple[str, list[RowText], str]:
    """Read a sheet: what stands before its rows, these, what stands after them."""
    sheet = SheetText(io.BytesIO(text.encode()))
    return sheet.head, list(sheet.rows()), sheet.tail


@pytest.mark.parametrize("at_once", [1, 7, 100, 1 << 22])
def test_a_sheet_is_its_head_its_rows_and_its_tail(
    at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However few characters are read at once: none is lost."""
    monkeypatch.setattr(row_texts, "_CHUNK", at_once)
    head, rows, tail = rows_of(SHEET)
    assert [1, 2, 5] == [row.number for row in rows]
    assert SHEET == head + "".join(row_texts.ROW + row.text for row in rows) + tail


def _with(old: str, new: str) -> Callable[[], str]:
    assert old in SHEET
    return lambda: SHEET.replace(old, new, 1)


UNUSUAL = {
    "no rows": _with(f"<sheetData>{ROWS}</sheetData>", "<sheetData/>"),
    "a prefix": lambda: SHEET.replace("xmlns=", "xmlns:x=").replace("<worksheet", "<x:worksheet"),
    "another namespace": _with(SHEET_MAIN_NS, "urn:other"),
    "two namespaces": _with("<cols>", f'<cols xmlns="{SHEET_MAIN_NS}">'),
    "another encoding": _with("UTF-8", "windows-1251"),
    "a document type": _with("<worksheet", "<!DOCTYPE worksheet><worksheet"),
    "entities": _with("<worksheet", '<!DOCTYPE a [<!ENTITY b "c">]><worksheet'),
    "a comment": _with('<row r="2"', '<!-- two --><row r="2"'),
    "a comment in a cell": _with("<v>2", "<v><!-- two -->2"),
    "characters as they are": _with("<v>2</v>", "<v><![CDATA[2]]></v>"),
    "an instruction": _with('<row r="2"', '<?two?><row r="2"'),
    "a row before the rows": _with("<cols>", "<cols><row/>"),
    "a row after the rows": _with("<mergeCells>", "<mergeCells><row/>"),
    "a row with a prefix": _with('<row r="2"', f'<x:row xmlns:x="{SHEET_MAIN_NS}"/><row r="2"'),
    "a text before the rows": _with("<sheetData>", "<sheetData>one"),
    "an instruction after the rows": _with("<mergeCells>", "<?end?><mergeCells>"),
    "no number": _with('<row r="2"', "<row"),
    "a number that is none": _with('<row r="2"', '<row r="two"'),
    "a number twice": _with('<row r="2"', '<row r="1"'),
    "a number in single quotes": _with('<row r="2"', "<row r='2'"),
    "rows out of order": _with('<row r="1"', '<row r="3"'),
    "no end": _with("</worksheet>", ""),
    "more than one end": _with("</worksheet>", "</worksheet></worksheet>"),
    "a character that is none": _with("<v>2", "<v>\x01"),
}


@pytest.mark.parametrize("made", UNUSUAL.values(), ids=UNUSUAL.keys())
def test_what_is_not_written_as_usual_is_not_read_here(made: Callable[[], str]) -> None:
    """Who knows all of XML reads it, or refuses it."""
    with pytest.raises(UnusualSheetError):
        rows_of(made())
    assert usual_layout(io.BytesIO(made().encode())) is None


def test_what_is_no_utf_8_is_not_read_here() -> None:
    """Whatever is declared."""
    with pytest.raises(UnusualSheetError):
        SheetText(io.BytesIO(SHEET.replace("<cols>", "<cols>ж").encode("cp1251")))


PLAIN = {
    CELL: [(1, None, "s", "1", None)],
    '<c r="A1" s="3"/><c r="C1" s="12"><v>-1.5E-7</v></c>': [
        (1, "3", None, None, None),
        (3, "12", None, "-1.5E-7", None),
    ],
    '<c r="AA1" t="inlineStr"><is><t xml:space="preserve"> a </t></is></c>': [
        (27, None, "inlineStr", None, " a ")
    ],
    '<c r="A1" t="str"><f t="shared" si="0"/><v>a</v></c>\n': [(1, None, "str", "a", None)],
}


@pytest.mark.parametrize(("cells", "expected"), PLAIN.items())
def test_plain_cells_are_as_they_are_written(cells: str, expected: object) -> None:
    """Nothing is made of them here."""
    found = plain_cells(RowText(1, f' r="1" ht="9" hidden="false">{cells.format(1)}</row>\n'))
    assert found is not None
    assert expected == list(found)


@pytest.mark.parametrize(
    "text",
    [
        ' r="1" hidden="1"></row>',
        ' r="1"><c r="A1"><f>B1</f></c></row>',
        ' r="1"><c r="A1" t="e"><v>#N/A</v></c></row>',
        ' r="1"><c r="B1"/><c r="A1"/></row>',
        ' r="1"><c r="A1"/><c r="A1"/></row>',
        ' r="1"><c r="A2"/></row>',
        ' r="1"><c r="A1"/>text</row>',
        ' r="1"><c r="A1"/></row>text',
        ' r="1"><c r="A1"><v>a &amp; b</v></c></row>',
    ],
)
def test_cells_of_a_row_that_is_not_plain_are_not_told(text: str) -> None:
    """One of them is enough."""
    assert plain_cells(RowText(1, text)) is None


def test_a_layout_is_that_of_the_whole_sheet() -> None:
    """What is hidden or merged, and how many rows hold something."""
    odd = SHEET.replace('<row r="2"', '<row hidden="1" r="2"').replace(
        '<row r="5">', '<row r="4"/><row r="5"><c r="A5"><f>B5</f></c>'
    ).replace(CELL.format(5), "")  # fmt: skip
    for text in (SHEET, odd):
        assert layout(io.BytesIO(text.encode())) == usual_layout(io.BytesIO(text.encode()))
