"""The listed duties as columns: what repeats is written once and pointed to by its number.

A hundred thousand duties fit a page because they share norms, bodies, sentences and rows.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Generic, TypeVar

from govrules.fields import Json
from govrules.findings import Place
from govrules.instants import Duration, Instant
from govrules.ledgers import after_unless, arithmetic, counterfactual
from govrules.norms import Norm
from govrules.reports.html.phrases import Phrases, Slot
from govrules.verdicts import EvidenceRow, Judgement, Verdict
from govrules.wording import shown, unknown, where

LONGEST_CELL = 1500
"""Of a longer cell the page shows the beginning, and says how much it leaves out."""

_Each = TypeVar("_Each")


class Numbers(Generic[_Each]):
    """Numbers things by the order in which they are first met."""

    def __init__(self) -> None:
        """Begin with nothing met."""
        self._known: dict[_Each, int] = {}

    def of(self, each: _Each) -> int:
        """Return the number of a thing."""
        return self._known.setdefault(each, len(self._known))

    def __iter__(self) -> Iterator[_Each]:
        """Go through the things by their numbers."""
        return iter(self._known)


class _Slots:
    """Keeps places for what the page writes itself."""

    def instant(self, name: str, _at: Instant) -> str:
        return Slot(name)

    def delay(self, _duration: Duration) -> str:
        return Slot("delay")

    def spare(self, _duration: Duration) -> str:
        return Slot("spare")

    def lateness(self, _late_by: str) -> str:
        return Slot("late_by")


class Columns:
    """Takes judgements one by one; `norms` explain their clocks, `rows` are their evidence."""

    def __init__(
        self, norms: Mapping[str, Norm], rows: Iterable[EvidenceRow], phrases: Phrases
    ) -> None:
        """Begin without judgements."""
        self._norms, self._phrases = norms, phrases
        self._rows: dict[Place, list[EvidenceRow]] = {}
        for row in rows:
            self._rows.setdefault(row.place, []).append(row)
        self.norms: Numbers[str] = Numbers()
        self.parties: Numbers[str] = Numbers()
        self._texts: Numbers[str] = Numbers()
        self._lists: Numbers[tuple[str, ...]] = Numbers()
        self._missing: Numbers[tuple[Place, ...]] = Numbers()
        self._places: Numbers[Place] = Numbers()
        self._ledgers: dict[tuple[object, ...], int] = {}
        self._told: list[Json] = []
        self._ids: list[str] = []
        self._columns: dict[str, list[Json]] = {}
        self.span: tuple[Instant, Instant] | None = None

    def add(self, judgement: Judgement) -> None:
        """Take one judgement."""
        duty = judgement.duty
        opened, due, performed = judgement.opened_at, judgement.due_at, judgement.performed_at
        self._seen(opened, due, performed)
        self._ids.append(duty.id)
        cells: dict[str, Json] = {
            "verdict": [*Verdict].index(judgement.verdict),
            "reason": self._texts.of(judgement.reason),
            "norm": self.norms.of(duty.norm),
            "subject": self._texts.of(duty.subject),
            "occasion": self._texts.of(duty.occasion),
            "bearer": self.parties.of(duty.bearer),
            "counterparty": self.parties.of(duty.counterparty),
            "severity": self._texts.of(judgement.severity),
            "zone": self._texts.of(judgement.zone),
            "late_by": self._texts.of(judgement.late_by),
            "waiver": self._texts.of(judgement.waiver),
            "change": self._texts.of(judgement.change or ""),
            "grounds": self._lists.of(judgement.grounds),
            "readings": self._lists.of(judgement.readings),
            "missing": self._missing.of(judgement.missing),
            "ledger": self._ledger(judgement),
            "opened": opened,
            "due": _since(due, opened),
            "performed": _since(performed, due, opened),
            "evidence": [self._places.of(place) for place in judgement.evidence],
        }
        for name, cell in cells.items():
            self._columns.setdefault(name, []).append(cell)

    def _seen(self, *instants: Instant | None) -> None:
        known = [each for each in (*(self.span or ()), *instants) if each is not None]
        self.span = (min(known), max(known)) if known else None

    def _ledger(self, judgement: Judgement) -> int:
        """Return the number of a duty's ledger: those that differ in moments only share one."""
        opened, due, performed = judgement.opened_at, judgement.due_at, judgement.performed_at
        shape = (
            judgement.duty.norm,
            judgement.duty.counterparty if judgement.reason == "wrong-recipient" else "",
            judgement.verdict,
            judgement.reason,
            opened is None,
            due is None,
            performed is None,
            judgement.delay is None,
            bool(judgement.late_by),
            performed is not None and due is not None and performed <= due,
            opened is not None and due is not None and due <= opened,
        )
        if shape not in self._ledgers:
            self._ledgers[shape] = len(self._told)
            self._told.append(self._tell(judgement))
        return self._ledgers[shape]

    def _tell(self, judgement: Judgement) -> Json:
        norm, said = self._norms.get(judgement.duty.norm), self._phrases.said
        after = after_unless(norm)
        return {
            "lines": [
                [said(name), said(value)] for name, value in arithmetic(judgement, norm, _Slots())
            ],
            "otherwise": said(counterfactual(judgement, norm, _Slots())),
            "wait": after.length if after else 0,
        }

    def export(self) -> dict[str, Json]:
        """Return the columns, and what they point to."""
        headings: Numbers[tuple[str, ...]] = Numbers()
        missing: list[Json] = [[self._cell(place) for place in places] for places in self._missing]
        places = [self._place(place, headings) for place in self._places]
        return {
            "ids": "".join(self._ids),
            "columns": {**self._columns},
            "texts": [shown(text) for text in self._texts],
            "lists": [[shown(text) for text in texts] for texts in self._lists],
            "missing": missing,
            "ledgers": self._told,
            "places": places,
            "headings": [list(each) for each in headings],
        }

    def _place(self, place: Place, headings: Numbers[tuple[str, ...]]) -> Json:
        """Return where a row stands, and the rows there: table, headings, cells."""
        rows: list[Json] = [
            [row.table, headings.of(tuple(row.cells)), [_cut(cell) for cell in row.cells.values()]]
            for row in self._rows.get(place, ())
        ]
        return [self._phrases.said(where(place)), rows]

    def _cell(self, cell: Place) -> Json:
        """Return an unknown cell: what it is called, its row if that is evidence, its column."""
        row = Place(path=cell.path, line=cell.line, offset=cell.offset, row=cell.row)
        known = self._places.of(row) if row in self._rows else -1
        return [self._phrases.said(unknown(cell)), known, shown(cell.column)]


def _since(instant: Instant | None, *bases: Instant | None) -> int | None:
    """Return an instant counted from the first base that is known; small numbers take less room."""
    if instant is None:
        return None
    return instant - next((base for base in bases if base is not None), 0)


def _cut(cell: str | None) -> Json:
    """Return a cell made safe to show; of a very long one its beginning and its length."""
    if cell is None or len(cell) <= LONGEST_CELL:
        return cell if cell is None else shown(cell)
    return [shown(cell[:LONGEST_CELL]), len(cell) - LONGEST_CELL]
