"""Duties of objects: one for each norm and object, shown by a delivery or a statement about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from govrules import calculus
from govrules.calculus import Relation, Scan, col, lit
from govrules.facts import Facts
from govrules.instants import Instant, day_start
from govrules.norms import (
    Act,
    Attestation,
    Deliverable,
    Holder,
    Norm,
    ObjectTrigger,
    Party,
)
from govrules.planning import lives, records
from govrules.planning.conditions import (
    OBJECT,
    compile_test,
    intervals,
    object_columns,
    with_interval,
)
from govrules.planning.counting import with_counts
from govrules.planning.duties import Family, Judged, Named, duty_rows, governed
from govrules.planning.lives import Circumstances, Tally, sight
from govrules.planning.outcome import Exemption
from govrules.planning.pairs import Pair, before, both, bounds, by, moment
from govrules.planning.parties import Office, tenures
from govrules.planning.settled import now
from govrules.planning.windows import Window
from govrules.verdicts import Reason

KEY = ("case", "occasion")


@dataclass(frozen=True, slots=True)
class Objects:
    """What the duties of one act's objects are planned from; judged as they stand at `as_of`."""

    act: Act
    norms: Sequence[Norm]
    facts: Facts
    as_of: Instant

    def office(self, role: str) -> Office:
        """Return an office of the act by its role."""
        return Office(role, tenures(self.facts, self.act.roles[role]))


def family(objects: Objects) -> Family:
    """Plan the duties of all object norms of an act."""
    rows = _objects(objects)
    planned = [_duty(objects, norm, rows) for norm in objects.norms]
    return Family(
        tuple(duties for duties, _ in planned),
        tuple(each for _, evidence in planned for each in evidence),
    )


def _objects(objects: Objects) -> Relation:
    tests = tuple(dict.fromkeys(each for norm in objects.norms for each in norm.conditions))
    columns = object_columns(tests)
    scan = Scan("objects", tuple(columns), OBJECT)
    rows: Relation = calculus.extend(
        scan,
        {
            "case": col(OBJECT + "id"),
            "object": col(OBJECT + "id"),
            "occasion": lit(""),
            "start.lo": now(objects.as_of).lo,
            "start.hi": now(objects.as_of).hi,
        },
    )
    for interval in intervals(tests, objects.facts, objects.act.roles):
        rows = with_interval(rows, interval, bounds("start"))
    return rows


def _duty(objects: Objects, norm: Norm, rows: Relation) -> tuple[Relation, tuple[Relation, ...]]:
    trigger = norm.trigger
    assert isinstance(trigger, ObjectTrigger)  # noqa: S101 - the family's norms are about objects
    opened = moment(day_start(trigger.since, ZoneInfo(objects.act.zone)))
    clock = Window(
        opened,
        opened,
        by(opened, now(objects.as_of)),
        since=opened,
        accepted_late=True,
        endless=True,
    )
    named = Named(
        subject=col(OBJECT + "id"),
        occasion=lit(""),
        bearer=_name(objects, norm.bearer),
        counterparty=_name(objects, norm.counterparty),
        object_row=col(OBJECT + "row"),
    )
    found = _found(objects, norm, rows, named)
    start, _ = norm.in_force
    roles = [p.role for p in (norm.bearer, norm.counterparty) if isinstance(p, Holder)]
    vacancies = [objects.office(role).unbound(now(objects.as_of)) for role in roles]
    around = Circumstances(
        exemptions=[
            Exemption(Reason.OUT_OF_FORCE, norm.id, before(opened, moment(start))),
            *(
                Exemption(Reason(c.ground), c.provision, compile_test(c.when, objects.facts))
                for c in norm.conditions
            ),
        ],
        awaited=lit(value=_can_wait(norm)),
        unbound=vacancies[0] if vacancies else Circumstances().unbound,
        spoiled=col(OBJECT + "aside"),
    )
    life = lives.of(clock, found.tally, around, sight(objects.facts, found.table), objects.as_of)
    judged = Judged(clock, life, found.tally.performed)
    rows = governed(found.rows, norm, opened)
    return duty_rows(rows, norm, named, judged, objects.as_of), found.evidence


def _can_wait(norm: Norm) -> bool:
    performance = norm.performance
    return isinstance(performance, Deliverable) and performance.unrecorded != "attestation"


@dataclass(frozen=True, slots=True)
class _Found:
    rows: Relation
    tally: Tally
    evidence: tuple[Relation, ...]
    table: str


def _found(objects: Objects, norm: Norm, rows: Relation, named: Named) -> _Found:
    if isinstance(norm.performance, Deliverable):
        delivered = records.delivered(norm.performance.item, objects.as_of)
        whose = _whose(records.DELIVERED, named)
        counts = records.Delivered(norm, norm.performance, whose)
        joined = records.about_each(rows, delivered, "object", records.DELIVERED + "object")
        wide = with_counts(rows, joined, ("case",), counts.aggregates(), "counted.")
        evidence = counts.evidence(joined, named)
        found = _Found(wide, counts.tally(), (evidence,), "deliverables")
        if norm.performance.unrecorded != "attestation":
            return found
        stated = _stated(objects, norm, wide, named)
        tally = records.together(found.tally, stated.tally)
        return _Found(stated.rows, tally, (evidence, *stated.evidence), found.table)
    assert isinstance(norm.performance, Attestation)  # noqa: S101 - what else shows an object's state
    return _stated(objects, norm, rows, named)


def _stated(objects: Objects, norm: Norm, rows: Relation, named: Named) -> _Found:
    counts = records.Attested(norm, objects.as_of, _whose(records.ATTESTED, named))
    statements = records.attested(norm.id, objects.as_of)
    joined = records.about_each(rows, statements, "object", records.ATTESTED + "object")
    wide = with_counts(rows, joined, ("case",), counts.aggregates(), "stated.")
    return _Found(wide, counts.tally(), (counts.evidence(joined, named),), "attestations")


def _whose(prefix: str, named: Named) -> Pair:
    return both(
        records.made_by(prefix, named.bearer), records.about(prefix + "object", named.subject)
    )


def _name(objects: Objects, party: Party) -> calculus.Term:
    if isinstance(party, Holder):
        return objects.office(party.role).holder(now(objects.as_of))
    role, owner = getattr(party, "role", ""), col(OBJECT + "owner")
    return calculus.when(calculus.equal(owner, lit("")), lit(role), owner)
