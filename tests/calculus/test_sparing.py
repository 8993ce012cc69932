"""Groups that are spared idle rows come to the same; those whose rows count are left alone."""

from collections.abc import Iterator

from govrules import calculus
from govrules.calculus import (
    Aggregate,
    Count,
    Given,
    Least,
    Relation,
    Value,
    Where,
    all_of,
    col,
    equal,
    less,
    lit,
    sources_of,
)
from govrules.calculus.sparing import spared
from govrules.engines import reference
from govrules.facts import from_rows

CASES = Given(("case",), (("a",), ("b",), ("c",)))
MESSAGES = Given(
    ("m.case", "m.type", "m.at"),
    (("a", "notice", 5), ("a", "notice", 3), ("a", "paper", 1), ("b", "paper", 2)),
)
NOTICE = equal(col("m.type"), lit("notice"))
WHOLE = ("case", "many", "first")


def counted(default: int = 99) -> Relation:
    """Return the cases with what was counted of their notices, joined back."""
    joined = calculus.join(CASES, MESSAGES, {"case": "m.case"})
    folds: dict[str, Aggregate] = {
        "many": Count(all_of(NOTICE, less(col("m.at"), lit(9)))),
        "first": Least(col("m.at"), NOTICE, default),
    }
    grouped = calculus.project(
        calculus.group(joined, ["case"], folds),
        {"counted.case": col("case"), "many": col("many"), "first": col("first")},
    )
    defaults: dict[str, Value] = {"counted.case": "", "many": 0, "first": 99}
    return calculus.join(CASES, grouped, {"case": "counted.case"}, defaults)


def chosen(relation: Relation, *columns: str) -> Relation:
    """Keep some columns."""
    return calculus.project(relation, {name: col(name) for name in columns})


def rows(relation: Relation) -> list[reference.Row]:
    """Evaluate a relation that reads no table of an agency."""
    ((*found,),) = reference.evaluate([relation], from_rows({}, zone=None))
    return found


def filters(relation: Relation) -> Iterator[Where]:
    """Yield the filters inside of a relation."""
    if isinstance(relation, Where):
        yield relation
    for source in sources_of(relation):
        yield from filters(source)


def test_rows_that_count_for_nothing_are_not_grouped() -> None:
    """A case of which only papers are left has no group, and the defaults say the same."""
    whole = chosen(counted(), *WHOLE)
    (made,) = spared([whole])
    assert [("a", 2, 3), ("b", 0, 99), ("c", 0, 99)] == rows(whole) == rows(made)
    assert [NOTICE] == [each.condition for each in filters(made)]


def test_a_group_whose_lack_would_show_is_left_alone() -> None:
    """Whoever reads the key of the group, or its rows, or other defaults, sees whether it is."""
    for whole in (
        chosen(counted(), *WHOLE, "counted.case"),
        chosen(counted(default=98), *WHOLE),
        sources_of(counted())[1],
    ):
        (made,) = spared([whole])
        assert rows(whole) == rows(made)
        assert [] == list(filters(made))
