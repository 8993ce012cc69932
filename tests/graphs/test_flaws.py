"""Findings on the law: all of both acts, and each planted into an act that has none."""

import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from govrules import acts
from govrules.findings import Finding, Level
from govrules.graphs.flaws import flaws

HERE = Path(__file__).parent
FOUND = HERE / "found"
INVENTED = HERE / "acts"
FILES = {"act": "act.yaml", "units": "provisions.yaml", "norms": "norms/dam.yaml"}
Marks = set[tuple[str, str]]
README = (HERE.parents[1] / "README.md").read_text(encoding="utf-8")
CODES = re.compile(r"`([a-z-]+)`")


def found_in(act: str, folder: Path | None = None) -> tuple[Finding, ...]:
    """Return the findings on an act."""
    return flaws(acts.load(act, folder=folder), acts.provisions(act, folder))


def unit_of(finding: Finding, folder: Path | None, act: str) -> str:
    """Return the id of the unit at which a finding stands, without the act's."""
    units = acts.provisions(act, folder).values()
    (unit,) = (unit.id for unit in units if unit.place == finding.place)
    return unit.removeprefix(f"{act}/")


def marks(folder: Path) -> Marks:
    """Return the codes of the findings on the invented act, each with its unit."""
    return {(each.code, unit_of(each, folder, "dam-7")) for each in found_in("dam-7", folder)}


@pytest.mark.parametrize("act", acts.available())
def test_an_act_has_exactly_the_findings_that_its_page_lists(act: str) -> None:
    """Held against the legal findings by hand; a change of the law shows here."""
    expected = (FOUND / f"{act}.txt").read_text(encoding="utf-8")
    told = [
        f"{each.level} {each.code} at {unit_of(each, None, act)}\n"
        f"  {each.message}\n  help: {each.help}\n"
        for each in found_in(act)
    ]
    assert expected == "".join(told)


def test_a_finding_stands_at_the_line_of_its_unit() -> None:
    """An editor opens it there."""
    units = acts.provisions("kg-369")
    (loop,) = (each for each in found_in("kg-369") if each.code == "self-loop")
    assert units["kg-369/res/3"].place == loop.place
    assert "kg-369/provisions.yaml" == loop.place.path


def test_the_invented_act_warns_only_that_escalations_have_no_end() -> None:
    """Else what is planted below would prove nothing."""
    assert {("unbounded-silence", "3.ministry"), ("unbounded-silence", "3.owner")} == {
        (each.code, unit_of(each, INVENTED, "dam-7"))
        for each in found_in("dam-7", INVENTED)
        if each.level is Level.WARNING
    }


