"""Data that was written to break its readers: nothing of it runs, moves, hides or commands."""

import csv
import html
import json
import re
import shutil
import subprocess
import unicodedata
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import duckdb
import openpyxl
import pytest
from jsonschema import Draft4Validator
from markdown_it import MarkdownIt
from tests.agency_made import agency, concluded
from tests.pages_opened import browser, opened

from govrules import reports
from govrules.facts.tables import TABLES
from govrules.publishing import publish
from govrules.reports import View
from govrules.rereading import reread
from govrules.verdicts import Assessment, Verdict

VENDORED = Path(__file__).parents[1] / "vendored"
NAUGHTY: list[str] = json.loads((VENDORED / "blns.json").read_text(encoding="utf-8"))
FORMULAS = [
    *("=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(1)", "\t=1+1", "\r=1+1", " =1+1", "＝1+1"),
    *("＋1", "－1", "＠SUM(1)", "'=1+1", "%0A=1", '=HYPERLINK("http://example.org","x")', '";=1'),
]
ESCAPES = [
    *("\x1b[2J", "\x1b]0;title\x07", "\x1b]8;;http://example.org\x1b\\x", "\x9b31m", "\x08\x7f"),
    *("\u202egnp.exe", "\u2066x\u2069", "\u200b\ufeff", "a\u2028b", "\x85", "\U000e0041", "a\x00b"),
]
MARKS = [
    *("</script><script>alert(1)</script>", "]]>", "<!-- x -->", "&lt;", '" onload="x', "<img>"),
    *("[x](javascript:alert(1))", "![x](http://example.org/x)", "@everyone #1 GH-1", "| a | b |"),
    *("```\n# x", "| violated | 0 |", "### compliant", "http://example.org", "_[CDATA[", "*x*"),
    *(
        "::error file=a::b",
        "\n::set-output name=a::b",
        "##[error]x",
        "%0A::error::x",
        "::add-mask::",
    ),
    *("  violated                   99  x", "_x001B_", "%s{0}{names}", "\\u001b", "x" * 40_000),
]
HOSTILE = [*dict.fromkeys([*NAUGHTY, *FORMULAS, *ESCAPES, *MARKS])]
STC = {"id": "STC", "name": "STC", "roles": "kz:stc"}
KNB = {"id": "KNB", "name": "KNB", "roles": "kz:knb"}
BINARY = ["parquet", "pdf", "xlsx"]
PAGES = ["html", "ledger"]  # tried where they are tested
TEXTS = [name for name in reports.available() if name not in {*PAGES, *BINARY}]
FORMULA_STARTS = tuple("=+-@＝＋－＠\t\r")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> tuple[Assessment, View]:
    """Judge an agency in which every cell of every table is hostile, but for what links them."""
    tables: dict[str, list[dict[str, str]]] = {
        name: [dict.fromkeys(table.columns, text) for text in HOSTILE]
        for name, table in TABLES.items()
    }
    tables["organisations"] = [STC, KNB]
    tables["relations"] = [{"source": "KNB", "relation": "contract", "target": "STC"}]
    for number, text in enumerate(HOSTILE):
        tables["organisations"].append({"id": text, "name": text, "roles": "kz:state-body"})
        tables["objects"][number] |= {
            "category": "digital-resource",
            "contains_state_secrets": "false",
            "country": "KZ",
            "work_types": "1;2;3",
        }
        tables["cases"][number] |= {"class": "event", "detected_at": "2026-07-20T14:02:00+05:00"}
        tables["messages"][number] |= {
            "type": "annex-data" if number % 3 else "notice",
            "sender": text if number % 3 else "STC",
            "recipient": "STC" if number % 3 else text,
            "sent_at": "2026-07-20T14:41:00+05:00",
            "received_at": "",
            "status": "sent",
            "period": "",
            "covers": "event",
            "languages": "",
            "nil_sections": "",
            "in_reply_to": "",
        }
        tables["assets"][number] |= {"section": "internal"}
    folder = tmp_path_factory.mktemp("hostile") / "agency"
    norms = ("kz-229/rules/10.3.g.mo", "kz-229/rules/10.3.g.knb", "kz-229/annex/6")
    return concluded(agency(folder, **tables), "2026-07-21T00:00:00+05:00", norm=norms)


