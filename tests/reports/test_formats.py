"""Every format: no duty lost, none added, whatever is listed; and what each reader finds in it."""

import csv
import io
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from xml.etree import ElementTree as ET

import duckdb
import openpyxl
import pytest
from jsonschema import Draft4Validator
from tests.agency_made import WORLD, agency, concluded
from tests.assessment_made import assessment, one_of_each

from govrules import reports
from govrules.fields import Tally
from govrules.findings import Place
from govrules.instants import SECOND
from govrules.publishing import publish
from govrules.reports import View, github, markdown, sarif
from govrules.verdicts import Assessment, Judgement, Reason, Verdict

MADE = assessment(*one_of_each())
FORMATS = [name for name in reports.available() if name not in {"html", "ledger"}]
LISTING = [name for name in FORMATS if name not in {"github", "pdf", "terminal"}]
SARIF = json.loads(
    (Path(__file__).parents[1] / "vendored" / "sarif-2.1.0-rtm.5.json").read_text(encoding="utf-8")
)
SCHEMA = Draft4Validator(SARIF)


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> tuple[Assessment, View]:
    """Return the small agency with an unusable row, so that there are findings."""
    messages = [*WORLD["messages"], {"id": "M9", "type": "reminder"}]
    return concluded(agency(tmp_path_factory.mktemp("judged") / "agency", messages=messages))


def written(name: str, folder: Path, given: Assessment, view: View) -> Path:
    """Return the file of a report that was read back."""
    path = folder / f"report.{name}"
    publish([(name, path)], given, view)
    return path


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize(
    "include", [None, (), (Verdict.VIOLATED,), (Verdict.COMPLIANT, Verdict.PENDING), tuple(Verdict)]
)
def test_what_is_read_back_is_what_was_concluded(
    name: str, include: tuple[Verdict, ...] | None, tmp_path: Path
) -> None:
    """All are counted, and those chosen are listed."""
    view = View(include=include)
    found = reports.recount(name, written(name, tmp_path, MADE, view))
    chosen = reports.chosen(name, view)
    counts = MADE.counts()
    listed = {word: count if word in chosen else 0 for word, count in counts.items()}
    assert Tally(counts, listed if name in LISTING else None) == found


@pytest.mark.parametrize("name", FORMATS)
def test_a_report_of_nothing_is_a_report(name: str, tmp_path: Path) -> None:
    """It says that there are no duties."""
    empty = replace(assessment(), inputs=())
    found = reports.recount(name, written(name, tmp_path, empty, View()))
    assert found is not None
    assert dict.fromkeys(Verdict, 0) == found.stated


@pytest.mark.parametrize("name", FORMATS)
def test_the_order_in_which_duties_came_does_not_show(name: str, tmp_path: Path) -> None:
    """The same duties, the same bytes."""
    turned = replace(MADE, judgements=MADE.judgements[::-1])
    one = written(name, tmp_path, MADE, View()).read_bytes()
    assert one == written(name, tmp_path, turned, View()).read_bytes()


@pytest.mark.parametrize("name", LISTING)
def test_a_report_that_was_cut_short_is_not_taken_for_a_report(name: str, tmp_path: Path) -> None:
    """Whatever is missing at its end is missed."""
    view = View(include=tuple(Verdict))
    path = written(name, tmp_path, MADE, view)
    whole = reports.recount(name, path)
    path.write_bytes(path.read_bytes()[:-300])
    try:
        found = reports.recount(name, path)
    except (ValueError, KeyError, StopIteration, duckdb.Error):
        return
    assert whole != found or name in {"markdown", "github_summary"}


def test_lines_of_json_are_a_head_verdicts_findings_and_an_end(
    judged: tuple[Assessment, View],
) -> None:
    """The same values as in the JSON report."""
    lines = [json.loads(line) for line in reports.render("ndjson", *judged).splitlines()]
    whole = json.loads(reports.render("json", *judged))
    kinds = [line.pop("record") for line in lines]
    assert [*dict.fromkeys(kinds)] == ["assessment", "verdict", "finding", "end"]
    for kind, key in (("verdict", "verdicts"), ("finding", "findings")):
        found = [line for line, each in zip(lines, kinds, strict=True) if each == kind]
        assert whole[key] == found
    assert {"verdicts": len(whole["verdicts"]), "findings": len(whole["findings"])} == lines[-1]


