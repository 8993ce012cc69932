"""Conditions over a case's object: tests, and the ground that a provision makes of them."""

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds."""

    parts: tuple["Test", ...]


@dataclass(frozen=True, slots=True)
class Any:
    """Some part holds."""

    parts: tuple["Test", ...]


@dataclass(frozen=True, slots=True)
class NotSo:
    """The part does not hold."""

    part: "Test"


@dataclass(frozen=True, slots=True)
class CellIs:
    """A cell of the case's object is one of some words; a blank cell is `unknown` or a word."""

    column: str
    words: tuple[str, ...]
    blank: str


@dataclass(frozen=True, slots=True)
class CellHas:
    """A list in a cell of the case's object has a word; a blank list is `unknown` or `all`."""

    column: str
    word: str
    blank: str


@dataclass(frozen=True, slots=True)
class OwnerHolds:
    """The owner of the case's object holds a role when the clock's occasion begins."""

    role: str


@dataclass(frozen=True, slots=True)
class Linked:
    """The object has a relation to a target at that moment; without any, a flag cell decides."""

    relation: str
    target: str
    otherwise: str
    blank: str


Test: TypeAlias = All | Any | NotSo | CellIs | CellHas | OwnerHolds | Linked


@dataclass(frozen=True, slots=True)
class Condition:
    """A provision that takes occasions out of a norm's reach, and the ground it gives."""

    provision: str
    ground: str
    when: Test
