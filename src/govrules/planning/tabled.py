"""Duties of periods and of days: slots worked out beforehand, joined to records of performance."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from govrules import calculus
from govrules.calculus import (
    Given,
    Relation,
    Value,
    all_of,
    any_of,
    at_most,
    col,
    equal,
    less,
    lit,
    negation,
    when,
)
from govrules.facts import Facts
from govrules.instants import ABSENT, EARLIEST, Instant
from govrules.norms import (
    Act,
    Anybody,
    Attestation,
    Deliverable,
    Holder,
    InPeriod,
    Link,
    Message,
    NoDeadline,
    Norm,
    PeriodTrigger,
)
from govrules.planning import forms, lives, messages, records
from govrules.planning.counting import with_counts
from govrules.planning.duties import EVIDENCE_COLUMNS, Family, Judged, Named, duty_rows, governed
from govrules.planning.lives import Circumstances, Tally, counted, sight
from govrules.planning.messages import MESSAGE, Parties, is_agent
from govrules.planning.outcome import NOT_APPLICABLE, Exemption
from govrules.planning.pairs import HOLDS, Bounds, Pair, bounds, by, exactly, moment
from govrules.planning.parties import validity
from govrules.planning.settled import now
from govrules.planning.slots import SLOT_COLUMNS, SLOT_EXEMPTIONS, Diary, Slot, office
from govrules.planning.windows import Window

NAMED = Named(col("subject"), lit(""), col("bearer"), col("counterparty"))
KEY = ("subject", "bearer")


@dataclass(frozen=True, slots=True)
class Found:
    """What the records say: the slots with what was counted, the tally, and the evidence."""

    rows: Relation
    tally: Tally
    evidence: tuple[Relation, ...]
    table: str


def family(act: Act, norms: Sequence[Norm], facts: Facts, as_of: Instant) -> Family:
    """Plan the duties of the norms of periods and of days of an act."""
    diary = Diary(act, facts, as_of)
    planned = [_planned(diary, norm) for norm in norms]
    return Family(
        tuple(duties for duties, _ in planned),
        tuple(each for _, evidence in planned for each in evidence),
    )


def _planned(diary: Diary, norm: Norm) -> tuple[Relation, tuple[Relation, ...]]:
    slots = tuple(diary.slots(norm))
    grid = Given(SLOT_COLUMNS, tuple(slot.row() for slot in slots), f"duties of {norm.key}")
    clock = _clock(norm, diary.as_of)
    found = _found(diary, norm, grid, slots, clock)
    around = Circumstances(
        exemptions=[
            Exemption(reason, norm.id, exactly(equal(col("exempt"), lit(reason))))
            for reason in NOT_APPLICABLE
            if reason in SLOT_EXEMPTIONS
        ],
        unbound=exactly(col("unbound")),
        spoiled=col("spoiled"),
        redaction=col("redaction"),
        defective=col("defective"),
        unclear=col("unclear"),
        uncharted=any_of(
            equal(col("due.lo"), lit(EARLIEST)),
            all_of(equal(col("due.hi"), lit(ABSENT)), less(col("due.lo"), lit(ABSENT))),
        ),
        awaited=lit(value=not clock.endless or _can_wait(norm)),
    )
    life = lives.of(clock, found.tally, around, sight(diary.facts, found.table), diary.as_of)
    judged = Judged(clock, life, found.tally.performed)
    rows = governed(found.rows, norm, clock.opened)
    return duty_rows(rows, norm, NAMED, judged, diary.as_of), found.evidence


def _can_wait(norm: Norm) -> bool:
    """Say whether a duty without a term may still be performed, as far as records can show."""
    performance = norm.performance
    if isinstance(performance, Deliverable):
        return performance.unrecorded != "attestation"
    return not isinstance(performance, Attestation | Link)


def _clock(norm: Norm, as_of: Instant) -> Window:
    opened = Bounds(col("opened"), col("opened"))
    endless = isinstance(norm.deadline, NoDeadline)
    return Window(
        opened,
        Bounds(col("due.lo"), col("due.hi")),
        by(opened, now(as_of)),
        since=moment(EARLIEST) if isinstance(norm.trigger, PeriodTrigger) else opened,
        ajar=norm.settled.get("early") == "accepted",
        accepted_late=endless,
        endless=endless,
    )


def _found(diary: Diary, norm: Norm, grid: Relation, slots: Sequence[Slot], clock: Window) -> Found:
    match norm.performance:
        case Message():
            return _by_message(diary, norm, grid, slots, clock)
        case Deliverable() as performance:
            return _by_deliverable(diary, norm, performance, grid, slots)
        case Attestation():
            return _by_statement(diary, norm, grid, slots)
        case Link():
            linked = when(col("linked"), col("opened"), lit(ABSENT))
            return Found(
                grid, Tally(Bounds(linked, linked)), (_witnesses(norm, slots),), "relations"
            )
    message = f"`{norm.id}` has a performance that no period or day can have"
    raise TypeError(message)


def _witnesses(norm: Norm, slots: Sequence[Slot]) -> Given:
    """Return the rows of the relation by which each slot's link holds."""
    return Given(
        EVIDENCE_COLUMNS,
        tuple(
            (norm.id, slot.subject, "", slot.bearer, "links", slot.opened, "relations", number)
            for slot in slots
            for number in slot.links
        ),
        f"links of {norm.key}",
    )


