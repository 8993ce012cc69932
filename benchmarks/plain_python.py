"""The case norms of kz-229 judged by plain Python, written by hand, to compare engines with.

    python benchmarks/plain_python.py FOLDER AS_OF REPORT

No calculus, no plan, no evidence, no readings but the default ones; a dataset in CSV, which the
standard library reads faster than anything else, whose offices do not change hands. Writes the
counts by norm and word and then the violated and undecided duties, as `-o ndjson` does.
"""

import csv
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final, NamedTuple

ACT: Final = "kz-229/rules/"
COMMENCEMENT: Final = datetime.fromisoformat("2026-07-12T00:00:00+05:00")
NOTICE, NOTICE_UP, REPLY, ESCALATION, GRACE = (timedelta(hours=h) for h in (0.5, 3, 48, 48, 24))
NETWORKS: Final = ("special", "government", "secret", "encrypted", "coded")
INTERESTING: Final = ("notice", "reply", "escalation", "recommendation")
Outcome = tuple[str, str]
COMPLIANT, LATE, PENDING = ("compliant", ""), ("violated", "late"), ("pending", "")
NOT_TRIGGERED, MISSING = ("not-triggered", ""), ("violated", "missing")
UNKNOWN, BAD = ("indeterminate", "missing-data"), ("indeterminate", "bad-data")
ASTRAY, PREMATURE = ("violated", "wrong-recipient"), ("violated", "premature")
EVENT: Outcome = ("not-applicable", "event")
FOR_INCIDENTS: Final = ("10.3.k.auth", "10.3.k.knb", "10.3.h", "10.3.i", "10.3.j")
INCOMPLETE, ASKED_FOR = ("violated", "incomplete"), ("attestation-required", "")


class Message(NamedTuple):
    """A message that did not fail."""

    kind: str
    sender: str
    recipient: str
    sent: datetime
    received: datetime | None
    covers: str


class Case(NamedTuple):
    """A row of the cases; `usable` unless a cell says nothing that can be understood."""

    name: str
    object: str
    event: bool
    detected: datetime
    classified: datetime | None
    analysed: datetime | None
    containable: str
    contained: datetime | None
    visitable: str
    visited: datetime | None
    causes: datetime | None
    consequences: datetime | None
    closed: datetime | None
    usable: bool


class World:
    """The small tables: who is who, who acts for whom, which objects are exempt and why."""

    def __init__(self, folder: Path) -> None:
        roles = {row["id"]: row["roles"].split(";") for row in table(folder, "organisations")}
        holders = {role: name for name, held in roles.items() for role in held}
        self.stc, self.knb, self.body = (
            holders.get(f"kz:{role}", "") for role in ("stc", "knb", "authorised-body")
        )
        self.authority: dict[tuple[str, str], list[tuple[datetime, datetime]]] = defaultdict(list)
        linked = set()
        for row in table(folder, "relations"):
            if row["relation"] == "authorised-by":
                key = row["source"], row["target"]
                self.authority[key].append(days(row["valid_from"], row["valid_to"]))
            if row["relation"] == "integrated-with" and row["target"] == "egov":
                linked.add(row["source"])
        self.owners: dict[str, str] = {}
        self.grounds: dict[str, tuple[str, str]] = {}
        for row in table(folder, "objects"):
            self.owners[row["id"]] = row["owner"]
            held = roles.get(row["owner"], [])
            self.grounds[row["id"]] = grounds(row, held, linked=row["id"] in linked)
        self.statements: dict[tuple[str, str], set[str]] = defaultdict(set)
        for row in table(folder, "attestations"):
            if row["organisation"] == self.stc:
                self.statements[row["provision"], row["case"]].add(row["holds"])

    def speaks_for(self, name: str, owner: str, at: datetime) -> bool:
        """Say whether an organisation is a body, or a person whom it authorised then."""
        return name == owner or any(
            first <= at < end for first, end in self.authority.get((name, owner), ())
        )


