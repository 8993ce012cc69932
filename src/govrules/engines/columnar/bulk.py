"""One pass over cases that stay in the database: duties counted there, few of them fetched.

Messages are joined to their cases and grouped once, for all norms; only what is at the grain of
cases becomes a table. The plan is folded by what is certain of the rows (`calculus.certain`).
"""

from collections import Counter
from collections.abc import Collection, Sequence
from typing import TypeAlias, cast

from govrules.calculus import (
    Given,
    Group,
    Join,
    Literal,
    Project,
    Relation,
    Scan,
    Titled,
    Union,
    Value,
    columns_of,
    sources_of,
)
from govrules.calculus.certain import rewritten
from govrules.calculus.sparing import spared
from govrules.engines.columnar.databases.duckdb import Connected
from govrules.engines.columnar.order import in_order
from govrules.engines.columnar.running import Run
from govrules.facts import relation as encoded
from govrules.facts.bulk import LEFT, Bulk
from govrules.facts.bulk.fields import identifier, quoted

Row: TypeAlias = tuple[Value, ...]
Kind: TypeAlias = tuple[str, str, str, str, str]
"""What duties are counted by: norm, edition, bearer, verdict, reason."""

DIALECT = "duckdb"
_KIND = ("norm", "edition", "bearer", "verdict", "reason")


