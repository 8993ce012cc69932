"""Who there is in a drawn act's world, and what they sent, delivered and stated, or nearly."""

from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import Final

from tests.agreement.drawn_cases import AUTHORISED, HOLDER_OF, content
from tests.agreement.drawn_norms import ACT, KINDS
from tests.agreement.turning_points import Turning, spoilt
from tests.facts_made import MadeRow

from govrules.facts import RawValue
from govrules.instants import DAY, HOUR, day_end, day_start
from govrules.norms import (
    Attestation,
    Deliverable,
    FormTrigger,
    Link,
    Message,
    Norm,
    ObjectTrigger,
    OnceTrigger,
    PeriodTrigger,
    Record,
)

_NOTHING: RawValue = None
_MEMBERS: Final = ("F1", "K1", "B1")
_ROLES: Final[Mapping[str, Sequence[str]]] = {
    "W": ["d:watch"],
    "MIN": ["d:ministry"],
    "COM": ["d:committee"],
    "F1": ["d:ferry"],
    "K1": ["d:crane"],
    "B1": ["d:body", "d:other"],
}
_FIRMS: Final = (*_MEMBERS, "W", "MIN", "COM", AUTHORISED)


def organisations(random: Random, turning: Turning) -> list[MadeRow]:
    """Make who there is; now and then a holder changes, is missing or is one of two."""
    found: list[MadeRow] = []
    for id_, roles in _ROLES.items():
        row: MadeRow = {"id": id_, "name": f"Body {id_}", "roles": roles}
        change = turning.text(random.choice((*turning.starts, turning.of_days(random))))
        other: MadeRow = {"id": f"{id_}-2", "roles": roles, "valid_from": change}
        match random.randrange(14):
            case 0:
                continue
            case 1:
                found += [{**row, "valid_to": change}, other]
            case 2:
                found += [row, other]
            case 3:
                found.append({**row, "valid_from": change})
            case 4:
                found += [{**row, "valid_to": change}, {**row, "valid_from": change, "name": "New"}]
            case _:
                found.append(row)
    found.append({"id": AUTHORISED, "roles": []})
    return [spoilt(random, "organisations", row, 40) for row in found]


def relations(random: Random, turning: Turning, objects: Sequence[MadeRow]) -> list[MadeRow]:
    """Make who acts for whom, takes part, is bound to whom, and what is integrated."""
    found: list[MadeRow] = []
    for body in _MEMBERS:
        found += _related(random, turning, AUTHORISED, "authorised-by", body, 2)
        found += _related(random, turning, body, "participates-in", ACT, 1)
        found += _related(random, turning, body, "part-of", "COM", 2)
    for word in sorted({*_relations(turning)}):
        for one in ("W", "MIN", "COM", *_MEMBERS):
            found += _related(random, turning, one, word, random.choice(("W", "MIN", "COM")), 2)
    for object_ in objects:
        word = random.choice(("integrated-with", "part-of"))
        found += _related(random, turning, str(object_["id"]), word, "egov", 6)
    return [spoilt(random, "relations", row, 25) for row in found]


def _relations(turning: Turning) -> Iterator[str]:
    for norm in turning.act.norms:
        if isinstance(norm.performance, Link):
            yield norm.performance.relation
        given = getattr(norm.trigger, "given", "")
        if given:
            yield given


def _related(
    random: Random, turning: Turning, source: str, relation: str, target: str, often: int
) -> list[MadeRow]:
    """Relate two, once in `often`, all along or for some time, now and then without a gap."""
    if random.randrange(often):
        return []
    row: MadeRow = {"source": source, "relation": relation, "target": target}
    change = turning.text(turning.of_days(random))
    since: MadeRow = {**row, "valid_from": change}
    until: MadeRow = {**row, "valid_to": change}
    of_day: MadeRow = {**row, "valid_from": change[:10]}
    return random.choice(([row], [row], [since], [until], [until, since], [of_day]))


def tabled_messages(random: Random, turning: Turning) -> Iterator[MadeRow]:
    """Make the messages that norms of periods and days ask for, and forms."""
    for norm in turning.act.norms:
        performance = norm.performance
        if isinstance(norm.trigger, FormTrigger):
            for _ in range(4):
                yield _report(random, turning, norm, Message(norm.trigger.message))
        if isinstance(performance, Message) and isinstance(
            norm.trigger, PeriodTrigger | OnceTrigger
        ):
            for _ in range(8):
                yield _report(random, turning, norm, performance)


