"""Books of a spreadsheet: which sheet is which table, and what becomes of rows and cells."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import MAC_EPOCH
from tests.books_made import Value, altered, book, filled, saved

from govrules.facts import Facts, Input, read
from govrules.findings import Place
from govrules.instants import Span, read_exact

Files = Mapping[str, str | bytes]
Read = Callable[[Files], Facts]
Refusal = Callable[[Files], str]

SHEET = "xl/worksheets/sheet1.xml"
UTC = "timezone: UTC\n"


def at(*numbers: int) -> datetime:
    """Return a time as a spreadsheet has it: of no zone."""
    return datetime(*numbers)  # type: ignore[arg-type]  # noqa: DTZ001 - that is the point


def told(facts: Facts) -> list[str]:
    """Return the findings as they are printed, with their levels."""
    return [f"{finding.level} {finding}" for finding in facts.findings]


def codes(facts: Facts) -> list[str]:
    """Return the codes of the findings."""
    return [finding.code for finding in facts.findings]


def test_a_sheet_says_what_a_text_would(facts: Read) -> None:
    """Rows are counted as the spreadsheet shows them, blank ones too; there are no lines."""
    found = facts({"cases.xlsx": book([["id", " object "], ["C1", "O1"], [], ["C2", None, " "]])})
    assert [
        ("C1", "O1", Place(path="cases.xlsx", row=2)),
        ("C2", "", Place(path="cases.xlsx", row=4)),
    ] == [(row.cells["id"], row.cells["object"], row.source) for row in found.tables["cases"].rows]
    assert [] == told(found)
    assert [(2, 2, 0)] == [(each.rows, each.used, each.set_aside) for each in found.inputs]


def test_the_sheets_of_a_book_are_its_tables(facts: Read) -> None:
    """The place names the sheet; the file is counted once with the rows of all its tables."""
    made = filled(
        {"cases": [["id"], ["C1"]], "messages": [["id", "type"], ["M1", "note"]], "Лист1": []}
    )
    found = facts({"third quarter.xlsx": saved(made)})
    assert {"cases": 1, "messages": 1} == {k: len(t.rows) for k, t in found.tables.items()}
    assert [
        (
            "error third quarter.xlsx sheet messages row 2: [type] unknown-word `note` is no"
            " word of"
            " `type`\n  help: did you mean `notice`? write one of `notice`, `recommendation`,"
            " `reply`,"
            " `escalation`, `annex-data`, `digest`, `progress-report`, `consolidated-report`,"
            " `document`"
        )
    ] == told(found)
    [counted] = found.inputs
    assert (
        Input(path="third quarter.xlsx", digest=counted.digest, rows=2, used=1, set_aside=1)
        == counted
    )


def test_a_book_may_be_a_whole_dataset(tmp_path: Path) -> None:
    """As one document may."""
    path = tmp_path / "trial.xlsx"
    path.write_bytes(saved(filled({"cases": [["id"], ["C1"]], "objects": [["id"], ["O1"]]})))
    found = read([path], zone=None)
    assert ("trial", {"cases", "objects"}) == (found.name, set(found.tables))


def test_a_book_named_for_a_table_has_it_in_its_only_sheet(facts: Read) -> None:
    """Whatever the sheet is called; sheets with nothing in them do not count."""
    made = filled({"Лист1": [["id"], ["C1"]], "Лист2": [], "Лист3": []})
    assert ["cases"] == list(facts({"cases.xlsx": saved(made)}).tables)


def test_sheets_that_are_no_tables_are_told(facts: Read) -> None:
    """A misspelt one would otherwise be missing without a word."""
    made = filled({"cases": [["id"], ["C1"]], "Messages": [["id"]], "objects": []})
    assert [
        (
            "warning cases.xlsx sheet Messages: unknown-sheet the sheet `Messages` is no table:"
            " it was"
            " not read\n  help: did you mean `messages`? take it out of the book, or name it for a"
            " table"
        ),
        (
            "error cases.xlsx sheet objects: empty-file the sheet is empty: table `objects`"
            " counts as"
            " not handed over\n  help: write the headings if there are no rows; or delete it"
        ),
    ] == told(facts({"cases.xlsx": saved(made)}))


def test_a_book_that_somebody_has_open_is_told(facts: Read) -> None:
    """What is on the screen may not be what is in the file."""
    found = facts({"cases.xlsx": book([["id"], ["C1"]]), "~$cases.xlsx": b"\x05Aigul"})
    assert [
        (
            "warning ~$cases.xlsx: open-book somebody has `cases.xlsx` open: what is not saved"
            " was not"
            " read\n  help: save and close it, and check again"
        )
    ] == told(found)


@pytest.mark.parametrize(
    ("files", "refused"),
    [
        (
            {"cases.xlsx": saved(filled({"July": [["id"]], "August": [["id"]]}))},
            (
                "cases.xlsx: which-sheet no sheet of `cases.xlsx` is named `cases`: there are"
                " `July`,"
                " `August`\n  help: name the sheet that holds the table `cases`"
            ),
        ),
        (
            {"cases.xlsx": book([["id"]], "messages")},
            (
                "cases.xlsx: which-sheet no sheet of `cases.xlsx` is named `cases`: there are"
                " `messages`\n  help: name the sheet that holds the table `cases`"
            ),
        ),
        (
            {"cases.csv": "id\n", "quarter.xlsx": book([["id"]], "cases")},
            (
                "quarter.xlsx row 1: two-files table `cases` stands in `cases.csv` already\n"
                "  help: put all rows of a table into one file"
            ),
        ),
        (
            {"cases.xlsx": book([["No", "object"], ["C1", "O1"]])},
            (
                "cases.xlsx row 1: [id] missing-column table `cases` has no column `id`\n"
                "  help: name the column `id`, or map its heading under `columns` in `dataset.yaml`"
            ),
        ),
    ],
    ids=["several-sheets", "sheet-of-another-table", "table-in-two-files", "no-id"],
)
def test_a_book_that_is_not_clear_is_refused(files: Files, refused: str, refusal: Refusal) -> None:
    """Nothing is guessed where it decides what is judged."""
    assert refused == refusal(files)


def test_a_whole_dataset_without_a_table_is_refused(tmp_path: Path) -> None:
    """Its sheets are the only thing that says what they hold."""
    path = tmp_path / "trial.xlsx"
    path.write_bytes(book([["id"], ["C1"]]))
    with pytest.raises(Exception, match=r"no sheet of `trial[.]xlsx` is named for a table"):
        read([path], zone=None)


def officers_own() -> Workbook:
    """Return a sheet as officers draw it: titles, notes, months in the middle, hidden parts."""
    made = filled(
        {
            "Инциденты": [
                ["Журнал инцидентов за III квартал"],
                [],
                ["Отв.:", None, "Ә. Серікова"],
                ["id", "class", "detected_at", "Примечание", "object"],
                ["C1", "event", at(2026, 7, 20, 10, 30), "звонили дважды", "O1"],
                [],
                ["Тамыз"],
                ["C2", "event", at(2026, 8, 3, 9, 0), None, "O2"],
                ["C3", None, at(2026, 8, 4, 9, 0), None, "O3"],
                ["C4", "event", at(2026, 8, 5, 9, 0), None, "O4", "?"],
            ]
        }
    )
    [sheet] = made.worksheets
    for cells in ("A1:E1", "A7:E7", "B8:B9", "D8:D10"):
        sheet.merge_cells(cells)
    sheet.row_dimensions[10].hidden = True
    sheet.column_dimensions["E"].hidden = True
    return made


def test_an_officers_own_sheet_is_read_and_every_liberty_told(facts: Read) -> None:
    """Titles above, a month in the middle, merged cells, notes, hidden rows and columns."""
    found = facts({"cases.xlsx": saved(officers_own()), "dataset.yaml": UTC})
    assert [
        (
            "warning cases.xlsx: [object] hidden-cells column `object` is hidden and was read\n"
            "  help: show it and look at it, or delete it if it should not count"
        ),
        (
            "warning cases.xlsx row 4: rows-above-headings the headings of `cases` seem to stand in"
            " row 4: what is above was not read\n  help: put the headings into the first row,"
            " titles"
            " and notes into another sheet"
        ),
        (
            "warning cases.xlsx row 4: [Примечание] extra-column `Примечание` is no column of"
            " `cases`:"
            " it was not read\n  help: leave it out, or map it under `columns` in `dataset.yaml`"
        ),
        (
            "error cases.xlsx row 7: merged-cells cells A7 to E7 are merged: what this row says"
            " there"
            " is not stated\n  help: take the cells apart and fill each of them"
        ),
        (
            "error cases.xlsx row 9: merged-cells cells B8 to B9 are merged: what this row says"
            " there"
            " is not stated\n  help: take the cells apart and fill each of them"
        ),
        (
            "warning cases.xlsx row 10: extra-column a cell stands in a column without a"
            " heading: it"
            " was not read\n  help: give the column a heading, or empty it"
        ),
        (
            "warning cases.xlsx row 10: hidden-cells 1 row is hidden and was read: 10\n"
            "  help: show it and look at it, or delete it if it should not count"
        ),
    ] == [line for line in told(found) if "naive-time" not in line]
    assert [(5, "C1", False), (7, "Тамыз", True), (8, "C2", False), (9, "C3", True)] == [
        (row.source.row, row.cells["id"], row.aside) for row in found.tables["cases"].rows
    ][:4]


def test_a_hidden_sheet_is_read_and_told(facts: Read) -> None:
    """What nobody sees may still be what counts."""
    made = filled({"cases": [["id"], ["C1"]], "objects": [["id"], ["O1"]]})
    made["objects"].sheet_state = "hidden"
    assert [
        (
            "warning trial.xlsx sheet objects: hidden-cells the sheet `objects` is hidden: it"
            " was read"
            "\n  help: show it and look at it, or delete it if it should not count"
        )
    ] == told(facts({"trial.xlsx": saved(made)}))


@pytest.mark.parametrize(
    ("value", "form", "read_as"),
    [
        (at(2026, 7, 20, 10, 30, 7), "yyyy-mm-dd hh:mm", "2026-07-20T10:30:07Z"),
        (
            at(2026, 7, 20, 10, 30, 7, 250_000),
            "dd.mm.yyyy h:mm:ss",
            "2026-07-20T10:30:07.25Z",
        ),
        (at(2026, 7, 20), "dd.mm.yyyy hh:mm", "2026-07-20T00:00:00Z"),
        (at(2026, 7, 20, 10, 30), "dd.mm.yyyy", "2026-07-20T10:30:00Z"),
        ("2026-07-20T10:30:00+05:00", "General", "2026-07-20T05:30:00Z"),
    ],
)
@pytest.mark.parametrize("epoch", ["1900", "1904"])
def test_a_time_of_a_sheet_is_read_as_it_is_stored(
    value: Value, form: str, read_as: str, epoch: str, facts: Read
) -> None:
    """Whichever year its days are counted from; without an offset it is a naive time."""
    made = filled({"cases": [["id", "detected_at"], ["C1", value]]})
    if epoch == "1904":
        made.epoch = MAC_EPOCH
    made["cases"]["B2"].number_format = form
    found = facts({"cases.xlsx": saved(made), "dataset.yaml": UTC})
    instant = read_exact(read_as)
    assert Span(instant, instant) == found.tables["cases"].rows[0].cells["detected_at"]
    assert ([] if isinstance(value, str) else ["naive-time"]) == codes(found)


@pytest.mark.parametrize("form", ["dd.mm.yyyy", "[$-419]d mmmm yyyy;@", 'd "h" mmmm', "mm-dd-yy"])
def test_a_date_without_a_clock_is_its_whole_day(form: str, facts: Read) -> None:
    """Midnight would be a moment that nobody wrote."""
    made = filled({"cases": [["id", "detected_at"], ["C1", date(2026, 7, 20)]]})
    made["cases"]["B2"].number_format = form
    found = facts({"cases.xlsx": saved(made), "dataset.yaml": UTC})
    day = Span(read_exact("2026-07-20T00:00:00Z"), read_exact("2026-07-20T23:59:59.999999Z"))
    assert (day, []) == (found.tables["cases"].rows[0].cells["detected_at"], told(found))


_AS_TEXT = "help: format the column as text and type the cell again"
_AS_TIME = "help: format the column as date and time, or write the time as text"


@pytest.mark.parametrize(
    ("table", "column", "value", "form", "message"),
    [
        (
            "deliverables",
            "item",
            1.1,
            "General",
            f"number-for-text the cell holds the number `1.1` where a text belongs\n  {_AS_TEXT}",
        ),
        (
            "deliverables",
            "item",
            2,
            "General",
            f"number-for-text the cell holds the number `2` where a text belongs\n  {_AS_TEXT}",
        ),
        (
            "cases",
            "id",
            7,
            "000",
            (
                "number-for-text the cell holds the number `7` and shows it in the form `000`\n"
                f"  {_AS_TEXT}"
            ),
        ),
        (
            "cases",
            "id",
            1234567890123456,
            "General",
            (
                "number-for-text the cell holds the number `1234567890123456` where a text"
                " belongs\n"
                f"  {_AS_TEXT}"
            ),
        ),
        (
            "cases",
            "id",
            date(2026, 7, 1),
            "mmm yy",
            (
                "number-for-text the cell holds the date `2026-07-01T00:00:00` where a text"
                " belongs\n"
                f"  {_AS_TEXT}"
            ),
        ),
        (
            "cases",
            "detected_at",
            46223.4375,
            "General",
            f"bad-time `46223.4375` is a number, not formatted as a time\n  {_AS_TIME}",
        ),
        (
            "cases",
            "detected_at",
            time(10, 30),
            "hh:mm",
            f"bad-time `10:30:00` is a time without a day\n  {_AS_TIME}",
        ),
        (
            "cases",
            "detected_at",
            timedelta(hours=30),
            "[h]:mm",
            f"bad-time `1 day, 6:00:00` is a time without a day\n  {_AS_TIME}",
        ),
        (
            "cases",
            "object",
            "#N/A",
            "General",
            (
                "error-cell `#N/A` is an error of the spreadsheet, not a value\n"
                "  help: correct the formula, or write the value itself"
            ),
        ),
        (
            "cases",
            "class",
            '=IF(1,"event","")',
            "General",
            (
                "formula-without-value the cell holds a formula that was never calculated\n"
                "  help: open the book in the spreadsheet and save it, or write the value itself"
            ),
        ),
    ],
)
def test_a_cell_that_does_not_hold_what_was_typed_is_bad(
    table: str, column: str, value: Value, form: str, message: str, facts: Read
) -> None:
    """It is never blank and never a guess; its row is set aside."""
    needed = {"cases": "id", "deliverables": "item"}[table]
    made = filled({table: [list(dict.fromkeys([needed, column])), ["C1"]]})
    cell = made[table].cell(2, 1 if column == needed else 2, value)
    cell.number_format = form
    found = facts({f"{table}.xlsx": saved(made), "dataset.yaml": UTC})
    assert [f"error {table}.xlsx row 2: [{column}] {message}"] == told(found)
    assert [True] == [row.aside for row in found.tables[table].rows]


def test_numbers_that_name_rows_are_their_digits_and_told_once(facts: Read) -> None:
    """`007` typed into a sheet is 7; as a warning it is told for the column, not for each cell."""
    found = facts({"cases.xlsx": book([["id", "object"], [7, "O1"], [8.0, "O1"], ["009", "O1"]])})
    assert ["7", "8", "009"] == [row.cells["id"] for row in found.tables["cases"].rows]
    assert [
        (
            "warning cases.xlsx row 2: [id] number-for-text `id` holds numbers: they are read as"
            " their digits\n  help: write the column as text: a number has lost the zeros that led"
            " it"
        )
    ] == told(found)


def test_numbers_of_rows_and_types_of_work_are_what_they_show(facts: Read) -> None:
    """No text was lost where a number is what belongs there."""
    assets: list[list[Value]] = [["message", "section", "number"], ["M1", "internal", 17]]
    objects: list[list[Value]] = [["id", "work_types", "egov_integrated"], ["O1", 1, True]]
    found = facts({"trial.xlsx": saved(filled({"objects": objects, "assets": assets}))})
    cells = found.tables["objects"].rows[0].cells
    assert ("17", ("1",), "true", []) == (
        found.tables["assets"].rows[0].cells["number"],
        cells["work_types"],
        cells["egov_integrated"],
        codes(found),
    )


def test_the_result_of_a_formula_is_read(facts: Read) -> None:
    """As the spreadsheet left it, be it an empty text."""
    data = book([["id", "class", "object"], ["C1", "=A", "=B"]])
    calculated = altered(
        data,
        SHEET,
        lambda text: (
            text.replace(b'r="B2"><f>A</f><v></v>', b'r="B2" t="str"><f>A</f><v>event</v>')
            .replace(b'r="B2"><f>A</f><v />', b'r="B2" t="str"><f>A</f><v>event</v>')
            .replace(b'r="C2"><f>B</f><v></v>', b'r="C2" t="str"><f>B</f><v></v>')
            .replace(b'r="C2"><f>B</f><v />', b'r="C2" t="str"><f>B</f><v></v>')
        ),
    )
    assert data != calculated
    found = facts({"cases.xlsx": calculated})
    cells = found.tables["cases"].rows[0].cells
    assert ("event", "", []) == (cells["class"], cells["object"], told(found))


def test_the_dimension_that_a_program_wrote_is_not_believed(facts: Read) -> None:
    """Some write `A1`, and whatever lies outside would not be read."""
    data = book([["id", "object"], ["C1", "O1"], ["C2", "O2"]])
    wrong = altered(data, SHEET, lambda text: text.replace(b'ref="A1:B3"', b'ref="A1"'))
    assert data != wrong
    found = facts({"cases.xlsx": wrong})
    assert ["O1", "O2"] == [row.cells["object"] for row in found.tables["cases"].rows]


def test_the_letters_that_a_book_spells_out_are_read(facts: Read) -> None:
    """The format writes what XML cannot hold as `_x000D_`."""
    found = facts({"organisations.xlsx": book([["id", "name"], ["A", "one_x000D_\ntwo"]])})
    assert "one\r\ntwo" == found.tables["organisations"].rows[0].cells["name"]


def test_a_very_long_cell_is_bad_and_not_repeated(facts: Read) -> None:
    """Five megabytes of it would bury the message."""
    data = book([["id", "object"], ["C1", "x"]])
    long = altered(
        data,
        SHEET,
        lambda text: text.replace(b">x<", b">" + b"x" * 5_000_000 + b"<"),
    )
    found = facts({"cases.xlsx": long})
    assert [
        (
            "error cases.xlsx row 2: [object] long-cell a cell holds more than 1000000 characters\n"
            "  help: shorten the cell"
        )
    ] == told(found)


def test_ten_thousand_columns_are_looked_at(facts: Read) -> None:
    """Each that is not read is told."""
    rows: list[list[Value]] = [["id", *(f"x{n}" for n in range(10_000))], ["C1", *range(10_000)]]
    found = facts({"cases.xlsx": book(rows)})
    assert (["C1"], 10_000) == (
        [row.cells["id"] for row in found.tables["cases"].rows],
        codes(found).count("extra-column"),
    )
