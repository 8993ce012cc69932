"""One pass over cases that stay in the database: duties counted there, few of them fetched.

Messages are joined to their cases and grouped once, for all norms; only what is at the grain of
cases becomes a table. The plan is folded by what is certain of the rows (`calculus.certain`).
"""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
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
from govrules.calculus.living import living
from govrules.calculus.sparing import spared
from govrules.engines.columnar.databases.duckdb import Connected
from govrules.engines.columnar.listing import Judged, Listing
from govrules.engines.columnar.order import in_order
from govrules.engines.columnar.running import Run
from govrules.engines.columnar.terms import Names
from govrules.facts import relation as encoded
from govrules.facts.bulk import LEFT, Bulk
from govrules.facts.bulk.fields import identifier, quoted

Row: TypeAlias = tuple[Value, ...]
Kind: TypeAlias = tuple[str, str, str, str, str]
"""What duties are counted by: norm, edition, bearer, verdict, reason."""

DIALECT = "duckdb"
_CHEAP = 3
"""How often a join of rows to others may be worked out anew."""
_OF_CASE = (("case.row", "known_row"), ("case", "known_id"))
_KIND = ("norm", "edition", "bearer", "verdict", "reason")


def names_asked(*relations: Sequence[Relation]) -> dict[str, set[str]]:
    """Name the columns that relations of a plan read, by table."""
    asked: dict[str, set[str]] = {}
    whole = [relation for some in relations for relation in some]
    for relation in in_order(living(whole, LEFT))[0]:
        if isinstance(relation, Scan):
            asked.setdefault(relation.table, set()).update(relation.columns)
    return asked


