"""Generated cases of kz-229 with a few unknown cells, for the tests of what unknowns may do."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice, product
from math import prod
from random import Random
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from tests.facts_made import MadeRow, Tables

from govrules.facts import RawValue
from govrules.instants import (
    DAY,
    HOUR,
    MINUTE,
    Duration,
    Instant,
    civil_day,
    day_end,
    day_start,
    read_exact,
    write,
)

ZONE = ZoneInfo("Asia/Almaty")
ACT = "kz-229"
NORMS = tuple(
    f"kz-229/rules/{unit}"
    for unit in (
        *("10.3.g.mo", "10.3.g.knb", "10.3.k.auth", "10.3.k.knb"),
        *("12.e.event", "12.e.incident"),
    )
)

DETECTED = read_exact("2026-07-20T10:00:00+05:00")
AROUND_COMMENCEMENT = read_exact("2026-07-11T23:00:00+05:00")
TERMS = (30 * MINUTE, 3 * HOUR, 48 * HOUR, 72 * HOUR)


def _around(*terms: Duration) -> tuple[Duration, ...]:
    return tuple(term + off for term in terms for off in (-1, 0, 1))


LATER = (0, 10 * MINUTE, HOUR, *_around(*TERMS), 100 * HOUR)
"""How long after detection things happen: around every boundary of the norms."""

BLANK: RawValue = None
BODIES = ("MO-1", "AP-1", "KNB", "AB", "STC")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a made case: its table, the row's number in the case, its column."""

    table: str
    row: int
    column: str


@dataclass(frozen=True, slots=True)
class MadeCase:
    """One case with its object and messages, all cells known, and what is to be forgotten.

    `holes` maps a cell to what stands there instead: nothing, a date or what cannot be read.
    """

    rows: Mapping[str, Sequence[MadeRow]]
    holes: Mapping[Cell, RawValue]

    def forgotten(self) -> "MadeCase":
        """Return the case as the agency hands it over."""
        return replace(self, rows=self._with(self.holes))

    def known(self, cells: Mapping[Cell, RawValue]) -> "MadeCase":
        """Return the case with the holes filled in some way."""
        return replace(self, rows=self._with(cells))

    def _with(self, cells: Mapping[Cell, RawValue]) -> dict[str, list[MadeRow]]:
        made = {table: [dict(row) for row in rows] for table, rows in self.rows.items()}
        for cell, value in cells.items():
            made[cell.table][cell.row][cell.column] = value
        return {table: [dict(row) for row in rows] for table, rows in made.items()}

    def named(self, name: str) -> dict[str, list[MadeRow]]:
        """Return the rows of the case, the case and all that hangs on it named after `name`."""
        object_, case = dict(self.rows["objects"][0]), dict(self.rows["cases"][0])
        return {
            "objects": [{**object_, "id": f"O-{name}"}],
            "cases": [{**case, "id": name, "object": f"O-{name}"}],
            "messages": [
                {**message, "id": f"{name}-{number}", "case": name}
                for number, message in enumerate(self.rows["messages"], start=1)
            ],
        }


def tables_of(organisations: Tables, cases: Mapping[str, MadeCase]) -> Tables:
    """Put cases, by their names, together with the organisations they share."""
    found: dict[str, list[MadeRow]] = {
        **{table: list(rows) for table, rows in organisations.items()},
        **{table: [] for table in ("objects", "cases", "messages")},
    }
    for name, case in cases.items():
        for table, rows in case.named(name).items():
            found[table] += rows
    return found


def text(instant: Instant) -> str:
    """Write an instant as a cell does."""
    return write(instant, ZONE)


def _committees(change: str) -> list[list[MadeRow]]:
    first: MadeRow = {"id": "KNB", "roles": ["kz:knb"]}
    second: MadeRow = {"id": "KNB-2", "roles": ["kz:knb"]}
    return [
        [first],
        [],
        [{**first, "valid_to": change}, {**second, "valid_from": change}],
        [first, {**second, "valid_from": change}],
    ]