def table(judged: tuple[Assessment, View]) -> list[dict[str, str]]:
    """Read the CSV report as a spreadsheet does."""
    text = reports.render("csv", *judged).removeprefix("\ufeff")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_the_table_has_a_row_for_each_duty_and_one_for_each_count(
    judged: tuple[Assessment, View],
) -> None:
    """`record` says which is which."""
    rows = table(judged)
    duties = [row for row in rows if row["record"] == "verdict"]
    totals = {row["verdict"]: int(row["count"]) for row in rows if row["record"] == "total"}
    assert judged[0].counts() == totals
    assert [each.duty.id for each in judged[0].judgements] == [row["id"] for row in duties]
    late = next(row for row in duties if row["reason"] == "late")
    assert ("Ministry of Examples", "PT9M", "cases.csv:2; messages.csv:2") == (
        late["counterparty_name"],
        late["late_by"],
        late["evidence"],
    )


def test_the_typed_table_holds_instants_and_lists(
    judged: tuple[Assessment, View], tmp_path: Path
) -> None:
    """Analysts compute with it."""
    path = written("parquet", tmp_path, *judged)
    with duckdb.connect() as database:
        found = database.execute(
            "SELECT id, epoch_us(due_at), delay_us, evidence[1].line, clause"
            " FROM read_parquet(?) WHERE reason = 'late'",
            [str(path)],
        ).fetchall()
        order = database.execute("SELECT id FROM read_parquet(?)", [str(path)]).fetchall()
    (late,) = [each for each in judged[0].judgements if each.reason is Reason.LATE]
    clause = judged[1].clause(late.duty.norm)
    assert [(late.duty.id, late.due_at, late.delay, 2, clause)] == found
    assert [(each.duty.id,) for each in judged[0].judgements] == order


def test_the_workbook_is_typed_filtered_frozen_and_linked(
    judged: tuple[Assessment, View], tmp_path: Path
) -> None:
    """What an officer and an auditor open first."""
    book = openpyxl.load_workbook(written("xlsx", tmp_path, *judged))
    names = [
        "Overview",
        "To act on",
        "Due next",
        "By norm and body",
        "All verdicts",
        "Evidence",
        "Data",
        "Readings",
    ]
    assert names == book.sheetnames
    assert {"A2"} == {sheet.freeze_panes for sheet in book}
    every = book["All verdicts"]
    assert every.auto_filter.ref is not None
    heads = {str(cell.value): at for at, cell in enumerate(every[1])}
    (late,) = [row for row in every.iter_rows(min_row=2) if row[heads["reason"]].value == "late"]
    assert datetime(2026, 7, 20, 14, 32) == late[heads["due_at (local)"]].value  # noqa: DTZ001 - as in a sheet
    link = late[heads["evidence"]].hyperlink
    assert link is not None
    sheet, _, cell = str(link.location).replace("'", "").partition("!")
    linked = next(book[sheet].iter_rows(min_row=int(cell[1:]), values_only=True))
    expected = (late[heads["id"]].value, late[heads["norm"]].value, "violated", "cases.csv", 2, 2)
    assert expected == linked
    assert all(sheet.conditional_formatting for sheet in book)


def test_a_moment_is_never_rounded_into_the_next_day(tmp_path: Path) -> None:
    """The last instant of a day is cut to its second; the exact text stands beside it."""
    last = MADE.as_of // SECOND * SECOND + 35_999_999_999  # 23:59:59.999999 of that day
    (duty,) = one_of_each()[:1]
    book = openpyxl.load_workbook(
        written("xlsx", tmp_path, assessment(replace(duty, due_at=last)), View())
    )
    head, row = book["All verdicts"].iter_rows(values_only=True)
    cells = dict(zip(head, row, strict=True))
    seen = datetime(2026, 7, 20, 23, 59, 59)  # noqa: DTZ001 - as in a sheet
    assert (seen, "2026-07-20T23:59:59.999999+05:00") == (
        cells["due_at (local)"],
        cells["due_at"],
    )


