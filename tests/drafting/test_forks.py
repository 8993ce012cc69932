"""Forks: which verdicts hang on which reading."""

from collections.abc import Mapping

from tests.facts_made import act_of

from govrules.drafting.forks import Fork, forks, told
from govrules.verdicts import Duty

ACT = act_of("kz-229")
STABLE = Duty("n", "C1", "event", "A", "B")
TIE = Duty("n", "C2", "event", "A", "B")
PAIR = Duty("n", "C3", "event", "A", "B")


def judge(taken: Mapping[str, str]) -> dict[Duty, str]:
    """Judge three invented duties: one hangs on P1, one on P1 with P2 together."""
    half_open = taken.get("P1") == "half-open"
    received = taken.get("P2") == "received"
    words = {STABLE: "compliant", TIE: "violated/late" if half_open else "compliant"}
    words[PAIR] = "pending" if half_open and received else "compliant"
    if received:
        words[Duty("n", "C4", "event", "A", "B")] = "compliant"
    return words


def test_verdicts_are_parted_into_stable_ones_and_those_that_hang_on_a_reading() -> None:
    """A duty that only two readings together move is found by trying pairs of movers."""
    found = forks([ACT], judge)
    assert {"n C2": ("P1=half-open",), "n C3": ("P1=half-open P2=received",)} == {
        f"{duty.norm} {duty.subject}": names
        for duty, names in found.hanging.items()
        if duty.subject != "C4"
    }


def test_a_duty_that_comes_or_goes_is_moved_too() -> None:
    """A reading may make a duty where there was none."""
    found = forks([ACT], judge)
    (fork,) = [fork for fork in found.alone if fork.taken == {"P2": "received"}]
    assert [("no duty", "compliant")] == list(fork.moved.values())


def test_readings_are_ranked_by_how_many_verdicts_they_move() -> None:
    """The first one is the first item on the agenda of whoever could settle it."""
    moved = [len(fork.moved) for fork in forks([ACT], judge).alone]
    assert sorted(moved, reverse=True) == moved


def test_every_choice_but_the_one_taken_is_tried_once() -> None:
    """None is forgotten, none is tried against itself."""
    tried = [fork.name for fork in forks([ACT], judge).alone]
    expected = {
        f"{name}={choice}"
        for name, reading in ACT.readings.items()
        for choice in reading.choices[1:]
    }
    assert expected == set(tried)
    assert len(expected) == len(tried)


def test_the_report_says_what_is_stable_and_what_hangs_on_what() -> None:
    """The drafter reads sentences."""
    text = told(forks([ACT], judge), [ACT])
    assert text.startswith("1 of 3 verdicts are stable under every reading tried\n")
    assert "P1=half-open moves 1, taken now is closed\n" in text
    assert "    n C2 event A: compliant -> violated/late\n" in text
    assert "P1=half-open P2=received together move 1 more\n" in text
    assert "nothing hangs on " in text


def test_a_fork_is_named_by_its_choices() -> None:
    """The name is what the command line takes."""
    assert "P1=half-open P2=received" == Fork({"P1": "half-open", "P2": "received"}, {}).name