def _agents(norm: Norm, slots: Sequence[Slot], facts: Facts) -> Given:
    """Pair each slot with those whose records count; a nameless record may be anybody's."""
    persons = _persons(facts)
    rows: list[tuple[Value, ...]] = []
    for slot in slots:
        named = (slot.subject, slot.bearer)
        rows.append((*named, "", EARLIEST, ABSENT, False))
        for agent in slot.agents:
            rows.append((*named, agent, EARLIEST, ABSENT, False))
            if slot.persons:
                rows += [(*named, *person) for person in persons(agent)]
    return Given(messages.AGENT_COLUMNS, tuple(rows), f"agents of {norm.key}")


def _persons(facts: Facts) -> Callable[[str], Sequence[tuple[Value, ...]]]:
    """Tell by body whom it authorised, from when until when, and whether that is in doubt.

    Without a table of relations every other sender may have been authorised.
    """
    if "relations" not in facts.tables:
        table = facts.tables.get("messages")
        senders = sorted({str(row.cells["sender"]) for row in (table.rows if table else ())} - {""})
        return lambda body: [(name, EARLIEST, ABSENT, True) for name in senders if name != body]
    found: dict[str, list[tuple[Value, ...]]] = {}
    for row in facts.tables["relations"].rows:
        if row.cells["relation"] == "authorised-by":
            person = (str(row.cells["source"]), *validity(row), row.aside)
            found.setdefault(str(row.cells["target"]), []).append(person)
    return lambda body: found.get(body, ())


def _joined(grid: Relation, agents: Given, records_: Relation, organisation: str) -> Relation:
    paired = calculus.join(grid, agents, {"subject": "agent.subject", "bearer": "agent.bearer"})
    return calculus.join(paired, records_, {"agent": organisation})


def _by_message(
    diary: Diary, norm: Norm, grid: Relation, slots: Sequence[Slot], clock: Window
) -> Found:
    offices = {
        party.role: office(diary, party.role)
        for party in (norm.bearer, norm.counterparty)
        if isinstance(party, Holder)
    }
    performance = norm.performance
    assert isinstance(performance, Message)  # noqa: S101 - matched by the caller
    parties = Parties(diary.facts, offices, col("bearer"), agents=True)
    sent = messages.scan((norm,), diary.as_of)
    form = forms.of_act(diary.act, diary.facts)
    if performance.form and form:
        sent = forms.with_form(sent, form)
    rows = _joined(grid, _agents(norm, slots, diary.facts), sent, MESSAGE + "sender")
    to = messages.recipients(norm, parties, (norm.counterparty,))
    counts = messages.count(norm, clock, parties, _about(norm, clock), to, diary.as_of)
    aggregates = counts.aggregates(norm.key, norm.settled)
    tally = counted(norm, messages.performed(norm))
    wide = with_counts(grid, rows, KEY, aggregates, "counted.")
    return Found(wide, tally, (counts.evidence(rows, norm, NAMED),), "messages")


def _about(norm: Norm, clock: Window) -> Pair:
    if not isinstance(norm.trigger, PeriodTrigger):
        return HOLDS
    at = messages.SENT
    if isinstance(norm.deadline, InPeriod):
        # One transmission dated inside the period, whatever period it says it is about.
        return Pair(
            all_of(at_most(clock.opened.lo, at.lo), at_most(at.hi, clock.due.hi)),
            all_of(at_most(clock.opened.lo, at.hi), at_most(at.lo, clock.due.hi)),
        )
    # A row set aside counts only against the period that it names; a blank period of a row in
    # use may be any.
    label = col(MESSAGE + "period")
    named = equal(label, col("subject"))
    blank = all_of(equal(label, lit("")), negation(col(MESSAGE + "aside")))
    return Pair(named, any_of(named, blank))


def _by_deliverable(
    diary: Diary, norm: Norm, performance: Deliverable, grid: Relation, slots: Sequence[Slot]
) -> Found:
    anonymous = isinstance(norm.bearer, Anybody)
    whose = HOLDS if anonymous else is_agent(bounds(records.DELIVERED + "date"))
    counts = records.Delivered(norm, performance, whose)
    delivered = records.delivered(performance.item, diary.as_of)
    if anonymous:
        rows = calculus.join(
            calculus.extend(grid, {"item": lit(performance.item)}),
            delivered,
            {"item": records.DELIVERED + "item"},
        )
    else:
        organisation = records.DELIVERED + "organisation"
        rows = _joined(grid, _agents(norm, slots, diary.facts), delivered, organisation)
    wide = with_counts(grid, rows, KEY, counts.aggregates(), "counted.")
    found = Found(wide, counts.tally(), (counts.evidence(rows, NAMED),), "deliverables")
    if performance.unrecorded != "attestation":
        return found
    stated = _by_statement(diary, norm, found.rows, slots)
    return Found(
        stated.rows,
        records.together(found.tally, stated.tally),
        (*found.evidence, *stated.evidence),
        found.table,
    )


def _by_statement(diary: Diary, norm: Norm, grid: Relation, slots: Sequence[Slot]) -> Found:
    whose = is_agent(bounds(records.ATTESTED + "date"))
    counts = records.Attested(norm, diary.as_of, whose)
    statements = records.attested(norm.id, diary.as_of)
    agents = _agents(norm, slots, diary.facts)
    rows = _joined(grid, agents, statements, records.ATTESTED + "organisation")
    wide = with_counts(grid, rows, KEY, counts.aggregates(), "stated.")
    return Found(wide, counts.tally(), (counts.evidence(rows, NAMED),), "attestations")
