"""Copies of cases under ids of their own, so that any number of variants can be judged at once."""

from collections import defaultdict
from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from govrules.assessing.trials import Case
from govrules.facts import Facts, Row, Table
from govrules.facts.tables import TABLES

_MARK: Final = "\x1f"
"""What sets off the number of a copy from the id that it is appended to."""


class Copies:
    """Makes copies of the cases of an agency: rows of their own, beside what belongs to no case."""

    def __init__(self, facts: Facts, names: Collection[str]) -> None:
        """Find the rows of some cases, by their ids, and what links objects to others."""
        self._facts = facts
        self._cases = {str(row.cells["id"]): row for row in self._rows("cases")}
        self._objects = {str(row.cells["id"]): row for row in self._rows("objects")}
        self._messages = _by(self._rows("messages"), "case", names)
        self._links = _by(self._rows("relations"), "source", self._objects)
        self._shared = {
            name: tuple(row for row in table.rows if not row.cells.get("case"))
            for name, table in facts.tables.items()
            if name not in _COPIED
        }
        self._naming = {
            name: _by(self._rows(name), "case", names)
            for name in self._shared
            if "case" in TABLES[name].columns
        }

    def _rows(self, table: str) -> Sequence[Row]:
        return self._facts.tables[table].rows if table in self._facts.tables else ()

    def original(self, name: str) -> Case:
        """Return one of the cases by its id."""
        case = self._cases[name]
        object_ = self._objects.get(str(case.cells["object"]))
        messages = tuple(self._messages.get(name, ()))
        return Case(case, (object_,) if object_ else (), messages)

    def of(self, cases: Sequence[Case]) -> Facts:
        """Return facts with a copy of each case; `number_of` tells the copies apart."""
        made: dict[str, list[Row]] = defaultdict(list)
        for number, each in enumerate(cases):
            mark = f"{_MARK}{number}"
            made["cases"].append(_marked(each.case, mark, "id", "object"))
            made["messages"] += [_marked(row, mark, "id", "case") for row in each.messages]
            for row in each.objects or self._named_by(each):
                made["objects"].append(_marked(row, mark, "id"))
                links = self._links.get(str(row.cells["id"]), ())
                made["relations"] += [_marked(link, mark, "source") for link in links]
            for table, by_case in self._naming.items():
                naming = by_case.get(str(each.case.cells["id"]), ())
                made[table] += [_marked(row, mark, "case") for row in naming]
        tables = {
            name: Table(name, (*self._shared.get(name, ()), *made[name]))
            for name in self._facts.tables
        }
        return replace(self._facts, tables=tables)

    def _named_by(self, case: Case) -> tuple[Row, ...]:
        object_ = self._objects.get(str(case.case.cells["object"]))
        return (object_,) if object_ else ()


def number_of(subject: str) -> int:
    """Return which of the cases that were copied a duty is about, by its subject."""
    return int(subject.rsplit(_MARK, 1)[1])


_COPIED: Final = frozenset({"cases", "objects", "messages"})
"""The tables whose rows are all copied; of others those that name a case."""


def _by(rows: Iterable[Row], column: str, names: Container[str]) -> Mapping[str, Sequence[Row]]:
    """Return rows by the name that they have in a column, if it is one of some names."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        name = str(row.cells[column])
        if name in names:
            found[name].append(row)
    return found


def _marked(row: Row, mark: str, *columns: str) -> Row:
    """Return a row with ids of its own; that it shares its number with others is no matter here."""
    cells = {**row.cells, **{name: f"{row.cells[name]}{mark}" for name in columns}}
    return Row(row.number, row.source, cells, row.aside)
