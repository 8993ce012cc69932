"""A matter made small: whatever can be left out without losing what it shows is left out."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final, cast

from tests.agreement.matters import Matter, Rows

from govrules.documents import Json
from govrules.findings import FindingsError

Shows = Callable[[Matter], bool]

_MOST: Final = 4_000
"""How many smaller matters are tried."""


def shrunk(matter: Matter, shows: Shows, most: int = _MOST) -> Matter:
    """Leave out rows, then parts of the act, then cells, until nothing can be spared.

    A matter without a part that its act or its tables need is none; it shows nothing.
    """
    left = [most]

    def still(smaller: Matter) -> bool:
        left[0] -= 1
        try:
            return left[0] >= 0 and shows(smaller)
        except FindingsError:
            return False

    before = None
    while before != matter and left[0] > 0:
        before = matter
        for lesser in (_with_fewer_rows, _with_less_of_an_act, _with_fewer_cells):
            matter = lesser(matter, still)
    return matter


def _with_fewer_rows(matter: Matter, still: Shows) -> Matter:
    for table in matter.rows:
        size = len(matter.rows[table])
        while size:
            at = 0
            while at < len(matter.rows[table]):
                rows = matter.rows[table]
                smaller = _of_rows(matter, {table: [*rows[:at], *rows[at + size :]]})
                matter, at = (smaller, at) if still(smaller) else (matter, at + size)
            size //= 2
    if matter.complete and still(smaller := replace(matter, complete={})):
        matter = smaller
    return matter


def _with_less_of_an_act(matter: Matter, still: Shows) -> Matter:
    settled = replace(matter, documents=cast("Mapping[str, Json]", _settled(matter)), taken={})
    if matter.taken and still(settled):
        matter = settled
    for path in [path for path in matter.documents if "/amendments/" in path]:
        others = {name: value for name, value in matter.documents.items() if name != path}
        matter = smaller if still(smaller := replace(matter, documents=others)) else matter
    for path in matter.documents:
        matter = _without_parts(matter, path, still)
    return matter


def _without_parts(matter: Matter, path: str, still: Shows) -> Matter:
    """Leave out every part of a document that can be spared, the outer ones first."""
    at = 0
    while True:
        steps = list(_steps(matter.documents[path]))
        if at >= len(steps):
            return matter
        lesser = _without(matter.documents[path], steps[at])
        smaller = replace(matter, documents={**matter.documents, path: lesser})
        matter, at = (smaller, at) if still(smaller) else (matter, at + 1)


def _with_fewer_cells(matter: Matter, still: Shows) -> Matter:
    for table, rows in matter.rows.items():
        for number, row in enumerate(rows):
            for column in row:
                kept = matter.rows[table]
                bare = {name: value for name, value in kept[number].items() if name != column}
                lesser = [*kept[:number], bare, *kept[number + 1 :]]
                smaller = _of_rows(matter, {table: lesser})
                matter = smaller if still(smaller) else matter
    return matter


def _of_rows(matter: Matter, rows: Rows) -> Matter:
    return replace(matter, rows={**matter.rows, **rows})


def _settled(matter: Matter) -> Json:
    """Write in the place of each reading the word that its choice stands for."""

    def word(value: Json) -> Json:
        if isinstance(value, list):
            return [word(item) for item in value]
        if not isinstance(value, dict):
            return value
        if isinstance(value.get("reading"), str) and "question" not in value:
            taken = matter.taken[value["reading"]]
            return value.get("as", {}).get(taken, taken)
        if "readings" in value:
            return {"readings": []}
        return {key: word(item) for key, item in value.items()}

    return word(dict(matter.documents))


def _steps(value: Json) -> Iterator[Sequence[str | int]]:
    """Yield the ways to each part of a document, level by level."""
    level: list[tuple[tuple[str | int, ...], Json]] = [((), value)]
    while level:
        parts = [
            ((*way, step), part)
            for way, inner in level
            for step, part in (
                inner.items()
                if isinstance(inner, dict)
                else enumerate(inner)
                if isinstance(inner, list)
                else ()
            )
        ]
        yield from (way for way, _ in parts)
        level = parts


def _without(value: Json, way: Sequence[str | int]) -> Json:
    first, *rest = way
    if isinstance(value, list):
        number = cast("int", first)
        inner = [_without(value[number], rest)] if rest else []
        return [*value[:number], *inner, *value[number + 1 :]]
    if rest:
        return {**value, first: _without(value[first], rest)}
    return {key: part for key, part in value.items() if key != first}
