"""Typed rows and what they came from: the values that the rest of the project reads.

Holds no null: what is blank or unknown is an empty text, an empty list or a span.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from govrules.findings import Finding, Place
from govrules.instants import Instant, Span
from govrules.sentences import Sentence
from govrules.verdicts import Input

Value: TypeAlias = str | Span | tuple[str, ...]
"""A cell: text, word, flag or period as `str`; an instant or a validity bound as `Span`; a list."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A cell whose text the file does not hold: `said` is what it shows, `why` and `help` tell.

    Equal cells are as good as equal texts: rows that repeat each other count once.
    """

    said: str
    code: str
    why: Sentence
    help: Sentence


RawValue: TypeAlias = str | bool | Sequence[str] | Unreadable | None
"""A cell as it was handed over, before anything is made of its characters."""

Naive: TypeAlias = Literal["act-zone", "reject"]
"""How a time without an offset is read (reading P16)."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: `number` identifies it within its table, `source` is where a reader finds it.

    A row set `aside` is a ghost: what could be read of it is kept, all else is unknown. `raw` has
    the characters by heading, `titles` the heading of each column; the cells of a `faulty` row may
    stand under the wrong headings.
    """

    number: int
    source: Place
    cells: Mapping[str, Value]
    aside: bool
    raw: Mapping[str, RawValue] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    faulty: bool = False

    def listed(self, column: str) -> tuple[str, ...]:
        """Return the words of a list; nothing for a cell that is no list."""
        value = self.cells[column]
        return value if isinstance(value, tuple) else ()

    def span(self, column: str) -> Span:
        """Return the bounds of an instant or of a validity bound.

        Raises:
            TypeError: the column holds no times.
        """
        value = self.cells[column]
        if isinstance(value, Span):
            return value
        raise TypeError(column)


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one table in the order in which they were read."""

    name: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything an agency handed over, typed.

    A table that is not in `tables` was not handed over; one without rows was, and is empty.
    `complete` maps a table to the window [from, to) in which it is declared to lack nothing.
    """

    name: str
    acts: tuple[str, ...]
    tables: Mapping[str, Table]
    complete: Mapping[str, tuple[Instant, Instant]]
    inputs: tuple[Input, ...]
    findings: tuple[Finding, ...]
