"""What is missing: the unknown cells each of which, known, could change a verdict's word.

Every unknown cell that bears on an undecided duty is tried with the values that could matter: the
words of its vocabulary, or the instants at which something about the case turns. A trial is a
copy of the case with that one cell filled in; all trials are judged in one run of the reference
engine, so that every engine's assessment lists the same cells.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from govrules import planning
from govrules.assessing.trials import DECIDING, Case, Cell, is_unknown
from govrules.engines import reference
from govrules.facts import Facts, Row, Table, Value
from govrules.facts.tables import TABLES, Column, Kind
from govrules.findings import Place
from govrules.instants import Instant, Span
from govrules.norms import (
    Act,
    AfterUnless,
    Attestation,
    Deliverable,
    Link,
    Message,
    Norm,
    ObjectTrigger,
    OccasionTrigger,
    PeriodTrigger,
    ReceiptTrigger,
    Within,
)
from govrules.planning import DUTY_COLUMNS
from govrules.verdicts import Duty, Judgement, Reason, Verdict

_WORD = DUTY_COLUMNS.index("verdict")
_TRIAL = "\x1f"
_NOBODY = "\x1fnobody"
_ANY = "any occasion"
_AT_FIRST = 4
"""How many values of a cell are tried before what they moved is looked at."""

_MANY = 1_500
"""From how many trials on it pays to plan anew for those that ask about the same norms."""

_Key: TypeAlias = tuple[str, str, str]
"""A duty of a case: its norm, its case, its occasion or any."""


def _moving(moved: Mapping[_Key, set[Place]], duty: Duty) -> set[Place]:
    """Return the places of the cells that moved a duty."""
    return moved.get((duty.norm, duty.subject, duty.occasion), set()) | moved.get(
        (duty.norm, duty.subject, _ANY), set()
    )


def unknown_cells(
    judgements: Sequence[Judgement], acts: Sequence[Act], facts: Facts, as_of: Instant
) -> tuple[Judgement, ...]:
    """Return the judgements with the unknown cells that could settle the undecided ones."""
    found: dict[str, tuple[Place, ...]] = {}
    for act in acts:
        norms = {norm.id: norm for norm in act.norms}
        undecided = [j for j in judgements if _lacks_data(j) and j.duty.norm in norms]
        of_cases = [
            j
            for j in undecided
            if isinstance(norms[j.duty.norm].trigger, OccasionTrigger | ReceiptTrigger)
        ]
        found |= _Trials(act, norms, facts, as_of).settle(of_cases)
        found |= {
            j.duty.id: (*_blank_cells(j, facts), *_lapsed(norms[j.duty.norm], facts))
            for j in undecided
            if j not in of_cases
        }
    every = {norm.id: norm for act in acts for norm in act.norms}
    return tuple(
        replace(j, missing=tuple(sorted({*found[j.duty.id], *_absent(every[j.duty.norm], facts)})))
        if j.duty.id in found
        else j
        for j in judgements
    )


def _absent(norm: Norm, facts: Facts) -> tuple[Place, ...]:
    """Name the tables that were not handed over and without which a norm may not be decided."""
    needed = {
        Message: ("messages", "organisations"),
        Deliverable: ("deliverables", "organisations"),
        Attestation: ("attestations", "organisations"),
        Link: ("relations", "organisations"),
    }.get(type(norm.performance), ("organisations",))
    if isinstance(norm.trigger, OccasionTrigger | ReceiptTrigger | ObjectTrigger):
        needed = (*needed, "objects", "relations")
    return tuple(Place(path=name) for name in needed if name not in facts.tables)


def _lacks_data(judgement: Judgement) -> bool:
    return (judgement.verdict, judgement.reason) == (Verdict.INDETERMINATE, Reason.MISSING_DATA)


def _blank_cells(judgement: Judgement, facts: Facts) -> tuple[Place, ...]:
    """Place the unknown cells of the records that a duty without a case could turn on."""
    return tuple(
        replace(row.source, column=name)
        for table, names in _TURNING.items()
        if table in facts.tables
        for row in facts.tables[table].rows
        if row.source in judgement.evidence
        for name in names
        if is_unknown(TABLES[table].columns[name], row.cells[name])
    )


def _lapsed(norm: Norm, facts: Facts) -> tuple[Place, ...]:
    """Place the ends of the relations that a periodic duty needs to be in force."""
    given = norm.trigger.given if isinstance(norm.trigger, PeriodTrigger) else ""
    table = facts.tables.get("relations")
    return tuple(
        replace(row.source, column="valid_to")
        for row in (table.rows if table else ())
        if given and row.cells["relation"] == given
    )


_TURNING: Mapping[str, tuple[str, ...]] = {
    "messages": ("sender", "recipient", "period", "sent_at", "covers", "languages", "document"),
    "deliverables": ("organisation", "kind", "date"),
    "attestations": ("date", "holds"),
    "objects": (
        *("owner", "contains_state_secrets", "protected_execution", "network_class"),
        *("egov_integrated", "country", "work_types", "category"),
    ),
}
"""The cells, by table, that can settle such a duty."""


class _Trials:
    """Tries values for the unknown cells of undecided case duties of one act."""

    def __init__(self, act: Act, norms: Mapping[str, Norm], facts: Facts, as_of: Instant) -> None:
        self._act = act
        self._norms = norms
        self._facts = facts
        self._as_of = as_of
        self._by_case: dict[str, list[Row]] = defaultdict(list)
        for row in self._rows("messages"):
            self._by_case[str(row.cells["case"])].append(row)
        self._cases = {str(row.cells["id"]): row for row in self._rows("cases")}
        self._objects = {str(row.cells["id"]): row for row in self._rows("objects")}

    @property
    def _demanding(self) -> frozenset[str]:
        """Name the types of message of which some norm demands content."""
        asked = (norm.performance for norm in self._norms.values())
        return frozenset(each.type for each in asked if isinstance(each, Message) and each.covers)

    @property
    def _demanded(self) -> tuple[str, ...]:
        """Name the words that messages can be asked to cover, or by which they tell occasions."""
        asked = (norm.performance for norm in self._norms.values())
        words = {word for each in asked if isinstance(each, Message) for word in each.covers}
        return tuple(sorted({"event", "incident"} | words))

    def _rows(self, table: str) -> Sequence[Row]:
        return self._facts.tables[table].rows if table in self._facts.tables else ()

    def settle(self, undecided: Sequence[Judgement]) -> dict[str, tuple[Place, ...]]:
        """Return for each duty, by its id, the places of the cells that could settle it."""
        if not undecided:
            return {}
        cases = {j.duty.subject: self._case(j.duty.subject) for j in undecided}
        deciding = self._deciding({j.duty.norm for j in undecided})
        asked: dict[str, list[Judgement]] = defaultdict(list)
        for judgement in undecided:
            asked[judgement.duty.subject].append(judgement)
        moved: dict[_Key, set[Place]] = defaultdict(set)
        waiting = {
            (name, cell): list(self._filled(case, cell, {j.duty.norm for j in asked[name]}))
            for name, case in cases.items()
            for cell in case.cells(deciding, self._demanding)
        }
        self._try({key: filled[:_AT_FIRST] for key, filled in waiting.items()}, asked, moved)
        # What moves every duty asked about need not be tried any further.
        self._try(
            {
                (name, cell): filled[_AT_FIRST:]
                for (name, cell), filled in waiting.items()
                if not all(cell.place in _moving(moved, j.duty) for j in asked[name])
            },
            asked,
            moved,
        )
        return {
            j.duty.id: tuple(
                _moving(moved, j.duty)
                or {cell.place for cell in cases[j.duty.subject].cells(deciding, self._demanding)}
            )
            for j in undecided
        }

    def _try(
        self,
        filled: Mapping[tuple[str, Cell], Sequence[Case]],
        asked: Mapping[str, Sequence[Judgement]],
        moved: dict[_Key, set[Place]],
    ) -> None:
        """Judge cases with one cell filled in by the norms asked about, and note what moved."""
        alike: dict[frozenset[str], list[tuple[Cell, Case]]] = defaultdict(list)
        every = frozenset(judgement.duty.norm for each in asked.values() for judgement in each)
        together = sum(map(len, filled.values())) < _MANY
        for (name, cell), cases in filled.items():
            norms = frozenset(judgement.duty.norm for judgement in asked[name])
            alike[every if together else norms] += [(cell, case) for case in cases]
        for norms, trials in alike.items():
            words = self._judge([case for _, case in trials], norms)
            for number, (cell, case) in enumerate(trials):
                for norm, occasion, word in words[number]:
                    if word != Verdict.INDETERMINATE:
                        # A class filled in names the occasion anew: it counts for any.
                        on = _ANY if cell.column == "class" else occasion
                        moved[norm, str(case.case.cells["id"]), on].add(cell.place)

    def _deciding(self, norms: Iterable[str]) -> Mapping[str, frozenset[str]]:
        """Return by table the columns that can decide some norms: of objects, those they test."""
        conditions = (each for name in norms for each in self._norms[name].conditions)
        tested = planning.tested_columns(conditions)
        return {**DECIDING, "objects": DECIDING["objects"] | tested}

    def _case(self, name: str) -> Case:
        case = self._cases[name]
        object_ = self._objects.get(str(case.cells["object"]))
        return Case(case, (object_,) if object_ else (), tuple(self._by_case[name]))

    def _filled(self, case: Case, cell: Cell, norms: Collection[str]) -> Iterator[Case]:
        column = TABLES[cell.table].columns[cell.column]
        for value in self._values(case, column, cell.row.cells[cell.column], norms):
            row = replace(cell.row, cells={**cell.row.cells, cell.column: value})
            yield Case(
                row if cell.table == "cases" else case.case,
                tuple(row if each is cell.row else each for each in case.objects),
                tuple(row if each is cell.row else each for each in case.messages),
            )

    def _values(
        self, case: Case, column: Column, value: Value, norms: Collection[str]
    ) -> Iterable[Value]:
        if isinstance(value, Span):
            return [Span(at, at) for at in self._turning_points(case, value, norms)]
        if column.kind is Kind.FLAG:
            return ("true", "false")
        if column.kind is Kind.WORD:
            return column.words
        if column.kind is Kind.WORDS:
            words = self._demanded if column.name == "covers" else column.words
            return [(word,) for word in words] + [column.words]
        if column.name == "object":
            return [str(row.cells["id"]) for row in self._rows("objects")[:_FEW]]
        if column.kind is Kind.NAME:
            return self._organisations(case)
        if column.kind is Kind.NAMES:
            return [(name,) for name in self._organisations(case)]
        return (*sorted(self._words_of(column.name)), _NOBODY)

    def _turning_points(self, case: Case, span: Span, norms: Collection[str]) -> list[Instant]:
        """Return the instants around which a verdict can turn: known ones, less a term's length."""
        lengths = {0}
        for name in norms:
            match self._norms[name].deadline:
                case Within(length=length):
                    lengths.add(length)
                case AfterUnless(length=length, grace=grace):
                    lengths |= {length, length + (grace or 0)}
        last = min(span.hi, self._as_of)
        known = {*case.instants(), self._as_of, self._act.commencement}
        points = {at - length + nudge for at in known for length in lengths for nudge in (0, 1)}
        found = sorted(at for at in points | {span.lo, last} if span.lo <= at <= last)
        # What is far apart tells most: the ends and the middle come first.
        first = dict.fromkeys([*found[:1], *found[-1:], *found[len(found) // 2 :][:1]])
        return [*first, *(at for at in found if at not in first)]

    def _organisations(self, case: Case) -> list[str]:
        owners = {str(row.cells["owner"]) for row in case.objects}
        roles = {role for roles in self._act.roles.values() for role in roles}
        near = {
            str(row.cells["id"])
            for row in self._rows("organisations")
            if roles & set(row.listed("roles"))
        }
        persons = {
            str(row.cells["source"])
            for row in self._rows("relations")
            if str(row.cells["target"]) in owners
        }
        return [*sorted(owners | persons), *sorted(near - owners)[:_FEW], _NOBODY]

    def _words_of(self, column: str) -> set[str]:
        tests = (c for norm in self._norms.values() for c in norm.conditions)
        return {word for each in tests for word in planning.words_of(each, column)}

    def _judge(
        self, trials: Sequence[Case], names: Iterable[str]
    ) -> list[list[tuple[str, str, str]]]:
        """Return norm, occasion and word of each duty in each trial."""
        norms = [self._norms[name] for name in sorted(names)]
        copies = self._copies(trials)
        plan = planning.plan([self._act], norms, copies, self._as_of)
        words: list[list[tuple[str, str, str]]] = [[] for _ in trials]
        for answer in reference.evaluate(plan.duties, copies):
            for row in answer:
                number = str(row[1]).rsplit(_TRIAL, 1)[1]
                words[int(number)].append((str(row[0]), str(row[2]), str(row[_WORD])))
        return words

    def _copies(self, trials: Sequence[Case]) -> Facts:
        cases, objects, messages, relations = [], [], [], list(self._rows("relations"))
        linked: dict[str, list[Row]] = defaultdict(list)
        for row in relations:
            linked[str(row.cells["source"])].append(row)
        for number, trial in enumerate(trials):
            tag = f"{_TRIAL}{number}"
            cases.append(_renamed(trial.case, tag, "id", "object"))
            messages += [_renamed(row, tag, "id", "case") for row in trial.messages]
            for row in trial.objects:
                objects.append(_renamed(row, tag, "id"))
                relations += [
                    _renamed(link, tag, "source") for link in linked[str(row.cells["id"])]
                ]
            if not trial.objects:
                objects += self._named_object(trial, tag)
        made = {"cases": cases, "objects": objects, "messages": messages, "relations": relations}
        tables = {name: _of_any_case(table) for name, table in self._facts.tables.items()}
        for name, rows in made.items():
            if name in tables:
                numbered = (replace(row, number=at) for at, row in enumerate(rows, start=1))
                tables[name] = Table(name, tuple(numbered))
        return replace(self._facts, tables=tables)

    def _named_object(self, trial: Case, tag: str) -> list[Row]:
        object_ = self._objects.get(str(trial.case.cells["object"]))
        return [_renamed(object_, tag, "id")] if object_ else []


_FEW = 8


def _of_any_case(table: Table) -> Table:
    """Leave out the rows that name a case: no copy of it is called so."""
    return Table(table.name, tuple(row for row in table.rows if not row.cells.get("case")))


def _renamed(row: Row, tag: str, *columns: str) -> Row:
    return replace(
        row, cells={**row.cells, **{name: f"{row.cells[name]}{tag}" for name in columns}}
    )
