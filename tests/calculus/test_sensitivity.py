"""What rows depend on is found, and where they turn with an integer: there, and nowhere else."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govrules import calculus
from govrules.calculus import (
    TRUE,
    Aggregate,
    Count,
    Greatest,
    Least,
    Relation,
    Scan,
    Term,
    all_of,
    any_of,
    at_most,
    col,
    equal,
    less,
    lit,
    negation,
    plus,
    when,
)
from govrules.calculus.sensitivity import CONSTANT, Sensitivity, Turn, sensitivities
from govrules.engines import reference
from govrules.facts import Facts, Row, Table, Value
from govrules.facts.tables import TABLES
from govrules.findings import Place
from govrules.instants import Span

SENT, RECEIVED = "m.sent_at.lo", "m.received_at.lo"
COLUMNS = ("row", "id", "case", "type", "sent_at.lo", "received_at.lo")
MESSAGES: Relation = Scan("messages", COLUMNS, "m.")
BASE = 1_000
"""Instants of these tests are a few microseconds from here."""


def of(relation: Relation, *columns: str) -> Sensitivity:
    """Return what some columns of one relation depend on."""
    (found,) = sensitivities([relation], columns)
    return found


def turns_with_sending(condition: Term) -> set[Turn]:
    """Return where rows that fulfil a condition turn with the sending of their message."""
    return set(of(calculus.Where(MESSAGES, condition)).of(("messages", "sent_at.lo")))


@pytest.mark.parametrize(
    ("compared", "length"),
    [
        (less(col(SENT), col(RECEIVED)), {0}),
        (at_most(col(SENT), col(RECEIVED)), {1}),
        (less(col(RECEIVED), col(SENT)), {1}),
        (at_most(col(RECEIVED), col(SENT)), {0}),
        (equal(col(SENT), col(RECEIVED)), {0, 1}),
        (less(plus(col(SENT), lit(30)), col(RECEIVED)), {-30}),
        (at_most(col(SENT), plus(col(RECEIVED), lit(30))), {31}),
    ],
)
def test_a_comparison_turns_where_its_result_changes(compared: Term, length: set[int]) -> None:
    """Where it is true of an instant and false of the one before, or the other way round."""
    other = ("messages", "received_at.lo")
    assert {Turn(other, each) for each in length} == turns_with_sending(compared)


def test_a_comparison_with_a_constant_turns_at_the_constant() -> None:
    """A constant stands where it stands, whatever the row."""
    assert {Turn(CONSTANT, 7)} == turns_with_sending(less(col(SENT), lit(7)))


def test_what_the_least_is_compared_with_each_is_compared_with() -> None:
    """Which row the least is of nobody knows beforehand; its default is one to be compared too."""
    first = calculus.group(MESSAGES, ["m.case"], {"first": Least(col(SENT), TRUE, 99)})
    late = calculus.Where(first, less(lit(7), col("first")))
    assert {Turn(CONSTANT, 8)} == of(late).of(("messages", "sent_at.lo"))


def test_columns_that_nobody_asks_for_are_not_read() -> None:
    """A count of what was received says nothing about when it was sent."""
    counts: dict[str, Aggregate] = {
        "received": Count(less(col(RECEIVED), lit(7))),
        "sent": Count(less(col(SENT), lit(7))),
    }
    counted = calculus.group(MESSAGES, ["m.case"], counts)
    assert {("messages", "case"), ("messages", "received_at.lo")} == of(counted, "received").reads


def test_what_decides_which_rows_there_are_is_read_though_no_column_is_asked_for() -> None:
    """A condition and the columns that are joined on bear on every column."""
    other = calculus.project(Scan("cases", ("id",), "c."), {"case": col("c.id")})
    joined = calculus.join(
        calculus.Where(MESSAGES, less(col(SENT), lit(7))), other, {"m.id": "case"}
    )
    assert {("messages", "sent_at.lo"), ("messages", "id"), ("cases", "id")} == of(joined).reads


def test_what_is_compared_with_a_sum_of_cells_is_told_to_be_untold() -> None:
    """Of such a comparison nobody knows where it turns: whoever relies on turns must be told."""
    both = plus(col(RECEIVED), col(SENT))
    found = of(calculus.Where(MESSAGES, less(col(SENT), both)))
    assert not found.told(("messages", "sent_at.lo"))
    assert found.told(("messages", "received_at.hi"))


def integers(of: st.SearchStrategy[Term]) -> st.SearchStrategy[Term]:
    """Draw integers made of others."""
    return st.builds(plus, of, st.integers(-9, 9).map(lit))


COMPARISONS: tuple[Callable[[Term, Term], Term], ...] = (less, at_most, equal)
TIMES = st.one_of(
    st.sampled_from([col(SENT), col(RECEIVED)]), st.integers(BASE - 9, BASE + 9).map(lit)
)
SUMS = st.one_of(TIMES, integers(TIMES))


@st.composite
def conditions(draw: st.DrawFn) -> Term:
    """Draw a condition on the times of a message, with a choice among them."""
    compared = [draw(st.sampled_from(COMPARISONS))(draw(SUMS), draw(SUMS)) for _ in range(4)]
    chosen = when(compared[0], draw(SUMS), draw(SUMS))
    last = draw(st.sampled_from(COMPARISONS))(chosen, draw(SUMS))
    return any_of(all_of(*compared[1:3]), negation(last))


@st.composite
def relations(draw: st.DrawFn) -> Relation:
    """Draw cases with the first and the last of some of their messages, held against a time."""
    folds: dict[str, Aggregate] = {
        "first": Least(draw(SUMS), draw(conditions()), BASE + 20),
        "last": Greatest(draw(SUMS), draw(conditions()), BASE - 20),
        "some": Count(draw(conditions())),
    }
    grouped = calculus.group(MESSAGES, ["m.case"], folds)
    first, last = col("first"), plus(col("last"), lit(draw(st.integers(-3, 3))))
    compared = draw(st.sampled_from(COMPARISONS))(first, last)
    late = draw(st.sampled_from(COMPARISONS))(first, lit(draw(st.integers(BASE - 9, BASE + 9))))
    return calculus.project(
        calculus.Where(grouped, any_of(compared, late)),
        {"case": col("m.case"), "some": less(lit(0), col("some")), "late": late},
    )


def message(case: int, number: int, sent: int, received: int) -> Row:
    """Make a message of a case."""
    cells: dict[str, Value] = dict.fromkeys(TABLES["messages"].columns, "")
    cells |= {"id": f"M{number}", "case": str(case), "sent_at": Span(sent, sent)}
    cells["received_at"] = Span(received, received)
    return Row(number, Place(path="messages.csv", row=number), cells, aside=False)


@given(relations(), st.tuples(*[st.integers(BASE - 15, BASE + 15)] * 3))
def test_rows_turn_where_they_are_said_to_and_nowhere_else(
    relation: Relation, others: tuple[int, int, int]
) -> None:
    """Between neighbours that are not told apart by a turn the answer is the same."""
    received, sent_too, received_too = others
    instants = range(BASE - 60, BASE + 60)
    rows = tuple(
        row
        for case, at in enumerate(instants)
        for row in (
            message(case, 2 * case, at, received),
            message(case, 2 * case + 1, sent_too, received_too),
        )
    )
    facts = Facts("", (), {"messages": Table("messages", rows)}, {}, (), ())
    found = of(relation, "case", "some", "late")
    held = {
        CONSTANT: (0,),
        ("messages", "sent_at.lo"): (sent_too,),
        ("messages", "received_at.lo"): (received, received_too),
    }
    cuts = {
        at + turn.length for turn in found.of(("messages", "sent_at.lo")) for at in held[turn.other]
    }
    (answer,) = reference.evaluate([relation], facts)
    by_case = {int(str(case)): said for case, *said in answer}
    changed = {
        at
        for case, at in enumerate(instants)
        if case and by_case.get(case) != by_case.get(case - 1)
    }
    assert set() == changed - cuts
