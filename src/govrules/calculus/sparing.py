"""Groups spared the rows that none of their aggregates counts.

A group that is joined back to what was grouped, with the defaults of nothing for what has no
group, comes to the same whether a row that counts for nothing is in it or not. What all its
conditions ask of a row is asked once, before it is grouped, and so is whether a column has one of
the words that they ask it for.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from govrules.calculus.numbers import Numbers, terms_of
from govrules.calculus.relations import (
    Count,
    Extend,
    Group,
    Join,
    Project,
    Relation,
    Titled,
    Where,
    Without,
    columns_of,
    every,
    sources_of,
    with_sources,
)
from govrules.calculus.terms import TRUE, And, Column, Equal, Literal, Term, Value, all_of, any_of


def spared(relations: Iterable[Relation]) -> list[Relation]:
    """Return relations with the same rows whose groups look at no row in vain.

    Columns have one name throughout: those of two relations are called alike only if one comes
    from the other.
    """
    relations = list(relations)
    sparing = _Sparing(relations)
    return [sparing.relation(relation) for relation in relations]


class _Sparing:
    def __init__(self, relations: Sequence[Relation]) -> None:
        self._numbers = Numbers()
        self._done: dict[int, tuple[Relation, Relation]] = {}
        whole = every(relations)
        self._read = frozenset().union(*(self._reads(each) for each in whole))
        spare = {id(group) for each in whole for group in self._joined_back(each)}
        needed = {id(group) for each in whole for group in self._shown(each)}
        needed |= {id(group) for each in relations for group in _led_to(each)}
        self._spare = spare - needed

    def relation(self, relation: Relation) -> Relation:
        if id(relation) not in self._done:
            sources = tuple(map(self.relation, sources_of(relation)))
            made = with_sources(relation, sources)
            if isinstance(made, Group) and made.aggregates and id(relation) in self._spare:
                made = _without_the_idle(made, self._numbers)
            self._done[id(relation)] = (relation, made)
        return self._done[id(relation)][1]

    def _reads(self, relation: Relation) -> frozenset[str]:
        columns = partial(map, self._numbers.columns)
        match relation:
            case Where(condition=condition):
                return self._numbers.columns(condition)
            case Extend(columns=made) | Project(columns=made):
                return frozenset().union(*columns(term for _, term in made))
            case Join(on=on) | Without(on=on):
                return frozenset(one for one, _ in on)
            case Group(keys=keys, aggregates=folds):
                terms = (term for _, fold in folds for term in terms_of(fold))
                return frozenset(keys).union(*columns(terms))
        return frozenset()

    def _shown(self, relation: Relation) -> Iterator[Group]:
        """Yield the groups whose rows count for a relation, be it only that they are there."""
        if isinstance(relation, Titled | Project):
            return
        fine = set(map(id, self._joined_back(relation)))
        for source in sources_of(relation):
            yield from (group for group in _led_to(source) if id(group) not in fine)

    def _joined_back(self, relation: Relation) -> Iterator[Group]:
        """Yield the group whose lack a join makes good with what aggregates of nothing come to."""
        if not isinstance(relation, Join) or relation.defaults is None:
            return
        for group in _led_to(relation.right):
            nothing = _nothing(group)
            defaults = dict(relation.defaults)
            origin = _origins(relation.right, group)
            if all(
                name not in self._read
                if source in group.keys
                else nothing.get(source, defaults[name]) == defaults[name]
                for name, source in origin.items()
            ):
                yield group


def _led_to(relation: Relation) -> Iterator[Group]:
    """Yield the group that a relation shows under other names, if it does."""
    while isinstance(relation, Titled | Project):
        relation = relation.source
    if isinstance(relation, Group):
        yield relation


def _origins(relation: Relation, group: Group) -> dict[str, str]:
    """Return for each column the one of the group that it shows; a constant shows itself."""
    if relation is group:
        return {name: name for name in columns_of(group)}
    (source,) = sources_of(relation)
    below = _origins(source, group)
    if isinstance(relation, Project):
        return {
            name: below[term.name] if isinstance(term, Column) else name
            for name, term in relation.columns
        }
    return below


def _nothing(group: Group) -> Mapping[str, Value]:
    return {name: 0 if isinstance(fold, Count) else fold.default for name, fold in group.aggregates}


def _without_the_idle(group: Group, numbers: Numbers) -> Group:
    """Ask what all aggregates ask of a row before it is grouped, and of each no more than that."""
    asked = [_parts(fold.where) for _, fold in group.aggregates]
    common = set.intersection(*({numbers.of(part) for part in parts} for parts in asked))
    before = {
        numbers.of(part): part for parts in asked for part in parts if numbers.of(part) in common
    }
    conditions = list(before.values())
    words = [_words(parts) for parts in asked]
    for column in sorted(set.intersection(*map(set, words))):
        some = sorted({each[column] for each in words}, key=str)
        if len(some) > 1:
            conditions.append(any_of(*(Equal(Column(column), Literal(word)) for word in some)))
    if not conditions:
        return group
    folds = [
        (name, replace(fold, where=all_of(*(p for p in parts if numbers.of(p) not in common))))
        for (name, fold), parts in zip(group.aggregates, asked, strict=True)
    ]
    return Group(Where(group.source, all_of(*conditions)), group.keys, tuple(folds))


def _parts(condition: Term) -> tuple[Term, ...]:
    if isinstance(condition, And):
        return condition.parts
    return () if condition == TRUE else (condition,)


def _words(parts: Iterable[Term]) -> dict[str, Value]:
    """Return the columns that must have a certain word for a row to count."""
    return {
        part.left.name: part.right.value
        for part in parts
        if isinstance(part, Equal)
        and isinstance(part.left, Column)
        and isinstance(part.right, Literal)
    }