def _report(random: Random, turning: Turning, norm: Norm, performance: Message) -> MadeRow:
    sent = turning.of_days(random)
    received = sent + random.choice((0, 1, HOUR, 20 * HOUR))
    to = HOLDER_OF.get(getattr(norm.counterparty, "role", ""), "COM")
    label = _NOTHING
    if isinstance(norm.trigger, PeriodTrigger):
        period = random.choice(turning.periods)
        label = period.label
        edge = random.choice(
            (day_start(period.first, turning.zone), day_end(period.last, turning.zone))
        )
        sent, received = random.choice(
            ((sent, received), (edge, edge), (edge + 1, edge + 1), (edge - DAY, edge))
        )
    nil: list[str] = random.choice(([], ["internal"], ["internal", "external"]))
    return {
        "type": performance.type,
        "sender": _bearer(random, norm),
        "recipient": random.choice(([to], [to], [to], ["X"], [to, "MIN"])),
        "sent_at": turning.text(sent),
        "received_at": random.choice((turning.text(received), _NOTHING)),
        "period": random.choice((label, label, label, _NOTHING)),
        "nil_sections": nil,
        **content(random, performance, ["events"]),
    }


def _bearer(random: Random, norm: Norm) -> str:
    held = HOLDER_OF.get(getattr(norm.bearer, "role", ""), "")
    return random.choice((held, held, held, *_FIRMS)) if held else random.choice(_FIRMS)


def assets(random: Random, forms: Sequence[MadeRow]) -> Iterator[MadeRow]:
    """Make the rows of forms, most of them as demanded whatever is."""
    for form in forms:
        for section in ("internal", "external"):
            for number in range(1, random.choice((1, 1, 2, 3))):
                row: MadeRow = {
                    "message": form["id"],
                    "section": section,
                    "number": str(number),
                    "body": random.choice((form.get("sender"), f"Body {form.get('sender')}", "1")),
                    "unit": random.choice(("unit", _NOTHING, "2")),
                    "location": random.choice(("quay", "10.0.0.1")),
                    "person": random.choice(("somebody", _NOTHING)),
                    "hostname": random.choice(("crane-1", "no host!", "host.example")),
                    "ip": random.choice(("10.0.0.1", "10.0.0.300", "2001:db8::1", "7")),
                    "os": random.choice(("some system", _NOTHING)),
                }
                yield spoilt(random, "assets", row, 6)


def deliverables(random: Random, turning: Turning, objects: Sequence[MadeRow]) -> Iterator[MadeRow]:
    """Make what was delivered under the items that norms name."""
    for norm in turning.act.norms:
        performance = norm.performance
        for _ in range(6 if isinstance(performance, Deliverable) else 0):
            assert isinstance(performance, Deliverable)
            about = isinstance(norm.trigger, ObjectTrigger) and objects
            row: MadeRow = {
                "item": performance.item,
                "organisation": _bearer(random, norm),
                "object": random.choice(objects)["id"] if about else _NOTHING,
                "kind": random.choice((*KINDS, *KINDS, "other", _NOTHING)),
                "date": turning.text(turning.of_days(random)),
            }
            yield spoilt(random, "deliverables", row, 6)


def attestations(
    random: Random, turning: Turning, objects: Sequence[MadeRow], cases: Sequence[MadeRow]
) -> Iterator[MadeRow]:
    """Make statements about the norms that they may show, or stand in for."""
    for norm in turning.act.norms:
        performance = norm.performance
        stated = isinstance(performance, Attestation) or (
            getattr(performance, "unrecorded", "") == "attestation"
        )
        attestable = isinstance(performance, Record) and performance.attestable
        for _ in range(8 if stated or attestable else 0):
            made = turning.of_days(random)
            until = random.choice((_NOTHING, turning.text(made + random.choice((HOUR, 1)))))
            label = random.choice(turning.periods).label if turning.periods else _NOTHING
            row: MadeRow = {
                "provision": norm.id,
                "organisation": _bearer(random, norm),
                "object": random.choice(objects)["id"]
                if isinstance(norm.trigger, ObjectTrigger)
                else _NOTHING,
                "case": random.choice(cases)["id"] if attestable else _NOTHING,
                "period": label if isinstance(norm.trigger, PeriodTrigger) else _NOTHING,
                "date": turning.text(made),
                "valid_to": random.choice((until, _NOTHING, _NOTHING)),
                "holds": random.choice(("true", "true", "true", "false", _NOTHING)),
            }
            yield spoilt(random, "attestations", row, 6)
