"""Duties of cases: one for each norm and occasion, judged over one wide row per occasion.

The messages of all cases are grouped once for all norms; norms whose clock starts at the receipt
of a message, itself a result of that grouping, are judged after a second one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from govrules import calculus
from govrules.calculus import (
    Aggregate,
    Least,
    Relation,
    Term,
    all_of,
    any_of,
    col,
    equal,
    greatest,
    less,
    lit,
    negation,
    when,
)
from govrules.facts import Facts
from govrules.instants import ABSENT, Instant
from govrules.norms import (
    Act,
    CaseTrigger,
    Holder,
    Message,
    Norm,
    ObjectOwner,
    OccasionTrigger,
    Party,
    ReceiptTrigger,
    Record,
)
from govrules.planning import lives, messages
from govrules.planning.conditions import AUTHORISED, OBJECT, compile_test, found
from govrules.planning.counting import with_counts
from govrules.planning.duties import Family, Judged, Named, duty_rows, evidence_rows, governed
from govrules.planning.lives import Circumstances, Tally, counted, sight
from govrules.planning.messages import MESSAGE, Counted, Parties
from govrules.planning.occasions import concerns, occasions
from govrules.planning.outcome import Exemption
from govrules.planning.pairs import (
    FAILS,
    HOLDS,
    Bounds,
    Pair,
    before,
    both,
    bounds,
    by,
    either,
    exactly,
    moment,
    opposite,
)
from govrules.planning.parties import Office, same, tenures
from govrules.planning.records import ATTESTED, Attested, about, about_each, attested, made_by
from govrules.planning.settled import complete, now
from govrules.planning.windows import Window, opening, window
from govrules.verdicts import Reason

KEY = ("case", "occasion")
START = bounds("start")


@dataclass(frozen=True, slots=True)
class Cases:
    """What the duties of one act's cases are planned from."""

    act: Act
    norms: Sequence[Norm]
    facts: Facts
    as_of: Instant

    def window(self, norm: Norm) -> Window:
        """Return the clock of a norm over the columns of an occasion."""
        return window(norm, self.as_of, complete(self.facts, "cases")[1])

    def earlier(self, norm: Norm) -> tuple[Norm, ...]:
        """Return the editions about cases that a norm had before this one."""
        return tuple(
            each
            for each in self.norms
            if each.id == norm.id and each.edition.governs < norm.edition.governs
        )

    def siblings(self, norm: Norm) -> tuple[Party, ...]:
        """Return the recipients that the act's norms name for a norm's type of message."""
        parties = {
            other.counterparty: None
            for other in self.act.norms
            if isinstance(other.performance, Message)
            and isinstance(norm.performance, Message)
            and other.performance.type == norm.performance.type
        }
        return tuple(parties)


def offices(act: Act, facts: Facts) -> dict[str, Office]:
    """Return the offices that the act's norms name as bearer or counterparty, by role."""
    parties = [party for norm in act.norms for party in (norm.bearer, norm.counterparty)]
    roles = sorted({party.role for party in parties if isinstance(party, Holder)})
    return {role: Office(role, tenures(facts, act.roles[role])) for role in roles}


def trigger(norm: Norm) -> CaseTrigger:
    """Return the trigger of a case norm."""
    assert isinstance(norm.trigger, OccasionTrigger | ReceiptTrigger)  # noqa: S101 - the family's
    return norm.trigger


def family(cases: Cases) -> Family:
    """Plan the duties of all case norms of an act."""
    owner = col(OBJECT + "owner")
    parties = Parties(cases.facts, offices(cases.act, cases.facts), owner)
    told = [norm for norm in cases.norms if isinstance(norm.performance, Message)]
    noted = [norm for norm in cases.norms if isinstance(norm.performance, Record)]
    answering = [norm for norm in told if isinstance(norm.trigger, ReceiptTrigger)]
    direct = [norm for norm in told if norm not in answering]
    counts = {norm.key: _count(cases, norm, parties) for norm in told}
    all_occasions = occasions(cases.act, cases.norms, cases.facts, cases.as_of)
    rows = _correspondence(cases, all_occasions)
    first = _aggregates(direct, counts) | _receipts(cases, answering, parties)
    first |= _persons(cases, direct, parties)
    wide = with_counts(all_occasions, rows, KEY, first, "first.")
    if answering:
        rows = _with_receipts(rows, wide, [name for name in first if ".receipt" in name])
        second = _aggregates(answering, counts) | _persons(cases, answering, parties)
        wide = with_counts(wide, rows, KEY, second, "second.")
    duties = [_duties(cases, norm, parties, wide) for norm in told]
    evidence = [
        counts[norm.key].evidence(_listed(cases, rows, norm), norm, _named(norm, parties))
        for norm in told
    ]
    evidence += [_receipt_evidence(cases, rows, norm, parties) for norm in answering]
    for norm in noted:
        # Where an earlier edition answered a message, its clock is a column of the counts.
        answered = any(isinstance(each.trigger, ReceiptTrigger) for each in cases.earlier(norm))
        judged, statements = _noted(cases, norm, parties, wide if answered else all_occasions)
        duties.append(judged)
        evidence += statements
    return Family(tuple(duties), tuple(evidence))


