"""A duty's clock as a ledger: the arithmetic line by line, and what would have been compliant.

Sentences only, without layout. How a moment is written is left to whoever shows it: a page in
several languages keeps places for the moments where a text has them written out.
"""

from collections.abc import Iterator
from typing import Protocol

from govrules.instants import Duration, Instant, write_duration
from govrules.norms import AfterUnless, Clock, Message, Norm
from govrules.sentences import Sentence, listed
from govrules.verdicts import Judgement, Reason, Verdict
from govrules.wording import SILENT, deed, event, opening, shown, together

Line = tuple[str, str]
"""An entry of a ledger: its name and its value."""

_NOTHING = Sentence("nothing on record that fulfils it")
_UNPERFORMED = {
    Verdict.VIOLATED: _NOTHING,
    Verdict.PENDING: Sentence("not yet"),
    Verdict.INDETERMINATE: Sentence("not certain"),
    Verdict.ATTESTATION_REQUIRED: _NOTHING,
}
_UNKNOWN = Sentence("not known")


class Writing(Protocol):
    """How moments and lengths of time are written, each with the name of what it is."""

    def instant(self, name: str, at: Instant) -> str:
        """Write an instant: `start`, `opened_at`, `due_at` or `performed_at`."""

    def delay(self, duration: Duration) -> str:
        """Write how long after its opening a duty was performed."""

    def spare(self, duration: Duration) -> str:
        """Write how long before the last moment it was."""

    def lateness(self, late_by: str) -> str:
        """Write how late it was; ISO 8601 comes in."""


def arithmetic(judgement: Judgement, norm: Norm | None, writing: Writing) -> Iterator[Line]:
    """Yield the entries of a duty's clock, from what opens it to how late or early it was done."""
    opened, due, performed = judgement.opened_at, judgement.due_at, judgement.performed_at
    after = after_unless(norm)

    def at(name: str, instant: Instant | None, otherwise: str = _UNKNOWN) -> str:
        return otherwise if instant is None else writing.instant(name, instant)

    if norm is not None and after is not None:
        yield event(norm.clock), at("start", None if opened is None else opened - after.length)
        yield f"+ {write_duration(after.length)}", _counting(norm.clock)
        yield Sentence("= counts only after"), at("opened_at", opened)
        if after.grace is not None:
            breach = Sentence("until silence counts as a breach")
            yield f"+ {write_duration(after.grace)}", breach
    else:
        yield opening(norm), at("opened_at", opened)
        if norm is not None and norm.clock.length not in SILENT:
            yield f"+ {norm.clock.length}", _counting(norm.clock)
    endless = after is not None and after.grace is None
    yield Sentence("= last moment"), Sentence("there is none") if endless else at("due_at", due)
    if performed is not None or judgement.verdict in _UNPERFORMED:
        otherwise = _UNPERFORMED.get(judgement.verdict, "")
        yield deed(norm)[1], at("performed_at", performed, otherwise)
    if judgement.delay is not None:
        yield Sentence("after the opening"), writing.delay(judgement.delay)
    if judgement.late_by:
        yield Sentence("late by"), writing.lateness(judgement.late_by)
    elif performed is not None and due is not None and performed <= due:
        yield Sentence("to spare"), writing.spare(due - performed)


def _counting(clock: Clock) -> str:
    """Return what the clock card says of how the term is counted, as far as it says anything."""
    answers = {
        Sentence("unit {answer}", answer=clock.unit): clock.unit,
        Sentence("calendar {answer}", answer=clock.calendar): clock.calendar,
        Sentence("first unit {answer}", answer=clock.first_unit): clock.first_unit,
        Sentence("roll {answer}", answer=clock.roll): clock.roll,
        Sentence("suspended by {answer}", answer=clock.suspended_by): clock.suspended_by,
        Sentence("tie {answer}", answer=clock.tie): clock.tie,
    }
    return listed([told for told, answer in answers.items() if answer not in SILENT])


def counterfactual(judgement: Judgement, norm: Norm | None, writing: Writing) -> str:
    """Say what would be compliant, from the last instant in time; empty where nothing is to say.

    Only what is violated or pending could still be, or have been, otherwise.
    """
    if judgement.verdict not in {Verdict.VIOLATED, Verdict.PENDING}:
        return ""
    opened, due, after = judgement.opened_at, judgement.due_at, after_unless(norm)
    bounds = []
    if opened is not None and after is not None:
        instant = writing.instant("opened_at", opened)
        bounds.append(Sentence("after {instant}", instant=instant))
    elif opened is not None and judgement.reason is Reason.PREMATURE:
        instant = writing.instant("opened_at", opened)
        bounds.append(Sentence("from {instant} on", instant=instant))
    limitless = after is not None and (after.grace is None or after.afterwards == "accepted")
    if limitless:
        bounds.append(Sentence("at any later time (the delay is reported)"))
    elif due is not None:
        if after is not None and opened is not None and due <= opened:
            return Sentence(
                "no moment would do: it must be after {opened} and by {due}",
                opened=writing.instant("opened_at", opened),
                due=writing.instant("due_at", due),
            )
        bounds.append(Sentence("by {instant}", instant=writing.instant("due_at", due)))
    return _fulfilled(judgement, norm, together(bounds)) if bounds else ""


def _fulfilled(judgement: Judgement, norm: Norm | None, bounds: str) -> Sentence:
    done = deed(norm)[1]
    if judgement.reason is Reason.WRONG_RECIPIENT:
        return Sentence(
            "compliant if {done} to {counterparty} {bounds}",
            done=done,
            counterparty=shown(judgement.duty.counterparty),
            bounds=bounds,
        )
    if judgement.reason is not Reason.INCOMPLETE or norm is None:
        return Sentence("compliant if {done} {bounds}", done=done, bounds=bounds)
    covers = norm.performance.covers if isinstance(norm.performance, Message) else ()
    if not covers:
        return Sentence("compliant if {done} {bounds}, complete", done=done, bounds=bounds)
    return Sentence(
        "compliant if {done} {bounds}, covering {words}",
        done=done,
        bounds=bounds,
        words=together(covers),
    )


def after_unless(norm: Norm | None) -> AfterUnless | None:
    """Return a norm's deadline if it is one that opens after a time unless something was done."""
    return norm.deadline if norm is not None and isinstance(norm.deadline, AfterUnless) else None
