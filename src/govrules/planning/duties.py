"""Duties as rows: the columns that every engine answers with, and those of the evidence."""

from collections.abc import Sequence
from dataclasses import dataclass

from govrules import calculus
from govrules.calculus import (
    TRUE,
    Relation,
    Term,
    all_of,
    col,
    equal,
    less,
    lit,
    negation,
    when,
)
from govrules.instants import ABSENT, Instant
from govrules.norms import Norm
from govrules.planning.outcome import Life, decide
from govrules.planning.pairs import Bounds, by
from govrules.planning.settled import now
from govrules.planning.windows import Window

DUTY_COLUMNS = (
    *("norm", "subject", "occasion", "bearer", "counterparty"),
    *("verdict", "reason", "ground", "opened_at", "due_at", "performed_at"),
    *("case_row", "object_row", "edition"),
)
"""One row per duty. Instants that are not certain are `ABSENT`; rows that are not there are -1."""

EVIDENCE_COLUMNS = (
    *("norm", "subject", "occasion", "bearer"),
    *("use", "hi", "table", "row"),
)
"""One row per duty and record that bears on it; `use` is what the record is to the norm."""

NO_ROW = lit(-1)


@dataclass(frozen=True, slots=True)
class Family:
    """The duties and the evidence of one family of norms: relations of the columns above."""

    duties: tuple[Relation, ...]
    evidence: tuple[Relation, ...]


@dataclass(frozen=True, slots=True)
class Named:
    """The terms that name a duty, and the rows of the case and the object that it is about."""

    subject: Term
    occasion: Term
    bearer: Term
    counterparty: Term
    case_row: Term = NO_ROW
    object_row: Term = NO_ROW


@dataclass(frozen=True, slots=True)
class Judged:
    """What a duty's verdict is made of: its clock, its life, when it was performed."""

    clock: Window
    life: Life
    performed: Bounds


def duty_rows(rows: Relation, norm: Norm, named: Named, judged: Judged, as_of: Instant) -> Relation:
    """Judge the rows that an edition of a norm governs: one row of `DUTY_COLUMNS` for each."""
    outcome, clock = decide(judged.life), judged.clock
    performed = judged.performed.hi
    columns = {
        "norm": lit(norm.id),
        "subject": named.subject,
        "occasion": named.occasion,
        "bearer": named.bearer,
        "counterparty": named.counterparty,
        "verdict": outcome.verdict,
        "reason": outcome.reason,
        "ground": outcome.ground,
        "opened_at": certain(clock.opened),
        "due_at": lit(ABSENT) if clock.endless else certain(clock.due),
        "performed_at": when(by(judged.performed, now(as_of)).sure, performed, lit(ABSENT)),
        "case_row": named.case_row,
        "object_row": named.object_row,
        "edition": lit(norm.edition.amendment),
    }
    return calculus.project(rows, columns)


def governed(
    rows: Relation, norm: Norm, opened: Bounds, earlier: Sequence[tuple[Bounds, Instant]] = ()
) -> Relation:
    """Keep the duties that an edition of a norm governs: those triggered while it was the text.

    Editions may open a duty at different instants: the first to open it while it was the text
    governs it. `earlier` holds for each edition before this one when that would have opened it,
    and until when it was the text; without them all editions open a duty at the same instant.
    """
    start, end = norm.edition.governs
    over = [(each.lo, until) for each, until in earlier] or [(opened.lo, start)] * bool(start)
    passed = (negation(less(each, lit(until))) for each, until in over)
    within = all_of(*passed, less(opened.lo, lit(end)) if end < ABSENT else TRUE)
    return rows if within == TRUE else calculus.Where(rows, within)


def certain(at: Bounds) -> Term:
    """Name an instant where its bounds meet, else `ABSENT`."""
    return when(all_of(equal(at.lo, at.hi), less(at.lo, lit(ABSENT))), at.lo, lit(ABSENT))


def evidence_rows(
    rows: Relation, norm: Norm, named: Named, use: Term, at: Bounds, table: str, row: str
) -> Relation:
    """Return rows of `EVIDENCE_COLUMNS` for the records of a table already chosen."""
    return calculus.project(
        rows,
        {
            "norm": lit(norm.id),
            "subject": named.subject,
            "occasion": named.occasion,
            "bearer": named.bearer,
            "use": use,
            "hi": at.hi,
            "table": lit(table),
            "row": col(row),
        },
    )