def written(name: str, folder: Path, given: tuple[Assessment, View]) -> Path:
    """Return the file of a report that lists everything, read back."""
    path = folder / f"report.{name}"
    assessment, view = given
    publish([(name, path)], assessment, replace(view, include=tuple(Verdict)))
    return path


def test_most_of_it_is_judged(hostile: tuple[Assessment, View]) -> None:
    """Otherwise nothing would be tried here."""
    judgements = hostile[0].judgements
    subjects = {each.duty.subject.partition("/internal")[0] for each in judgements}
    assert 400 < len(subjects)
    assert {Verdict.VIOLATED, Verdict.INDETERMINATE} < {each.verdict for each in judgements}
    assert 2_000 < len(hostile[0].findings)


@pytest.mark.parametrize("name", TEXTS)
def test_nothing_unseen_is_left_in_a_text(
    name: str, hostile: tuple[Assessment, View], tmp_path: Path
) -> None:
    """No control, no direction, no escape reaches whoever looks at it, a terminal neither."""
    text = written(name, tmp_path, hostile).read_bytes().decode("utf-8")
    ours = {"csv": "\ufeff\r\n"}.get(name, "\n")
    unseen = {character for character in set(text) - set(ours) if not character.isprintable()}
    spaces = {each for each in unseen if unicodedata.category(each) == "Zs"}
    assigned = {each for each in unseen - spaces if unicodedata.category(each) not in {"Cn", "Co"}}
    assert set() == assigned


def test_no_cell_of_the_table_is_a_formula(
    hostile: tuple[Assessment, View], tmp_path: Path
) -> None:
    """And none is lost: the rows are those of the assessment."""
    with written("csv", tmp_path, hostile).open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file, strict=True) if row["record"] == "verdict"]
    assert [each.duty.id for each in hostile[0].judgements] == [row["id"] for row in rows]
    live = [
        cell
        for row in rows
        for cell in row.values()
        if cell and cell.lstrip().startswith(FORMULA_STARTS)
    ]
    assert [] == live
    assert {"'=1+1", "'＝1+1", "'@SUM(1)"} < {
        cell.replace("''", "'") for row in rows for cell in row.values()
    }


def test_no_cell_of_the_workbook_is_a_formula(
    hostile: tuple[Assessment, View], tmp_path: Path
) -> None:
    """Texts are texts, and links lead only inside."""
    book = openpyxl.load_workbook(written("xlsx", tmp_path, hostile))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {"s", "n", "d"} == {cell.data_type for cell in cells}
    assert {None} == {cell.hyperlink.target for cell in cells if cell.hyperlink}
    assert any("… (" in str(cell.value) for cell in cells if len(str(cell.value)) == 32_767)


def test_the_typed_table_keeps_every_text(hostile: tuple[Assessment, View], tmp_path: Path) -> None:
    """Only NUL is written out."""
    path = str(written("parquet", tmp_path, hostile))
    with duckdb.connect() as database:
        found = database.execute("SELECT subject, bearer FROM read_parquet(?)", [path]).fetchall()
    assert [
        tuple(part.replace("\0", "\\x00") for part in (each.duty.subject, each.duty.bearer))
        for each in hostile[0].judgements
    ] == found


@pytest.mark.parametrize("name", ["json", "ndjson"])
def test_json_keeps_every_text(name: str, hostile: tuple[Assessment, View], tmp_path: Path) -> None:
    """Escaped, not changed."""
    text = written(name, tmp_path, hostile).read_text(encoding="utf-8")
    found = (
        json.loads(text)["verdicts"]
        if name == "json"
        else [each for each in map(json.loads, text.splitlines()) if each["record"] == "verdict"]
    )
    expected = [(each.duty.subject, each.duty.bearer) for each in hostile[0].judgements]
    assert expected == [(each["subject"], each["bearer"]) for each in found]