@st.composite
def worlds(draw: st.DrawFn) -> Tables:
    """Draw who holds which role, some of it changing at an hour after detection."""
    change = text(DETECTED + HOUR)
    knb = draw(st.sampled_from(_committees(change)))
    validities: list[list[MadeRow]] = [[], [{"valid_to": change}], [{"valid_from": change}], [{}]]
    authority = draw(st.sampled_from(validities))
    return {
        "organisations": [
            {"id": "STC", "roles": ["kz:stc"]},
            {"id": "AB", "roles": ["kz:authorised-body"]},
            {"id": "MO-1", "roles": ["kz:state-body"]},
            {"id": "NB", "roles": ["kz:national-bank"]},
            {"id": "AP-1", "roles": []},
            *knb,
        ],
        "relations": [
            {"source": "AP-1", "relation": "authorised-by", "target": "MO-1", **validity}
            for validity in authority
        ],
    }


PLAIN: Tables = {
    "organisations": [
        {"id": "STC", "roles": ["kz:stc"]},
        {"id": "KNB", "roles": ["kz:knb"]},
        {"id": "AB", "roles": ["kz:authorised-body"]},
        {"id": "MO-1", "roles": ["kz:state-body"]},
        {"id": "NB", "roles": ["kz:national-bank"]},
        {"id": "AP-1", "roles": []},
    ],
    "relations": [{"source": "AP-1", "relation": "authorised-by", "target": "MO-1"}],
}
"""A world in which nothing changes."""

_COVERS = {
    "notice": [["event"], ["incident"], ["event", "incident"]],
    "reply": [["analysis"], ["measures"], ["analysis", "measures"], ["threats"]],
    "escalation": [["incident"], ["event"]],
}
_RECIPIENTS = {
    "notice": [["MO-1"], ["MO-1"], ["KNB"], ["MO-1", "KNB"], ["AP-1"], ["AB"]],
    "reply": [["STC"], ["STC"], ["STC"], ["KNB"]],
    "escalation": [["KNB"], ["AB"], ["KNB", "AB"], ["MO-1"]],
}
_SENDERS = {
    "notice": ["STC", "STC", "STC", "KNB"],
    "reply": ["MO-1", "MO-1", "MO-1", "AP-1", "AB"],
    "escalation": ["STC", "STC", "STC", "MO-1"],
}
_WAITS = {
    "notice": (0, 10 * MINUTE, *_around(30 * MINUTE, 3 * HOUR), HOUR, 51 * HOUR),
    "reply": (0, HOUR, *_around(48 * HOUR), 50 * HOUR, 99 * HOUR),
    "escalation": (47 * HOUR, *_around(48 * HOUR, 72 * HOUR), 60 * HOUR, 100 * HOUR),
}
"""How long after detection, and a reply after the first receipt, a message is sent."""


def _correspondence(random: Random, detected: Instant, upgraded: str) -> list[MadeRow]:
    """Make up to three messages, most of them as they should be, some about the upgrade."""
    starts = [detected, read_exact(upgraded)] if upgraded else [detected]
    types = ["notice", "notice", "notice", "reply", "reply", "escalation"]
    found: list[MadeRow] = []
    received = detected
    for _ in range(random.randint(0, 3)):
        type_ = random.choice(types)
        start = received if type_ == "reply" else random.choice(starts)
        sent = start + random.choice(_WAITS[type_])
        arrived = sent + random.choice([0, MINUTE, 10 * MINUTE, 24 * HOUR])
        received = arrived if type_ == "notice" and received == detected else received
        found.append(
            {
                "type": type_,
                "sender": random.choice(_SENDERS[type_]),
                "recipient": random.choice(_RECIPIENTS[type_]),
                "sent_at": text(sent),
                "received_at": text(arrived),
                "covers": random.choice(_COVERS[type_]),
                "status": random.choice(["", "", "", "", "failed"]),
            }
        )
    return found


