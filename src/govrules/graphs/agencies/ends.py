"""Bodies that ended, and what goes on as if they had not: relations, objects, duties."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from govrules.facts import Row
from govrules.facts.lookalikes import visible
from govrules.findings import Finding, Level
from govrules.graphs.agencies.bodies import Bodies, Tie, ends
from govrules.instants import EARLIEST, Instant
from govrules.sentences import Sentence
from govrules.verdicts import Judgement, Verdict

_UNFINISHED = frozenset(
    {Verdict.PENDING, Verdict.ATTESTATION_REQUIRED, Verdict.VIOLATED, Verdict.INDETERMINATE}
)


def outside_life(bodies: Bodies) -> Iterator[Finding]:
    """Find relations in force before one of their bodies began or after it ended.

    A blank beginning says nothing of the time before the body; a blank end says that the
    relation goes on.
    """
    bounded = {
        name: life
        for name, life in bodies.lives.items()
        if not life.doubtful and (life.end <= bodies.as_of or life.start > EARLIEST)
    }
    for tie in bodies.ties:
        if tie.start > bodies.as_of or not (tie.source in bounded or tie.target in bounded):
            continue
        for column, name in ends(tie):
            life = bounded.get(name)
            if life is None:
                continue
            if life.end <= bodies.as_of and tie.end > life.end:
                yield _outlives(bodies, tie, column, name, life.end)
            if EARLIEST < tie.start < life.start:
                yield _precedes(bodies, tie, column, name, life.start)


def _outlives(bodies: Bodies, tie: Tie, column: str, name: str, end: Instant) -> Finding:
    return Finding(
        place=replace(tie.row.source, column=column),
        code="relation-outlives-body",
        message=Sentence(
            "`{source}` `{relation}` `{target}` goes on after `{body}` ended at {end}",
            source=visible(tie.source),
            relation=tie.relation,
            target=visible(tie.target),
            body=visible(name),
            end=bodies.told(end),
        ),
        help=Sentence("end the relation with the body, or name the body that took its place"),
    )


def _precedes(bodies: Bodies, tie: Tie, column: str, name: str, start: Instant) -> Finding:
    return Finding(
        place=replace(tie.row.source, column=column),
        code="relation-precedes-body",
        message=Sentence(
            "`{source}` `{relation}` `{target}` is in force before `{body}` began at {start}",
            source=visible(tie.source),
            relation=tie.relation,
            target=visible(tie.target),
            body=visible(name),
            start=bodies.told(start),
        ),
        help=Sentence("let the relation begin with the body, or name the body before it"),
    )


def abolished(bodies: Bodies, judgements: Sequence[Judgement]) -> Iterator[Finding]:
    """Find bodies that ended while objects are still theirs or duties still run for them.

    A duty still runs if it is pending, or opened after the end and is not fulfilled.
    """
    ended = {
        name: life.end
        for name, life in bodies.lives.items()
        if life.end <= bodies.as_of and not life.doubtful
    }
    owned: dict[str, list[Row]] = {}
    for row in bodies.rows("objects"):
        if str(row.cells["owner"]) in ended and not row.aside:
            owned.setdefault(str(row.cells["owner"]), []).append(row)
    for name, rows in owned.items():
        yield _still_owns(bodies, name, ended[name], rows)
    owed: dict[str, list[Judgement]] = {}
    for judgement in judgements:
        for bearer in judgement.duty.bearer.split("+"):
            if bearer in ended and _runs(judgement, ended[bearer]):
                owed.setdefault(bearer, []).append(judgement)
    for name, duties in owed.items():
        yield _still_owes(bodies, name, ended[name], duties)


def _runs(judgement: Judgement, end: Instant) -> bool:
    opened = judgement.opened_at
    after = opened is not None and opened >= end
    return judgement.verdict is Verdict.PENDING or (after and judgement.verdict in _UNFINISHED)


def _still_owns(bodies: Bodies, name: str, end: Instant, rows: Sequence[Row]) -> Finding:
    first = min(rows, key=lambda row: row.source)
    return Finding(
        place=replace(first.source, column="owner"),
        code="abolished-owner",
        level=Level.WARNING,
        message=Sentence(
            "{count} object, `{object}`, still belongs to `{body}`, which ended at {end}",
            "{count} objects, `{object}` first, still belong to `{body}`, which ended at {end}",
            count=len(rows),
            object=visible(str(first.cells["id"])),
            body=visible(name),
            end=bodies.told(end),
        ),
        help=Sentence("name the body that took them over: duties about them are judged as its own"),
    )


def _still_owes(bodies: Bodies, name: str, end: Instant, duties: Sequence[Judgement]) -> Finding:
    first = min(duties, key=lambda judgement: judgement.duty)
    return Finding(
        place=replace(bodies.lives[name].versions[-1].row.source, column="valid_to"),
        code="abolished-bearer",
        level=Level.WARNING,
        message=Sentence(
            "`{body}` ended at {end} and still owes {count} duty: `{norm}` about `{subject}`",
            "`{body}` ended at {end} and still owes {count} duties, first `{norm}` about"
            " `{subject}`",
            count=len(duties),
            body=visible(name),
            end=bodies.told(end),
            norm=first.duty.norm,
            subject=visible(first.duty.subject),
        ),
        help=Sentence("say who took its duties over, or correct the day on which it ended"),
    )
