"""Plans folded by what is certain of rows keep the rows, and stop asking what is known."""

from collections.abc import Iterator

from govrules import calculus
from govrules.calculus import (
    Aggregate,
    Count,
    Least,
    Project,
    Relation,
    Scan,
    Union,
    Value,
    Where,
    all_of,
    any_of,
    at_most,
    col,
    equal,
    less,
    lit,
    negation,
    sources_of,
)
from govrules.calculus.certain import Certain, rewritten
from govrules.engines import reference
from govrules.facts import Facts, from_rows
from govrules.findings import Place
from govrules.instants import ABSENT

CERTAIN = {
    "cases": Certain(
        {"aside": False},
        {"detected_at.hi": "detected_at.lo"},
        frozenset({"id", "class"}),
        {"detected_at.lo": ABSENT},
        {"id": "row"},
    ),
    "messages": Certain(empty=True),
}
CASES = Scan("cases", ("row", "aside", "id", "class", "detected_at.lo", "detected_at.hi"))


def facts() -> Facts:
    """Return cases of which everything is known that `CERTAIN` says."""
    made = [
        ({"id": name, "object": "O", "class": word, "detected_at": f"2026-07-0{day}T10:00:00Z"}, at)
        for at, (name, word, day) in enumerate(
            [("C1", "event", 1), ("C2", "incident", 2), ("C3", "event", 3)], start=2
        )
    ]
    tables = {"cases": [(cells, Place(path="cases.csv", row=row)) for cells, row in made]}
    return from_rows({**tables, "messages": []}, zone=None)


def scans(relation: Relation) -> Iterator[Scan]:
    """Yield the tables that a relation reads."""
    if isinstance(relation, Scan):
        yield relation
    for source in sources_of(relation):
        yield from scans(source)


def test_two_bounds_of_an_exact_instant_are_one() -> None:
    """What surely and what possibly holds are then the same, and nothing reads the second."""
    exact = equal(col("detected_at.lo"), col("detected_at.hi"))
    sound = all_of(exact, negation(col("aside")), less(col("detected_at.lo"), lit(ABSENT)))
    blurred = any_of(equal(col("class"), lit("")), negation(exact))
    whole = calculus.project(
        Where(CASES, all_of(sound, negation(blurred))),
        {"id": col("id"), "at": col("detected_at.hi")},
    )
    (made,) = rewritten([whole], CERTAIN)
    before, after = reference.evaluate([whole, made], facts())
    assert 3 == len(before)
    assert before == after
    assert not any(
        "detected_at.hi" in scan.columns or "aside" in scan.columns for scan in scans(made)
    )


def test_what_is_joined_to_nothing_takes_its_defaults() -> None:
    """A table without rows goes, and what was asked of it is a constant."""
    messages = Scan("messages", ("case", "sent_at.lo"), "m.")
    joined = calculus.join(
        CASES, messages, {"id": "m.case"}, {"m.case": "", "m.sent_at.lo": ABSENT}
    )
    sent = at_most(col("m.sent_at.lo"), lit(0))
    whole = calculus.project(joined, {"id": col("id"), "sent": sent})
    (made,) = rewritten([whole], CERTAIN)
    before, after = reference.evaluate([whole, made], facts())
    assert [("C1", False), ("C2", False), ("C3", False)] == before == after
    assert ["cases"] == [scan.table for scan in scans(made)]


def test_what_names_nothing_finds_no_partner_among_names_that_are_filled() -> None:
    """The part of a union that looks for one goes, and a join with defaults has these alone."""
    named = [calculus.extend(CASES, {"about": word}) for word in (col("id"), lit(""))]
    other = Scan("cases", ("id", "class"), "o.")
    parts = tuple(calculus.join(each, other, {"about": "o.id"}) for each in named)
    left = calculus.join(named[1], other, {"about": "o.id"}, {"o.id": "", "o.class": "none"})
    found = rewritten(
        [
            calculus.project(Union(parts), {"id": col("id"), "class": col("o.class")}),
            calculus.project(left, {"id": col("id"), "class": col("o.class")}),
        ],
        CERTAIN,
    )
    before = reference.evaluate([Union(parts), left], facts())
    united, alone = reference.evaluate(found, facts())
    assert [3, 3] == list(map(len, before))
    assert [("C1", "event"), ("C2", "incident"), ("C3", "event")] == united
    assert [("C1", "none"), ("C2", "none"), ("C3", "none")] == alone
    assert [2, 1] == [len(list(scans(made))) for made in found]


def test_a_group_by_a_text_that_a_number_stands_for_is_joined_back_the_same() -> None:
    """Numbers are compared instead of texts, and no row is gained or lost."""
    folds: dict[str, Aggregate] = {
        "many": Count(equal(col("class"), lit("event"))),
        "first": Least(col("row"), all_of(), 0),
    }
    grouped = calculus.project(
        calculus.group(CASES, ["id", "class"], folds),
        {"k.id": col("id"), "k.class": col("class"), "many": col("many"), "first": col("first")},
    )
    nothing: dict[str, Value] = {"k.id": "", "k.class": "", "many": 0, "first": 0}
    joined = calculus.join(CASES, grouped, {"id": "k.id", "class": "k.class"}, nothing)
    whole = calculus.project(joined, {name: col(name) for name in ("id", "many", "first")})
    (made,) = rewritten([whole], CERTAIN)
    before, after = reference.evaluate([whole, made], facts())
    assert [("C1", 1, 1), ("C2", 0, 2), ("C3", 1, 3)] == before == after


def test_rows_of_constants_alone_are_still_counted() -> None:
    """A database has no rows without a column: one of the constants stays."""
    messages = Scan("messages", ("case", "type"), "m.")
    certain = {"messages": Certain({"case": "C1", "type": "notice"})}
    named = calculus.project(messages, {"kind": col("m.type"), "of": col("m.case")})
    counted = calculus.group(named, [], {"many": Count(equal(col("kind"), lit("notice")))})
    (made,) = rewritten([counted], certain)
    assert all(scan.columns for scan in scans(made))
    (projected,) = calculus.sources_of(made.source) if isinstance(made, Project) else ()
    assert isinstance(projected, Project)
    assert projected.columns
