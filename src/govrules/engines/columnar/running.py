"""One evaluation in a database: tables loaded, shared relations worked out once, rows fetched.

What databases differ in is in `databases`; this is what is the same on all of them.
"""

from collections import Counter
from collections.abc import Sequence

from govrules.calculus import Given, Relation, Scan, sources_of
from govrules.engines.columnar.databases import Row, Tables
from govrules.engines.columnar.relations import Queries
from govrules.engines.columnar.terms import Names
from govrules.facts import Facts
from govrules.facts import relation as encoded
from govrules.facts.tables import LISTS, TABLES


def answers(relations: Sequence[Relation], facts: Facts, tables: Tables) -> list[list[Row]]:
    """Return the rows of some relations over an agency's facts, each relation's rows sorted.

    Rows are sorted here: databases sort texts by a collation.

    Raises:
        EngineError: a statement failed.
    """
    run = Run(tables, facts)
    run.prepare(relations)
    return [run.rows(relation) for relation in relations]


class Run:
    """The tables of one evaluation, and the queries over them."""

    def __init__(self, tables: Tables, facts: Facts) -> None:
        """Begin without tables."""
        self._database = tables
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
                self.tables[id(relation)] = self.loaded(relation.columns, _bare(relation.rows))
            elif not isinstance(relation, Scan) and uses[id(relation)] > 1:
                self.tables[id(relation)] = self.worked_out(relation)

    def rows(self, relation: Relation) -> list[Row]:
        """Return the rows of a relation, sorted."""
        if self.queries.is_empty(relation):
            return []
        return sorted(self._database.rows(self.queries.query(relation)))

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
        """Make a table of rows, and return its name; nothing if there are none."""
        if not rows:
            return None
        table = self.names.fresh()
        self._database.load(table, [self.names.of(name) for name in columns], rows)
        return table

    def worked_out(self, relation: Relation) -> str | None:
        """Make a table of a relation, and return its name; nothing if it has no rows."""
        if self.queries.is_empty(relation):
            return None
        table = self.names.fresh()
        return table if self._database.keep(table, self.queries.query(relation)) else None


def _bare(rows: Sequence[Row]) -> list[Row]:
    """Take words of a vocabulary for the texts they are, as not every driver does."""
    return [tuple([str(v) if isinstance(v, str) else v for v in row]) for row in rows]


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
