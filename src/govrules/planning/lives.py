"""The life of a duty: which entries of the order of reasons hold, whatever discharges it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from govrules.calculus import FALSE, TRUE, Term, all_of, any_of, col, less, lit, negation, when
from govrules.facts import Facts
from govrules.instants import ABSENT, Instant
from govrules.norms import Norm
from govrules.planning.outcome import Exemption, Life
from govrules.planning.pairs import FAILS, Bounds, Pair, both, by, exactly, opposite
from govrules.planning.settled import complete, handed_over, now
from govrules.planning.windows import Window, overdue, uncovered
from govrules.verdicts import Reason, Verdict

NOT_YET = Bounds(lit(ABSENT), lit(ABSENT))


@dataclass(frozen=True, slots=True)
class Tally:
    """What was found of a duty's performance.

    `performed` is the earliest instant at which it was performed in every respect; the conditions
    say that something fell short: a contradictory record, too early, content lacking, sent
    astray, or on a row set aside (`dim`). `attested` and `denied` are statements about it;
    `unrecorded` says what it means that nothing at all is on record, `forwardable` that something
    went astray that may have been passed on in time.
    """

    performed: Bounds = NOT_YET
    broken: Term = FALSE
    early: Term = FALSE
    lacking: Term = FALSE
    stray: Term = FALSE
    dim: Term = FALSE
    attested: Pair = FAILS
    denied: Pair = FAILS
    unrecorded: str = "missing"
    forwardable: Term = FALSE


def counted(norm: Norm, performed: Bounds) -> Tally:
    """Return the tally of the messages that `Counted.aggregates` counted for a norm."""

    def some(count: str) -> Term:
        return less(lit(0), col(f"{norm.key}.{count}"))

    forwarded = norm.settled.get("astray") == "forwarded"
    return Tally(
        performed,
        broken=some("broken"),
        early=some("early"),
        lacking=some("lacking"),
        stray=some("stray"),
        dim=some("dim"),
        forwardable=some("forwardable") if forwarded else FALSE,
    )


@dataclass(frozen=True, slots=True)
class Sight:
    """How far the records can be trusted to be all there are.

    `complete` is the stretch in which the table lacks nothing, `absent` that there is no table.
    """

    complete: tuple[Term, Term]
    absent: Term


def sight(facts: Facts, table: str) -> Sight:
    """Return how far an agency's table can be trusted to be all there is."""
    return Sight(complete(facts, table), negation(handed_over(facts, table)))


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What surrounds a duty: what exempts, unbinds, blurs or spoils it.

    `awaited` says that it may still be performed, `uncharted` that its last instant lies beyond
    what a calendar knows.
    """

    exemptions: Sequence[Exemption] = field(default=())
    unbound: Pair = FAILS
    spoiled: Term = FALSE
    redaction: Term = FALSE
    defective: Term = FALSE
    unclear: Term = FALSE
    awaited: Term = TRUE
    uncharted: Term = FALSE


def of(clock: Window, tally: Tally, around: Circumstances, sight_: Sight, as_of: Instant) -> Life:
    """Tell the life of a duty from its clock, its tally and what surrounds it."""
    unseen = uncovered(clock, sight_.complete, as_of)
    done = by(tally.performed, now(as_of))
    in_time = done if clock.accepted_late else both(by(tally.performed, clock.due), done)
    nothing = all_of(
        opposite(done).sure, *(negation(t) for t in (tally.lacking, tally.early, tally.stray))
    )
    silent = all_of(nothing, opposite(tally.attested).sure, opposite(tally.denied).sure)
    perhaps = any_of(
        unseen.possible,
        around.unclear,
        _if(tally.unrecorded == "unknown", nothing),
        tally.forwardable,
    )
    entries: dict[tuple[Verdict, Reason], Pair] = {
        (Verdict.INDETERMINATE, Reason.REDACTION): exactly(around.redaction),
        (Verdict.NOT_TRIGGERED, Reason.NONE): opposite(_triggered(clock, unseen)),
        (Verdict.INDETERMINATE, Reason.UNBOUND_ROLE): around.unbound,
        (Verdict.INDETERMINATE, Reason.DEFECTIVE_DEADLINE): exactly(around.defective),
        (Verdict.COMPLIANT, Reason.NONE): Pair(
            all_of(any_of(in_time.sure, tally.attested.sure), negation(around.unclear)),
            any_of(in_time.possible, tally.attested.possible, perhaps),
        ),
        (Verdict.VIOLATED, Reason.LATE): done,
        (Verdict.INDETERMINATE, Reason.BAD_DATA): exactly(tally.broken),
        (Verdict.PENDING, Reason.NONE): both(
            opposite(overdue(clock, as_of)), exactly(around.awaited)
        ),
        (Verdict.VIOLATED, Reason.INCOMPLETE): exactly(tally.lacking),
        (Verdict.VIOLATED, Reason.PREMATURE): exactly(tally.early),
        (Verdict.VIOLATED, Reason.WRONG_RECIPIENT): exactly(tally.stray),
    }
    if tally.unrecorded == "attestation":
        entries[Verdict.ATTESTATION_REQUIRED, Reason.NONE] = Pair(
            silent, opposite(tally.denied).possible
        )
    return Life(around.exemptions, entries, around.spoiled, _doubt(tally, around, unseen, sight_))


def _if(condition: bool, term: Term) -> Term:  # noqa: FBT001 - a condition known when planning
    return term if condition else FALSE


def _triggered(clock: Window, unseen: Pair) -> Pair:
    # What starts the clock may itself lie where nothing was recorded.
    if clock.starts_unseen:
        return Pair(clock.triggered.sure, any_of(clock.triggered.possible, unseen.possible))
    return clock.triggered


def _doubt(tally: Tally, around: Circumstances, unseen: Pair, sight_: Sight) -> Term:
    """Name the reason to give where unknowns leave more than one word possible."""
    hidden = when(sight_.absent, lit(Reason.MISSING_DATA), lit(Reason.OUTSIDE_COVERAGE))
    doubt = when(around.uncharted, lit(Reason.OUTSIDE_COVERAGE), lit(Reason.MISSING_DATA))
    doubt = when(unseen.possible, hidden, doubt)
    return when(tally.dim, lit(Reason.BAD_DATA), doubt)