def grounds(row: dict[str, str], roles: Sequence[str], *, linked: bool) -> tuple[str, str]:
    """Return why duties of tracking, and replies, are not owed for an object; `?` is unknown."""
    state_body = "kz:state-body" in roles or "kz:national-bank" in roles
    bank = "kz:national-bank" in roles
    excluded = [
        "no" if state_body else "yes",
        both(is_word(row, "category", "digital-resource"), flag(row, "contains_state_secrets")),
        both(is_word(row, "category", "digital-system"), flag(row, "protected_execution")),
        both(is_word(row, "category", "telecom-network"), is_word(row, "network_class", *NETWORKS)),
        "no"
        if not bank or linked
        else {"true": "no", "false": "yes", "": "?"}[row["egov_integrated"]],
    ]
    abroad = {"KZ": "no", "": "?"}.get(row["country"], "yes")
    tracked = not row["work_types"] or "3" in row["work_types"].split(";")
    reply = [("territory", abroad), *(("excluded", word) for word in excluded)]
    tracking = [reply[0], ("work-type", "no" if tracked else "yes"), *reply[1:]]
    return first_ground(tracking), first_ground(reply)


def first_ground(found: Iterable[tuple[str, str]]) -> str:
    """Return the first certain ground, `?` where one is possible, or nothing."""
    found = list(found)
    certain = [ground for ground, word in found if word == "yes"]
    return certain[0] if certain else "?" if any(word == "?" for _, word in found) else ""


def is_word(row: dict[str, str], column: str, *words: str) -> str:
    """Say `yes`, `no` or `?` to whether a cell is one of some words."""
    return "?" if not row[column] else "yes" if row[column] in words else "no"


def flag(row: dict[str, str], column: str) -> str:
    """Say `yes`, `no` or `?` to a cell."""
    return is_word(row, column, "true")


def both(one: str, other: str) -> str:
    """Say whether both hold, as far as that is known."""
    return "no" if "no" in (one, other) else "?" if "?" in (one, other) else "yes"


def table(folder: Path, name: str) -> Iterator[dict[str, str]]:
    """Yield the rows of a small table."""
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def days(first: str, last: str) -> tuple[datetime, datetime]:
    """Return the interval from the beginning of a day to the end of another; blank is open."""
    day = timedelta(days=1)
    start = datetime.fromisoformat(f"{first or '1900-01-01'}T00:00:00+05:00")
    return start, datetime.fromisoformat(f"{last or '2900-01-01'}T00:00:00+05:00") + day


def moment(text: str) -> datetime | None:
    """Read a time, if there is one."""
    return datetime.fromisoformat(text) if text else None


def cases(folder: Path) -> Iterator[Case]:
    """Yield the cases."""
    with (folder / "cases.csv").open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        for row in rows:
            name, thing, class_, detected, classified, analysed, containable, *rest = row
            contained, visitable, visited, causes, consequences, closed = rest
            yield Case(
                name,
                thing,
                class_ == "event",
                datetime.fromisoformat(detected),
                moment(classified),
                moment(analysed),
                containable,
                moment(contained),
                visitable,
                moment(visited),
                moment(causes),
                moment(consequences),
                moment(closed),
                {containable, visitable} <= {"true", "false", ""},
            )


def messages(folder: Path, as_of: datetime) -> dict[str, list[Message]]:
    """Return what was sent in each case and is seen, without what failed and what no norm minds."""
    found: dict[str, list[Message]] = defaultdict(list)
    with (folder / "messages.csv").open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        for _, kind, case, sender, recipient, sent, received, status, covers in rows:
            if status != "failed" and kind in INTERESTING:
                at = datetime.fromisoformat(sent)
                if at <= as_of:
                    got = moment(received) if kind == "notice" else None
                    intern = sys.intern
                    found[case].append(
                        Message(
                            intern(kind), intern(sender), intern(recipient), at, got, intern(covers)
                        )
                    )
    return found


