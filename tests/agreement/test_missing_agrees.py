"""What is missing, found the short way, is what trying everything one by one finds.

The long way fills in one cell of the agency's own tables and judges all of them anew, once for
every value: no copies, no cell left out, and instants that nobody chose for being telling.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from random import Random

import pytest
from tests.agreement.drawn_matters import matter

from govrules import planning
from govrules.assessing import assess, trying
from govrules.assessing.copies import Copies
from govrules.assessing.trials import DECIDING, Case, Cell
from govrules.assessing.turning import Names, Turning
from govrules.assessing.values import Values
from govrules.calculus import Relation, plain
from govrules.engines import reference
from govrules.facts import Facts, Row, Table, Value
from govrules.facts.tables import LISTS, TABLES, TIMES
from govrules.findings import Place
from govrules.instants import ABSENT, DAY, HOUR, MINUTE, Instant, Span
from govrules.norms import Act, Message
from govrules.planning import DUTY_COLUMNS
from govrules.verdicts import Assessment, Judgement, Reason, Verdict

AT = {name: DUTY_COLUMNS.index(name) for name in ("norm", "subject", "occasion", "verdict")}
CASES = 6
"""How many cases there are to an act: all of them are judged for every value."""


class LongWay:
    """Finds the unknown cells that move a duty by judging everything again and again."""

    def __init__(self, act: Act, facts: Facts, as_of: Instant, undecided: Names) -> None:
        """Plan all the norms about cases at once; some of them leave duties undecided."""
        self.act = act
        self.facts = facts
        self.as_of = as_of
        self.norms = {norm.id: norm for norm in act.norms if planning.is_of_cases(norm)}
        plan = planning.plan([act], list(self.norms.values()), facts, as_of)
        self.duties: tuple[Relation, ...] = plan.duties
        named = [(name, relation) for name in self.norms for relation in self._of(name)]
        self.values = Values(act, self.norms, facts, Turning(named, facts, as_of))
        tests = (test for name in undecided for test in self.norms[name].conditions)
        columns = DECIDING["objects"] | planning.tested_columns(tests)
        self.deciding = {**DECIDING, "objects": columns}
        told = (n.performance for n in act.norms if isinstance(n.performance, Message))
        self.demanding = frozenset(message.type for message in told if message.covers)
        self.random = Random(1)  # noqa: S311 - makes cases, protects nothing

    def _of(self, norm: str) -> Sequence[Relation]:
        found = planning.plan([self.act], [self.norms[norm]], self.facts, self.as_of)
        return plain(found.duties)

    def case(self, name: str) -> Case:
        """Return a case by its id."""
        return Copies(self.facts, {name}).original(name)

    def unknown_times(self, name: str) -> list[Cell]:
        """Return the cells of a case that hold a time that nobody knows, not after `as_of`."""
        return [
            cell
            for cell in self.case(name).cells(self.deciding, self.demanding)
            if isinstance(span := cell.row.cells[cell.column], Span) and span.lo <= self.as_of
        ]

    def words_at(self, cell: Cell, at: Instant) -> Mapping[tuple[str, str, str], str]:
        """Return the word of every duty with an instant in a cell."""
        return self._words(self._filled(cell, Span(at, at)))

    def missing(self, name: str, undecided: Sequence[Judgement]) -> dict[str, set[Place]]:
        """Return by duty of a case the cells that settle it, all there are if none does."""
        case = self.case(name)
        cells = list(case.cells(self.deciding, self.demanding))
        found: dict[str, set[Place]] = {j.duty.id: set() for j in undecided}
        for cell in cells:
            for value in self._tried(case, cell, frozenset(self.norms)):
                words = self._words(self._filled(cell, value))
                for judgement in undecided:
                    if self._is_settled(judgement, cell, words):
                        found[judgement.duty.id].add(cell.place)
        return {key: places or {cell.place for cell in cells} for key, places in found.items()}

    def _tried(self, case: Case, cell: Cell, norms: Names) -> list[Value]:
        values = list(self.values.of(case, cell, norms))
        known = cell.row.cells[cell.column]
        if not isinstance(known, Span):
            return values
        last = min(known.hi, self.as_of)
        if last < known.lo:
            return values
        near = [
            span.lo - length + nudge
            for row in (case.case, *case.messages)
            for span in row.cells.values()
            if isinstance(span, Span)
            for length in (0, MINUTE, HOUR // 2, 3 * HOUR, DAY, 2 * DAY)
            for nudge in (-1, 0, 1)
        ]
        anywhere = [self.random.randint(known.lo, last) for _ in range(10)]
        inside = sorted({at for at in (*near, *anywhere) if known.lo <= at <= last})
        sample = self.random.sample(inside, min(25, len(inside)))
        return [*values, *(Span(at, at) for at in sample)]

    def _filled(self, cell: Cell, value: Value) -> Facts:
        def row(each: Row) -> Row:
            if each is not cell.row:
                return each
            return replace(each, cells={**each.cells, cell.column: value})

        table = self.facts.tables[cell.table]
        filled = Table(cell.table, tuple(row(each) for each in table.rows))
        return replace(self.facts, tables={**self.facts.tables, cell.table: filled})

    def _words(self, facts: Facts) -> dict[tuple[str, str, str], str]:
        return {
            (str(row[AT["norm"]]), str(row[AT["subject"]]), str(row[AT["occasion"]])): str(
                row[AT["verdict"]]
            )
            for rows in reference.evaluate(self.duties, facts)
            for row in rows
        }

    def _is_settled(
        self, judgement: Judgement, cell: Cell, words: Mapping[tuple[str, str, str], str]
    ) -> bool:
        duty = judgement.duty
        # A class filled in names the occasion anew.
        occasions = ("event", "incident") if cell.column == "class" else (duty.occasion,)
        found = {words.get((duty.norm, duty.subject, on)) for on in occasions}
        return bool(found - {None, Verdict.INDETERMINATE})


def undecided_cases(act: Act, assessment: Assessment) -> dict[str, list[Judgement]]:
    """Return by case the duties that lack data."""
    of_cases = {norm.id for norm in act.norms if planning.is_of_cases(norm)}
    found: dict[str, list[Judgement]] = {}
    for each in assessment.judgements:
        lacks = each.verdict is Verdict.INDETERMINATE and each.reason is Reason.MISSING_DATA
        if lacks and each.duty.norm in of_cases:
            found.setdefault(each.duty.subject, []).append(each)
    return found


def blurred(facts: Facts, random: Random) -> Facts:
    """Make cells unknown that may decide: in most rows an instant, in half of them any cell."""
    tables = dict(facts.tables)
    for name in sorted(DECIDING.keys() & tables.keys()):
        rows, columns = [], sorted(DECIDING[name])
        for row in tables[name].rows:
            times = [each for each in columns if TABLES[name].columns[each].kind in TIMES]
            chosen = random.sample(times or columns, min(1, random.randrange(4)))
            chosen += random.sample(columns, min(1, random.randrange(2)))
            cells = dict(row.cells)
            for column in chosen if not row.aside else ():
                cells[column] = _unknown(name, column, row, random)
            rows.append(replace(row, cells=cells))
        tables[name] = Table(name, tuple(rows))
    return replace(facts, tables=tables)


def _unknown(table: str, column: str, row: Row, random: Random) -> Value:
    if TABLES[table].columns[column].kind in LISTS:
        return ()
    if TABLES[table].columns[column].kind not in TIMES:
        return ""
    at = row.span(column).lo
    if column == "received_at":
        sent = row.span("sent_at").lo
        return Span(sent, sent + random.choice((HOUR, 30 * DAY)))
    return row.span(column) if at >= ABSENT else Span(at - at % DAY, at - at % DAY + DAY - 1)


@pytest.mark.parametrize("number", range(8))
def test_the_short_way_finds_what_the_long_way_finds(number: int) -> None:
    """For drawn acts and cases, with more instants than the short way has any reason to try."""
    random = Random(number)  # noqa: S311 - makes cases, protects nothing
    drawn = matter(random, CASES)
    act = drawn.loaded()
    facts = blurred(drawn.facts(act), random)
    undecided = undecided_cases(act, assess([act], facts, drawn.as_of))
    norms = frozenset(each.duty.norm for some in undecided.values() for each in some)
    long_way = LongWay(act, facts, drawn.as_of, norms)
    expected = {name: long_way.missing(name, some) for name, some in undecided.items()}
    actual = {
        name: {each.duty.id: {place for place in each.missing if place.column} for each in some}
        for name, some in undecided.items()
    }
    assert expected == actual


@pytest.mark.parametrize("number", range(8))
def test_from_one_turning_point_to_the_next_every_word_stays(number: int) -> None:
    """One instant for each stretch is enough: the last of a stretch is judged as its first is."""
    random = Random(number)  # noqa: S311 - as above
    drawn = matter(random, CASES)
    act = drawn.loaded()
    facts = blurred(drawn.facts(act), random)
    long_way = LongWay(act, facts, drawn.as_of, frozenset())
    norms = frozenset(long_way.norms)
    for name in (str(row.cells["id"]) for row in facts.tables["cases"].rows):
        for cell in long_way.unknown_times(name):
            found = sorted(long_way.values.turning.instants(long_way.case(name), cell, norms))
            for first, after in pairwise(found):
                words = long_way.words_at(cell, first)
                assert words == long_way.words_at(cell, after - 1)
                assert words == long_way.words_at(cell, random.randrange(first, after))


def test_trials_are_judged_alike_however_many_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """More trials than are judged in one go are judged in several, and none is forgotten."""
    random = Random(3)  # noqa: S311 - as above
    drawn = matter(random, 20)
    act = drawn.loaded()
    facts = blurred(drawn.facts(act), random)
    expected = assess([act], facts, drawn.as_of)
    monkeypatch.setattr(trying, "AT_ONCE", 7)
    monkeypatch.setattr(trying, "_MANY", 0)
    assert expected == assess([act], facts, drawn.as_of)
