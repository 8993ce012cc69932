"""Rows of a sheet that hold nothing but texts and flags → lines that a database reads."""

from collections.abc import Mapping, Sequence
from typing import Final

from govrules.facts.row_texts import RowText, number, plain_cells

DIVIDER: Final = "\x1f"
"""What divides the cells of a line: raw it stands in no XML."""

_LONGEST: Final = 10_000
_FLAGS: Final = {"0": "false", "1": "true"}


class PlainRows:
    """Tells what plain rows say in some columns."""

    def __init__(
        self, headings: Sequence[str], wanted: Sequence[str], texts: Sequence[str]
    ) -> None:
        """Take the headings of all columns from the first one, those `wanted`, the shared texts."""
        order = {heading: at for at, heading in enumerate(wanted)}
        self._places: Mapping[int, int | None] = {
            column: order.get(heading) for column, heading in enumerate(headings, 1) if heading
        }
        self._width = len(wanted)
        self._texts = [_plain(text) for text in texts]

    def line(self, row: RowText) -> str | None:
        """Return the row as a line: its number, then its cells; nothing if it is not plain.

        The line is empty if no cell holds anything: then it is no row.
        """
        cells = plain_cells(row)
        if cells is None:
            return None
        places, more = self._places, False
        said = [""] * self._width
        for column, _style, type_, value, text in cells:
            if value is None and text is None:
                continue
            if column not in places:
                return None
            at = places[column]
            if at is None and _counts(type_, value):
                more = True
                continue
            found = self._said(type_, value, text)
            if found is None:
                return None
            if at is None:
                more |= bool(found.strip())
            else:
                said[at] = found
        if not "".join(said).strip():
            return None if more else ""
        return DIVIDER.join([str(row.number), *said])

    def _said(self, type_: str | None, value: str | None, text: str | None) -> str | None:
        """Return what a cell says, nothing if there may be anything to say of it."""
        if (text is None) == (type_ == "inlineStr"):
            return None
        match type_:
            case "s":
                try:
                    return self._texts[int(value or "")]
                except (IndexError, ValueError):
                    return None
            case "b":
                return _FLAGS.get(value or "")
            case "inlineStr" | "str":
                return _plain(text or value or "")
            case _:
                return None


def _counts(type_: str | None, value: str | None) -> bool:
    """Tell whether a cell holds a number, as any program reads it."""
    return type_ in (None, "n") and value is not None and number(value) is not None


def _plain(text: str) -> str | None:
    """Return a text in a line without escapes of the spreadsheet, nothing of another one."""
    broken = "_x" in text or "\n" in text or "\r" in text
    return None if broken or len(text) > _LONGEST else text
