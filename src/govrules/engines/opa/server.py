"""A server of our own for one run: found, started on a free port of this machine, always stopped.

It answers to nobody but who has the token made for it, asks no other machine for anything, and
ends with us however we end (`keeper`).
"""

import json
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile, mkdtemp
from typing import IO

from govrules.engines.opa import keeper
from govrules.engines.opa.addresses import Address
from govrules.engines.opa.client import Client
from govrules.engines.opa.faults import fault, told
from govrules.engines.opa.programs import found
from govrules.findings import EngineError
from govrules.sentences import Sentence, listed

QUALIFIED = ("1.20.2",)
"""The versions of Open Policy Agent that give the verdicts of the reference engine in our tests."""

_MARK = "govrules"
"""The label by which a server shows that it was started by us."""
_STARTING = 120.0
"""How many seconds the policies of an act may take to compile, on a machine that is busy."""
_STOPPING = 10.0
_BREATH = 0.02
_ATTEMPTS = 3
"""How often a port is chosen; another program may take the one that was free."""

_AUTHORISATION = """package system.authz

default allow := false

allow if input.identity == "{token}"
"""
_COMMAND = (
    *("run", "--server", "--authentication", "token", "--authorization", "basic"),
    *("--skip-version-check", "--log-level", "error", "--log-format", "json"),
)


@dataclass(frozen=True, slots=True)
class _Private:
    """The folder of one server, and the two secrets in it."""

    folder: Path
    token: str
    mark: str


@dataclass(frozen=True, slots=True)
class _Kept:
    """The keeper of a server, and what the server says."""

    process: "subprocess.Popen[bytes]"
    said: IO[bytes]


@contextmanager
def local(modules: Mapping[str, str]) -> Iterator[Address]:
    """Run a server on this machine for as long as the context lasts, with modules in force.

    They are handed over as files, which are compiled once; nobody else can add to them.

    Raises:
        EngineError: there is no Open Policy Agent, it is not qualified, or it does not start.
    """
    program = found()
    for attempt in range(_ATTEMPTS):
        private = _private(modules)
        port = _free_port()
        with _kept(program, port, private) as kept:
            address = Address(url=f"http://127.0.0.1:{port}", token=private.token)
            said = _started(kept, address, private)
            if said is None:
                yield address
                return
        if attempt == _ATTEMPTS - 1:
            message = Sentence("`{program}` does not start: {why}", program=program, why=said)
            help_ = Sentence(
                "start it by hand to see what is wrong, or name a running server with `--opa-url`"
            )
            raise fault("engine-not-started", message, help_)


def qualified(version: str) -> None:
    """Refuse a version of Open Policy Agent on which our tests have not been run.

    Raises:
        EngineError: it is not among them.
    """
    if version not in QUALIFIED:
        message = Sentence("Open Policy Agent `{version}` is not qualified", version=version)
        known = listed(QUALIFIED, "or")
        help_ = Sentence(
            "use version {known}, or judge with `--engine {engine}`",
            known=known,
            engine="reference",
        )
        raise fault("unqualified-version", message, help_)


def _private(modules: Mapping[str, str]) -> _Private:
    """Make the folder of a server, which nobody else on this machine can read."""
    folder = Path(mkdtemp(prefix="govrules-"))
    policies = folder / "policies"
    policies.mkdir()
    for name, text in modules.items():
        (policies / f"{name}.rego").write_text(text, encoding="utf-8")
    private = _Private(folder, token=secrets.token_hex(32), mark=secrets.token_hex(16))
    authorisation = _AUTHORISATION.format(token=private.token)
    (policies / "authorisation.rego").write_text(authorisation, encoding="utf-8")
    config = {"labels": {_MARK: private.mark}, "decision_logs": {"console": False}}
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    return private


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def _kept(program: str, port: int, private: _Private) -> Iterator[_Kept]:
    """Run the keeper with a server in its care; afterwards both are gone."""
    folder = private.folder
    command = [sys.executable, "-I", "-S", keeper.__file__, str(folder), program, *_COMMAND]
    command += ["--addr", f"127.0.0.1:{port}", "--config-file", str(folder / "config.json")]
    with TemporaryFile() as said:
        # The program is the one that the user named; it gets no word of what is judged here.
        process = subprocess.Popen(  # noqa: S603
            [*command, str(folder / "policies")],
            stdin=subprocess.PIPE,
            stdout=said,
            stderr=said,
            start_new_session=True,  # an interrupt at the terminal is for us to act on
        )
        try:
            yield _Kept(process, said)
        finally:
            _stop(process)


def _stop(kept: "subprocess.Popen[bytes]") -> None:
    """End the keeper's input, at which it stops the server, and wait until it has."""
    if kept.stdin is not None:
        with suppress(OSError):
            kept.stdin.close()
    try:
        kept.wait(_STOPPING)
    except subprocess.TimeoutExpired:
        kept.kill()
        kept.wait()


def _started(kept: _Kept, address: Address, private: _Private) -> str | None:
    """Wait until our server answers; return what was said if it ends or is another one.

    That something answers at the port is not enough: it has to know the mark in our folder.
    """
    deadline = time.monotonic() + _STARTING
    while kept.process.poll() is None and time.monotonic() < deadline:
        if _listens(address):
            try:
                with closing(Client(address)) as client:
                    labels = client.labels()
            except EngineError as error:
                return told(error.findings[0].message)
            if labels.get(_MARK) == private.mark:
                qualified(labels.get("version", ""))
                return None
        time.sleep(_BREATH)
    kept.said.seek(0)
    return told(kept.said.read().decode(errors="replace")) or f"exit {kept.process.returncode}"


def _listens(address: Address) -> bool:
    host, port = address.parts.hostname, address.parts.port
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((host, port)) == 0
