"""Relations: rows made of rows; bags, in which duplicates stay."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from govrules.calculus.terms import Given, Term, Value


@dataclass(frozen=True, slots=True)
class Scan:
    """An input table; a column `name` of it is called `prefix + name` from here on.

    Which columns a table offers, and how a cell is written in them, is told in
    `govrules.facts.relations`.
    """

    table: str
    columns: tuple[str, ...]
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class Where:
    """The rows of the source for which a condition holds."""

    source: "Relation"
    condition: Term


@dataclass(frozen=True, slots=True)
class Extend:
    """The source with columns added; each term sees the source's columns, not its fellows'."""

    source: "Relation"
    columns: tuple[tuple[str, Term], ...]


@dataclass(frozen=True, slots=True)
class Project:
    """Only the named columns, in that order."""

    source: "Relation"
    columns: tuple[tuple[str, Term], ...]


@dataclass(frozen=True, slots=True)
class Join:
    """Every pair of rows whose key columns are equal; `on` pairs left names with right names.

    With `defaults` a left row without a partner is kept once, the right columns taking their
    defaults (one for each column of the right). No column name may occur on both sides.
    """

    left: "Relation"
    right: "Relation"
    on: tuple[tuple[str, str], ...]
    defaults: tuple[tuple[str, Value], ...] | None = None


@dataclass(frozen=True, slots=True)
class Without:
    """The left rows that have no partner on the right."""

    left: "Relation"
    right: "Relation"
    on: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Union:
    """The rows of all parts, which have the same columns; duplicates stay."""

    parts: tuple["Relation", ...]


@dataclass(frozen=True, slots=True)
class Least:
    """The smallest value of a term over the rows where a condition holds, else a default."""

    term: Term
    where: Term
    default: Value


@dataclass(frozen=True, slots=True)
class Greatest:
    """The greatest value of a term over the rows where a condition holds, else a default."""

    term: Term
    where: Term
    default: Value


@dataclass(frozen=True, slots=True)
class Count:
    """How many rows there are where a condition holds."""

    where: Term


Aggregate: TypeAlias = Least | Greatest | Count


@dataclass(frozen=True, slots=True)
class Group:
    """One row for each combination of keys, with aggregates over the rows that share it."""

    source: "Relation"
    keys: tuple[str, ...]
    aggregates: tuple[tuple[str, Aggregate], ...]


@dataclass(frozen=True, slots=True)
class Titled:
    """The source under a name that says what its rows are, for whoever reads a translation."""

    name: str
    source: "Relation"


Relation: TypeAlias = (
    Scan | Given | Where | Extend | Project | Join | Without | Union | Group | Titled
)


def columns_of(relation: Relation) -> tuple[str, ...]:
    """Return the names of a relation's columns, in order."""
    match relation:
        case Scan(columns=names, prefix=prefix):
            return tuple(prefix + name for name in names)
        case Given(columns=names):
            return names
        case Where(source=source) | Titled(source=source):
            return columns_of(source)
        case Extend(source=source, columns=added):
            return columns_of(source) + tuple(name for name, _ in added)
        case Project(columns=kept):
            return tuple(name for name, _ in kept)
        case Join(left=left, right=right):
            return columns_of(left) + columns_of(right)
        case Without(left=left):
            return columns_of(left)
        case Union(parts=parts):
            return columns_of(parts[0])
        case Group(keys=keys, aggregates=aggregates):
            return keys + tuple(name for name, _ in aggregates)


def sources_of(relation: Relation) -> tuple[Relation, ...]:
    """Return the relations that a relation is made of."""
    match relation:
        case Scan() | Given():
            return ()
        case Where(source=source) | Extend(source=source) | Project(source=source):
            return (source,)
        case Group(source=source) | Titled(source=source):
            return (source,)
        case Join(left=left, right=right) | Without(left=left, right=right):
            return (left, right)
        case Union(parts=parts):
            return parts


def every(relations: Iterable[Relation]) -> list[Relation]:
    """Return some relations and all that they are made of, each object once."""
    found: dict[int, Relation] = {}
    left = list(relations)
    while left:
        relation = left.pop()
        if id(relation) not in found:
            found[id(relation)] = relation
            left += sources_of(relation)
    return list(found.values())


def with_sources(relation: Relation, sources: tuple[Relation, ...]) -> Relation:
    """Return a relation made of others in the same way, as many as `sources_of` gives."""
    match relation:
        case Scan() | Given():
            return relation
        case Join() | Without():
            return replace(relation, left=sources[0], right=sources[1])
        case Union():
            return Union(sources)
        case _:
            return replace(relation, source=sources[0])


def extend(source: Relation, columns: Mapping[str, Term]) -> Relation:
    """Add columns to a relation."""
    return Extend(source, tuple(columns.items())) if columns else source


def project(source: Relation, columns: Mapping[str, Term]) -> Relation:
    """Keep only the named columns."""
    return Project(source, tuple(columns.items()))


def join(
    left: Relation,
    right: Relation,
    on: Mapping[str, str],
    defaults: Mapping[str, Value] | None = None,
) -> Relation:
    """Join two relations on equal columns; with defaults, keep left rows without a partner."""
    kept = None if defaults is None else tuple(defaults.items())
    return Join(left, right, tuple(on.items()), kept)


def group(source: Relation, keys: Iterable[str], aggregates: Mapping[str, Aggregate]) -> Relation:
    """Group a relation by its key columns."""
    return Group(source, tuple(keys), tuple(aggregates.items()))