def _correspondence(cases: Cases, rows: Relation) -> Relation:
    """Join to each occasion the messages of its case, and who was authorised in them."""
    rows = calculus.join(rows, messages.scan(cases.norms, cases.as_of), {"case": MESSAGE + "case"})
    for organisation, prefix in (
        ("recipient", messages.RECIPIENT_AUTHORITY),
        ("sender", messages.SENDER_AUTHORITY),
    ):
        rows = messages.with_authority(rows, OBJECT + "owner", MESSAGE + organisation, prefix)
    return calculus.Titled("messages of occasions", rows)


def _count(cases: Cases, norm: Norm, parties: Parties, *, person: bool = False) -> Counted:
    covers = norm.performance.covers if isinstance(norm.performance, Message) else ()
    concern = concerns(MESSAGE, _upgrade(norm), content_decides=bool(covers))
    if len(trigger(norm).occasions) == 1 and not covers:
        concern = HOLDS
    to = messages.recipients(norm, parties, cases.siblings(norm))
    if _to_each(norm):
        itself = same(col(MESSAGE + "recipient"), parties.body)
        to = replace(to, wanted=both(to.wanted, opposite(itself) if person else itself))
    return messages.count(norm, cases.window(norm), parties, concern, to, cases.as_of)


def _to_each(norm: Norm) -> bool:
    """Say whether the body and the person it authorised must both be told, each for itself."""
    return norm.settled.get("recipients") == "each" and isinstance(norm.counterparty, ObjectOwner)


def _upgrade(norm: Norm) -> str:
    return norm.settled.get("upgrade", "new-clock")


def _person(norm: Norm) -> str:
    return f"{norm.key}.person"


def _performed(norm: Norm) -> Bounds:
    """Return when a norm was performed: to each, when the last of those to be told was told."""
    own = messages.performed(norm)
    if not _to_each(norm):
        return own
    person = bounds(f"{_person(norm)}.performed")
    exists = found(AUTHORISED)
    return Bounds(
        when(exists.sure, greatest(own.lo, person.lo), own.lo),
        when(exists.possible, greatest(own.hi, person.hi), own.hi),
    )


def _aggregates(norms: Sequence[Norm], counts: Mapping[str, Counted]) -> dict[str, Aggregate]:
    return {
        name: aggregate
        for norm in norms
        for name, aggregate in counts[norm.key].aggregates(norm.key, norm.settled).items()
    }


def _persons(cases: Cases, norms: Sequence[Norm], parties: Parties) -> dict[str, Aggregate]:
    """Count for each norm of which the person authorised must be told too what that one was."""
    return {
        name: aggregate
        for norm in filter(_to_each, norms)
        for name, aggregate in _count(cases, norm, parties, person=True)
        .aggregates(_person(norm), {})
        .items()
    }


def _received(cases: Cases, norm: Norm, parties: Parties) -> Pair:
    """Hold where a message starts the clock of a norm that answers it."""
    at = _receipt(norm, "")
    answered = trigger(norm)
    assert isinstance(answered, ReceiptTrigger)  # noqa: S101 - the caller's norms answer messages
    return both(
        messages.from_to(norm, parties, answered.message),
        concerns(MESSAGE, _upgrade(norm), content_decides=False),
        exactly(all_of(less(at.lo, lit(ABSENT)), by(at, now(cases.as_of)).possible)),
    )


def _receipt(norm: Norm, form: str) -> Bounds:
    """Return when a message was received, as far as that is recorded or read into the text."""
    received, sent = bounds(f"{MESSAGE}received_at{form}"), bounds(f"{MESSAGE}sent_at{form}")
    if getattr(norm.trigger, "unrecorded", "") != "received-as-sent":
        return received
    noted = equal(received.lo, received.hi)
    return Bounds(when(noted, received.lo, sent.lo), when(noted, received.hi, sent.hi))


def _receipts(cases: Cases, norms: Sequence[Norm], parties: Parties) -> dict[str, Aggregate]:
    found: dict[str, Aggregate] = {}
    for norm in norms:
        starts = _received(cases, norm, parties)
        for form in ("", ".minute"):
            at = _receipt(norm, form)
            found[f"{norm.key}.receipt{form}.lo"] = Least(at.lo, starts.possible, ABSENT)
            found[f"{norm.key}.receipt{form}.hi"] = Least(at.hi, starts.sure, ABSENT)
    return found


def _with_receipts(rows: Relation, wide: Relation, receipts: Sequence[str]) -> Relation:
    prefix = "answered."
    keyed = calculus.project(
        wide,
        {
            **{prefix + key: col(key) for key in KEY},
            **{name: col(name) for name in receipts},
        },
    )
    return calculus.join(rows, keyed, {key: prefix + key for key in KEY})


def _listed(cases: Cases, rows: Relation, norm: Norm) -> Relation:
    """Keep the occasions on which an edition of a norm has a duty.

    Those that it governs; norms on events alone skip incidents.
    """
    earlier = [(opening(each), each.edition.governs[1]) for each in cases.earlier(norm)]
    rows = governed(rows, norm, opening(norm), earlier)
    if "incident" in trigger(norm).occasions:
        return rows
    return calculus.Where(rows, equal(col("occasion"), lit("event")))


