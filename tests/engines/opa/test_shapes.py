"""What a relation can give: whatever else comes back is no answer."""

import json
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from tests.facts_made import act_of

from govrules import facts, planning
from govrules.calculus import (
    TRUE,
    Count,
    Given,
    Greatest,
    Least,
    Relation,
    Scan,
    Titled,
    Union,
    Where,
    Without,
    col,
    equal,
    extend,
    group,
    join,
    less,
    lit,
    plain,
    plus,
    project,
    when,
)
from govrules.engines import reference
from govrules.engines.opa.shapes import NOTHING, Domain, Shapes
from govrules.instants import read_exact

QUARTER = Path(__file__).parents[3] / "fixtures" / "kz-229" / "quarter"
TABLE = Given(("name", "size"), (("a", 1), ("b", 2)))
OTHER = Given(("owner", "weight"), (("a", 10),))
WORD = when(less(col("size"), lit(2)), lit("small"), lit("large"))


@pytest.mark.parametrize(
    ("relation", "expected"),
    [
        (TABLE, {"name": Domain(str, frozenset("ab")), "size": Domain(int, frozenset({1, 2}))}),
        (Given(("none",), ()), {"none": NOTHING}),
        (
            Scan("cases", ("id", "row", "aside", "detected_at.lo"), "c."),
            {
                "c.id": Domain(str),
                "c.row": Domain(int),
                "c.aside": Domain(bool),
                "c.detected_at.lo": Domain(int),
            },
        ),
        (
            Scan("messages", ("covers.has.event", "covers.any")),
            {"covers.has.event": Domain(bool), "covers.any": Domain(bool)},
        ),
        (project(TABLE, {"word": WORD}), {"word": Domain(str, frozenset({"small", "large"}))}),
        (
            Titled("all", project(Where(TABLE, TRUE), {"more": plus(col("size"), lit(1))})),
            {"more": Domain(int)},
        ),
        (
            extend(project(TABLE, {"name": col("name")}), {"is_a": equal(col("name"), lit("a"))}),
            {"name": Domain(str, frozenset("ab")), "is_a": Domain(bool)},
        ),
        (
            join(Given(("n",), ()), OTHER, {"n": "owner"}, {"owner": "", "weight": -1}),
            {
                "n": NOTHING,
                "owner": Domain(str, frozenset({"a", ""})),
                "weight": Domain(int, frozenset({10, -1})),
            },
        ),
        (
            Without(project(TABLE, {"n": col("name")}), OTHER, (("n", "owner"),)),
            {"n": Domain(str, frozenset("ab"))},
        ),
        (
            Union((project(TABLE, {"n": col("name")}), Given(("n",), (("c",),)))),
            {"n": Domain(str, frozenset("abc"))},
        ),
        (
            group(
                TABLE,
                ("name",),
                {
                    "least": Least(col("size"), TRUE, 9),
                    "most": Greatest(plus(col("size"), lit(1)), TRUE, 9),
                    "rows": Count(TRUE),
                },
            ),
            {
                "name": Domain(str, frozenset("ab")),
                "least": Domain(int, frozenset({1, 2, 9})),
                "most": Domain(int),
                "rows": Domain(int),
            },
        ),
    ],
)
def test_what_a_relation_can_give(relation: Relation, expected: dict[str, Domain]) -> None:
    """Types always, words where they are few."""
    assert expected == Shapes().columns(relation)


@pytest.mark.parametrize(
    ("rows", "fits"),
    [
        ([], True),
        ([["a", 1], ["b", 2], ["a", 1]], True),
        ([["a", 1], ["c", 2]], False),
        ([["a", True]], False),
        ([["a", "1"]], False),
        ([["a"]], False),
        ([["a", 1, 1]], False),
        ([["a", [1]]], False),
        (["a1"], False),
    ],
)
def test_rows_are_held_to_what_can_be_given(rows: list[Any], *, fits: bool) -> None:
    """A condition is no integer, and a list is no value."""
    assert fits is Shapes().fits(TABLE, rows)


def test_more_words_than_can_be_told_apart_are_a_type() -> None:
    """A thousand names are any text."""
    table = Given(("name",), tuple((str(number),) for number in range(1000)))
    assert {"name": Domain(str)} == Shapes().columns(table)


def test_all_that_the_reference_answers_fits() -> None:
    """And the verdicts are told from any other word."""
    act = act_of("kz-229")
    read = facts.read([QUARTER], zone=ZoneInfo(act.zone))
    plan = planning.plan([act], act.norms, read, read_exact("2026-10-05T09:00:00+05:00"))
    relations = plain([*plan.duties, *plan.evidence])
    shapes, answers = Shapes(), reference.evaluate(relations, read)
    assert all(
        shapes.fits(relation, json.loads(json.dumps(rows)))
        for relation, rows in zip(relations, answers, strict=True)
    )
    judged = next(rows for rows in answers if rows)
    at = planning.DUTY_COLUMNS.index("verdict")
    wrong = [[*judged[0][:at], "fine", *judged[0][at + 1 :]]]
    assert not shapes.fits(relations[answers.index(judged)], wrong)
