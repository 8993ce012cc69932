"""The columnar engine means what the reference means: operator by operator, then at random."""

import sys
from collections.abc import Mapping, Sequence
from itertools import pairwise, permutations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.facts_made import made
from tests.test_calculus import CONDITIONS, NUMBERS, TEXTS

from govrules.calculus import (
    FALSE,
    TRUE,
    Aggregate,
    And,
    AtMost,
    Column,
    Count,
    Equal,
    Extend,
    Given,
    Greatest,
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
    all_of,
    at_most,
    col,
    equal,
    extend,
    group,
    join,
    less,
    lit,
    negation,
    plus,
    project,
    when,
)
from govrules.engines import columnar, reference
from govrules.engines.columnar.databases import duckdb
from govrules.facts import Facts
from govrules.findings import EngineError
from govrules.instants import ABSENT
from govrules.verdicts import Verdict

NOTHING = made({}, "UTC")
TABLE = Given(("name", "size"), (("a", 1), ("b", 2), ("c", 3)))
PARTS = Given(("owner", "weight"), (("a", 10), ("a", 20), ("d", 40)))
NONE = Given(("owner", "weight"), ())
FACTS = made(
    {
        "cases": [
            {"id": "C1", "detected_at": "2026-07-20T10:00:00+05:00", "class": "event"},
            {"id": "C'2", "detected_at": "2026-07-20", "class": "no class"},
        ],
        "messages": [
            {"id": "M1", "type": "notice", "covers": ["event", "incident"], "recipient": ["A"]},
            {"id": "M2", "type": "reply", "covers": [], "recipient": ["A", "Қаржы"]},
        ],
    },
    "UTC",
)


def rows(*relations: Relation, facts: Facts = NOTHING) -> list[list[columnar.Row]]:
    """Evaluate relations with both engines, which must agree, types included."""
    found = columnar.evaluate(relations, facts)
    meant = [sorted(each) for each in reference.evaluate(relations, facts)]
    assert meant == found
    assert _types(meant) == _types(found)
    return found


def _types(answers: list[list[columnar.Row]]) -> list[list[list[bool]]]:
    """`True == 1`, but an engine must tell them apart."""
    return [[[isinstance(value, bool) for value in row] for row in each] for each in answers]


SIZE = col("size")
OPERATORS: Mapping[str, tuple[Relation, list[columnar.Row]]] = {
    "given": (TABLE, [("a", 1), ("b", 2), ("c", 3)]),
    "nothing given": (NONE, []),
    "where": (Where(TABLE, less(lit(1), SIZE)), [("b", 2), ("c", 3)]),
    "where nothing": (Where(TABLE, FALSE), []),
    "extend": (
        extend(TABLE, {"more": plus(SIZE, lit(1)), "small": at_most(SIZE, lit(1))}),
        [("a", 1, 2, True), ("b", 2, 3, False), ("c", 3, 4, False)],
    ),
    "project": (project(TABLE, {"unit": lit("piece")}), [("piece",)] * 3),
    "swap": (
        project(PARTS, {"owner": col("weight"), "weight": lit(0)}),
        [(10, 0), (20, 0), (40, 0)],
    ),
    "inner join": (
        join(TABLE, PARTS, {"name": "owner"}),
        [("a", 1, "a", 10), ("a", 1, "a", 20)],
    ),
    "join with nothing": (join(TABLE, NONE, {"name": "owner"}), []),
    "left join": (
        join(TABLE, PARTS, {"name": "owner"}, {"weight": -1, "owner": ""}),
        [("a", 1, "a", 10), ("a", 1, "a", 20), ("b", 2, "", -1), ("c", 3, "", -1)],
    ),
    "left join with nothing": (
        join(TABLE, NONE, {"name": "owner"}, {"weight": ABSENT, "owner": ""}),
        [("a", 1, "", ABSENT), ("b", 2, "", ABSENT), ("c", 3, "", ABSENT)],
    ),
    "join on two columns": (
        join(TABLE, Given(("n", "s"), (("a", 1), ("b", 1))), {"name": "n", "size": "s"}),
        [("a", 1, "a", 1)],
    ),
    "join on no column": (
        join(PARTS, Given(("flag",), ((True,), (False,))), {}),
        [(owner, weight, flag) for owner, weight in PARTS.rows for flag in (False, True)],
    ),
    "without": (Without(TABLE, PARTS, (("name", "owner"),)), [("b", 2), ("c", 3)]),
    "without nothing": (Without(TABLE, NONE, (("name", "owner"),)), list(TABLE.rows)),
    "without anything": (Without(TABLE, PARTS, ()), []),
    "union": (Union((PARTS, NONE, PARTS)), sorted([*PARTS.rows, *PARTS.rows])),
    "union of nothing": (Union((NONE, NONE)), []),
    "group": (
        group(
            PARTS,
            ("owner",),
            {
                "least": Least(col("weight"), TRUE, -1),
                "heavy": Greatest(col("weight"), less(lit(10), col("weight")), -1),
                "none": Least(col("weight"), FALSE, ABSENT),
                "count": Count(TRUE),
                "heavies": Count(less(lit(10), col("weight"))),
            },
        ),
        [("a", 10, 20, ABSENT, 2, 1), ("d", 40, 40, ABSENT, 1, 1)],
    ),
    "group of nothing": (group(NONE, ("owner",), {"count": Count(TRUE)}), []),
    "group without aggregates": (group(PARTS, ("owner",), {}), [("a",), ("d",)]),
    "group without keys": (group(PARTS, (), {"count": Count(TRUE)}), [(3,)]),
    "group of no rows without keys": (group(Where(PARTS, FALSE), (), {"n": Count(TRUE)}), []),
}


