"""`--engine opa` from the command line: the same verdicts, or none at all."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.agency_made import agency
from tests.opa_made import Reply, Spoil, proxy, serving
from tests.tools_found import opa

from govrules.cli import run
from govrules.engines.opa import samples

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "src/govrules/engines/opa/README.md").read_text(encoding="utf-8")
AS_OF = ("--as-of", "2026-07-21T00:00:00+05:00", "--act", "kz-229")
TO_OWNER = ("--norm", "kz-229/rules/10.3.g.mo")
TO_COMMITTEE = ("--norm", "kz-229/rules/10.3.g.knb")
OPA = ("--engine", "opa")
AUTHORITY = str(Path(__file__).parent / "certificates" / "authority.pem")

Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _program(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the engine find the real program."""
    monkeypatch.setenv("GOVRULES_OPA", str(opa()))


@pytest.fixture
def data(tmp_path: Path) -> str:
    """Return the folder of the small agency."""
    return str(agency(tmp_path / "agency"))


@pytest.fixture(scope="module")
def shared() -> Iterator[str]:
    """Return the address of a server that everybody may write to."""
    with serving() as (url, _):
        yield url


def test_the_verdicts_are_those_of_the_reference(data: str, capsys: Captured) -> None:
    """All that is written but the name of the engine."""
    found = []
    for engine in ("opa", "reference"):
        assert run(["check", data, *AS_OF, *TO_OWNER, "--engine", engine, "-o", "json"]) == 1
        found.append(json.loads(capsys.readouterr().out))
    assert ["opa", "reference"] == [each.pop("engine")["name"] for each in found]
    assert found[0] == found[1]
    assert [1, 0] == [found[0]["summary"][word] for word in ("violated", "compliant")]


def test_a_running_server_is_asked_with_its_token(tmp_path: Path, data: str) -> None:
    """The policy of the manual gives all the rights that are needed, and it gives no others."""
    [policy] = re.findall(r"```rego\n(package system.authz\n.*?)```", PAGE, re.DOTALL)
    rules = tmp_path / "authorisation.rego"
    rules.write_text(policy)
    tokens = tmp_path / "tokens.json"
    tokens.write_text('{"tokens": {"govrules": "right"}}')
    token = tmp_path / "token"
    token.write_text("right\n")
    guarded = ("--authentication", "token", "--authorization", "basic")
    with serving(*guarded, rules, tokens) as (url, _):
        asked = [data, *AS_OF, *TO_COMMITTEE, *OPA, "--opa-url", url]
        assert run(["check", *asked, "--opa-token-file", str(token)]) == 0
        assert run(["gate", *asked, "--opa-token-file", str(token)]) == 0
        assert run(["check", *asked]) == 7


def test_the_policy_of_the_manual_keeps_case_files_out_of_the_decision_log(
    tmp_path: Path, data: str
) -> None:
    """What was judged and how is still there."""
    [policy] = re.findall(r"```rego\n(package system.log\n.*?)```", PAGE, re.DOTALL)
    mask = tmp_path / "mask.rego"
    mask.write_text(policy)
    log = tmp_path / "log"
    with log.open("wb") as told:
        console = ("--set", "decision_logs.console=true", "--log-format", "json")
        with serving(*console, mask, log_level="info", told=told) as (url, _):
            code = run(["check", data, *AS_OF, *TO_COMMITTEE, *OPA, "--opa-url", url])
    decisions = [json.loads(line) for line in log.read_text().splitlines() if "decision_id" in line]
    asked = [each for each in decisions if str(each.get("path", "")).startswith("govrules_runs/")]
    assert code == 0
    assert [["/input/files"]] * len(asked) == [each["erased"] for each in asked]
    assert asked
    assert [["labels"]] * len(asked) == [list(each["input"]) for each in asked]


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (["agree"], "`reference` and `opa` agree on 1 duty\n"),
        (["explain"], "kz-229/rules/10.3.g.mo · C1 · event\n  duty e05721dd403bf28b"),
        (["gate"], '"allow": false'),
    ],
)
def test_every_command_that_judges_takes_the_engine(
    data: str, capsys: Captured, command: list[str], said: str
) -> None:
    """With the server of our own."""
    duty = ["kz-229/rules/10.3.g.mo"] if command == ["explain"] else []
    run([*command, data, *duty, *AS_OF, *TO_OWNER, *OPA])
    assert said in capsys.readouterr().out


