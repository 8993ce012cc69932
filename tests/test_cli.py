"""The command line: exit codes, refusals, and what goes to which stream."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.agency_made import WORLD, agency, but, concluded
from tests.test_waivers import file_of

from govrules import cli, documents, reports
from govrules.cli import COMMANDS, run
from govrules.findings import DisagreementError, EngineError, Finding, Place
from govrules.publishing import publish
from govrules.sentences import Sentence

ROOT = Path(__file__).parents[1]
AS_OF = ("--as-of", "2026-07-21T00:00:00+05:00")
ACT = ("--act", "kz-229")
FAULT = Finding(place=Place(path="e"), code="c", message=Sentence("m"), help=Sentence("h"))
TO_OWNER = ("--norm", "kz-229/rules/10.3.g.mo")
TO_COMMITTEE = ("--norm", "kz-229/rules/10.3.g.knb")

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def data(tmp_path: Path) -> str:
    """Return the folder of the small agency."""
    return str(agency(tmp_path / "agency"))


def refusal(captured: Captured) -> str:
    """Return in one line what was said on standard error, and only there."""
    streams = captured.readouterr()
    assert streams.out == ""
    return " ".join(streams.err.split())


def test_a_violation_ends_with_one(data: str, capsys: Captured) -> None:
    """This is what a gate waits for."""
    assert run(["check", data, *AS_OF, *ACT, *TO_OWNER]) == 1
    assert "VIOLATED late" in capsys.readouterr().out


def test_a_clean_dataset_ends_with_zero(data: str) -> None:
    """A duty was looked at, and it was done in time."""
    assert run(["check", data, *AS_OF, *ACT, *TO_COMMITTEE]) == 0


@pytest.mark.parametrize(("least", "code"), [("low", 1), ("high", 1), ("never", 0)])
def test_the_least_severity_that_fails_can_be_chosen(data: str, least: str, code: int) -> None:
    """A gate may be introduced step by step."""
    assert run(["check", data, *AS_OF, *ACT, *TO_OWNER, "--fail-on", least]) == code


def test_what_cannot_be_decided_ends_with_three(tmp_path: Path) -> None:
    """Unknown is not a pass."""
    messages = but(WORLD["messages"], 1, sent_at="yesterday")
    folder = str(agency(tmp_path / "agency", messages=messages))
    assert run(["check", folder, *AS_OF, *ACT, *TO_COMMITTEE]) == 3


def test_a_table_that_is_withheld_ends_with_three(tmp_path: Path) -> None:
    """Withholding never yields a pass."""
    folder = agency(tmp_path / "agency")
    (folder / "messages.csv").unlink()
    assert run(["check", str(folder), *AS_OF, *ACT, *TO_COMMITTEE]) == 3


def test_where_withholding_leaves_no_duty_at_all_the_worse_code_wins(tmp_path: Path) -> None:
    """Norms that cannot be listed are worth three, but that nothing was judged is worth five."""
    folder = agency(tmp_path / "agency")
    (folder / "cases.csv").unlink()
    assert run(["check", str(folder), *AS_OF, *ACT, *TO_COMMITTEE]) == 5


def test_nothing_to_judge_ends_with_five(tmp_path: Path) -> None:
    """Green because nothing was there to look at is not green."""
    folder = str(agency(tmp_path / "agency", cases=[]))
    assert run(["check", folder, *AS_OF, *ACT, *TO_OWNER]) == 5
    assert run(["agree", folder, *AS_OF, *ACT, *TO_OWNER]) == 5


def test_without_a_moment_it_says_why_one_is_needed(data: str, capsys: Captured) -> None:
    """The moment of judgement is an argument: no clock is read."""
    assert run(["check", data]) == 2
    assert refusal(capsys).endswith(
        "Error: Missing option '--as-of'. A verdict holds at a moment, and no clock is read for "
        "it, so that the same command gives the same answer next year: write it like "
        "`2026-09-01T00:00:00+05:00`."
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["--as-of", "2026-07-21T00:00:00"],
            (
                "Error: Invalid value for '--as-of': `2026-07-21T00:00:00` has no offset from UTC: "
                "write it like `2026-09-01T00:00:00+05:00`"
            ),
        ),
        (
            ["--as-of", "today"],
            (
                "Error: Invalid value for '--as-of': `today` is not a time: "
                "write it like `2026-07-20T10:30:00+05:00`"
            ),
        ),
        (
            [*AS_OF, "--act", "kz-228"],
            "Error: Invalid value for '--act': there is no act `kz-228`: there are kg-369, kz-229",
        ),
        (
            [*AS_OF, "--norm", "kz-229/rules/10.3.g"],
            (
                "Error: Invalid value for '--norm': there is no norm `kz-229/rules/10.3.g`: did "
                "you mean `kz-229/rules/10.3.g.knb`, `kz-229/rules/10.3.g.mo`?"
            ),
        ),
        (
            [*AS_OF, *ACT, "--reading", "P999=closed"],
            "Error: Invalid value for '--reading': there is no reading `P999`: there are P1, ",
        ),
        (
            [*AS_OF, *ACT, "--reading", "P1=open"],
            (
                "Error: Invalid value for '--reading': `open` is no choice of reading `P1` in "
                "kz-229: there are closed, half-open, minute"
            ),
        ),
        (
            [*AS_OF, *ACT, "--reading", "P1=closed", "--reading", "P1=minute"],
            (
                "Error: Invalid value for '--reading': `P1` is taken twice, as `closed` and as "
                "`minute`"
            ),
        ),
        (
            [*AS_OF, "--reading", "P1"],
            (
                "Error: Invalid value for '--reading': `P1` names no choice: "
                "write it like `P3=received-as-sent`"
            ),
        ),
        (
            [*AS_OF, "-o", "docx"],
            "Error: Invalid value for '-o' / '--output': `docx` is no format: there are csv, ",
        ),
        (
            [*AS_OF, "-o", "json="],
            (
                "Error: Invalid value for '-o' / '--output': `json=` names no file: "
                "write it like `json=FILE`"
            ),
        ),
        (
            [*AS_OF, "-o", "json", "-o", "terminal"],
            (
                "Error: Invalid value for '-o': two reports cannot go to standard output: "
                "give each its own file"
            ),
        ),
        (
            [*AS_OF, "--include", "violated,guilty"],
            "Error: Invalid value for '--include': `guilty` is no verdict: there are violated, ",
        ),
    ],
)
def test_what_is_asked_wrongly_is_refused_with_the_choices(
    data: str, capsys: Captured, arguments: list[str], message: str
) -> None:
    """A usage error names what would have been right."""
    assert run(["check", data, *arguments]) == 2
    assert message in refusal(capsys)


def test_an_act_that_only_the_dataset_names_is_an_invalid_document(
    tmp_path: Path, capsys: Captured
) -> None:
    """The command was right; the data is not."""
    folder = agency(tmp_path / "agency")
    (folder / "dataset.yaml").write_text("acts: [kz-228]\n", encoding="utf-8")
    assert run(["check", str(folder), *AS_OF]) == 4
    assert refusal(capsys) == (
        "kz-228: unknown-act there is no act `kz-228` help: the acts here are `kg-369`, `kz-229` "
        "1 problem: nothing was judged"
    )


def test_data_that_cannot_be_read_ends_with_four(tmp_path: Path, capsys: Captured) -> None:
    """Every problem is told at once, and no verdict is given."""
    assert run(["check", str(tmp_path / "nowhere"), *AS_OF]) == 4
    assert refusal(capsys).endswith("1 problem: nothing was judged")


def test_the_acts_of_the_dataset_are_taken_when_none_is_asked_for(
    tmp_path: Path, capsys: Captured
) -> None:
    """The dataset knows what it is about."""
    folder = agency(tmp_path / "agency")
    (folder / "dataset.yaml").write_text("acts: [kz-229]\n", encoding="utf-8")
    run(["check", str(folder), *AS_OF, "-o", "json"])
    written = json.loads(capsys.readouterr().out)
    assert ["kz-229"] == [act["id"] for act in written["acts"]]


def test_every_act_is_taken_when_nothing_names_one(data: str, capsys: Captured) -> None:
    """Leaving an act out must be somebody's choice."""
    run(["check", data, *AS_OF, "-o", "json"])
    written = json.loads(capsys.readouterr().out)
    assert ["kg-369", "kz-229"] == [act["id"] for act in written["acts"]]


