"""Consistency: what an agency's data say that an act does not know, or that contradicts it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from difflib import get_close_matches
from zoneinfo import ZoneInfo

from govrules.calendars import NotAPeriodError, period
from govrules.facts import Facts, Row
from govrules.findings import Finding, Level, Place
from govrules.instants import Instant, civil_day, write
from govrules.norms import (
    Act,
    Attestation,
    ByDate,
    Deliverable,
    Holder,
    Norm,
    PeriodTrigger,
    Record,
)
from govrules.planning import tenures
from govrules.sentences import Sentence, listed


def doubts(acts: Sequence[Act], facts: Facts, as_of: Instant) -> tuple[Finding, ...]:
    """Find what the data name that no act knows, offices held twice, dates of older wordings."""
    found = [
        *_unknown_roles(acts, facts),
        *_unknown_items(acts, facts),
        *_unknown_provisions(acts, facts),
    ]
    for act in acts:
        found += _held_twice(act, facts, as_of)
        found += _before_the_act(act, facts)
        found += _printed_dates(act, as_of)
    return tuple(sorted(found))


def _rows(facts: Facts, table: str) -> Iterable[Row]:
    return facts.tables[table].rows if table in facts.tables else ()


def _meant(word: str, known: Iterable[str]) -> Sentence:
    near = get_close_matches(word, sorted(known), n=1)
    if near:
        return Sentence("did you mean `{near}`?", near=near[0])
    return Sentence("`govrules acts ACT` lists what an act knows")


def _unknown_roles(acts: Sequence[Act], facts: Facts) -> Iterator[Finding]:
    known = {role for act in acts for role in act.roles}
    for row in _rows(facts, "organisations"):
        for role in row.listed("roles"):
            if role not in known:
                yield Finding(
                    place=replace(row.source, column="roles"),
                    code="unknown-role",
                    level=Level.WARNING,
                    message=Sentence("no act judged here knows the role `{role}`", role=role),
                    help=_meant(role, known),
                )


def _unknown_items(acts: Sequence[Act], facts: Facts) -> Iterator[Finding]:
    items = {
        norm.performance.item: norm
        for act in acts
        for norm in act.norms
        if isinstance(norm.performance, Deliverable)
    }
    for row in _rows(facts, "deliverables"):
        item = str(row.cells["item"])
        place = replace(row.source, column="item")
        norm = items.get(item)
        if norm is None:
            yield Finding(
                place=place,
                code="unknown-item",
                message=Sentence("no act judged here asks for an item `{item}`", item=item),
                help=_meant(item, items),
            )
        elif norm.wording is not None and norm.wording.repealed:
            yield Finding(
                place=place,
                code="repealed-item",
                level=Level.WARNING,
                message=Sentence("item `{item}` was repealed", item=item),
                help=Sentence(
                    "nothing is owed under it from its repeal on; delete the row or correct it"
                ),
            )


def _unknown_provisions(acts: Sequence[Act], facts: Facts) -> Iterator[Finding]:
    known = {norm.id for act in acts for norm in act.norms if attestable(norm)}
    for row in _rows(facts, "attestations"):
        provision = str(row.cells["provision"])
        if provision not in known:
            yield Finding(
                place=replace(row.source, column="provision"),
                code="unknown-provision",
                message=Sentence(
                    "no statement about `{provision}` is asked for", provision=provision
                ),
                help=_meant(provision, known),
            )


def attestable(norm: Norm) -> bool:
    """Say whether a statement can show that a norm was kept, or stand in for what shows it."""
    match norm.performance:
        case Attestation():
            return True
        case Record(attestable=attestable):
            return attestable
        case Deliverable(unrecorded=unrecorded):
            return unrecorded == "attestation"
    return False


def _held_twice(act: Act, facts: Facts, as_of: Instant) -> Iterator[Finding]:
    parties = {party for norm in act.norms for party in (norm.bearer, norm.counterparty)}
    zone = ZoneInfo(act.zone)
    for role in sorted({party.role for party in parties if isinstance(party, Holder)}):
        rows = {str(row.cells["id"]): row for row in _rows(facts, "organisations")}
        for tenure in tenures(facts, act.roles[role]):
            seen = tenure.end > act.commencement and tenure.start <= as_of
            if len(tenure.holders) > 1 and seen:
                names = listed([f"`{name}`" for name in tenure.holders], "and")
                since = write(max(tenure.start, act.commencement), zone)
                yield Finding(
                    place=replace(rows[tenure.holders[-1]].source, column="roles"),
                    code="two-holders",
                    level=Level.WARNING,
                    message=Sentence(
                        "{names} hold the role `{role}` at one time, from {since}",
                        names=names,
                        role=role,
                        since=since,
                    ),
                    help=Sentence("end the validity of one of them where the other begins"),
                )


def types_of_periods(acts: Iterable[Act]) -> frozenset[str]:
    """Return the types of message that are owed for periods."""
    return frozenset(
        getattr(norm.performance, "type", "")
        for act in acts
        for norm in act.norms
        if isinstance(norm.trigger, PeriodTrigger)
    )


def _before_the_act(act: Act, facts: Facts) -> Iterator[Finding]:
    types = types_of_periods([act])
    commencement = civil_day(act.commencement, ZoneInfo(act.zone))
    for row in _rows(facts, "messages"):
        label = str(row.cells["period"])
        if row.cells["type"] in types and label and _ended_before(label, commencement):
            yield Finding(
                place=replace(row.source, column="period"),
                code="period-before-act",
                level=Level.WARNING,
                message=Sentence(
                    "period `{period}` ended before `{act}` came into force",
                    period=label,
                    act=act.id,
                ),
                help=Sentence(
                    "nothing is owed for it; the act is in force from {day}",
                    day=commencement.isoformat(),
                ),
            )


def _ended_before(label: str, day: date) -> bool:
    try:
        return period(label).last < day
    except NotAPeriodError:
        return False


def _printed_dates(act: Act, as_of: Instant) -> Iterator[Finding]:
    zone = ZoneInfo(act.zone)
    for norm in act.norms:
        wording, deadline = norm.wording, norm.deadline
        if wording is None or not isinstance(deadline, ByDate) or as_of < wording.known_from:
            continue
        known_from = civil_day(wording.known_from, zone)
        if deadline.day < known_from:
            yield Finding(
                place=Place(path=norm.id),
                code="printed-date",
                level=Level.NOTE,
                message=Sentence(
                    "`{norm}` is due on {day}, before its wording of {wording}",
                    norm=norm.id,
                    day=deadline.day.isoformat(),
                    wording=known_from.isoformat(),
                ),
                help=Sentence(
                    "the date is taken as printed: an older wording may have said another"
                ),
            )