class Pass:
    """One share of the cases that stay in the database, judged."""

    def __init__(
        self,
        bulk: Bulk,
        duties: Sequence[Relation],
        evidence: Sequence[Relation],
        share: tuple[int, int],
    ) -> None:
        """Judge a share, `at` of `of`; `duties` and `evidence` are relations of a plan.

        Raises:
            NotInBulkError: a relation asks for a column that only rows one by one have.
            duckdb.Error: a statement failed.
        """
        self._bulk, self._share = bulk, share
        self._before = {name for name, _ in self._there()}
        scans = [each for each in in_order([*duties, *evidence])[0] if isinstance(each, Scan)]
        asked: dict[str, dict[str, None]] = {}
        for scan in scans:
            asked.setdefault(scan.table, {}).update(dict.fromkeys(scan.columns))
        certain = {table: bulk.certain(table, names) for table, names in asked.items()}
        relations = spared(rewritten([*duties, *evidence], certain))
        self._duties, self._evidence = relations[: len(duties)], relations[len(duties) :]
        self._run = Run(Connected(bulk.connection), bulk.facts)
        self._names, self._tables = self._run.names, self._run.tables
        self._queries = self._run.queries
        self._of_cases: list[tuple[str, str, str]] = []
        """Views of the tables that name cases, the tables, and the columns that do."""
        self._fine: dict[int, bool] = {}
        self._prepare()
        self._judged = self._written()
        columns = ", ".join(f"{identifier(name)} VARCHAR" for name in _KIND)
        self._counts = identifier(self._names.fresh())
        self._bulk.connection.execute(
            f"CREATE TEMP TABLE {self._counts} ({columns}, many BIGINT, subjects VARCHAR[])"
        )

    def _prepare(self) -> None:
        order, uses = in_order([*self._duties, *self._evidence])
        judged, _ = in_order(self._duties)
        of_duties = set(map(id, judged))
        for relation in reversed(order):
            if isinstance(relation, Titled):
                uses[id(relation.source)] += uses[id(relation)] - 1
        for relation in order:
            if isinstance(relation, Scan):
                self._scanned(relation)
            elif isinstance(relation, Given):
                self._tables[id(relation)] = self._run.loaded(relation.columns, relation.rows)
            elif id(relation) in of_duties and uses[id(relation)] > 1 and self._coarse(relation):
                self._keep(relation, self._run.worked_out(relation), "case")

    def _written(self) -> dict[object, str]:
        """Write the query of each norm's duties, once: what it reads changes, not its names."""
        written: dict[object, list[str]] = {}
        for relation in self._duties:
            if not self._queries.is_empty(relation):
                query = self._queries.query(relation).sql(DIALECT, copy=False)
                written.setdefault(_norm(relation), []).append(query)
        return {norm: " UNION ALL ".join(queries) for norm, queries in written.items()}

    def _coarse(self, relation: Relation) -> bool:
        """Say whether a relation is worth a table: made of others, and not at messages' grain."""
        return isinstance(relation, Union | Group | Join) and not self._is_fine(relation)

    def _is_fine(self, relation: Relation) -> bool:
        if id(relation) not in self._fine:
            self._fine[id(relation)] = (
                isinstance(relation, Scan) and relation.table == LEFT[1]
            ) or (not isinstance(relation, Group) and any(map(self._is_fine, sources_of(relation))))
        return self._fine[id(relation)]

    def _scanned(self, scan: Scan) -> None:
        if scan.table not in LEFT:
            rows = encoded(self._bulk.facts, scan.table, scan.columns)
            self._tables[id(scan)] = self._run.loaded(scan.columns, rows)
            return
        aliases = [self._names.of(name) for name in scan.columns]
        query = self._bulk.query(scan.table, scan.columns, aliases, self._share)
        # The text that names the case is called otherwise in each of the two.
        name = "id" if scan.table == LEFT[0] else "case"
        self._keep(scan, self._create("VIEW", query), name)

    def _keep(self, relation: Relation, table: str | None, case: str) -> None:
        self._tables[id(relation)] = table
        if table is not None and case in _named(relation):
            shown = self._create("VIEW", f"SELECT * FROM {identifier(table)}")
            self._tables[id(relation)] = shown
            self._of_cases.append((shown, table, identifier(self._names.of(case))))

    def _create(self, kind: str, query: str) -> str:
        name = self._names.fresh()
        self._bulk.connection.execute(f"CREATE TEMP {kind} {identifier(name)} AS {query}")
        return name

    def counted(self, noted: Collection[str]) -> Counter[Kind]:
        """Count the duties by `Kind`, and note the cases of those with some verdicts."""
        kinds = ", ".join(map(identifier, _KIND))
        subjects = f"list(subject) FILTER (verdict IN ({_listed(noted)})) AS subjects"
        parts = (
            f"SELECT {kinds}, count(*) AS many, {subjects} FROM ({query}) GROUP BY ALL"
            for query in self._judged.values()
        )
        # One after the other: each takes a share of the memory.
        for part in parts:
            self._bulk.connection.execute(f"INSERT INTO {self._counts} BY NAME {part}")
        return self._kinds(f"SELECT {kinds}, many FROM {self._counts}")

    def take(self, verdict: str) -> Counter[Kind]:
        """Take the cases of duties with a noted verdict out of the database; count their duties."""
        self._bulk.take(self._noted([verdict]))
        self._narrow_to(self._noted([verdict]))
        kinds = ", ".join(map(identifier, _KIND))
        return sum(
            (
                self._kinds(f"SELECT {kinds}, count(*) FROM ({query}) GROUP BY ALL")
                for query in self._judged.values()
            ),
            Counter(),
        )

    def listed(self, verdicts: Collection[str]) -> tuple[list[Row], list[Row]]:
        """Fetch the duties with noted verdicts of cases not taken, and the evidence of them."""
        found = f"SELECT norm FROM {self._counts} WHERE verdict IN ({_listed(verdicts)})"
        norms = {norm for (norm,) in self._fetched(found)}
        self._narrow_to(f"SELECT * FROM ({self._noted(verdicts)}) EXCEPT SELECT id FROM taken")
        some = " UNION ALL ".join(
            f"SELECT * FROM ({query}) WHERE verdict IN ({_listed(verdicts)})"
            for norm, query in self._judged.items()
            if norm in norms
        )
        if not some:
            return [], []
        listed = identifier(self._create("TABLE", some))
        duties = self._fetched(f"SELECT * FROM {listed}")
        evidence: list[Row] = []
        norms = {norm for norm, *_ in duties}
        for relation in self._evidence:
            if _norm(relation) in norms and not self._queries.is_empty(relation):
                query = self._queries.query(relation).sql(DIALECT, copy=False)
                evidence += self._fetched(
                    f"SELECT e.* FROM ({query}) AS e SEMI JOIN {listed} AS l"
                    " USING (norm, subject, occasion, bearer)"
                )
        return duties, evidence

    def _noted(self, verdicts: Collection[str]) -> str:
        return (
            f"SELECT DISTINCT unnest(subjects) AS id FROM {self._counts}"
            f" WHERE verdict IN ({_listed(verdicts)})"
        )

    def _narrow_to(self, cases: str) -> None:
        """Let all queries speak of some cases only; `cases` is SQL of their ids.

        Every table that names a case is narrowed; what is joined to it follows.
        """
        some = identifier(self._create("TABLE", cases))
        for view, whole, column in self._of_cases:
            query = f"SELECT * FROM {identifier(whole)} WHERE {column} IN (SELECT id FROM {some})"
            shown = identifier(self._create("TABLE", query))
            self._bulk.connection.execute(
                f"CREATE OR REPLACE TEMP VIEW {identifier(view)} AS SELECT * FROM {shown}"
            )

    def close(self) -> None:
        """Drop all tables of this pass, those that turned out to be empty as well."""
        for name, kind in self._there():
            if name not in self._before:
                what = "VIEW" if kind == "VIEW" else "TABLE"
                self._bulk.connection.execute(f"DROP {what} {identifier(name)}")

    def _there(self) -> list[tuple[str, str]]:
        kinds = self._fetched("SELECT table_name, table_type FROM information_schema.tables")
        return [(str(name), str(kind)) for name, kind in kinds]

    def _kinds(self, query: str) -> Counter[Kind]:
        found: Counter[Kind] = Counter()
        for *kind, count in self._fetched(query):
            found[cast("Kind", tuple(kind))] += cast("int", count)
        return found

    def _fetched(self, query: str) -> list[Row]:
        return self._bulk.connection.execute(query).fetchall()


def _norm(relation: Relation) -> object:
    """Return the norm whose duties or evidence a relation of a plan has."""
    terms = dict(relation.columns) if isinstance(relation, Project) else {}
    norm = terms.get("norm")
    return norm.value if isinstance(norm, Literal) else None


def _named(relation: Relation) -> tuple[str, ...]:
    return relation.columns if isinstance(relation, Scan) else columns_of(relation)


def _listed(verdicts: Collection[str]) -> str:
    return ", ".join(map(quoted, sorted(verdicts))) or "NULL"
