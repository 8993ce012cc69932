"""What may go wrong in rows that are judged in bulk: the assessment is the one of all rows read."""

from collections.abc import Mapping
from pathlib import Path

import duckdb
import pytest
from tests.bulk_made import DETECTED, MANY, agreed, folder_of, world
from tests.facts_made import MadeRow

from govrules.instants import read_exact

AS_OF = read_exact("2026-10-05T09:00:00+05:00")
SENT = "2026-07-20T11:00:00+05:00"
EARLY = "2026-07-20T10:00:01+05:00"
NOTICE: MadeRow = {"type": "notice", "sender": "STC", "recipient": "MO-1", "sent_at": SENT}
CASE: MadeRow = {"object": "O1", "class": "event", "detected_at": DETECTED}
DELIVERED = "item,organisation,case,date\n10.3,MO-1,{case},2026-07-20T10:00:00+05:00\n"

MESSAGES: Mapping[str, MadeRow] = {
    "the id of a message of another case": {**NOTICE, "id": "C3-1", "case": "C7"},
    "that id with a blank before it": {**NOTICE, "id": " C3-1", "case": "C7"},
    "an id that looks like the one of a case": {**NOTICE, "id": "\u04217", "case": "C9"},
    "an id that looks like another one": {**NOTICE, "id": "\u04211-1", "case": "C7"},
    "a sender who looks like a case": {**NOTICE, "id": "X", "case": "C7", "sender": "\u04219"},
    "a case that is not there": {**NOTICE, "id": "X", "case": "C99"},
    "no case": {**NOTICE, "id": "X"},
    "an answer to nothing": {**NOTICE, "id": "X", "case": "C7", "in_reply_to": "C9-9"},
    "an answer to another case": {**NOTICE, "id": "X", "case": "C7", "in_reply_to": "C9-1"},
    "an answer to another case, sent too early": {
        **NOTICE,
        "id": "X",
        "case": "C7",
        "in_reply_to": "C9-1",
        "sent_at": EARLY,
    },
    "an answer before what it answers was sent": {"again": "C4-2", "sent_at": EARLY},
    "an answer before what it answers was received": {"again": "C5-2", "sent_at": EARLY},
    "a message before detection": {"again": "C3-1", "sent_at": "2026-07-20T09:00:00+05:00"},
    "a time with an offset that is none": {
        "again": "C5-1",
        "received_at": "2026-07-20T11:00:00-00:00",
    },
    "a list too long to be read": {"again": "C5-1", "languages": "x" * 1_000_001},
    "a NUL": {"again": "C5-1", "document": "a\0b"},
    "control characters": {"again": "C5-1", "document": "\x01\x7f\x0b.\x1f"},
    "a quote": {"again": "C5-1", "document": 'a "b", c'},
    "a hash": {"again": "C5-1", "id": "#"},
    "a word for nothing": {"again": "C5-1", "document": "NULL"},
    "a document in another script": {"again": "C5-1", "document": "акт № 7"},
    "a document with a blank nobody sees": {"again": "C5-1", "document": "\u2003акт"},
}
"""Of a message that is changed or added."""

CASES: Mapping[str, MadeRow] = {
    "the id of another case": {**CASE, "id": "C3"},
    "the id of another case with a blank after it": {**CASE, "id": "C3 "},
    "an id with blanks": {"again": "C5", "id": " C5"},
    "an id that looks like another one": {**CASE, "id": "\u04211"},
    "an id with a combining mark": {**CASE, "id": "e\u03011"},
    "no id": {**CASE, "id": ""},
    "an object that is not there": {"again": "C5", "object": "O2"},
    "classified before detection": {"again": "C5", "classified_at": "2026-07-20T09:59:59+05:00"},
}
"""Of a case that is changed or added."""

LINES: Mapping[str, tuple[str, str]] = {
    "a blank before a quote": ("C8-1,notice,", 'C8-1, "notice",'),
    "a blank before the quote of an id": ("\nC8-1,", '\n "C8-1",'),
    "a blank after a quote": ("C8-1,notice,", 'C8-1,"notice" ,'),
    "a quote in the middle": ("C8-1,notice,", 'C8-1,no"tice,'),
    "a blank line": ("\nC9-1,", "\n\nC9-1,"),
    "a line of delimiters": ("\nC9-1,", f"\n{',' * 13}\nC9-1,"),
    "a heading of two lines": ("nil_sections", 'nil_sections,"no\nte"'),
    "a heading that is no column": ("nil_sections", "nil_section"),
    "a cell of two lines": ("C8-1,notice,", 'C8-1,"no\ntice",'),
    "too few cells": ("\nC9-1,", "\nX,notice\nC9-1,"),
}
"""Of `messages.csv`: what is replaced by what."""


