"""One evaluation in DuckDB: tables are loaded, shared relations worked out once, rows fetched."""

from collections import Counter
from collections.abc import Sequence
from typing import TypeAlias, cast

import duckdb
from sqlglot import exp

from govrules.calculus import Given, Relation, Scan, Value, sources_of
from govrules.engines.columnar.relations import Queries
from govrules.engines.columnar.terms import Names, aliased, named
from govrules.facts import Facts
from govrules.facts import relation as encoded
from govrules.facts.tables import LISTS, TABLES

Row: TypeAlias = tuple[Value, ...]

DIALECT = "duckdb"
_AT_ONCE = 100_000
"""How many rows are handed over in one statement, which holds them a second time meanwhile."""
_ALONE: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}
"""DuckDB would fetch extensions that it misses; none is needed here."""


def answers(relations: Sequence[Relation], facts: Facts) -> list[list[Row]]:
    """Return the rows of some relations over an agency's facts, each relation's rows sorted.

    Raises:
        duckdb.Error: a statement failed.
    """
    with duckdb.connect(":memory:", config=_ALONE) as connection:
        run = Run(connection, facts)
        run.prepare(relations)
        return [run.rows(relation) for relation in relations]


class Run:
    """The tables of one evaluation, and the queries over them."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, facts: Facts) -> None:
        """Begin without tables."""
        self._connection = connection
        self._facts = facts
        self.names = Names()
        self.tables: dict[int, str | None] = {}
        self.queries = Queries(self.names, self.tables)

    def prepare(self, relations: Sequence[Relation]) -> None:
        """Make a table of whatever is read, and of every relation that is used more than once."""
        order, uses = in_order(relations)
        self._load_scans([relation for relation in order if isinstance(relation, Scan)])
        for relation in order:
            if isinstance(relation, Given):
                self.tables[id(relation)] = self.loaded(relation.columns, relation.rows)
            elif not isinstance(relation, Scan) and uses[id(relation)] > 1:
                self.tables[id(relation)] = self.worked_out(relation)

    def rows(self, relation: Relation) -> list[Row]:
        """Return the rows of a relation, sorted."""
        if self.queries.is_empty(relation):
            return []
        answer = self._connection.execute(self.queries.query(relation).sql(DIALECT, copy=False))
        return sorted(cast("list[Row]", answer.fetchall()))

    def _load_scans(self, scans: Sequence[Scan]) -> None:
        """Load each table of an agency once, with the columns that any scan asks of it."""
        together: dict[tuple[str, frozenset[str]], list[Scan]] = {}
        for scan in scans:
            together.setdefault((scan.table, _exploded(scan)), []).append(scan)
        for (table, _), alike in together.items():
            columns = list(dict.fromkeys(name for scan in alike for name in scan.columns))
            loaded = self.loaded(columns, encoded(self._facts, table, columns))
            self.tables.update((id(scan), loaded) for scan in alike)

    def loaded(self, columns: Sequence[str], rows: Sequence[Row]) -> str | None:
        """Load rows column by column; a value at a time takes a hundred times as long."""
        if not rows:
            return None
        table = self.names.fresh()
        query = exp.Select(
            expressions=[
                aliased(_column_of(type(value)), self.names.of(name))
                for name, value in zip(columns, rows[0], strict=True)
            ]
        )
        statement = _created(table, query).sql(DIALECT, copy=False)
        for first in range(0, len(rows), _AT_ONCE):
            values = [list(each) for each in zip(*rows[first : first + _AT_ONCE], strict=True)]
            self._connection.execute(statement, values)
            statement = exp.Insert(this=exp.Table(this=named(table)), expression=query).sql(
                DIALECT, copy=False
            )
        return table

    def worked_out(self, relation: Relation) -> str | None:
        """Make a table of a relation, and return its name; nothing if it has no rows."""
        if self.queries.is_empty(relation):
            return None
        table = self.names.fresh()
        query = self.queries.query(relation)
        made = self._connection.execute(_created(table, query).sql(DIALECT, copy=False))
        (count,) = cast("Row", made.fetchone())
        return table if count else None


def in_order(relations: Sequence[Relation]) -> tuple[list[Relation], Counter[int]]:
    """Return every relation once, after those it is made of, and how often each is used."""
    found: list[Relation] = []
    uses = Counter[int]()

    def visit(relation: Relation) -> None:
        uses[id(relation)] += 1
        if uses[id(relation)] == 1:
            for source in sources_of(relation):
                visit(source)
            found.append(relation)

    for relation in relations:
        visit(relation)
    return found, uses


def _exploded(scan: Scan) -> frozenset[str]:
    """Name the lists of which a scan has a row for each element: they decide how many there are."""
    known = TABLES[scan.table].columns
    return frozenset(name for name in scan.columns if name in known and known[name].kind in LISTS)


def _column_of(kind: type[Value]) -> exp.Explode:
    item = exp.DType.VARCHAR
    if issubclass(kind, int):
        item = exp.DType.BOOLEAN if issubclass(kind, bool) else exp.DType.BIGINT
    several = exp.DataType(this=exp.DType.ARRAY, expressions=[exp.DataType(this=item)], nested=True)
    return exp.Explode(this=exp.Cast(this=exp.Placeholder(), to=several))


def _created(table: str, query: exp.Query) -> exp.Create:
    return exp.Create(
        this=exp.Table(this=named(table)),
        kind="TABLE",
        properties=exp.Properties(expressions=[exp.TemporaryProperty()]),
        expression=query,
    )
