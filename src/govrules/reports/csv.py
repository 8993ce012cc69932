"""The verdicts as a table for spreadsheets: CSV as RFC 4180 has it, in UTF-8 that Excel knows.

No cell can be taken for a formula: whatever could be, or starts with an apostrophe, gets an
apostrophe before it. Each line is one row; characters that are not seen are written out.
"""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from govrules.fields import Tally
from govrules.reports import View, flat, shown
from govrules.verdicts import Assessment, Duty, Judgement, Verdict

STREAMED = True

_BOM = "\ufeff"
_SUSPECT = tuple("=+-@|%'＝＋－＠＇\t\r\n")
_NOTHING = Judgement(duty=Duty("", "", "", "", ""), verdict=Verdict.PENDING)


def render(assessment: Assessment, view: View) -> Iterator[str]:
    """Write a row for each verdict, then one for each norm not assessed and each count.

    The column `record` says which is which, `count` how many duties a row stands for.
    """
    columns = ("record", "count", *flat(_NOTHING, view))
    yield _BOM + _line(columns)
    for judgement in view.in_order(assessment):
        yield _row(columns, {"record": "verdict", "count": "1", **flat(judgement, view)})
    for norm in sorted(assessment.not_assessed):
        about = {"record": "not-assessed", "norm": norm, "clause": view.clause(norm)}
        yield _row(columns, about)
    for word, count in assessment.counts().items():
        yield _row(columns, {"record": "total", "count": str(count), "verdict": word})


def _row(columns: Iterable[str], cells: Mapping[str, str]) -> str:
    return _line(cells.get(column, "") for column in columns)


def _line(cells: Iterable[str]) -> str:
    return ",".join(f'"{_inert(cell)}"' for cell in cells) + "\r\n"


def _inert(cell: str) -> str:
    text = shown(cell).replace('"', '""')
    return f"'{text}" if text.lstrip().startswith(_SUSPECT) else text


def recount(path: Path) -> Tally:
    """Read the rows back.

    Raises:
        ValueError: a row that is none of ours, or no counts.
    """
    listed: Counter[Verdict] = Counter()
    stated: dict[Verdict, int] = {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file, strict=True):
                if row["record"] == "verdict":
                    listed[Verdict(row["verdict"])] += 1
                elif row["record"] == "total":
                    stated[Verdict(row["verdict"])] = int(row["count"])
    except csv.Error as error:
        raise ValueError(str(error)) from error
    return Tally(stated, {word: listed[word] for word in Verdict})
