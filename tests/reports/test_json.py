"""The JSON report: the form, held to its schema, and what it says about itself."""

import hashlib
import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from jsonschema import Draft202012Validator
from tests.agency_made import WORLD, agency, but, concluded

from govrules import documents, reports
from govrules.findings import Finding, Level, Place
from govrules.instants import day_end, read_exact
from govrules.reports import View
from govrules.sentences import Sentence
from govrules.verdicts import Assessment, Duty, Input, Judgement, Reason, Verdict

QUARTER = Path(__file__).parents[2] / "fixtures" / "kz-229" / "quarter"
VALIDATOR = Draft202012Validator(documents.schema("assessment"))
DIGEST = f"sha256:{'0' * 64}"
DAY = read_exact("2026-07-20T14:00:00+05:00")


def assessment(*judgements: Judgement) -> Assessment:
    """Return an assessment that holds some judgements."""
    return Assessment(
        as_of=DAY,
        zone="Asia/Almaty",
        engine={"name": "reference", "version": "0", "tzdata": "0"},
        acts={"kz-229": DIGEST},
        readings={"P1": "closed"},
        not_assessed=(),
        narrowed_to=(),
        inputs=(Input(path="cases.csv", digest=DIGEST, rows=2, used=1, set_aside=1),),
        judgements=judgements,
        findings=(),
    )


LATE = Judgement(
    duty=Duty("kz-229/rules/10.3.g.mo", "C1", "event", "STC", "MO-1"),
    verdict=Verdict.VIOLATED,
    reason=Reason.LATE,
    opened_at=DAY,
    due_at=DAY + 1_800_000_000,
    performed_at=DAY + 1_800_000_001,
    late_by="PT0.000001S",
    delay=1_800_000_001,
    readings=("P1", "P2"),
    missing=(Place(path="messages.csv", row=3, line=4, column="sent_at"),),
    evidence=(Place(path="cases.csv", row=2, line=2),),
    severity="high",
    zone="Asia/Almaty",
)


def test_a_verdict_has_the_fields_of_the_contract() -> None:
    """Programs read these names, and instants in the zone of the act."""
    written = json.loads(reports.render("json", assessment(LATE), View()))
    expected = {
        "id": hashlib.sha256(b"kz-229/rules/10.3.g.mo\x1fC1\x1fevent\x1fSTC\x1fMO-1").hexdigest()[
            :16
        ],
        "norm": "kz-229/rules/10.3.g.mo",
        "subject": "C1",
        "occasion": "event",
        "bearer": "STC",
        "counterparty": "MO-1",
        "verdict": "violated",
        "reason": "late",
        "grounds": [],
        "opened_at": "2026-07-20T14:00:00+05:00",
        "due_at": "2026-07-20T14:30:00+05:00",
        "performed_at": "2026-07-20T14:30:00.000001+05:00",
        "late_by": "PT0.000001S",
        "delay": "PT30M0.000001S",
        "readings": ["P1", "P2"],
        "missing": [{"path": "messages.csv", "row": 3, "line": 4, "column": "sent_at"}],
        "evidence": [{"path": "cases.csv", "row": 2, "line": 2}],
        "severity": "high",
    }
    assert [expected] == written["verdicts"]


def test_the_head_says_what_was_judged_by_what() -> None:
    """A reader a year later needs the moment, the act's version and the files."""
    written = json.loads(reports.render("json", assessment(), View()))
    assert {
        "govrules": "1",
        "as_of": "2026-07-20T14:00:00+05:00",
        "engine": {"name": "reference", "version": "0", "tzdata": "0"},
        "acts": [{"id": "kz-229", "digest": DIGEST}],
        "readings": {"P1": "closed"},
        "not_assessed": [],
        "names": {},
        "inputs": [{"path": "cases.csv", "digest": DIGEST, "rows": 2, "used": 1, "set_aside": 1}],
        "summary": {
            "violated": 0,
            "indeterminate": 0,
            "attestation-required": 0,
            "pending": 0,
            "compliant": 0,
            "not-triggered": 0,
            "not-applicable": 0,
            "by_norm": {},
            "by_bearer": {},
        },
        "verdicts": [],
        "findings": [],
        "rows": [],
    } == written


def test_what_is_unknown_is_null() -> None:
    """An empty text would look like an answer."""
    unknown = Judgement(duty=LATE.duty, verdict=Verdict.INDETERMINATE, reason=Reason.MISSING_DATA)
    (written,) = json.loads(reports.render("json", assessment(unknown), View()))["verdicts"]
    empty = ["opened_at", "due_at", "performed_at", "late_by", "delay"]
    assert dict.fromkeys(empty) == {name: written[name] for name in empty}


def test_verdicts_are_sorted_by_norm_subject_occasion_and_bearer() -> None:
    """The order of the rows that came in must not show."""
    duties = [
        Duty("a", "C1", "event", "X", "Y"),
        Duty("a", "C1", "incident", "X", "Y"),
        Duty("a", "C2", "event", "X", "Y"),
        Duty("b", "C1", "event", "W", "Y"),
        Duty("b", "C1", "event", "X", "Y"),
    ]
    shuffled = [Judgement(duty=duties[at], verdict=Verdict.PENDING) for at in (3, 0, 4, 2, 1)]
    written = json.loads(reports.render("json", assessment(*shuffled), View()))["verdicts"]
    assert [duty.id for duty in duties] == [each["id"] for each in written]


