"""Our own server: found, kept to itself, and never left behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from tests.opa_made import decided, free_port, rows
from tests.tools_found import opa

from govrules.engines.opa import server
from govrules.engines.opa.addresses import Address
from govrules.engines.opa.client import Client
from govrules.findings import EngineError


@pytest.fixture(autouse=True)
def _program(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Let the engine find the real program, and keep private folders where a test can look."""
    monkeypatch.setenv("GOVRULES_OPA", str(opa()))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)


def left_behind(folder: Path) -> list[str]:
    """Return the commands of processes that were told about files in a folder, and those files."""
    found = [str(path) for path in folder.glob("govrules-*")]
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes().decode(errors="replace")
        except OSError:
            continue
        if str(folder) in command and process.name != str(os.getpid()):
            found.append(command)
    return found


def nothing_is_left(folder: Path) -> bool:
    """Wait a little for what was started to be gone."""
    deadline = time.monotonic() + 10
    while left_behind(folder) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not left_behind(folder)


def test_a_server_of_our_own_answers_and_is_gone_afterwards(tmp_path: Path) -> None:
    """With its private folder."""
    assert rows(200) == decided(None)
    assert nothing_is_left(tmp_path)


def test_it_runs_while_the_context_lasts_and_not_after_an_error(tmp_path: Path) -> None:
    """Whatever the error is."""

    def failing() -> Iterator[None]:
        with server.local({}) as address:
            with closing(Client(address)) as client:
                assert client.labels()["version"] in server.QUALIFIED
            assert left_behind(tmp_path)
            yield
            raise ZeroDivisionError

    running = failing()
    next(running)
    with pytest.raises(ZeroDivisionError):
        next(running)
    assert nothing_is_left(tmp_path)


def test_nobody_without_its_token_is_let_in() -> None:
    """Other users of the machine can reach the port."""
    with server.local({}) as address, closing(Client(Address(url=address.url))) as stranger:
        with pytest.raises(EngineError) as refused:
            stranger.policies()
        expected = (
            f"opa: not-allowed the server at `{address.url}` does not let us in: HTTP 401\n"
            "  help: give `--opa-token-file` a token that may write, list and remove policies, "
            "ask for data and see the configuration"
        )
    assert expected == str(refused.value)


def test_its_token_stands_on_no_command_line_and_in_no_readable_file(tmp_path: Path) -> None:
    """Command lines are seen by every user of a machine."""
    with server.local({}) as address:
        [folder] = tmp_path.glob("govrules-*")
        assert folder.stat().st_mode & 0o077 == 0
        commands = [command for command in left_behind(tmp_path) if "--server" in command]
        assert commands
        assert not any(address.token in command for command in commands)
        assert address.token not in repr(address)


PROGRAM = """
import signal, sys, time
from govrules.engines.opa import server
with server.local({}) as address:
    print("ready", flush=True)
    time.sleep(60)
"""


@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGKILL, signal.SIGINT, signal.SIGHUP])
def test_a_server_ends_with_us_however_we_end(tmp_path: Path, by: signal.Signals) -> None:
    """Killed outright we cannot stop it ourselves; its keeper does."""
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as ours:
        assert ours.stdout is not None
        assert ours.stdout.readline() == b"ready\n"
        assert left_behind(tmp_path)
        ours.send_signal(by)
        ours.wait(20)
        assert ours.returncode != 0
    assert nothing_is_left(tmp_path)


def refusal() -> str:
    """Return what is said where no server comes about."""
    with pytest.raises(EngineError) as refused, server.local({}):
        pytest.fail("there is no such server")
    return str(refused.value)


def test_a_machine_without_the_program_is_told_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whether it was named or not."""
    help_ = (
        "\n  help: put `opa` on the path, name it in `GOVRULES_OPA`, "
        "or name a server with `--opa-url`"
    )
    monkeypatch.setenv("GOVRULES_OPA", "no-such-program")
    named = "opa: engine-not-installed `GOVRULES_OPA` names no program: `no-such-program`"
    assert named + help_ == refusal()
    monkeypatch.delenv("GOVRULES_OPA")
    monkeypatch.setenv("PATH", "")
    absent = "opa: engine-not-installed Open Policy Agent is not on this machine: there is no `opa`"
    assert absent + help_ == refusal()


def test_a_program_that_is_no_server_is_told_with_what_it_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """And leaves nothing behind."""
    impostor = tmp_path / "opa"
    impostor.write_text("#!/bin/sh\necho no such flag >&2\nexit 3\n")
    impostor.chmod(0o755)
    monkeypatch.setenv("GOVRULES_OPA", str(impostor))
    expected = (
        f"opa: engine-not-started `{impostor}` does not start: no such flag\n"
        "  help: start it by hand to see what is wrong, or name a running server with `--opa-url`"
    )
    assert expected == refusal()
    assert [] == list(tmp_path.glob("govrules-*"))


def test_another_program_at_the_port_is_not_taken_for_our_server(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It is not told anything, and another port is tried."""
    with server.local({}) as other:
        taken, free = other.parts.port, free_port()
        ports = iter([taken, free])
        monkeypatch.setattr(server, "_free_port", lambda: next(ports))
        with server.local({}) as ours:
            assert free == ours.parts.port


def test_a_version_on_which_nothing_was_tried_is_refused() -> None:
    """A verdict by an engine that nobody compared is worth nothing."""
    with pytest.raises(EngineError) as refused:
        server.qualified("0.42.0")
    expected = (
        "opa: unqualified-version Open Policy Agent `0.42.0` is not qualified\n"
        "  help: use version 1.20.2, or judge with `--engine reference`"
    )
    assert expected == str(refused.value)
