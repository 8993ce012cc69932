"""Plain relations: what engines may ask for by name written out as constants, and folded.

One plan serves all datasets and questions as far as it can: what depends on them are `Known`
constants and `Given` tables. An engine that plans anew for each question has them written out.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeAlias

from govrules.calculus.relations import (
    Aggregate,
    Count,
    Extend,
    Greatest,
    Group,
    Join,
    Least,
    Project,
    Relation,
    Scan,
    Titled,
    Union,
    Where,
    Without,
)
from govrules.calculus.terms import (
    And,
    AtMost,
    Called,
    Column,
    Decided,
    Equal,
    Given,
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
    Value,
    all_of,
    any_of,
    at_most,
    equal,
    less,
    negation,
    plus,
    when,
)

Bound: TypeAlias = Mapping[str, Value]


def plain(relations: Iterable[Relation]) -> list[Relation]:
    """Return relations that mean the same, without names and look-ups."""
    plainer = Plainer()
    return [plainer.relation(relation) for relation in relations]


def plain_term(term: Term) -> Term:
    """Return a term that means the same, without `Known`, `Called`, `Some` and `Only`."""
    return rebuilt(term, plain_term)


class Plainer:
    """Remembers what became of each part, so that what was shared is shared still.

    `titles` and `calls` have the names that plain relations and terms had, by the identity of what
    became of them; what became a constant or a column has none.
    """

    def __init__(self) -> None:
        """Begin without any part."""
        self.titles: dict[int, str] = {}
        self.calls: dict[int, str] = {}
        self._relations: dict[int, tuple[Relation, Relation]] = {}
        self._terms: dict[int, tuple[Term, Term]] = {}

    def relation(self, relation: Relation) -> Relation:
        """Return a relation that means the same, without names and look-ups."""
        if id(relation) not in self._relations:
            self._relations[id(relation)] = (relation, self._made(relation))
        return self._relations[id(relation)][1]

    def _made(self, relation: Relation) -> Relation:
        match relation:
            case Scan() | Given():
                return relation
            case Titled(name=name, source=source):
                made = self.relation(source)
                self.titles.setdefault(id(made), name)
                return made
            case Where(source=source, condition=condition):
                return Where(self.relation(source), self.term(condition))
            case Extend(source=source, columns=added):
                return Extend(self.relation(source), self._columns(added))
            case Project(source=source, columns=kept):
                return Project(self.relation(source), self._columns(kept))
            case Join(left=left, right=right, on=on, defaults=defaults):
                return Join(self.relation(left), self.relation(right), on, defaults)
            case Without(left=left, right=right, on=on):
                return Without(self.relation(left), self.relation(right), on)
            case Union(parts=parts):
                return Union(tuple(self.relation(part) for part in parts))
            case Group(source=source, keys=keys, aggregates=aggregates):
                folds = tuple((name, self._aggregate(fold)) for name, fold in aggregates)
                return Group(self.relation(source), keys, folds)

    def _columns(self, columns: Iterable[tuple[str, Term]]) -> tuple[tuple[str, Term], ...]:
        return tuple((name, self.term(term)) for name, term in columns)

    def _aggregate(self, aggregate: Aggregate) -> Aggregate:
        where = self.term(aggregate.where)
        match aggregate:
            case Least(term=term, default=default):
                return Least(self.term(term), where, default)
            case Greatest(term=term, default=default):
                return Greatest(self.term(term), where, default)
            case Count():
                return Count(where)

    def term(self, term: Term) -> Term:
        """Return a term that means the same, without names and look-ups."""
        if id(term) not in self._terms:
            made = rebuilt(term, self.term)
            self._terms[id(term)] = (term, made)
            if isinstance(term, Called) and not isinstance(made, Column | Literal):
                self.calls.setdefault(id(made), term.name)
        return self._terms[id(term)][1]


def bound(term: Term, values: Bound) -> Term:
    """Return a term for a row of which some columns are known."""

    def inside(part: Term) -> Term:
        if isinstance(part, Column) and part.name in values:
            return Literal(values[part.name])
        return rebuilt(part, inside)

    return inside(term)


def rebuilt(term: Term, inside: Callable[[Term], Term]) -> Term:
    """Build a term anew of what becomes of its parts, folding what has become constant."""
    match term:
        case Column() | Literal():
            return term
        case Known(value=value):
            return Literal(value)
        case Called(part=part) | Decided(written_out=part):
            return inside(part)
        case And(parts=parts):
            return all_of(*map(inside, parts))
        case Or(parts=parts):
            return any_of(*map(inside, parts))
        case Not(part=part):
            return negation(inside(part))
        case If(condition=condition, then=then, otherwise=otherwise):
            return when(inside(condition), inside(then), inside(otherwise))
        case Some(table=table, condition=condition):
            return inside(any_of(*(condition_ for condition_, _ in _rows(table, condition))))
        case Only():
            return inside(_only(term))
        case _:
            return _PAIRS[type(term)](inside(term.left), inside(term.right))


_PAIRS: Mapping[type[Term], Callable[[Term, Term], Term]] = {
    Plus: plus,
    Less: less,
    AtMost: at_most,
    Equal: equal,
}


def _rows(table: Given, condition: Term) -> Iterator[tuple[Term, Bound]]:
    """Write out a condition for each row of a table."""
    for row in table.rows:
        values = dict(zip(table.columns, row, strict=True))
        yield bound(condition, values), values


def _only(only: Only) -> Term:
    found = [(values[only.column], holds) for holds, values in _rows(only.table, only.condition)]
    term: Term = Literal(only.default)
    for value in sorted({value for value, _ in found} - {only.default}):
        others = any_of(*(holds for other, holds in found if other != value))
        term = when(negation(others), Literal(value), term)
    return term
