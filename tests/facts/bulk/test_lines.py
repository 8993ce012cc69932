"""JSON with a row on each line in bulk: the database reads what the reader of lines reads."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.bulk_made import ALL, MANY, Line, agreed, held, lines_of, plainly, world
from tests.facts_made import MadeRow

from govrules.instants import read_exact

AS_OF = read_exact("2026-10-05T09:00:00+05:00")
LISTS = ("recipient", "covers", "languages", "nil_sections")
LATE = '"document":"paper",'
"""What is added to a line far down, beyond those that are looked at first."""


def spaced(row: MadeRow) -> str:
    """Write a row as the standard library of Python does."""
    return json.dumps(row)


def without_blanks(row: MadeRow) -> str:
    """Leave out what is blank, so that lines have different keys."""
    return plainly({name: cell for name, cell in row.items() if cell is not None})


def with_lists(row: MadeRow) -> str:
    """Write lists as lists."""
    cells = dict(row)
    for name in LISTS:
        cell = cells.get(name)
        if isinstance(cell, str):
            cells[name] = cell.split(";")
    return spaced(cells)


def with_note(row: MadeRow) -> str:
    """Write a key that is no column."""
    return plainly({**row, "note": 5 if row["id"] == "C2" else "x"})


def turned(row: MadeRow) -> str:
    """Write the keys in the opposite order."""
    return plainly(dict(reversed([*row.items()])))


def with_numbers(row: MadeRow) -> str:
    """Write a number for a text, which says its digits."""
    return plainly({**row, "document": 7}) if "document" in row else plainly(row)


WAYS: Mapping[str, Line] = {
    "compact": plainly,
    "with spaces": spaced,
    "without blanks": without_blanks,
    "lists as lists": with_lists,
    "a key that is no column": with_note,
    "the opposite order": turned,
    "numbers": with_numbers,
}


@pytest.mark.parametrize("ending", ["\n", "\r\n"], ids=["unix", "windows"])
@pytest.mark.parametrize("line", WAYS.values(), ids=WAYS.keys())
def test_lines_are_judged_where_they_lie_however_programs_write_them(
    tmp_path: Path, line: Line, ending: str
) -> None:
    """Only the first row is taken, and the case in which a heading that is none first stands."""
    folder = lines_of(tmp_path / "made", world(), line, ending=ending)
    assert MANY - 1 == held(folder).stayed


@pytest.mark.parametrize("line", WAYS.values(), ids=WAYS.keys())
def test_an_array_with_a_row_on_each_line_is_judged_where_it_lies(
    tmp_path: Path, line: Line
) -> None:
    """That is how databases write arrays; numbers are the positions of rows, lines are lines."""
    folder = lines_of(tmp_path / "made", world(), line, array=True)
    assert MANY - 1 == held(folder).stayed


SPOILT: Mapping[str, tuple[str, str]] = {
    "cut off": ('"status":"delivered","period"', '"stat'),
    "a key twice": ('{"id":"C8-1"', '{"id":"C9-9","id":"C8-1"'),
    "a key twice, once with an escape": ('{"id":"C8-1"', '{"\\u0069d":"C9-9","id":"C8-1"'),
    "an escape": ('"id":"C8-1"', '"id":"C\\u0038-1"'),
    "an id with an escape that is another": ('"id":"C8-1"', '"id":"C\\u0039-1"'),
    "a case with an escape": (
        '"id":"C8-1","type":"notice","case":"C8"',
        '"id":"C8-1","type":"notice","case":"C\\u0039"',
    ),
    "a quote": ('"id":"C8-1"', '"id":"\\"C8-1"'),
    "half a character": ('"id":"C8-1"', '"id":"\\ud800"'),
    "half a character in a key": ('"id":"C8-1"', '"\\ud800":"x","id":"C8-1"'),
    "a NUL": ('"id":"C8-1"', '"id":"a\\u0000b"'),
    "a raw control character": ('"id":"C8-1"', '"id":"C8\t-1"'),
    "a raw DEL": ('"id":"C8-1"', '"id":"C8\x7f-1"'),
    "a mark in the middle": ('{"id":"C8-1"', '\ufeff{"id":"C8-1"'),
    "a fraction": ('"id":"C8-1"', '"id":1.50'),
    "a number with an exponent": ('"id":"C8-1"', '"id":1e3'),
    "a number that begins with zero": ('"id":"C8-1"', '"id":007'),
    "no number": ('"id":"C8-1"', '"id":NaN'),
    "a flag for an id": ('"id":"C8-1"', '"id":true'),
    "a list for an id": ('"id":"C8-1"', '"id":["C8-1"]'),
    "a mapping": ('"id":"C8-1"', '"id":{"a":"b"}'),
    "a mapping under a key that is no column": ('{"id":"C8-1"', '{"note":{"a":"b"},"id":"C8-1"'),
    "lists of lists": ('"id":"C8-1"', '"id":' + "[" * 9 + "]" * 9),
    "nested beyond measure": ('"id":"C8-1"', '"id":' + "[" * 99_999 + "]" * 99_999),
    "a list that is a text": ('"recipient":"MO-1"', '"recipient":"[MO-1]"'),
    "a list with blanks": ('"recipient":"MO-1"', '"recipient":[" MO-1 ", ""]'),
    "a list that repeats itself": ('"covers":"event"', '"covers":["event", "event"]'),
    "an empty list": ('"covers":"event"', '"covers":[]'),
    "a list that holds null": ('"covers":"event"', '"covers":[null]'),
    "a list that holds numbers": ('"covers":"event"', '"covers":[1]'),
    "a list with a name that looks like another": (
        '"recipient":"MO-1"',
        '"recipient":["\u041c\u041e-1","\u04215"]',
    ),
    "a comma at the end": ('"in_reply_to":null}', '"in_reply_to":null,}'),
    "another line": ('{"id":"C8-1"', '{"id":"C7-7"} {"id":"C8-1"'),
    "two objects on a line": ('{"id":"C8-1"', '{"id":"C7-7"}"id":"C8-1"'),
    "no object": ('{"id":"C8-1"', '5\n{"id":"C8-1"'),
    "a text": ('{"id":"C8-1"', '"C"\n{"id":"C8-1"'),
    "an empty object": ('{"id":"C8-1"', '{}\n{"id":"C8-1"'),
    "a blank before it": ('{"id":"C8-1"', ' {"id":"C8-1"'),
    "a key in capitals": ('"id":"C8-1"', '"ID":"C7","id":"C8-1"'),
    "a key that is no column": ('"id":"C8-1"', '"note":"x","id":"C8-1"'),
    "a key nearly that of a column": ('"id":"C8-1"', '"stattus":"x","id":"C8-1"'),
    "no id": ('"id":"C8-1",', ""),
    "an answer under an escaped key": ('"in_reply_to":null', '"in_\\u0072eply_to":"C9-1"'),
}
"""Of `messages.ndjson`: what is replaced by what, once."""


@pytest.mark.parametrize("change", SPOILT.values(), ids=SPOILT.keys())
def test_a_line_that_is_odd_says_in_bulk_what_it_always_says(
    tmp_path: Path, change: tuple[str, str]
) -> None:
    """It is read as always, its case is taken out, and the others stay where they are."""
    folder = lines_of(tmp_path / "made", world())
    _replaced(folder / "messages.ndjson", *change)
    found = held(folder)
    assert ("", "") == (found.not_in_bulk, found.refused)
    assert MANY - 5 <= found.stayed


@pytest.mark.parametrize("change", SPOILT.values(), ids=SPOILT.keys())
def test_a_line_of_an_array_that_is_odd_has_the_whole_array_read_as_always(
    tmp_path: Path, change: tuple[str, str]
) -> None:
    """What is wrong with a document is told by who reads all of it."""
    folder = lines_of(tmp_path / "made", world(), array=True)
    _replaced(folder / "messages.json", *change)
    held(folder)


def _replaced(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8", newline="")


@pytest.mark.parametrize("mark", ["", "\ufeff", "\ufeff\ufeff"], ids=["none", "one", "two"])
@pytest.mark.parametrize("array", [False, True], ids=["lines", "array"])
def test_a_mark_at_the_beginning_is_no_part_of_a_line(
    tmp_path: Path,
    mark: str,
    array: bool,  # noqa: FBT001 - a parameter of pytest
) -> None:
    """A second one is."""
    folder = lines_of(tmp_path / "made", world(), array=array)
    for file in folder.glob("*.*json"):
        file.write_text(mark + file.read_text(encoding="utf-8"), encoding="utf-8")
    found = held(folder)
    if len(mark) < 2:
        assert MANY - 1 == found.stayed


def test_a_key_that_only_late_lines_have_is_found_there(tmp_path: Path) -> None:
    """Columns, and headings that are none: far beyond the lines that are looked at first."""

    def written(row: MadeRow) -> str:
        cells = dict(row)
        if row["id"] == "C8":
            cells["extra"] = "x"
        elif row["id"] != "C9":
            cells.pop("closed_at", None)
        return plainly(cells | ({"note": "x" * 600_000} if row["id"] in ("C1", "C2") else {}))

    folder = lines_of(tmp_path / "made", world(), written)
    found = agreed(folder, AS_OF)
    assert MANY - 3 == found.stayed
    assert found.assessment is not None
    told = {str(each.message): each.place.line for each in found.assessment.findings}
    assert 8 == told["`extra` is no column of `cases`: it was not read"]
    assert 1 == told["`note` is no column of `cases`: it was not read"]


def test_keys_of_an_agency_are_mapped(tmp_path: Path) -> None:
    """Whatever characters they have."""
    odd = {"sender": "a/b~c", "recipient": "отправлено 'кому'", "type": "$.*"}

    def written(row: MadeRow) -> str:
        return plainly({odd.get(name, name): cell for name, cell in row.items()})

    folder = lines_of(tmp_path / "made", world(), written)
    header = json.dumps({"columns": {"messages": {own: name for name, own in odd.items()}}})
    (folder / "dataset.yaml").write_text(header, encoding="utf-8")
    assert MANY - 1 == held(folder).stayed


def test_a_row_of_lines_is_shown_as_it_was_written(tmp_path: Path) -> None:
    """A key that is not there is left out, a blank one is blank; lists are divided by `; `."""
    folder = lines_of(tmp_path / "made", world(), with_lists)
    found = agreed(folder, AS_OF, ALL).assessment
    assert found is not None
    rows = {row.cells["id"]: row for row in found.rows if row.table == "messages"}
    row = next(row for id_, row in rows.items() if str(id_).endswith("-2"))
    assert "analysis; measures" == row.cells["covers"]
    assert row.place.line == row.place.row > 1
