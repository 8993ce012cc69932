"""Folders of tables judged in bulk and row by row, and what has to come out of both."""

import csv
import io
import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import pytest
from tests.assessment_made import thinned
from tests.facts_made import MadeRow, Tables, act_of

from govrules import facts
from govrules.assessing import assess
from govrules.assessing.bulk import assess_in_bulk
from govrules.engines import named
from govrules.engines.columnar.databases import duckdb
from govrules.engines.columnar.limits import Limits
from govrules.facts.bulk import LEFT, Bulk, NotInBulkError, opened
from govrules.facts.bulk.doubts import CASE_ROW
from govrules.facts.rows import Facts, RawValue
from govrules.facts.tables import TABLES, Kind
from govrules.findings import FactsError
from govrules.instants import Instant
from govrules.interruptions import Database
from govrules.norms import Act
from govrules.reports import rows_of
from govrules.verdicts import Assessment, Verdict

ALL = frozenset(Verdict)
USUAL = frozenset({Verdict.VIOLATED, Verdict.COMPLIANT})
"""With these listed no case is taken out because a duty of it cannot be decided."""


@dataclass(frozen=True, slots=True)
class Told:
    """What became of a folder: an assessment, or why there is none; how many cases `stayed`.

    `left` are the tables of which rows stayed.
    """

    assessment: Assessment | None
    refused: str = ""
    not_in_bulk: str = ""
    stayed: int = 0
    left: tuple[str, ...] = ()


def in_bulk(
    act: Act,
    folder: Path,
    as_of: Instant,
    verdicts: Collection[Verdict] = USUAL,
    at_once: int = 1_000,
    kept: Collection[Verdict] = (),
) -> Told:
    """Judge a folder in bulk, all norms of an act; what is kept is listed with the rest."""
    try:
        with (
            duckdb.alone(Limits()) as connection,
            opened(connection, folder, zone=ZoneInfo(act.zone), naive="act-zone") as bulk,
        ):
            found = assess_in_bulk(
                [act],
                bulk,
                as_of,
                only=(),
                engine=named("reference"),
                verdicts=verdicts,
                kept=kept,
                at_once=at_once,
                told=lambda *_: None,
            )
            found = _listed(found)
            (taken,) = connection.execute("SELECT count(DISTINCT id) FROM taken").fetchone() or (0,)
            return Told(found, stayed=bulk.cases - taken, left=bulk.left)
    except NotInBulkError as error:
        return Told(None, not_in_bulk=str(error))
    except FactsError as error:
        return Told(None, refused=str(error))


def _listed(found: Assessment) -> Assessment:
    """Return an assessment that lists what it keeps."""
    if found.kept is None:
        return found
    counted = tuple(each for each in found.counted if each.verdict not in found.kept.verdicts)
    only_counted = {each.verdict for each in counted}
    listed = tuple(found.each([word for word in Verdict if word not in only_counted]))
    return replace(found, judgements=listed, counted=counted, kept=None)


def row_by_row(
    act: Act,
    folder: Path,
    as_of: Instant,
    verdicts: Collection[Verdict] = USUAL,
    kept: Collection[Verdict] = (),
) -> Told:
    """Judge a folder as always, thinned to some verdicts; those kept bring no rows."""
    try:
        read = facts.read([folder], zone=ZoneInfo(act.zone))
    except FactsError as error:
        return Told(None, refused=str(error))
    found = thinned(assess([act], read, as_of), {*verdicts, *kept})
    shown = (each for each in found.judgements if each.verdict in verdicts)
    return Told(replace(found, rows=tuple(rows_of(shown, found))))


