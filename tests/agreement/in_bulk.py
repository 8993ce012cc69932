"""Matters judged from files of an agency, row by row and in bulk."""

import csv
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import yaml
from tests.agreement.matters import Matter, answer, first_difference, written
from tests.assessment_made import thinned
from tests.facts_made import MadeRow

from govrules import facts
from govrules.assessing.bulk import assess_in_bulk
from govrules.engines import columnar, reference
from govrules.facts import Naive, RawValue
from govrules.facts.bulk import opened
from govrules.facts.tables import TABLES
from govrules.instants import write
from govrules.norms import Act
from govrules.reports import rows_of
from govrules.verdicts import Verdict

ALL = frozenset(Verdict)
FEW = frozenset({Verdict.VIOLATED, Verdict.INDETERMINATE})
"""With these listed most duties are only glanced at, and cases without them stay where they are."""
AT_ONCE = 15
"""How many cases are judged in one go: several goes for each matter."""


def as_files(matter: Matter, zone: ZoneInfo, folder: Path) -> None:
    """Write the tables of a matter as an agency hands them over: CSV, and a header."""
    for name, rows in matter.rows.items():
        _write(folder / f"{name}.csv", list(TABLES[name].columns), rows)
    window = {
        table: {"from": write(start, zone), "to": write(end, zone)}
        for table, (start, end) in matter.complete.items()
    }
    if window:
        text = yaml.safe_dump({"complete": window})
        (folder / "dataset.yaml").write_text(text, encoding="utf-8")


def _write(file: Path, columns: list[str], rows: list[MadeRow]) -> None:
    with file.open("w", encoding="utf-8", newline="") as opened_:
        writer = csv.DictWriter(opened_, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows({name: _cell(value) for name, value in row.items()} for row in rows)


def _cell(value: RawValue) -> str:
    if isinstance(value, list):
        return ";".join(map(str, value))
    return "" if value is None else str(value)


def bulk_difference(matter: Matter, act: Act, folder: Path) -> str:
    """Return how judging in bulk differs from the reference row by row; nothing if it does not.

    Raises:
        NotInBulkError: the matter has to be read row by row.
    """
    zone = ZoneInfo(act.zone)
    naive: Naive = "reject" if act.settled.get("naive-times") == "reject" else "act-zone"
    as_files(matter, zone, folder)
    meant = answer(act, facts.read([folder], zone=zone, naive=naive), matter.as_of, reference)
    for verdicts in (ALL, FEW):
        with (
            duckdb.connect(":memory:") as connection,
            opened(connection, folder, zone=zone, naive=naive) as bulk,
        ):
            found = assess_in_bulk(
                [act],
                bulk,
                matter.as_of,
                only=(),
                engine=columnar,
                verdicts=verdicts,
                at_once=AT_ONCE,
                told=lambda *_: None,
            )
        expected = thinned(meant, verdicts)
        rows = tuple(rows_of(expected.judgements, expected))
        difference = first_difference(
            written(act, replace(expected, rows=rows), verdicts), written(act, found, verdicts)
        )
        if difference:
            return f"{len(verdicts)} verdicts listed: {difference}"
    return ""
