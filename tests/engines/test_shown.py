"""The plan as SQL: it parses again, and run by hand it gives the rows that the engine gives."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import pytest
import sqlglot
from sqlglot import exp
from tests.facts_made import act_of, made

from govrules import facts, planning
from govrules.calculus import (
    TRUE,
    Given,
    Least,
    Scan,
    Titled,
    Value,
    Where,
    all_of,
    called,
    col,
    equal,
    group,
    join,
    less,
    lit,
    negation,
    plus,
    project,
    when,
)
from govrules.engines import columnar
from govrules.engines.columnar.shown import shown
from govrules.facts import Facts
from govrules.facts import relation as encoded
from govrules.facts.tables import TABLES
from govrules.instants import read_exact
from govrules.planning import Plan

FIXTURES = Path(__file__).parents[2] / "fixtures"
DATASETS = {
    "kz-229": ("kz-229/quarter", "2026-10-05T09:00:00+05:00"),
    "kg-369": ("kg-369/2019-2023", "2024-01-05T12:00:00+06:00"),
}


AS_OF = read_exact("2026-10-05T09:00:00+05:00")
SEEN = less(col("detected_at.lo"), lit(AS_OF))
WRITTEN = """\
-- table cases 1
CREATE TEMPORARY TABLE "cases" (
  "id" TEXT,
  "detected_at.lo" BIGINT
);

-- given bodies
CREATE TEMPORARY TABLE "bodies" (
  "body" TEXT,
  "since" BIGINT
);
INSERT INTO "bodies" VALUES
  ('A', 0),
  ('it''s', 1791172800000000 /* 2026-10-05T09:00:00+05:00 */);

-- shared cases seen by 1
CREATE TEMPORARY TABLE "cases seen" AS
WITH "cases~2" AS (
  SELECT
    "id",
    "detected_at.lo"
  FROM "cases" AS "l"
)
SELECT
  *
FROM "cases~2" AS "l"
WHERE
  "detected_at.lo" < 1791172800000000::BIGINT /* 2026-10-05T09:00:00+05:00 */;

-- norm an/act/1
WITH "with terms" AS (
  SELECT
    "id",
    "detected_at.lo",
    (
      "detected_at.lo" + 1800000000::BIGINT /* PT30M */
    ) < 1791172800000000::BIGINT /* 2026-10-05T09:00:00+05:00 */
    AND NOT (
      "id" = ''
    ) AS "late"
  FROM "cases seen" AS "l"
)
SELECT
  'an/act/1' AS "norm",
  "id",
  CASE WHEN "late" THEN 'violated' WHEN NOT "late" THEN 'pending' ELSE 'compliant' END AS "word",
  '' AS "edition"
FROM "with terms" AS "l";

-- evidence an/act/1
WITH "cases seen grouped" AS (
  SELECT
    "id",
    COALESCE(MIN(CASE WHEN TRUE THEN "detected_at.lo" END), (-1)::BIGINT) AS "first"
  FROM "cases seen" AS "l"
  GROUP BY
    "id"
), "with bodies" AS (
  SELECT
    *
  FROM "cases seen grouped" AS "l"
  INNER JOIN "bodies" AS "r"
    ON "l"."id" = "r"."body"
)
SELECT
  'an/act/1' AS "norm"
FROM "with bodies" AS "l";

