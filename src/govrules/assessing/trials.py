"""A case with its rows, and the cells of them that nobody knows and that may decide a duty."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from govrules.facts import Row, Value
from govrules.facts.tables import TABLES, Column, Kind
from govrules.findings import Place
from govrules.instants import NEVER, Span


def is_unknown(column: Column, value: Value) -> bool:
    """Say whether nobody knows what a cell of a column says."""
    if isinstance(value, Span):
        return value.lo != value.hi
    return value in {"", ()} and column.kind is not Kind.INSTANT


@dataclass(frozen=True, slots=True, eq=False)
class Cell:
    """One unknown cell of a row that bears on a case."""

    table: str
    row: Row
    column: str

    @property
    def place(self) -> Place:
        """Return where the cell stands."""
        return replace(self.row.source, column=self.column)


@dataclass(frozen=True, slots=True)
class Case:
    """The rows of one case: itself, its object and its messages."""

    case: Row
    objects: tuple[Row, ...]
    messages: tuple[Row, ...]

    def cells(
        self, deciding: Mapping[str, frozenset[str]], demanding: frozenset[str]
    ) -> Iterator[Cell]:
        """Yield the unknown cells, among those that decide, of the rows that are not set aside.

        What a message covers decides only where its type is one of those `demanding` content, or
        where the case has two occasions.
        """
        upgraded = self.case.cells["classified_at"] != NEVER
        tables = (("cases", (self.case,)), ("objects", self.objects), ("messages", self.messages))
        for table, rows in tables:
            for row in rows:
                for name, column in TABLES[table].columns.items():
                    decides = not row.aside and name in deciding[table]
                    if name == "covers" and not upgraded:
                        decides = decides and row.cells["type"] in demanding
                    if decides and is_unknown(column, row.cells[name]):
                        yield Cell(table, row, name)

    def with_messages(self, types: frozenset[str]) -> "Case":
        """Return the case without messages that are surely of another type than some."""
        known = {"", *types}
        return replace(
            self, messages=tuple(row for row in self.messages if row.cells["type"] in known)
        )

    def filled(self, cell: Cell, value: Value) -> "Case":
        """Return the case with a value in one of its cells."""
        row = replace(cell.row, cells={**cell.row.cells, cell.column: value})
        return Case(
            row if cell.row is self.case else self.case,
            tuple(row if each is cell.row else each for each in self.objects),
            tuple(row if each is cell.row else each for each in self.messages),
        )


DECIDING: Mapping[str, frozenset[str]] = {
    "cases": frozenset({"object", "class", "detected_at", "classified_at"}),
    "objects": frozenset({"owner"}),
    "messages": frozenset({"sender", "recipient", "sent_at", "received_at", "covers"}),
}