def made_case(random: Random, *, forgetting: bool) -> MadeCase:
    """Make a case of one object with up to three messages, and holes in it if `forgetting`."""
    detected = random.choice([DETECTED, DETECTED, AROUND_COMMENCEMENT])
    class_ = random.choice(["event", "incident", "incident"])
    upgraded = random.choice([0, 0, 5 * MINUTE, HOUR, 50 * HOUR])
    classified = text(detected + upgraded) if class_ == "incident" and upgraded else ""

    def mostly(usual: RawValue, otherwise: RawValue) -> RawValue:
        return usual if random.randrange(12) else otherwise

    def ended() -> RawValue:
        return random.choice([BLANK, text(detected + random.choice(LATER))])

    object_: MadeRow = {
        "owner": mostly("MO-1", "NB"),
        "category": mostly("digital-resource", "digital-system"),
        "contains_state_secrets": mostly("false", "true"),
        "protected_execution": mostly("false", "true"),
        "egov_integrated": mostly("true", "false"),
        "country": mostly("KZ", "RU"),
        "work_types": mostly(["1", "3"], ["1"]),
    }
    case: MadeRow = {
        "class": class_,
        "detected_at": text(detected),
        "classified_at": classified or BLANK,
        "causes_eliminated_at": ended(),
        "consequences_eliminated_at": ended(),
    }
    messages = _correspondence(random, detected, classified)
    known = MadeCase({"objects": [object_], "cases": [case], "messages": messages}, {})
    return replace(known, holes=_forgotten(random, known)) if forgetting else known


def _forgotten(random: Random, case: MadeCase) -> dict[Cell, RawValue]:
    """Make up to three holes, most of them in messages; some agencies record no receipts at all."""
    cells = _forgettable(case)
    corresponding = [cell for cell in cells if cell.table == "messages"]
    receipts = [cell for cell in corresponding if cell.column == "received_at"]
    weighted = [*cells, *corresponding, *corresponding]
    chosen = {random.choice(weighted) for _ in range(random.choice([1, 1, 2, 3]))}
    holes = {cell: random.choice(_holes(case, cell)) for cell in sorted(chosen, key=weighted.index)}
    if random.randrange(4) == 0:
        return {**dict.fromkeys(receipts), **holes}
    return holes


def made_cases(*, forgetting: bool = True) -> st.SearchStrategy[list[MadeCase]]:
    """Draw eight cases; from a seed, because drawn choice by choice they repeat one another."""
    return st.randoms(use_true_random=True).map(
        lambda random: [made_case(random, forgetting=forgetting) for _ in range(8)]
    )


_INSTANTS = frozenset(
    {
        *("detected_at", "sent_at", "received_at"),
        *("causes_eliminated_at", "consequences_eliminated_at"),
    }
)
_WORDS: Mapping[str, Sequence[RawValue]] = {
    "class": ["event", "incident"],
    "covers": [["event"], ["incident"], ["analysis"], ["measures"], ["analysis", "measures"]],
    "recipient": [[body] for body in BODIES] + [["MO-1", "KNB"]],
    "sender": list(BODIES),
    "category": ["digital-resource", "digital-system", "software"],
    "contains_state_secrets": ["true", "false"],
    "protected_execution": ["true", "false"],
    "egov_integrated": ["true", "false"],
    "country": ["KZ", "RU"],
    "work_types": [["1"], ["3"], ["1", "2", "3"]],
}
UNREADABLE = "some time in July"


def _forgettable(case: MadeCase) -> list[Cell]:
    return [
        Cell(table, number, column)
        for table, rows in case.rows.items()
        for number, row in enumerate(rows)
        for column, value in row.items()
        if (column in _INSTANTS or column in _WORDS) and value is not BLANK
    ]


def _holes(case: MadeCase, cell: Cell) -> list[RawValue]:
    """Return what may stand in a cell that is not known; no record of an end is none (P23)."""
    if cell.column not in _INSTANTS:
        return [BLANK]
    day = civil_day(_value(case, cell), ZONE).isoformat()
    if cell.column.endswith("eliminated_at"):
        return [day]
    return [BLANK, day, day, UNREADABLE]


def _value(case: MadeCase, cell: Cell) -> Instant:
    return read_exact(str(case.rows[cell.table][cell.row][cell.column]))


