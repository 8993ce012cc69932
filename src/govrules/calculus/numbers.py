"""Terms by number: terms that are alike have one, however often they were built."""

from typing import TypeAlias

from govrules.calculus.relations import Aggregate, Count
from govrules.calculus.terms import (
    And,
    AtMost,
    Called,
    Column,
    Decided,
    Equal,
    If,
    Known,
    Less,
    Literal,
    Not,
    Only,
    Or,
    Plus,
    Some,
    Term,
)

Names: TypeAlias = frozenset[str]


class Numbers:
    """Numbers terms; the parts of a term have smaller numbers than it has."""

    def __init__(self) -> None:
        """Begin without any term."""
        self._seen: dict[int, tuple[Term, int]] = {}
        self._alike: dict[tuple[object, ...], int] = {}
        self._columns: list[Names] = []

    def of(self, term: Term) -> int:
        """Return the number of all terms like this one."""
        if id(term) not in self._seen:
            parts = tuple([self.of(part) for part in parts_of(term)])
            number = self._alike.setdefault((type(term), *content(term), parts), len(self._columns))
            if number == len(self._columns):
                self._columns.append(self._read(term, parts))
            # The term is kept as well: an identity means nothing once its owner is gone.
            self._seen[id(term)] = (term, number)
        return self._seen[id(term)][1]

    def columns(self, term: Term) -> Names:
        """Name the columns of the row at hand that a term reads."""
        return self._columns[self.of(term)]

    def _read(self, term: Term, parts: tuple[int, ...]) -> Names:
        if isinstance(term, Column):
            return frozenset({term.name})
        read: Names = frozenset().union(*(self._columns[part] for part in parts))
        return read - set(term.table.columns) if isinstance(term, Some | Only) else read


def content(term: Term) -> tuple[object, ...]:
    """Return what tells a term from others with the same parts."""
    match term:
        case Column(name=name) | Called(name=name):
            return (name,)
        case Literal(value=value):
            # `True == 1`, but they are not alike.
            return (type(value), value)
        case Known(name=name, value=value):
            return (name, type(value), value)
        case Decided(word=word, exempt=exempt, entries=entries):
            labels = tuple((one, other) for one, other, _, _ in (*exempt, *entries))
            return (word, len(exempt), labels)
        case Some(table=table):
            return (table.name or id(table),)
        case Only(table=table, column=column, default=default):
            return (table.name or id(table), column, default)
        case _:
            return ()


def parts_of(term: Term) -> tuple[Term, ...]:
    """Return the terms that a term is made of."""
    match term:
        case Plus() | Less() | AtMost() | Equal():
            return (term.left, term.right)
        case And(parts=parts) | Or(parts=parts):
            return parts
        case Not(part=part) | Called(part=part):
            return (part,)
        case If(condition=condition, then=then, otherwise=otherwise):
            return (condition, then, otherwise)
        case Decided(exempt=exempt, entries=entries, spoiled=spoiled, doubt=doubt):
            sides = (
                side for *_, sure, possible in (*exempt, *entries) for side in (sure, possible)
            )
            return (*sides, spoiled, doubt)
        case Some(condition=condition) | Only(condition=condition):
            return (condition,)
        case _:
            return ()


def terms_of(aggregate: Aggregate) -> tuple[Term, Term]:
    """Return the condition of an aggregate, and its term."""
    term: Term = Literal(1) if isinstance(aggregate, Count) else aggregate.term
    return aggregate.where, term
