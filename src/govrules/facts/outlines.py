"""Indented outlines to raw tables: who stands under whom, as officers draw it.

Refuses an outline that does not say what standing under somebody means; a line whose place in the
tree or whose form is unclear becomes a row with a fault, as do the links of the lines under it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from govrules.facts.cells import did_you_mean
from govrules.facts.lookalikes import visible
from govrules.facts.raw import RawRow, RawTable
from govrules.findings import FactsError, Finding, Place
from govrules.sentences import Sentence, listed

UPWARD: Final = ("part-of", "reports-to", "authorised-by", "posted-to")
"""Relations that run from the indented line to the one above it."""

DOWNWARD: Final = ("supervises", "employs")
"""Relations that run from the line above to the indented one."""

TABLES: Final = ("organisations", "relations")
"""The tables that an outline may be named after."""

_BULLETS: Final = frozenset("-*+•–—·▪◦")


@dataclass(slots=True)
class _Line:
    """A line that names a body: its indentation, what it says, and the line above it, if any."""

    place: Place
    indent: str
    id: str
    name: str
    roles: list[str] = field(default_factory=list)
    above: "_Line | None" = None
    faults: list[Finding] = field(default_factory=list)


def read_outline(name: str, path: str, text: str) -> list[RawTable]:
    """Return the tables of an outline: relations, and organisations if that is its `name`.

    The first line is the relation in which an indented line stands to the nearest line above it
    that is indented less, one of `UPWARD` or `DOWNWARD`. Every other line is `id`, a blank, a name
    if wanted, and roles in brackets if wanted: `MO-1 Ministry [a:role; another:role]`. It is
    indented with blanks or with tabs, not with both, and when it is indented less than the line
    before it, it goes back to an indentation that was there. Blank lines and lines that start
    with `#` do not count. An outline of relations alone has names for the reader only, no roles.

    Raises:
        FactsError: `no-relation`: the first line is no such relation.
    """
    lines = list(_lines(text))
    word = lines[0][1].strip() if lines else ""
    if word not in UPWARD + DOWNWARD:
        raise FactsError([_no_relation(path, lines[0][0] if lines else 1, word)])
    bodies = name == "organisations"
    tree = _tree(path, lines[1:], bodies=bodies)
    tables = [_relations(path, word, tree, bodies=bodies)]
    return [_organisations(path, tree), *tables] if bodies else tables


def _lines(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(re.split(r"\r\n|\r|\n", text), start=1):
        if line.strip() and not line.lstrip().startswith("#"):
            yield number, line


def _tree(path: str, lines: Sequence[tuple[int, str]], *, bodies: bool) -> list[_Line]:
    """Put every line under the nearest one above it that is indented less."""
    found: list[_Line] = []
    above: list[_Line] = []
    letter = ""
    for number, text in lines:
        line = _read(Place(path=path, line=number), text, bodies=bodies)
        letter = letter or line.indent[:1]
        if line.indent.strip(letter or " "):
            line.faults.append(_mixed(line.place))
        closed = None
        while above and len(above[-1].indent) >= len(line.indent):
            closed = above.pop()
        if closed is not None and len(closed.indent) > len(line.indent) and not line.faults:
            line.faults.append(_between(line.place))
        line.above = above[-1] if above else None
        found.append(line)
        above.append(line)
    return found


def _read(place: Place, text: str, *, bodies: bool) -> _Line:
    id_, rest = [*text.split(maxsplit=1), ""][:2]
    name, bracket, roles = rest.strip().partition("[")
    line = _Line(place, text[: len(text) - len(text.lstrip())], id_, name.strip())
    held = roles.removesuffix("]") if bracket else ""
    line.roles = [role.strip() for role in held.split(";") if role.strip()]
    if {"[", "]"} & {*id_, *name, *held} or (bracket and not roles.endswith("]")):
        line.faults.append(_brackets(place))
    elif line.roles and not bodies:
        line.faults.append(_no_room(place))
    if id_ in _BULLETS:
        line.faults.append(_bullet(place, id_))
    return line


def _organisations(path: str, tree: Sequence[_Line]) -> RawTable:
    rows = (
        RawRow(
            at,
            line.place.line,
            {"id": line.id, "name": line.name, "roles": line.roles},
            faults=tuple(line.faults),
        )
        for at, line in enumerate(tree, start=1)
    )
    return RawTable("organisations", path, ("id", "name", "roles"), tuple(rows))


def _relations(path: str, word: str, tree: Sequence[_Line], *, bodies: bool) -> RawTable:
    """Return the links of the lines; where lines are bodies too, their faults are told of those."""
    rows: list[RawRow] = []
    for line in tree:
        told = bool(line.faults) and bodies
        if told or (line.above is None and not line.faults):
            continue
        lower, upper = line.id, line.above.id if line.above else ""
        source, target = (lower, upper) if word in UPWARD else (upper, lower)
        cells = {"source": source, "relation": word, "target": target}
        faults = line.faults
        if not faults and line.above and line.above.faults:
            faults = [_unclear_above(line.place, line.above.place.line)]
        rows.append(RawRow(len(rows) + 1, line.place.line, cells, faults=tuple(faults)))
    return RawTable("relations", path, ("source", "relation", "target"), tuple(rows))


def _no_relation(path: str, line: int, word: str) -> Finding:
    words = listed([f"`{known}`" for known in UPWARD + DOWNWARD], "or")
    return Finding(
        place=Place(path=path, line=line),
        code="no-relation",
        message=Sentence(
            "the first line is `{word}`, which does not say what an indented line is to the one"
            " above it",
            word=visible(word),
        ),
        help=Sentence(
            "{hint}let the first line be {words}",
            hint=did_you_mean(word.lower(), UPWARD + DOWNWARD),
            words=words,
        ),
    )


def _mixed(place: Place) -> Finding:
    return Finding(
        place=place,
        code="mixed-indentation",
        message=Sentence("the line is indented with other blanks than the first indented line"),
        help=Sentence("indent all lines with spaces, or all with tabs"),
    )


def _between(place: Place) -> Finding:
    return Finding(
        place=place,
        code="unclear-indentation",
        message=Sentence("the line stands between two indentations: nobody can tell under whom"),
        help=Sentence("indent it exactly as far as the lines that stand beside it"),
    )


def _unclear_above(place: Place, line: int) -> Finding:
    return Finding(
        place=place,
        code="unclear-above",
        message=Sentence("the line stands under line {line}, which is not clear", line=line),
        help=Sentence("correct that line"),
    )


def _brackets(place: Place) -> Finding:
    return Finding(
        place=place,
        code="bad-brackets",
        message=Sentence("the brackets of the line do not hold its roles"),
        help=Sentence("write `id name [role; role]`, the brackets last and only once"),
    )


def _no_room(place: Place) -> Finding:
    return Finding(
        place=place,
        code="roles-in-relations",
        message=Sentence("an outline of relations holds no roles"),
        help=Sentence("name the file `organisations.outline`: then its lines are bodies as well"),
    )


def _bullet(place: Place, mark: str) -> Finding:
    return Finding(
        place=place,
        code="bullet",
        message=Sentence("`{mark}` is no `id`", mark=mark),
        help=Sentence("take the bullets out: the indentation says enough"),
    )
