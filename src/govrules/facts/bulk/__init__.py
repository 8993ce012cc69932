"""NORMALISE in bulk: rows beyond doubt stay in a database, all others are read one by one.

The tables that grow without limit, cases, messages and the statements about cases, are left in
their files. A case is taken out of them, rows and all, if there is anything to say of one of its
rows, if a name elsewhere looks like one of its own, or if whoever judges asks for it; `facts` reads
what was taken as it reads everything. What stays needs no finding, so nothing is lost and nothing
is guessed. A statement that names no case stays for none.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from govrules.calculus.certain import Certain
from govrules.calculus.observed import observed
from govrules.facts.bulk.doubts import CASE_ROW, KEPT, NEEDED, Doubts
from govrules.facts.bulk.elsewhere import There
from govrules.facts.bulk.fields import identifier, quoted
from govrules.facts.bulk.leaving import LEFT, STATED, left
from govrules.facts.bulk.lying import Lying, NotInBulkError
from govrules.facts.cells import Reading
from govrules.facts.normalising import Drafted, normalised
from govrules.facts.raw import RawRow
from govrules.facts.readers import Dataset, read_all_but, read_left
from govrules.facts.relations import relation
from govrules.facts.rows import Facts, Naive, Row, Table
from govrules.facts.tables import LISTS, TABLES, TIMES
from govrules.facts.watching import Watch, unwatched
from govrules.facts.written import written
from govrules.findings import EvidenceError, Place
from govrules.instants import ABSENT
from govrules.interruptions import Database

__all__ = ["LEFT", "Bulk", "NotInBulkError", "opened"]

_CODES: Final = {"cases": {"id": "row"}, "messages": {"case": CASE_ROW}}
"""Texts that a number stands for, by table."""
_MOST_IN_DOUBT: Final = 0.5
"""Where more of the cases have to be read one by one, reading all of them costs less."""

_MOST_ODD: Final = 0.05
"""Where more of the statements are odd, reading all of them costs less than reading their cases."""


class Bulk:
    """Cases and their rows in a database, and the other tables as `facts`; see the module."""

    def __init__(
        self,
        connection: Database,
        dataset: Dataset,
        lying: dict[str, Lying],
        reading: Reading,
    ) -> None:
        """Read the tables that were not left; `facts` has the others, without a row."""
        self.connection = connection
        self._dataset, self._lying = dataset, lying
        self._reading = reading
        self._drafted: Drafted = {}
        self._elsewhere = There(connection, lying)
        self.facts = self._facts({})
        self._doubts = Doubts(connection, lying, self.facts)

    def doubt(self, asked: Collection[str], names: Mapping[str, Iterable[str]]) -> None:
        """Find out which cases have to be taken.

        `asked` are the provisions that statements are asked for of cases and of nothing else,
        `names` what engines will ask for, by table, and may be more than they do.
        After this `facts` has the statements that may be about any of the cases that stay.

        Raises:
            NotInBulkError: so many that reading everything costs less.
        """
        if STATED in self._lying and self._are_dear():
            del self._lying[STATED]
            read_left(self._dataset, STATED)
            self.facts = self._facts({})
        heads = {table: {n.split(".")[0] for n in some} for table, some in names.items()}
        self._doubts.find(self.facts, asked, heads)
        if self._doubts.taken() > _MOST_IN_DOUBT * self._lying["cases"].rows:
            raise NotInBulkError("doubts")
        if STATED in self._lying:
            self.facts = replace(self.facts, tables={**self.facts.tables, **self._of_any_case()})

    def _are_dear(self) -> bool:
        """Tell whether so many statements are odd that reading all of them costs less."""
        return self._doubts.odd_statements() > _MOST_ODD * self._lying[STATED].rows

    def _of_any_case(self) -> dict[str, Table]:
        """Read the statements that may be about any case; their numbers are those of the file."""
        numbers = self._doubts.of_any_case()
        stated = tuple(self._fetched(STATED, numbers))
        if not stated:
            return {}
        # The case that one names may be written otherwise where it stands.
        cases = tuple(self._fetched("cases", identifier("odd cases")))
        rows = self._facts({STATED: stated, "cases": cases}).tables[STATED].rows
        loose = (row for row in rows if not row.cells["case"])
        return {STATED: Table(STATED, tuple(replace(r, number=r.source.row) for r in loose))}

    def _facts(self, read: Mapping[str, Sequence[RawRow]], watch: Watch = unwatched) -> Facts:
        """Normalise all that was not left, and some rows of what was."""
        dataset = replace(
            self._dataset,
            tables=list(self._dataset.tables),
            left_rows={},
            findings=list(self._dataset.findings),
        )
        for name, lying in self._lying.items():
            dataset.findings += lying.findings
            rows = tuple(read.get(name, ()))
            dataset.tables.append(replace(lying.empty, rows=rows))
            dataset.left_rows[lying.shown] = lying.rows - len(rows)
        zone, naive = self._reading.zone, self._reading.naive
        return normalised([dataset], zone, naive, watch, self._elsewhere, self._drafted)

    @property
    def left(self) -> tuple[str, ...]:
        """Name the tables of which rows stay in the database."""
        return tuple(self._lying)

    @property
    def cases(self) -> int:
        """Return how many cases there are, taken or not."""
        return self._lying["cases"].rows

    def certain(self, table: str, names: Iterable[str]) -> Certain:
        """Return what is certain of the rows left in a table, of the columns that engines ask.

        Raises:
            NotInBulkError: a column that only rows one by one have.
        """
        at_hand = table in self.facts.tables and self.facts.tables[table].rows
        if table not in self._lying:
            return self._observed(table, names) if at_hand else Certain(empty=True)
        if at_hand:
            return Certain()
        constants: dict[str, int | str | bool] = {"aside": False}
        same: dict[str, str] = {}
        filled = {"id", "case"} if table == STATED else {"id"}
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
        codes = _CODES.get(table, {})
        return Certain(constants, same, frozenset(filled), self._below(table), codes)

    def _observed(self, table: str, names: Iterable[str]) -> Certain:
        """Read off the rows at hand what is certain of them, whichever of them a scan has.

        A scan of a list has a row for each of its elements, and none where there is none.
        """
        lists = {name for name, each in TABLES[table].columns.items() if each.kind in LISTS}
        single = tuple(name for name in names if name not in lists)
        return observed(single, relation(self.facts, table, single))

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

        Of cases and messages only those of a share of the cases, `at` of `of`, told by their rows.

        Raises:
            NotInBulkError: a column that only rows one by one have.
        """
        lying = self._doubts.sound.get(table, self._lying[table])
        wanted = [
            f"{self._field(lying, name)} AS {identifier(alias)}"
            for name, alias in zip(names, aliases, strict=True)
        ]
        query = f"SELECT {', '.join(wanted)} FROM {lying.source} AS t"
        match table:
            case "cases":
                stays = "NOT EXISTS (SELECT 1 FROM taken WHERE taken.id = t.id)"
                return f"{query} WHERE {stays} AND {self._shared('row', share)}"
            case "messages":
                return f"{query} WHERE sound AND {self._shared(identifier(CASE_ROW), share)}"
            case _:
                return f"{query} WHERE {identifier(lying.headings['case'])} <> ''"

    def _shared(self, row: str, share: tuple[int, int]) -> str:
        """Return a condition that a case is one of a share, by its row."""
        at, of = share
        first, last = (edge * self.cases // of for edge in (at, at + 1))
        above = f"{row} > {first}" if at else "true"
        return f"{above} AND {row} <= {last}" if at + 1 < of else above

    @staticmethod
    def _field(lying: Lying, name: str) -> str:
        if name in ("row", CASE_ROW):
            return identifier(name)
        if name == "aside":
            return "false"
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
        rows = {
            name: tuple(self._fetched(name, numbers))
            for name, numbers in self._doubts.chosen(types)
        }
        return self._facts(rows, watch)

    def placing(self, table: str) -> Callable[[int], Place]:
        """Return what tells where a row left in a table stands, by its number."""
        lying = self._lying[table]
        path, sheet = lying.empty.path, lying.empty.sheet
        return lambda row: Place(path=path, sheet=sheet, line=lying.line(row), row=row)

    def ids(self, table: str) -> str:
        """Return the SQL of the ids of rows left in a table: `"table"`, `row`, `id`."""
        lying = self._lying[table]
        id_ = identifier(lying.headings["id"]) if "id" in lying.headings else "''"
        return f'SELECT {quoted(table)} AS "table", row, {id_} AS id FROM {lying.source}'

    def written(
        self, table: str, places: Iterable[Place], *, unmask: bool
    ) -> Iterator[tuple[Place, Mapping[str, str | None]]]:
        """Yield those of some rows that are left in a table as they stand; see `facts.written`."""
        lying, placed = self._lying[table], self.placing(table)
        numbers = [place.row for place in places if place == placed(place.row)]
        if not numbers:
            return
        self.connection.execute("CREATE OR REPLACE TEMP TABLE shown (row BIGINT)")
        self.connection.execute("INSERT INTO shown SELECT unnest(?::BIGINT[])", [numbers])
        for raw in self._fetched(table, "shown"):
            place = placed(raw.row)
            row = Row(raw.row, place, {}, aside=False, raw=raw.cells, titles=lying.headings)
            yield place, written(table, row, unmask=unmask)

    def _fetched(self, table: str, numbers: str) -> Iterable[RawRow]:
        """Yield rows as they were written; `numbers` is a table of their numbers."""
        lying = self._lying[table]
        return lying.fetch(self.connection, lying, numbers)

    def check(self) -> None:
        """Make sure that no file was changed while it was read.

        Raises:
            EvidenceError: `changed-file`.
        """
        changed = self._dataset.files.changed()
        if changed:
            raise EvidenceError(changed)


@contextmanager
def opened(
    connection: Database,
    path: Path,
    *,
    zone: ZoneInfo | None,
    naive: Naive,
    sparing: bool = False,
    watch: Watch = unwatched,
) -> Iterator[Bulk]:
    """Open a dataset in bulk: a folder with cases and messages each in a file that can be left.

    That is Parquet, or a text of which each row is a line: CSV, TSV, NDJSON, an array of JSON.
    What is kept of them is in memory, or, to be `sparing` of that, where the database spills.

    Raises:
        NotInBulkError: it has to be read row by row.
        FactsError: the other tables cannot be read.
    """
    if not path.is_dir():
        raise NotInBulkError("folder")
    dataset = read_all_but(path, frozenset((*LEFT, STATED)), watch)
    if not dataset.left.keys() >= set(LEFT):
        raise NotInBulkError("tables")
    _keep(connection, sparing=sparing)
    reading = Reading(dataset.header.timezone or zone, naive)
    with left(connection, dataset, path, reading, watch) as lying:
        yield Bulk(connection, dataset, lying, reading)


def _keep(connection: Database, *, sparing: bool) -> None:
    """Make a place for what is kept; packed, in a file, it takes a tenth of the room."""
    place = ":memory:"
    (spilled,) = connection.execute("SELECT current_setting('temp_directory')").fetchone() or ("",)
    if sparing and spilled:
        place = f"{spilled}/{KEPT}.duckdb"
    connection.execute(f"ATTACH {quoted(place)} AS {KEPT}")
