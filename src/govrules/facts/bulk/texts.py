"""Texts as a database reads them: in UTF-8, with lines of which each is counted."""

import codecs
import re
from pathlib import Path
from typing import Final

from govrules.facts.bulk.lying import NotInBulkError
from govrules.facts.decoding import WIDE_MARKS

_HEAD: Final = 1 << 20
_CHUNK: Final = 1 << 22
_BOM: Final = b"\xef\xbb\xbf"


def encoding_of(file: Path, declared: str) -> str:
    """Return in which encoding a text is, UTF-8 or what was declared, as `facts.decoding` does.

    Raises:
        NotInBulkError: it is in neither.
    """
    wide = declared.startswith("utf-16")
    if wide and _is_wide(file):
        return declared
    if _is_utf8(file):
        return "utf-8"
    if wide or declared in ("", "utf-8"):
        raise NotInBulkError("encoding")
    return declared


def in_utf8(file: Path, encoding: str, copy: Path) -> Path:
    """Make a copy of a text in UTF-8, and return it.

    Raises:
        NotInBulkError: it is not in this encoding, or there is no room for a copy.
    """
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with file.open("rb") as stream, copy.open("xb") as written:
            while chunk := stream.read(_CHUNK):
                written.write(decoder.decode(chunk).encode())
            written.write(decoder.decode(b"", final=True).encode())
    except UnicodeDecodeError as error:
        raise NotInBulkError("encoding") from error
    except OSError as error:
        raise NotInBulkError("room") from error
    return copy


def _is_wide(file: Path) -> bool:
    with file.open("rb") as stream:
        chunk = stream.read(_CHUNK)
        if chunk.startswith(WIDE_MARKS):
            return True
        while chunk:
            if b"\0" in chunk:
                return True
            chunk = stream.read(_CHUNK)
    return False


def _is_utf8(file: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with file.open("rb") as stream:
            while chunk := stream.read(_CHUNK):
                decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def head(file: Path) -> str:
    """Return the lines with which a text in UTF-8 begins, without its mark.

    Raises:
        NotInBulkError: it has a line at most; there is nothing to gain.
    """
    with file.open("rb") as stream:
        lines, feed, _ = stream.read(_HEAD).removeprefix(_BOM).rpartition(b"\n")
    if not feed:
        raise NotInBulkError("no lines")
    return (lines + feed).decode()


def lines(file: Path, loose: re.Pattern[bytes] | None = None) -> tuple[int, str]:
    """Count the lines of a file, and tell how they end, as DuckDB wants to be told.

    Raises:
        NotInBulkError: they end in different ways, or hold a `loose` quote.
    """
    feeds = returns = pairs = 0
    last = rest = b""
    with file.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            feeds += chunk.count(b"\n")
            returns += chunk.count(b"\r")
            pairs += chunk.count(b"\r\n") + (last == b"\r" and chunk[:1] == b"\n")
            last = chunk[-1:]
            if loose is not None:
                whole, feed, rest = (rest + chunk).rpartition(b"\n")
                _refuse(loose, whole + feed)
    if loose is not None:
        _refuse(loose, rest)
    if returns and not returns == pairs == feeds:
        raise NotInBulkError("ends of lines")
    # Told of line ends of two characters DuckDB finds no row; untold it finds them all.
    return feeds + (last != b"\n"), "" if returns else " new_line = '\\n',"


def _refuse(loose: re.Pattern[bytes], text: bytes) -> None:
    if (b' "' in text or b'" ' in text) and loose.search(text):
        raise NotInBulkError("quotes")
