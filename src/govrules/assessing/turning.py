"""Which cells norms look at, and at which instants of a cell something turns for them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final, TypeAlias

from govrules import facts as agency
from govrules.assessing.trials import Case, Cell
from govrules.calculus import Relation
from govrules.calculus.sensitivity import CONSTANT, Sensitivity, Source, Turn, sensitivities
from govrules.facts import Facts, Table
from govrules.instants import MINUTE, Instant

WORD: Final = ("norm", "subject", "occasion", "verdict")
"""The columns of a duty that name it, and the word that it is judged with."""
_FORMS: Final = {".lo": 1, ".hi": 1, ".minute.lo": MINUTE, ".minute.hi": MINUTE}
"""The forms in which engines read an instant, each with what it counts in."""

Names: TypeAlias = frozenset[str]


class Turning:
    """What the words of norms depend on, worked out of the relations that hold their duties."""

    def __init__(
        self, duties: Iterable[tuple[str, Relation]], facts: Facts, as_of: Instant
    ) -> None:
        """Follow duties, each given with the id of its norm, down to the tables of an agency."""
        names, relations = zip(*duties, strict=True)
        self._norms: dict[str, list[Sensitivity]] = defaultdict(list)
        for name, found in zip(names, sensitivities(relations, WORD), strict=True):
            self._norms[name].append(found)
        self._read = {
            (name, table, _base(column))
            for name, each in self._norms.items()
            for found in each
            for table, column in found.reads
        }
        self._facts = facts
        self._as_of = as_of
        self._turns: dict[tuple[str, str, Names], Sequence[tuple[int, Turn]]] = {}
        self._elsewhere: dict[Source, Sequence[Instant]] = {CONSTANT: (0,)}

    def reads(self, norm: str, cell: Cell) -> bool:
        """Say whether a word of a norm can depend on a cell at all."""
        return (norm, cell.table, cell.column) in self._read

    def instants(self, case: Case, cell: Cell, norms: Names) -> Sequence[Instant]:
        """Return enough instants for a cell: what no word of the norms can tell apart is one.

        From each of them up to the next all are as good as one another: every comparison that a
        word rests on comes out the same for them (`govrules.calculus.sensitivity`). Facts after
        `as_of` are not seen, so nothing after it is tried. The ends and the middle come first:
        what is far apart tells most.
        """
        span = cell.row.span(cell.column)
        last = min(span.hi, self._as_of)
        turns = self._turns_with(cell.table, cell.column, norms)
        cuts = {span.lo, last, *self._cuts(case, turns)}
        found = sorted(at for at in cuts if span.lo <= at <= last)
        middle = len(found) // 2
        telling = (*found[:1], *found[-1:], *found[middle : middle + 1])
        return tuple(dict.fromkeys((*telling, *found)))

    def _turns_with(self, table: str, column: str, norms: Names) -> Sequence[tuple[int, Turn]]:
        """Return where norms turn with a column, each turn with the steps it is counted in."""
        key = (table, column, norms)
        if key not in self._turns:
            found: set[tuple[int, Turn]] = set()
            for each in (each for name in norms for each in self._norms[name]):
                for form, step in _FORMS.items():
                    source = (table, column + form)
                    assert each.told(source)  # noqa: S101 - plans hold instants against instants
                    found |= {(step, turn) for turn in each.of(source)}
            self._turns[key] = tuple(found)
        return self._turns[key]

    def _cuts(self, case: Case, turns: Iterable[tuple[int, Turn]]) -> Iterator[Instant]:
        """Yield each instant that is not as good as the one before it."""
        for step, turn in turns:
            for at in self._held(case, turn.other):
                # Whole minutes turn where the first begins that is not before.
                yield -(-(at + turn.length) // step) * step

    def _held(self, case: Case, source: Source) -> Sequence[Instant]:
        """Return what a column of times holds: in the rows of a case, or wherever it has none."""
        own = {"cases": (case.case,), "objects": case.objects, "messages": case.messages}
        table, column = source
        if table in own:
            facts = replace(self._facts, tables={table: Table(table, own[table])})
            return [int(at) for (at,) in agency.relation(facts, table, [column])]
        if source not in self._elsewhere:
            rows = agency.relation(self._facts, table, [column])
            self._elsewhere[source] = [int(at) for (at,) in rows]
        return self._elsewhere[source]


def _base(name: str) -> str:
    """Return the column of a table of which a column of a `Scan` is made."""
    return name.split(".", 1)[0].split("/", 1)[0]
