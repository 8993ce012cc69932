"""The verdicts as a workbook, with sheets for each of its readers.

For the officer what to act on and what falls due next, for the auditor every verdict with the
rows it rests on, for the keeper of the data the findings, for the jurist the readings.

Cells that come from data are texts, never formulas. Instants are cut to whole seconds of the
act's zone, which is what a spreadsheet can show; the exact ones stand beside them as text.
"""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryFile

from govrules.fields import Tally
from govrules.reports import View
from govrules.reports.xlsx import reading_back
from govrules.verdicts import Assessment

NEEDS = ("xlsxwriter", "xlsx")

_PIECE = 1 << 20


def render(assessment: Assessment, view: View) -> Iterator[bytes]:
    """Write the workbook to a temporary file, row by row, and yield its bytes.

    Raises:
        OSError: what is temporary cannot be written.
    """
    from govrules.reports.xlsx.sheets import fill  # noqa: PLC0415 - a library other formats need not

    with TemporaryFile() as file:
        fill(file, assessment, view)
        file.seek(0)
        yield from iter(lambda: file.read(_PIECE), b"")


def recount(path: Path) -> Tally:
    """Read the counts and the verdicts back from the cells.

    Raises:
        ValueError: the file is no workbook of ours.
    """
    return reading_back.recount(path)