@pytest.mark.parametrize("name", OPERATORS)
def test_an_operator_means_what_the_reference_means(name: str) -> None:
    """Each on tables of three lines, and on none at all."""
    relation, expected = OPERATORS[name]
    assert [expected] == rows(relation)


def test_a_scan_reads_what_was_asked_and_lists_give_a_row_for_each_element() -> None:
    """Scans of one table with other columns and prefixes, and of a table not handed over."""
    found = rows(
        Scan("cases", ("id", "detected_at.lo", "aside")),
        Scan("cases", ("detected_at.hi", "id"), "raw."),
        Scan("messages", ("id", "covers.has.event", "covers.any", "id/internal"), "m."),
        Scan("messages", ("recipient", "id")),
        Scan("messages", ("covers", "recipient")),
        Scan("objects", ("id", "owner")),
        facts=FACTS,
    )
    assert [("A", "M1"), ("A", "M2"), ("Қаржы", "M2")] == found[3]
    assert [2, 2, 2, 3, 4, 0] == [len(each) for each in found]


def test_two_scans_of_one_table_can_be_joined() -> None:
    """Each under its own prefix."""
    one, other = (Scan("cases", ("id", "class"), prefix) for prefix in ("a.", "b."))
    joined = join(one, other, {"a.id": "b.id"}, {"b.id": "", "b.class": ""})
    assert [[("C'2", "", "C'2", ""), ("C1", "event", "C1", "event")]] == rows(joined, facts=FACTS)


def test_a_relation_that_is_used_often_is_worked_out_once_and_stays_the_same() -> None:
    """Shared parts become tables; what they are joined with does not change them."""
    shared = Where(TABLE, less(lit(1), SIZE))
    twice = project(shared, {"other": col("name"), "twice": plus(SIZE, SIZE)})
    assert [
        [("b", 2), ("c", 3)],
        [("b", 2, "b", 4), ("c", 3, "c", 6)],
        [("b", 2), ("b", 2), ("c", 3), ("c", 3)],
        [],
    ] == rows(
        shared,
        join(shared, twice, {"name": "other"}),
        Union((shared, shared)),
        Without(shared, shared, (("name", "name"),)),
    )


def test_names_that_differ_in_case_only_are_two_names() -> None:
    """SQL would take one for the other, and tell nobody."""
    table = Given(("a", "A", "a~2"), ((1, 2, 3),))
    assert [[(1, 2, 3)], [(2, 1)]] == rows(table, project(table, {"x": col("A"), "y": col("a")}))


@pytest.mark.parametrize("name", ["a.b", "a/b", 'say "a"', "select", "part", "қаржы", "a b", "*"])
def test_any_name_can_be_the_name_of_a_column(name: str) -> None:
    """Plans name columns after norms, roles and words of an act."""
    table = Given((name, "other"), ((1, "x"),))
    assert [[(1, "x", 2)]] == rows(extend(Where(table, equal(col(name), lit(1))), {"n": lit(2)}))


@pytest.mark.parametrize(
    "text", ["it's", "\\", "a\nb", "?", "%s", "🙂", " ", "\t", "$1", "--", "é"]
)
def test_a_text_is_itself_in_data_and_in_terms(text: str) -> None:
    """Nothing that stands in a cell is read as SQL, and nothing is trimmed or folded."""
    table = Given(("text",), ((text,), (text + " ",), (text.upper() + "A",)))
    assert [[(text,)]] == rows(Where(table, equal(col("text"), lit(text))))


