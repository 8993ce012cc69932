"""Writing: to standard output whole or not at all, to files so that no half of one is ever seen."""

import errno
import os
import sys
from contextlib import suppress
from pathlib import Path

import click

from govrules.reports import shown


class UnwritableError(click.ClickException):
    """A report could not be written; nothing is said where the reader has gone away."""

    def __init__(self, where: str, error: OSError) -> None:
        """Say where and why."""
        why = (error.strerror or str(error)).lower()
        gone = error.errno == errno.EPIPE
        super().__init__("" if gone else f"{where} cannot be written: {why}")


def say(text: str) -> None:
    """Write to standard output, as UTF-8.

    Raises:
        UnwritableError: standard output is closed or full.
    """
    try:
        click.echo(_encoded(text), nl=False)
    except OSError as error:
        _abandon_standard_output()
        raise UnwritableError("standard output", error) from error


def write(path: Path, text: str) -> None:
    """Put a text in place of a file in one step: readers see the old one or the new one.

    A device or pipe is written as it stands.

    Raises:
        UnwritableError: the folder does not exist, may not be written, or is full.
    """
    try:
        target = path.resolve()
        if target.exists() and not target.is_file():
            target.write_bytes(_encoded(text))
        else:
            _replace(target, _encoded(text))
    except OSError as error:
        raise UnwritableError(f"`{shown(str(path))}`", error) from error


def _replace(target: Path, data: bytes) -> None:
    draft = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        with draft.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


def _encoded(text: str) -> bytes:
    # File names may hold bytes that are no UTF-8; JSON writes such a half character the same way.
    return text.encode("utf-8", "backslashreplace")


def _abandon_standard_output() -> None:
    """Send what is still buffered nowhere, so that the end of the program does not fail again."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
