"""A glance tells a word only where it comes out the same as when everything is worked out."""

from collections.abc import Mapping
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from govrules import calculus
from govrules.calculus import (
    Aggregate,
    Count,
    Given,
    Group,
    Least,
    Relation,
    Term,
    Value,
    all_of,
    any_of,
    at_most,
    col,
    equal,
    less,
    lit,
    negation,
    when,
)
from govrules.calculus.glance import UNTOLD, Glance, glanced, implies
from govrules.calculus.living import living
from govrules.calculus.numbers import Numbers
from govrules.engines import reference
from govrules.facts import from_rows
from govrules.findings import Place

LATEST = 5
"""The default of minima; rows may hold more."""
SURE, PERHAPS = col("m.sure"), any_of(col("m.sure"), col("m.perhaps"))
FOLDS: Mapping[str, Aggregate] = {
    "lo": Least(col("m.at"), PERHAPS, LATEST),
    "hi": Least(col("m.at"), SURE, LATEST),
    "stray": Count(negation(SURE)),
}
MANY = (("a", 2, False, True), ("a", 4, True, True), ("b", 3, True, True), ("c", 7, False, True))
CASES = Given(("case", "due"), (("a", 3), ("b", 4), ("c", 6), ("d", 6), ("e", 1)))


def counted(messages: Given) -> Relation:
    """Return the cases with what was counted of their messages."""
    folded = calculus.project(
        calculus.group(messages, ["m.case"], FOLDS),
        {"of": col("m.case"), **{name: col(name) for name in FOLDS}},
    )
    nothing: dict[str, Value] = {"of": "", "lo": LATEST, "hi": LATEST, "stray": 0}
    return calculus.join(CASES, folded, {"case": "of"}, nothing)


def messages(rows: tuple[tuple[Value, ...], ...]) -> Given:
    """Return messages: their case, when they came, whether they count, and perhaps do."""
    return Given(("m.case", "m.at", "m.sure", "m.perhaps"), rows)


def judged(word: Term, rows: tuple[tuple[Value, ...], ...] = MANY) -> Relation:
    """Return a word said of each case, and its reason: whether anything went astray."""
    reason = when(less(lit(0), col("stray")), lit("astray"), lit(""))
    return calculus.project(
        calculus.project(counted(messages(rows)), {"of": col("case"), "said": word, "why": reason}),
        {"case": col("of"), "verdict": col("said"), "reason": lit("")},
    )


def glance(relation: Relation, *words: str) -> Glance:
    """Tell some words without what is counted of messages."""
    return glanced([relation], words or ("verdict",), ["case"], lambda _: True)


def evaluated(relation: Relation) -> list[tuple[Value, ...]]:
    """Evaluate a relation over an agency of one case."""
    case = {"id": "C1", "object": "O", "class": "event", "detected_at": "2026-07-01T10:00:00Z"}
    facts = from_rows({"cases": [(case, Place(path="cases.csv", row=2))]}, zone=None)
    ((*found,),) = reference.evaluate([relation], facts)
    return sorted(found)


def folds(relation: Relation) -> set[str]:
    """Name the aggregates that are left where nobody needs more than is read."""
    groups = [each for each in calculus.every(living([relation], ())) if isinstance(each, Group)]
    return {name for group in groups for name, _ in group.aggregates}


IN_TIME = at_most(col("hi"), col("due"))
WORD = when(
    IN_TIME,
    lit("met"),
    when(at_most(col("lo"), col("due")), lit("unclear"), lit("missed")),
)


def test_what_was_surely_met_is_told_by_one_minimum() -> None:
    """And where it was not met surely nothing is told."""
    told = glance(judged(WORD))
    expected = [
        ("a", UNTOLD),
        ("b", "met"),
        ("c", "met"),
        ("d", "met"),
        ("e", UNTOLD),
    ]
    assert expected == evaluated(told.first[0])
    assert {"hi"} == folds(told.first[0])


def test_the_whole_says_of_which_rows_too_little_is_told() -> None:
    """It has all columns, in their order, and this one last."""
    whole = glance(judged(WORD)).whole[0]
    assert ("case", "verdict", "reason", UNTOLD) == calculus.columns_of(whole)
    expected = [(case, word, "", case in ("a", "e")) for case, word, _ in evaluated(judged(WORD))]
    assert expected == evaluated(whole)


def test_a_wider_minimum_is_bounded_by_a_narrower_one_unless_that_is_of_nothing() -> None:
    """Where nothing surely came, what perhaps came may have come after the default as well."""
    unmet = when(at_most(col("lo"), lit(6)), lit("by six"), lit("later"))
    rows = (("a", 4, True, True), ("d", 7, False, True))
    expected = [("a", "by six"), *((case, UNTOLD) for case in "bcde")]
    assert expected == evaluated(glance(judged(unmet, rows)).first[0])


