"""Passes over cases that stay in the database: duties counted there, few of them fetched.

Messages are joined to their cases and grouped once a pass, for all norms; only what is at the
grain of cases becomes a table.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
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
)
from govrules.calculus.glance import UNTOLD
from govrules.engines.columnar.databases.duckdb import Connected
from govrules.engines.columnar.folded import KIND, Fineness, Folded
from govrules.engines.columnar.listing import Judged, Listing
from govrules.engines.columnar.order import in_order
from govrules.engines.columnar.running import Run
from govrules.engines.columnar.terms import Names
from govrules.facts import relation as encoded
from govrules.facts.bulk import LEFT, Bulk
from govrules.facts.bulk.fields import identifier, quoted

Row: TypeAlias = tuple[Value, ...]
Kind: TypeAlias = tuple[str, str, str, str, str]
"""What duties are counted by, as `KIND` names it."""

DIALECT = "duckdb"
_CHEAP = 3
"""How often a join of rows to others may be worked out anew."""
_OF_CASE = (("case.row", "known_row"), ("case", "known_id"))
_KINDS = ", ".join(map(identifier, KIND))
_UNTOLD = f"{quoted(UNTOLD)} IN (verdict, reason)"


@dataclass(frozen=True, slots=True)
class Cases:
    """Which cases a pass looks at: a share of them, `at` of `of`, or those of a table beside."""

    share: tuple[int, int]
    chosen: str | None = None
    """A table with `known_id` and `known_row` of each of them."""
    untold: int = 0
    """How many of their duties a glance has not told."""


class _Pass:
    """Relations of a plan worked out for some of the cases."""

    def __init__(
        self,
        bulk: Bulk,
        duties: Sequence[Relation],
        evidence: Sequence[Relation],
        cases: Cases,
        names: Names,
    ) -> None:
        """Work out relations; passes that are open at once share their `names`.

        Raises:
            NotInBulkError: a relation asks for a column that only rows one by one have.
            duckdb.Error: a statement failed.
        """
        self._bulk, self._cases = bulk, cases
        self._before = {name for name, _ in self._there()}
        self._duties, self._evidence = duties, evidence
        self._run = Run(Connected(bulk.connection), bulk.facts, names=names)
        self._names, self._tables = self._run.names, self._run.tables
        self._queries = self._run.queries
        self._of_cases: list[tuple[str, str, str, str]] = []
        """Views of tables that name cases, the tables, the columns that do, those of `known`."""
        self._fineness = Fineness()
        self._prepare()
        self._judged = self._written()
        self._counts = identifier(self._names.fresh())
        columns = ", ".join(f"{identifier(name)} VARCHAR" for name in KIND)
        self._bulk.connection.execute(
            f"CREATE TEMP TABLE {self._counts}"
            f" ({columns}, {UNTOLD} BOOLEAN, many BIGINT, cases BIGINT[])"
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
        if self._fineness.of(relation):
            return False
        # To join rows again, one to one, costs less than to write them down a few times.
        return uses > _CHEAP if isinstance(relation, Join) else uses > 1 and _folds(relation)

    def _scanned(self, scan: Scan) -> None:
        if scan.table not in self._bulk.left:
            rows = encoded(self._bulk.facts, scan.table, scan.columns)
            self._tables[id(scan)] = self._run.loaded(scan.columns, rows)
            return
        aliases = [self._names.of(name) for name in scan.columns]
        query = self._bulk.query(scan.table, scan.columns, aliases, self._cases.share)
        loose = scan.table not in LEFT and encoded(self._bulk.facts, scan.table, scan.columns)
        loaded = self._run.loaded(scan.columns, loose or ())
        if loaded is not None:
            # These may be about any case: no choice of cases leaves them out.
            query = f"{query} UNION ALL FROM {identifier(loaded)}"
            self._tables[id(scan)] = self._create("VIEW", query)
            return
        self._keep(scan, self._chosen(scan, query))

    def _chosen(self, scan: Scan, query: str) -> str:
        """Leave the rows of the cases chosen of a scan; where none are, all stay where they are."""
        for column, known in _naming(scan):
            if self._cases.chosen is not None:
                named = identifier(self._names.of(column))
                among = f"{named} IN (SELECT {known} FROM {self._cases.chosen})"
                return self._create("TABLE", f"SELECT * FROM ({query}) WHERE {among}")
        return self._create("VIEW", query)

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

    def _count(self, by: str, noted: str) -> None:
        """Count the duties by some columns, and note the cases of some of them."""
        # One norm after the other: each takes a share of the memory.
        for query in self._judged.values():
            self._bulk.connection.execute(
                f"INSERT INTO {self._counts} BY NAME"
                f" SELECT {by}, count(*) AS many, list(case_row) FILTER ({noted}) AS cases"
                f" FROM ({query}) GROUP BY ALL"
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

    def _many(self, where: str) -> int:
        """Count the duties counted, of those for which a condition holds."""
        query = f"SELECT coalesce(sum(many), 0)::BIGINT FROM {self._counts} WHERE {where}"
        return cast("int", self._fetched(query)[0][0])

    def _kinds(self, query: str) -> Counter[Kind]:
        found: Counter[Kind] = Counter()
        for *kind, count in self._fetched(query):
            found[cast("Kind", tuple(kind))] += cast("int", count)
        return found

    def _fetched(self, query: str) -> list[Row]:
        return self._bulk.connection.execute(query).fetchall()


class GlancePass(_Pass):
    """The duties of a share of the cases, told at a first glance."""

    def __init__(
        self, bulk: Bulk, plan: Folded, cases: Cases, noted: Collection[str], names: Names
    ) -> None:
        """Tell the duties; those with a `noted` verdict are to be looked at, as are those untold.

        Raises:
            duckdb.Error: a statement failed.
        """
        super().__init__(bulk, plan.first, (), cases, names)
        self._count(_KINDS, f"{_UNTOLD} OR verdict IN ({_listed(noted)})")

    def counted(self) -> Counter[Kind]:
        """Count the duties that were told by `Kind`."""
        return self._kinds(f"SELECT {_KINDS}, many FROM {self._counts} WHERE NOT ({_UNTOLD})")

    def noted(self) -> Cases:
        """Return the cases that are to be looked at, in a table that stays."""
        noted = f"SELECT unnest(cases) FROM {self._counts}"
        some = f"SELECT * FROM known WHERE known_row IN ({noted})"
        table = self._create("TABLE", some)
        self._before.add(table)
        return Cases(self._cases.share, identifier(table), self._many(_UNTOLD))


class WholePass(_Pass):
    """The duties of some cases, judged whole."""

    def __init__(
        self, bulk: Bulk, plan: Folded, cases: Cases, noted: Collection[str], names: Names
    ) -> None:
        """Judge the duties; the cases of those with a `noted` verdict are noted.

        Raises:
            duckdb.Error: a statement failed.
        """
        super().__init__(bulk, plan.duties, plan.evidence, cases, names)
        if cases.chosen:
            # Few duties, asked for more than once: to write them down costs less.
            tables = ((n, self._create("TABLE", query)) for n, query in self._judged.items())
            self._judged = {norm: f"FROM {identifier(table)}" for norm, table in tables}
        self._count(f"{_KINDS}, {UNTOLD}", f"verdict IN ({_listed(noted)})")
        if cases.chosen:
            # Each duty is counted once, by the one pass or by the other.
            assert cases.untold == self._many(UNTOLD)  # noqa: S101 - an identity of ours

    def counted(self) -> Counter[Kind]:
        """Count the duties by `Kind`; of chosen cases only those that a glance does not tell."""
        where = UNTOLD if self._cases.chosen else "true"
        return self._kinds(f"SELECT {_KINDS}, many FROM {self._counts} WHERE {where}")

    def has(self, verdict: str) -> bool:
        """Say whether any duty has a noted verdict."""
        return bool(self._fetched(f"{self._noted([verdict])} LIMIT 1"))

    def take(self, verdict: str) -> Counter[Kind]:
        """Take the cases of duties with a noted verdict out of the database; count their duties."""
        noted = self._noted([verdict])
        self._bulk.take(f"SELECT known_id FROM known WHERE known_row IN ({noted})")
        if not self._cases.chosen:
            self._narrow_to(noted)
        taken = Counter[Kind]()
        for query in self._judged.values():
            some = f"FROM ({query}) WHERE case_row IN ({noted})"
            taken += self._kinds(f"SELECT {_KINDS}, count(*) {some} GROUP BY ALL")
        if not self._cases.chosen:
            self._narrow_to(None)
        return taken

    def listing(self, verdicts: Collection[str]) -> Listing:
        """Return the duties with some verdicts of cases not taken, to be fetched in their order."""
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
            Judged(self._shown(norm), evidence.get(norm, []), found[norm])
            for norm in sorted(found, key=str)
        ]
        ids = [self._bulk.ids(table) for table in self._bulk.left]
        return Listing(self._bulk.connection, self._names, norms, ids)

    def _shown(self, norm: object) -> str:
        return f"SELECT * EXCLUDE {UNTOLD} FROM ({self._judged[norm]})"

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
