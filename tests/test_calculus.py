"""Folding never changes a meaning: every smart constructor means what its unfolded form means."""

from collections.abc import Callable, Mapping
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govrules import calculus
from govrules.calculus import (
    FALSE,
    TRUE,
    And,
    AtMost,
    Column,
    Count,
    Equal,
    Extend,
    Given,
    Group,
    If,
    Join,
    Least,
    Less,
    Literal,
    Not,
    Or,
    Plus,
    Project,
    Relation,
    Scan,
    Term,
    Union,
    Value,
    Where,
    Without,
    columns_of,
)
from govrules.engines.reference import reader

WHERE: Mapping[str, int] = {"i": 0, "j": 1, "p": 2, "q": 3, "s": 4}

ROWS = st.tuples(
    st.integers(-2, 2),
    st.integers(-2, 2),
    st.booleans(),
    st.booleans(),
    st.sampled_from(["", "a", "b"]),
)
NUMBERS: st.SearchStrategy[Term] = st.deferred(
    lambda: st.one_of(
        st.sampled_from(["i", "j"]).map(Column),
        st.integers(-2, 2).map(Literal),
        st.builds(Plus, NUMBERS, NUMBERS),
        st.builds(If, CONDITIONS, NUMBERS, NUMBERS),
    )
)
TEXTS: st.SearchStrategy[Term] = st.one_of(
    st.just(Column("s")), st.sampled_from(["", "a"]).map(Literal)
)
CONDITIONS: st.SearchStrategy[Term] = st.deferred(
    lambda: st.one_of(
        st.sampled_from(["p", "q"]).map(Column),
        st.sampled_from([TRUE, FALSE]),
        st.builds(Less, NUMBERS, NUMBERS),
        st.builds(AtMost, NUMBERS, NUMBERS),
        st.builds(Equal, TEXTS, TEXTS),
        st.builds(Not, CONDITIONS),
        st.builds(And, st.tuples(CONDITIONS, CONDITIONS)),
        st.builds(Or, st.tuples(CONDITIONS, CONDITIONS)),
    )
)
Row = tuple[int, int, bool, bool, str]


def value(term: Term, row: Row) -> Value:
    """Evaluate a term on a row of the five columns."""
    return reader(term, WHERE)(row)


def number(term: Term, row: Row) -> int:
    """Evaluate a term over integers."""
    return cast("int", value(term, row))


@given(NUMBERS, NUMBERS, ROWS)
def test_arithmetic_and_comparisons_fold_to_what_they_mean(
    left: Term, right: Term, row: Row
) -> None:
    """Sums, orders, equality and the two extremes of integers."""
    a, b = number(left, row), number(right, row)
    assert a + b == value(calculus.plus(left, right), row)
    assert (a < b) == value(calculus.less(left, right), row)
    assert (a <= b) == value(calculus.at_most(left, right), row)
    assert (a == b) == value(calculus.equal(left, right), row)
    assert min(a, b) == value(calculus.least(left, right), row)
    assert max(a, b) == value(calculus.greatest(left, right), row)


@given(TEXTS, TEXTS, ROWS)
def test_texts_fold_to_what_they_mean(left: Term, right: Term, row: Row) -> None:
    """Equality of texts, and a text among some words."""
    assert (value(left, row) == value(right, row)) == value(calculus.equal(left, right), row)
    for words in ([], ["a"], ["", "b"]):
        assert (value(left, row) in words) == value(calculus.one_of(left, words), row)


@given(st.lists(CONDITIONS, max_size=4), ROWS)
def test_connectives_fold_to_what_they_mean(parts: list[Term], row: Row) -> None:
    """Nested, repeated, constant and no parts at all."""
    truths = [bool(value(part, row)) for part in parts]
    assert all(truths) == value(calculus.all_of(*parts), row)
    assert any(truths) == value(calculus.any_of(*parts), row)
    for part, truth in zip(parts, truths, strict=True):
        assert (not truth) == value(calculus.negation(part), row)


