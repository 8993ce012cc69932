"""Waivers and baselines: each format honours them in its own way, and none hides a verdict."""

import json
from pathlib import Path
from xml.etree.ElementTree import fromstring

import duckdb
import pytest
from tests.agency_made import WORLD as TOLD
from tests.agency_made import agency, concluded
from tests.test_waivers import file_of

from govrules import reports
from govrules.baselines import compared
from govrules.publishing import publish
from govrules.reports import View
from govrules.verdicts import Assessment, Verdict
from govrules.waivers import honoured, load

NORM = "kz-229/rules/10.3.g.mo"
DIGEST = f"sha256:{'1' * 64}"


@pytest.fixture
def judged(tmp_path: Path) -> tuple[Assessment, View]:
    """Return one violation that is waived and new, while another of the baseline is gone."""
    cases = [*TOLD["cases"], {**TOLD["cases"][0], "id": "C2"}]
    then, _ = concluded(agency(tmp_path / "then", cases=cases[1:]), norm=(NORM,))
    now, view = concluded(agency(tmp_path / "now"), norm=(NORM,))
    now = honoured(now, load(file_of(tmp_path), view.norms))
    return compared(now, then, path="then.json", digest=DIGEST), view


def told(name: str, judged: tuple[Assessment, View]) -> str:
    """Return a report that is text."""
    return reports.render(name, *judged)


def test_code_scanning_gets_a_suppression_and_a_state(judged: tuple[Assessment, View]) -> None:
    """The result still fails; that it is accepted, by whom and until when, stands beside it."""
    results = json.loads(told("sarif", judged))["runs"][0]["results"]
    now, gone = results
    assert (now["kind"], now["level"], now["baselineState"]) == ("fail", "error", "new")
    (suppression,) = now["suppressions"]
    assert suppression["status"] == "accepted"
    assert suppression["justification"] == "W-1: the channel was being rebuilt (joint order 17)"
    assert suppression["properties"] == {
        "approvedBy": ["A. First", "B. Second"],
        "expires": "2026-12-01T00:00:00+05:00",
    }
    assert (gone["baselineState"], "properties" in gone) == ("absent", False)
    assert now["partialFingerprints"] != gone["partialFingerprints"]


def test_test_views_skip_what_is_waived(judged: tuple[Assessment, View]) -> None:
    """A skipped test is seen, and it does not fail the run."""
    suites = fromstring(told("junit", judged))  # noqa: S314 - a report of our own
    (case,) = suites.iter("testcase")
    (skipped,) = case
    assert skipped.get("message") == "violated late; waived by W-1; new since the baseline"
    assert (suites.get("failures"), suites.get("skipped")) == ("0", "1")


def test_annotations_of_what_is_waived_are_notices(judged: tuple[Assessment, View]) -> None:
    """It stands on its line and turns nothing red."""
    first, last = told("github", judged).splitlines()
    assert first.startswith("::notice file=cases.csv,line=2,title=violated late::")
    assert "waived by W-1" in first
    assert last.startswith("::notice title=govrules::1 violated,")


def test_code_quality_has_it_as_information(judged: tuple[Assessment, View]) -> None:
    """A merge request is not held up by it."""
    _, duty = json.loads(told("gitlab", judged))[:2]
    assert duty["severity"] == "info"
    assert "waived by W-1" in duty["description"]


@pytest.mark.parametrize("name", ["csv", "markdown", "github_summary", "terminal"])
def test_tables_and_texts_say_so(name: str, judged: tuple[Assessment, View]) -> None:
    """Whoever reads the violation reads its waiver."""
    assert "W-1" in told(name, judged)


def test_the_typed_table_has_both(judged: tuple[Assessment, View], tmp_path: Path) -> None:
    """Analysts count with them."""
    path = tmp_path / "table.parquet"
    publish([("parquet", path)], *judged)
    with duckdb.connect() as database:
        query = "SELECT verdict, waiver, change FROM read_parquet(?)"
        found = database.execute(query, [str(path)]).fetchall()
    assert [("violated", "W-1", "new")] == found


@pytest.mark.parametrize("name", [each for each in reports.available() if each != "ledger"])
def test_no_format_hides_a_verdict(
    name: str, judged: tuple[Assessment, View], tmp_path: Path
) -> None:
    """What is read back is one violation, waived or not."""
    path = tmp_path / f"report.{name}"
    publish([(name, path)], *judged)
    found = reports.recount(name, path)
    assert found is not None
    assert judged[0].counts() == found.stated
    assert found.listed is None or found.listed[Verdict.VIOLATED] == 1