class Pass:
    """One share of the cases that stay in the database, judged."""

    def __init__(
        self,
        bulk: Bulk,
        duties: Sequence[Relation],
        evidence: Sequence[Relation],
        share: tuple[int, int],
        names: Names,
    ) -> None:
        """Judge a share, `at` of `of`; `duties` and `evidence` are relations of a plan.

        Passes that are open at once share their `names`.

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
        relations = living(spared(rewritten([*duties, *evidence], certain)), LEFT)
        self._duties, self._evidence = relations[: len(duties)], relations[len(duties) :]
        self._run = Run(Connected(bulk.connection), bulk.facts, names=names)
        self._names, self._tables = self._run.names, self._run.tables
        self._queries = self._run.queries
        self._of_cases: list[tuple[str, str, str, str]] = []
        """Views of tables that name cases, the tables, the columns that do, those of `known`."""
        self._fine: dict[int, bool] = {}
        self._prepare()
        self._judged = self._written()
        columns = ", ".join(f"{identifier(name)} VARCHAR" for name in _KIND)
        self._counts = identifier(self._names.fresh())
        self._bulk.connection.execute(
            f"CREATE TEMP TABLE {self._counts} ({columns}, many BIGINT, cases BIGINT[])"
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
            elif id(relation) in of_duties and self._is_worth_a_table(relation, uses[id(relation)]):
                self._keep(relation, self._run.worked_out(relation))

    def _written(self) -> dict[object, str]:
        """Write the query of each norm's duties, once: what it reads changes, not its names."""
        written: dict[object, list[str]] = {}
        for relation in self._duties:
            if not self._queries.is_empty(relation):
                query = self._queries.query(relation).sql(DIALECT, copy=False)
                written.setdefault(_norm(relation), []).append(query)
        return {norm: " UNION ALL ".join(queries) for norm, queries in written.items()}

    def _is_worth_a_table(self, relation: Relation, uses: int) -> bool:
        """Say whether a relation costs less as a table, which messages' grain never does."""
        if self._is_fine(relation):
            return False
        # To join rows again, one to one, costs less than to write them down a few times.
        return uses > _CHEAP if isinstance(relation, Join) else uses > 1 and _folds(relation)

    def _is_fine(self, relation: Relation) -> bool:
        if id(relation) not in self._fine:
            self._fine[id(relation)] = (
                isinstance(relation, Scan) and relation.table == LEFT[1]
            ) or (not isinstance(relation, Group) and any(map(self._is_fine, sources_of(relation))))
        return self._fine[id(relation)]

    def _scanned(self, scan: Scan) -> None:
        if scan.table not in self._bulk.left:
            rows = encoded(self._bulk.facts, scan.table, scan.columns)
            self._tables[id(scan)] = self._run.loaded(scan.columns, rows)
            return
        aliases = [self._names.of(name) for name in scan.columns]
        query = self._bulk.query(scan.table, scan.columns, aliases, self._share)
        loose = scan.table not in LEFT and encoded(self._bulk.facts, scan.table, scan.columns)
        loaded = self._run.loaded(scan.columns, loose or ())
        if loaded is not None:
            # These may be about any case: no choice of cases leaves them out.
            query = f"{query} UNION ALL FROM {identifier(loaded)}"
            self._tables[id(scan)] = self._create("VIEW", query)
            return
        self._keep(scan, self._create("VIEW", query))

    def _keep(self, relation: Relation, table: str | None) -> None:
        self._tables[id(relation)] = table
        for column, known in _naming(relation):
            if table is not None:
                shown = self._create("VIEW", f"SELECT * FROM {identifier(table)}")
                self._tables[id(relation)] = shown
                self._of_cases.append((shown, table, identifier(self._names.of(column)), known))
                break

    def _create(self, kind: str, query: str) -> str:
        name = self._names.fresh()
        self._bulk.connection.execute(f"CREATE TEMP {kind} {identifier(name)} AS {query}")
        return name

    def counted(self, noted: Collection[str]) -> Counter[Kind]:
        """Count the duties by `Kind`, and note the cases of those with some verdicts."""
        kinds = ", ".join(map(identifier, _KIND))
        cases = f"list(case_row) FILTER (verdict IN ({_listed(noted)})) AS cases"
        parts = (
            f"SELECT {kinds}, count(*) AS many, {cases} FROM ({query}) GROUP BY ALL"
            for query in self._judged.values()
        )
        # One after the other: each takes a share of the memory.
        for part in parts:
            self._bulk.connection.execute(f"INSERT INTO {self._counts} BY NAME {part}")
        return self._kinds(f"SELECT {kinds}, many FROM {self._counts}")

    def take(self, verdict: str) -> Counter[Kind]:
        """Take the cases of duties with a noted verdict out of the database; count their duties."""
        noted = self._noted([verdict])
        self._bulk.take(f"SELECT known_id FROM known WHERE known_row IN ({noted})")
        self._narrow_to(noted)
        kinds = ", ".join(map(identifier, _KIND))
        return sum(
            (
                self._kinds(f"SELECT {kinds}, count(*) FROM ({query}) GROUP BY ALL")
                for query in self._judged.values()
            ),
            Counter(),
        )

    def listing(self, verdicts: Collection[str], *, noted: bool) -> Listing:
        """Return the duties with some verdicts of cases not taken, to be fetched in their order.

        If their cases were `noted`, all tables are narrowed to these.
        """
        stays = "known_id NOT IN (SELECT id FROM taken)"
        some = f"known_row IN ({self._noted(verdicts)})"
        chosen = f"SELECT known_row FROM known WHERE {some} AND {stays}"
        self._narrow_to(chosen if noted else None)
        found: dict[object, set[tuple[str, str]]] = {}
        among = f"WHERE verdict IN ({_listed(verdicts)})"
        kinds = self._fetched(f"SELECT norm, verdict, reason FROM {self._counts} {among}")
        for norm, verdict, reason in kinds:
            found.setdefault(norm, set()).add((str(verdict), str(reason)))
        evidence: dict[object, list[str]] = {}
        for relation in self._evidence:
            if _norm(relation) in found and not self._queries.is_empty(relation):
                query = self._queries.query(relation).sql(DIALECT, copy=False)
                evidence.setdefault(_norm(relation), []).append(query)
        norms = [
            Judged(self._judged[norm], evidence.get(norm, []), found[norm])
            for norm in sorted(found, key=str)
        ]
        ids = [self._bulk.ids(table) for table in self._bulk.left]
        return Listing(self._bulk.connection, self._names, norms, ids)

    def _noted(self, verdicts: Collection[str]) -> str:
        return (
            f"SELECT DISTINCT unnest(cases) FROM {self._counts}"
            f" WHERE verdict IN ({_listed(verdicts)})"
        )

    def _narrow_to(self, cases: str | None) -> None:
        """Let all queries speak of some cases only, or of all; `cases` is SQL of their rows.

        Every table that names a case is narrowed; what is joined to it follows.
        """
        chosen = None
        if cases is not None:
            some = f"SELECT * FROM known WHERE known_row IN ({cases})"
            chosen = identifier(self._create("TABLE", some))
        for view, whole, column, known in self._of_cases:
            shown = identifier(whole)
            if chosen is not None:
                named = f"{column} IN (SELECT {known} FROM {chosen})"
                query = f"SELECT * FROM {shown} WHERE {named}"
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


def _folds(relation: Relation) -> bool:
    return isinstance(relation, Union | Group)


def _naming(relation: Relation) -> Iterator[tuple[str, str]]:
    """Yield the columns that name the case of a row, and what they are called where it is known."""
    if isinstance(relation, Scan):
        own = relation.table == LEFT[0]
        names = (("row", "known_row"), ("id", "known_id")) if own else _OF_CASE
        yield from (each for each in names if each[0] in relation.columns)
    else:
        yield from (each for each in _OF_CASE if each[0] in columns_of(relation))


def _listed(verdicts: Collection[str]) -> str:
    return ", ".join(map(quoted, sorted(verdicts))) or "NULL"