def test_json_goes_to_standard_output_and_nothing_else_does(data: str, capsys: Captured) -> None:
    """The next program in the pipe reads it."""
    run(["check", data, *AS_OF, *ACT, "-o", "json"])
    streams = capsys.readouterr()
    assert ("1", "") == (json.loads(streams.out)["govrules"], streams.err)


def test_reports_go_to_their_files_and_the_screen_stays_free(
    tmp_path: Path, data: str, capsys: Captured
) -> None:
    """Several reports of one run are of one assessment."""
    one, two = tmp_path / "one.json", tmp_path / "two.txt"
    run(["check", data, *AS_OF, *ACT, "-o", f"json={one}", "-o", f"terminal={two}"])
    assert ("", True, True) == (
        capsys.readouterr().out,
        one.read_text(encoding="utf-8").startswith("{"),
        two.read_text(encoding="utf-8").startswith("govrules"),
    )
    assert {"agency", "one.json", "two.txt"} == {path.name for path in tmp_path.iterdir()}


def test_the_same_command_writes_the_same_bytes(tmp_path: Path, data: str) -> None:
    """No clock, no chance, no order of a set."""
    paths = [tmp_path / "one.json", tmp_path / "two.json"]
    for path in paths:
        run(["check", data, *AS_OF, *ACT, "-o", f"json={path}"])
    assert paths[0].read_bytes() == paths[1].read_bytes()


