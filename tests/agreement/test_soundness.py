"""Unknown is not no: a verdict reached without some cells is the verdict with any value of them."""

from collections.abc import Iterator, Mapping, Sequence
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.agreement.made_cases import (
    ACT,
    AS_OF,
    NORMS,
    PLAIN,
    SETTINGS,
    MadeCase,
    completions,
    made_cases,
    tables_of,
    worlds,
)
from tests.facts_made import MadeRow, Tables, act_of, judged, words

from govrules.instants import Instant

Taken = tuple[tuple[str, str], ...]
Told = Mapping[tuple[str, str], str]

UNSETTLED = ("P22", "indeterminate")
"""Kinds of work that are not recorded are unknown here, and not all of them."""

READINGS: Sequence[Taken] = (
    (UNSETTLED,),
    (UNSETTLED, ("P23", "indeterminate")),
    (UNSETTLED, ("P1", "half-open")),
    (UNSETTLED, ("P1", "minute")),
    (UNSETTLED, ("P2", "received")),
    (UNSETTLED, ("P4", "running-term")),
    (UNSETTLED, ("P7", "grace-0")),
    (UNSETTLED, ("P7", "no-limit")),
    (UNSETTLED, ("P8", "single-clock")),
    (UNSETTLED, ("P8", "described")),
    (UNSETTLED, ("P9", "both")),
    (UNSETTLED, ("P9", "either")),
    (UNSETTLED, ("P15", "last")),
    (UNSETTLED, ("P17", "zero")),
    (UNSETTLED, ("P18", "forwarded")),
)
"""Choices that settle what is known; those that settle the unknown (P3, P21) have no say here."""

AGREES: Mapping[str, frozenset[str]] = {"pending": frozenset({"pending", "not-triggered"})}
"""Words that a word without all cells stands for, besides itself."""

MOST = 60
"""How many completions of one case are tried."""


def told(
    taken: Taken, world: Tables, cases: Mapping[str, MadeCase], as_of: Instant
) -> dict[str, dict[tuple[str, str], str]]:
    """Return the words of each case by norm and occasion; whoever bears the duty."""
    found: dict[str, dict[tuple[str, str], str]] = {name: {} for name in cases}
    verdicts = words(judged(act_of(ACT, taken), tables_of(world, cases), as_of, NORMS))
    for (norm, subject, occasion, _), word in verdicts.items():
        found[subject][norm, occasion] = word
    return found


def contradictions(dim: Told, clear: Sequence[Told]) -> Iterator[str]:
    """Say which duties of a case are judged with certainty and wrongly.

    `dim` is what was said without the forgotten cells, `clear` with each way to fill them. A case
    of unknown class has an incident's duties; as an event it has them on the event.
    """
    for (norm, occasion), said in dim.items():
        word = said.split("/")[0]
        if word == "indeterminate":
            continue
        for full in clear:
            truth = full.get((norm, occasion)) or full.get((norm, "event"), "no duty")
            if truth.split("/")[0] not in AGREES.get(word, {word}):
                yield f"{norm} on the {occasion}: {said}, but {truth} where nothing is forgotten"


@SETTINGS
@given(
    taken=st.sampled_from(READINGS),
    world=worlds(),
    cases=made_cases(),
    as_of=AS_OF,
    seed=st.integers(0, 10**6),
)
def test_a_certain_verdict_is_the_verdict_of_every_completion(
    taken: Taken, world: Tables, cases: list[MadeCase], as_of: Instant, seed: int
) -> None:
    """Brute force: forget cells, then fill them in again in every consistent way."""
    named = {f"C{number}": case for number, case in enumerate(cases)}
    random = Random(seed)  # noqa: S311 - chooses among completions, protects nothing
    full = {
        name: {f"{name}.{n}": each for n, each in enumerate(completions(case, as_of, MOST, random))}
        for name, case in named.items()
    }
    dim = told(taken, world, {name: case.forgotten() for name, case in named.items()}, as_of)
    clear = told(
        taken, world, {n: each for ways in full.values() for n, each in ways.items()}, as_of
    )
    assert [] == [
        (found, case.forgotten().rows)
        for name, case in named.items()
        for found in contradictions(dim[name], [clear[way] for way in full[name]])
    ]


ASTRAY: MadeRow = {
    "id": "M1",
    "type": "notice",
    "case": "C1",
    "sender": "STC",
    "recipient": ["AB"],
    "sent_at": "2026-07-20T10:10:00+05:00",
    "received_at": "2026-07-20T10:11:00+05:00",
}


@pytest.mark.parametrize("forgotten", ["sender", "recipient", "sent_at"])
def test_what_may_have_gone_astray_may_have_been_forwarded(forgotten: str) -> None:
    """Reading P18: known, the cell leaves the duty open; unknown, it cannot settle it."""
    for message in (ASTRAY, {**ASTRAY, forgotten: None}):
        assert "indeterminate/missing-data" == notified(message, ("P18", "forwarded"))


def test_a_message_to_nobody_named_may_have_gone_to_the_body() -> None:
    """Reading P9, to each: a blank recipient is neither the body nor anybody else."""
    blank = {**ASTRAY, "recipient": None}
    known = {**ASTRAY, "recipient": ["MO-1", "AP-1"]}
    assert "indeterminate/missing-data" == notified(blank, ("P9", "both"))
    assert "compliant" == notified(known, ("P9", "both"))


def notified(message: MadeRow, reading: tuple[str, str]) -> str:
    """Return the word on the notice to the body that a case with one message gets."""
    case = {
        "id": "C1",
        "object": "O1",
        "class": "event",
        "detected_at": "2026-07-20T10:00:00+05:00",
    }
    object_ = {"id": "O1", "owner": "MO-1", "category": "software", "country": "KZ"}
    tables = {**PLAIN, "objects": [object_], "cases": [case], "messages": [message]}
    found = words(judged(act_of(ACT, (reading,)), tables, "2026-09-01T00:00:00+05:00", NORMS))
    return found["kz-229/rules/10.3.g.mo", "C1", "event", "STC"]
