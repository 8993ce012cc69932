"""Cases made for a drawn act: each with its object and messages, at the edges of the terms."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

from tests.agreement.drawn_norms import ACT
from tests.agreement.turning_points import Turning, spoilt
from tests.agreement.vocabulary import enumerated, words_of_column
from tests.facts_made import MadeRow

from govrules.facts import RawValue
from govrules.instants import DAY, HOUR, MINUTE, Instant
from govrules.norms import (
    AfterUnless,
    Holder,
    Message,
    Norm,
    OccasionTrigger,
    Party,
    ReceiptTrigger,
    Record,
    UntilClosed,
)

HOLDER_OF: Final[Mapping[str, str]] = {"d:watch": "W", "d:ministry": "MIN", "d:committee": "COM"}
OWNERS: Final = ("F1", "F1", "K1", "B1", "MIN", "X")
"""Who owns objects: members of the classes, and somebody whom nobody lists."""
AUTHORISED: Final = "AP"
_NOBODY: RawValue = None
_LANGUAGES: Final = (["kk", "ru", "ky"], ["kk", "ru"], ["ru"], _NOBODY)


@dataclass(frozen=True, slots=True)
class CaseFile:
    """What an agency has of one case."""

    case: MadeRow
    object: MadeRow
    messages: Sequence[MadeRow]


def made_case(random: Random, turning: Turning, name: str, base: Instant) -> CaseFile:
    """Make a case detected near `base`, with what norms about cases ask for, or nearly."""
    norms = [
        n for n in turning.act.norms if isinstance(n.trigger, OccasionTrigger | ReceiptTrigger)
    ]
    detected = base + random.choice((0, 0, -1, 1, 7 * HOUR))
    if random.randrange(5) == 0:
        detected = random.choice(turning.starts) + random.choice((-1, 0, 1, -HOUR))
    class_ = random.choice(("event", "incident", "incident"))
    upgraded = class_ == "incident" and random.randrange(4) == 0
    classified = turning.after(detected, random) if upgraded else detected
    object_: MadeRow = {"id": f"O-{name}", "owner": random.choice(OWNERS), **_object(random)}
    case: dict[str, RawValue] = {
        "id": name,
        "object": object_["id"],
        "class": class_,
        "detected_at": turning.text(detected),
        "classified_at": turning.text(classified) if upgraded else _NOBODY,
        **{flag: random.choice(("true", "false", _NOBODY)) for flag in enumerated("case-flag")},
    }
    starts = [detected, classified, classified]
    for column in enumerated("case-instant"):
        asked = any(_names(norm, column) for norm in norms)
        if random.randrange(4) < (3 if asked else 1):
            case[column] = turning.text(turning.after(random.choice(starts), random))
    told = [norm for norm in norms if isinstance(norm.performance, Message)]
    messages: list[MadeRow] = []
    for _ in range(random.choice((0, 1, 1, 2, 2, 3)) if told else 0):
        messages += _exchange(random, turning, random.choice(told), case, starts)
    named = [
        spoilt(random, "messages", {"id": f"{name}-{n}", "case": name, **row}, 6)
        for n, row in enumerate(_with_owner(messages, str(object_["owner"])), start=1)
    ]
    return CaseFile(spoilt(random, "cases", case, 8), spoilt(random, "objects", object_, 8), named)


def _names(norm: Norm, column: str) -> bool:
    match norm.performance, norm.deadline:
        case (Record(column=named), _) | (_, UntilClosed(column=named)):
            return column == named
    return column in getattr(norm.deadline, "unless", ())


def _object(random: Random) -> MadeRow:
    flags = ("contains_state_secrets", "protected_execution", "egov_integrated")
    return {
        "category": random.choice((*words_of_column("category"), _NOBODY)),
        **{flag: random.choice(("true", "false", _NOBODY)) for flag in flags},
        "network_class": random.choice((*words_of_column("network_class"), _NOBODY)),
        "country": random.choice(("KZ", "KZ", "RU", _NOBODY)),
        "work_types": random.choice((["1", "2", "3"], ["1"], ["2", "3"], _NOBODY)),
    }


_OWNER: Final = "\x1fowner"


def _exchange(
    random: Random,
    turning: Turning,
    norm: Norm,
    case: MadeRow,
    starts: Sequence[Instant],
) -> list[MadeRow]:
    """Make the message that a norm asks for; before it, the one that it answers, if any."""
    performance, found = norm.performance, list[MadeRow]()
    assert isinstance(performance, Message)
    start = random.choice(starts)
    if isinstance(norm.trigger, ReceiptTrigger):
        answered = _message(random, norm.trigger.message, norm.counterparty, norm.bearer)
        sent = turning.after(start, random)
        received = sent + random.choice((0, MINUTE, 1, DAY))
        covers = random.choice(([str(case["class"])], ["event", "incident"], None))
        found.append({**answered, **_times(random, turning, sent, received), "covers": covers})
        start = received
    sent = turning.after(start, random)
    if isinstance(norm.deadline, AfterUnless) and random.randrange(4) == 0:
        sent = start + norm.deadline.length // 2
    received = sent + random.choice((0, 0, 1, MINUTE, DAY))
    if performance.counts_when == "received" and random.randrange(2):
        sent, received = start, max(start, sent)
    found.append(
        {
            **_message(random, performance.type, norm.bearer, norm.counterparty),
            **_times(random, turning, sent, received),
            **content(random, performance, [str(case["class"])]),
        }
    )
    return found


def _times(random: Random, turning: Turning, sent: Instant, received: Instant) -> MadeRow:
    return {
        "sent_at": turning.text(sent),
        "received_at": turning.text(received) if random.randrange(4) else _NOBODY,
    }


def content(random: Random, performance: Message, otherwise: Sequence[str]) -> MadeRow:
    """Make what a message says: what is demanded, mostly."""
    covers = list(performance.covers) or random.choice((list(otherwise), []))
    if performance.covers and random.randrange(4) == 0:
        covers = random.choice((covers[:-1], ["threats"], [*covers, "measures"]))
    document = performance.document or _NOBODY
    return {
        "covers": covers,
        "languages": random.choice(_LANGUAGES) if performance.languages else _NOBODY,
        "document": random.choice((document, document, ACT, _NOBODY)),
        "status": random.choice(("sent", "delivered", _NOBODY, _NOBODY, "failed")),
    }


def _message(random: Random, type_: str, sender: Party, recipient: Party) -> MadeRow:
    to = _organisation(random, recipient)
    others = random.choice(([], [], [], [AUTHORISED], ["COM"], ["MIN"]))
    return {
        "type": type_ if random.randrange(12) else "document",
        "sender": _organisation(random, sender),
        "recipient": list(dict.fromkeys((to, *others))),
    }


def _organisation(random: Random, party: Party) -> str:
    if random.randrange(8) == 0:
        return random.choice(("W", "MIN", "COM", AUTHORISED, "B1", "X"))
    if isinstance(party, Holder):
        return HOLDER_OF[party.role]
    return random.choice((_OWNER, _OWNER, _OWNER, AUTHORISED))


def _with_owner(messages: Sequence[MadeRow], owner: str) -> list[MadeRow]:
    """Name the owner of the object where a message names the part it has."""

    def named(value: RawValue) -> RawValue:
        if isinstance(value, list):
            return list(dict.fromkeys(owner if each == _OWNER else each for each in value))
        return owner if value == _OWNER else value

    return [{column: named(value) for column, value in row.items()} for row in messages]
