"""What is certain of rows at hand holds of each of them, and of nothing else."""

from hypothesis import given
from hypothesis import strategies as st

from govrules.calculus import Value
from govrules.calculus.certain import Certain
from govrules.calculus.observed import observed

COLUMNS = ("name", "lo", "hi", "aside", "kind")


def test_what_is_told_of_two_rows() -> None:
    """A constant, two bounds that are one, a name that is never blank."""
    rows: list[tuple[Value, ...]] = [("a", 3, 3, False, ""), ("b", 5, 5, False, "x")]
    assert Certain({"aside": False}, {"hi": "lo"}, frozenset({"name"}), {"lo": 6}) == observed(
        COLUMNS, rows
    )


def test_no_rows_are_an_empty_table() -> None:
    """Nothing else is said of it."""
    assert Certain(empty=True) == observed(COLUMNS, [])


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["", "a", "b"]),
        st.integers(0, 2),
        st.integers(0, 2),
        st.booleans(),
        st.sampled_from(["", "a"]),
    ),
    min_size=1,
    max_size=4,
)


@given(ROWS)
def test_what_is_certain_holds_of_each_row(rows: list[tuple[Value, ...]]) -> None:
    """Whatever the rows are; truth is no number here."""
    certain = observed(COLUMNS, rows)
    for row in (dict(zip(COLUMNS, row, strict=True)) for row in rows):
        assert all(row[name] == value for name, value in certain.constants.items())
        assert all(row[one] == row[other] for one, other in certain.same.items())
        assert all(type(row[one]) is type(row[other]) for one, other in certain.same.items())
        assert all(row[name] != "" for name in certain.filled)
        assert all(int(row[name]) < bound for name, bound in certain.below.items())
    assert not certain.empty
