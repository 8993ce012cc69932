"""The XML of a sheet as text: its rows one after the other, and the cells of plain rows.

INVARIANT: what this module makes of a cell is what openpyxl would. It knows only sheets, rows and
cells as spreadsheets usually write them, and refuses to read any other.
"""

import re
import zipfile
import zlib
from codecs import getincrementaldecoder
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import IO, Final, NamedTuple, TypeAlias
from xml.parsers import expat

from openpyxl.utils.cell import column_index_from_string
from openpyxl.xml.constants import SHEET_MAIN_NS

from govrules.facts.shared_texts import DECLARED, UNPLAIN

_CHUNK: Final = 1 << 22
_LONGEST: Final = 1 << 26
"""How many characters may stand before the first row, after the last one, or in one."""

_HEAD: Final = re.compile(rf'{DECLARED}<worksheet\s[^<>]*?xmlns="{re.escape(SHEET_MAIN_NS)}"')
_DEFAULT: Final = re.compile(r"xmlns\s*=")
_FIRST, _END, ROW = "<sheetData>", "</sheetData>", "<row"
_ROWS: Final = re.compile(r"<(?:[\w.-]+:)?row[\s/>]")
_PREFIXED: Final = re.compile(r"<[\w.-]+:row[\s/>]")
_NUMBER: Final = re.compile(r"\s(?:[^<>']*\s)?r=\"([1-9][0-9]{0,6})\"[^<>']*>")
_PLAIN: Final = re.compile(
    r'\s+r="[0-9]+"(?:\s+(?:spans|s|ht|customFormat|customHeight|x14ac:dyDescent|thickBot|thickTop'
    r'|collapsed|outlineLevel)="[^"<>&]*"|\s+hidden="(?:0|false)")*\s*(?:/>|>(.*)</row>)\s*',
    re.DOTALL,
)
_TEXT: Final = rf"[^{UNPLAIN}\n]"
_CELL: Final = re.compile(
    r'\s*<c r="([A-Z]{1,3})([1-9][0-9]{0,6})"(?: s="([0-9]{1,5})")?'
    r'(?: t="(s|b|n|str|inlineStr)")?(?:/>|>(?:'
    rf"(?:<f(?: [^<>]*)?(?:/>|>[^<]*</f>))?<v>({_TEXT}{{1,9999}})</v>"
    rf'|<is><t(?: xml:space="preserve")?>({_TEXT}{{0,9999}})</t></is>)?</c>)\s*'
)
_DIGITS: Final = re.compile(r"-?[0-9]{1,17}(?:\.[0-9]{1,20})?(?:[eE][+-]?[0-9]{1,3})?")
_GROUPS: Final = _CELL.groups + 1

PlainCell: TypeAlias = tuple[int, str | None, str | None, str | None, str | None]
"""The number of its column, its style, its type, its value, a text of its own."""


class UnusualSheetError(Exception):
    """Only who knows all of XML can read this sheet, or nobody."""


class RowText(NamedTuple):
    """A row: its number, and what follows `<row` up to the next one."""

    number: int
    text: str


class SheetText:
    """A sheet, read once from its beginning to its end.

    `head` is what stands before its rows, `tail` what stands after them once they were read.
    """

    def __init__(self, part: IO[bytes]) -> None:
        """Read what stands before the rows.

        Raises:
            UnusualSheetError: it is no sheet in UTF-8, or has definitions or comments.
        """
        self._part, self._decoder = part, getincrementaldecoder("utf-8")()
        self._parser, self._last = expat.ParserCreate(), 0
        self.head = self.tail = ""
        text = ""
        while _FIRST not in text:
            text = self._more(text)
        head, first, self._rest = text.partition(_FIRST)
        self.head = head + first
        if not _HEAD.match(head) or len(_DEFAULT.findall(head)) != 1 or _ROWS.search(head):
            raise UnusualSheetError

    def rows(self) -> Iterator[RowText]:
        """Yield the rows in their order, and read to the end.

        Raises:
            UnusualSheetError: they cannot be told apart, they do not ascend, or it is damaged.
        """
        rest = self._rest
        while _END not in rest:
            body, row, rest = rest.rpartition(ROW)
            yield from self._numbered(body)
            rest = self._more(row + rest)
        body, end, rest = rest.partition(_END)
        yield from self._numbered(body)
        while (chunk := self._chunk()) is not None:
            rest = self._checked(rest + chunk)
        if _ROWS.search(rest):
            raise UnusualSheetError
        self.tail = end + rest

    def _numbered(self, body: str) -> Iterator[RowText]:
        before, *rows = body.split(ROW)
        if before.strip() or (":row" in body and _PREFIXED.search(body)):
            raise UnusualSheetError
        for text in rows:
            opening = _NUMBER.match(text)
            if opening is None or int(opening[1]) <= self._last:
                raise UnusualSheetError
            self._last = int(opening[1])
            yield RowText(self._last, text)

    def _more(self, before: str) -> str:
        """Return a text with what follows it; there must be more."""
        chunk = self._chunk()
        if chunk is None:
            raise UnusualSheetError
        return self._checked(before + chunk)

    def _chunk(self) -> str | None:
        """Return what is read next, nothing at the end of a text that is well-formed."""
        try:
            chunk = self._part.read(_CHUNK)
            # What defines entities could grow here without end.
            if b"<!" in chunk:
                raise UnusualSheetError
            self._parser.Parse(chunk, not chunk)
            return self._decoder.decode(chunk, not chunk) if chunk else None
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError) as error:
            raise UnusualSheetError from error
        except (UnicodeDecodeError, expat.ExpatError) as error:
            raise UnusualSheetError from error

    def _checked(self, text: str) -> str:
        """Make sure that each `<` in a text begins an element or ends one."""
        declared = not self.head and text.startswith("<?")
        if "<!" in text or text.count("<?") > declared or len(text) > _LONGEST + _CHUNK:
            raise UnusualSheetError
        return text


def plain_cells(row: RowText) -> Iterator[PlainCell] | None:
    """Return the cells of a row that is plain, as they are written; nothing of another one."""
    whole = _PLAIN.fullmatch(row.text)
    if whole is None:
        return None
    parts = _CELL.split(whole[1] or "")
    if any(parts[::_GROUPS]):
        return None
    columns, rows = _columns(tuple(parts[1::_GROUPS])), parts[2::_GROUPS]
    if columns is None or rows.count(str(row.number)) != len(rows):
        return None
    styles, types = parts[3::_GROUPS], parts[4::_GROUPS]
    return zip(columns, styles, types, parts[5::_GROUPS], parts[6::_GROUPS], strict=True)


@lru_cache(maxsize=10_000)
def _columns(letters: tuple[str, ...]) -> tuple[int, ...] | None:
    """Return the numbers of columns, nothing if they do not ascend or do not exist."""
    try:
        found = tuple(map(column_index_from_string, letters))
    except ValueError:
        return None
    return found if all(first < then for first, then in pairwise(found)) else None


def number(value: str) -> float | None:
    """Return a number as openpyxl reads it, nothing if it is not written as a spreadsheet does."""
    if not _DIGITS.fullmatch(value):
        return None
    return int(value) if value.lstrip("-").isdigit() else float(value)