def completions(case: MadeCase, as_of: Instant, most: int, random: Random) -> Iterator[MadeCase]:
    """Yield the case as it may really be: consistent ways to fill its holes, the true one first."""
    cells = list(case.holes)
    domains = [_domain(case, cell) for cell in cells]
    if prod(map(len, domains)) <= most:
        ways = list(product(*domains))
    else:
        ways = [tuple(random.choice(domain) for domain in domains) for _ in range(2 * most)]
    truth = {cell: case.rows[cell.table][cell.row][cell.column] for cell in cells}
    filled = (truth, *(dict(zip(cells, way, strict=True)) for way in ways))
    found = (case.known(way) for way in filled)
    yield from islice((each for each in found if consistent(each, case.holes, as_of)), most)


def _domain(case: MadeCase, cell: Cell) -> Sequence[RawValue]:
    if cell.column not in _INSTANTS:
        return _WORDS[cell.column]
    known = [
        _value(case, other)
        for other in _forgettable(case)
        if other.column in _INSTANTS and other not in case.holes
    ]
    true = _value(case, cell)
    near = {at + sign * t for at in (*known, true) for t in (0, *TERMS) for sign in (-1, 1)}
    pool = {at + d for at in near for d in (-1, 0, 1)} | {true}
    hole = case.holes[cell]
    if hole is not BLANK and hole != UNREADABLE:
        day = civil_day(true, ZONE)
        first, last = day_start(day, ZONE), day_end(day, ZONE)
        pool = {at for at in pool if first <= at <= last} | {first, last}
    return [text(at) for at in sorted(pool)]


def consistent(case: MadeCase, holes: Mapping[Cell, RawValue], as_of: Instant) -> bool:
    """Say whether a case can be.

    Nothing precedes what it answers, no receipt is yet to come, and what was classified as an
    incident is one that was detected before: else there would be other duties, not other words.
    """
    (row,), messages = case.rows["cases"], case.rows["messages"]
    detected = read_exact(str(row["detected_at"]))
    classified = read_exact(str(row["classified_at"])) if row["classified_at"] else detected
    upgraded = row["class"] == "incident" and detected < classified
    if row["classified_at"] and not upgraded:
        return False
    for number, message in enumerate(messages):
        sent, received = _sent(message), _received(message)
        unseen = received > as_of and Cell("messages", number, "received_at") in holes
        if sent < detected or received < sent or unseen:
            return False
    return all(_answers(message, messages, classified) for message in messages)


def _answers(message: MadeRow, messages: Sequence[MadeRow], classified: Instant) -> bool:
    """Say whether a message comes after what it answers.

    An escalation comes after the incident; a reply after the first notice that the service sent
    to each of those it told, and after one sent since the upgrade if it was sent since then too.
    """
    sent = _sent(message)
    if message["type"] == "escalation":
        return classified <= sent
    if message["type"] != "reply":
        return True
    for addressee in ("MO-1", "AP-1"):
        notices = [each for each in messages if _tells(each, addressee)]
        since = [each for each in notices if _sent(each) >= classified]
        first = min((_received(each) for each in notices), default=sent)
        second = min((_received(each) for each in since), default=sent)
        if sent < first or classified <= sent < second:
            return False
    return True


def _tells(message: MadeRow, addressee: str) -> bool:
    """Say whether a message is a notice of the service to a body or the person it authorised."""
    to = message["recipient"]
    told = isinstance(to, list) and addressee in to
    return message["type"] == "notice" and message["sender"] == "STC" and told


def _sent(message: MadeRow) -> Instant:
    return read_exact(str(message["sent_at"]))


def _received(message: MadeRow) -> Instant:
    return read_exact(str(message["received_at"]))


SETTINGS = settings(
    phases=(Phase.generate,),
    suppress_health_check=[HealthCheck.too_slow],
)
"""Eight cases to an example; each is small, so that a failure need not be shrunk."""

AS_OF = st.sampled_from([DETECTED + wait for wait in (HOUR, 49 * HOUR, 72 * HOUR, 90 * DAY)])
"""When the cases are judged: early, in the middle of the terms, and when all is over."""