def written(
    rows: Sequence[MadeRow], columns: Sequence[str], *, delimiter: str = ",", ending: str = "\n"
) -> str:
    """Write rows as separated values, blank cells and lists as the format has them."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator=ending)
    writer.writerow(columns)
    writer.writerows([[_cell(row.get(name)) for name in columns] for row in rows])
    return text.getvalue()


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return ";".join(value) if isinstance(value, list | tuple) else str(value)


def folder_of(folder: Path, tables: Tables, without: Iterable[str] = ()) -> Path:
    """Write tables as CSV into an empty folder, with all their columns but some."""
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    for name, rows in tables.items():
        columns = [column for column in TABLES[name].columns if column not in set(without)]
        (folder / f"{name}.csv").write_text(written(rows, columns), encoding="utf-8", newline="")
    return folder


DETECTED = "2026-07-20T10:00:00+05:00"
MANY = 30
"""How many cases of a world there are, so that a few in doubt leave the others where they are."""


def world(
    cases: Sequence[MadeRow] = (),
    messages: Sequence[MadeRow] = (),
    attestations: Sequence[MadeRow] | None = None,
) -> dict[str, list[MadeRow]]:
    """Return tables in which all is well, and some rows that are changed or added.

    A row given with the `id` of one that is there changes it; others are added at the end. Where
    `attestations` are given, one of each case stands before them, and all cases ask for one.
    """
    made: dict[str, list[dict[str, RawValue]]] = {
        "organisations": [
            {"id": "STC", "roles": "kz:stc"},
            {"id": "KNB", "roles": "kz:knb"},
            {"id": "AB", "roles": "kz:authorised-body"},
            {"id": "MO-1", "roles": "kz:state-body"},
            {"id": "AP-1"},
        ],
        "relations": [{"source": "AP-1", "relation": "authorised-by", "target": "MO-1"}],
        "objects": [
            {
                "id": "O1",
                "owner": "MO-1",
                "category": "digital-resource",
                "contains_state_secrets": False,
                "country": "KZ",
                "work_types": "1;3",
            }
        ],
        "cases": [
            {
                "id": f"C{number}",
                "object": "O1",
                "class": "incident" if number % 2 else "event",
                "detected_at": DETECTED,
                "causes_eliminated_at": "2026-07-20T12:00:00+05:00" if number % 3 else None,
            }
            for number in range(1, MANY + 1)
        ],
        "messages": [
            each for number in range(1, MANY + 1) for each in _messages(f"C{number}", number)
        ],
    }
    for table, changes in (("cases", cases), ("messages", messages)):
        for change in changes:
            there = next((row for row in made[table] if row["id"] == change.get("again")), None)
            if there is None:
                made[table].append(dict(change))
            else:
                there.update({name: cell for name, cell in change.items() if name != "again"})
    if attestations is not None:
        stated = (stated_of(f"C{number}", number) for number in range(1, MANY + 1))
        made["attestations"] = [*stated, *map(dict, attestations)]
        for case in made["cases"]:
            case.update(containment_feasible=True, dispatch_needed=True)
    return {name: list(rows) for name, rows in made.items()}


def stated_of(case: str, number: int) -> dict[str, RawValue]:
    """Return a statement about a case that leaves nothing to say."""
    return {
        "provision": "kz-229/rules/10.3.i" if number % 5 else "kz-229/rules/10.3.j",
        "organisation": "STC",
        "case": case,
        "date": f"2026-07-2{1 + number % 4}T10:00:00.{number:06}+05:00",
        "valid_to": f"2026-1{number % 3}-01T00:00:00+05:00" if number % 2 else None,
        "holds": "false" if number % 7 == 0 else "true",
        "document": f"S-{number}",
    }


def decided(
    cases: Sequence[MadeRow] = (), messages: Sequence[MadeRow] = ()
) -> dict[str, list[MadeRow]]:
    """Return a `world` in which nothing is left open about any duty of a case."""
    made = world(cases, messages)
    told = {"contains_state_secrets": "false", "egov_integrated": "false", "country": "KZ"}
    made["objects"] = [{**row, **told} for row in made["objects"]]
    contract = {"source": "KNB", "relation": "contract", "target": "STC"}
    made["relations"].append({**contract, "valid_from": "2025-01-01"})
    return made


def _messages(case: str, number: int) -> Iterable[dict[str, RawValue]]:
    minute = 10 + number
    yield {
        "id": f"{case}-1",
        "type": "notice",
        "case": case,
        "sender": "STC",
        "recipient": "MO-1",
        "sent_at": f"2026-07-20T10:{minute}:00+05:00",
        "received_at": f"2026-07-20T10:{minute + 5}:00+05:00" if number % 4 else None,
        "status": "delivered",
        "covers": "incident" if number % 2 else "event",
    }
    yield {
        "id": f"{case}-2",
        "type": "reply",
        "case": case,
        "sender": "MO-1",
        "recipient": "STC",
        "sent_at": f"2026-07-2{1 + number % 4}T10:00:00+05:00",
        "received_at": f"2026-07-2{1 + number % 4}T10:00:01+05:00",
        "covers": "analysis;measures",
        "in_reply_to": f"{case}-1",
    }


def agreed(folder: Path, as_of: Instant, verdicts: Collection[Verdict] = USUAL) -> Told:
    """Judge a folder by kz-229 both ways, which must say the same; return what bulk came to."""
    act = act_of("kz-229")
    found = in_bulk(act, folder, as_of, verdicts)
    if not found.not_in_bulk:
        expected = row_by_row(act, folder, as_of, verdicts)
        assert expected.refused == found.refused
        if expected.assessment is not None and found.assessment is not None:
            same(expected.assessment, found.assessment)
    return found


def same(expected: Assessment, actual: Assessment) -> None:
    """Hold two assessments against each other, part by part so that a difference is short."""
    assert expected.findings == actual.findings
    assert expected.inputs == actual.inputs
    assert expected.judgements == actual.judgements
    assert expected.counted == actual.counted
    assert expected.rows == actual.rows
    assert expected == replace(actual, engine=expected.engine)


Line = Callable[[MadeRow], str]
"""How a row is written on a line of its own."""


def plainly(row: Mapping[str, object]) -> str:
    """Write a row as most programs do: compact, blank cells as `null`."""
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"))


def lines_of(
    folder: Path,
    tables: Tables,
    line: Line = plainly,
    *,
    array: bool = False,
    ending: str = "\n",
    encoding: str = "utf-8",
) -> Path:
    """Write cases and messages as NDJSON, or as arrays with a row on each line; others as CSV."""
    folder_of(folder, tables)
    for name in ("cases", "messages"):
        (folder / f"{name}.csv").unlink()
        rows = [
            line({column: row.get(column) for column in TABLES[name].columns})
            for row in tables[name]
        ]
        text = ending.join(rows) + ending
        if array:
            text = ending.join(["[", *[f"{row}," for row in rows[:-1]], rows[-1], "]", ""])
        file = folder / f"{name}.{'json' if array else 'ndjson'}"
        file.write_bytes(text.encode(encoding))
    return folder


FORMS: Final[Mapping[Kind, Sequence[str]]] = {
    Kind.INSTANT: ("lo", "hi", "minute.lo", "minute.hi"),
    Kind.TEXTS: ("any", "has.kk"),
    Kind.NAMES: ("any", "has.MO-1"),
    Kind.WORDS: ("any", "has.event", "has.analysis", "has.external"),
}
"""In which forms engines ask for the columns of cases and messages; of others for the text."""


def forms(table: str) -> list[str]:
    """Name every column of a table in every form in which it has one value in a row."""
    return [
        f"{name}.{form}" if form else name
        for name, column in TABLES[table].columns.items()
        for form in FORMS.get(column.kind, ("",))
    ]


def held(folder: Path, zone: str = "Asia/Almaty") -> Told:
    """Hold what bulk reads of a folder to what `facts` reads; return what bulk came to.

    Of the rows that stay each column in each form, and of the others what there is to be said.
    """
    try:
        with (
            duckdb.alone(Limits()) as connection,
            opened(connection, folder, zone=ZoneInfo(zone), naive="act-zone") as bulk,
        ):
            bulk.doubt((), {table: forms(table) for table in LEFT})
            taken = {id_ for (id_,) in connection.execute("SELECT id FROM taken").fetchall()}
            read = bulk.read(())
            whole = facts.read([folder], zone=ZoneInfo(zone))
            assert whole.findings == read.findings
            assert whole.inputs == read.inputs
            for table in ("cases", "messages"):
                _read_alike(connection, bulk, table, whole, taken)
            return Told(None, stayed=bulk.cases - len(taken))
    except NotInBulkError as error:
        return Told(None, not_in_bulk=str(error))
    except FactsError as error:
        refused = str(error)
    with pytest.raises(FactsError) as expected:
        facts.read([folder], zone=ZoneInfo(zone))
    assert str(expected.value) == refused
    return Told(None, refused=refused)


def _read_alike(
    connection: Database, bulk: Bulk, table: str, whole: Facts, taken: Collection[str]
) -> None:
    """Hold the rows of a table that stay to those that were read, in all forms."""
    # What names its case stays as the number of that.
    asked = [name for name in forms(table) if (table, name) != ("messages", "case")]
    names = ["row", "row" if table == "cases" else CASE_ROW, *asked]
    aliases = [f"c{at}" for at in range(len(names))]
    rows = connection.execute(bulk.query(table, names, aliases, (0, 1))).fetchall()
    known = dict(connection.execute("SELECT known_row, known_id FROM known").fetchall())
    stayed = {row: fields for row, case, *fields in rows if known[case] not in taken}
    named = {row: known[case] for row, case, *_ in rows}
    if table == "messages":
        cases = {row.source.row: row.cells["case"] for row in whole.tables[table].rows}
        assert {row: cases[row] for row in stayed} == {row: named[row] for row in stayed}
    rows_read = whole.tables[table].rows
    relation = facts.relation(whole, table, asked)
    read = {row.source.row: [*fields] for row, fields in zip(rows_read, relation, strict=True)}
    assert stayed == {row: read.get(row) for row in stayed}
    aside = {row.source.row for row in rows_read if row.aside}
    assert not aside & stayed.keys()
    lines = {row.source.row: row.source for row in rows_read}
    placed = bulk.placing(table)
    assert {row: lines[row] for row in stayed} == {row: placed(row) for row in stayed}
    raw = {row.source.row: facts.written(table, row) for row in rows_read}
    shown = dict(bulk.written(table, map(placed, stayed), unmask=False))
    assert {placed(row): raw[row] for row in stayed} == shown
