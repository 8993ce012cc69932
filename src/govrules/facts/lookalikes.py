"""Names that look alike and are not: mixed scripts, hidden characters, homoglyphs.

Warns and never folds: two names that only look the same stay two names.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final

from govrules.findings import Finding, Level, Place
from govrules.sentences import Sentence

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
                message=Sentence(
                    "`{word}` mixes alphabets: {letters}", word=word, letters=_spelt(word)
                ),
                help=Sentence("type the name again in one alphabet, everywhere it stands"),
            )
    hidden = "".join(letter for letter in name if unicodedata.category(letter) == "Cf")
    if hidden:
        yield Finding(
            place=place,
            code="hidden-character",
            level=Level.WARNING,
            message=Sentence(
                "`{name}` holds characters nobody sees: {letters}",
                name=visible(name),
                letters=_spelt(hidden),
            ),
            help=Sentence("type the name again without them, everywhere it stands"),
        )
    if unicodedata.normalize("NFC", name) != name:
        yield Finding(
            place=place,
            code="not-composed",
            level=Level.WARNING,
            message=Sentence(
                "`{name}` is spelt with combining marks: it is read as composed",
                name=visible(name),
            ),
            help=Sentence("save the table with composed characters (NFC)"),
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
                message=Sentence(
                    "`{name}` looks like `{other}` and is another name: {letters}",
                    name=visible(name),
                    other=visible(first),
                    letters=_spelt(_differing(name, first)),
                ),
                help=Sentence("if the two are one, write them with the same characters"),
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
