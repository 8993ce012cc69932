"""What the rows of a relation depend on: which cells of tables, and at which instants they turn.

A relation looks at integers of tables in two ways alone: it adds constants to them, and it
compares them, whether two by two or to find the least or the greatest. So let an integer of one
row grow while all else stays: as long as no comparison of it with another changes, every
condition of the relation stays as it is, and with them its rows. `Turn` says where comparisons
change; between two neighbouring turns one value is as good as any other.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from govrules.calculus.numbers import parts_of
from govrules.calculus.relations import (
    Aggregate,
    Count,
    Extend,
    Group,
    Join,
    Project,
    Relation,
    Scan,
    Titled,
    Union,
    Where,
    Without,
    columns_of,
    sources_of,
)
from govrules.calculus.terms import (
    AtMost,
    Column,
    Equal,
    Given,
    If,
    Less,
    Literal,
    Plus,
    Term,
    Value,
)

Source: TypeAlias = tuple[str, str]
"""A table and a column of it, as a `Scan` names it; `CONSTANT` for what is no cell."""

CONSTANT: Final[Source] = ("", "")
_UNTOLD: Final[Source] = ("", "untold")
"""What is neither a cell nor a constant, nor one of them with a constant added."""

_Point: TypeAlias = tuple[Source, int]
"""An integer of a row: what a source holds, plus a constant."""
_Points: TypeAlias = frozenset[_Point]
_NO_TIME: Final[_Points] = frozenset({(_UNTOLD, 0)})


@dataclass(frozen=True, slots=True)
class Turn:
    """A comparison changes between one below what `other` holds plus `length`, and that."""

    other: Source
    length: int


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """The columns of tables that rows depend on, and where they turn with each of these."""

    reads: frozenset[Source]
    turns: Mapping[Source, frozenset[Turn]]

    def of(self, source: Source) -> frozenset[Turn]:
        """Return where rows turn with a column."""
        return self.turns.get(source, frozenset())

    def told(self, source: Source) -> bool:
        """Say whether that is all there is to say: whether it is compared with nothing else."""
        return all(turn.other != _UNTOLD for turn in self.of(source))


def sensitivities(relations: Iterable[Relation], columns: Iterable[str]) -> list[Sensitivity]:
    """Return for each of some plain relations what its rows and some of its columns depend on."""
    names, origins = tuple(columns), _Origins()
    found = []
    for relation in relations:
        walk = _Walk(origins)
        walk.rows(relation)
        for name in names:
            walk.column(relation, name)
        turns = {source: frozenset(turns) for source, turns in walk.turns.items()}
        found.append(Sensitivity(frozenset(walk.reads), turns))
    return found


def _fold(group: Group, name: str) -> Aggregate | None:
    return next((fold for each, fold in group.aggregates if each == name), None)


class _Origins:
    """Says what columns are made of, and which integers columns and terms may come to.

    Asked twice, it answers from memory. Relations and terms are told by their identities, which
    mean nothing once an owner is gone: whoever asks keeps them.
    """

    def __init__(self) -> None:
        self._known: dict[tuple[int, int | str], _Points] = {}
        self._columns: dict[int, tuple[str, ...]] = {}

    def terms(self, relation: Relation, name: str) -> Iterator[tuple[Relation, Term]]:
        """Yield the terms that a column is made of, each with the relation whose rows it sees."""
        match relation:
            case Extend(source=source, columns=columns) | Project(source=source, columns=columns):
                yield source, next((term for each, term in columns if each == name), Column(name))
            case Group(source=source):
                fold = _fold(relation, name)
                yield source, fold.where if fold else Column(name)
                if fold and not isinstance(fold, Count):
                    yield source, fold.term
            case Join(left=left, right=right):
                yield (left if name in self._columns_of(left) else right), Column(name)
            case Union(parts=parts):
                at = self._columns_of(relation).index(name)
                yield from ((part, Column(self._columns_of(part)[at])) for part in parts)
            case Where(source=source) | Titled(source=source) | Without(left=source):
                yield source, Column(name)

    def _columns_of(self, relation: Relation) -> tuple[str, ...]:
        if id(relation) not in self._columns:
            self._columns[id(relation)] = columns_of(relation)
        return self._columns[id(relation)]

    def of_column(self, relation: Relation, name: str) -> _Points:
        """Return the integers that a column may hold."""
        key = (id(relation), name)
        if key not in self._known:
            self._known[key] = self._held(relation, name)
        return self._known[key]

    def of_term(self, source: Relation, term: Term) -> _Points:
        """Return the integers that a term may come to in a row of the source."""
        if isinstance(term, Column):
            return self.of_column(source, term.name)
        key = (id(source), id(term))
        if key not in self._known:
            self._known[key] = self._come_to(source, term)
        return self._known[key]

    def _held(self, relation: Relation, name: str) -> _Points:
        match relation:
            case Scan(table=table, prefix=prefix):
                return frozenset({((table, name.removeprefix(prefix)), 0)})
            case Given(columns=columns, rows=rows):
                at = columns.index(name)
                return frozenset().union(*(_constant(row[at]) for row in rows))
            case Group(source=source) if (fold := _fold(relation, name)) is not None:
                if isinstance(fold, Count):
                    return _NO_TIME
                return self.of_term(source, fold.term) | _constant(fold.default)
        found = [self.of_term(source, term) for source, term in self.terms(relation, name)]
        if isinstance(relation, Join):
            found += [_constant(v) for each, v in relation.defaults or () if each == name]
        return frozenset().union(*found)

    def _come_to(self, source: Relation, term: Term) -> _Points:
        match term:
            case Literal(value=value):
                return _constant(value)
            case If(then=then, otherwise=otherwise):
                return self.of_term(source, then) | self.of_term(source, otherwise)
            case Plus(left=left, right=Literal(value=int() as length)):
                return frozenset((of, at + length) for of, at in self.of_term(source, left))
        return _NO_TIME


class _Walk:
    """Follows what is needed of plain relations down to the tables; each part once."""

    def __init__(self, origins: _Origins) -> None:
        self.reads: set[Source] = set()
        self.turns: dict[Source, set[Turn]] = {}
        self._origins = origins
        self._seen: set[tuple[int | str, ...]] = set()

    def _anew(self, *what: int | str) -> bool:
        new = what not in self._seen
        self._seen.add(what)
        return new

    def rows(self, relation: Relation) -> None:
        """Follow what decides which rows a relation has."""
        if not self._anew(id(relation)):
            return
        for source in sources_of(relation):
            self.rows(source)
        match relation:
            case Where(source=source, condition=condition):
                self._term(source, condition)
            case Join(left=left, right=right, on=on) | Without(left=left, right=right, on=on):
                for one, other in on:
                    self._equal(left, one, right, other)
            case Group(source=source, keys=keys):
                for key in keys:
                    self._equal(source, key, source, key)

    def _equal(self, left: Relation, one: str, right: Relation, other: str) -> None:
        self.column(left, one)
        self.column(right, other)
        of_column = self._origins.of_column
        self._compared(Equal, of_column(left, one), of_column(right, other))

    def column(self, relation: Relation, name: str) -> None:
        """Follow what decides what a column of a relation holds."""
        if not self._anew(id(relation), name):
            return
        if isinstance(relation, Scan):
            self.reads.add((relation.table, name.removeprefix(relation.prefix)))
        for source, term in self._origins.terms(relation, name):
            self._term(source, term)

    def _term(self, source: Relation, term: Term) -> None:
        if isinstance(term, Column):
            self.column(source, term.name)
        elif self._anew(id(source), id(term)):
            for part in parts_of(term):
                self._term(source, part)
            if isinstance(term, Less | AtMost | Equal):
                of_term = self._origins.of_term
                self._compared(type(term), of_term(source, term.left), of_term(source, term.right))

    def _compared(self, by: type[Less | AtMost | Equal], left: _Points, right: _Points) -> None:
        """Note where a comparison changes with each of the integers that it compares."""
        for of, at in left:
            for against, length in right:
                apart = length - at
                if by in {Less, Equal}:
                    self._turn(of, against, apart)
                    self._turn(against, of, 1 - apart)
                if by in {AtMost, Equal}:
                    self._turn(of, against, apart + 1)
                    self._turn(against, of, -apart)

    def _turn(self, own: Source, other: Source, length: int) -> None:
        if own[0]:
            self.turns.setdefault(own, set()).add(Turn(other, length))


def _constant(value: Value) -> _Points:
    if isinstance(value, str | bool):
        return _NO_TIME
    return frozenset({(CONSTANT, value)})
