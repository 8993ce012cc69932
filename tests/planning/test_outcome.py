"""The order of reasons, row by row: which of several things that hold decides a duty's verdict."""

from collections.abc import Iterable, Mapping
from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govrules.calculus import FALSE, TRUE, lit
from govrules.engines.reference import reader
from govrules.planning.outcome import Exemption, Life, decide
from govrules.planning.pairs import FAILS, HOLDS, OPEN, Pair
from govrules.verdicts import Reason, Verdict

Entry = tuple[str, str]

GROUNDS = (
    "out-of-force",
    "repealed",
    "self",
    "territory",
    "work-type",
    "excluded",
    "event",
)
ENTRIES: tuple[Entry, ...] = (
    ("indeterminate", "redaction"),
    ("not-triggered", ""),
    ("indeterminate", "unbound-role"),
    ("indeterminate", "defective-deadline"),
    ("compliant", ""),
    ("violated", "late"),
    ("indeterminate", "bad-data"),
    ("pending", ""),
    ("violated", "incomplete"),
    ("violated", "premature"),
    ("violated", "wrong-recipient"),
    ("attestation-required", ""),
    ("violated", "missing"),
)
LADDER: tuple[Entry, ...] = (*(("not-applicable", ground) for ground in GROUNDS), *ENTRIES)
"""The specification's order, written out here a second time."""


def life(holds: Mapping[Entry, Pair], *, spoiled: bool = False) -> Life:
    """Make a life of the entries of the ladder that hold, surely or possibly."""
    return Life(
        exemptions=[
            Exemption(Reason(reason), f"unit {reason}", pair)
            for (word, reason), pair in holds.items()
            if word == "not-applicable"
        ],
        entries={
            (Verdict(word), Reason(reason)): pair
            for (word, reason), pair in holds.items()
            if word != "not-applicable"
        },
        spoiled=TRUE if spoiled else FALSE,
        doubt=lit(Reason.OUTSIDE_COVERAGE),
    )


def decided(holds: Mapping[Entry, Pair], *, spoiled: bool = False) -> Entry:
    """Return the word and the reason of a life."""
    outcome = decide(life(holds, spoiled=spoiled))
    return str(reader(outcome.verdict, {})(())), str(reader(outcome.reason, {})(()))


def ground(holds: Mapping[Entry, Pair]) -> str:
    """Return the unit behind the word of a life."""
    return str(reader(decide(life(holds)).ground, {})(()))


@pytest.mark.parametrize(("first", "second"), list(combinations(LADDER, 2)), ids="/".join)
def test_of_two_that_hold_the_earlier_decides(first: Entry, second: Entry) -> None:
    """In either order of writing them down."""
    assert first == decided({first: HOLDS, second: HOLDS})
    assert first == decided({second: HOLDS, first: HOLDS})


@pytest.mark.parametrize("entry", LADDER, ids="/".join)
def test_an_entry_that_alone_holds_decides(entry: Entry) -> None:
    """None of the table's rows is dead."""
    assert entry == decided({entry: HOLDS})


def test_where_nothing_holds_the_performance_is_missing() -> None:
    """What is owed, due and nowhere to be seen."""
    assert ("violated", "missing") == decided(dict.fromkeys(LADDER[:-1], FAILS))


@pytest.mark.parametrize("exempt", GROUNDS)
def test_the_ground_is_the_unit_of_the_first_certain_exemption(exempt: str) -> None:
    """`grounds` names the unit behind the word; a merely possible one before it is not named."""
    possible = {("not-applicable", each): OPEN for each in GROUNDS if each != exempt}
    assert f"unit {exempt}" == ground({**possible, ("not-applicable", exempt): HOLDS})


def test_no_ground_is_named_where_an_exemption_is_only_possible() -> None:
    """An uncertain exclusion is no ground."""
    assert "" == ground({("not-applicable", "excluded"): OPEN, ("compliant", ""): HOLDS})


@pytest.mark.parametrize("exempt", GROUNDS)
def test_a_possible_exemption_leaves_the_word_open(exempt: str) -> None:
    """It might apply, it might not: neither compliant nor not-applicable is certain."""
    holds = {("not-applicable", exempt): OPEN, ("compliant", ""): HOLDS}
    assert ("indeterminate", "outside-coverage") == decided(holds)


def test_a_possible_entry_after_a_certain_one_changes_nothing() -> None:
    """A late performance is late whether or not another went astray."""
    holds = {("violated", "late"): HOLDS, ("indeterminate", "bad-data"): OPEN}
    assert ("violated", "late") == decided(holds)


def test_possible_entries_of_one_word_leave_the_word_certain() -> None:
    """Astray or missing: either way the duty is violated."""
    holds = {("violated", "premature"): OPEN, ("violated", "wrong-recipient"): OPEN}
    assert "violated" == decided(holds)[0]


def test_where_only_pending_and_not_triggered_remain_the_duty_is_pending() -> None:
    """Nothing is due yet in either case."""
    assert ("pending", "") == decided({("not-triggered", ""): OPEN, ("pending", ""): HOLDS})


def test_pending_beside_any_third_word_is_indeterminate() -> None:
    """Pending is no cover for a possible breach."""
    holds = {("not-triggered", ""): OPEN, ("pending", ""): OPEN}
    assert ("indeterminate", "outside-coverage") == decided(holds)


def test_a_spoiled_duty_is_bad_data() -> None:
    """Nothing else is believed of a duty whose own row cannot be used."""
    for entry in ENTRIES:
        assert ("indeterminate", "bad-data") == decided({entry: HOLDS}, spoiled=True)


@pytest.mark.parametrize("exempt", GROUNDS)
def test_a_certain_exemption_outranks_a_spoiled_row(exempt: str) -> None:
    """What does not apply is not made to by a bad cell elsewhere in the row."""
    holds = {("not-applicable", exempt): HOLDS}
    assert ("not-applicable", exempt) == decided(holds, spoiled=True)


def test_a_possible_exemption_of_a_spoiled_duty_is_bad_data() -> None:
    """Neither the exemption nor the duty is certain, and the row is why."""
    holds = {("not-applicable", "event"): OPEN}
    assert ("indeterminate", "bad-data") == decided(holds, spoiled=True)


def _first(holding: Iterable[Entry]) -> Entry:
    return min(holding, key=LADDER.index, default=LADDER[-1])


@given(st.fixed_dictionaries({entry: st.sampled_from([FAILS, OPEN, HOLDS]) for entry in LADDER}))
def test_the_word_is_certain_exactly_where_every_completion_agrees(
    holds: dict[Entry, Pair],
) -> None:
    """Brute force: every open entry once held and once not, read down the ladder."""
    open_ = [entry for entry in LADDER if holds[entry] == OPEN][:8]
    holds = {e: FAILS if pair == OPEN and e not in open_ else pair for e, pair in holds.items()}
    sure = [entry for entry in LADDER if holds[entry] == HOLDS]
    deciding = {
        _first([*sure, *(entry for entry, holding in zip(open_, way, strict=True) if holding)])
        for way in product([False, True], repeat=len(open_))
    }
    certain = [entry for entry in sure if entry[0] == "not-applicable"]
    words = {word for word, _ in deciding}
    word, reason = decided(holds)
    if certain:
        assert certain[0] == (word, reason)
    elif len(words) == 1:
        assert (word, reason) in deciding
    elif words == {"pending", "not-triggered"}:
        assert ("pending", "") == (word, reason)
    else:
        assert ("indeterminate", "outside-coverage") == (word, reason)
