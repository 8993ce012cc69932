"""Statements about cases that stay in their file: the assessment is the one of all rows read."""

from collections.abc import Mapping
from pathlib import Path

import duckdb
import pytest
from tests.bulk_made import ALL, MANY, Told, agreed, folder_of, stated_of, world
from tests.facts_made import MadeRow

from govrules.facts import bulk
from govrules.instants import read_exact
from govrules.verdicts import Verdict

AS_OF = read_exact("2026-10-05T09:00:00+05:00")
TABLES = ("cases", "messages", "attestations")
STATED: MadeRow = {
    "provision": "kz-229/rules/10.3.i",
    "organisation": "STC",
    "case": "C9",
    "date": "2026-07-20T11:00:00+05:00",
    "holds": "true",
}
ANY: MadeRow = {**STATED, "case": None}
OF_C7 = stated_of("C7", 7)

SOUND: Mapping[str, MadeRow] = {
    "a second one": STATED,
    "of another body": {**STATED, "organisation": "MO-1"},
    "of an object": {**STATED, "object": "O1"},
    "for a period": {**STATED, "period": "2026-Q3"},
    "made after the moment of judging": {**STATED, "date": "2026-10-05T09:00:00.000001+05:00"},
    "made at the moment of judging": {**STATED, "date": "2026-10-05T09:00:00+05:00"},
    "of a day": {**STATED, "date": "2026-07-20"},
    "of the day of judging": {**STATED, "date": "2026-10-05"},
    "valid to the day before": {**STATED, "valid_to": "2026-10-04"},
    "valid to the day of judging": {**STATED, "valid_to": "2026-10-05"},
    "valid to the moment of judging": {**STATED, "valid_to": "2026-10-05T09:00:00+05:00"},
    "of one day": {**STATED, "date": "2026-07-20", "valid_to": "2026-07-20"},
    "that contradicts another one": {**OF_C7, "holds": "true"},
    "with a document in any script": {**STATED, "document": "№ 7, акт «О проверке»\u3001"},
}
"""Statements that leave their case where it is."""

ODD: Mapping[str, MadeRow] = {
    "about any case": ANY,
    "about any case, denied": {**ANY, "holds": "false"},
    "about any case, later": {**ANY, "date": "2026-07-21"},
    "about any case, of another norm": {**ANY, "provision": "kz-229/rules/10.3.j"},
    "about any case, unclear": {**ANY, "date": "2026-07-20 11:00"},
    "about any case, with nothing said": {**ANY, "holds": None},
    "about any case, of a body that is not there": {**ANY, "organisation": "STD"},
    "a case that is not there": {**STATED, "case": "C99"},
    "a case in blanks": {**STATED, "case": "  "},
    "a case with a blank before it": {**STATED, "case": " C9"},
    "a case that looks like another one": {**STATED, "case": "\u04219"},
    "a case that is composed to another one": {**STATED, "case": "\u212a1"},
    "a case with a NUL": {**STATED, "case": "C\x009"},
    "a provision that is not there": {**STATED, "provision": "kz-229/rules/10.3.z"},
    "a provision of an object": {**STATED, "provision": "kz-229/rules/10.1.a", "object": "O1"},
    "a provision of a body": {**STATED, "provision": "kz-229/rules/3"},
    "a provision with a blank after it": {**STATED, "provision": "kz-229/rules/10.3.i "},
    "a provision in another case": {**STATED, "provision": "KZ-229/rules/10.3.i"},
    "no provision": {**STATED, "provision": None},
    "a body that is not there": {**STATED, "organisation": "STD"},
    "a body that looks like another one": {**STATED, "organisation": "S\u0422C"},
    "a body that looks like a case": {**STATED, "organisation": "\u04215"},
    "a body with blanks": {**STATED, "organisation": " STC "},
    "no body": {**STATED, "organisation": None},
    "an object that is not there": {**STATED, "object": "O2"},
    "a period that is none": {**STATED, "period": "2026-Q5"},
    "a time without an offset": {**STATED, "date": "2026-07-20T11:00:00"},
    "a time without seconds": {**STATED, "date": "2026-07-20T11:00+05:00"},
    "a time with an offset that is none": {**STATED, "date": "2026-07-20T11:00:00-00:00"},
    "a day that is none": {**STATED, "date": "2026-06-31"},
    "a day before all days": {**STATED, "date": "1969-12-31"},
    "no time": {**STATED, "date": None},
    "an end before it begins": {**STATED, "valid_to": "2026-07-20T10:59:59+05:00"},
    "an end as it begins": {**STATED, "valid_to": "2026-07-20T11:00:00+05:00"},
    "an end the day before": {**STATED, "valid_to": "2026-07-19"},
    "an end that is none": {**STATED, "valid_to": "32 March"},
    "nothing said": {**STATED, "holds": None},
    "a word in another case": {**STATED, "holds": "True"},
    "a word for nothing": {**STATED, "holds": "perhaps"},
    "the same again": OF_C7,
    "the same again in another zone": {**OF_C7, "date": "2026-07-24T05:00:00.000007Z"},
    "the same again with blanks": {**OF_C7, "case": " C7"},
    "the same again in another document": {**OF_C7, "document": "S-8"},
    "a document with a quote": {**STATED, "document": 'a "b"'},
    "a document with a blank nobody sees": {**STATED, "document": "a\u00a0"},
}
"""Statements of which something is to be said, or that are not about one case alone."""