def test_what_is_left_out_is_still_counted_and_said_to_be_left_out() -> None:
    """A short list must not look like a clean one."""
    view = View(include=(Verdict.COMPLIANT,))
    narrowed = replace(assessment(LATE), narrowed_to=("kz-229/rules/10.3.g.mo",))
    written = json.loads(reports.render("json", narrowed, view))
    assert ([], ["compliant"], ["kz-229/rules/10.3.g.mo"], 1, 1) == (
        written["verdicts"],
        written["included"],
        written["narrowed_to"],
        written["summary"]["violated"],
        written["summary"]["by_bearer"]["STC"]["violated"],
    )


def test_letters_of_any_script_stay_readable() -> None:
    """People open the file too."""
    finding = Finding(
        place=Place(path="істер.csv"),
        code="x",
        level=Level.NOTE,
        message=Sentence("Қ"),
        help=Sentence("ң"),
    )
    written = reports.render("json", replace(assessment(), findings=(finding,)), View())
    assert '"path": "істер.csv"' in written


@pytest.mark.parametrize(
    ("as_of", "messages"),
    [
        ("2026-07-19T00:00:00+05:00", WORLD["messages"]),
        ("2026-07-20T14:10:00.000001+05:00", WORLD["messages"]),
        ("2026-07-21T00:00:00+05:00", WORLD["messages"]),
        ("2026-07-30T00:00:00+05:00", but(WORLD["messages"], 0, sent_at="no time")),
        ("2026-07-30T00:00:00+05:00", but(WORLD["messages"], 0, received_at="")),
    ],
)
def test_what_is_written_fits_the_schema_that_ships(
    tmp_path: Path, as_of: str, messages: list[dict[str, str]]
) -> None:
    """Whoever holds a report to the schema must not find it wanting."""
    assessed, view = concluded(agency(tmp_path / "agency", messages=messages), as_of)
    written = json.loads(reports.render("json", assessed, view))
    assert [] == [error.message for error in VALIDATOR.iter_errors(written)]


@pytest.mark.skipif(not QUARTER.is_dir(), reason="the fixtures are not part of a source archive")
def test_a_whole_quarter_fits_the_schema_that_ships() -> None:
    """The largest report at hand has every kind of row in it."""
    assessed, view = concluded(QUARTER, "2026-10-05T09:00:00+05:00")
    written = json.loads(reports.render("json", assessed, view))
    assert [] == [error.message for error in VALIDATOR.iter_errors(written)]


def test_the_schema_is_closed() -> None:
    """A field that nobody described must not slip in."""
    written = json.loads(reports.render("json", assessment(LATE), View()))
    written["verdicts"][0]["surprise"] = 1
    assert ["Additional properties are not allowed ('surprise' was unexpected)"] == [
        error.message for error in VALIDATOR.iter_errors(written)
    ]


def test_the_last_instant_of_a_day_is_written_to_the_microsecond() -> None:
    """A rounded deadline is another deadline."""
    due = day_end(date(2026, 7, 20), ZoneInfo("Asia/Almaty"))
    written = json.loads(reports.render("json", assessment(replace(LATE, due_at=due)), View()))[
        "verdicts"
    ][0]
    assert "2026-07-20T23:59:59.999999+05:00" == written["due_at"]


def test_the_rows_relied_on_come_along_as_they_stood(tmp_path: Path) -> None:
    """Whoever holds only the report must be able to check a verdict against its evidence."""
    norm = "kz-229/rules/10.3.g.mo"
    assessed, view = concluded(agency(tmp_path / "agency"), norm=(norm,))
    written = json.loads(reports.render("json", assessed, view))
    assert [
        {
            "path": "cases.csv",
            "row": 2,
            "line": 2,
            "table": "cases",
            "cells": dict(WORLD["cases"][0]),
        },
        {
            "path": "messages.csv",
            "row": 2,
            "line": 2,
            "table": "messages",
            "cells": dict(WORLD["messages"][0]),
        },
    ] == written["rows"]


def test_rows_of_verdicts_that_are_not_listed_stay_out(tmp_path: Path) -> None:
    """A short list is asked for to be handed on: the rest of the agency's rows are not."""
    assessed, view = concluded(agency(tmp_path / "agency"))
    shown = replace(view, include=(Verdict.COMPLIANT,))
    written = json.loads(reports.render("json", assessed, shown))
    assert ["cases.csv:2", "messages.csv:3", "relations.csv:2"] == [
        f"{row['path']}:{row['row']}" for row in written["rows"]
    ]


@pytest.mark.skipif(not QUARTER.is_dir(), reason="the fixtures are not part of a source archive")
def test_no_person_of_the_annex_is_in_a_report_unless_asked_for() -> None:
    """The report travels further than the table."""
    asked = concluded(QUARTER, "2026-10-05T09:00:00+05:00", unmask=True)
    withheld = concluded(QUARTER, "2026-10-05T09:00:00+05:00")
    assert (True, False) == tuple(
        "Серікова" in reports.render("json", assessed, view) for assessed, view in (asked, withheld)
    )
