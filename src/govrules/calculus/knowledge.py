"""What is known of the columns of a relation that was rewritten by what is certain of tables."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from govrules.calculus.relations import Extend, Relation, columns_of
from govrules.calculus.terms import FALSE, TRUE, And, Column, Equal, Less, Literal, Not, Term


@dataclass(frozen=True, slots=True)
class Knowledge:
    """A rewritten relation, `None` if it has no rows, and what is known of its columns.

    `values` says what each column of the original is in its rows. `filled` are columns that hold
    no empty text; `codes` leads from texts to integers that stand for them; texts that are `gone`
    are there as their codes alone. `below` are bounds of integers, `holds` the numbers of
    conditions that hold in every row.
    """

    relation: Relation | None
    values: Mapping[str, Term]
    filled: frozenset[str] = frozenset()
    codes: Mapping[str, str] = field(default_factory=dict)
    gone: frozenset[str] = frozenset()
    below: Mapping[str, int] = field(default_factory=dict)
    holds: frozenset[int] = frozenset()


def folded(term: Term, known: Knowledge) -> Term:
    """Fold what is known of a term: a name that is filled, an integer that stays below a bound."""
    match term:
        case Equal(left=Column(name=name), right=Literal(value="")) if name in known.filled:
            return FALSE
        case Less(left=Column(name=name), right=Literal(value=int() as value)):
            return TRUE if known.below.get(name, value + 1) <= value else term
        case And(parts=parts):
            denied = [part.part for part in parts if isinstance(part, Not)]
            return FALSE if any(part in denied for part in parts) else term
        case _:
            return term


def nothing(columns: Iterable[str]) -> Knowledge:
    """Return what is known of a relation without rows."""
    return Knowledge(None, {name: Column(name) for name in columns})


def all_of_it(relation: Relation) -> Knowledge:
    """Return what is known of a relation that was left as it is."""
    return Knowledge(relation, {name: Column(name) for name in columns_of(relation)})


def there(known: Knowledge) -> Relation:
    """Return the relation, which has rows."""
    assert known.relation is not None  # noqa: S101 - callers deal with nothing beforehand
    return known.relation


def named(known: Knowledge, columns: Iterable[str]) -> set[str]:
    """Name the columns that stand for some columns of the original."""
    values = (known.values[name] for name in columns)
    return {value.name for value in values if isinstance(value, Column)}


def names(known: Knowledge, name: str) -> set[str]:
    """Name the column that stands for one of the original, if it is one."""
    return named(known, [name])


def column_of(known: Knowledge, name: str) -> str:
    """Name the column that stands for one of the original."""
    value = known.values[name]
    assert isinstance(value, Column)  # noqa: S101 - `keyed` made it one
    return value.name


def stands_for(known: Knowledge, text: str, number: str) -> bool:
    """Say whether a number is the code of a text."""
    one, other = known.values[text], known.values[number]
    return (
        isinstance(one, Column)
        and isinstance(other, Column)
        and known.codes.get(one.name) == other.name
    )


def keyed(known: Knowledge, names: Iterable[str]) -> Knowledge:
    """Make columns of the constants that rows are compared by."""
    constant = tuple((n, v) for n in names if isinstance(v := known.values[n], Literal))
    if not constant:
        return known
    values = {**known.values, **{name: Column(name) for name, _ in constant}}
    return replace(known, relation=Extend(there(known), constant), values=values)


def never_alike(left: Knowledge, right: Knowledge, one: str, other: str) -> bool:
    """Say whether one of two texts is empty and the other never is."""
    pair = (left.values[one], left), (right.values[other], right)
    return any(
        mine == Literal("") and isinstance(theirs, Column) and theirs.name in known.filled
        for (mine, _), (theirs, known) in (pair, pair[::-1])
    )


def compared_by(left: Knowledge, right: Knowledge, one: str, other: str) -> tuple[str, str]:
    """Return the columns that two relations are compared by, their codes where both have them."""
    mine, theirs = column_of(left, one), column_of(right, other)
    if mine in left.codes and theirs in right.codes:
        return left.codes[mine], right.codes[theirs]
    assert mine not in left.gone  # noqa: S101 - a text that is gone is compared with its like
    assert theirs not in right.gone  # noqa: S101 - the same
    return mine, theirs
