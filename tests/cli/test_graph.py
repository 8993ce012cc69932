"""`govrules graph` and `explain --graph`: what is written where, and how it ends."""

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from govrules import acts, documents, pictures
from govrules.cli import run
from govrules.cli.commands import graph
from govrules.findings import Finding, Level, Place
from govrules.sentences import Sentence

QUARTER = ("fixtures/kz-229/quarter", "--as-of", "2026-10-05T09:00:00+05:00")
ROOT = Path(__file__).parents[2]
FAULT = Finding(place=Place(path="e"), code="c", message=Sentence("m"), help=Sentence("h"))

Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def at_home(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run as whoever follows the README does."""
    monkeypatch.chdir(ROOT)


def said(captured: Captured) -> str:
    """Return in one line what was said on standard error, and only there."""
    streams = captured.readouterr()
    assert streams.out == ""
    return " ".join(streams.err.split())


@pytest.mark.parametrize("act", acts.available())
def test_the_law_is_listed_to_read(act: str, capsys: Captured) -> None:
    """Who owes what to whom, then what is wrong with it; a warning is no failure."""
    assert 0 == run(["graph", "--law", act])
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].startswith(f"{act}: who owes what to whom by its text")
    assert any(line.startswith("      ") and " · " in line for line in lines)
    assert any(line.endswith(" findings") for line in lines)


@pytest.mark.parametrize("name", sorted(set(pictures.available()) - {"terminal"}))
@pytest.mark.parametrize("act", acts.available())
def test_the_law_is_drawn_in_every_format(act: str, name: str, tmp_path: Path) -> None:
    """To the file that was named, the same twice."""
    path = tmp_path / f"law.{name}"
    assert 0 == run(["graph", "--law", act, "--lang", "ru", "-o", f"{name}={path}"])
    first = path.read_bytes()
    assert 0 == run(["graph", "--law", act, "--lang", "ru", "-o", f"{name}={path}"])
    assert first == path.read_bytes()
    assert [path] == list(tmp_path.iterdir())


def test_the_law_as_json_has_a_form_of_its_own(capsys: Captured) -> None:
    """With terms in ISO 8601; on standard output and nothing else there."""
    assert 0 == run(["graph", "--law", "kz-229", "-o", "json"])
    document = json.loads(capsys.readouterr().out)
    validator = Draft202012Validator(documents.schema("law-graph"))
    assert [] == [error.message for error in validator.iter_errors(document)]


def test_the_agencies_are_drawn_with_their_violations(tmp_path: Path, capsys: Captured) -> None:
    """The exit code is that of `check`; findings come in the language asked for."""
    svg, page, data = tmp_path / "q.svg", tmp_path / "q.html", tmp_path / "q.json"
    wanted = ["-o", f"svg={svg}", "-o", f"html={page}", "-o", f"json={data}", "-o", "terminal"]
    assert 1 == run(["graph", *QUARTER, "--lang", "ru", *wanted])
    ET.parse(svg)  # noqa: S314 - what we wrote ourselves
    assert page.read_text(encoding="utf-8").startswith('<!doctype html>\n<html lang="ru">')
    document = json.loads(data.read_bytes())
    validator = Draft202012Validator(documents.schema("graph"))
    assert [] == [error.message for error in validator.iter_errors(document)]
    assert {"round-the-line"} <= {finding["code"] for finding in document["findings"]}
    text = capsys.readouterr().out
    assert "уведомляет ≤ 30 минут · 10.3.g.mo" in text
    assert "round-the-line" in text


def test_norms_narrow_the_picture_and_it_says_so(capsys: Captured) -> None:
    """Only the lines of those norms, and whom they join."""
    assert 0 == run(["graph", "--law", "kz-229", "--norm", "kz-229/rules/13", "-o", "terminal"])
    lines = capsys.readouterr().out.splitlines()[:6]
    assert [
        "kz-229: who owes what to whom by its text; only kz-229/rules/13",
        "",
        "State Technical Service (kz:stc)",
        "  → National Security Committee (kz:knb)",
        "      reports every quarter, no day · 13",
    ] == lines[1:]


def test_either_an_act_or_data_is_drawn(capsys: Captured) -> None:
    """Neither, or both, is a mistake."""
    expected = "Error: name either an act, with `--law`, or the data of agencies"
    assert 2 == run(["graph", "--as-of", QUARTER[2]])
    assert said(capsys).endswith(expected)
    assert 2 == run(["graph", "--law", "kz-229", *QUARTER])
    assert said(capsys).endswith(expected)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            ["-o", "bmp"],
            f"`bmp` is no format of a picture: there are {', '.join(pictures.available())}",
        ),
        (["-o", "svg="], "`svg=` names no file: write it like `svg=FILE`"),
        (
            ["-o", "svg", "-o", "dot"],
            "two pictures cannot go to standard output: give each its own file",
        ),
        (["--norm", "kz-229/rules/99"], "no line is drawn for `kz-229/rules/99`"),
    ],
)
def test_what_cannot_be_drawn_is_refused(
    options: list[str], message: str, capsys: Captured
) -> None:
    """With what there is instead."""
    assert 2 == run(["graph", "--law", "kz-229", *options])
    assert said(capsys).endswith(message)


def test_data_need_a_moment(capsys: Captured) -> None:
    """As everywhere: no clock is read."""
    assert 2 == run(["graph", QUARTER[0]])
    assert "Missing option '--as-of'. A verdict holds at a moment" in said(capsys)


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path, capsys: Captured) -> None:
    """With its name, and what stood there stays."""
    path = tmp_path / "none" / "law.svg"
    assert 2 == run(["graph", "--law", "kz-229", "-o", f"svg={path}"])
    assert "law.svg" in said(capsys)


def test_an_error_on_the_graph_is_never_a_success() -> None:
    """Where nothing is violated it ends with 3."""
    warning = Finding(
        place=FAULT.place, code="c", level=Level.WARNING, message=FAULT.message, help=FAULT.help
    )
    assert [0, 3, 1, 5] == [
        graph._code(0, [warning]),
        graph._code(0, [FAULT]),
        graph._code(1, [FAULT]),
        graph._code(5, [FAULT]),
    ]


def test_explain_draws_the_path_of_one_duty(tmp_path: Path, capsys: Captured) -> None:
    """As SVG on standard output, or in another format to a file."""
    duty = ["kz-229/rules/10.3.g.mo", "--subject", "C-2026-007"]
    told = ["explain", *QUARTER[:1], *duty, *QUARTER[1:], "--graph"]
    assert 0 == run(told)
    assert capsys.readouterr().out.startswith("<svg ")
    path = tmp_path / "path.json"
    assert 0 == run([*told, f"json={path}"])
    norms = [edge["norm"].partition(" ")[0] for edge in json.loads(path.read_bytes())["edges"]]
    assert "kz-229/rules/10.3.g.mo" in norms


def test_explain_draws_one_duty_at_a_time(capsys: Captured) -> None:
    """Of several it names the first."""
    assert 2 == run(["explain", QUARTER[0], "kz-229/rules/13", *QUARTER[1:], "--graph"])
    assert "2 duties fit, and one is drawn at a time: " in said(capsys)
