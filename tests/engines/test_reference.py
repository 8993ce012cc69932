"""The meaning of each operator, on tables of three lines."""

from tests.facts_made import made

from govrules.calculus import (
    FALSE,
    TRUE,
    Aggregate,
    Count,
    Given,
    Least,
    Relation,
    Scan,
    Union,
    Where,
    Without,
    at_most,
    col,
    equal,
    extend,
    group,
    join,
    less,
    lit,
    plus,
    project,
)
from govrules.engines.reference import Row, evaluate

NOTHING = made({}, "UTC")
TABLE = Given(("name", "size"), (("a", 1), ("b", 2), ("c", 3)))
PARTS = Given(("owner", "weight"), (("a", 10), ("a", 20), ("d", 40)))


def rows(relation: Relation) -> list[Row]:
    """Evaluate one relation over no facts."""
    (found,) = evaluate([relation], NOTHING)
    return found


def test_a_scan_reads_the_columns_asked_for_in_their_order() -> None:
    """Row numbers, texts and bounds of instants."""
    facts = made({"cases": [{"id": "C1", "detected_at": "1970-01-01T00:00:01Z"}]}, "UTC")
    scan = Scan("cases", ("detected_at.lo", "id", "row", "aside"), "raw.")
    assert [[(1_000_000, "C1", 1, False)]] == evaluate([scan], facts)


def test_a_table_that_was_not_handed_over_has_no_rows() -> None:
    """Absence of a table is the plan's business, not the engine's."""
    assert [] == rows(Scan("cases", ("id",)))


def test_where_keeps_the_rows_for_which_the_condition_holds() -> None:
    """In their order."""
    assert [("b", 2), ("c", 3)] == rows(Where(TABLE, less(lit(1), col("size"))))


def test_an_extension_sees_the_columns_of_the_source_only() -> None:
    """Not those that are added with it: `size` here is the old one in both terms."""
    source = project(TABLE, {"size": col("size")})
    added = extend(
        source, {"more": plus(col("size"), lit(1)), "small": at_most(col("size"), lit(1))}
    )
    assert [(1, 2, True), (2, 3, False), (3, 4, False)] == rows(added)


def test_a_projection_names_orders_and_computes_columns() -> None:
    """And keeps duplicates."""
    kept = project(TABLE, {"big": less(lit(1), col("size")), "unit": lit("piece")})
    assert [(False, "piece"), (True, "piece"), (True, "piece")] == rows(kept)


def test_an_inner_join_gives_every_pair_and_drops_who_is_alone() -> None:
    """Left order first, then right order."""
    assert [("a", 1, "a", 10), ("a", 1, "a", 20)] == rows(join(TABLE, PARTS, {"name": "owner"}))


def test_a_left_join_keeps_who_is_alone_with_the_defaults() -> None:
    """Once, and only where there is no partner; defaults may be written in any order."""
    joined = join(TABLE, PARTS, {"name": "owner"}, {"weight": -1, "owner": "nobody"})
    assert [
        ("a", 1, "a", 10),
        ("a", 1, "a", 20),
        ("b", 2, "nobody", -1),
        ("c", 3, "nobody", -1),
    ] == rows(joined)


def test_a_left_join_with_an_empty_table_gives_defaults_only() -> None:
    """An empty table is no reason to lose a row."""
    joined = join(TABLE, Given(("x",), ()), {"name": "x"}, {"x": ""})
    assert [("a", 1, ""), ("b", 2, ""), ("c", 3, "")] == rows(joined)


def test_a_join_on_several_columns_needs_all_of_them_equal() -> None:
    """Keys are compared as a whole."""
    right = Given(("n", "s"), (("a", 1), ("b", 1)))
    assert [("a", 1, "a", 1)] == rows(join(TABLE, right, {"name": "n", "size": "s"}))


def test_without_keeps_the_left_rows_that_have_no_partner() -> None:
    """However many partners there are."""
    assert [("b", 2), ("c", 3)] == rows(Without(TABLE, PARTS, (("name", "owner"),)))


def test_a_union_keeps_duplicates() -> None:
    """It appends, it does not merge."""
    assert [("a", 1), ("b", 2), ("c", 3)] * 2 == rows(Union((TABLE, TABLE)))


def _grouped(source: Relation, aggregates: dict[str, Aggregate]) -> list[Row]:
    return rows(group(source, ("owner",), aggregates))


def test_a_group_takes_minima_over_the_rows_where_a_condition_holds() -> None:
    """Each aggregate has its own condition."""
    assert [("a", 10, 20, 2, 1), ("d", 40, 40, 1, 1)] == _grouped(
        PARTS,
        {
            "least": Least(col("weight"), TRUE, -1),
            "heavy": Least(col("weight"), less(lit(10), col("weight")), -1),
            "count": Count(TRUE),
            "heavies": Count(less(lit(10), col("weight"))),
        },
    )


def test_where_no_row_of_a_group_qualifies_a_minimum_is_its_default() -> None:
    """And a count is nothing; the group itself stays."""
    assert [("a", -7, 0), ("d", -7, 0)] == _grouped(
        PARTS, {"least": Least(col("weight"), FALSE, -7), "count": Count(FALSE)}
    )


def test_a_default_is_no_upper_bound_of_a_minimum() -> None:
    """It only stands in where there is no value at all."""
    assert [("a", 10), ("d", 40)] == _grouped(PARTS, {"least": Least(col("weight"), TRUE, 0)})


def test_a_group_of_nothing_has_no_rows() -> None:
    """Keys that no row has do not occur."""
    assert [] == _grouped(Given(("owner", "weight"), ()), {"count": Count(TRUE)})


def test_a_group_without_aggregates_lists_each_key_once() -> None:
    """In the order of first occurrence."""
    assert [("a",), ("d",)] == _grouped(PARTS, {})


def test_booleans_and_texts_are_equal_only_to_themselves() -> None:
    """Keys of one type each."""
    flags = Given(("flag",), ((True,), (False,)))
    assert [(True,)] == rows(Where(flags, equal(col("flag"), TRUE)))


def test_relations_that_are_made_one_after_another_do_not_mix() -> None:
    """What is remembered of one relation is never given for another."""
    made_late = (Given(("n",), ((number,),)) for number in range(100))
    assert [[(number,)] for number in range(100)] == evaluate(made_late, NOTHING)