@given(CONDITIONS, NUMBERS, NUMBERS, ROWS)
def test_a_choice_folds_to_what_it_means(
    condition: Term, then: Term, otherwise: Term, row: Row
) -> None:
    """Between different values and between equal ones."""
    expected = value(then, row) if value(condition, row) else value(otherwise, row)
    assert expected == value(calculus.when(condition, then, otherwise), row)
    assert value(then, row) == value(calculus.when(condition, then, then), row)


def _constant(term: Term) -> bool:
    match term:
        case Literal():
            return True
        case Column():
            return False
        case Plus(left=a, right=b) | Less(left=a, right=b) | AtMost(left=a, right=b):
            return _constant(a) and _constant(b)
        case Equal(left=a, right=b):
            return _constant(a) and _constant(b)
        case And(parts=parts) | Or(parts=parts):
            return all(map(_constant, parts))
        case Not(part=part):
            return _constant(part)
        case If(condition=c, then=a, otherwise=b):
            return _constant(c) and _constant(a) and _constant(b)
        case _:
            raise TypeError(term)


def _rebuilt(term: Term) -> Term:
    match term:
        case Literal() | Column():
            return term
        case Plus(left=a, right=b):
            return calculus.plus(_rebuilt(a), _rebuilt(b))
        case Less(left=a, right=b):
            return calculus.less(_rebuilt(a), _rebuilt(b))
        case AtMost(left=a, right=b):
            return calculus.at_most(_rebuilt(a), _rebuilt(b))
        case Equal(left=a, right=b):
            return calculus.equal(_rebuilt(a), _rebuilt(b))
        case And(parts=parts):
            return calculus.all_of(*map(_rebuilt, parts))
        case Or(parts=parts):
            return calculus.any_of(*map(_rebuilt, parts))
        case Not(part=part):
            return calculus.negation(_rebuilt(part))
        case If(condition=c, then=a, otherwise=b):
            return calculus.when(_rebuilt(c), _rebuilt(a), _rebuilt(b))
        case _:
            raise TypeError(term)


@given(CONDITIONS | NUMBERS, ROWS)
def test_a_term_built_again_means_the_same_and_keeps_no_constant_part(term: Term, row: Row) -> None:
    """Constants are folded all the way: engines never see an operation on two literals."""
    rebuilt = _rebuilt(term)
    assert value(term, row) == value(rebuilt, row)
    if _constant(term):
        assert Literal(value(term, row)) == rebuilt


TABLE = Given(("a", "b"), ((1, "x"),))
OTHER = Given(("c",), ((True,),))


@pytest.mark.parametrize(
    ("relation", "columns"),
    [
        (Scan("cases", ("id", "row"), "raw."), ("raw.id", "raw.row")),
        (TABLE, ("a", "b")),
        (Where(TABLE, TRUE), ("a", "b")),
        (Extend(TABLE, (("d", Literal(1)),)), ("a", "b", "d")),
        (Project(TABLE, (("b", Column("b")), ("e", Column("a")))), ("b", "e")),
        (Join(TABLE, OTHER, (("a", "c"),)), ("a", "b", "c")),
        (Without(TABLE, OTHER, (("a", "c"),)), ("a", "b")),
        (Union((TABLE, TABLE)), ("a", "b")),
        (
            Group(TABLE, ("b",), (("n", Count(TRUE)), ("m", Least(Column("a"), TRUE, 0)))),
            ("b", "n", "m"),
        ),
    ],
    ids=lambda each: type(each).__name__ if not isinstance(each, tuple) else "",
)
def test_the_columns_of_a_relation_are_known_without_its_rows(
    relation: Relation, columns: tuple[str, ...]
) -> None:
    """Engines lay rows out by these names."""
    assert columns == columns_of(relation)


def test_extending_by_nothing_is_the_relation_itself() -> None:
    """No operator that does nothing reaches an engine."""
    assert TABLE is calculus.extend(TABLE, {})


@pytest.mark.parametrize(
    ("folded", "constructor"),
    [
        (TRUE, calculus.all_of),
        (FALSE, calculus.any_of),
    ],
)
def test_nothing_at_all_folds_to_the_neutral_element(
    folded: Term, constructor: Callable[..., Term]
) -> None:
    """An empty conjunction holds, an empty disjunction does not."""
    assert folded == constructor()
