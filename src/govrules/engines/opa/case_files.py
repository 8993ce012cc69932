"""Case files: what an agency handed over, cut into the documents that a family of modules judges.

A case file holds one case's rows, one object's, or one body's; what cannot be cut soundly is one
whole. Each row of the answer belongs to exactly one case file, by the value it was asked for.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias, cast

from govrules.calculus import Value
from govrules.engines.opa.lineage import ASKED, Origin, Source, Step, Wanted
from govrules.engines.opa.modules import Family
from govrules.facts import Facts
from govrules.facts import relation as encoded

Json: TypeAlias = object
"""What JSON can hold."""

Fields: TypeAlias = dict[str, Json]


@dataclass(frozen=True, slots=True)
class CaseFile:
    """One document, the family that judges it, and the value that its answers are about."""

    family: str
    value: Value | None
    document: Mapping[str, Json]


def case_files(family: Family, facts: Facts) -> Iterator[CaseFile]:
    """Cut an agency's facts into the case files of a family, in the order of their values."""
    tables = _Tables(family, facts)
    anchors = {answer.anchor for _, answer in family.answers}
    if None in anchors:
        yield CaseFile(family.name, None, tables.document(None))
        return
    values = {value for anchor in anchors if anchor for value in tables.values(anchor)}
    for value in sorted(values):
        yield CaseFile(family.name, value, tables.document(value))


class _Tables:
    """The rows of all sources of a family, and which of them a value brings."""

    def __init__(self, family: Family, facts: Facts) -> None:
        self._recipe = family.recipe
        self._columns = {table: list(names) for table, names in family.columns.items()}
        self._given = family.constants.tables
        self._known = dict(sorted(family.constants.known.items()))
        self._rows: dict[Source, Sequence[Fields]] = {}
        self._facts = facts
        for table, kinds in family.columns.items():
            self._rows[table] = _rows(facts, table, kinds)
        for name, table_ in self._given.items():
            self._rows[f"given {name}"] = [
                dict(zip(table_.columns, row, strict=True)) for row in table_.rows
            ]
        self._values: dict[tuple[Source, str], list[tuple[Value, ...]]] = {}
        self._index: dict[tuple[Source, str], dict[Value, list[int]]] = {}
        chosen = {step.source for step in self._recipe.steps}
        self._whole = {*self._recipe.whole, *(name for name in self._rows if name not in chosen)}
        self._read = {name: self._is_read(name, family.wanted.get(name)) for name in self._rows}

    def values(self, origin: Origin) -> set[Value]:
        """Return the values of a column of a source, over all of its rows."""
        found = {value for values in self._cells(origin.source, origin.column) for value in values}
        return found | origin.constants

    def document(self, value: Value | None) -> dict[str, Json]:
        """Return the document with the rows that a value brings; with all rows for none."""
        chosen = {} if value is None else self._chosen(value)

        def some(source: Source) -> list[Fields]:
            rows, read = self._rows[source], self._read[source]
            return [rows[at] for at in sorted(chosen.get(source, ())) if read[at]]

        rows = {
            name: self._all(name) if name in self._whole or value is None else some(name)
            for name in self._rows
        }
        return {
            "known": self._known,
            "tables": {table: rows[table] for table in self._columns},
            "given": {name: rows[f"given {name}"] for name in sorted(self._given)},
        }

    def _all(self, source: Source) -> list[Fields]:
        read = self._read[source]
        return [row for at, row in enumerate(self._rows[source]) if read[at]]

    def _is_read(self, source: Source, entries: Sequence[Wanted] | None) -> list[bool]:
        """Say of each row whether any module reads it."""
        if source not in self._columns or entries is None:
            return [True] * len(self._rows[source])
        columns = [(self._cells(source, column), words) for column, words in entries]
        return [
            any(not words.isdisjoint(cells[at]) for cells, words in columns)
            for at in range(len(self._rows[source]))
        ]

    def _chosen(self, value: Value) -> dict[Source, set[int]]:
        chosen: dict[Source, set[int]] = {}
        for step in self._recipe.steps:
            if step.source not in self._whole:
                found = chosen.setdefault(step.source, set())
                found.update(self._found(step, value, chosen))
        return chosen

    def _found(self, step: Step, value: Value, chosen: Mapping[Source, set[int]]) -> Iterator[int]:
        index = self._indexed(step.source, step.column)
        for wanted in self._wanted(step.origin, value, chosen):
            yield from index.get(wanted, ())

    def _wanted(
        self, origin: Origin, value: Value, chosen: Mapping[Source, set[int]]
    ) -> set[Value]:
        if origin.source == ASKED:
            return set(origin.constants) or {value}
        if origin.source in self._whole:
            return self.values(origin)
        cells = self._cells(origin.source, origin.column)
        found = {each for at in chosen.get(origin.source, ()) for each in cells[at]}
        return found | origin.constants

    def _cells(self, source: Source, column: str) -> list[tuple[Value, ...]]:
        """Return the values of a column, row by row; several where the cell is a list."""
        key = (source, column)
        if key not in self._values:
            if source in self._columns:
                self._values[key] = _cells(self._facts, source, column)
            else:
                self._values[key] = [
                    (cast("Value", row[column]),) for row in self._rows.get(source, ())
                ]
        return self._values[key]

    def _indexed(self, source: Source, column: str) -> Mapping[Value, list[int]]:
        key = (source, column)
        if key not in self._index:
            index: dict[Value, list[int]] = {}
            for at, values in enumerate(self._cells(source, column)):
                for value in values:
                    index.setdefault(value, []).append(at)
            self._index[key] = index
        return self._index[key]


def _rows(facts: Facts, table: str, kinds: Mapping[str, str]) -> list[Fields]:
    """Write the rows of a table with the columns that are read; lists as arrays, never empty."""
    lists = [name for name, kind in kinds.items() if kind == "texts"]
    others = [name for name in kinds if name not in lists]
    found = [dict(zip(others, row, strict=True)) for row in encoded(facts, table, others)]
    columns = {name: _cells(facts, table, name) for name in lists}
    return [
        {**fields, **{name: list(columns[name][at]) for name in lists}}
        for at, fields in enumerate(found)
    ]


def _cells(facts: Facts, table: str, column: str) -> list[tuple[Value, ...]]:
    rows = facts.tables[table].rows if table in facts.tables else ()
    return [_values(row.cells[column]) for row in rows]


def _values(cell: object) -> tuple[Value, ...]:
    if isinstance(cell, tuple):
        return cell or ("",)
    return (cast("Value", cell),)


def own_rows(
    rows: Iterable[Sequence[Value]], at: int, value: Value | None
) -> list[tuple[Value, ...]]:
    """Keep the rows of an answer that are about the value that it was asked for."""
    return [tuple(row) for row in rows if value is None or row[at] == value]
