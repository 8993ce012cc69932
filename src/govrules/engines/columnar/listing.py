"""Duties that a pass has judged, fetched from the database in their order and a portion at a time.

What is fetched is sorted there, norm by norm, into tables that may grow beyond memory; here there
is never more of it than a portion.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from govrules.calculus import Value
from govrules.engines.columnar.terms import Names
from govrules.facts.bulk.fields import identifier, quoted
from govrules.interruptions import Database

Row: TypeAlias = tuple[Value, ...]
Bearing: TypeAlias = tuple[int, str, int, str, int, str]
"""On which duty a record bears, its `use`, `hi`, `table` and `row`, and the id of that row."""
Relied: TypeAlias = Callable[[str, str], Collection[str]]
"""Which uses of evidence a verdict with a reason relies on."""

_FORM = 'duty BIGINT, use VARCHAR, hi BIGINT, "table" VARCHAR, row BIGINT, id VARCHAR'


@dataclass(frozen=True, slots=True)
class Judged:
    """The duties of a norm, the evidence that bears on them, their verdicts with reasons: SQL."""

    duties: str
    evidence: Sequence[str]
    kinds: Collection[tuple[str, str]]


class Listing:
    """The duties of some norms with some verdicts."""

    def __init__(
        self, connection: Database, names: Names, norms: Sequence[Judged], ids: Sequence[str]
    ) -> None:
        """Take what is to be listed, sorted by norm; `ids` is SQL of the ids of tables' rows."""
        self._connection, self._names = connection, names
        self._norms, self._ids = norms, ids

    def portions(
        self, verdicts: Collection[str], relied: Relied, at_once: int
    ) -> Iterator[tuple[list[Row], list[Bearing]]]:
        """Yield the duties with some verdicts, sorted, so many at once, and their evidence.

        Duties of a portion are counted from 0; ids are there where other records are used alike.

        Raises:
            duckdb.Error: a statement failed.
        """
        for norm in self._norms:
            kinds = [(verdict, reason) for verdict, reason in norm.kinds if verdict in verdicts]
            if kinds:
                yield from self._of_norm(norm, kinds, relied, at_once)

    def _of_norm(
        self, norm: Judged, kinds: Sequence[tuple[str, str]], relied: Relied, at_once: int
    ) -> Iterator[tuple[list[Row], list[Bearing]]]:
        words = ", ".join(sorted({quoted(verdict) for verdict, _ in kinds}))
        duties = self._made(
            f"SELECT * FROM ({norm.duties}) AS d WHERE verdict IN ({words})"
            " AND NOT EXISTS (SELECT 1 FROM taken WHERE taken.id = d.subject)"
            " ORDER BY subject, occasion, bearer, counterparty"
        )
        (count,) = self._connection.execute(f"SELECT count(*) FROM {duties}").fetchone() or (0,)
        evidence = self._relied_on(norm, duties, kinds, relied)
        if count > at_once:
            # Sorted, so that a portion is found without looking through all of it.
            evidence = self._instead(evidence, f"SELECT * FROM {evidence} ORDER BY duty")
        for first in range(0, count, at_once):
            last = first + at_once - 1
            yield (
                self._fetched(
                    f"SELECT * FROM {duties} WHERE rowid BETWEEN {first} AND {last} ORDER BY rowid"
                ),
                self._fetched(
                    f"SELECT duty - {first}, * EXCLUDE duty FROM {evidence}"
                    f" WHERE duty BETWEEN {first} AND {last}"
                ),
            )
        for table in (duties, evidence):
            self._connection.execute(f"DROP TABLE {table}")

    def _relied_on(
        self, norm: Judged, duties: str, kinds: Sequence[tuple[str, str]], relied: Relied
    ) -> str:
        """Make a table of the evidence that duties rely on; `duty` is the place of its duty."""
        found = identifier(self._names.fresh())
        self._connection.execute(f"CREATE TEMP TABLE {found} ({_FORM})")
        wanted = ", ".join(
            f"({quoted(verdict)}, {quoted(reason)}, {quoted(use)})"
            for verdict, reason in kinds
            for use in relied(verdict, reason)
        )
        for query in norm.evidence if wanted else ():
            self._connection.execute(
                f"INSERT INTO {found} BY NAME"
                f" SELECT l.rowid AS duty, e.use, e.hi, e.\"table\", e.row, '' AS id"
                f" FROM ({query}) AS e JOIN {duties} AS l USING (subject, occasion, bearer)"
                f" WHERE (l.verdict, l.reason, e.use) IN ({wanted})"
            )
        alike = f"SELECT 1 FROM {found} GROUP BY duty, use, hi HAVING count(*) > 1 LIMIT 1"
        if not self._fetched(alike):
            return found
        # Of records that are used alike the one with the smaller id is the witness.
        ids = " UNION ALL ".join(self._ids)
        return self._instead(
            found,
            f"SELECT e.* REPLACE (COALESCE(i.id, '') AS id) FROM {found} AS e"
            f' LEFT JOIN ({ids}) AS i USING ("table", row)',
        )

    def _instead(self, table: str, query: str) -> str:
        made = self._made(query)
        self._connection.execute(f"DROP TABLE {table}")
        return made

    def _made(self, query: str) -> str:
        name = identifier(self._names.fresh())
        self._connection.execute(f"CREATE TEMP TABLE {name} AS {query}")
        return name

    def _fetched(self, query: str) -> list[Any]:
        return self._connection.execute(query).fetchall()
