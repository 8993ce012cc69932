"""Rows as they stood: what a reader of a verdict is shown of the agency's own table."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from govrules import facts
from govrules.facts import written
from govrules.facts.tables import TABLES

ANNEX = "message,section,number,body,person,hostname\n"


def cells(folder: Path, table: str, text: str, *, unmask: bool = False) -> list[dict[str, object]]:
    """Return the rows of a table written as a CSV file, as they are shown."""
    (folder / f"{table}.csv").write_text(text, encoding="utf-8")
    rows = facts.read([folder], zone=ZoneInfo("Asia/Almaty")).tables[table].rows
    return [dict(written(table, row, unmask=unmask)) for row in rows]


def test_only_the_person_of_the_annex_is_personal() -> None:
    """Whoever adds a column decides here whether a report may show it."""
    personal = [
        (form.name, column.name)
        for form in TABLES.values()
        for column in form.columns.values()
        if column.personal
    ]
    assert [("assets", "person")] == personal


def test_cells_are_shown_as_written_in_the_order_of_the_form(tmp_path: Path) -> None:
    """A reader compares them with the file: blanks around a word and bad times belong to it."""
    text = "detected_at,id,contained_at\nsome day, C1 ,\n"
    assert [{"id": " C1 ", "detected_at": "some day", "contained_at": ""}] == cells(
        tmp_path, "cases", text
    )


def test_a_column_that_was_not_read_is_not_shown(tmp_path: Path) -> None:
    """Nothing rests on it, and nobody knows whom it names."""
    assert [{"id": "C1"}] == cells(tmp_path, "cases", "id,reporter\nC1,A. Person\n")


def test_a_person_is_withheld_and_a_blank_is_not(tmp_path: Path) -> None:
    """Whether the cell is filled is what the norm asks; who it is, is nobody's business."""
    text = f"{ANNEX}M1,internal,1,MO-1,A. Person,host\nM1,internal,2,MO-1, ,host\n"
    shown = [row["person"] for row in cells(tmp_path, "assets", text)]
    assert [None, " "] == shown


def test_a_person_is_shown_to_whoever_asks(tmp_path: Path) -> None:
    """The inspector may be the one who must ring them."""
    text = f"{ANNEX}M1,internal,1,MO-1,A. Person,host\n"
    assert ["A. Person"] == [row["person"] for row in cells(tmp_path, "assets", text, unmask=True)]


def test_a_row_whose_cells_may_have_slipped_shows_none_of_them(tmp_path: Path) -> None:
    """With a cell too many the person stands under the heading of another column."""
    text = f"{ANNEX}M1,internal,1,,MO-1,A. Person,host\n"
    shown = {"message": None, "section": None, "number": None, "body": "", "person": None}
    assert [{**shown, "hostname": None}] == cells(tmp_path, "assets", text)


def test_a_slipped_row_about_no_person_is_shown(tmp_path: Path) -> None:
    """What broke it is there to be seen."""
    assert [{"id": "C1", "class": "event"}] == cells(tmp_path, "cases", "id,class\nC1,event,x\n")


def test_a_person_that_cannot_be_read_is_not_quoted_either(tmp_path: Path) -> None:
    """A finding is a report too."""
    (tmp_path / "assets.csv").write_text(
        f"{ANNEX}M1,internal,1,MO-1,A. Per\0son,h\0ost\n", encoding="utf-8"
    )
    given = facts.read([tmp_path], zone=ZoneInfo("Asia/Almaty"))
    assert {"`…` holds a NUL character", "`h\\u0000ost` holds a NUL character"} == {
        finding.message for finding in given.findings if finding.code == "nul-character"
    }


@pytest.mark.parametrize(
    ("value", "shown"),
    [("true", "true"), ('["1", "2"]', "1; 2"), ("null", ""), ('"1;2"', "1;2")],
)
def test_a_value_of_a_document_is_shown_as_a_cell_would_be(
    tmp_path: Path, value: str, shown: str
) -> None:
    """YAML and JSON have lists and words that a cell of a table has not."""
    (tmp_path / "objects.ndjson").write_text(
        f'{{"id": "O", "work_types": {value}}}\n', encoding="utf-8"
    )
    rows = facts.read([tmp_path], zone=ZoneInfo("Asia/Almaty")).tables["objects"].rows
    assert [{"id": "O", "work_types": shown}] == [dict(written("objects", row)) for row in rows]
