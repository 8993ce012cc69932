"""A PostgreSQL server of one's own for as long as a test needs it."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

import psycopg
from tests.opa_made import free_port
from tests.tools_found import postgresql

_USER = "postgres" if os.name == "posix" and os.geteuid() == 0 else None
"""Root may not run a server; Debian's package brings somebody who may."""
_PATIENCE = 60.0


@contextmanager
def served() -> Iterator[str]:
    """Run a server on a socket in a folder of its own, and yield its address.

    It sorts texts as a dictionary does, which is not how Python sorts them.
    """
    programs = postgresql()
    with tempfile.TemporaryDirectory(prefix="pg") as name:
        folder = Path(name)
        if _USER:
            shutil.chown(folder, _USER)
        made = ["--auth=trust", "--username=tester", "--no-sync", "--encoding=UTF8"]
        sorted_ = ["--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en"]
        data = folder / "data"
        subprocess.run(
            [programs / "initdb", f"--pgdata={data}", *made, *sorted_],
            user=_USER,
            cwd=folder,
            check=True,
            capture_output=True,
        )
        port = str(free_port())
        quick = ["-c", "fsync=off", "-c", "listen_addresses=127.0.0.1"]
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(
                [programs / "postgres", "-D", data, "-k", folder, "-p", port, *quick],
                user=_USER,
                cwd=folder,
                stdout=log,
                stderr=log,
            )
        try:
            address = f"postgresql://tester@/postgres?host={folder}&port={port}"
            _wait(address, server, folder / "log")
            yield address
        finally:
            server.send_signal(signal.SIGINT)  # to stop now, whoever is connected
            try:
                server.wait(_PATIENCE)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def _wait(address: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    until = monotonic() + _PATIENCE
    while True:
        try:
            psycopg.connect(address).close()
        except psycopg.OperationalError:
            if server.poll() is not None or monotonic() > until:
                raise RuntimeError(log.read_text(encoding="utf-8")) from None
            sleep(0.1)
        else:
            return
