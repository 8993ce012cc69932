"""Every due instant, and the microsecond on either side of it, goes through all engines."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from tests.facts_made import Tables, act_of, made
from tests.rego_asked import Question, differing, question

from govrules import facts, planning
from govrules.engines import columnar, reference
from govrules.facts import Facts
from govrules.instants import ABSENT, HOUR, MINUTE, SECOND, Instant, read_exact
from govrules.norms import Act
from govrules.planning import DUTY_COLUMNS

SMALL = Path(__file__).resolve().parents[2] / "fixtures/kg-369/small.yaml"
DETECTED = read_exact("2026-07-20T10:00:00+05:00")
ORGANISATIONS: list[dict[str, str | list[str]]] = [
    {"id": "STC", "roles": ["kz:stc"]},
    {"id": "KNB", "roles": ["kz:knb"]},
    {"id": "AB", "roles": ["kz:authorised-body"]},
    {"id": "MO-1", "roles": ["kz:state-body"]},
]
"""Nobody else: the terms are what is looked at."""


def at(instant: Instant) -> str:
    """Write an instant with all of its digits."""
    seconds, rest = divmod(instant, SECOND)
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%S}.{rest:06d}Z"


def cases() -> Tables:
    """Make a case for each microsecond around the ends of the terms, told then and not told."""
    rows: dict[str, list[dict[str, str | list[str]]]] = {
        "organisations": ORGANISATIONS,
        "relations": [],
        "deliverables": [],
        "attestations": [],
        "assets": [],
        "objects": [],
        "cases": [],
        "messages": [],
    }
    for term in (30 * MINUTE, 3 * HOUR, 48 * HOUR, 72 * HOUR):
        for off in (-1, 0, 1):
            name = f"C{term // MINUTE}{'-0+'[off + 1]}"
            told = at(DETECTED + term + off)
            rows["objects"].append(
                {"id": f"O-{name}", "owner": "MO-1", "category": "software", "country": "KZ"}
            )
            rows["cases"].append(
                {
                    "id": name,
                    "object": f"O-{name}",
                    "class": "incident",
                    "detected_at": at(DETECTED),
                }
            )
            for type_, to in (("notice", "MO-1"), ("notice", "KNB"), ("escalation", "AB")):
                rows["messages"].append(
                    {
                        "id": f"{name}-{type_}-{to}",
                        "type": type_,
                        "case": name,
                        "sender": "STC",
                        "recipient": [to],
                        "sent_at": told,
                        "received_at": told,
                        "covers": ["incident"],
                    }
                )
    return rows


def instants(act: Act, read: Facts, late: Instant) -> list[Instant]:
    """Return every due instant of an act's duties, and the microsecond on either side."""
    plan = planning.plan([act], act.norms, read, late)
    due = DUTY_COLUMNS.index("due_at")
    found = {
        int(row[due])
        for rows in reference.evaluate(plan.duties, read)
        for row in rows
        if int(row[due]) < ABSENT
    }
    assert found
    return sorted(instant + off for instant in found for off in (-1, 0, 1))


def asked(act: Act, read: Facts, late: Instant) -> Iterator[Question]:
    """Yield the duties of an act, judged at each of those instants."""
    for instant in instants(act, read, late):
        yield question(str(instant), act, read, instant)


def world(name: str) -> tuple[Facts, Instant]:
    """Return the facts that an act is asked about, and an instant when all is over."""
    zone = act_of(name).zone
    if name == "kz-229":
        return made(cases(), zone), read_exact("2026-12-01T00:00:00+05:00")
    return facts.read([SMALL], zone=ZoneInfo(zone)), read_exact("2024-01-05T12:00:00+06:00")


@pytest.mark.parametrize("name", ["kg-369", "kz-229"])
def test_every_engine_turns_at_the_same_microsecond(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Judged a microsecond before a term ends, at its last instant, and a microsecond later."""
    read, late = world(name)
    questions = list(asked(act_of(name), read, late))
    for each in questions:
        meant = [sorted(rows) for rows in reference.evaluate(each.relations, each.facts)]
        assert meant == columnar.evaluate(each.relations, each.facts), each.named
    assert {} == differing(questions, monkeypatch.setenv)
