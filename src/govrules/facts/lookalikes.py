"""Names that look alike and are not: mixed scripts, hidden characters, homoglyphs.

Warns and never folds: two names that only look the same stay two names.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final

from govrules.findings import Finding, Level, Place

_HOMOGLYPHS: Final = str.maketrans(
    "АВЕКМНОРСТУХЅІЈҮҺаеорсухѕіјһԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧονρ",
    "ABEKMHOPCTYXSIJYhaeopcyxsijhqwABEZHIKMNOPTYXovp",
)
_SCRIPTS: Final = ("LATIN", "CYRILLIC", "GREEK")
_WORD: Final = re.compile(r"[^\W\d_]+")


def suspicions(name: str, place: Place) -> Iterator[Finding]:
    """Yield a warning for each way in which a name may not be what it looks like."""
    if name.isascii():
        return
    for word in _WORD.findall(name):
        if len({_script(letter) for letter in word} & set(_SCRIPTS)) > 1:
            yield Finding(
                place=place,
                code="mixed-script",
                level=Level.WARNING,
                message=f"`{word}` mixes alphabets: {_spelt(word)}",
                help="type the name again in one alphabet, everywhere it stands",
            )
    hidden = "".join(letter for letter in name if unicodedata.category(letter) == "Cf")
    if hidden:
        yield Finding(
            place=place,
            code="hidden-character",
            level=Level.WARNING,
            message=f"`{visible(name)}` holds characters nobody sees: {_spelt(hidden)}",
            help="type the name again without them, everywhere it stands",
        )
    if unicodedata.normalize("NFC", name) != name:
        yield Finding(
            place=place,
            code="not-composed",
            level=Level.WARNING,
            message=f"`{visible(name)}` is spelt with combining marks: it is read as composed",
            help="save the table with composed characters (NFC)",
        )


def pairs(names: Iterable[tuple[str, Place]]) -> Iterator[Finding]:
    """Yield a warning for each name that only looks like an earlier one; names are sorted."""
    seen: dict[str, str] = {}
    for name, place in sorted(names):
        first = seen.setdefault(skeleton(name), name)
        if first != name:
            yield Finding(
                place=place,
                code="look-alike",
                level=Level.WARNING,
                message=f"`{visible(name)}` looks like `{visible(first)}` and is another name:"
                f" {_spelt(_differing(name, first))}",
                help="if the two are one, write them with the same characters",
            )


def skeleton(name: str) -> str:
    """Return what a name looks like: letters that share a shape become one letter."""
    if name.isascii():
        return name
    flat = unicodedata.normalize("NFKC", name).translate(_HOMOGLYPHS)
    return "".join(letter for letter in flat if unicodedata.category(letter) != "Cf")


def visible(name: str) -> str:
    """Write a text with the characters that nobody sees as escapes."""
    return "".join(
        f"\\u{ord(letter):04x}" if unicodedata.category(letter)[0] == "C" else letter
        for letter in name
    )


def _differing(name: str, other: str) -> str:
    return "".join(dict.fromkeys(letter for letter in name if letter not in other)) or name


def _script(letter: str) -> str:
    return unicodedata.name(letter, "").partition(" ")[0]


def _spelt(letters: str) -> str:
    """List letters as code points with their names."""
    return ", ".join(
        f"U+{ord(letter):04X} {unicodedata.name(letter, 'UNNAMED')}"
        for letter in dict.fromkeys(letters)
    )
