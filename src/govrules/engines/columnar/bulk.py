"""One pass over cases that stay in the database: duties counted there, few of them fetched.

Messages are joined to their cases and grouped once, for all norms; only what is at the grain of
cases becomes a table. The plan is folded by what is certain of the rows (`calculus.certain`).
"""

from collections import Counter
from collections.abc import Collection, Sequence
from typing import TypeAlias, cast

from govrules.calculus import Given, Group, Join, Relation, Scan, Union, Value
from govrules.calculus.certain import rewritten
from govrules.engines.columnar.databases.duckdb import Connected
from govrules.engines.columnar.relations import sources_of
from govrules.engines.columnar.running import Run, in_order
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
        self._bulk, self._share, self._made = bulk, share, list[str]()
        scans = [each for each in in_order([*duties, *evidence])[0] if isinstance(each, Scan)]
        asked: dict[str, dict[str, None]] = {}
        for scan in scans:
            asked.setdefault(scan.table, {}).update(dict.fromkeys(scan.columns))
        certain = {table: bulk.certain(table, names) for table, names in asked.items()}
        relations = rewritten([*duties, *evidence], certain)
        self._duties, self._evidence = relations[: len(duties)], relations[len(duties) :]
        self._run = Run(Connected(bulk.connection), bulk.facts)
        self._names, self._tables = self._run.names, self._run.tables
        self._queries = self._run.queries
        self._scans: list[Scan] = []
        self._fine: dict[int, bool] = {}
        self._prepare()
        self._judged = [
            self._queries.query(relation).sql(DIALECT, copy=False)
            for relation in self._duties
            if not self._queries.is_empty(relation)
        ]
        self._verdicts: list[set[str]] = [set() for _ in self._judged]

    def _prepare(self) -> None:
        order, uses = in_order([*self._duties, *self._evidence])
        judged, _ = in_order(self._duties)
        of_duties = set(map(id, judged))
        for relation in order:
            if isinstance(relation, Scan):
                self._scanned(relation)
            elif isinstance(relation, Given):
                self._tables[id(relation)] = self._run.loaded(relation.columns, relation.rows)
            elif id(relation) in of_duties and uses[id(relation)] > 1 and self._coarse(relation):
                self._tables[id(relation)] = self._run.worked_out(relation)

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
        self._scans += [scan] if scan.table == LEFT[1] else []
        aliases = [self._names.of(name) for name in scan.columns]
        query = self._bulk.query(scan.table, scan.columns, aliases, self._share)
        self._tables[id(scan)] = self._create("VIEW", query)

    def _create(self, kind: str, query: str) -> str:
        name = self._names.fresh()
        self._made.append(name)
        self._bulk.connection.execute(f"CREATE TEMP {kind} {identifier(name)} AS {query}")
        return name

    def counted(self) -> Counter[Kind]:
        """Count the duties by `Kind`."""
        found: Counter[Kind] = Counter()
        for at, query in enumerate(self._judged):
            kinds = self._kinds(query)
            self._verdicts[at] = {verdict for _, _, _, verdict, _ in kinds}
            found += kinds
        return found

    def take(self, verdict: str) -> Counter[Kind]:
        """Take the cases of duties with a verdict out of the database, and count their duties."""
        leaving = self._create("TABLE", "SELECT id FROM taken LIMIT 0")
        for query in self._with({verdict}):
            ids = f"SELECT DISTINCT subject FROM ({query}) WHERE verdict = {quoted(verdict)}"
            self._bulk.connection.execute(f"INSERT INTO {identifier(leaving)} {ids}")
        self._bulk.take(f"SELECT DISTINCT id FROM {identifier(leaving)}")
        gone = f"WHERE subject IN (SELECT id FROM {identifier(leaving)})"
        return sum((self._kinds(f"SELECT * FROM ({q}) {gone}") for q in self._judged), Counter())

    def listed(self, verdicts: Collection[str]) -> tuple[list[Row], list[Row]]:
        """Fetch the duties with some verdicts of cases not taken, and the evidence of them."""
        words = ", ".join(map(quoted, sorted(verdicts)))
        parts = [
            f"SELECT * FROM ({query}) WHERE verdict IN ({words})"
            " AND subject NOT IN (SELECT id FROM taken)"
            for query in self._with(verdicts)
        ]
        if not parts:
            return [], []
        listed = self._create("TABLE", " UNION ALL ".join(parts))
        duties = self._fetched(f"SELECT * FROM {identifier(listed)}")
        if not duties:
            return [], []
        for scan in self._scans:
            messages = identifier(self._tables[id(scan)] or "")
            case = identifier(self._names.of("case"))
            subjects = f"SELECT subject FROM {identifier(listed)}"
            query = f"SELECT * FROM {messages} WHERE {case} IN ({subjects})"
            self._tables[id(scan)] = self._create("TABLE", query)
        evidence: list[Row] = []
        for relation in self._evidence:
            if not self._queries.is_empty(relation):
                query = self._queries.query(relation).sql(DIALECT, copy=False)
                evidence += self._fetched(
                    f"SELECT e.* FROM ({query}) AS e SEMI JOIN {identifier(listed)} AS l"
                    " USING (norm, subject, occasion, bearer)"
                )
        return duties, evidence

    def close(self) -> None:
        """Drop all tables of this pass."""
        made = {name for name in self._tables.values() if name} | set(self._made)
        kinds = self._fetched("SELECT table_name, table_type FROM information_schema.tables")
        for name, kind in kinds:
            if name in made:
                what = "VIEW" if kind == "VIEW" else "TABLE"
                self._bulk.connection.execute(f"DROP {what} {identifier(str(name))}")

    def _with(self, verdicts: Collection[str]) -> list[str]:
        """Return the queries of duties of which some have one of some verdicts."""
        found = zip(self._judged, self._verdicts, strict=True)
        return [query for query, there in found if not there.isdisjoint(verdicts)]

    def _kinds(self, query: str) -> Counter[Kind]:
        kinds = ", ".join(map(identifier, _KIND))
        rows = self._fetched(f"SELECT {kinds}, count(*) FROM ({query}) GROUP BY ALL")
        return Counter({cast("Kind", tuple(kind)): cast("int", count) for *kind, count in rows})

    def _fetched(self, query: str) -> list[Row]:
        return self._bulk.connection.execute(query).fetchall()