"""


class Bare:
    """Comments that say as little as they can, and what was left out."""

    def __init__(self) -> None:
        """Begin without any statement."""
        self.written: list[bool] = []

    def table(self, name: str, rows: int) -> str:
        """Tell of a table."""
        return f"table {name} {rows}"

    def given(self, name: str) -> str:
        """Tell of a table of the plan."""
        return f"given {name}"

    def shared(self, name: str, norms: Sequence[str]) -> str:
        """Tell of a shared relation."""
        return f"shared {name} by {len(norms)}"

    def norm(self, norm: str, amendment: str) -> str:
        """Tell of duties."""
        self.written.append(True)
        return f"norm {norm} {amendment}"

    def evidence(self, norm: str) -> str:
        """Tell of evidence."""
        self.written.append(True)
        return f"evidence {norm}"

    def nothing(self) -> str:
        """Tell that nothing is written."""
        self.written[-1] = False
        return "nothing"


def planned(act: str, dataset: str, as_of: str) -> tuple[Plan, Facts]:
    """Plan all norms of an act over a dataset of ours."""
    loaded = act_of(act)
    read = facts.read([FIXTURES / dataset], zone=ZoneInfo(loaded.zone))
    return planning.plan([loaded], loaded.norms, read, read_exact(as_of)), read


def run(text: str, read: Facts) -> Iterator[list[tuple[Value, ...]]]:
    """Run a text from top to bottom as somebody would at a prompt, the agency's tables filled."""
    with duckdb.connect(":memory:") as connection:
        trees = [tree for tree in sqlglot.parse(text, dialect="duckdb") if tree is not None]
        for statement, tree in zip(connection.extract_statements(text), trees, strict=True):
            answer = connection.execute(statement)
            if isinstance(tree, exp.Select | exp.SetOperation):
                yield sorted(answer.fetchall())
            elif isinstance(tree, exp.Create) and isinstance(tree.this, exp.Schema):
                fill(connection, tree.this, read)


def fill(connection: duckdb.DuckDBPyConnection, schema: exp.Schema, read: Facts) -> None:
    """Fill a table that is one of the agency's."""
    name = schema.this.name
    table = name.partition(" by ")[0]
    if table in TABLES:
        columns = [column.name for column in schema.expressions]
        marks = ", ".join("?" * len(columns))
        into = f'INSERT INTO "{name}" VALUES ({marks})'  # noqa: S608 - a table of ours
        connection.executemany(into, encoded(read, table, columns))


@pytest.mark.parametrize("act", DATASETS)
def test_the_text_run_by_hand_gives_the_rows_of_the_engine(act: str) -> None:
    """All norms of an act, duties and evidence, in the same order; what is left out has none."""
    plan, read = planned(act, *DATASETS[act])
    heading = Bare()
    text = "".join(shown(plan, read, ZoneInfo("UTC"), heading))
    found = run(text, read)
    answers = [next(found) if written else [] for written in heading.written]
    assert columnar.evaluate((*plan.duties, *plan.evidence), read) == answers
    assert [] == [*found]
    assert sum(map(len, answers)) > len(answers)


@pytest.mark.parametrize("act", DATASETS)
def test_the_text_parses_again_statement_by_statement(act: str) -> None:
    """As a formatter or another database's compiler reads it, with its comments."""
    plan, read = planned(act, *DATASETS[act])
    heading = Bare()
    text = "".join(shown(plan, read, ZoneInfo("UTC"), heading))
    parsed = [tree for tree in sqlglot.parse(text, dialect="duckdb") if tree is not None]
    assert {exp.Create, exp.Insert, exp.Select} == {*map(type, parsed)}
    assert sum(heading.written) == len([tree for tree in parsed if isinstance(tree, exp.Select)])


def test_a_plan_is_written_as_a_person_would_read_it() -> None:
    """Names of the plan, nothing nested, what large numbers are, one choice for several."""
    cases = Titled("cases seen", Where(Scan("cases", ("id", "detected_at.lo")), SEEN))
    seen = col("detected_at.lo")
    due = less(plus(seen, lit(1_800_000_000)), lit(AS_OF))
    late = called("late", all_of(due, negation(equal(col("id"), lit("")))))
    word = when(late, lit("violated"), when(negation(late), lit("pending"), lit("compliant")))
    columns = {"norm": lit("an/act/1"), "id": col("id"), "word": word, "edition": lit("")}
    counted = group(cases, ("id",), {"first": Least(seen, TRUE, -1)})
    bodies = Given(("body", "since"), (("A", 0), ("it's", AS_OF)), "bodies")
    evidence = project(join(counted, bodies, {"id": "body"}), {"norm": lit("an/act/1")})
    plan = Plan((project(cases, columns),), (evidence,), ())
    read = made({"cases": [{"id": "C1", "detected_at": "2026-07-20T10:00:00+05:00"}]}, "UTC")
    assert WRITTEN == "".join(shown(plan, read, ZoneInfo("Asia/Almaty"), Bare()))