def test_integers_have_64_bits_everywhere() -> None:
    """Small constants are not small integers: sums and defaults pass 32 bits."""
    big = Given(("n",), ((2**62,), (-(2**62),), (1,)))
    total = plus(plus(col("n"), lit(2**31 - 1)), lit(2**31 - 1))
    constant = Plus(Literal(2**31 - 1), Literal(2**31 - 1))
    assert [[(-(2**62) + 2**32 - 2, 2**32 - 2), (2**32 - 1, 2**32 - 2)]] == [
        found[:2] for found in rows(project(big, {"sum": total, "constant": constant}))
    ]


def test_words_of_the_vocabulary_are_texts() -> None:
    """Plans hold verdicts, not only plain texts."""
    table = Given(("word",), ((Verdict.PENDING,), ("late",)))
    assert [[("pending", "violated")]] == rows(
        project(
            Where(table, equal(col("word"), lit(Verdict.PENDING))),
            {"word": col("word"), "other": lit(Verdict.VIOLATED)},
        )
    )


def test_common_parts_are_worked_out_once_and_do_not_show() -> None:
    """Layers of them, in every operator that has terms."""
    base = all_of(less(lit(0), SIZE), negation(equal(col("name"), lit("b"))))
    next_ = when(base, plus(SIZE, lit(5)), plus(SIZE, lit(7)))
    last = when(less(next_, lit(8)), plus(next_, next_), next_)
    assert [
        [("a", 1, 12, 6), ("b", 2, 9, 9), ("c", 3, 8, 8)],
        [("a", 1), ("b", 2)],
        [(8, 8), (9, 9), (12, 6)],
        [("a", 12, 1), ("b", 9, 0), ("c", 8, 0)],
    ] == rows(
        extend(TABLE, {"last": last, "next": next_}),
        Where(TABLE, Or((less(last, next_), less(lit(8), last), Equal(next_, Literal(0))))),
        project(TABLE, {"last": last, "next": next_}),
        group(TABLE, ("name",), {"m": Least(last, TRUE, 0), "n": Count(less(next_, last))}),
    )


def _made_of(parts: Sequence[Term]) -> list[Term]:
    """Put every operator over truths on some parts, in every order."""
    found: list[Term] = [Not(part) for part in parts]
    for one, other in permutations(parts, 2):
        found += [And((one, other)), Or((one, other)), Equal(one, other), If(one, other, Not(one))]
    return found


def test_operators_in_operators_bind_as_they_stand() -> None:
    """Every operator in every other: SQL has an order of its own where parentheses lack."""
    truths = Given(("p", "q", "r"), tuple(product((False, True), repeat=3)))
    inner = _made_of([Column("p"), Column("q")])
    terms = [term for part in inner for term in _made_of([part, Column("r")])]
    rows(project(truths, {f"c{number}": term for number, term in enumerate(terms)}))


def test_sums_in_comparisons_in_sums_bind_as_they_stand() -> None:
    """The same for integers, which a comparison turns into truths."""
    table = Given(("i", "j"), tuple(product((-1, 0, 1), repeat=2)))
    chosen = If(Less(Column("i"), Column("j")), Column("i"), Column("j"))
    sums = [Plus(chosen, Column("j")), Plus(Column("i"), Plus(Column("j"), chosen))]
    terms = [
        kind(one, other) for kind in (Less, AtMost, Equal) for one, other in product(sums, sums)
    ]
    nested = [Equal(one, Not(other)) for one, other in pairwise(terms)]
    rows(project(table, {f"c{number}": term for number, term in enumerate([*terms, *nested])}))


