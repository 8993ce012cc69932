"""The reference engine: the calculus in plain Python, and by definition what it means.

Rows are tuples, a relation is a list of them; every shared part of a plan is evaluated once.
"""

import operator
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeAlias

from govrules.calculus import (
    Aggregate,
    And,
    AtMost,
    Called,
    Column,
    Count,
    Decided,
    Equal,
    Extend,
    Given,
    Greatest,
    Group,
    If,
    Join,
    Known,
    Least,
    Less,
    Literal,
    Not,
    Only,
    Or,
    Plus,
    Project,
    Relation,
    Scan,
    Some,
    Term,
    Titled,
    Union,
    Value,
    Where,
    Without,
    columns_of,
    plain,
    plain_term,
)
from govrules.facts import Facts
from govrules.facts import relation as encoded

NAME = "reference"

Row: TypeAlias = tuple[Value, ...]
Positions: TypeAlias = Mapping[str, int]
Reader: TypeAlias = Callable[[Row], Value]


def evaluate(relations: Iterable[Relation], facts: Facts) -> list[list[Row]]:
    """Return the rows of some relations over an agency's facts, in the order of the facts."""
    return evaluate_plain(plain(relations), facts)


def evaluate_plain(relations: Iterable[Relation], facts: Facts) -> list[list[Row]]:
    """Do as `evaluate` for relations that `calculus.plain` returned, which are to serve again."""
    evaluation = _Evaluation(facts)
    return [evaluation.rows(relation) for relation in relations]


