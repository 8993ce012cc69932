"""Keeps a server only as long as the program that asked for it; a script of its own.

Standard input is a pipe held by that program. When it ends, for whatever reason and be it killed
outright, the server is stopped and its private folder deleted: nothing else could do that then.
The first argument is that folder, the rest the command. Imports nothing of govrules.
"""

import contextlib
import os
import shutil
import subprocess
import sys
import threading

_GRACE = 5.0
"""How many seconds a server has to stop by itself."""


def keep(folder: str, command: list[str]) -> int:
    """Run a command until it ends or standard input does; return how the command ended."""
    try:
        # The command is the one that our own server module put together.
        server = subprocess.Popen(command, stdin=subprocess.DEVNULL, env={})  # noqa: S603
        threading.Thread(target=_stop_at_end_of_input, args=(server,), daemon=True).start()
        return server.wait()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _stop_at_end_of_input(server: "subprocess.Popen[bytes]") -> None:
    # Not `sys.stdin`: a thread that waits in it would keep the interpreter from ending.
    with contextlib.suppress(OSError):
        while os.read(0, 1024):
            pass
    server.terminate()
    try:
        server.wait(_GRACE)
    except subprocess.TimeoutExpired:
        server.kill()


if __name__ == "__main__":
    sys.exit(keep(sys.argv[1], sys.argv[2:]))