def met(relation: Relation) -> Relation:
    """Return whether each case was met in time, as far as a glance tells."""
    columns = {"case": col("case"), "verdict": WORD}
    return glance(calculus.project(relation, columns)).first[0]


def test_nothing_is_taken_for_granted_of_cases_that_have_another_default() -> None:
    """What no message is counted for may have any two values."""
    joined = counted(messages(MANY))
    assert isinstance(joined, calculus.Join)
    other: dict[str, Value] = {"of": "", "lo": LATEST, "hi": 0, "stray": 0}
    assert {"lo", "hi"} == folds(met(replace(joined, defaults=tuple(other.items()))))


def test_nothing_is_taken_for_granted_of_columns_that_are_called_like_others() -> None:
    """One is worked out anew from the one that was bounded, and has its name."""
    later = {name: col(name) for name in ("case", "due", "lo", "stray")}
    hi = calculus.least(col("hi"), lit(1))
    assert {"lo", "hi"} == folds(
        met(
            calculus.Where(
                calculus.project(counted(messages(MANY)), {**later, "hi": hi}), calculus.TRUE
            )
        )
    )


def test_a_bound_that_is_not_at_hand_is_none() -> None:
    """Then a glance knows no more of the one than that it has it."""
    names = ("case", "due", "lo")
    source = calculus.Where(
        calculus.project(counted(messages(MANY)), {n: col(n) for n in names}), calculus.TRUE
    )
    word = when(at_most(col("lo"), col("due")), lit("perhaps"), lit("missed"))
    relation = calculus.project(source, {"case": col("case"), "verdict": word})
    assert evaluated(relation) == evaluated(glance(relation).first[0])


def test_what_decides_more_than_words_is_not_left_out() -> None:
    """The case that a row is about hangs on a count here."""
    relation = calculus.project(
        counted(messages(MANY)),
        {"case": when(less(lit(0), col("stray")), lit("astray"), col("case")), "verdict": lit("")},
    )
    assert {"stray"} == folds(glance(relation).first[0])


def test_what_rows_are_chosen_by_is_not_left_out() -> None:
    """Only cases of which something went astray have a row."""
    chosen = calculus.Where(counted(messages(MANY)), less(lit(0), col("stray")))
    relation = calculus.project(chosen, {"case": col("case"), "verdict": WORD})
    assert {"stray", "hi"} == folds(glance(relation).first[0])


def test_groups_that_are_not_dear_are_worked_out() -> None:
    """Then all words are told."""
    told = glanced([judged(WORD)], ["verdict"], ["case"], lambda _: False)
    expected = [(case, word) for case, word, _ in evaluated(judged(WORD))]
    assert expected == evaluated(told.first[0])


def test_implication_shows_in_the_parts() -> None:
    """Of conjunctions and alternatives alike, and not the other way round."""
    numbers, a, b, c = Numbers(), col("a"), col("b"), col("c")
    assert implies(all_of(a, b), a, numbers)
    assert implies(a, any_of(a, b), numbers)
    assert implies(any_of(all_of(a, b), c), any_of(c, b), numbers)
    assert not implies(any_of(a, b), a, numbers)
    assert not implies(a, all_of(a, b), numbers)
    assert not implies(a, negation(a), numbers)


COLUMNS = st.sampled_from([col(name) for name in ("lo", "hi", "stray", "due")])
NUMBERS = st.one_of(COLUMNS, st.integers(0, 8).map(lit))
COMPARED = st.one_of(*(st.builds(make, NUMBERS, NUMBERS) for make in (less, at_most, equal)))
CONDITIONS = st.recursive(
    COMPARED,
    lambda inner: st.one_of(
        inner.map(negation), st.builds(all_of, inner, inner), st.builds(any_of, inner, inner)
    ),
    max_leaves=6,
)
WORDS = st.recursive(
    st.sampled_from([lit(word) for word in ("met", "missed", "open")]),
    lambda inner: st.builds(when, CONDITIONS, inner, inner),
    max_leaves=5,
)
ROWS = st.lists(
    st.tuples(st.sampled_from("abcd"), st.integers(0, 8), st.booleans(), st.booleans()), max_size=8
)


@given(WORDS, ROWS)
def test_whatever_is_told_is_so(word: Term, rows: list[tuple[Value, ...]]) -> None:
    """A word that was told is the word; the whole says where none was."""
    relation = judged(word, tuple(rows))
    told = glance(relation)
    meant = {case: verdict for case, verdict, _ in evaluated(relation)}
    found = {row[0]: row[1] for row in evaluated(told.first[0])}
    assert meant.keys() == found.keys()
    assert {} == {case: word for case, word in found.items() if word not in (UNTOLD, meant[case])}
    untold = {case: untold for case, *_, untold in evaluated(told.whole[0])}
    assert {case: verdict == UNTOLD for case, verdict in found.items()} == untold