def cases(text: str) -> Iterator[ET.Element]:
    """Yield the test cases of a JUnit report."""
    yield from ET.fromstring(text).iter("testcase")  # noqa: S314 - our own text


def test_the_test_view_has_unique_names_and_adds_up(judged: tuple[Assessment, View]) -> None:
    """GitLab makes one of two cases that share class and name."""
    text = reports.render("junit", *judged)
    root = ET.fromstring(text)  # noqa: S314 - our own text
    names = [(case.get("classname"), case.get("name")) for case in cases(text)]
    assert len(names) == len(set(names))
    for suite in (root, *root.iter("testsuite")):
        inside = [*suite.iter("testcase")]
        kinds = Counter(part.tag for case in inside for part in case)
        assert [len(inside), kinds["failure"], kinds["error"], kinds["skipped"]] == [
            int(suite.get(name, "")) for name in ("tests", "failures", "errors", "skipped")
        ]


def test_the_test_view_shows_the_time_a_duty_took_and_what_is_wrong_with_the_data(
    judged: tuple[Assessment, View],
) -> None:
    """A pipeline must not be green where the exit code is not 0."""
    text = reports.render("junit", *judged)
    (late,) = [case for case in cases(text) if case.find("failure[@type='late']") is not None]
    assert "2340.000000" == late.get("time")
    wrong = [case for case in cases(text) if case.get("classname") == "govrules.data"]
    assert wrong
    assert {"error"} == {part.tag for case in wrong for part in case}


@pytest.mark.parametrize("include", [None, (Verdict.VIOLATED,)])
def test_the_log_fits_the_schema_of_sarif(
    judged: tuple[Assessment, View], include: tuple[Verdict, ...] | None
) -> None:
    """Whoever holds it to the standard must not find it wanting."""
    given, view = judged
    log = json.loads(reports.render("sarif", given, replace(view, include=include)))
    assert [] == [error.message for error in SCHEMA.iter_errors(log)]


def test_a_result_has_its_kind_level_taxon_and_a_lasting_fingerprint(
    judged: tuple[Assessment, View],
) -> None:
    """Rows may move, and lateness grow: it is the same duty."""
    given, view = judged
    (late,) = [each for each in given.judgements if each.reason is Reason.LATE]
    moved = replace(late, evidence=(Place(path="x.csv", line=9),), performed_at=given.as_of)
    before, run = (
        json.loads(
            reports.render("sarif", replace(given, judgements=(one,)), replace(view, root="data"))
        )["runs"][0]
        for one in (late, moved)
    )
    (result,) = run["results"]
    assert before["results"][0]["partialFingerprints"] == result["partialFingerprints"]
    assert late.duty.id in result["partialFingerprints"].values()
    rule = run["tool"]["driver"]["rules"][result["ruleIndex"]]
    (target,) = [each["target"] for each in rule["relationships"]]
    taxonomy = run["taxonomies"][target["toolComponent"]["index"]]
    assert (late.duty.norm, late.duty.norm, "fail", "error", "data/x.csv", 9) == (
        rule["id"],
        next(taxon["id"] for taxon in taxonomy["taxa"] if taxon["id"] == target["id"]),
        result["kind"],
        result["level"],
        result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"],
        result["locations"][0]["physicalLocation"]["region"]["startLine"],
    )