BASE = marks(INVENTED)
CLERK = {"name": {"en": "clerk"}}
PLANTED: Mapping[str, tuple[dict[str, Any], Marks, Marks]] = {
    "somebody whom the act does not list": (
        {"norms/8/counterparty": {"anybody": "dam:publick"}},
        {("undeclared-party", "8")},
        set(),
    ),
    "nobody to send to": (
        {"units/8/edge/to": ["unspecified"]},
        {("unnamed-recipient", "8")},
        set(),
    ),
    "nobody who sends": (
        {"units/8/edge/from": ["unspecified"]},
        {("unnamed-sender", "8")},
        set(),
    ),
    "nobody appoints": (
        {"units/8/appoints": None},
        {("unappointed-role", "7.a")},
        set(),
    ),
    "only described": (
        {"act/roles/dam:watch/filled": "by-description"},
        {("unidentified-role", "1")},
        set(),
    ),
    "to be appointed by itself": (
        {"norms/8/bearer": {"members": "dam:warden"}},
        {("self-appointing-role", "8")},
        set(),
    ),
    "no line of reporting": (
        {"act/roles/dam:clerk": CLERK, "norms/7.b/bearer": {"members": "dam:clerk"}},
        {("no-reporting-line", "7.b"), ("bearers-differ", "7")},
        set(),
    ),
    "a report to one of those who report": (
        {
            "act/roles/dam:clerk": CLERK,
            "act/roles/dam:owner/contains": ["dam:town", "dam:clerk"],
            "norms/6/counterparty": {"holder": "dam:clerk"},
        },
        {
            ("self-loop", "6"),
            ("single-point-of-failure", "3.ministry"),
            ("single-point-of-failure", "6"),
        },
        set(),
    ),
    "reports in a circle": (
        {
            "norms/6/bearer": {"holder": "dam:ministry"},
            "norms/6/trigger": {"period": "half-year"},
            "norms/6/counterparty": {"holder": "dam:watch"},
        },
        {
            ("due-before-its-source", "6"),
            ("duty-cycle", "5"),
            ("single-point-of-failure", "1"),
            ("single-point-of-failure", "6"),
        },
        {("critical-path", "5"), ("longest-silence", "6")},
    ),
    "an answer that asks for an answer": (
        {
            "norms/3.answer/trigger/receipt-of": "reply",
            "norms/3.answer/bearer": {"holder": "dam:watch"},
            "norms/3.answer/counterparty": {"owner": "dam:owner"},
            "norms/2/trigger/receipt-of": "reply",
        },
        {("duty-cycle", "2"), ("unanswered-escalation", "3.ministry")},
        {("critical-path", "2"), ("longest-silence", "2")},
    ),
    "one way alone": (
        {"norms/6/counterparty": {"holder": "dam:watch"}},
        {("single-point-of-failure", "3.ministry")},
        {("longest-silence", "6")},
    ),
    "an escalation that nobody answers": (
        {"norms/3.answer/trigger/receipt-of": "notice"},
        {("unanswered-escalation", "3.ministry")},
        set(),
    ),
    "no acknowledgement": (
        {"units/1.receipt/edge/relation": "informs"},
        {("missing-acknowledgement", "1")},
        set(),
    ),
    "nobody says who is authorised": (
        {"units/1.authority/edge/relation": "informs"},
        {("authority-not-announced", "1")},
        set(),
    ),
    "an escalation behind the owner's back": (
        {"norms/3.owner/counterparty": {"holder": "dam:ministry"}},
        {("escalation-not-copied", "3.ministry")},
        set(),
    ),
    "the later report due first": (
        {"norms/5/clock/length": "5"},
        {("due-before-its-source", "5")},
        set(),
    ),
    "an escalation before the answer is due": (
        {"norms/3.ministry/clock/length": "PT24H"},
        {("escalation-before-answer", "3.ministry")},
        set(),
    ),
    "less passed on than was told": (
        {
            "norms/4/performance/covers": ["incidents", "measures"],
            "norms/5/performance/covers": ["measures"],
        },
        {("content-narrows", "5")},
        {("longest-silence", "6")},
    ),
    "no term": (
        {"units/1.receipt/edge/when": None},
        {("unbounded-silence", "1.receipt")},
        set(),
    ),
    "a term that ends the silence": (
        {"norms/3.ministry/deadline": "within"},
        {
            ("critical-path", "3.answer"),
            ("longest-silence", "3.answer"),
            ("longest-silence", "3.ministry"),
        },
        {("unbounded-silence", "3.ministry")},
    ),
}


@pytest.mark.parametrize("fault", PLANTED)
def test_a_planted_fault_is_found_and_nothing_else_of_its_kind(fault: str, tmp_path: Path) -> None:
    """What is found beside it, or no longer, follows from the same change."""
    changes, appearing, vanishing = PLANTED[fault]
    shutil.copytree(INVENTED, tmp_path / "acts")
    for path, value in changes.items():
        change(tmp_path / "acts" / "dam-7", path.split("/"), value)
    actual = marks(tmp_path / "acts")
    assert (appearing, vanishing) == (actual - BASE, BASE - actual)


def change(act: Path, steps: list[str], value: object) -> None:
    """Set one value of a document of the act, or take it out; units and norms go by their ids."""
    file, *inner, last = steps
    document = yaml.safe_load((act / FILES[file]).read_text(encoding="utf-8"))
    part = document
    if file != "act":
        wanted = f"dam-7/{inner.pop(0)}" if inner else f"dam-7/{last}"
        entries = document["norms"] if file == "norms" else document["provisions"]
        (part,) = (each for each in entries if wanted in (each.get("norm"), each.get("id")))
    for step in inner:
        part = part[step]
    if value is None:
        del part[last]
    else:
        part[last] = value
    (act / FILES[file]).write_text(yaml.safe_dump(document), encoding="utf-8")


def test_the_readme_lists_each_finding_on_the_law_that_there_is() -> None:
    """Those of both acts and of what is planted, and no other."""
    _, _, table = README.partition("| finding on the law |")
    rows, _, _ = table.partition("\n\n")
    listed = {code for row in rows.splitlines()[2:] for code in CODES.findall(row.split("|")[1])}
    planted = {code for _, appearing, _ in PLANTED.values() for code, _ in appearing}
    shipped = {each.code for act in acts.available() for each in found_in(act)}
    assert listed == planted | shipped


def test_the_findings_that_the_readme_shows_are_those_of_the_acts() -> None:
    """Each line as it is told."""
    shown = [line for line in README.splitlines() if "/provisions.yaml:" in line]
    told = {str(each).split("\n")[0] for act in acts.available() for each in found_in(act)}
    assert 3 == len(shown)
    assert set(shown) <= told
