"""Which rows of the tables a few rows of an answer are made of: conditions pushed down a plan.

`column ∈ values` at the top of a plan becomes conditions of the same form on its tables, one
after the other, each taking its values from rows chosen before. The answer over the rows so chosen
has exactly the rows of the whole answer whose column is among the values; others may be there in
part. What cannot be pushed further takes its tables whole, which is sound everywhere.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from govrules.calculus import (
    And,
    Column,
    Equal,
    Extend,
    Given,
    Group,
    Join,
    Literal,
    Or,
    Project,
    Relation,
    Scan,
    Term,
    Titled,
    Union,
    Value,
    Where,
    Without,
    columns_of,
)
from govrules.engines.opa.parts import sources_of
from govrules.facts.tables import TABLES, TIMES

Source: TypeAlias = str
"""A table of the agency by its name, or one of the plan: `given ` and its name."""

ASKED: Source = ""
"""The values that an answer is asked for."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where values come from: a column of the rows chosen of a source, and some constants."""

    source: Source = ASKED
    column: str = ""
    constants: frozenset[Value] = frozenset()


@dataclass(frozen=True, slots=True)
class Step:
    """Choose the rows of a source whose column is among the values of an origin."""

    source: Source
    column: str
    origin: Origin


@dataclass(slots=True)
class Recipe:
    """How the rows are chosen: steps in order, and the sources that are taken whole."""

    steps: list[Step] = field(default_factory=list)
    whole: set[Source] = field(default_factory=set)

    def add(self, step: Step) -> None:
        """Add a step, unless it was taken since its origin last gained rows."""
        for earlier in reversed(self.steps):
            if earlier == step:
                return
            if earlier.source == step.origin.source:
                break
        self.steps.append(step)


Wanted: TypeAlias = tuple[str, frozenset[Value]]
"""A column and the constants that one of its rows must have to be read."""


def wanted(relations: Iterable[Relation]) -> dict[Source, list[Wanted] | None]:
    """Return by table which of its rows are read at all; `None` where any may be.

    A row is read if it has one of the constants of some entry in that entry's column.
    """
    found: dict[Source, list[Wanted] | None] = {}
    filtered: set[int] = set()
    for relation in relations:
        scan = relation.source if isinstance(relation, Where) else None
        if isinstance(relation, Where) and isinstance(scan, Scan):
            filtered.add(id(scan))
            entry = _constants(scan, relation.condition)
            known = found.setdefault(scan.table, [])
            if entry is None:
                found[scan.table] = None
            elif known is not None:
                known.append(entry)
    for relation in relations:
        if isinstance(relation, Scan) and id(relation) not in filtered:
            found[relation.table] = None
    return found


def _constants(scan: Scan, condition: Term) -> Wanted | None:
    """Return a column and the constants that it must have for a condition to hold, if any."""
    for part in condition.parts if isinstance(condition, And) else (condition,):
        equals = part.parts if isinstance(part, Or) else (part,)
        pairs = {_equality(each) for each in equals}
        columns = {pair[0] for pair in pairs if pair}
        if None not in pairs and len(columns) == 1:
            name = columns.pop().removeprefix(scan.prefix)
            if _is_plain(scan.table, name):
                return name, frozenset(pair[1] for pair in pairs if pair)
    return None


def _equality(term: Term) -> tuple[str, Value] | None:
    match term:
        case Equal(left=Column(name=name), right=Literal(value=value)):
            return name, value
        case _:
            return None


def source_of(relation: Scan | Given) -> Source:
    """Name the source of a leaf of a plan."""
    return relation.table if isinstance(relation, Scan) else f"given {relation.name}"