@pytest.mark.parametrize("change", MESSAGES.values(), ids=MESSAGES.keys())
def test_a_message_that_is_odd_says_in_bulk_what_it_always_says(
    tmp_path: Path, change: MadeRow
) -> None:
    """Findings, verdicts and counts alike, and the other cases stay where they are."""
    tables = world(messages=[change])
    found = agreed(folder_of(tmp_path / "made", tables), AS_OF)
    if not found.not_in_bulk and not found.refused:
        assert MANY - 5 <= found.stayed


@pytest.mark.parametrize("change", CASES.values(), ids=CASES.keys())
def test_a_case_that_is_odd_says_in_bulk_what_it_always_says(
    tmp_path: Path, change: MadeRow
) -> None:
    """A case counts once, however its id is written; a deliverable names one of them."""
    folder = folder_of(tmp_path / "made", world(cases=[change]))
    (folder / "deliverables.csv").write_text(DELIVERED.format(case="C5"), encoding="utf-8")
    found = agreed(folder, AS_OF)
    assert not found.not_in_bulk
    assert MANY - 5 <= found.stayed


@pytest.mark.parametrize("change", LINES.values(), ids=LINES.keys())
def test_a_text_that_the_database_divides_otherwise_is_read_as_always(
    tmp_path: Path, change: tuple[str, str]
) -> None:
    """The database is laxer than the standard about quotes, and skips what is a row here."""
    folder = folder_of(tmp_path / "made", world())
    file = folder / "messages.csv"
    text = file.read_text(encoding="utf-8")
    assert change[0] in text
    file.write_text(text.replace(*change, 1), encoding="utf-8")
    agreed(folder, AS_OF)


@pytest.mark.parametrize("case", ["C5", "C55"])
def test_a_row_of_another_table_finds_the_case_that_stays(tmp_path: Path, case: str) -> None:
    """Of one that is nowhere the help names the nearest of all ids."""
    folder = folder_of(tmp_path / "made", world())
    (folder / "deliverables.csv").write_text(DELIVERED.format(case=case), encoding="utf-8")
    assert MANY - 1 == agreed(folder, AS_OF).stayed


COLUMNS: Mapping[str, tuple[str, str, str]] = {
    "times with their zone": ("messages", "sent_at", "sent_at::TIMESTAMPTZ"),
    "flags": ("cases", "dispatch_needed", "substr(id, 2)::INT % 2 = 0"),
}
DOUBTFUL: Mapping[str, tuple[str, str, str]] = {
    "times without a zone": ("messages", "sent_at", "sent_at::TIMESTAMPTZ::TIMESTAMP"),
    "answers of a type of numbers": ("messages", "in_reply_to", "NULL::BIGINT"),
    "documents that are broken numbers": ("messages", "document", "NULL::DOUBLE"),
    "cases that are numbers": ("messages", "case", 'substr("case", 2)::BIGINT'),
    "lists of names": ("messages", "recipient", "[recipient]"),
    "senders that are numbers": ("messages", "sender", "1"),
}


def _columnar(folder: Path, changes: Mapping[tuple[str, str], str]) -> Path:
    """Write cases and messages of a folder as Parquet, with some columns made otherwise."""
    for name in ("cases", "messages"):
        file = folder / f"{name}.csv"
        replaced = ", ".join(
            f'{sql} AS "{column}"' for (table, column), sql in changes.items() if table == name
        )
        columns = f"* REPLACE ({replaced})" if replaced else "*"
        read = duckdb.read_csv(str(file), all_varchar=True)
        read.project(columns).write_parquet(str(file.with_suffix(".parquet")))
        file.unlink()
    return folder


@pytest.mark.parametrize("made", COLUMNS.values(), ids=COLUMNS.keys())
def test_columns_of_parquet_are_judged_where_they_lie(
    tmp_path: Path, made: tuple[str, str, str]
) -> None:
    """Times and flags need no text."""
    table, column, sql = made
    folder = _columnar(folder_of(tmp_path / "made", world()), {(table, column): sql})
    assert MANY - 1 == agreed(folder, AS_OF).stayed


@pytest.mark.parametrize("made", DOUBTFUL.values(), ids=DOUBTFUL.keys())
def test_a_type_of_which_something_is_to_be_said_is_not_for_bulk(
    tmp_path: Path, made: tuple[str, str, str]
) -> None:
    """Even where no cell is filled: the finding is about the column."""
    table, column, sql = made
    folder = _columnar(folder_of(tmp_path / "made", world()), {(table, column): sql})
    assert "types" == agreed(folder, AS_OF).not_in_bulk


def test_without_the_table_that_names_stand_in_nothing_is_judged_in_bulk(tmp_path: Path) -> None:
    """A name that nobody can look up may look like another one."""
    tables = {name: rows for name, rows in world().items() if name != "organisations"}
    assert "names" == agreed(folder_of(tmp_path / "made", tables), AS_OF).not_in_bulk