def test_a_table_is_loaded_whole_however_many_rows_fit_into_a_statement(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """In several statements, the last of which may be short."""
    monkeypatch.setattr(duckdb, "_AT_ONCE", 2)
    assert [[(number,) for number in range(5)]] == rows(
        Given(("n",), tuple((number,) for number in range(5)))
    )


COLUMNS = ("i", "j", "p", "q", "s")
ROWS = st.tuples(
    st.integers(-2, 2), st.integers(-2, 2), st.booleans(), st.booleans(), st.sampled_from("ab")
)
GIVEN = st.lists(ROWS, max_size=5).map(lambda rows_: Given(COLUMNS, tuple(rows_)))
KEYS = st.lists(st.sampled_from(COLUMNS), unique=True, max_size=3).map(tuple)
DEFAULTS: Mapping[str, Value] = {"i": 7, "j": -7, "p": True, "q": False, "s": ""}
TERMS = st.tuples(NUMBERS, NUMBERS, CONDITIONS, CONDITIONS, TEXTS).map(
    lambda terms: dict(zip(COLUMNS, terms, strict=True))
)
AGGREGATES: st.SearchStrategy[Aggregate] = st.one_of(
    st.builds(Least, NUMBERS, CONDITIONS, st.integers(-9, 9)),
    st.builds(Greatest, NUMBERS, CONDITIONS, st.integers(-9, 9)),
    st.builds(Count, CONDITIONS),
)


def _joined(draw: st.DrawFn, left: Relation, right: Relation) -> Relation:
    """Join under other names, and keep some columns of either side."""
    other = project(right, {f"{name}.": col(name) for name in COLUMNS})
    defaults = {f"{name}.": value for name, value in DEFAULTS.items()}
    on = {name: f"{name}." for name in draw(KEYS)}
    both = join(left, other, on, draw(st.sampled_from([None, defaults])))
    return project(both, {name: col(draw(st.sampled_from([name, f"{name}."]))) for name in COLUMNS})


def _grouped(draw: st.DrawFn, source: Relation) -> Relation:
    keys = draw(KEYS)
    folded = group(source, keys, {"one": draw(AGGREGATES), "other": draw(AGGREGATES)})
    kept = {name: col(name) if name in keys else lit(DEFAULTS[name]) for name in COLUMNS}
    return project(folded, {**kept, "i": col("one"), "j": col("other")})


def _extended(draw: st.DrawFn, source: Relation) -> Relation:
    more = extend(source, {"n": draw(NUMBERS), "c": draw(CONDITIONS)})
    return project(more, {name: col({"i": "n", "q": "c"}.get(name, name)) for name in COLUMNS})


@st.composite
def plans(draw: st.DrawFn) -> list[Relation]:
    """Draw relations of five columns, each made of those before it."""
    found: list[Relation] = [draw(GIVEN), draw(GIVEN)]
    for _ in range(draw(st.integers(1, 5))):
        one, other = draw(st.sampled_from(found)), draw(st.sampled_from(found))
        match draw(st.sampled_from([Where, Extend, Project, Join, Without, Union, Group])):
            case kind if kind is Where:
                made_: Relation = Where(one, draw(CONDITIONS))
            case kind if kind is Extend:
                made_ = _extended(draw, one)
            case kind if kind is Project:
                made_ = project(one, draw(TERMS))
            case kind if kind is Join:
                made_ = _joined(draw, one, other)
            case kind if kind is Without:
                made_ = Without(one, other, tuple((name, name) for name in draw(KEYS)))
            case kind if kind is Union:
                made_ = Union((one, other, one))
            case _:
                made_ = _grouped(draw, one)
        found.append(made_)
    return found


@settings(max_examples=100, derandomize=True, deadline=None)
@given(plans())
def test_a_plan_means_what_the_reference_means(relations: list[Relation]) -> None:
    """Relations and terms that nobody would write, used more than once."""
    rows(*relations)


@settings(max_examples=100, derandomize=True, deadline=None)
@given(st.lists(TERMS, min_size=1, max_size=3), st.lists(ROWS, min_size=1, max_size=4))
def test_terms_mean_what_the_reference_means(
    terms: list[Mapping[str, Term]], lines: list[tuple[Value, ...]]
) -> None:
    """Unfolded, one projection on another, so that common parts have common parts."""
    relation: Relation = Given(COLUMNS, tuple(lines))
    for each in terms:
        relation = project(relation, {**each})
    rows(relation)


def test_an_overflow_is_a_failure_and_no_verdict() -> None:
    """The reference has wider integers, so no plan may need them."""
    table = Given(("n",), ((2**63 - 1,),))
    with pytest.raises(EngineError) as raised:
        columnar.evaluate([project(table, {"m": plus(col("n"), lit(1))})], NOTHING)
    (finding,) = raised.value.findings
    assert ("engine-failed", "columnar") == (finding.code, finding.place.path)
    assert "the engine failed: Out of Range Error: Overflow in addition" in finding.message
    assert "judge with `--engine reference`, and send this to the maintainers" == finding.help


def test_without_its_libraries_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """They are an extra."""
    monkeypatch.delitem(sys.modules, duckdb.__name__)
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(EngineError) as raised:
        columnar.evaluate([TABLE], NOTHING)
    assert str(raised.value) == (
        "columnar: engine-not-installed the engine needs `duckdb`, which is not installed\n"
        "  help: install `govrules[columnar]`, or judge with `--engine reference`"
    )
