"""Conditions over a case's object as pairs of terms: exclusions, territory, kinds of work.

A blank cell is unknown unless the condition says which word it stands for. Tests that look at
intervals (a role held, a relation in force) read columns that `intervals` joined beforehand.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from govrules import calculus
from govrules.calculus import (
    Count,
    Relation,
    Scan,
    Term,
    Where,
    all_of,
    any_of,
    col,
    equal,
    lit,
    one_of,
)
from govrules.facts import Facts
from govrules.norms import (
    All,
    Any,
    CellHas,
    CellIs,
    Condition,
    Linked,
    NotSo,
    OwnerHolds,
    Test,
)
from govrules.planning.pairs import (
    HOLDS,
    Bounds,
    Pair,
    both,
    during,
    either,
    opposite,
)
from govrules.planning.parties import members, validity
from govrules.planning.settled import handed_over

OBJECT = "object."
"""The prefix of the object's columns in a row of an occasion."""


def compile_test(test: Test, facts: Facts) -> Pair:
    """Turn a test into terms over the columns of an occasion and its object."""
    match test:
        case All(parts=parts):
            return both(*(compile_test(part, facts) for part in parts))
        case Any(parts=parts):
            return either(*(compile_test(part, facts) for part in parts))
        case NotSo(part=part):
            return opposite(compile_test(part, facts))
        case CellIs():
            return _cell_is(test)
        case CellHas():
            return _cell_has(test)
        case OwnerHolds():
            return _owner_holds(test, facts)
        case Linked():
            return _linked(test, facts)


def _cell_is(test: CellIs) -> Pair:
    cell = col(OBJECT + test.column)
    match_ = one_of(cell, test.words)
    blank = equal(cell, lit(""))
    if test.blank == "unknown":
        return Pair(match_, any_of(match_, blank))
    return Pair(*(any_of(match_, blank) if test.blank in test.words else match_,) * 2)


def _cell_has(test: CellHas) -> Pair:
    has = col(f"{OBJECT}{test.column}.has.{test.word}")
    blank = calculus.negation(col(f"{OBJECT}{test.column}.any"))
    if test.blank == "unknown":
        return Pair(has, any_of(has, blank))
    return Pair(*(any_of(has, blank),) * 2)


def _owner_holds(test: OwnerHolds, facts: Facts) -> Pair:
    ownerless = equal(col(OBJECT + "owner"), lit(""))
    held = found(_name(test))
    return _where(
        handed_over(facts, "organisations"), Pair(held.sure, any_of(ownerless, held.possible))
    )


def _linked(test: Linked, facts: Facts) -> Pair:
    cell = _cell_is(CellIs(test.otherwise, ("true",), test.blank))
    name = _name(test)
    none = equal(col(f"{name}.rows"), lit(0))
    linked = found(name)
    so = Pair(
        any_of(linked.sure, all_of(none, cell.sure)),
        any_of(linked.possible, all_of(none, cell.possible)),
    )
    return so if test.blank != "unknown" else _where(handed_over(facts, "relations"), so)


def _where(known: Term, pair: Pair) -> Pair:
    """Hold as a pair does where the table that it reads is known, else nothing is known."""
    return Pair(all_of(known, pair.sure), any_of(calculus.negation(known), pair.possible))


def found(name: str) -> Pair:
    """Hold where an interval of a look-up covered the instant that it was asked about."""
    return Pair(
        calculus.less(lit(0), col(f"{name}.sure")), calculus.less(lit(0), col(f"{name}.possible"))
    )


def _name(test: OwnerHolds | Linked) -> str:
    if isinstance(test, OwnerHolds):
        return f"owner.holds.{test.role}"
    return f"object.{test.relation}.{test.target}"


@dataclass(frozen=True, slots=True)
class Interval:
    """Intervals to be looked up by a key column: the name of the finding and the rows."""

    name: str
    key: str
    relation: Relation


AUTHORISED = "owner.authorised"
"""The look-up that says whether the owner had authorised anybody."""


def authorised_by_owner() -> Interval:
    """Return the look-up of whom the object's owner had authorised."""
    scan = Scan(
        "relations", ("relation", "target", "valid_from.lo", "valid_to.lo", "aside"), "authority."
    )
    kept = Where(scan, equal(col("authority.relation"), lit("authorised-by")))
    sources = ("target", "valid_from.lo", "valid_to.lo", "aside")
    columns = zip(_columns(AUTHORISED), sources, strict=True)
    relation = calculus.project(
        kept, {name: col(f"authority.{source}") for name, source in columns}
    )
    return Interval(AUTHORISED, OBJECT + "owner", relation)


