"""A tiny program for Open Policy Agent, servers to run it, and proxies that spoil their answers."""

import json
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import IO, Any

from tests.tools_found import opa

from govrules.engines.opa.addresses import Address
from govrules.engines.opa.asking import Answer
from govrules.engines.opa.sessions import Session

FAMILY = "govrules.act.cases"
LIBRARY = """package govrules.library

late(due, done) := done > due
"""
NORM = """package govrules.act.norm

import data.govrules.library

duties := [["act/1", input.id, library.late(input.due, input.done)]]
"""
CASES = """package govrules.act.cases

answer := {"faults": {"no id"}} if not input.id

answer := {"norms": {"act/1": {"duties": data.govrules.act.norm.duties}}} if input.id

answers := [one |
	some file in input.files
	one := answer with input as file
]
"""


@dataclass(frozen=True)
class Program:
    """Whether something was late: a norm that uses a library, and the family that it is of."""

    modules: Mapping[str, str] = field(
        default_factory=lambda: {
            "govrules.library": LIBRARY,
            "govrules.act.norm": NORM,
            FAMILY: CASES,
        }
    )
    families: Sequence[str] = (FAMILY,)


@dataclass(frozen=True)
class Case:
    """A case file of the tiny program."""

    document: Mapping[str, Any]
    family: str = FAMILY


def cases(count: int) -> Iterator[Case]:
    """Yield case files, every third of them late."""
    return (Case({"id": str(n), "due": 1, "done": 2 if n % 3 == 0 else 0}) for n in range(count))


def rows(count: int) -> list[Answer]:
    """Return the right answers for `cases`."""
    return [{"act/1": {"duties": [["act/1", str(n), n % 3 == 0]]}} for n in range(count)]


def decided(address: Address | None, count: int = 200) -> list[Answer]:
    """Ask a server about case files of the tiny program, our own server if none is named."""
    with Session(address) as asked:
        return list(asked.decide(Program(), cases(count)))


def free_port() -> int:
    """Return a port of this machine that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def serving(
    *arguments: str | Path,
    scheme: str = "http",
    log_level: str = "error",
    told: IO[bytes] | None = None,
) -> Iterator[tuple[str, int]]:
    """Run a server that others share; its address and process id. What it tells goes to a file."""
    port = free_port()
    at = f"127.0.0.1:{port}"
    command = [str(opa()), "run", "--server", "--addr", f"{scheme}://{at}", "--skip-version-check"]
    command += ["--log-level", log_level, *map(str, arguments)]
    server = subprocess.Popen(command, stderr=told)
    try:
        deadline = time.monotonic() + 30
        while not _listens(port):
            assert server.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.02)
        yield f"{scheme}://{at}", server.pid
    finally:
        server.kill()
        server.wait()


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@dataclass(frozen=True)
class Reply:
    """What a server said, and what a proxy makes of it."""

    method: str
    path: str
    status: int
    body: bytes
    headers: Sequence[tuple[str, str]] = ()
    length: int | None = None
    """What is said of the length of the body, where that is a lie."""

    @property
    def is_answer(self) -> bool:
        """Say whether it answers a question about case files."""
        return self.method == "POST" and "/answers" in self.path

    def value(self) -> Any:
        """Return what the body says."""
        return json.loads(self.body)


Spoil = Callable[[Reply], Reply]


@contextmanager
def proxy(target: str, spoil: Spoil) -> Iterator[tuple[str, list[Reply]]]:
    """Stand between us and a server; the address, and what the server said so far."""
    host = target.removeprefix("http://")
    seen: list[Reply] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _pass_on(self) -> None:
            sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            upstream = HTTPConnection(host, timeout=30)
            headers = {k: v for k, v in self.headers.items() if k.lower() != "connection"}
            upstream.request(self.command, self.path, sent, headers)
            said = upstream.getresponse()
            reply = Reply(self.command, self.path, said.status, said.read())
            upstream.close()
            seen.append(reply)
            reply = spoil(reply)
            self.send_response(reply.status)
            for name, value in reply.headers:
                self.send_header(name, value)
            told = len(reply.body) if reply.length is None else reply.length
            self.send_header("Content-Length", str(told))
            self.end_headers()
            self.wfile.write(reply.body)
            if told != len(reply.body):
                self.close_connection = True

        do_GET = do_PUT = do_POST = do_DELETE = _pass_on  # noqa: N815 - named by the standard library

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the same
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: Any, client_address: Any) -> None:
            """Say nothing: clients that hang up are what is tested."""

    server = Server(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", seen
    finally:
        server.shutdown()
        server.server_close()
