"""The closed language that every engine evaluates: terms over values, relations over rows.

Values are 64-bit integers, text and booleans; there are no nulls, clocks, calendars or zones.
Terms are built by the functions below, which fold what is known at planning time. Nothing here
evaluates: the meaning is `govrules.engines.reference`, the other engines translate.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

Value: TypeAlias = int | str | bool


@dataclass(frozen=True, slots=True)
class Column:
    """The value of a named column in the row at hand."""

    name: str


@dataclass(frozen=True, slots=True)
class Literal:
    """A constant."""

    value: Value


@dataclass(frozen=True, slots=True)
class Plus:
    """The sum of two integers."""

    left: "Term"
    right: "Term"


@dataclass(frozen=True, slots=True)
class Less:
    """Whether one integer is less than another."""

    left: "Term"
    right: "Term"


@dataclass(frozen=True, slots=True)
class AtMost:
    """Whether one integer is less than or equal to another."""

    left: "Term"
    right: "Term"


@dataclass(frozen=True, slots=True)
class Equal:
    """Whether two values of one type are the same."""

    left: "Term"
    right: "Term"


@dataclass(frozen=True, slots=True)
class And:
    """Whether all parts hold; two or more parts."""

    parts: tuple["Term", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Whether any part holds; two or more parts."""

    parts: tuple["Term", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Whether the part does not hold."""

    part: "Term"


@dataclass(frozen=True, slots=True)
class If:
    """One of two values of one type, by a condition."""

    condition: "Term"
    then: "Term"
    otherwise: "Term"


Term: TypeAlias = Column | Literal | Plus | Less | AtMost | Equal | And | Or | Not | If

TRUE: Term = Literal(value=True)
FALSE: Term = Literal(value=False)


def col(name: str) -> Term:
    """Name a column."""
    return Column(name)


def lit(value: Value) -> Term:
    """Name a constant."""
    return Literal(value)


def plus(left: Term, right: Term) -> Term:
    """Add two integers."""
    if isinstance(left, Literal) and isinstance(right, Literal):
        return Literal(int(left.value) + int(right.value))
    return left if right == Literal(0) else Plus(left, right)


def less(left: Term, right: Term) -> Term:
    """Compare two integers: `left < right`."""
    if isinstance(left, Literal) and isinstance(right, Literal):
        return Literal(int(left.value) < int(right.value))
    return FALSE if left == right else Less(left, right)


def at_most(left: Term, right: Term) -> Term:
    """Compare two integers: `left <= right`."""
    if isinstance(left, Literal) and isinstance(right, Literal):
        return Literal(int(left.value) <= int(right.value))
    return TRUE if left == right else AtMost(left, right)


def equal(left: Term, right: Term) -> Term:
    """Compare two values of one type."""
    if isinstance(left, Literal) and isinstance(right, Literal):
        return Literal(left.value == right.value)
    return TRUE if left == right else Equal(left, right)


def negation(part: Term) -> Term:
    """Negate a condition."""
    if isinstance(part, Literal):
        return Literal(not part.value)
    return part.part if isinstance(part, Not) else Not(part)


def all_of(*parts: Term) -> Term:
    """Hold when every part holds; the empty conjunction holds."""
    return _connect(And, parts, FALSE, TRUE)


def any_of(*parts: Term) -> Term:
    """Hold when some part holds; the empty disjunction does not."""
    return _connect(Or, parts, TRUE, FALSE)


def _connect(
    kind: type[And] | type[Or], parts: Iterable[Term], absorbing: Term, neutral: Term
) -> Term:
    kept: dict[Term, None] = {}
    for part in parts:
        if part == absorbing:
            return absorbing
        for each in part.parts if isinstance(part, kind) else (part,):
            if each != neutral:
                kept[each] = None
    if not kept:
        return neutral
    return next(iter(kept)) if len(kept) == 1 else kind(tuple(kept))


def when(condition: Term, then: Term, otherwise: Term) -> Term:
    """Choose one of two values of one type."""
    if isinstance(condition, Literal):
        return then if condition.value else otherwise
    return then if then == otherwise else If(condition, then, otherwise)


def one_of(term: Term, words: Iterable[str]) -> Term:
    """Hold when a text is one of some words."""
    return any_of(*(equal(term, lit(word)) for word in words))


def least(left: Term, right: Term) -> Term:
    """Return the smaller of two integers."""
    return when(at_most(left, right), left, right)


def greatest(left: Term, right: Term) -> Term:
    """Return the greater of two integers."""
    return when(at_most(left, right), right, left)


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
class Given:
    """A table worked out when the plan was made: calendars, periods, tenures."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]


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


Relation: TypeAlias = Scan | Given | Where | Extend | Project | Join | Without | Union | Group


def columns_of(relation: Relation) -> tuple[str, ...]:
    """Return the names of a relation's columns, in order."""
    match relation:
        case Scan(columns=names, prefix=prefix):
            return tuple(prefix + name for name in names)
        case Given(columns=names):
            return names
        case Where(source=source):
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
