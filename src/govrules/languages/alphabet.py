"""The order of names: code points put the letters that Cyrillic alphabets added after the last."""

from collections.abc import Mapping
from typing import Final, TypeAlias

Key: TypeAlias = tuple[tuple[tuple[int, int], ...], str]

_ALPHABETS: Final[Mapping[str, str]] = {
    "kk": "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя",
    "ky": "абвгдеёжзийклмнңоөпрстуүфхцчшщъыьэюя",
    "ru": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
}
_RANKS: Final[Mapping[str, Mapping[str, int]]] = {
    code: {letter: rank for rank, letter in enumerate(letters)}
    for code, letters in _ALPHABETS.items()
}


def key(code: str, name: str) -> Key:
    """Return a key that sorts names; capital letters count only where nothing else differs.

    What is no letter of the alphabet (digits, Latin letters) comes first, by code points. English
    sorts by code points alone.
    """
    ranks = _RANKS.get(code)
    if ranks is None:
        return (), name
    letters = (
        (1, ranks[letter]) if letter in ranks else (0, ord(letter)) for letter in name.lower()
    )
    return tuple(letters), name