class _Evaluation:
    """One evaluation; remembers the rows of each part, so that what is shared is done once."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._known: dict[int, tuple[Relation, list[Row]]] = {}

    def rows(self, relation: Relation) -> list[Row]:
        """Return the rows of a relation."""
        if id(relation) not in self._known:
            # The relation is kept as well: an identity means nothing once its owner is gone.
            self._known[id(relation)] = (relation, self._evaluated(relation))
        return self._known[id(relation)][1]

    def _evaluated(self, relation: Relation) -> list[Row]:
        match relation:
            case Scan(table=table, columns=names):
                return encoded(self._facts, table, names)
            case Given(rows=rows):
                return list(rows)
            case Titled(source=source):
                return self.rows(source)
            case Where(source=source, condition=condition):
                holds = reader(condition, positions(source))
                return [row for row in self.rows(source) if holds(row)]
            case Extend(source=source, columns=added):
                readers = self._readers(source, added)
                return [(*row, *[read(row) for read in readers]) for row in self.rows(source)]
            case Project(source=source, columns=kept):
                readers = self._readers(source, kept)
                return [tuple([read(row) for read in readers]) for row in self.rows(source)]
            case Union(parts=parts):
                return [row for part in parts for row in self.rows(part)]
            case Join():
                return self._joined(relation)
            case Without(left=left, right=right, on=on):
                partners = _by_key(self.rows(right), _keys(right, [name for _, name in on]))
                key = _keys(left, [name for name, _ in on])
                return [row for row in self.rows(left) if key(row) not in partners]
            case Group():
                return self._grouped(relation)

    def _readers(self, source: Relation, columns: Iterable[tuple[str, Term]]) -> list[Reader]:
        if not self.rows(source):
            return []
        where, known = positions(source), dict[int, Reader]()
        return [reader(term, where, known) for _, term in columns]

    def _joined(self, join: Join) -> list[Row]:
        partners = _by_key(self.rows(join.right), _keys(join.right, [name for _, name in join.on]))
        key = _keys(join.left, [name for name, _ in join.on])
        alone: list[Row] = []
        if join.defaults is not None:
            defaults = dict(join.defaults)
            alone = [tuple(defaults[name] for name in columns_of(join.right))]
        return [
            row + partner
            for row in self.rows(join.left)
            for partner in partners.get(key(row), alone)
        ]

    def _grouped(self, group: Group) -> list[Row]:
        key = _keys(group.source, group.keys)
        where, known = positions(group.source), dict[int, Reader]()
        folds = [_fold(aggregate, where, known) for _, aggregate in group.aggregates]
        return [
            (*values, *(fold(rows) for fold in folds))
            for values, rows in _by_key(self.rows(group.source), key).items()
        ]


def positions(relation: Relation) -> Positions:
    """Return where each column of a relation stands in its rows."""
    return {name: at for at, name in enumerate(columns_of(relation))}


def _keys(relation: Relation, names: Iterable[str]) -> Callable[[Row], Row]:
    where = positions(relation)
    places = [where[name] for name in names]
    return lambda row: tuple([row[place] for place in places])


def _by_key(rows: Iterable[Row], key: Callable[[Row], Row]) -> dict[Row, list[Row]]:
    found: dict[Row, list[Row]] = {}
    for row in rows:
        found.setdefault(key(row), []).append(row)
    return found


def _fold(
    aggregate: Aggregate, where: Positions, known: dict[int, Reader]
) -> Callable[[list[Row]], Value]:
    holds = reader(aggregate.where, where, known)
    match aggregate:
        case Least(term=term, default=default):
            value = reader(term, where, known)
            return lambda rows: min((value(row) for row in rows if holds(row)), default=default)
        case Greatest(term=term, default=default):
            value = reader(term, where, known)
            return lambda rows: max((value(row) for row in rows if holds(row)), default=default)
        case Count():
            return lambda rows: sum(1 for row in rows if holds(row))


def reader(term: Term, where: Positions, known: dict[int, Reader] | None = None) -> Reader:
    """Turn a term into a function of a row; `known` remembers parts that terms share."""
    remembered = {} if known is None else known
    if id(term) not in remembered:
        remembered[id(term)] = _reader(term, where, remembered)
    return remembered[id(term)]


def _reader(term: Term, where: Positions, known: dict[int, Reader]) -> Reader:
    match term:
        case Column(name=name):
            return operator.itemgetter(where[name])
        case Literal(value=value):
            return lambda _: value
        case Plus() | Less() | AtMost() | Equal():
            return _paired(term, where, known)
        case And(parts=parts):
            return _every([reader(part, where, known) for part in parts])
        case Or(parts=parts):
            return _some([reader(part, where, known) for part in parts])
        case Not(part=part):
            holds = reader(part, where, known)
            return lambda row: not holds(row)
        case If(condition=condition, then=then, otherwise=otherwise):
            decides = reader(condition, where, known)
            chosen, left_over = reader(then, where, known), reader(otherwise, where, known)
            return lambda row: chosen(row) if decides(row) else left_over(row)
        case Known() | Called() | Some() | Only() | Decided():
            return reader(plain_term(term), where)


_OPERATIONS: Mapping[type[Term], Callable[[Any, Any], Value]] = {
    Plus: operator.add,
    Less: operator.lt,
    AtMost: operator.le,
    Equal: operator.eq,
}


def _paired(
    term: Plus | Less | AtMost | Equal, where: Positions, known: dict[int, Reader]
) -> Reader:
    """Read two values and put them together; what most terms do needs no reader of its own."""
    operation = _OPERATIONS[type(term)]
    match term.left, term.right:
        case Column(name=name), Literal(value=value):
            place = where[name]
            return lambda row: operation(row[place], value)
        case Column(name=name), Column(name=other):
            one, two = where[name], where[other]
            return lambda row: operation(row[one], row[two])
        case _:
            left, right = reader(term.left, where, known), reader(term.right, where, known)
            return lambda row: operation(left(row), right(row))


def _every(parts: list[Reader]) -> Reader:
    def every(row: Row) -> Value:
        for holds in parts:  # noqa: SIM110 - a generator costs more than the terms it runs
            if not holds(row):
                return False
        return True

    return every


def _some(parts: list[Reader]) -> Reader:
    def some(row: Row) -> Value:
        for holds in parts:  # noqa: SIM110 - as above
            if holds(row):
                return True
        return False

    return some