def flip(reply: Reply) -> Reply:
    """Make what is violated compliant, and change nothing else."""
    body = reply.body.replace(b'"violated"', b'"compliant"') if reply.is_answer else reply.body
    return replace(reply, body=body)


def drop(reply: Reply) -> Reply:
    """Drop the duties of every norm, and the counts as well: nothing that adds up is wrong."""
    if not reply.is_answer:
        return reply
    value = reply.value()
    for each in value["result"]:
        for norm, rules in each["answer"]["norms"].items():
            for rule in rules:
                rules[rule] = []
                each["counts"][norm][rule] = 0
    return replace(reply, body=json.dumps(value).encode())


def invent(reply: Reply) -> Reply:
    """Answer with a verdict that there is not."""
    body = reply.body.replace(b'"violated"', b'"fine"') if reply.is_answer else reply.body
    return replace(reply, body=body)


@pytest.mark.parametrize("spoil", [flip, drop])
def test_a_server_that_judges_otherwise_is_found_out(
    data: str, shared: str, tmp_path: Path, capsys: Captured, spoil: Spoil
) -> None:
    """By the sample that the reference judges as well; nothing is written."""
    report = tmp_path / "report.json"
    with proxy(shared, spoil) as (url, _):
        asked = ["check", data, *AS_OF, *TO_OWNER, *OPA, "--opa-url", url]
        assert run([*asked, "-o", f"json={report}", "-o", "terminal"]) == 8
    streams = capsys.readouterr()
    assert (
        "opa: engines-disagree `reference` judges otherwise than the server by "
        "`kz-229/rules/10.3.g.mo`, in a case file taken as a sample\n"
        "  help: rely on nothing that this server said; `govrules agree` lists every difference\n"
        "1 problem: nothing was judged\n"
    ) == streams.err
    assert "" == streams.out
    assert not report.exists()


