"""What an unknown cell is tried with: the values that could matter to norms."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property

from govrules import planning
from govrules.assessing.trials import Case, Cell
from govrules.assessing.turning import Names, Turning
from govrules.facts import Facts, Row, Value
from govrules.facts.tables import TABLES, TIMES, Kind
from govrules.instants import Span
from govrules.norms import Act, Message, Norm

NOBODY = "\x1fnobody"
"""A name that no row has."""
_FEW = 8


class Values:
    """The values to try: words of a vocabulary, names, instants around which something turns."""

    def __init__(self, act: Act, norms: Mapping[str, Norm], facts: Facts, turning: Turning) -> None:
        """Look for values among norms of an act, by their ids, an agency's facts and `turning`."""
        self.turning = turning
        self._act = act
        self._norms = norms
        self._facts = facts

    def _rows(self, table: str) -> Sequence[Row]:
        return self._facts.tables[table].rows if table in self._facts.tables else ()

    def of(self, case: Case, cell: Cell, norms: Names) -> Sequence[Value]:
        """Return what to try in a cell of a case for some norms, what tells most first."""
        column = TABLES[cell.table].columns[cell.column]
        if column.kind in TIMES:
            return [Span(at, at) for at in self.turning.instants(case, cell, norms)]
        if column.kind is Kind.FLAG:
            return ("true", "false")
        if column.kind is Kind.WORD:
            return column.words
        if column.kind is Kind.WORDS:
            words = self._demanded if column.name == "covers" else column.words
            return [*((word,) for word in words), column.words]
        if column.name == "object":
            return [str(row.cells["id"]) for row in self._rows("objects")[:_FEW]]
        if column.kind is Kind.NAME:
            return self._organisations(case)
        if column.kind is Kind.NAMES:
            return [(name,) for name in self._organisations(case)]
        return (*sorted(self._words_of(column.name)), NOBODY)

    @cached_property
    def _demanded(self) -> tuple[str, ...]:
        """Name the words that messages can be asked to cover, or by which they tell occasions."""
        asked = (norm.performance for norm in self._norms.values())
        words = {word for each in asked if isinstance(each, Message) for word in each.covers}
        return tuple(sorted({"event", "incident"} | words))

    @cached_property
    def _in_roles(self) -> frozenset[str]:
        """Name the organisations that have a role of the act."""
        roles = {role for roles in self._act.roles.values() for role in roles}
        return frozenset(
            str(row.cells["id"])
            for row in self._rows("organisations")
            if not roles.isdisjoint(row.listed("roles"))
        )

    @cached_property
    def _linked_to(self) -> Mapping[str, set[str]]:
        """Name, for each that a relation leads to, those from which one does."""
        found: dict[str, set[str]] = defaultdict(set)
        for row in self._rows("relations"):
            found[str(row.cells["target"])].add(str(row.cells["source"]))
        return found

    def _organisations(self, case: Case) -> list[str]:
        """Name who could be meant in a case: its owner and who belongs to that, a few others."""
        owners = {str(row.cells["owner"]) for row in case.objects}
        linked = {name for owner in owners for name in self._linked_to.get(owner, ())}
        return [*sorted(owners | linked), *sorted(self._in_roles - owners)[:_FEW], NOBODY]

    def _words_of(self, column: str) -> set[str]:
        tests = (c for norm in self._norms.values() for c in norm.conditions)
        return {word for each in tests for word in planning.words_of(each, column)}