def _relied_on(found: Told) -> set[tuple[str, str]]:
    """Return the provisions and documents of the statements that verdicts rely on."""
    assert found.assessment is not None
    rows = [row.cells for row in found.assessment.rows if row.table == "attestations"]
    return {(str(cells["provision"]), str(cells["document"])) for cells in rows}


@pytest.mark.parametrize("row", SOUND.values(), ids=SOUND.keys())
def test_a_statement_beyond_doubt_stays_with_its_case(tmp_path: Path, row: MadeRow) -> None:
    """What it says counts all the same, and it is shown as evidence as it stands."""
    found = agreed(folder_of(tmp_path / "made", world(attestations=[row])), AS_OF)
    assert (TABLES, MANY - 1) == (found.left, found.stayed)
    assert {("kz-229/rules/10.3.i", "S-11"), ("kz-229/rules/10.3.j", "S-5")} <= _relied_on(found)


@pytest.mark.parametrize("row", ODD.values(), ids=ODD.keys())
def test_a_statement_that_is_odd_says_in_bulk_what_it_always_says(
    tmp_path: Path, row: MadeRow, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Findings, verdicts and counts alike; other cases and their statements stay."""
    # Of so few, two that say the same are many.
    monkeypatch.setattr(bulk, "_MOST_ODD", 0.1)
    folder = folder_of(tmp_path / "made", world(cases=[{"id": "K1"}], attestations=[row]))
    found = agreed(folder, AS_OF)
    assert TABLES == found.left
    assert MANY - 4 <= found.stayed


@pytest.mark.parametrize("holds", ["true", "false", None])
def test_what_is_said_of_any_case_is_said_where_all_verdicts_are_listed(
    tmp_path: Path, holds: str | None
) -> None:
    """Cases that it leaves open are taken too, and come to what they always come to."""
    folder = folder_of(tmp_path / "made", world(attestations=[{**ANY, "holds": holds}, STATED]))
    assert TABLES == agreed(folder, AS_OF, ALL).left


@pytest.mark.parametrize("word", Verdict)
def test_what_is_said_of_any_case_is_said_of_those_that_are_looked_at_alone(
    tmp_path: Path, word: Verdict
) -> None:
    """To whichever cases the tables are narrowed, a statement that names none is not left out."""
    rows = [{**ANY, "holds": "false"}, {**STATED, "case": "C5", "holds": "false"}]
    folder = folder_of(tmp_path / "made", world(attestations=rows))
    assert TABLES == agreed(folder, AS_OF, {word}).left


def test_a_case_that_is_written_otherwise_than_it_is_read_is_the_one_stated(
    tmp_path: Path,
) -> None:
    """A statement that names it is about it alone, not about any case."""
    tables = world(cases=[{"again": "C11", "id": "C11 "}], attestations=[])
    found = agreed(folder_of(tmp_path / "made", tables), AS_OF)
    assert (TABLES, MANY - 2) == (found.left, found.stayed)


READ: Mapping[str, str] = {
    "nothing at all": "",
    "headings alone": "provision,organisation,case,date,holds\n",
    "bodies alone": "provision,organisation,date,holds\nkz-229/rules/3,STC,2026-07-20,true\n",
    "no word of what holds": "provision,organisation,case,date\n"
    "kz-229/rules/10.3.i,STC,C9,2026-07-20\n",
    "no body": "provision,case,date,holds\nkz-229/rules/10.3.i,C9,2026-07-20,true\n",
    "a heading twice": "provision,organisation,case,date,holds,holds\na,STC,C9,2026-07-20,true,\n",
    "a cell of two lines": "provision,organisation,case,date,holds\n"
    '"a\nb",STC,C9,2026-07-20,true\n',
    "unclear cases": "provision,organisation,case,date,holds\na,STC,C9,2026,true\n",
}
"""Files of statements that are read row by row."""


@pytest.mark.parametrize("text", READ.values(), ids=READ.keys())
def test_statements_that_cannot_stay_are_read_while_cases_stay(tmp_path: Path, text: str) -> None:
    """What is wrong with the file is told as always."""
    folder = folder_of(tmp_path / "made", world())
    (folder / "attestations.csv").write_text(text, encoding="utf-8", newline="")
    found = agreed(folder, AS_OF)
    assert found.refused or (("cases", "messages"), MANY - 1) == (found.left, found.stayed)


@pytest.mark.parametrize("holds", [None, "true"], ids=["blank", "the same twice"])
def test_where_too_many_statements_are_odd_all_are_read_and_no_case_is_taken_for_them(
    tmp_path: Path, holds: str | None
) -> None:
    """Reading the cases of all of them would cost more."""
    rows = [{**STATED, "case": f"C{number // 2}", "holds": holds} for number in range(4, 12)]
    found = agreed(folder_of(tmp_path / "made", world(attestations=rows)), AS_OF)
    assert (("cases", "messages"), MANY - 1) == (found.left, found.stayed)


COLUMNS: Mapping[str, tuple[str, str, tuple[str, ...]]] = {
    "times with their zone": ("date", "date::TIMESTAMPTZ", TABLES),
    "days": ("date", "date::TIMESTAMPTZ::DATE", TABLES),
    "ends that are days": ("valid_to", "valid_to::TIMESTAMPTZ::DATE", TABLES),
    "flags": ("holds", "holds::BOOLEAN", TABLES),
    "times without a zone": ("date", "date::TIMESTAMPTZ::TIMESTAMP", TABLES[:2]),
    "cases that are numbers": ("case", 'substr("case", 2)::BIGINT', TABLES[:2]),
    "a day without an end": ("valid_to", "'infinity'::DATE", TABLES[:2]),
}


@pytest.mark.parametrize("made", COLUMNS.values(), ids=COLUMNS.keys())
def test_statements_in_parquet_stay_where_their_types_say_it_all(
    tmp_path: Path, made: tuple[str, str, tuple[str, ...]]
) -> None:
    """Days and instants, texts and flags; of other types each cell is looked at."""
    column, sql, left = made
    folder = folder_of(tmp_path / "made", world(attestations=[STATED]))
    file = folder / "attestations.csv"
    read = duckdb.read_csv(str(file), all_varchar=True)
    read.project(f'* REPLACE ({sql} AS "{column}")').write_parquet(
        str(file.with_suffix(".parquet"))
    )
    file.unlink()
    assert left == agreed(folder, AS_OF).left


def test_statements_in_a_document_are_read_while_cases_stay(tmp_path: Path) -> None:
    """As in any form that a database cannot read where it lies."""
    folder = folder_of(tmp_path / "made", world(attestations=[STATED]))
    (folder / "attestations.csv").unlink()
    rows = f"provision: {STATED['provision']}, organisation: STC, case: C9, date: 2026-07-20"
    (folder / "attestations.yaml").write_text(f"- {{{rows}, holds: true}}\n", encoding="utf-8")
    assert TABLES[:2] == agreed(folder, AS_OF).left