def test_the_test_view_is_xml(hostile: tuple[Assessment, View], tmp_path: Path) -> None:
    """For the parser of Python and for that of GNOME."""
    path = written("junit", tmp_path, hostile)
    cases = [*ET.parse(path).iter("testcase")]  # noqa: S314 - our own file
    names = {(case.get("classname"), case.get("name")) for case in cases}
    assert len(cases) == len(names)
    xmllint = shutil.which("xmllint")
    if xmllint:
        ended = subprocess.run([xmllint, "--noout", str(path)], capture_output=True, check=False)
        assert (b"", 0) == (ended.stderr, ended.returncode)


def test_the_log_stays_valid(hostile: tuple[Assessment, View], tmp_path: Path) -> None:
    """By the schema of OASIS."""
    path = VENDORED / "sarif-2.1.0-rtm.5.json"
    schema = Draft4Validator(json.loads(path.read_text(encoding="utf-8")))
    log = json.loads(written("sarif", tmp_path, hostile).read_text(encoding="utf-8"))
    log["runs"][0]["results"] = log["runs"][0]["results"][::7]
    assert [] == [error.message for error in schema.iter_errors(log)]


def test_every_line_is_one_command_of_ours(
    hostile: tuple[Assessment, View], tmp_path: Path
) -> None:
    """Nothing in the data gives the runner another."""
    lines = written("github", tmp_path, hostile).read_text(encoding="utf-8").split("\n")[:-1]
    assert {"::error", "::warning", "::notice"} == {line.partition(" ")[0] for line in lines}
    assert len(lines) <= 21
    pattern = re.compile(r"::\w+ (?:(?:file|line|title)=[^:,\r\n]*,?)+::.*")
    assert [] == [line for line in lines if not pattern.fullmatch(line)]


@pytest.mark.parametrize("name", ["markdown", "github_summary"])
def test_nothing_in_the_data_is_a_mark(
    name: str, hostile: tuple[Assessment, View], tmp_path: Path
) -> None:
    """No link, picture, heading, table or tag but ours; what is shown is what was meant."""
    text = written(name, tmp_path, hostile).read_text(encoding="utf-8")
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    tokens = [each for token in parser.parse(text) for each in (token, *(token.children or ()))]
    kinds = {token.type.removesuffix("_open").removesuffix("_close") for token in tokens}
    assert kinds <= {
        *("heading", "inline", "text", "paragraph", "table", "thead", "tbody", "tr", "th", "td"),
        *("html_inline", "html_block", "bullet_list", "list_item", "em", "softbreak"),
    }
    tags = {token.content for token in tokens if token.type.startswith("html")}
    assert tags <= {"<code>", "</code>", "<!-- govrules: partial -->\n"}
    shown = [html.unescape(found) for found in re.findall("<code>(.*?)</code>", text)]
    assert any(each in HOSTILE or each.removesuffix(" event") in HOSTILE for each in shown)


def test_what_was_kept_of_it_gives_the_same_reports(
    hostile: tuple[Assessment, View], tmp_path: Path
) -> None:
    """Byte by byte."""
    again = reread(written("json", tmp_path, hostile), "en")
    (tmp_path / "again").mkdir()
    differing = [
        name
        for name in (*TEXTS, *BINARY)
        if written(name, tmp_path, hostile).read_bytes()
        != written(name, tmp_path / "again", again).read_bytes()
    ]
    assert [] == differing


def test_nothing_of_it_runs_on_the_page(hostile: tuple[Assessment, View], tmp_path: Path) -> None:
    """In the browser it is text: overview, list and duties, with every string among what is shown.

    An alert, an error on the console or a request for anything but the file would be told.
    """
    assessed, view = hostile
    path = tmp_path / "report.html"
    publish([("html", path)], assessed, view)
    with browser() as started:
        watched = opened(started, path)
        page = watched.page
        for judgement in assessed.judgements[:: len(assessed.judgements) // 60]:
            page.evaluate("id => { location.hash = 'v=' + id }", judgement.duty.id)
            page.locator(".duty", has_text=judgement.duty.id).wait_for()
        page.go_back()
        page.evaluate("location.hash = 'lang=ru&q=script'")
        page.wait_for_selector("#duties")
        assert 0 < page.locator(".rows [role=row]").count()
        assert [] == watched.errors
        assert {path.as_uri()} == {address.split("#")[0] for address in watched.asked_for}
