"""Duties as ledgers of their clocks: the arithmetic, what it rests on, and what would have done."""

from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from govrules.instants import Duration, Instant, write, write_duration
from govrules.languages.lengths import length
from govrules.ledgers import arithmetic, counterfactual
from govrules.reports import View, wrap
from govrules.sentences import Sentence
from govrules.verdicts import Assessment, Judgement, Reason
from govrules.wording import REASONS, SEVERITY_WORDS, VERDICTS, shown, unknown, where

_COLUMN = 30


def render(assessment: Assessment, view: View) -> str:
    """Write each duty as a ledger, exact to the microsecond, in the zone of its act."""
    listed = view.in_order(assessment)
    ledgers = ["\n".join(_ledger(judgement, assessment, view)) for judgement in listed]
    notes = ["\n".join(wrap(note, view, 0, 2)) for note in _wanting(view)] if ledgers else []
    none = view.tell(Sentence("There is no duty to explain."))
    return "\n\n\n".join([*notes, *ledgers] or [none]) + "\n"


def _wanting(view: View) -> Iterator[Sentence]:
    for name, language in view.wanting():
        yield Sentence(
            "`{act}` has no summaries in this language: they are given in another ({language})",
            act=name,
            language=language,
        )


def _ledger(judgement: Judgement, assessment: Assessment, view: View) -> Iterator[str]:
    duty = judgement.duty
    norm = view.norms.get(duty.norm)
    about = [shown(part) for part in (duty.norm, duty.subject, duty.occasion) if part]
    yield from wrap(" · ".join(about), view, 0, 2)
    severity = view.coded(SEVERITY_WORDS[judgement.severity])
    named = Sentence("duty {id} · severity {severity}", id=duty.id, severity=severity)
    yield from wrap(named, view, 2, 2)
    clause, summary = view.clause(duty.norm), view.summary(duty.norm)
    told = Sentence("clause {clause}: {summary}", clause=clause, summary=summary)
    yield from wrap(told, view, 2, 2)
    if norm is not None and norm.words:
        quoted = Sentence("operative words: “{words}”", words=shown(norm.words))
        yield from wrap(quoted, view, 2, 2)
    yield from wrap(Sentence("owed by {body}", body=view.body(duty.bearer)), view, 2, 2)
    if duty.counterparty:
        owed_to = Sentence("owed to {body}", body=view.body(duty.counterparty))
        yield from wrap(owed_to, view, 2, 2)
    yield ""
    exact = _Exact(ZoneInfo(judgement.zone))
    as_of = write(assessment.as_of, exact.zone)
    for name, value in (*arithmetic(judgement, norm, exact), (Sentence("judged as of"), as_of)):
        yield f"  {view.tell(name):<{_COLUMN}}{view.tell(value)}".rstrip()
    yield ""
    yield from _conclusion(judgement, view)
    yield from wrap(counterfactual(judgement, norm, exact), view, 2, 2)
    for cell in judgement.missing:
        yield from wrap(Sentence("could be decided by {cell}", cell=unknown(cell)), view, 2, 2)
    yield from _basis(judgement, assessment, view)


@dataclass(frozen=True, slots=True)
class _Exact:
    """Writes moments to the microsecond in the zone of the act."""

    zone: ZoneInfo

    def instant(self, _name: str, at: Instant) -> str:
        return write(at, self.zone)

    def delay(self, duration: Duration) -> str:
        return write_duration(duration)

    def spare(self, duration: Duration) -> str:
        return length(duration)

    def lateness(self, late_by: str) -> str:
        return late_by


def _conclusion(judgement: Judgement, view: View) -> Iterator[str]:
    said = f"{view.coded(VERDICTS[judgement.verdict])} {judgement.reason}".rstrip()
    if judgement.reason is not Reason.NONE:
        said = f"{said}: {view.tell(REASONS[judgement.reason])}"
    if judgement.grounds:
        said = f"{said} ({', '.join(map(shown, judgement.grounds))})"
    yield from wrap(said, view, 2, 2)


def _basis(judgement: Judgement, assessment: Assessment, view: View) -> Iterator[str]:
    if judgement.readings:
        yield from wrap(Sentence("rests on the readings"), view, 2)
    for reading in judgement.readings:
        taken = assessment.readings.get(reading, "")
        yield from wrap(view.reading(reading, taken), view, 4, 4)
    rows, none = Sentence("rests on the rows"), Sentence("rests on no row")
    yield from wrap(rows if judgement.evidence else none, view, 2)
    for place in judgement.evidence:
        yield from wrap(where(place), view, 4, 2)