def test_agree_finds_what_no_sample_does(
    data: str, shared: str, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every duty is compared."""
    monkeypatch.setattr(samples, "SIZE", 0)
    with proxy(shared, flip) as (url, _):
        asked = [data, *AS_OF, *TO_OWNER, *OPA, "--opa-url", url]
        assert run(["check", *asked]) == 0
        capsys.readouterr()
        assert run(["agree", *asked]) == 8
    assert "`verdict` of `kz-229/rules/10.3.g.mo` on `C1 event`" in capsys.readouterr().err


def test_a_verdict_that_there_is_not_is_no_answer(data: str, shared: str, capsys: Captured) -> None:
    """The norm cannot give it."""
    with proxy(shared, invent) as (url, _):
        assert run(["check", data, *AS_OF, *TO_OWNER, *OPA, "--opa-url", url]) == 7
    assert "`kz-229/rules/10.3.g.mo` gave what its norm cannot give" in capsys.readouterr().err


def govrules(*arguments: str, folder: Path) -> "subprocess.Popen[bytes]":
    """Start the command by itself, its private files in a folder."""
    return subprocess.Popen(
        [sys.executable, "-m", "govrules", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "TMPDIR": str(folder)},
    )


def servers(folder: Path) -> list[str]:
    """Return the command lines of servers whose private files are in a folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes().decode(errors="replace")
        except OSError:
            continue
        if f"{folder}/govrules-" in command:
            found.append(command)
    return found


def wait_for(*, running: bool, folder: Path) -> None:
    """Wait until a server runs, or none does."""
    deadline = time.monotonic() + 60
    while bool(servers(folder)) is not running:
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_who_is_asked_to_stop_leaves_no_server_and_no_verdict(tmp_path: Path, data: str) -> None:
    """SIGTERM is what a service manager and a CI runner send."""
    with govrules("check", data, *AS_OF, *OPA, folder=tmp_path) as ours:
        wait_for(running=True, folder=tmp_path)
        ours.send_signal(signal.SIGTERM)
        out, err = ours.communicate(timeout=60)
    assert (130, b"", b"interrupted: nothing was concluded") == (ours.returncode, out, err.strip())
    wait_for(running=False, folder=tmp_path)
    assert [] == list(tmp_path.glob("govrules-*"))


def test_two_runs_side_by_side_disturb_neither_other(
    tmp_path: Path, data: str, shared: str
) -> None:
    """On one server, and each on its own."""
    asked = ("check", data, *AS_OF, *TO_COMMITTEE, *OPA)
    runs = [
        govrules(*asked, *more, folder=tmp_path)
        for more in ((), (), ("--opa-url", shared), ("--opa-url", shared))
    ]
    ends = [(each.communicate(timeout=120)[1], each.returncode) for each in runs]
    assert [(b"", 0)] * 4 == ends


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--opa-url", "http://127.0.0.1:1"], "Error: `--opa-url` is for `--engine opa`"),
        (
            [*OPA, "--opa-token-file", __file__],
            "Error: `--opa-token-file` needs `--opa-url`: a server of our own has none",
        ),
        (
            [*OPA, "--opa-url", "http://127.0.0.1:1", "--opa-ca", __file__],
            "Error: `--opa-ca` needs an address with `https`",
        ),
        (
            [*OPA, "--opa-url", "https://127.0.0.1:1", "--opa-key", __file__],
            "Error: `--opa-key` needs the `--opa-cert` that it belongs to",
        ),
        (
            [*OPA, "--opa-url", "http://opa.example:8181"],
            (
                "Error: Invalid value for '--opa-url': `http://opa.example:8181` would send the "
                "data in the clear: use `https`, or a server on this machine"
            ),
        ),
        (
            [*OPA, "--opa-url", "https://name:word@opa.example"],
            (
                "Error: Invalid value for '--opa-url': `https://name:word@opa.example` is no "
                "address: write it like `https://opa.example:8181`"
            ),
        ),
        (
            [*OPA, "--opa-url", "https://opa.example/v1"],
            (
                "Error: Invalid value for '--opa-url': `https://opa.example/v1` is no "
                "address: write it like `https://opa.example:8181`"
            ),
        ),
        (
            [*OPA, "--opa-url", "http://127.0.0.1:1", "--opa-token-file", AUTHORITY],
            (
                f"Error: Invalid value for '--opa-token-file': `{AUTHORITY}` holds no token: "
                "one line, without spaces"
            ),
        ),
    ],
)
def test_an_option_without_that_which_it_belongs_to_is_refused(
    data: str, capsys: Captured, arguments: list[str], message: str
) -> None:
    """Nobody believes that a server was asked when none was."""
    assert run(["check", data, *AS_OF, *arguments]) == 2
    assert " ".join(capsys.readouterr().err.split()).endswith(message)


def test_without_its_library_the_engine_says_what_to_install(data: str) -> None:
    """The other engines work without it."""
    program = (
        "import sys; sys.modules['opa_client'] = None; "
        f"from govrules.cli import run; sys.exit(run({['check', data, *AS_OF, *TO_COMMITTEE]!r} + "
        "sys.argv[1:]))"
    )
    command = [sys.executable, "-c", program]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0
    done = subprocess.run([*command, *OPA], capture_output=True, check=False, text=True)
    assert (7, "") == (done.returncode, done.stdout)
    assert (
        "opa: engine-not-installed the engine needs `opa_client`, which is not installed\n"
        "  help: install `govrules[opa]`, or judge with `--engine reference`\n"
        "1 problem: nothing was judged\n"
    ) == done.stderr


def test_scenarios_run_on_the_engine(tmp_path: Path, capsys: Captured) -> None:
    """One server for all of them."""
    folder = ROOT / "policies" / "kz-229" / "scenarios"
    first = min(folder.glob("*.yaml"))
    assert run(["test", str(first), *OPA]) == 0
    assert " 0 failed" in capsys.readouterr().out
    assert [] == list(tmp_path.glob("govrules-*"))
