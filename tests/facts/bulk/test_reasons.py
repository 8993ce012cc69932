"""Every reason for which data are not judged in bulk: they are read row by row, to the same end."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import duckdb
import pytest
import yaml
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.xml.constants import SHEET_MAIN_NS
from tests.agency_made import WORLD
from tests.bulk_books_made import SHEET, Change, book_of, books_of, replaced, spoilt
from tests.bulk_books_made import changed as changed_book
from tests.bulk_made import folder_of, in_bulk, lines_of, plainly, world
from tests.facts_made import MadeRow, act_of

import govrules
from govrules import planning
from govrules.cli import run
from govrules.facts.bulk import NotInBulkError, leaving, opened
from govrules.instants import read_exact

Made = Callable[[Path], Path]
Captured = pytest.CaptureFixture[str]

AS_OF = "2026-10-05T09:00:00+05:00"
NOTE = "ескертпе"


def changed(old: str, new: str, name: str = "messages.csv") -> Made:
    """Write a world as CSV, and replace something in a file once."""

    def made(folder: Path) -> Path:
        folder_of(folder, world())
        file = folder / name
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new, 1), encoding="utf-8", newline="")
        return folder

    return made


def with_line(line: str, at: int = 5) -> Made:
    """Write a world as NDJSON with one more line of messages."""

    def made(folder: Path) -> Path:
        lines_of(folder, world())
        file = folder / "messages.ndjson"
        lines = file.read_text(encoding="utf-8").split("\n")
        file.write_text("\n".join([*lines[:at], line, *lines[at:]]), encoding="utf-8")
        return folder

    return made


def array_of(change: Callable[[str], str]) -> Made:
    """Write a world as arrays, and change the text of that of the messages."""

    def made(folder: Path) -> Path:
        lines_of(folder, world(), array=True)
        file = folder / "messages.json"
        file.write_text(change(file.read_text(encoding="utf-8")), encoding="utf-8")
        return folder

    return made


def as_columns(sql: str) -> Made:
    """Write a world with messages as Parquet, made of their texts by SQL."""

    def made(folder: Path) -> Path:
        folder_of(folder, world())
        file = folder / "messages.csv"
        read = duckdb.read_csv(str(file), all_varchar=True)
        read.project(sql).write_parquet(str(file.with_suffix(".parquet")))
        file.unlink()
        return folder

    return made


def encoded(declared: str) -> Made:
    """Write messages in an encoding that may be declared."""

    def made(folder: Path) -> Path:
        folder_of(folder, world(messages=[{"again": "C5-1", "document": NOTE}]))
        file = folder / "messages.csv"
        file.write_bytes(file.read_text(encoding="utf-8").encode("kz1048"))
        if declared:
            (folder / "dataset.yaml").write_text(f"encoding: {declared}\n", encoding="utf-8")
        return folder

    return made


def one_document(folder: Path) -> Path:
    """Write all tables into one document."""
    file = folder.with_suffix(".yaml")
    file.write_text(yaml.safe_dump(dict(WORLD)), encoding="utf-8")
    return file


def without(table: str) -> Made:
    """Leave out a table."""
    return lambda folder: folder_of(folder, {n: r for n, r in world().items() if n != table})


def without_column(name: str) -> Made:
    """Leave out a column."""
    return lambda folder: folder_of(folder, world(), [name])


def all_odd(folder: Path) -> Path:
    """Have an escape in every line."""

    def written(row: MadeRow) -> str:
        return plainly(row).replace('"id":"C', '"id":"\\u0043')

    return lines_of(folder, world(), written)


def _untyped(row: MadeRow) -> str:
    return plainly({name: cell for name, cell in row.items() if name != "type"})


def without_type(folder: Path) -> Path:
    """Have lines of messages that say nothing of their type."""
    return lines_of(folder, world(), _untyped)


def in_a_book(change: Change) -> Made:
    """Write a world as books, and change the sheet of messages."""
    return lambda folder: changed_book(folder, change)


def with_part(old: str, new: str, part: str = SHEET) -> Made:
    """Write a world as books, and replace a text in a part of that of the messages."""
    return lambda folder: spoilt(folder, replaced(old, new), part=part)


def in_utf_16(folder: Path) -> Path:
    """Write the sheet of messages in another encoding, as XML may be."""

    def encoded_(text: bytes) -> bytes:
        return text.decode().replace("UTF-8", "UTF-16").encode("utf-16")

    return spoilt(folder, encoded_)


def cut_off(folder: Path) -> Path:
    """Lose the end of a book, where its directory stands."""
    books_of(folder, world())
    file = folder / "messages.xlsx"
    file.write_bytes(file.read_bytes()[:-50])
    return folder


def _headed(text: str) -> Change:
    def change(sheet: Worksheet) -> None:
        sheet["B1"] = text

    return change


def _beside_the_cases(sheet: Worksheet) -> None:
    sheet.title = "messages"
    book_of(sheet).create_sheet("cases")["A1"] = "id"


def _less_than_the_notes(sheet: Worksheet) -> None:
    sheet.title = "messages"
    notes = book_of(sheet).create_sheet("notes")
    for at in range(1, 2_000):
        notes.cell(at, 1).value = "a note"


def _dated(sheet: Worksheet) -> None:
    for row in range(2, sheet.max_row + 1):
        cell = sheet.cell(row, 6)
        cell.value = datetime.fromisoformat(str(cell.value)).replace(tzinfo=None)


def _beside_august(sheet: Worksheet) -> None:
    book_of(sheet).create_sheet("August")["A1"] = "id"


def _down(rows: int) -> Change:
    """Begin with blank rows that have a height."""

    def change(sheet: Worksheet) -> None:
        sheet.insert_rows(1, rows)
        for row in range(1, rows + 1):
            sheet.row_dimensions[row].height = 30

    return change


REASONS: Final[Mapping[str, Sequence[Made]]] = {
    "folder": [one_document],
    "tables": [without("messages"), without("cases")],
    "names": [without("organisations")],
    "columns": [without_column("object"), without_column("detected_at")],
    "headings": [
        changed("nil_sections", ""),
        changed("id,type,", "id,status,"),
        changed("id,type,case", "id,kind,case"),
        changed("id,object", '"id,object', "cases.csv"),
        changed("nil_sections", '"no\nte"'),
        changed("nil_sections", '"nil_sections'),
        with_line('{"":"x","id":"X","type":"notice"}', 0),
        without_type,
        in_a_book(_headed("id")),
        in_a_book(_headed("kind")),
        in_a_book(_down(90)),
    ],
    "sheets": [
        in_a_book(_beside_the_cases),
        in_a_book(_less_than_the_notes),
        in_a_book(lambda sheet: sheet.delete_rows(1, 100)),
        in_a_book(_down(120)),
    ],
    "book": [
        cut_off,
        in_utf_16,
        in_a_book(_beside_august),
        with_part("worksheet", "chartsheet", "xl/_rels/workbook.xml.rels"),
        with_part("worksheets/", "sheets/", "xl/_rels/workbook.xml.rels"),
        with_part("<sheetData>", "<!-- rows --><sheetData>"),
        with_part('<row r="9"', '<!-- nine --><row r="9"'),
        with_part("</sheetData>", "</sheetData><?rows no more?>"),
        with_part('<row r="9"', '<row r="8"'),
        with_part('<row r="9"', "<row r='9'"),
        with_part('<row r="9"', "<row"),
        with_part("<sheetData>", "<sheetData>rows"),
        with_part('"A9"', '"C9"'),
        with_part('"A9"', '"A8"'),
        with_part('<c r="A9"', '<x:c xmlns:x="urn:x"/><x:row xmlns:x="urn:x"/><c r="A9"'),
        with_part('<c r="A9" t="s"><v>', '<c r="A9" t="s"><v>99999'),
        with_part('<c r="A9" t="s"><v>', '<c r="A9" t="s"><v>x'),
        with_part("</worksheet>", ""),
        with_part("</worksheet>", "<extLst><row/></extLst></worksheet>"),
        with_part("<sheetData>", '<sheetData xml:space="default">'),
        with_part("</sheetData>", f'<x:row xmlns:x="{SHEET_MAIN_NS}" r="70"/></sheetData>'),
        with_part("main", "other"),
        with_part("<t>id</t>", "<t>id</u>", "xl/sharedStrings.xml"),
        lambda folder: _text(folder, "messages.xlsx", "PK this is none"),
    ],
    "rows": [
        in_a_book(_dated),
        in_a_book(lambda sheet: sheet.merge_cells("L2:L40")),
        in_a_book(lambda sheet: sheet.merge_cells("M1:N1")),
    ],
    "no lines": [
        lambda folder: _text(folder, "messages.csv", "id,type"),
        lambda folder: _text(folder, "messages.csv", ""),
    ],
    "ends of lines": [changed("\nC8-1,", "\r\nC8-1,"), changed("\nC8-1,", "\rC8-1,")],
    "quotes": [
        changed("C8-1,notice,", 'C8-1, "notice",'),
        changed("C8-1,notice", '"C8-1" ,notice'),
    ],
    "records are no lines": [changed("C8-1,notice,", 'C8-1,"no\ntice",')],
    "blank records": [changed("\nC9-1,", f"\n{',' * 13}\nC9-1,")],
    "cells": [
        changed("\nC9-1,", "\nX,notice\nC9-1,"),
        with_line("x\x01y"),
        with_line("x" * 1_000_001),
        lambda folder: _text(folder, "messages.parquet", "PAR1 this is none"),
    ],
    "types": [
        as_columns("* REPLACE (sent_at::TIMESTAMPTZ::TIMESTAMP AS sent_at)"),
        as_columns("* REPLACE ([recipient] AS recipient)"),
    ],
    "encoding": [encoded(""), encoded("utf-16"), encoded("utf-8")],
    "blank lines": [with_line(""), with_line("\u00a0"), with_line(" ", 0)],
    "lines": [
        all_odd,
        array_of(lambda text: text.replace("C8-1", "C\\u0038-1", 1)),
        array_of(lambda text: json.dumps(json.loads(text), indent=1)),
        array_of(lambda text: text + "\n"),
    ],
    "lists": [with_line('{"id":"X","type":"notice","recipient":["MO-1;STC"]}')],
    "layout": [
        array_of(lambda text: text.replace("[\n", "[", 1)),
        array_of(lambda text: text.replace("\n]", "]", 1)),
        array_of(lambda text: json.dumps(json.loads(text)) + "\n"),
    ],
}
"""The smallest datasets that meet each of them."""

APART: Final = {"room", "norms", "doubts", "days"}
"""Those that are met below, by more than a file, and that of statements in their own tests."""


def _text(folder: Path, name: str, text: str) -> Path:
    folder_of(folder, world())
    (folder / "messages.csv").unlink()
    (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("reason", "made"),
    [(reason, made) for reason, all_made in REASONS.items() for made in all_made],
)
def test_what_is_not_for_bulk_is_judged_as_always(
    tmp_path: Path, capsys: Captured, reason: str, made: Made
) -> None:
    """By the engine that was asked for: the same report, or the same refusal."""
    data = made(tmp_path / "made")
    assert reason == in_bulk(act_of("kz-229"), data, read_exact(AS_OF)).not_in_bulk
    by_columnar, by_reference = (
        _told(data, engine, capsys) for engine in ("columnar", "reference")
    )
    assert by_reference == by_columnar


def _told(data: Path, engine: str, capsys: Captured) -> tuple[int, object, str]:
    """Run the command line; return how it ended, its report but for the engine, what it said."""
    norm = ("--act", "kz-229", "--norm", "kz-229/rules/10.3.g.knb")
    code = run(["check", str(data), "--as-of", AS_OF, *norm, "--engine", engine, "-o", "json"])
    told = capsys.readouterr()
    report = json.loads(told.out) if told.out else {}
    report.pop("engine", None)
    return code, report, told.err


def test_where_most_cases_are_in_doubt_all_are_read(tmp_path: Path) -> None:
    """Of two cases the first is always read."""
    tables = world()
    tables["cases"] = [{**row, "id": f" {row['id']}"} for row in tables["cases"]]
    folder = folder_of(tmp_path / "made", tables)
    assert "doubts" == in_bulk(act_of("kz-229"), folder, read_exact(AS_OF)).not_in_bulk


def test_without_room_for_a_copy_all_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    """A declared encoding needs a copy in bulk, and none row by row."""
    data = encoded("kz1048")(tmp_path / "made")
    expected = _told(data, "reference", capsys)

    def full(**_: object) -> None:
        raise OSError

    monkeypatch.setattr(leaving, "TemporaryDirectory", full)
    assert "room" == in_bulk(act_of("kz-229"), data, read_exact(AS_OF)).not_in_bulk
    assert expected == _told(data, "columnar", capsys)


def test_a_norm_of_another_kind_that_looks_at_cases_is_not_for_bulk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No act that ships has one: here those about cases are taken for such."""
    monkeypatch.setattr(planning, "is_of_cases", lambda _: False)
    folder = folder_of(tmp_path / "made", world())
    assert "norms" == in_bulk(act_of("kz-229"), folder, read_exact(AS_OF)).not_in_bulk


@pytest.mark.parametrize("column", ["class.is.ip", "label", "id/x", "covers", "nothing"])
def test_a_column_that_only_rows_have_is_not_for_bulk(tmp_path: Path, column: str) -> None:
    """The reason is its name."""
    folder = folder_of(tmp_path / "made", world())
    zone = ZoneInfo("Asia/Almaty")
    with (
        duckdb.connect(":memory:") as connection,
        opened(connection, folder, zone=zone, naive="act-zone") as made,
        pytest.raises(NotInBulkError, match=rf"^{re.escape(column)}$"),
    ):
        made.query("messages", [column], ["c"], (0, 1))


def test_every_reason_is_met_here() -> None:
    """A reason that nothing meets is dead, or untested."""
    source = Path(govrules.__file__).parent
    named = {
        reason
        for file in source.rglob("*.py")
        for reason in re.findall(r'NotInBulkError\("([^"]+)"\)', file.read_text(encoding="utf-8"))
    }
    assert named == {*REASONS, *APART}
