"""Writing to standard output; it ends quietly when the reader has gone away."""

import errno
import os
import sys
from collections.abc import Iterable
from contextlib import suppress

import click

from govrules.publishing import encoded
from govrules.reports import Piece


class UnwritableError(click.ClickException):
    """Standard output is closed or full; nothing is said where the reader has gone away."""

    def __init__(self, error: OSError) -> None:
        """Say why."""
        why = (error.strerror or str(error)).lower()
        gone = error.errno == errno.EPIPE
        super().__init__("" if gone else f"standard output cannot be written: {why}")


def say(text: str | Iterable[Piece]) -> None:
    """Write a text, or the pieces of a report, to standard output as UTF-8.

    Raises:
        UnwritableError: standard output is closed or full.
        click.UsageError: the report is no text, and standard output is a terminal.
    """
    try:
        for piece in [text] if isinstance(text, str) else text:
            if isinstance(piece, bytes) and sys.stdout.isatty():
                message = "this report is no text for a terminal: give it a file, `-o FORMAT=FILE`"
                raise click.UsageError(message)
            click.echo(encoded(piece), nl=False)
    except OSError as error:
        _abandon_standard_output()
        raise UnwritableError(error) from error


def _abandon_standard_output() -> None:
    """Send what is still buffered nowhere, so that the end of the program does not fail again."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
