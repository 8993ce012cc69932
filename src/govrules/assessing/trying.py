"""Trying values: which unknown cells of undecided cases, filled in, change a verdict's word.

Every unknown cell that bears on a case is tried with the values that could matter. A trial is a
copy of the case with that one cell filled in; trials are judged many at once by the reference
engine, so that every engine's assessment lists the same cells.

Trials that are sure to teach nothing are not made: of a cell that the norms asked about do not
look at, and of instants from one turning point for them up to the next all but one (`Turning`).
Nor is a cell tried any further that has moved every duty for which it was tried.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from govrules import planning
from govrules.assessing.copies import Copies, number_of
from govrules.assessing.trials import DECIDING, Case, Cell
from govrules.assessing.turning import WORD, Names, Turning
from govrules.assessing.values import Values
from govrules.calculus import Literal, Project, Relation, plain
from govrules.engines import reference
from govrules.facts import Facts, Value
from govrules.findings import Place
from govrules.instants import Instant
from govrules.norms import Act, Message, Norm
from govrules.verdicts import Duty, Judgement, Verdict

AT_ONCE: Final = 4_000
"""How many trials are judged in one go, lest their rows fill the memory."""
_AT_FIRST: Final = 3
"""How many values of a cell are tried before what they moved is looked at: those that tell most."""
_MANY: Final = 200
"""From how many trials on it pays to plan for those alike that ask about the same norms."""
_ANY: Final = "any occasion"

_Planned: TypeAlias = Sequence[tuple[str, Relation]]
"""The ids of norms, each with a relation of its duties."""


@dataclass(frozen=True, slots=True)
class _Task:
    """An unknown cell of a case, the duties that it may move, and what is worth trying in it.

    The case has the messages only that the norms of these duties look at.
    """

    case: Case
    cell: Cell
    duties: Sequence[Duty]
    norms: Names
    values: Sequence[Value]


_Trial: TypeAlias = tuple[_Task, Value]


class _Moved:
    """The cells that moved duties."""

    def __init__(self) -> None:
        self._places: dict[tuple[str, str, str], set[Place]] = defaultdict(set)

    def add(self, norm: str, occasion: str, task: _Task) -> None:
        """Note that the cell of a task moved the duty of a norm on an occasion of its case."""
        # A class filled in names the occasion anew: it counts for any.
        on = _ANY if task.cell.column == "class" else occasion
        self._places[norm, str(task.case.case.cells["id"]), on].add(task.cell.place)

    def places(self, duty: Duty) -> set[Place]:
        """Return where the cells stand that moved a duty."""
        keys = ((duty.norm, duty.subject, on) for on in (duty.occasion, _ANY))
        return {place for key in keys for place in self._places.get(key, ())}

    def has_all(self, task: _Task) -> bool:
        """Say whether the cell of a task moved all that it may."""
        return all(task.cell.place in self.places(duty) for duty in task.duties)


class Trying:
    """Tries values for the unknown cells of undecided case duties of one act."""

    def __init__(self, act: Act, norms: Mapping[str, Norm], facts: Facts, as_of: Instant) -> None:
        """Try with norms of an act, by their ids, over an agency's facts at an instant."""
        self._act = act
        self._norms = norms
        self._facts = facts
        self._as_of = as_of
        self._plans: dict[Names, _Planned] = {}

    def settle(self, undecided: Sequence[Judgement]) -> dict[str, tuple[Place, ...]]:
        """Return for each duty, by its id, the places of the cells that could settle it.

        Where no cell could by itself, those are all the unknown cells that bear on its case.
        """
        if not undecided:
            return {}
        asked: dict[str, list[Duty]] = defaultdict(list)
        for judgement in undecided:
            asked[judgement.duty.subject].append(judgement.duty)
        norms = frozenset(judgement.duty.norm for judgement in undecided)
        copies = Copies(self._facts, asked)
        cases = {name: copies.original(name) for name in asked}
        deciding, demanding = self._deciding(norms), self._demanding
        cells = {name: tuple(case.cells(deciding, demanding)) for name, case in cases.items()}
        turning = Turning(self._planned(norms), self._facts, self._as_of)
        values = Values(self._act, self._norms, self._facts, turning)
        tasks = [
            task
            for name, case in cases.items()
            for cell in cells[name]
            for task in self._tasks(case, cell, asked[name], values)
        ]
        moved = _Moved()
        if sum(len(task.values) for task in tasks) < _MANY:
            self._judge(
                [(task, each) for task in tasks for each in task.values], norms, copies, moved
            )
        else:
            self._try(tasks, slice(_AT_FIRST), copies, moved)
            unmoved = [task for task in tasks if not moved.has_all(task)]
            self._try(unmoved, slice(_AT_FIRST, None), copies, moved)
        return {
            duty.id: tuple(moved.places(duty) or {cell.place for cell in cells[name]})
            for name, duties in asked.items()
            for duty in duties
        }

    def _tasks(
        self, case: Case, cell: Cell, asked: Sequence[Duty], values: Values
    ) -> Iterator[_Task]:
        """Yield what there is to try in a cell of a case, if any duty asked about looks at it."""
        duties = [duty for duty in asked if values.turning.reads(duty.norm, cell)]
        if duties:
            norms = frozenset(duty.norm for duty in duties)
            seen = case.with_messages(self._types(norms))
            yield _Task(seen, cell, duties, norms, values.of(seen, cell, norms))

    def _try(self, tasks: Sequence[_Task], which: slice, copies: Copies, moved: _Moved) -> None:
        """Judge cases with some of the values in their cells, and note what these move."""
        alike: dict[Names, list[_Trial]] = defaultdict(list)
        for task in tasks:
            alike[task.norms] += [(task, value) for value in task.values[which]]
        for norms, trials in alike.items():
            for start in range(0, len(trials), AT_ONCE):
                self._judge(trials[start : start + AT_ONCE], norms, copies, moved)

    def _judge(self, trials: Sequence[_Trial], norms: Names, copies: Copies, moved: _Moved) -> None:
        facts = copies.of([task.case.filled(task.cell, value) for task, value in trials])
        answers = reference.evaluate_plain((duties for _, duties in self._planned(norms)), facts)
        for norm, subject, occasion, word in (row for rows in answers for row in rows):
            task, _ = trials[number_of(str(subject))]
            if norm in task.norms and word != Verdict.INDETERMINATE:
                moved.add(str(norm), str(occasion), task)

    def _planned(self, norms: Names) -> _Planned:
        """Plan the duties of some norms, as far as they say who, what and which word; plainly."""
        if norms not in self._plans:
            wanted = [self._norms[name] for name in sorted(norms)]
            plan = planning.plan([self._act], wanted, self._facts, self._as_of)
            self._plans[norms] = [_words(duties) for duties in plain(plan.duties)]
        return self._plans[norms]

    def _types(self, norms: Names) -> frozenset[str]:
        """Name the types of message that some norms look at."""
        editions = (norm for norm in self._act.norms if norm.id in norms)
        return frozenset(word for norm in editions for word in planning.message_types(norm))

    @property
    def _demanding(self) -> frozenset[str]:
        """Name the types of message of which some norm demands content."""
        asked = (norm.performance for norm in self._norms.values())
        return frozenset(each.type for each in asked if isinstance(each, Message) and each.covers)

    def _deciding(self, norms: Names) -> Mapping[str, frozenset[str]]:
        """Return by table the columns that can decide some norms: of objects, those they test."""
        conditions = (each for name in norms for each in self._norms[name].conditions)
        tested = planning.tested_columns(conditions)
        return {**DECIDING, "objects": DECIDING["objects"] | tested}


def _words(duties: Relation) -> tuple[str, Relation]:
    """Return duties with only the columns of `WORD`, and the id of their norm."""
    assert isinstance(duties, Project)  # noqa: S101 - as `planning.duties` makes them
    columns = tuple((name, term) for name, term in duties.columns if name in WORD)
    norm = dict(columns)["norm"]
    assert isinstance(norm, Literal)  # noqa: S101 - the same
    return str(norm.value), Project(duties.source, columns)
