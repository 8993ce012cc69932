"""One evaluation in a database: tables loaded, shared relations worked out once, rows fetched.

What databases differ in is in `databases`; this is what is the same on all of them.
"""

from collections.abc import Sequence
from dataclasses import replace

from govrules.calculus import Given, Relation, Scan
from govrules.engines.columnar.databases import Row, Tables
from govrules.engines.columnar.order import in_order, together
from govrules.engines.columnar.relations import Queries
from govrules.engines.columnar.terms import Names
from govrules.facts import Facts, Table
from govrules.facts import relation as encoded
from govrules.facts.watching import Watch, unwatched
from govrules.sentences import Sentence

_AT_ONCE = 10_000
"""How many rows are encoded before it is told again how far that is."""


def answers(
    relations: Sequence[Relation], facts: Facts, tables: Tables, watch: Watch = unwatched
) -> list[list[Row]]:
    """Return the rows of some relations over an agency's facts, each relation's rows sorted.

    Rows are sorted here: databases sort texts by a collation. `watch` is told what is loaded, and
    how many of the steps are done.

    Raises:
        EngineError: a statement failed.
    """
    run = Run(tables, facts, watch)
    run.prepare(relations)
    found = [run.rows(relation) for relation in relations]
    # What is made of the rows is told by nobody, and is none of our steps.
    watch(Sentence("judging"), 0, 0)
    return found


class Run:
    """The tables of one evaluation, and the queries over them."""

    def __init__(
        self, tables: Tables, facts: Facts, watch: Watch = unwatched, names: Names | None = None
    ) -> None:
        """Begin without tables; `watch` is told how far it has come, `names` are those in use."""
        self._database = tables
        self._facts = facts
        self._watch = watch
        self._done = self._steps = 0
        self.names = names or Names()
        self.tables: dict[int, str | None] = {}
        self.queries = Queries(self.names, self.tables)

    def prepare(self, relations: Sequence[Relation]) -> None:
        """Make a table of whatever is read, and of every relation that is used more than once."""
        order, uses = in_order(relations)
        self._load_scans([relation for relation in order if isinstance(relation, Scan)])
        shared = [r for r in order if not isinstance(r, Given | Scan) and uses[id(r)] > 1]
        self._steps = len(shared) + len(relations)
        for relation in order:
            if isinstance(relation, Given):
                self.tables[id(relation)] = self.loaded(relation.columns, _bare(relation.rows))
        for relation in shared:
            self.tables[id(relation)] = self.worked_out(relation)

    def rows(self, relation: Relation) -> list[Row]:
        """Return the rows of a relation, sorted."""
        self._step()
        if self.queries.is_empty(relation):
            return []
        return sorted(self._database.rows(self.queries.query(relation)))

    def _load_scans(self, scans: Sequence[Scan]) -> None:
        """Load each table of an agency once, with the columns that any scan asks of it."""
        for table, columns, alike in together(scans):
            loaded = self.loaded(columns, self._encoded(table, columns))
            self.tables.update((id(scan), loaded) for scan in alike)

    def _encoded(self, table: str, columns: Sequence[str]) -> list[Row]:
        """Encode the rows of a table a few at a time, so that it can be told how many are done."""
        stage = Sentence("loading {table}", table=table)
        rows = self._facts.tables[table].rows if table in self._facts.tables else ()
        found: list[Row] = []
        for first in range(0, len(rows), _AT_ONCE):
            self._watch(stage, first, len(rows))
            some = Table(table, rows[first : first + _AT_ONCE])
            found += encoded(replace(self._facts, tables={table: some}), table, columns)
        return found

    def loaded(self, columns: Sequence[str], rows: Sequence[Row]) -> str | None:
        """Make a table of rows, and return its name; nothing if there are none."""
        if not rows:
            return None
        table = self.names.fresh()
        self._database.load(table, [self.names.of(name) for name in columns], rows)
        return table

    def worked_out(self, relation: Relation) -> str | None:
        """Make a table of a relation, and return its name; nothing if it has no rows."""
        self._step()
        if self.queries.is_empty(relation):
            return None
        table = self.names.fresh()
        return table if self._database.keep(table, self.queries.query(relation)) else None

    def _step(self) -> None:
        self._done += 1
        if self._steps:
            stage = Sentence("judging, step {done} of {whole}", done=self._done, whole=self._steps)
            self._watch(stage, 0, 0)


def _bare(rows: Sequence[Row]) -> list[Row]:
    """Take words of a vocabulary for the texts they are, as not every driver does."""
    return [tuple([str(v) if isinstance(v, str) else v for v in row]) for row in rows]