def test_every_verdict_has_a_kind_and_only_violations_a_level() -> None:
    """Nothing undecided looks like a failure, nor like a pass."""
    (run,) = json.loads(reports.render("sarif", MADE, View()))["runs"]
    found = {
        each["properties"]["verdict"]: (each["kind"], each["level"]) for each in run["results"]
    }
    assert {
        "violated": ("fail", "warning"),
        "indeterminate": ("open", "none"),
        "attestation-required": ("review", "none"),
        "pending": ("informational", "none"),
        "compliant": ("pass", "none"),
        "not-triggered": ("notApplicable", "none"),
        "not-applicable": ("notApplicable", "none"),
    } == found


def test_a_log_that_github_would_not_take_whole_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """The limit is named in the log."""
    monkeypatch.setattr(sarif, "MOST_RESULTS", 27)
    (run,) = json.loads(reports.render("sarif", MADE, View()))["runs"]
    told = [each["message"]["text"] for each in run["invocations"][0]["toolExecutionNotifications"]]
    assert [
        (
            "28 results: GitHub code scanning takes 27 of a run; "
            "list fewer with --include, or judge fewer with --norm"
        )
    ] == told


def test_code_quality_begins_with_the_counts_and_keeps_its_fingerprints(
    judged: tuple[Assessment, View],
) -> None:
    """The form has no head."""
    given, view = judged
    entries = json.loads(reports.render("gitlab", given, view))
    expected = ", ".join(f"{count} {word}" for word, count in given.counts().items())
    assert expected == entries[0]["description"]
    prints = [each["fingerprint"] for each in entries]
    assert len(prints) == len(set(prints))
    assert {"description", "check_name", "fingerprint", "severity", "location"} == {
        key for each in entries for key in each
    }
    assert {each["severity"] for each in entries} <= {"info", "minor", "major", "critical"}


def many(count: int, judgement: Judgement) -> Assessment:
    """Return an assessment of one judgement many times, each about another case."""
    return assessment(
        *(
            replace(judgement, duty=replace(judgement.duty, subject=f"C-{number:06d}"))
            for number in range(count)
        )
    )


def test_annotations_keep_within_what_github_shows() -> None:
    """Ten errors, ten warnings, and the rest is counted."""
    violated, undecided = one_of_each()[0], one_of_each()[1]
    given = many(40, violated)
    given = replace(given, judgements=(*given.judgements, *many(30, undecided).judgements))
    *lines, last = reports.render("github", given, View()).splitlines()
    assert {"::error": github.MOST, "::warning": github.MOST} == Counter(
        line.split(" ")[0] for line in lines
    )
    assert (
        "::notice title=govrules::40 violated, 30 indeterminate, 0 attestation-required, "
        "0 pending, 0 compliant, 0 not-triggered, 0 not-applicable; "
        "not annotated: 30 errors, 20 warnings, 0 notices"
    ) == last


def test_the_gravest_are_annotated_first() -> None:
    """Of more than ten violations, those of high severity are seen."""
    violated = one_of_each()[0]
    given = many(20, replace(violated, severity="low"))
    grave = replace(violated, severity="high", duty=replace(violated.duty, subject="Z"))
    text = reports.render("github", replace(given, judgements=(*given.judgements, grave)), View())
    assert "· Z event ·" not in text.splitlines()[1]
    assert " · Z event · " in text.splitlines()[0]


def test_a_comment_keeps_within_its_limit_and_says_what_is_left_out() -> None:
    """The counts are always whole."""
    text = reports.render("markdown", many(3_000, one_of_each()[0]), View())
    shown = text.count("| <code>C-")
    assert len(text) <= markdown.MOST_CHARACTERS
    assert "| violated | 3000 |\n" in text
    assert f"_{3_000 - shown} more duties are not shown here: they are counted above_" in text
    assert 100 < shown


def test_the_summary_of_a_step_takes_more() -> None:
    """A mebibyte, measured in bytes."""
    violated = one_of_each()[0]
    far = replace(violated, duty=replace(violated.duty, bearer="министрлігі " * 20))
    text = reports.render("github_summary", many(5_000, far), View())
    assert 1_000_000 < len(text.encode()) <= 1_048_576
    assert "| violated | 5000 |\n" in text
