"""What can be told of rows at a first glance: without what is dear to work out.

Most duties were met in time, and to see that takes one instant of their performance: neither how
many messages went astray or came too early, nor when they may have been performed. So the words
of a decision are told as far as they come out the same whatever the dear columns hold; the rows
of which more has to be known are worked out whole, and they are few.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from govrules.calculus.numbers import Numbers, terms_of
from govrules.calculus.plain import rebuilt
from govrules.calculus.relations import (
    Count,
    Extend,
    Group,
    Join,
    Least,
    Project,
    Relation,
    Where,
    Without,
    columns_of,
    every,
)
from govrules.calculus.terms import (
    FALSE,
    And,
    AtMost,
    Column,
    Equal,
    If,
    Less,
    Literal,
    Not,
    Or,
    Term,
    Value,
    all_of,
    any_of,
    at_most,
    less,
    negation,
    when,
)

UNTOLD: Final = "untold"
"""The word for what cannot be told, and the column that says whether there is one."""


@dataclass(frozen=True, slots=True)
class Glance:
    """Relations as they are told at a first glance, and whole.

    `first` have the columns asked for, with `UNTOLD` for a word that cannot be told; `whole` all
    their columns, and a column `UNTOLD`, whether there is such a word in their row. Their rows
    are the same.
    """

    first: Sequence[Relation]
    whole: Sequence[Relation]


def glanced(
    relations: Sequence[Relation],
    words: Collection[str],
    others: Collection[str],
    is_dear: Callable[[Group], bool],
) -> Glance:
    """Return how relations are told without the dear columns of some groups.

    Of the columns asked for the `words` may be left untold, the `others` may not. Relations are
    plain, and end in a choice of their columns.
    """
    chosen = [_chosen(relation) for relation in relations]
    teller = _Teller(_dear(chosen, others, is_dear))
    first: list[Relation] = []
    whole: list[Relation] = []
    for source, columns in chosen:
        told = {name: teller.told(columns[name]) for name in words}
        asked = {name: columns[name] for name in others}
        first.append(Project(source, tuple({**asked, **told}.items())))
        untold = any_of(*(_is_untold(term) for term in told.values()))
        whole.append(Project(source, (*columns.items(), (UNTOLD, untold))))
    return Glance(first, whole)


def _chosen(relation: Relation) -> tuple[Relation, dict[str, Term]]:
    """Return what a relation chooses its columns of, and the terms that these are."""
    if not isinstance(relation, Project):
        return relation, {name: Column(name) for name in columns_of(relation)}
    source, below = _chosen(relation.source)
    done: dict[int, tuple[Term, Term]] = {}

    def inside(part: Term) -> Term:
        if isinstance(part, Column):
            return below[part.name]
        if id(part) not in done:
            done[id(part)] = (part, rebuilt(part, inside))
        return done[id(part)][1]

    return source, {name: inside(term) for name, term in relation.columns}


@dataclass(frozen=True, slots=True)
class _Dear:
    """Columns that are dear; some are at most another one, unless that has its default."""

    columns: frozenset[str]
    at_most: Mapping[str, tuple[str, Value]]


def _dear(
    chosen: Sequence[tuple[Relation, dict[str, Term]]],
    others: Collection[str],
    is_dear: Callable[[Group], bool],
) -> _Dear:
    """Name the columns of dear groups that decide little, and nothing but words."""
    numbers = Numbers()
    whole = every(source for source, _ in chosen)
    read = {name for each in whole for name in _reads(each, numbers)}
    for _, columns in chosen:
        read.update(*(numbers.columns(columns[name]) for name in others))
    dear = [each for each in whole if isinstance(each, Group) and is_dear(each)]
    minor = [pair for group in dear for pair in _minor(group, numbers)]
    groups = Counter(n for each in whole if isinstance(each, Group) for n, _ in each.aggregates)
    shown = [columns_of(source) for source, _ in chosen]
    at_most = {
        name: other
        for name, other in minor
        if minor.count((name, other)) == groups[name] and _lasts(name, *other, whole, shown)
    }
    counts = {n for group in dear for n, fold in group.aggregates if isinstance(fold, Count)}
    return _Dear(frozenset(counts.union(at_most) - read), at_most)


def _lasts(
    name: str,
    other: str,
    default: Value,
    relations: Iterable[Relation],
    shown: Iterable[Collection[str]],
) -> bool:
    """Say whether what holds of two columns of every group holds wherever columns are called so.

    It does if nothing else is called so, if what has no group has the default of the other, and
    if that is at hand wherever the one is.
    """
    for relation in relations:
        match relation:
            case Extend(columns=columns) | Project(columns=columns):
                if any(own in (name, other) and term != Column(own) for own, term in columns):
                    return False
            case Join(defaults=defaults) if dict(defaults or ()).get(other, default) != default:
                return False
    return all(other in names for names in shown if name in names)


def _reads(relation: Relation, numbers: Numbers) -> Collection[str]:
    """Name the columns that a relation reads for more than to hand them on."""
    match relation:
        case Where(condition=condition):
            return numbers.columns(condition)
        case Extend(columns=columns) | Project(columns=columns):
            made = (term for name, term in columns if term != Column(name))
            return frozenset().union(*map(numbers.columns, made))
        case Join(on=on) | Without(on=on):
            return [name for pair in on for name in pair]
        case Group(keys=keys, aggregates=folds):
            terms = (term for _, fold in folds for term in terms_of(fold))
            return frozenset(keys).union(*map(numbers.columns, terms))
        case _:
            return ()


def _minor(group: Group, numbers: Numbers) -> list[tuple[str, tuple[str, Value]]]:
    """Return the minima over all rows that others are over, and more; and those, with defaults.

    Whether something happened in time shows in when it surely did.
    """
    minima = [(name, fold) for name, fold in group.aggregates if isinstance(fold, Least)]
    return [
        (name, (other, its.default))
        for name, fold in minima
        for other, its in minima
        if numbers.of(its.term) == numbers.of(fold.term)
        and _is_wider(fold.where, its.where, numbers)
    ]


def _is_wider(one: Term, other: Term, numbers: Numbers) -> bool:
    return implies(other, one, numbers) and not implies(one, other, numbers)


def implies(one: Term, other: Term, numbers: Numbers) -> bool:
    """Say whether it shows in their parts that a condition holds wherever another one does."""
    if numbers.of(one) == numbers.of(other):
        return True
    if isinstance(other, And):
        return all(implies(one, part, numbers) for part in other.parts)
    if isinstance(one, Or):
        return all(implies(part, other, numbers) for part in one.parts)
    if isinstance(other, Or) and any(implies(one, part, numbers) for part in other.parts):
        return True
    return isinstance(one, And) and any(implies(part, other, numbers) for part in one.parts)


def _is_untold(term: Term) -> Term:
    """Say where a word that was told is none, without working out which one it is."""
    match term:
        case If(condition=condition, then=then, otherwise=otherwise):
            return when(condition, _is_untold(then), _is_untold(otherwise))
        case _:
            return Literal(term == Literal(UNTOLD))


class _Teller:
    def __init__(self, dear: _Dear) -> None:
        """Tell what comes out the same whatever dear columns hold."""
        self._dear = dear
        self._numbers = Numbers()
        self._sides: dict[int, tuple[Term, Term]] = {}

    def _is_plain(self, term: Term) -> bool:
        return self._dear.columns.isdisjoint(self._numbers.columns(term))

    def told(self, term: Term) -> Term:
        """Return a word as far as it can be told."""
        if self._is_plain(term):
            return term
        if not isinstance(term, If):
            return Literal(UNTOLD)
        holds, fails = self._decided(term.condition)
        otherwise = self.told(term.otherwise)
        if not self._is_plain(term.condition):
            otherwise = when(fails, otherwise, Literal(UNTOLD))
        return when(holds, self.told(term.then), otherwise)

    def _decided(self, condition: Term) -> tuple[Term, Term]:
        """Return where a condition surely holds, and where it surely does not."""
        number = self._numbers.of(condition)
        if number not in self._sides:
            self._sides[number] = self._worked_out(condition)
        return self._sides[number]

    def _worked_out(self, condition: Term) -> tuple[Term, Term]:
        if self._is_plain(condition):
            return condition, negation(condition)
        match condition:
            case And(parts=parts):
                sides = [self._decided(part) for part in parts]
                return all_of(*(one for one, _ in sides)), any_of(*(other for _, other in sides))
            case Or(parts=parts):
                sides = [self._decided(part) for part in parts]
                return any_of(*(one for one, _ in sides)), all_of(*(other for _, other in sides))
            case Not(part=part):
                holds, fails = self._decided(part)
                return fails, holds
            case AtMost(left=Column(name=name), right=limit):
                return self._bounded(name, limit, at_most), FALSE
            case Less(left=Column(name=name), right=limit):
                return self._bounded(name, limit, less), FALSE
            case _:
                return FALSE, FALSE

    def _bounded(self, name: str, limit: Term, compared: Callable[[Term, Term], Term]) -> Term:
        """Return where a column surely is below a limit: where the one that it is at most is."""
        if name not in self._dear.at_most or not self._is_plain(limit):
            return FALSE
        other, default = self._dear.at_most[name]
        there = negation(Equal(Column(other), Literal(default)))
        return all_of(compared(Column(other), limit), there)
