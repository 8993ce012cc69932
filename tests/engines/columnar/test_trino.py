"""Trino is written for and not run: every statement of both acts is read back and still means it.

What is evaluated here is not the plan's SQL but what is left of it after a way through Trino's.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import sqlglot
from sqlglot import exp
from tests.engines.test_columnar import NOTHING, OPERATORS
from tests.facts_made import act_of

from govrules import facts, planning
from govrules.calculus import Relation, plain
from govrules.engines import reference
from govrules.engines.columnar import databases
from govrules.engines.columnar.databases import Row, Tables
from govrules.engines.columnar.running import answers
from govrules.facts import Facts
from govrules.instants import read_exact

FIXTURES = Path(__file__).resolve().parents[3] / "fixtures"
DATASETS = {
    "kz-229/quarter": "2026-10-05T09:00:00+05:00",
    "kg-369/2019-2023": "2024-02-01T09:00:00+06:00",
}


class ThroughTrino:
    """Tables of another database, whose queries were read from the text for Trino."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self.asked = Counter[str]()

    def load(self, table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
        """Load as the other one does."""
        self._tables.load(table, columns, rows)

    def keep(self, table: str, query: exp.Query) -> bool:
        """Keep what the text says."""
        return self._tables.keep(table, self._read(query))

    def rows(self, query: exp.Query) -> Sequence[Row]:
        """Return what the text says."""
        return self._tables.rows(self._read(query))

    def _read(self, query: exp.Query) -> exp.Query:
        text = query.sql("trino", unsupported_level=sqlglot.ErrorLevel.RAISE)
        (statement,) = sqlglot.parse(text, read="trino")
        assert isinstance(statement, exp.Query)
        assert text == statement.sql("trino")
        self.asked[text] += 1
        return statement


@contextmanager
def trino() -> Iterator[ThroughTrino]:
    """Have Trino's text understood by DuckDB."""
    with databases.opened("duckdb", "") as database, database.tables() as tables:
        yield ThroughTrino(tables)


def differing(relations: Sequence[Relation], read: Facts) -> tuple[int, list[int]]:
    """Return how many statements were made, and which relations have other rows."""
    with trino() as tables:
        found = answers(plain(relations), read, tables)
    meant = [sorted(rows) for rows in reference.evaluate(relations, read)]
    other = [at for at, rows in enumerate(meant) if rows != found[at]]
    return len(tables.asked), other


def test_operators_are_written_for_trino() -> None:
    """All of them; those of nothing make no statement."""
    statements, other = differing([relation for relation, _ in OPERATORS.values()], NOTHING)
    assert [] == other
    assert statements > 10


@pytest.mark.parametrize("dataset", DATASETS)
def test_the_plan_of_an_act_is_written_for_trino(dataset: str) -> None:
    """All norms, their duties and their evidence."""
    act = act_of(dataset.partition("/")[0])
    read = facts.read([FIXTURES / dataset], zone=ZoneInfo(act.zone))
    plan = planning.plan([act], act.norms, read, read_exact(DATASETS[dataset]))
    statements, other = differing((*plan.duties, *plan.evidence), read)
    assert [] == other
    assert statements > len(act.norms)
