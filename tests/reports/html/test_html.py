"""The page as it is written: what stands in it, before any browser opens it."""

import base64
import gzip
import hashlib
import json
import re
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from tests.agency_made import agency, concluded
from tests.assessment_made import assessment, one_of_each

from govrules import reports
from govrules.findings import Place
from govrules.reports import View
from govrules.reports.html.columns import LONGEST_CELL
from govrules.reports.html.labels import LABELS
from govrules.rereading import reread
from govrules.verdicts import EvidenceRow, Verdict

ASKED_FOR = re.compile(r'\blabel\("([\w-]+)"')
SCRIPTS = sorted(
    each.name for each in files("govrules.reports.html").iterdir() if each.name.endswith(".js")
)
QUARTER = Path(__file__).parents[3] / "fixtures" / "kz-229" / "quarter"
EACH = one_of_each()
PLACE = Place(path="assets.csv", line=2, row=2)


def held(text: str) -> dict[str, Any]:
    """Return what the page holds."""
    found = re.search(r'<script id="data" type="application/gzip">([^<]*)</script>', text)
    assert found is not None
    value: dict[str, Any] = json.loads(gzip.decompress(base64.b64decode(found[1])))
    return value


def script(name: str) -> str:
    """Return a part of the page's script."""
    return (files("govrules.reports.html") / name).read_text(encoding="utf-8")


def test_the_totals_are_those_of_the_assessment_whatever_is_listed(tmp_path: Path) -> None:
    """A short list must not look like a clean one, and the file is counted again."""
    view = View(include=(Verdict.PENDING,))
    text = reports.render("html", assessment(*EACH), view)
    (tmp_path / "page.html").write_text(text, encoding="utf-8")
    tally = reports.recount("html", tmp_path / "page.html")
    assert tally is not None
    assert assessment(*EACH).counts() == tally.stated
    assert {**dict.fromkeys(Verdict, 0), Verdict.PENDING: 4} == tally.listed
    assert ["pending"] == held(text)["head"]["included"]


def test_what_is_no_such_page_cannot_be_counted(tmp_path: Path) -> None:
    """A file that lost its data must not pass for one with nothing in it."""
    (tmp_path / "page.html").write_text("<!doctype html>", encoding="utf-8")
    with pytest.raises(ValueError, match=r"^page\.html$"):
        reports.recount("html", tmp_path / "page.html")


def test_of_too_many_duties_the_gravest_stay_and_the_rest_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A page has an end; the law's demands do not stop being counted there."""
    monkeypatch.setattr("govrules.reports.html.contents.MOST_DUTIES", 3)
    page = held(reports.render("html", assessment(*EACH), View()))
    assert (28, [0, 1, 1]) == (page["wanted"], page["duties"]["columns"]["verdict"])
    assert [1, 2, 3, 4, 5, 6, 7] == page["head"]["totals"]


def test_the_same_assessment_gives_the_same_page(tmp_path: Path) -> None:
    """An inspector compares two files by their digests."""
    folder = agency(tmp_path / "agency")
    pages = [reports.render("html", *concluded(folder)) for _ in range(2)]
    assert pages[0] == pages[1]


def test_the_policy_names_the_one_script_and_the_one_style() -> None:
    """Nothing else may run, whatever finds its way into the page."""
    text = reports.render("html", assessment(), View())
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)
    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL)
    run = re.search(r'<script type="module">(.*?)</script>', text, re.DOTALL)
    assert policy is not None
    assert style is not None
    assert run is not None
    digests = [
        base64.b64encode(hashlib.sha256(part[1].encode()).digest()).decode()
        for part in (run, style)
    ]
    assert (
        f"default-src 'none'; script-src 'sha256-{digests[0]}'; style-src 'sha256-{digests[1]}'; "
        "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'"
    ) == policy[1]
    assert 2 == text.count("<script")


@pytest.mark.parametrize("name", SCRIPTS)
def test_the_script_reads_nothing_as_markup(name: str) -> None:
    """Data becomes text, never elements; nothing is evaluated, nothing is fetched."""
    forbidden = (
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|fetch\("
    )
    assert [] == re.findall(forbidden, script(name))


def test_every_label_is_used_and_every_label_used_is_there() -> None:
    """A label that is asked for in vain would stop the page."""
    text = "".join(script(name) for name in SCRIPTS)
    used = set(ASKED_FOR.findall(text))
    named = {name for name in LABELS if f'"{name}"' in text}
    built = {name for name in LABELS if name.startswith(("by-", "theme-"))}
    assert set() == used - set(LABELS)
    assert set(LABELS) == used | named | built


def test_a_person_is_withheld_from_the_page_too() -> None:
    """What the assessment was not told cannot be found in the page."""
    row = EvidenceRow(place=PLACE, table="assets", cells={"number": "1", "person": None})
    shown = replace(assessment(replace(EACH[0], evidence=(row.place,))), rows=(row,))
    page = held(reports.render("html", shown, View()))
    assert [["assets.csv:2", [["assets", 0, ["1", None]]]]] == page["duties"]["places"]


def test_a_very_long_cell_is_cut_and_says_by_how_much() -> None:
    """One cell must not make a page that nobody can open."""
    row = EvidenceRow(place=PLACE, table="assets", cells={"unit": "x" * (LONGEST_CELL + 7)})
    shown = replace(assessment(replace(EACH[0], evidence=(PLACE,))), rows=(row,))
    page = held(reports.render("html", shown, View()))
    assert [["x" * LONGEST_CELL, 7]] == page["duties"]["places"][0][1][0][2]


def test_unseen_characters_are_written_out() -> None:
    """A name that turns the line around would be read as another name."""
    duty = replace(EACH[0].duty, subject="C\u202e1\x1b[31m", bearer="ST\u200bC")
    page = held(reports.render("html", assessment(replace(EACH[0], duty=duty)), View()))
    assert "C\\u202e1\\x1b[31m" in page["duties"]["texts"]
    assert ["ST\\u200bC", "", []] in page["parties"]


@pytest.mark.skipif(not QUARTER.is_dir(), reason="the fixtures are not part of a source archive")
def test_the_page_is_made_again_from_what_was_kept(tmp_path: Path) -> None:
    """A year later there is the JSON and the acts, and no data: not a byte differs."""
    assessed, view = concluded(QUARTER, "2026-10-05T09:00:00+05:00")
    kept = tmp_path / "assessment.json"
    kept.write_text(reports.render("json", assessed, view), encoding="utf-8")
    page = reports.render("html", assessed, view)
    assert page == reports.render("html", *reread(kept, "en"))
