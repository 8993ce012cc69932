"""The vocabulary of norms, read from the schema and from what answers may be: nothing listed twice.

A word is written `key` or `key: word`; what a schema or an answer gains is expected of the drawn
acts without a change here.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from govrules import documents
from govrules.acts import answers
from govrules.documents import Json

_SCHEMA: Final = documents.schema("norms")
_DEFINED: Final[Mapping[str, Json]] = _SCHEMA["$defs"]
_EVERY_KEY: Final = ("norms", "norm", "each", "provision")
"""What frames the norms of a chapter rather than being said by one."""


def enumerated(definition: str) -> tuple[str, ...]:
    """Return the words of a definition of the schema of norms."""
    return tuple(_DEFINED[definition]["enum"])


def words_of_column(column: str) -> tuple[str, ...]:
    """Return the words of a column of objects; none where it is free text."""
    return tuple(_DEFINED["object-words"]["properties"][column].get("enum", ()))


def expected() -> frozenset[str]:
    """Return every word that a norm, a condition or an amendment can be written with."""
    found = {*_keys(_SCHEMA), "set", "repeal", "reword"}
    for name in ("party", "trigger", "deed", "term", "test", "clock", "in-force", "points"):
        found |= set(_keys(_DEFINED[name]))
    found |= {f"performance: {word}" for word in _choices(_DEFINED["performance"])}
    found |= {f"deadline: {word}" for word in _choices(_DEFINED["deadline"])}
    for (part, key), words in answers._WORDS.items():
        told = f"{part}: {key}" if key == "unrecorded" else key
        found |= {f"{told}: {word}" for word in words}
    for point, words in answers.POINTS.items():
        found |= {point, *(f"{point}: {word}" for word in words)}
    for words in answers._EARLIER_WORDING.values():
        found |= {f"before: {word}" for word in words}
    for column, stated in _DEFINED["object-words"]["properties"].items():
        found.add(f"cell: {column}")
        found |= {f"{column}: {word}" for word in stated.get("enum", ())}
    return frozenset(found) - set(_EVERY_KEY)


def _keys(schema: Json) -> Iterator[str]:
    """Yield the keys of objects of a schema, and the words that each may have."""
    for key, stated in schema.get("properties", {}).items():
        yield key
        item = stated.get("items", stated)
        yield from (f"{key}: {word}" for word in _resolved(item).get("enum", ()))
        if "$ref" not in item:
            yield from _keys(item)


def _resolved(stated: Json) -> Json:
    name = stated.get("$ref", "").removeprefix("#/$defs/")
    return _DEFINED.get(name, stated)


def _choices(schema: Json) -> Sequence[str]:
    return tuple(word for choice in schema["oneOf"] for word in choice.get("enum", ()))


def used(value: Json, taken: Mapping[str, str], key: str = "", part: str = "") -> Iterator[str]:
    """Yield the words that a document of norms or of an amendment is written with.

    Of a reading it is the choice taken that counts.
    """
    if isinstance(value, list):
        for item in value:
            yield from used(item, taken, key, part)
    elif not isinstance(value, dict):
        told = f"{part}: {key}" if (part, key) in answers._WORDS and key == "unrecorded" else key
        yield f"{told}: {value}"
    elif "reading" in value:
        choice = taken[value["reading"]]
        yield from used(value.get("as", {}).get(choice, choice), taken, key, part)
    else:
        for name, inner in value.items():
            yield name
            column = value["cell"] if name in ("is", "has") and "blank" in value else name
            yield from used(inner, taken, column, key)