def test_a_report_that_cannot_be_written_ends_with_two(
    tmp_path: Path, data: str, capsys: Captured
) -> None:
    """A report that nobody gets is no success."""
    path = tmp_path / "nowhere" / "verdicts.json"
    assert run(["check", data, *AS_OF, *ACT, *TO_COMMITTEE, "-o", f"json={path}"]) == 2
    assert refusal(capsys) == (
        f"{path}: report-not-written the report cannot be written: no such file or directory "
        "help: make room or name another place; what stood there before stands there still "
        "1 report was not written"
    )


@pytest.mark.parametrize("name", ["cases.csv", "dataset.yaml", "third-quarter.xlsx"])
def test_a_report_never_replaces_the_data(name: str, data: str, capsys: Captured) -> None:
    """The evidence is worth more than the report; any book may hold some."""
    path = Path(data) / name
    path.touch()
    before = path.read_bytes()
    assert run(["check", data, *AS_OF, *ACT, "-o", f"json={path}"]) == 2
    assert before == path.read_bytes()
    assert f"`{path}` is the data: a report must not replace it" in refusal(capsys)


def test_a_failed_write_leaves_the_old_report(
    tmp_path: Path, data: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half a report is worse than an old one."""
    path = tmp_path / "verdicts.json"
    path.write_text("old", encoding="utf-8")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert run(["check", data, *AS_OF, *ACT, "-o", f"json={path}"]) == 2
    assert ("old", ["agency", "verdicts.json"]) == (
        path.read_text(encoding="utf-8"),
        sorted(each.name for each in tmp_path.iterdir()),
    )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_standard_output_ends_with_two(data: str) -> None:
    """What was not written was not said."""
    command = [sys.executable, "-m", "govrules", "check", data, *AS_OF, *ACT, *TO_COMMITTEE]
    with Path("/dev/full").open("wb") as full:
        ended = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    expected = "Error: standard output cannot be written: no space left on device\n"
    assert (2, expected) == (ended.returncode, ended.stderr)


def test_a_reader_that_has_gone_away_is_not_told_so(data: str) -> None:
    """`head` has seen enough; the exit code still says that not all was delivered."""
    command = [sys.executable, "-m", "govrules", "check", data, *AS_OF, *ACT, *TO_COMMITTEE]
    reading, writing = os.pipe()
    os.close(reading)
    ended = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, text=True, check=False)
    os.close(writing)
    assert (2, "") == (ended.returncode, ended.stderr)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (EngineError([FAULT]), 7),
        (DisagreementError([FAULT]), 8),
        (ValueError("\x1b[2J"), 70),
        (EOFError("end"), 70),
        (KeyboardInterrupt(), 130),
    ],
)
def test_a_run_that_fails_never_ends_with_zero(
    data: str, monkeypatch: pytest.MonkeyPatch, capsys: Captured, error: BaseException, code: int
) -> None:
    """Whatever goes wrong has its own exit code, and says so safely."""

    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("govrules.cli.judging.assess", fail)
    assert run(["check", data, *AS_OF, *ACT]) == code
    assert "\x1b" not in refusal(capsys)


def test_a_fault_of_ours_says_how_to_report_it(
    data: str, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    """One line without a traceback, unless it is asked for."""

    def fail(*_: object, **__: object) -> None:
        raise ValueError("no")

    monkeypatch.setattr("govrules.cli.judging.assess", fail)
    monkeypatch.delenv("GOVRULES_DEBUG", raising=False)
    run(["check", data, *AS_OF, *ACT])
    expected = (
        "this is a fault in govrules, no verdict: ValueError: no; run it again with "
        "GOVRULES_DEBUG=1 and send what it prints to the maintainers\n"
    )
    assert expected == capsys.readouterr().err
    monkeypatch.setenv("GOVRULES_DEBUG", "1")
    run(["check", data, *AS_OF, *ACT])
    assert capsys.readouterr().err.startswith("Traceback")


def test_a_reading_that_is_taken_changes_the_verdict_and_is_printed(
    tmp_path: Path, capsys: Captured
) -> None:
    """The point that the text leaves open is settled on the command line, and visibly so."""
    messages = but(WORLD["messages"], 0, sent_at="2026-07-20T14:32:00+05:00")
    folder = str(agency(tmp_path / "agency", messages=messages))
    assert run(["check", folder, *AS_OF, *ACT, *TO_OWNER]) == 0
    capsys.readouterr()
    assert run(["check", folder, *AS_OF, *ACT, *TO_OWNER, "--reading", "P1=half-open"]) == 1
    assert "P1 half-open (chosen; or closed, minute)" in capsys.readouterr().out


def test_explain_shows_one_duty_by_its_norm_or_its_id(data: str, capsys: Captured) -> None:
    """The id that `check` prints is enough."""
    arguments = [*AS_OF, *ACT]
    assert run(["explain", data, TO_OWNER[1], "--subject", "C1", *arguments]) == 0
    by_norm = capsys.readouterr().out
    found = re.search(r"duty ([0-9a-f]{16})", by_norm)
    assert found is not None
    assert run(["explain", data, found[1], *arguments]) == 0
    assert by_norm == capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            [TO_OWNER[1], "--subject", "C9"],
            "no duty fits `kz-229/rules/10.3.g.mo`: duties of that norm are about C1",
        ),
        (["kz-229/rules/99"], "no duty fits `kz-229/rules/99`: there are duties of kz-229/"),
    ],
)
def test_explain_says_which_duties_there_are_when_none_fits(
    data: str, capsys: Captured, arguments: list[str], message: str
) -> None:
    """A typing error must not end in silence."""
    assert run(["explain", data, *arguments, *AS_OF, *ACT]) == 2
    assert message in refusal(capsys)


def test_acts_lists_what_ships_and_shows_one(capsys: Captured) -> None:
    """Titles, commencement, norms and the points that the text leaves open."""
    assert run(["acts"]) == 0
    assert ["kg-369", "kz-229"] == re.findall(r"^(k\S+)", capsys.readouterr().out, re.MULTILINE)
    assert run(["acts", "kz-229"]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert (True, True, True) == (
        "in force from 2026-07-12, times in Asia/Almaty" in shown,
        "kz-229/rules/10.3.g.mo severity high" in shown,
        " closed, half-open, minute" in shown,
    )


def test_schema_prints_what_ships(capsys: Captured) -> None:
    """Others hold their documents to the same schema."""
    assert run(["schema", "assessment"]) == 0
    assert documents.schema("assessment") == json.loads(capsys.readouterr().out)
    assert run(["schema"]) == 0
    assert "assessment\n" in capsys.readouterr().out
    assert run(["schema", "nothing"]) == 2
    assert "there is no schema `nothing`: there are act, " in refusal(capsys)


def test_test_tells_what_fails_in_sentences(tmp_path: Path, capsys: Captured) -> None:
    """A jurist reads it."""
    path = tmp_path / "scenarios.yaml"
    path.write_text(
        """\
- scenario: a case that nobody was told of is no violation
  act: kz-229
  as_of: 2026-09-01T00:00:00+05:00
  given: {organisations: [{id: STC}]}
  expect: [{norm: kz-229/rules/10.3.g.mo, subject: C1, verdict: compliant}]
""",
        encoding="utf-8",
    )
    assert run(["test", str(path)]) == 1
    expected = f"""\
{path}:1: a case that nobody was told of is no violation
  {path}:5:12: there is no duty of norm `kz-229/rules/10.3.g.mo`, subject `C1`
1 scenario, 1 failed
"""
    assert expected == capsys.readouterr().out


@pytest.mark.parametrize("command", COMMANDS)
def test_the_example_of_every_command_runs(
    command: str, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An example that does not run teaches a mistake."""
    assert run([command, "--help"]) == 0
    shown = capsys.readouterr().out.split("Example:\n")[1].replace("\\\n", " ")
    monkeypatch.chdir(ROOT)
    program, *arguments = shlex.split(shown)
    assert program == "govrules"
    # The reader's own text and verdicts: these examples can only say that they are not here.
    permitted = {4} if command in {"drift", "report"} else {0, 1, 3}
    assert run(arguments) in permitted


README = (ROOT / "README.md").read_text(encoding="utf-8")
LINES = re.findall(r"^\$ ([^#\n]+)", README, re.MULTILINE)


@pytest.mark.parametrize("line", [line for line in LINES if "govrules" in line])
def test_the_commands_of_the_readme_run(
    line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The reader's own quarter is played by one of ours."""
    shutil.copytree(ROOT / "fixtures" / "kz-229" / "quarter", tmp_path / "my-quarter")
    monkeypatch.chdir(tmp_path)
    program, *arguments = shlex.split(line)
    if "verdicts.json" in arguments:
        assessment, view = concluded(tmp_path / "my-quarter", "2026-10-01T00:00:00+05:00")
        publish([("json", tmp_path / "verdicts.json")], assessment, view)
    file_of(tmp_path)
    # The law alone violates nothing; of what is compared with itself nothing is new.
    codes = (("--law", 0), ("--show-plan", 0), ("new", 3))
    ended = next((code for word, code in codes if word in arguments), 1)
    assert (".venv/bin/govrules", ended) == (program, run(arguments))


def test_every_format_stands_in_the_readme() -> None:
    """With who reads it and what it holds; the page for browsers has a section of its own."""
    table = README.split("| format | who")[1].split("\n\n")[0]
    named = {*re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)}
    assert named - {"html"} == {*reports.available()} - {"html"}


def test_the_targets_of_the_readme_are_there() -> None:
    """What `make` is asked for is what `make` offers."""
    targets = re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    asked = [line.split()[1] for line in LINES if line.startswith("make ")]
    assert asked
    assert {*asked} <= {*targets}


def test_every_module_of_a_command_is_listed() -> None:
    """The folder is the registry; the list spares `--help` from importing it."""
    folder = Path(cli.__file__).parent / "commands"
    modules = {path.stem for path in folder.glob("*.py")} - {"__init__"}
    assert modules == set(COMMANDS)


def test_a_misspelt_command_is_recognised(capsys: Captured) -> None:
    """Click knows the names though nothing is imported."""
    assert run(["chekc"]) == 2
    assert "Error: No such command 'chekc'. Did you mean 'check'?" in refusal(capsys)


def test_help_imports_no_more_than_click() -> None:
    """The help is there at once: everything heavy waits for a command."""
    script = (
        "import sys; from govrules.cli import run; run(['--help']); "
        "ours = sorted(name for name in sys.modules if name.startswith('govrules')); "
        "print(ours, file=sys.stderr)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert ended.stderr == "['govrules', 'govrules.cli']\n"


def test_every_format_is_offered() -> None:
    """A module in the folder of the formats is a format."""
    assert {"json", "ledger", "terminal"} <= set(reports.available())
