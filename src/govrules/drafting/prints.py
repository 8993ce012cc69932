"""Prints of legal text: what finds a unit again, or shows that it changed, without holding it.

A print keeps the length, a rolling hash and the SHA-256 of the normalised text. The rolling
hash slides over a newer text to find places; the SHA-256 settles whether a place is the unit.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

_MODULUS = 2**61 - 1
_BASE = 1_000_003
_URL_LINE = re.compile(r"^\s*https?://\S+\s*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Print:
    """The print of a normalised text: characters, rolling hash (16 hex digits), SHA-256 (64)."""

    length: int
    rolling: str
    sha256: str


def normalise(text: str) -> str:
    """Return the text as only its words make it, so that layout never matters.

    Lines that hold nothing but a web address (page footers) are dropped, the rest is composed
    (NFC), and white space and invisible format characters are removed wherever they stand: text
    taken from paged documents breaks lines inside words. A hyphen is a character and stays.
    """
    composed = unicodedata.normalize("NFC", _URL_LINE.sub("", text))
    return "".join(c for c in composed if not (c.isspace() or unicodedata.category(c) == "Cf"))


def take(normalised: str) -> Print:
    """Return the print of a text that `normalise` returned."""
    return Print(
        length=len(normalised),
        rolling=f"{_rolling(normalised):016x}",
        sha256=hashlib.sha256(normalised.encode()).hexdigest(),
    )


def places(of: Print, normalised: str) -> Iterator[int]:
    """Yield each offset, in characters and ascending, at which the printed text stands.

    Raises:
        ValueError: the print is of an empty text, which stands everywhere and nowhere.
    """
    if of.length < 1:
        message = f"a print of length `{of.length}` cannot be looked for"
        raise ValueError(message)
    wanted = int(of.rolling, 16)
    for offset, rolled in enumerate(_windows(normalised, of.length)):
        if rolled == wanted and take(normalised[offset : offset + of.length]) == of:
            yield offset


def _rolling(text: str) -> int:
    """Return the polynomial in the base over code points, the first with the highest power."""
    value = 0
    for character in text:
        value = (value * _BASE + ord(character)) % _MODULUS
    return value


def _windows(text: str, length: int) -> Iterator[int]:
    """Yield the rolling hash of each window of a length, each from the one before it."""
    if length > len(text):
        return
    highest = pow(_BASE, length - 1, _MODULUS)
    value = _rolling(text[:length])
    yield value
    for leaving, entering in zip(text, text[length:], strict=False):
        value = ((value - ord(leaving) * highest) * _BASE + ord(entering)) % _MODULUS
        yield value