def _named(norm: Norm, parties: Parties) -> Named:
    return Named(
        subject=col("case"),
        occasion=col("occasion"),
        bearer=_name(norm.bearer, parties),
        counterparty=_name(norm.counterparty, parties),
        case_row=col("case.row"),
        object_row=col("object.row"),
    )


def _name(party: Party, parties: Parties) -> Term:
    if isinstance(party, Holder):
        return parties.offices[party.role].holder(START)
    if isinstance(party, ObjectOwner):
        return when(equal(parties.body, lit("")), lit(party.role), parties.body)
    return lit(getattr(party, "role", ""))


def _duties(cases: Cases, norm: Norm, parties: Parties, wide: Relation) -> Relation:
    clock = cases.window(norm)
    tally = counted(norm, _performed(norm))
    around = _circumstances(cases, norm, parties, clock)
    life = lives.of(clock, tally, around, sight(cases.facts, "messages"), cases.as_of)
    judged = Judged(clock, life, tally.performed)
    return duty_rows(_listed(cases, wide, norm), norm, _named(norm, parties), judged, cases.as_of)


def _noted(
    cases: Cases, norm: Norm, parties: Parties, rows: Relation
) -> tuple[Relation, list[Relation]]:
    """Judge a norm by an instant in the record of the case, or by a statement in its stead."""
    record = norm.performance
    assert isinstance(record, Record)  # noqa: S101 - the caller's norms are about records
    clock, named = cases.window(norm), _named(norm, parties)
    noted = bounds(record.column)
    contradictory = less(noted.hi, clock.since.lo)
    tally = Tally(
        Bounds(
            when(contradictory, lit(ABSENT), noted.lo), when(contradictory, lit(ABSENT), noted.hi)
        ),
        broken=contradictory,
    )
    evidence: list[Relation] = []
    flag = getattr(norm.trigger, "if_flag", "")
    wanted = equal(col(flag), lit("true")) if flag else lit(value=True)
    if record.attestable:
        joined = about_each(rows, attested(norm.id, cases.as_of), "case", ATTESTED + "case")
        whose = both(made_by(ATTESTED, named.bearer), about(ATTESTED + "case", col("case")))
        statements = Attested(norm, cases.as_of, whose)
        rows = with_counts(rows, joined, KEY, statements.aggregates(), f"{norm.key}.stated.")
        stated = statements.tally()
        tally = replace(
            stated, performed=tally.performed, broken=any_of(tally.broken, stated.broken)
        )
        evidence.append(statements.evidence(_listed(cases, joined, norm), named))
    if flag:
        needless = exactly(equal(col(flag), lit("false")))
        clock = replace(clock, triggered=both(clock.triggered, exactly(negation(needless.sure))))
    around = replace(_circumstances(cases, norm, parties, clock), awaited=wanted)
    life = lives.of(clock, tally, around, sight(cases.facts, "cases"), cases.as_of)
    judged = Judged(clock, life, tally.performed)
    return duty_rows(_listed(cases, rows, norm), norm, named, judged, cases.as_of), evidence


def _circumstances(cases: Cases, norm: Norm, parties: Parties, clock: Window) -> Circumstances:
    return Circumstances(
        exemptions=_exemptions(cases, norm, clock),
        unbound=_unbound(norm, parties),
        spoiled=any_of(col("case.aside"), col("object.aside")),
    )


def _unbound(norm: Norm, parties: Parties) -> Pair:
    roles = [party.role for party in (norm.bearer, norm.counterparty) if isinstance(party, Holder)]
    return either(*(parties.offices[role].unbound(START) for role in roles))


def _exemptions(cases: Cases, norm: Norm, clock: Window) -> list[Exemption]:
    start, end = norm.in_force
    judged = clock.due if norm.settled.get("straddling") == "running-term" else clock.opened
    ended = both(by(moment(end), judged), before(judged, moment(ABSENT)))
    over = ended if end < ABSENT else FAILS
    found = [Exemption(Reason.OUT_OF_FORCE, norm.id, either(before(judged, moment(start)), over))]
    found += [
        Exemption(Reason(each.ground), each.provision, compile_test(each.when, cases.facts))
        for each in norm.conditions
    ]
    if "event" not in trigger(norm).occasions:
        event = exactly(equal(col("occasion"), lit("event")))
        unclassified = Pair(event.sure, any_of(event.sure, col("unclassified")))
        found.append(Exemption(Reason.EVENT, norm.id, unclassified))
    return found


def _receipt_evidence(cases: Cases, rows: Relation, norm: Norm, parties: Parties) -> Relation:
    starts = _received(cases, norm, parties)
    kept = calculus.Where(_listed(cases, rows, norm), starts.possible)
    use = when(starts.sure, lit("starts"), lit("may-start"))
    row = MESSAGE + "row"
    return evidence_rows(
        kept, norm, _named(norm, parties), use, _receipt(norm, ""), "messages", row
    )
