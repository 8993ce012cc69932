"""What a relation can give at all: the type of each column, and its words where they are few.

Worked out from the relation alone, so that an answer is held to what was asked for and not to
what the server says of it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from govrules.calculus import (
    Aggregate,
    Column,
    Count,
    Extend,
    Given,
    Group,
    If,
    Join,
    Literal,
    Plus,
    Project,
    Relation,
    Scan,
    Term,
    Titled,
    Union,
    Value,
    Where,
    Without,
)

_FEW = 64
"""As many different values are told apart; where there may be more, only the type is."""


@dataclass(frozen=True, slots=True)
class Domain:
    """What a column may hold: values of a type, and only those named where they are few.

    `kind` is `None` where nothing is ever held.
    """

    kind: type[Value] | None
    words: frozenset[Value] | None = None

    def __or__(self, other: "Domain") -> "Domain":
        """Return what either may hold."""
        if self.kind is None or other.kind is None:
            return other if self.kind is None else self
        if self.words is None or other.words is None or len(self.words | other.words) > _FEW:
            return Domain(self.kind)
        return Domain(self.kind, self.words | other.words)

    def holds(self, values: Sequence[Any]) -> bool:
        """Say whether all values may be held; `True` is no integer here, though it equals one."""
        kinds = {type(value) for value in values}
        return kinds <= {self.kind} and (self.words is None or self.words.issuperset(values))


NOTHING = Domain(None, frozenset())
_INTEGER, _TEXT, _CONDITION = Domain(int), Domain(str), Domain(bool)

Columns: TypeAlias = Mapping[str, Domain]


class Shapes:
    """The columns of relations; what they share is worked out once."""

    def __init__(self) -> None:
        """Begin with nothing known."""
        self._relations: dict[int, tuple[Relation, Columns]] = {}

    def fits(self, relation: Relation, rows: Sequence[Any]) -> bool:
        """Say whether a relation could have given some rows, each a list of values."""
        columns = self.columns(relation)
        if not all(isinstance(row, list) and len(row) == len(columns) for row in rows):
            return False
        try:
            return all(
                domain.holds(values)
                for domain, values in zip(columns.values(), zip(*rows, strict=True), strict=False)
            )
        except TypeError:  # a list or an object in the place of a value
            return False

    def columns(self, relation: Relation) -> Columns:
        """Return what each column of a relation may hold, in their order."""
        if id(relation) not in self._relations:
            self._relations[id(relation)] = (relation, self._columns(relation))
        return self._relations[id(relation)][1]

    def _columns(self, relation: Relation) -> Columns:
        match relation:
            case Scan(columns=names, prefix=prefix):
                return {prefix + name: _of_field(name) for name in names}
            case Given(columns=names, rows=rows):
                return {name: _of_values(row[at] for row in rows) for at, name in enumerate(names)}
            case Where(source=source) | Titled(source=source):
                return self.columns(source)
            case Extend(source=source, columns=added):
                return {**self.columns(source), **self._terms(source, added)}
            case Project(source=source, columns=kept):
                return self._terms(source, kept)
            case Join(left=left, right=right, defaults=defaults):
                alone = {name: _of_values([value]) for name, value in defaults or ()}
                found = self.columns(right)
                partners = {name: own | alone.get(name, NOTHING) for name, own in found.items()}
                return {**self.columns(left), **partners}
            case Without(left=left):
                return self.columns(left)
            case Union(parts=parts):
                return self._together(parts)
            case Group(source=source, keys=keys, aggregates=aggregates):
                own = self.columns(source)
                return {name: own[name] for name in keys} | {
                    name: _of_aggregate(aggregate, own) for name, aggregate in aggregates
                }

    def _terms(self, source: Relation, columns: Iterable[tuple[str, Term]]) -> Columns:
        known = dict[int, Domain]()
        own = self.columns(source)
        return {name: _of_term(term, own, known) for name, term in columns}

    def _together(self, parts: Sequence[Relation]) -> Columns:
        found = dict(self.columns(parts[0]))
        for part in parts[1:]:
            for name, other in zip(found, self.columns(part).values(), strict=True):
                found[name] |= other
        return found


def _of_field(column: str) -> Domain:
    """Return what a column of a table holds, by how `govrules.facts.relations` calls it."""
    if column == "row" or column.endswith((".lo", ".hi")):
        return _INTEGER
    if column == "aside" or ".has." in column or ".is." in column or column.endswith(".any"):
        return _CONDITION
    return _TEXT


def _of_values(values: Iterable[Value]) -> Domain:
    found = frozenset(values)
    if not found:
        return NOTHING
    # The words of a vocabulary are a kind of text of their own in Python, and plain text outside.
    kind = next(each for each in (bool, int, str) if isinstance(next(iter(found)), each))
    return Domain(kind, found if len(found) <= _FEW else None)


def _of_aggregate(aggregate: Aggregate, own: Columns) -> Domain:
    if isinstance(aggregate, Count):
        return _INTEGER
    return _of_term(aggregate.term, own, {}) | _of_values([aggregate.default])


def _of_term(term: Term, own: Columns, known: dict[int, Domain]) -> Domain:
    if id(term) not in known:
        match term:
            case Column(name=name):
                known[id(term)] = own[name]
            case Literal(value=value):
                known[id(term)] = _of_values([value])
            case If(then=then, otherwise=otherwise):
                known[id(term)] = _of_term(then, own, known) | _of_term(otherwise, own, known)
            case Plus():
                known[id(term)] = _INTEGER
            case _:
                known[id(term)] = _CONDITION
    return known[id(term)]
