"""Columns that nobody reads, left out of relations that are worked out for many.

A relation that is a table costs what it holds; of a plan folded for one share of the facts much
that was put beside the rows is read no more.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from govrules.calculus.numbers import Numbers, terms_of
from govrules.calculus.relations import (
    Extend,
    Group,
    Join,
    Project,
    Relation,
    Scan,
    Where,
    Without,
    columns_of,
    every,
    sources_of,
    with_sources,
)


def living(relations: Sequence[Relation], tables: Collection[str]) -> list[Relation]:
    """Return relations with the same columns and rows, made of no column that nobody reads.

    Scans are narrowed where they read one of some `tables`: elsewhere a column may be a list, and
    decide how many rows there are. Columns are told by their names alone: one that is called like
    another that is read stays.
    """
    read = _read(relations)
    done: dict[int, tuple[Relation, Relation]] = {}

    def made(relation: Relation) -> Relation:
        if id(relation) not in done:
            sources = tuple(map(made, sources_of(relation)))
            done[id(relation)] = (relation, _narrow(with_sources(relation, sources), read, tables))
        return done[id(relation)][1]

    return [made(relation) for relation in relations]


def _narrow(relation: Relation, read: Collection[str], tables: Collection[str]) -> Relation:
    match relation:
        case Scan(table=table, columns=columns, prefix=prefix) if table in tables:
            return replace(relation, columns=tuple(n for n in columns if prefix + n in read))
        case Extend(columns=columns) | Project(columns=columns):
            return replace(relation, columns=tuple(each for each in columns if each[0] in read))
        case Group(aggregates=folds):
            return replace(relation, aggregates=tuple(each for each in folds if each[0] in read))
        case Join(right=right, defaults=defaults) if defaults is not None:
            there = set(columns_of(right))
            return replace(relation, defaults=tuple(each for each in defaults if each[0] in there))
        case _:
            return relation


def _read(relations: Sequence[Relation]) -> set[str]:
    """Name the columns that are read, by whoever asks or to make another that is."""
    numbers = Numbers()
    whole = every(relations)
    read = {name for relation in relations for name in columns_of(relation)}
    known = -1
    while known < len(read):
        known = len(read)
        for relation in whole:
            columns = columns_of(relation)
            # Rows that are only counted are rows of something.
            if isinstance(relation, Scan | Project) and columns and read.isdisjoint(columns):
                read.add(columns[0])
            for names in _reads(relation, read, numbers):
                read.update(names)
    return read


def _reads(relation: Relation, read: Collection[str], numbers: Numbers) -> Iterator[Iterable[str]]:
    match relation:
        case Where(condition=condition):
            yield numbers.columns(condition)
        case Extend(columns=columns) | Project(columns=columns):
            yield from (numbers.columns(term) for name, term in columns if name in read)
        case Join(on=on) | Without(on=on):
            yield from on
        case Group(keys=keys, aggregates=folds):
            yield keys
            terms = (term for name, fold in folds if name in read for term in terms_of(fold))
            yield from map(numbers.columns, terms)
