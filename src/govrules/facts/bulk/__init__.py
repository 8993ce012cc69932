"""NORMALISE in bulk: rows beyond doubt stay in a database, all others are read one by one.

The two tables that grow without limit, cases and messages, are left in their files. A case is
taken out of them, with all its messages, if there is anything to say of one of its rows, if a name
elsewhere looks like one of its own, or if whoever judges asks for it; `facts` reads what was taken
as it reads everything. What stays needs no finding, so nothing is lost and nothing is guessed.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from zoneinfo import ZoneInfo

import duckdb

from govrules.calculus.certain import Certain
from govrules.facts.bulk import divided, lines
from govrules.facts.bulk.doubts import NEEDED, Doubts
from govrules.facts.bulk.fields import identifier, plain, quoted
from govrules.facts.bulk.lying import Leave, Lying, NotInBulkError, columns, pattern
from govrules.facts.bulk.texts import encoding_of, in_utf8
from govrules.facts.contradictions import Elsewhere
from govrules.facts.normalising import Drafted, normalised
from govrules.facts.readers import Dataset, read_all_but
from govrules.facts.rows import Facts, Naive, Row
from govrules.facts.tables import TIMES
from govrules.facts.watching import Watch, unwatched
from govrules.facts.written import written
from govrules.findings import EvidenceError, Place
from govrules.instants import ABSENT
from govrules.interruptions import Database
from govrules.sentences import Sentence

__all__ = ["Bulk", "NotInBulkError", "opened"]

LEFT: Final = ("cases", "messages")
_WAYS: Final[Mapping[str, Leave]] = {
    ".csv": divided.left,
    ".tsv": partial(divided.left, tabs=True),
    ".ndjson": lines.left,
    ".json": lines.left_array,
    ".parquet": columns,
}
_KEY: Final = ("id", "row")
_MOST_IN_DOUBT: Final = 0.5
"""Where more of the cases have to be read one by one, reading all of them costs less."""


class Bulk:
    """Cases and messages in a database, and the other tables as `facts`; see the module."""

    def __init__(
        self,
        connection: Database,
        dataset: Dataset,
        lying: Mapping[str, Lying],
        zone: ZoneInfo | None,
        naive: Naive,
    ) -> None:
        """Read the tables that were not left; `facts` has the others, without a row."""
        self.connection = connection
        self._dataset, self._lying = dataset, lying
        self._zone, self._naive = zone, naive
        tables = [*dataset.tables, *(each.empty for each in lying.values())]
        unread = replace(dataset, tables=tables)
        self._drafted: Drafted = {}
        self._elsewhere = _There(connection, lying)
        self.facts = normalised(
            [unread], zone, naive, elsewhere=self._elsewhere, drafted=self._drafted
        )
        self._doubts = Doubts(connection, lying, self.facts)

    def doubt(self) -> None:
        """Find out which cases have to be taken.

        Raises:
            NotInBulkError: so many that reading everything costs less.
        """
        self._doubts.find()
        if self._doubts.taken() > _MOST_IN_DOUBT * self._lying["cases"].rows:
            raise NotInBulkError("doubts")

    @property
    def cases(self) -> int:
        """Return how many cases there are, taken or not."""
        return self._lying["cases"].rows

    def certain(self, table: str, names: Iterable[str]) -> Certain:
        """Return what is certain of the rows left in a table, of the columns that engines ask.

        Raises:
            NotInBulkError: a column that only rows one by one have.
        """
        if table not in self._lying:
            empty = table not in self.facts.tables or not self.facts.tables[table].rows
            return Certain(empty=empty)
        constants: dict[str, int | str | bool] = {"aside": False}
        same: dict[str, str] = {}
        filled = {"id"}
        fields = self._lying[table].fields
        for name in names:
            head, *form = name.split(".")
            if head not in fields:
                continue
            column = fields[head]
            constant = column.constant(form)
            if constant is not None:
                constants[name] = constant
            elif form[-1:] == ["hi"] and self._doubts.exact(table, head):
                same[name] = ".".join([head, *form[:-1], "lo"])
            elif head in NEEDED[table]:
                filled.add(head)
        key = _KEY if table == "cases" else None
        return Certain(constants, same, frozenset(filled), self._below(table), key)

    def _below(self, table: str) -> dict[str, int]:
        """Return bounds of the instants that are known in every row."""
        times = (
            name for name, each in self._lying[table].fields.items() if each.column.kind in TIMES
        )
        known = [
            name for name in times if name in NEEDED[table] or self._lying[table].fields[name].full
        ]
        return {f"{name}{form}.lo": ABSENT for name in known for form in ("", ".minute")}

    def query(
        self, table: str, names: Sequence[str], aliases: Sequence[str], share: tuple[int, int]
    ) -> str:
        """Return the SQL of the rows left in a table, with columns as engines ask for them.

        Of cases only a share, `at` of `of`, told by their ids.

        Raises:
            NotInBulkError: a column that only rows one by one have.
        """
        lying = self._lying[table]
        wanted = [
            f"{self._field(lying, name)} AS {identifier(alias)}"
            for name, alias in zip(names, aliases, strict=True)
        ]
        query = f"SELECT {', '.join(wanted)} FROM {lying.source} AS t"
        if table != "cases":
            return query
        at, of = share
        id_ = identifier(lying.headings["id"])
        query += f" WHERE NOT EXISTS (SELECT 1 FROM taken WHERE taken.id = t.{id_})"
        # Of these the ids may be written otherwise than they are read.
        query += ' AND row NOT IN (SELECT row FROM "odd cases")'
        return f"{query} AND hash({id_}) % {of} = {at}" if of > 1 else query

    @staticmethod
    def _field(lying: Lying, name: str) -> str:
        if name == "row":
            return "row"
        head, *form = name.split(".")
        try:
            column = lying.fields[head]
            return column.field(form, lying.fields.get(column.column.not_before))
        except KeyError:
            raise NotInBulkError(name) from None

    def take(self, cases: str) -> None:
        """Take cases out of the database; `cases` is the SQL of their ids."""
        self._doubts.take(cases)

    def read(self, types: Collection[str], watch: Watch = unwatched) -> Facts:
        """Read everything that was taken, and all other tables, one row after the other.

        Messages of some types are read too, whatever their case.
        """
        dataset = replace(self._dataset, tables=list(self._dataset.tables), left_rows={})
        for name, numbers in self._doubts.chosen(types):
            lying = self._lying[name]
            rows = tuple(lying.fetch(self.connection, lying, numbers))
            dataset.tables.append(replace(lying.empty, rows=rows))
            dataset.left_rows[lying.shown] = lying.rows - len(rows)
        return normalised([dataset], self._zone, self._naive, watch, self._elsewhere, self._drafted)

    def places(self, table: str, numbers: Iterable[int]) -> dict[int, tuple[Place, str]]:
        """Return where rows left in a table stand, with their ids."""
        lying = self._lying[table]
        self._number(numbers)
        id_ = identifier(lying.headings["id"])
        query = f"SELECT row, {id_} FROM {lying.source} WHERE row IN (SELECT row FROM shown)"
        rows = self.connection.execute(query).fetchall()
        return {row: (self._place(lying, row), name) for row, name in rows}

    def written(
        self, table: str, numbers: Iterable[int], *, unmask: bool
    ) -> Iterator[tuple[Place, Mapping[str, str | None]]]:
        """Yield rows left in a table as they stand in the file; see `facts.written`."""
        lying = self._lying[table]
        self._number(numbers)
        for raw in lying.fetch(self.connection, lying, "shown"):
            place = self._place(lying, raw.row)
            row = Row(raw.row, place, {}, aside=False, raw=raw.cells, titles=lying.headings)
            yield place, written(table, row, unmask=unmask)

    def _number(self, numbers: Iterable[int]) -> None:
        self.connection.execute("CREATE OR REPLACE TEMP TABLE shown (row BIGINT)")
        self.connection.execute("INSERT INTO shown SELECT unnest(?::BIGINT[])", [list(numbers)])

    @staticmethod
    def _place(lying: Lying, row: int) -> Place:
        return replace(lying.empty.top, line=lying.line(row), row=row)

    def check(self) -> None:
        """Make sure that no file was changed while it was read.

        Raises:
            EvidenceError: `changed-file`.
        """
        changed = self._dataset.files.changed()
        if changed:
            raise EvidenceError(changed)


class _There(Elsewhere):
    """The rows in the database."""

    def __init__(self, connection: Database, lying: Mapping[str, Lying]) -> None:
        self._connection, self._lying = connection, lying

    def among(self, table: str, names: Collection[str]) -> Collection[str]:
        if table not in self._lying or not names:
            return ()
        id_ = identifier(self._lying[table].headings["id"])
        self._connection.execute("CREATE OR REPLACE TEMP TABLE named (id VARCHAR)")
        self._connection.execute("INSERT INTO named SELECT unnest(?)", [sorted(names)])
        return self._ids(table, f"{id_} IN (SELECT id FROM named)")

    def near(self, table: str, shape: str, most: int) -> tuple[Collection[str], bool]:
        if table not in self._lying:
            return (), True
        id_ = identifier(self._lying[table].headings["id"])
        # Others are read otherwise than they are written, and so were taken.
        plainly = plain(id_)
        query = f"SELECT count(DISTINCT {id_}) FROM {self._lying[table].source} WHERE {plainly}"
        (count,) = self._connection.execute(query).fetchone() or (0,)
        if count > most:
            return self._ids(table, f"{plainly} AND lower({id_}) = {quoted(shape)}"), False
        return self._ids(table, plainly), True

    def _ids(self, table: str, condition: str) -> Collection[str]:
        lying = self._lying[table]
        id_ = identifier(lying.headings["id"])
        query = f"SELECT DISTINCT {id_} FROM {lying.source} WHERE {condition}"
        return {name for (name,) in self._connection.execute(query).fetchall()}


@contextmanager
def opened(
    connection: Database,
    path: Path,
    *,
    zone: ZoneInfo | None,
    naive: Naive,
    watch: Watch = unwatched,
) -> Iterator[Bulk]:
    """Open a dataset in bulk: a folder with cases and messages each in a file that can be left.

    That is Parquet, or a text of which each row is a line: CSV, TSV, NDJSON, an array of JSON.

    Raises:
        NotInBulkError: it has to be read row by row.
        FactsError: the other tables cannot be read.
    """
    if not path.is_dir():
        raise NotInBulkError("folder")
    dataset = read_all_but(path, frozenset(LEFT), watch)
    if dataset.left.keys() != set(LEFT):
        raise NotInBulkError("tables")
    with ExitStack() as stack:
        found = {name: _readable(dataset, path, file, stack) for name, file in dataset.left.items()}
        _close(connection, found.values())
        try:
            lying = _left(connection, dataset, found, watch)
        except duckdb.Error as error:
            if isinstance(error, duckdb.OutOfMemoryException | duckdb.InterruptException):
                raise
            # What is wrong with a file is told by who reads it row by row.
            raise NotInBulkError("cells") from error
        # Every cell was looked at: what fails from here on is no fault of a file.
        yield Bulk(connection, dataset, lying, dataset.header.timezone or zone, naive)


@contextmanager
def _private() -> Iterator[Path]:
    """Make a folder for a while that only its owner can look into.

    Raises:
        NotInBulkError: there is no place for one.
    """
    try:
        made = TemporaryDirectory(prefix="govrules-", ignore_cleanup_errors=True)
    except OSError as error:
        raise NotInBulkError("room") from error
    with made as folder:
        yield Path(folder)


def _readable(dataset: Dataset, path: Path, file: Path, stack: ExitStack) -> Path:
    """Return where the database finds a table: where it lies, or a copy in UTF-8."""
    found = dataset.files.path(path, file, file.name)
    encoding = "utf-8" if file.suffix == ".parquet" else encoding_of(found, dataset.header.encoding)
    if encoding == "utf-8":
        return found
    return in_utf8(found, encoding, stack.enter_context(_private()) / file.name)


def _left(
    connection: Database, dataset: Dataset, found: Mapping[str, Path], watch: Watch
) -> dict[str, Lying]:
    """Leave each table in its file."""
    lying = {}
    for name in LEFT:
        watch(Sentence("reading {path}", path=found[name].name), 0, 0)
        way = _WAYS[dataset.left[name].suffix]
        mapping = dataset.header.columns.get(name, {})
        lying[name] = way(connection, name, found[name], dataset.left[name].name, mapping)
    return lying


def _close(connection: Database, files: Iterable[Path]) -> None:
    """Let the database open some files and nothing else."""
    paths = [each for file in files for each in (str(file), pattern(file))]
    allowed = ", ".join("'" + each.replace("'", "''") + "'" for each in paths)
    connection.execute(f"SET allowed_paths = [{allowed}]")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
