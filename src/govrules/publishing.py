"""PUBLISH: reports → files, each whole or not at all, and read back before it counts.

A report is written beside its place, read back, and only then put there in one step. So whatever
ends the program in between, a reader finds the old file or the new one, and never a report whose
counts are not those of the assessment.
"""

import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import BinaryIO

from govrules import reports
from govrules.fields import Tally
from govrules.findings import Finding, Place, ReportError
from govrules.reports import Piece, View
from govrules.sentences import Sentence, failure
from govrules.verdicts import Assessment


class UnfaithfulReportError(Exception):
    """A report that was read back does not say what the assessment says: a fault of ours."""


def publish(orders: Sequence[tuple[str, Path]], assessment: Assessment, view: View) -> None:
    """Write reports, each in its format to its file; those that can be written are.

    Raises:
        ReportError: files that cannot be written; what stood in their places still does.
        UnfaithfulReportError: a report did not read back as what was to be written.
    """
    problems: list[Finding] = []
    for name, path in orders:
        try:
            _write(path, name, assessment, view)
        except OSError as error:
            problems.append(_unwritten(path, error))
    if problems:
        raise ReportError(problems)


def put(path: Path, pieces: Iterable[Piece]) -> None:
    """Write what is no report of an assessment to a file, whole or not at all.

    Raises:
        ReportError: the file cannot be written; what stood in its place still does.
    """
    try:
        _replace(path, pieces, lambda _: None)
    except OSError as error:
        raise ReportError([_unwritten(path, error)]) from error


def encoded(piece: Piece) -> bytes:
    """Return the bytes of a piece.

    File names may hold bytes that are no UTF-8; JSON writes such a half character the same way.
    """
    return piece if isinstance(piece, bytes) else piece.encode("utf-8", "backslashreplace")


def _write(path: Path, name: str, assessment: Assessment, view: View) -> None:
    pieces = reports.pieces(name, assessment, view)
    _replace(path, pieces, lambda draft: _hold(name, draft, assessment, view))


def _replace(path: Path, pieces: Iterable[Piece], hold: Callable[[Path], None]) -> None:
    """Put pieces in the place of a file, once `hold` is content with how they read back."""
    target = path.resolve()
    if target.exists() and not target.is_file():
        with target.open("wb") as device:
            _fill(device, pieces)
        return
    draft = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        with draft.open("xb") as file:
            _fill(file, pieces)
            file.flush()
            os.fsync(file.fileno())
        hold(draft)
        draft.replace(target)
        _settle(target.parent)
    finally:
        draft.unlink(missing_ok=True)


def _fill(file: BinaryIO, pieces: Iterable[Piece]) -> None:
    file.writelines(encoded(piece) for piece in pieces)


def _settle(folder: Path) -> None:
    """Have the new name of a file survive a loss of power, where the system can."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _hold(name: str, draft: Path, assessment: Assessment, view: View) -> None:
    """Hold a written report to the assessment.

    Raises:
        UnfaithfulReportError: its counts differ, or it cannot be read back.
    """
    try:
        found = reports.recount(name, draft)
    except ValueError as error:
        message = f"the report `{name}` cannot be read back: {error}"
        raise UnfaithfulReportError(message) from error
    if found is None:
        return
    counts = assessment.counts()
    chosen = reports.chosen(name, view)
    listed = {word: count if word in chosen else 0 for word, count in counts.items()}
    expected = Tally(counts, found.listed and listed)
    if found != expected:
        message = f"the report `{name}` reads back as {_told(found)}, not {_told(expected)}"
        raise UnfaithfulReportError(message)


def _told(tally: Tally) -> str:
    parts = [f"{count} {word}" for word, count in tally.stated.items() if count]
    listed = [f"{count} {word}" for word, count in (tally.listed or {}).items() if count]
    return f"{', '.join(parts) or 'none'} (listed: {', '.join(listed) or 'none'})"


def _unwritten(path: Path, error: OSError) -> Finding:
    return Finding(
        place=Place(path=str(path)),
        code="report-not-written",
        message=Sentence("the report cannot be written: {why}", why=failure(error)),
        help=Sentence(
            "make room or name another place; what stood there before stands there still"
        ),
    )
