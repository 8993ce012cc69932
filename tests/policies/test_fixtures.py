"""The shipped datasets are judged as their makers expected, duty for duty."""

import csv
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from tests.facts_made import DutyKey, act_of, by_duty

from govrules import documents, facts
from govrules.assessing import assess
from govrules.instants import Instant, read_exact
from govrules.verdicts import Judgement

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
TEXTS = {"type": "array", "items": {"type": "object", "additionalProperties": {"type": "string"}}}
INDEX = documents.load(FIXTURES / "index.yaml", TEXTS, shown="index.yaml").value


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _instant(text: str) -> Instant | None:
    return read_exact(text) if text else None


def _told(row: dict[str, str], judgement: Judgement) -> tuple[dict[str, object], dict[str, object]]:
    """Return what a row asserts and what was found; its blank cells assert nothing."""
    expected: dict[str, object] = {
        name: row[name] for name in ("counterparty", "verdict", "reason")
    }
    actual: dict[str, object] = {
        "counterparty": judgement.duty.counterparty,
        "verdict": str(judgement.verdict),
        "reason": str(judgement.reason),
    }
    for name in ("due_at", "performed_at"):
        if row[name]:
            expected[name], actual[name] = _instant(row[name]), getattr(judgement, name)
    if row["late_by"]:
        expected["late_by"], actual["late_by"] = row["late_by"], judgement.late_by
    return expected, actual


@pytest.mark.parametrize("entry", INDEX, ids=lambda entry: str(entry["dataset"]))
def test_a_dataset_is_judged_duty_for_duty_as_expected(entry: dict[str, str]) -> None:
    """Of the norms and subjects that the expected file names no duty lacks and none is added."""
    act = act_of(entry["dataset"].split("/")[0])
    rows = _rows(FIXTURES / entry["expected"])
    norms = sorted({row["norm"] for row in rows})
    read = facts.read([FIXTURES / entry["dataset"]], zone=ZoneInfo(act.zone))
    assessment = assess([act], read, read_exact(entry["as_of"]), only=norms)
    named = {(row["norm"], row["subject"]) for row in rows}
    found = {k: j for k, j in by_duty(assessment.judgements).items() if k[:2] in named}
    wanted: dict[DutyKey, dict[str, str]] = {
        (row["norm"], row["subject"], row["occasion"], row["bearer"]): row for row in rows
    }
    assert sorted(wanted) == sorted(found)
    pairs = {key: _told(row, found[key]) for key, row in wanted.items()}
    assert {k: e for k, (e, a) in pairs.items() if e != a} == {
        k: a for k, (e, a) in pairs.items() if e != a
    }


def test_every_expected_file_is_in_the_index() -> None:
    """A dataset that nobody judges is no proof."""
    expected = {path.relative_to(FIXTURES).as_posix() for path in FIXTURES.rglob("*expected.csv")}
    assert expected == {entry["expected"] for entry in INDEX}
