"""Columns that nobody reads are left out, and rows and columns asked for stay what they are."""

from collections.abc import Iterator

from govrules import calculus
from govrules.calculus import (
    Aggregate,
    Count,
    Given,
    Least,
    Project,
    Relation,
    Scan,
    col,
    equal,
    lit,
)
from govrules.calculus import Group as Grouped
from govrules.calculus.living import living
from govrules.engines import reference
from govrules.facts import from_rows
from govrules.findings import Place

LEFT = Given(("case", "class", "idle"), (("a", "event", 1), ("b", "incident", 2)))
RIGHT = Given(("m.case", "m.at", "m.row"), (("a", 5, 1), ("a", 3, 2)))


def rows(relation: Relation) -> list[reference.Row]:
    """Evaluate a relation over one case of an agency."""
    case = {"id": "C1", "object": "O", "class": "event", "detected_at": "2026-07-01T10:00:00Z"}
    facts = from_rows({"cases": [(case, Place(path="cases.csv", row=2))]}, zone=None)
    ((*found,),) = reference.evaluate([relation], facts)
    return found


def parts(relation: Relation) -> Iterator[Relation]:
    """Yield a relation and all it is made of."""
    yield relation
    for source in calculus.sources_of(relation):
        yield from parts(source)


def counted() -> Relation:
    """Return two columns of what was counted of the messages of each case."""
    folds: dict[str, Aggregate] = {
        "first": Least(col("m.at"), calculus.TRUE, 9),
        "many": Count(calculus.TRUE),
    }
    grouped = calculus.project(
        calculus.group(RIGHT, ["m.case"], folds),
        {"of": col("m.case"), "first": col("first"), "many": col("many")},
    )
    joined = calculus.join(LEFT, grouped, {"case": "of"}, {"of": "", "first": 9, "many": 0})
    extended = calculus.extend(joined, {"unread": equal(col("class"), lit("event"))})
    return calculus.project(extended, {"case": col("case"), "at": col("first")})


def test_what_nobody_reads_is_not_worked_out() -> None:
    """Neither the count nor the condition; the default of what is gone goes too."""
    whole = counted()
    (made,) = living([whole], ())
    assert rows(whole) == rows(made)
    names = {name for part in parts(made) for name in calculus.columns_of(part)}
    assert {"first", "of"} <= names
    assert not {"many", "unread"} & names
    assert ["first"] == [
        name for part in parts(made) if isinstance(part, Grouped) for name, _ in part.aggregates
    ]


def test_scans_are_narrowed_in_the_tables_named() -> None:
    """Elsewhere a column may be a list, and say how many rows there are."""
    scan = Scan("cases", ("row", "id", "class"), "c.")
    whole = calculus.project(scan, {"id": col("c.id")})
    for tables, left in (((), scan.columns), (("cases",), ("id",))):
        (made,) = living([whole], tables)
        assert [left] == [part.columns for part in parts(made) if isinstance(part, Scan)]
        assert rows(whole) == rows(made)


def test_rows_that_are_only_counted_keep_a_column() -> None:
    """A relation without any column has no rows in a database."""
    scan = Scan("cases", ("row", "id", "class"), "c.")
    whole = calculus.group(
        calculus.project(scan, {"x": col("c.id")}), [], {"n": Count(calculus.TRUE)}
    )
    (made,) = living([whole], ("cases",))
    assert [(1,)] == rows(whole) == rows(made)
    assert all(part.columns for part in parts(made) if isinstance(part, Scan | Project))


def test_what_was_shared_stays_shared() -> None:
    """One object before is one object after: it is worked out once."""
    shared = counted()
    ones = [calculus.project(shared, {"case": col("case")}) for _ in range(2)]
    made = living(ones, ())
    (first,), (second,) = (calculus.sources_of(each) for each in made)
    assert first is second
