"""Terms: values of one row, built by functions that fold what is known at planning time."""

from collections.abc import Iterable
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


@dataclass(frozen=True, slots=True, eq=False)
class Given:
    """A table worked out when the plan was made: calendars, periods, tenures.

    Tables of one plan that share a `name` are the same; without one a table is part of the plan.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    name: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """A constant that the facts or the question settle; engines may ask for it by its name."""

    name: str
    value: Value


@dataclass(frozen=True, slots=True)
class Called:
    """A part under a name that says what it is, for whoever reads a translation."""

    name: str
    part: "Term"


@dataclass(frozen=True, slots=True)
class Some:
    """Whether a condition on the row at hand and a row of a table holds for any row of the table.

    No column of the table may have the name of one of the row at hand.
    """

    table: Given
    condition: "Term"


@dataclass(frozen=True, slots=True)
class Only:
    """What all rows of a table for which a condition holds have in a column, else a default.

    The default stands where they differ; some row must fulfil the condition.
    """

    table: Given
    column: str
    condition: "Term"
    default: Value


Sides: TypeAlias = tuple[str, str, "Term", "Term"]
"""Two words, and the terms of where they surely and where they possibly hold."""


@dataclass(frozen=True, slots=True)
class Decided:
    """One word of a decision by an order of reasons; `written_out` says the same without it.

    `exempt` are reasons with their provisions, which take a duty away if they surely hold;
    `entries` verdicts with their reasons, of which the first that surely holds decides unless an
    earlier one that possibly holds has another verdict. `word` is `verdict`, `reason` or `ground`.
    """

    word: str
    exempt: tuple[Sides, ...]
    entries: tuple[Sides, ...]
    spoiled: "Term"
    doubt: "Term"
    written_out: "Term"


Term: TypeAlias = (
    Column
    | Literal
    | Plus
    | Less
    | AtMost
    | Equal
    | And
    | Or
    | Not
    | If
    | Known
    | Called
    | Some
    | Only
    | Decided
)

TRUE: Term = Literal(value=True)
FALSE: Term = Literal(value=False)


def col(name: str) -> Term:
    """Name a column."""
    return Column(name)


def lit(value: Value) -> Term:
    """Name a constant."""
    return Literal(value)


def called(name: str, part: Term) -> Term:
    """Give a part a name, unless it is a constant."""
    return part if isinstance(part, Literal | Known | Column) else Called(name, part)


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
    kept: list[Term] = []
    for part in parts:
        if part == absorbing:
            return absorbing
        for each in part.parts if isinstance(part, kind) else (part,):
            # To compare few parts costs less than to hash deep ones.
            if each != neutral and each not in kept:
                kept.append(each)
    if not kept:
        return neutral
    return kept[0] if len(kept) == 1 else kind(tuple(kept))


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