def intervals(
    conditions: Iterable[Condition], facts: Facts, roles: Mapping[str, tuple[str, ...]]
) -> tuple[Interval, ...]:
    """Return the interval look-ups that the conditions need, each once, by name.

    `roles` maps a role to the roles that it contains. Each relation has the columns `key`, `from`,
    `to` and `aside`, prefixed by the look-up's name.
    """
    found: dict[str, Interval] = {}
    for condition in conditions:
        for test in leaves(condition.when):
            if isinstance(test, OwnerHolds):
                rows = members(facts, roles[test.role])
                table = tuple((str(r.cells["id"]), *validity(r), r.aside) for r in rows)
                name = _name(test)
                relation: Relation = calculus.Given(_columns(name), table, name)
                found[name] = Interval(name, OBJECT + "owner", relation)
            elif isinstance(test, Linked):
                name = _name(test)
                found[name] = Interval(name, "object", _links(test, name))
    return tuple(found[name] for name in sorted(found))


def leaves(test: Test) -> Iterable[Test]:
    """Yield the tests of cells and intervals that a test is made of."""
    match test:
        case All(parts=parts) | Any(parts=parts):
            for part in parts:
                yield from leaves(part)
        case NotSo(part=part):
            yield from leaves(part)
        case _:
            yield test


def _columns(name: str) -> tuple[str, ...]:
    return tuple(f"{name}.{column}" for column in ("key", "from", "to", "aside"))


def _links(test: Linked, name: str) -> Relation:
    scan = Scan(
        "relations",
        ("source", "relation", "target", "valid_from.lo", "valid_to.lo", "aside"),
        "link.",
    )
    kept = Where(
        scan,
        all_of(
            equal(col("link.relation"), lit(test.relation)),
            equal(col("link.target"), lit(test.target)),
        ),
    )
    sources = ("link.source", "link.valid_from.lo", "link.valid_to.lo", "link.aside")
    return calculus.project(
        kept, {column: col(source) for column, source in zip(_columns(name), sources, strict=True)}
    )


def with_interval(occasions: Relation, interval: Interval, at: Bounds) -> Relation:
    """Add to each occasion whether an interval of its key surely or possibly covers an instant."""
    name = interval.name
    _, start, end, aside = (col(column) for column in _columns(name))
    inside = during(at, start, end)
    joined = calculus.join(occasions, interval.relation, {interval.key: f"{name}.key"})
    counted = calculus.group(
        joined,
        ("case", "occasion"),
        {
            f"{name}.sure": Count(all_of(inside.sure, calculus.negation(aside))),
            f"{name}.possible": Count(inside.possible),
            f"{name}.rows": Count(HOLDS.sure),
        },
    )
    keyed = calculus.project(
        calculus.Titled(name, counted),
        {
            f"{name}.case": col("case"),
            f"{name}.occasion": col("occasion"),
            **{f"{name}.{column}": col(f"{name}.{column}") for column in _COUNTS},
        },
    )
    return calculus.join(
        occasions,
        keyed,
        {"case": f"{name}.case", "occasion": f"{name}.occasion"},
        {f"{name}.case": "", f"{name}.occasion": "", **{f"{name}.{c}": 0 for c in _COUNTS}},
    )


_COUNTS = ("sure", "possible", "rows")


def words_of(condition: Condition, column: str) -> tuple[str, ...]:
    """Return the words with which a condition compares a column of the object."""
    tests = leaves(condition.when)
    return tuple(
        word
        for test in tests
        if isinstance(test, CellIs) and test.column == column
        for word in test.words
    )


def object_columns(conditions: Iterable[Condition]) -> dict[str, calculus.Value]:
    """Return the columns of an object that some conditions read, with what no object has there."""
    columns: dict[str, calculus.Value] = {"row": -1, "aside": False, "id": "", "owner": ""}
    for condition in conditions:
        for test in leaves(condition.when):
            if isinstance(test, CellIs):
                columns[test.column] = ""
            elif isinstance(test, CellHas):
                columns |= {f"{test.column}.has.{test.word}": False, f"{test.column}.any": False}
            elif isinstance(test, Linked):
                columns[test.otherwise] = ""
    return columns


def tested_columns(conditions: Iterable[Condition]) -> frozenset[str]:
    """Name the columns of an object that some conditions test."""
    tests = (test for condition in conditions for test in leaves(condition.when))
    return frozenset(
        test.otherwise if isinstance(test, Linked) else test.column
        for test in tests
        if isinstance(test, CellIs | CellHas | Linked)
    )
