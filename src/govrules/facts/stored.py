"""What a spreadsheet stores in a cell → the cell as it was handed over.

Refuses to pass a number off as the text that somebody typed: `1.10` is stored as 1.1, `007` as 7.
"""

import re
from datetime import date, datetime, time
from typing import Final

from openpyxl.utils.escape import unescape

from govrules.facts.rows import RawValue, Unreadable
from govrules.facts.tables import TIMES, Column
from govrules.facts.usual_sheets import Cell, TextCell
from govrules.sentences import Sentence

_PLAIN: Final = frozenset({"General", "0", "@"})
_EXACT: Final = 10**15
"""Excel keeps fifteen digits of a number."""

_QUOTED: Final = re.compile(r'"[^"]*"|\\.|_.|\[[^\]]*\]')
_CLOCK: Final = re.compile(r"[hs]", re.IGNORECASE)

_AS_TEXT: Final = Sentence("format the column as text and type the cell again")
_AS_TIME: Final = Sentence("format the column as date and time, or write the time as text")


def handed_over(column: Column, cell: Cell) -> RawValue:
    """Return what a cell that holds a value says in its column.

    A date is its day, a date with a clock a time without offset; whole numbers are their digits
    where they show nothing else.
    """
    if isinstance(cell, TextCell):
        return unescape(cell.value) if "_x" in cell.value else cell.value
    value = cell.value
    if cell.data_type == "e":
        return _error(str(value))
    if value is None:
        return _pending()
    if isinstance(value, str):
        return unescape(value)
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return _number(column, value, cell.number_format)
    if isinstance(value, datetime | date) and column.kind in TIMES:
        return _moment(value, cell.number_format)
    return _no_text(column, value)


def _moment(value: datetime | date, form: str) -> str:
    if not isinstance(value, datetime):
        return value.isoformat()
    if value.time() == time() and not _shows_clock(form):
        return value.date().isoformat()
    return value.isoformat()


def _shows_clock(form: str) -> bool:
    return _CLOCK.search(_QUOTED.sub("", form.partition(";")[0])) is not None


def _number(column: Column, value: float, form: str) -> str | Unreadable:
    said = _written(value)
    if column.kind in TIMES:
        why = Sentence("`{text}` is a number, not formatted as a time", text=said)
        return Unreadable(said, "bad-time", why, _AS_TIME)
    if form in _PLAIN and _whole(value) and not column.dotted:
        return said
    if form in _PLAIN:
        why = Sentence("the cell holds the number `{text}` where a text belongs", text=said)
    else:
        why = Sentence(
            "the cell holds the number `{text}` and shows it in the form `{form}`",
            text=said,
            form=form,
        )
    return Unreadable(said, "number-for-text", why, _AS_TEXT)


def _written(value: float) -> str:
    """Write a number as a spreadsheet would: 7, not 7.0."""
    return str(int(value)) if _whole(value) else repr(value)


def _whole(value: float) -> bool:
    return abs(value) < _EXACT and value == int(value)


def _no_text(column: Column, value: object) -> Unreadable:
    """Tell of a date where a text belongs, or of a clock or a length without a day."""
    said = value.isoformat() if isinstance(value, date | time) else str(value)
    if column.kind in TIMES:
        lacks = Sentence("`{text}` is a time without a day", text=said)
        return Unreadable(said, "bad-time", lacks, _AS_TIME)
    why = Sentence("the cell holds the date `{text}` where a text belongs", text=said)
    return Unreadable(said, "number-for-text", why, _AS_TEXT)


def _error(said: str) -> Unreadable:
    return Unreadable(
        said,
        "error-cell",
        Sentence("`{text}` is an error of the spreadsheet, not a value", text=said),
        Sentence("correct the formula, or write the value itself"),
    )


def _pending() -> Unreadable:
    return Unreadable(
        "",
        "formula-without-value",
        Sentence("the cell holds a formula that was never calculated"),
        Sentence("open the book in the spreadsheet and save it, or write the value itself"),
    )
