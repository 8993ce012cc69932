"""The decision of a gate: allowed is what the exit code 0 stands for, and nothing else."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from tests.agency_made import WORLD, Rows, agency, but, concluded

from govrules import documents
from govrules.assessing.decisions import decision
from govrules.cli import run
from govrules.verdicts import SEVERITIES, exit_code

QUARTER = Path(__file__).parents[2] / "fixtures" / "kz-229" / "quarter"
VALIDATOR = Draft202012Validator(documents.schema("decision"))
TO_OWNER, TO_COMMITTEE = "kz-229/rules/10.3.g.mo", "kz-229/rules/10.3.g.knb"
AS_OF = "2026-07-21T00:00:00+05:00"
SUMMARY: dict[str, Any] = {
    "violated": 0,
    "indeterminate": 0,
    "attestation-required": 0,
    "pending": 0,
    "compliant": 0,
    "not-triggered": 0,
    "not-applicable": 0,
}


def decided(folder: Path, *norms: str, fail_on: str = "low", **tables: Rows) -> dict[str, Any]:
    """Judge the small agency and decide; the decision keeps to its schema and to the exit code."""
    assessment, _ = concluded(agency(folder, **tables), AS_OF, norms)
    found: dict[str, Any] = decision(assessment, fail_on)
    VALIDATOR.validate(found)
    assert found["allow"] is (exit_code(assessment, fail_on) == 0)
    del found["judged"]
    return found


def test_what_was_done_in_time_is_allowed_without_a_reason(tmp_path: Path) -> None:
    """Something was looked at, and nothing stands against it."""
    expected = {"allow": True, "reasons": [], "summary": {**SUMMARY, "compliant": 1}}
    assert expected == decided(tmp_path / "agency", TO_COMMITTEE)


def test_a_violation_denies_and_is_named(tmp_path: Path) -> None:
    """With the duty that it is of."""
    late = {
        "code": "violated",
        "reason": "late",
        "norm": TO_OWNER,
        "subject": "C1",
        "occasion": "event",
        "bearer": "STC",
        "counterparty": "MO-1",
    }
    expected = {"allow": False, "reasons": [late], "summary": {**SUMMARY, "violated": 1}}
    assert expected == decided(tmp_path / "agency", TO_OWNER)


def test_a_violation_that_need_not_fail_does_not_deny(tmp_path: Path) -> None:
    """It is counted all the same."""
    expected = {"allow": True, "reasons": [], "summary": {**SUMMARY, "violated": 1}}
    assert expected == decided(tmp_path / "agency", TO_OWNER, fail_on="never")


def test_what_is_not_known_denies(tmp_path: Path) -> None:
    """The duty is undetermined, and the cell that cannot be read is a reason of its own."""
    messages = but(WORLD["messages"], 1, sent_at="yesterday")
    found = decided(tmp_path / "agency", TO_COMMITTEE, messages=messages)
    duty, finding = found["reasons"]
    assert found["allow"] is False
    assert (duty["code"], duty["reason"], duty["norm"]) == (
        "indeterminate",
        "bad-data",
        TO_COMMITTEE,
    )
    assert (finding["code"], finding["path"], finding["row"], finding["column"]) == (
        "finding",
        "messages.csv",
        3,
        "sent_at",
    )


def test_nothing_to_look_at_denies(tmp_path: Path) -> None:
    """Green because nothing was there is not green."""
    expected = {"allow": False, "reasons": [{"code": "nothing-applies"}], "summary": SUMMARY}
    assert expected == decided(tmp_path / "agency", TO_OWNER, cases=[], messages=[])


def test_a_norm_whose_duties_cannot_be_listed_denies(tmp_path: Path) -> None:
    """Withholding a table never opens a gate."""
    folder = agency(tmp_path / "agency")
    (folder / "cases.csv").unlink()
    assessment, _ = concluded(folder, AS_OF, (TO_OWNER,))
    found = decision(assessment)
    VALIDATOR.validate(found)
    expected = [{"code": "not-assessed", "norm": TO_OWNER}, {"code": "nothing-applies"}]
    assert (False, expected) == (found["allow"], found["reasons"])


@pytest.mark.parametrize("fail_on", [*SEVERITIES, "never"])
def test_a_quarter_is_decided_as_its_exit_code_says(fail_on: str) -> None:
    """Every severity; reasons if and only if it is denied."""
    assessment, _ = concluded(QUARTER, "2026-10-05T09:00:00+05:00")
    found = decision(assessment, fail_on)
    VALIDATOR.validate(found)
    assert (exit_code(assessment, fail_on) == 0, found["allow"]) == (
        found["allow"],
        not found["reasons"],
    )


def test_the_gate_writes_its_decision_and_ends_as_check_does(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """JSON on standard output, and what was judged is in it."""
    data = str(agency(tmp_path / "agency"))
    asked = (data, "--as-of", AS_OF, "--act", "kz-229", "--norm")
    assert run(["check", *asked, TO_OWNER]) == 1
    capsys.readouterr()
    assert run(["gate", *asked, TO_OWNER]) == 1
    found = json.loads(capsys.readouterr().out)
    VALIDATOR.validate(found)
    assert (AS_OF, "low", [TO_OWNER]) == tuple(
        found["judged"][name] for name in ("as_of", "fail_on", "narrowed_to")
    )
    assert run(["gate", *asked, TO_COMMITTEE]) == 0
    assert json.loads(capsys.readouterr().out)["allow"] is True


def test_a_gate_that_cannot_judge_gives_no_decision(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing on standard output can be taken for an answer."""
    folder = agency(tmp_path / "agency")
    (folder / "cases.csv").write_bytes(b"\xff\xfe\x00")
    code = run(["gate", str(folder), "--as-of", AS_OF, "--act", "kz-229"])
    assert (4, "") == (code, capsys.readouterr().out)