def lineage(relation: Relation, column: str) -> Origin | None:
    """Return the column of a source whose values a column holds; `None` if it is worked out."""
    match relation:
        case Scan(prefix=prefix):
            name = column.removeprefix(prefix)
            return Origin(relation.table, name) if _is_plain(relation.table, name) else None
        case Given():
            return Origin(source_of(relation), column)
        case Where(source=source) | Titled(source=source):
            return lineage(source, column)
        case Extend(source=source, columns=columns) | Project(source=source, columns=columns):
            term = dict(columns).get(column)
            return lineage(source, column) if term is None else _of_term(source, term)
        case Group(source=source, keys=keys):
            return lineage(source, column) if column in keys else None
        case Without(left=left):
            return lineage(left, column)
        case Join():
            return _of_join(relation, column)
        case Union(parts=parts):
            found = {lineage(part, column) for part in parts}
            return found.pop() if len(found) == 1 else None


def _of_term(source: Relation, term: Term) -> Origin | None:
    if isinstance(term, Column):
        return lineage(source, term.name)
    return Origin(constants=frozenset({term.value})) if isinstance(term, Literal) else None


def _of_join(join: Join, column: str) -> Origin | None:
    if column in columns_of(join.left):
        return lineage(join.left, column)
    found = lineage(join.right, column)
    if found is None or join.defaults is None:
        return found
    return replace(found, constants=found.constants | {dict(join.defaults)[column]})


def _is_plain(table: str, column: str) -> bool:
    known = TABLES[table].columns.get(column)
    return known is not None and known.kind not in TIMES


def pushed(relation: Relation, column: str, recipe: Recipe, origin: Origin | None = None) -> None:
    """Add to a recipe what the rows of a relation with some values in a column are made of."""
    _push(relation, column, origin or Origin(), recipe)


def _push(relation: Relation, column: str, origin: Origin, recipe: Recipe) -> None:
    match relation:
        case Scan() | Given():
            _choose(relation, column, origin, recipe)
        case Where(source=source) | Titled(source=source):
            _push(source, column, origin, recipe)
        case Extend(source=source, columns=columns) | Project(source=source, columns=columns):
            term = dict(columns).get(column, Column(column))
            if isinstance(term, Column):
                _push(source, term.name, origin, recipe)
            else:
                _whole(source, recipe)
        case Union(parts=parts):
            for part in parts:
                _push(part, column, origin, recipe)
        case Group(source=source, keys=keys) if column in keys:
            _push(source, column, origin, recipe)
        case Group(source=source):
            _whole(source, recipe)
        case Join() | Without():
            _push_join(relation, column, origin, recipe)


def _choose(leaf: Scan | Given, column: str, origin: Origin, recipe: Recipe) -> None:
    found = lineage(leaf, column)
    if found is None:
        recipe.whole.add(source_of(leaf))
    else:
        recipe.add(Step(found.source, found.column, origin))


def _push_join(join: Join | Without, column: str, origin: Origin, recipe: Recipe) -> None:
    if column in columns_of(join.left):
        _push(join.left, column, origin, recipe)
        asked = [other for name, other in join.on if name == column]
        if asked:
            _push(join.right, asked[0], origin, recipe)
        else:
            _follow(join.left, join.right, join.on, recipe)
    elif isinstance(join, Join) and join.defaults is None:
        _push(join.right, column, origin, recipe)
        _follow(join.right, join.left, [(right, left) for left, right in join.on], recipe)
    else:
        _whole(join, recipe)


def _follow(
    known: Relation, partner: Relation, on: Iterable[tuple[str, str]], recipe: Recipe
) -> None:
    """Choose the partners of rows that were chosen already."""
    for name, other in on:
        origin = lineage(known, name)
        if origin is not None:
            _push(partner, other, origin, recipe)
            return
    _whole(partner, recipe)


def _whole(relation: Relation, recipe: Recipe) -> None:
    recipe.whole.update(map(source_of, _leaves(relation)))


def _leaves(relation: Relation) -> Iterator[Scan | Given]:
    if isinstance(relation, Scan | Given):
        yield relation
    for source in sources_of(relation):
        yield from _leaves(source)
