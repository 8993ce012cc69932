"""OSCAL: every duty an observation, every violation a risk, and what waivers make of it."""

import json
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.agency_made import agency, concluded

from govrules.reports import View, oscal
from govrules.verdicts import Assessment, Verdict
from govrules.waivers import honoured, load

QUARTER = Path(__file__).parents[2] / "fixtures" / "kz-229" / "quarter"
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
WAIVER = """
waivers:
  - waiver: W-1
    norm: kz-229/rules/10.3.g
    scope: {bearer: STC}
    reason: the channel was being rebuilt
    legal_ground: joint order 17
    approver: A. First
    second_approver: B. Second
    valid_from: 2026-07-01T00:00:00+05:00
    valid_to: 2026-12-01T00:00:00+05:00
"""


def read(assessment: Assessment, view: View) -> dict[str, Any]:
    """Write the document and read its results back."""
    document = json.loads("".join(oscal.render(assessment, view)))
    results: dict[str, Any] = document["assessment-results"]
    return results


def verdict(observation: dict[str, Any]) -> str:
    """Return the word that an observation has among its properties."""
    told = {prop["name"]: prop["value"] for prop in observation["props"]}
    return str(told["verdict"])


def test_every_duty_is_observed_and_every_violation_a_risk() -> None:
    """Nothing is lost on the way to a system of record, and nothing added."""
    assessment, view = concluded(QUARTER, "2026-10-05T09:00:00+05:00")
    (result,) = read(assessment, view)["results"]
    counts = {word: count for word, count in assessment.counts().items() if count}
    assert counts == Counter(map(verdict, result["observations"]))
    assert counts[Verdict.VIOLATED] == len(result["risks"])
    known = {each["uuid"] for each in result["observations"]}
    related = [
        each["observation-uuid"]
        for finding in result["findings"]
        for each in finding["related-observations"]
    ]
    assert sorted(known) == sorted(related)


def test_what_is_not_known_to_be_satisfied_is_not() -> None:
    """The model knows two states; pending and indeterminate must not become the good one."""
    assessment, view = concluded(QUARTER, "2026-10-05T09:00:00+05:00")
    (result,) = read(assessment, view)["results"]
    states = {
        each["uuid"]: finding["target"]["status"]["state"]
        for finding in result["findings"]
        for each in [{"uuid": r["observation-uuid"]} for r in finding["related-observations"]]
    }
    good = {"compliant", "not-triggered", "not-applicable"}
    for observation in result["observations"]:
        if verdict(observation) not in good:
            assert states[observation["uuid"]] == "not-satisfied"


def test_every_reference_leads_somewhere(tmp_path: Path) -> None:
    """A reader that follows an identifier finds what it names; all are of one kind."""
    assessment, view = concluded(agency(tmp_path / "agency"))
    file = tmp_path / "waivers.yaml"
    file.write_text(WAIVER, encoding="utf-8")
    assessment = honoured(assessment, load(file, view.norms))
    text = "".join(oscal.render(assessment, view))
    named = re.findall(r'"uuid": "([^"]+)"', text)
    referred = re.findall(r'-uuid": "([^"]+)"|"href": "#([^"]+)"', text)
    assert len(set(named)) == len(named)
    assert all(map(UUID.fullmatch, named))
    assert {one or other for one, other in referred} <= set(named)


def test_a_waiver_is_an_approved_deviation(tmp_path: Path) -> None:
    """The violation stays not satisfied; its risk says who let it be, why and until when."""
    assessment, view = concluded(agency(tmp_path / "agency"), norm=("kz-229/rules/10.3.g.mo",))
    file = tmp_path / "waivers.yaml"
    file.write_text(WAIVER, encoding="utf-8")
    document = read(honoured(assessment, load(file, view.norms)), view)
    (result,) = document["results"]
    (risk,), (finding,) = result["risks"], result["findings"]
    assert finding["target"]["status"] == {"state": "not-satisfied", "reason": "fail"}
    assert risk["status"] == "deviation-approved"
    assert risk["deadline"] == "2026-12-01T00:00:00+05:00"
    names = {party["uuid"]: party["name"] for party in document["metadata"]["parties"]}
    logged = risk["risk-log"]["entries"][0]["logged-by"]
    assert [names[each["party-uuid"]] for each in logged] == ["A. First", "B. Second"]


def test_what_is_not_listed_is_counted_all_the_same(tmp_path: Path) -> None:
    """Narrowed to violations, the findings still speak of every duty."""
    assessment, view = concluded(agency(tmp_path / "agency"))
    only = read(assessment, replace(view, include=(Verdict.VIOLATED,)))["results"][0]
    whole = read(assessment, view)["results"][0]
    assert {verdict(each) for each in only["observations"]} == {"violated"}
    assert [each["target"] for each in whole["findings"]] == [
        each["target"] for each in only["findings"]
    ]
    assert whole["props"] == only["props"]


def test_a_finding_names_no_observation_that_is_left_out(tmp_path: Path) -> None:
    """Each reference leads to an object of the document; a violation left out is a risk still."""
    assessment, view = concluded(agency(tmp_path / "agency"))
    result = read(assessment, replace(view, include=(Verdict.COMPLIANT,)))["results"][0]
    named = {
        observation["observation-uuid"]
        for finding in result["findings"]
        for observation in finding.get("related-observations", [])
    }
    assert {each["uuid"] for each in result["observations"]} == named
    violations = assessment.counts()[Verdict.VIOLATED]
    assert violations == len(result["risks"]) > 0
