"""Evidence: which of the rows that bear on a duty its verdict relies on."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from govrules.calculus import Value
from govrules.facts import Facts, written
from govrules.findings import Place
from govrules.instants import Instant
from govrules.planning import EVIDENCE_COLUMNS
from govrules.verdicts import EvidenceRow, Judgement, Reason, Verdict

_USES: Mapping[str, tuple[str, ...]] = {
    Verdict.COMPLIANT: ("starts", "performs", "attests", "links"),
    Reason.LATE: ("starts", "performs"),
    Reason.MISSING: ("starts", "attests"),
    Reason.INCOMPLETE: ("starts", "lacking"),
    Reason.PREMATURE: ("starts", "early"),
    Reason.WRONG_RECIPIENT: ("starts", "stray"),
    Reason.BAD_DATA: ("starts", "may-start", "broken", "may-perform", "may-attest"),
    Reason.MISSING_DATA: ("starts", "may-start", "performs", "may-perform", "may-attest"),
    Reason.OUTSIDE_COVERAGE: ("starts", "may-start", "performs", "may-perform", "may-attest"),
    Reason.DEFECTIVE_DEADLINE: ("performs",),
    Reason.REDACTION: ("performs",),
    Verdict.PENDING: ("starts", "may-start", "may-perform"),
    Verdict.NOT_TRIGGERED: ("may-start",),
}
"""What a verdict relies on, by its reason, or by its word where it has none."""

_SCOPE = frozenset({Reason.TERRITORY, Reason.WORK_TYPE, Reason.EXCLUDED, Reason.MISSING_DATA})
"""Reasons that were read off the object of the case."""


class Use(NamedTuple):
    """One record's use for one duty: what it is to the norm, when, its row and that row's id.

    The id may be left out if `Sources` knows it, or if nothing else is used alike.
    """

    use: str
    hi: int
    table: str
    row: int
    id: str = ""


def uses_of(verdict: str, reason: str) -> tuple[str, ...]:
    """Return the uses that records are relied on for, by a verdict with its reason."""
    return _USES.get(reason) or _USES.get(verdict, ())


def rows_relied_on(
    judgements: Iterable[Judgement], facts: Facts, *, unmask: bool
) -> tuple[EvidenceRow, ...]:
    """Return the rows that verdicts rely on as they stood, by place, without what is personal.

    A place that names rows of several tables brings all of them.
    """
    places = {place for judgement in judgements for place in judgement.evidence}
    return tuple(
        sorted(
            EvidenceRow(place=row.source, table=name, cells=written(name, row, unmask=unmask))
            for name, table in facts.tables.items()
            for row in table.rows
            if row.source in places
        )
    )


Key = tuple[str, str, str, str]


def by_duty(rows: Iterable[Sequence[Value]]) -> dict[Key, list[Use]]:
    """Sort rows of `EVIDENCE_COLUMNS` by norm, subject, occasion and bearer."""
    place = {name: at for at, name in enumerate(EVIDENCE_COLUMNS)}
    found: dict[Key, list[Use]] = {}
    for row in rows:
        key = (str(row[0]), str(row[1]), str(row[2]), str(row[3]))
        use = Use(
            str(row[place["use"]]),
            int(row[place["hi"]]),
            str(row[place["table"]]),
            int(row[place["row"]]),
        )
        found.setdefault(key, []).append(use)
    return found


class Sources:
    """The places of the rows of an agency's tables."""

    def __init__(
        self, facts: Facts, elsewhere: Mapping[str, Callable[[int], Place]] | None = None
    ) -> None:
        """Index the rows of each table by their numbers.

        `elsewhere` finds the places of rows of tables that `facts` has none of.
        """
        self._elsewhere = elsewhere or {}
        self._rows = {
            name: {row.number: (row.source, str(row.cells.get("id", ""))) for row in table.rows}
            for name, table in facts.tables.items()
            if name not in self._elsewhere
        }

    def place(self, table: str, number: int) -> Place:
        """Return where a row stands in its file."""
        if table in self._elsewhere:
            return self._elsewhere[table](number)
        return self._rows[table][number][0]

    def name(self, each: Use) -> str:
        """Return the id of a record, or nothing where rows of its table have none."""
        return each.id if each.table in self._elsewhere else self._rows[each.table][each.row][1]

    def relied_on(
        self,
        verdict: Verdict,
        reason: Reason,
        sources: tuple[int, int],
        uses: Sequence[Use],
        performed: Instant | None,
    ) -> tuple[Place, ...]:
        """Choose the evidence of a verdict: the case, the object it turned on, the records.

        `sources` are the rows of the case and its object, -1 for none. Where several records
        serve, the witness is the one of the instant of performance, else the earliest, and of
        equals the one with the smaller id.
        """
        case, object_ = sources
        places = [self.place("cases", case)] if case >= 0 else []
        if object_ >= 0 and reason in _SCOPE:
            places.append(self.place("objects", object_))
        if uses:
            for use in uses_of(verdict, reason):
                found = [each for each in uses if each.use == use]
                if len(found) > 1:
                    found = self._witnesses(use, found, performed)
                places += [self.place(each.table, each.row) for each in found]
        return tuple(dict.fromkeys(places))

    def _witnesses(self, use: str, uses: Sequence[Use], performed: Instant | None) -> list[Use]:
        def rank(each: Use) -> tuple[bool, int, str, int]:
            return (use == "performs" and each.hi != performed, each.hi, self.name(each), each.row)

        ordered = list(dict.fromkeys(sorted(uses, key=rank)))
        return ordered[:1] if use in {"starts", "performs", "attests"} else ordered