class Judge:
    """Judges one case after the other."""

    def __init__(self, world: World, as_of: datetime) -> None:
        self.world, self.as_of = world, as_of

    def duties(self, case: Case, sent: list[Message]) -> Iterator[tuple[str, str, Outcome]]:
        """Yield the norm, the occasion and the outcome of each duty of a case."""
        classified = case.classified
        if case.event or (classified is not None and classified > self.as_of):
            yield from self._of("event", case, case.detected, sent)
        elif classified is None or classified <= case.detected:
            yield from self._of("incident", case, case.detected, sent)
        else:
            early = [m for m in sent if m.sent < classified or "event" in m.covers.split(";")]
            late = [m for m in sent if m.sent >= classified and "incident" in m.covers.split(";")]
            others = [m for m in sent if m.kind != "notice"]
            yield from self._of(
                "event", case, case.detected, [*others, *(m for m in early if m.kind == "notice")]
            )
            answers = [m for m in others if m.kind != "reply" or m.sent >= classified]
            told = [m for m in late if m.kind == "notice"]
            yield from self._of("incident", case, classified, [*answers, *told])

    def _of(
        self, occasion: str, case: Case, start: datetime, sent: list[Message]
    ) -> Iterator[tuple[str, str, Outcome]]:
        world, owner = self.world, self.world.owners[case.object]
        tracking, replying = world.grounds[case.object]
        notices = [m for m in sent if m.kind == "notice" and m.sender == world.stc]
        to_body = [m for m in notices if world.speaks_for(m.recipient, owner, m.sent)]
        to_knb = [m for m in notices if m.recipient == world.knb]
        astray = len(to_body) + len(to_knb) < len(notices)
        outcomes = {
            "10.3.g.mo": self._told(to_body, start, start + NOTICE, astray=astray),
            "10.3.g.knb": self._told(to_knb, start, start + NOTICE_UP, astray=astray),
            "10.3.f": self._noted(case, start, case.analysed),
        }
        owed = self._of_incident(case, start, sent, owner) if occasion == "incident" else ()
        outcomes |= dict.fromkeys(FOR_INCIDENTS, EVENT) | dict(owed)
        for norm, outcome in outcomes.items():
            opened = start + ESCALATION if norm.startswith("10.3.k") else start
            yield norm, occasion, self._applied(case, opened, tracking, outcome)
        receipts = [(m.sent, m.received) for m in to_body]
        received = min((got or at for at, got in receipts), default=start)
        replies = [
            m for m in sent if m.kind == "reply" and world.speaks_for(m.sender, owner, m.sent)
        ]
        content = {"event": "analysis", "incident": "measures"}[occasion]
        answered = self._answered(receipts, replies, content)
        yield f"12.e.{occasion}", occasion, self._applied(case, received, replying, answered)
        if occasion == "event":
            yield "12.e.incident", occasion, self._applied(case, received, replying, EVENT)

    def _of_incident(
        self, case: Case, start: datetime, sent: list[Message], owner: str
    ) -> Iterator[tuple[str, Outcome]]:
        world, lapsed = self.world, start + ESCALATION
        upward = [m for m in sent if m.kind == "escalation" and m.sender == world.stc]
        yield "10.3.k.auth", self._up(case, lapsed, upward, world.body)
        yield "10.3.k.knb", self._up(case, lapsed, upward, world.knb)
        advice = [m for m in sent if m.kind == "recommendation" and m.sender == world.stc]
        yield "10.3.h", self._advised(case, start, advice, owner)
        for norm, needed, at in (
            ("10.3.i", case.containable, case.contained),
            ("10.3.j", case.visitable, case.visited),
        ):
            said = world.statements.get((ACT + norm, case.name), ())
            yield norm, self._done(case, start, needed, at, said)

    def _applied(self, case: Case, opened: datetime, ground: str, outcome: Outcome) -> Outcome:
        """Return an outcome unless something exempts from the duty or blurs it."""
        if opened < COMMENCEMENT:
            return "not-applicable", "out-of-force"
        if ground not in ("", "?"):
            return "not-applicable", ground
        if outcome == EVENT:
            return EVENT
        if not case.usable:
            return BAD
        return UNKNOWN if ground == "?" else outcome

    def _told(
        self, told: list[Message], start: datetime, due: datetime, *, astray: bool
    ) -> Outcome:
        if start > self.as_of:
            return NOT_TRIGGERED
        first = min((m.sent for m in told if m.sent >= start), default=None)
        if first is not None:
            return COMPLIANT if first <= due else LATE
        if told:
            return BAD
        if self.as_of <= due:
            return PENDING
        return ASTRAY if astray else MISSING

    def _up(self, case: Case, lapsed: datetime, upward: list[Message], to: str) -> Outcome:
        eliminated = all(at is not None and at <= lapsed for at in (case.causes, case.consequences))
        if lapsed >= self.as_of or eliminated:
            return NOT_TRIGGERED
        told = [m.sent for m in upward if m.recipient == to]
        if any(at > lapsed for at in told):
            return COMPLIANT
        if self.as_of <= lapsed + GRACE:
            return PENDING
        if told:
            return PREMATURE
        lawful = (self.world.body, self.world.knb)
        return ASTRAY if any(m.recipient not in lawful for m in upward) else MISSING

    def _answered(
        self,
        receipts: list[tuple[datetime, datetime | None]],
        replies: list[Message],
        content: str,
    ) -> Outcome:
        if not receipts:
            return NOT_TRIGGERED
        earliest = min(got or at for at, got in receipts)
        latest = min((got for _, got in receipts if got is not None), default=None)
        home = [m for m in replies if m.recipient == self.world.stc]
        full = [m.sent for m in home if content in m.covers.split(";")]
        good = [at for at in full if at >= earliest]
        if good and min(good) <= earliest + REPLY:
            return COMPLIANT
        if any(not m.covers for m in home):
            return UNKNOWN
        if good:
            return UNKNOWN if latest is None or min(good) <= latest + REPLY else LATE
        if full:
            return BAD
        if self.as_of <= earliest + REPLY:
            return PENDING
        if latest is None:
            return UNKNOWN
        if home:
            return INCOMPLETE
        return ASTRAY if replies else MISSING

    def _noted(self, case: Case, start: datetime, at: datetime | None) -> Outcome:
        if start > self.as_of:
            return NOT_TRIGGERED
        if at is not None and at < case.detected:
            return BAD
        if at is not None and at <= self.as_of:
            return LATE if case.closed is not None and at > case.closed else COMPLIANT
        return MISSING if case.closed is not None and case.closed < self.as_of else PENDING

    def _advised(self, case: Case, start: datetime, advice: list[Message], owner: str) -> Outcome:
        home = [m.sent for m in advice if self.world.speaks_for(m.recipient, owner, m.sent)]
        outcome = self._noted(case, start, min(home, default=None))
        return ASTRAY if outcome == MISSING and advice else outcome

    def _done(
        self,
        case: Case,
        start: datetime,
        needed: str,
        at: datetime | None,
        said: Iterable[str],
    ) -> Outcome:
        if start > self.as_of or needed == "false":
            return NOT_TRIGGERED
        if "true" in said:
            return BAD if "false" in said else COMPLIANT
        outcome = self._noted(case, start, at)
        if outcome not in (PENDING, MISSING) or (outcome == PENDING and needed == "true"):
            return outcome
        return MISSING if "false" in said else ASKED_FOR


def main(folder: Path, as_of: datetime, report: Path) -> None:
    """Judge a dataset and write the report."""
    judge, sent = Judge(World(folder), as_of), messages(folder, as_of)
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    listed: list[dict[str, Any]] = []
    for case in cases(folder):
        for norm, occasion, (verdict, reason) in judge.duties(case, sent.get(case.name, [])):
            counts[norm][verdict] += 1
            if verdict in ("violated", "indeterminate"):
                duty = {"norm": ACT + norm, "subject": case.name, "occasion": occasion}
                listed.append({"record": "verdict", **duty, "verdict": verdict, "reason": reason})
    with report.open("w", encoding="utf-8") as file:
        by_norm = {ACT + norm: dict(found) for norm, found in counts.items()}
        head = {"record": "assessment", "summary": {"by_norm": by_norm}}
        for record in (head, *listed):
            file.write(json.dumps(record) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), datetime.fromisoformat(sys.argv[2]), Path(sys.argv[3]))
