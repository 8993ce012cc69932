"""Acts that are refused, each with its whole message; a clock that leaves a question open first."""

import shutil
from pathlib import Path

import pytest

from govrules import acts
from govrules.findings import PolicyError
from govrules.norms import CLOCK_QUESTIONS

REFUSED = Path(__file__).parents[1] / "refused" / "acts"
OPEN = REFUSED / "open-clock"
CASES = sorted(path.name for path in REFUSED.iterdir() if (path / "refusal.txt").is_file())


def refusal(folder: Path) -> str:
    """Return the whole message with which the act `trial` of a folder is refused."""
    with pytest.raises(PolicyError) as caught:
        acts.load("trial", folder=folder)
    return f"{caught.value}\n"


@pytest.mark.parametrize("case", CASES)
def test_a_refused_act_is_refused_with_its_whole_message(case: str) -> None:
    """Each fixture is a folder of acts and the message beside it."""
    expected = (REFUSED / case / "refusal.txt").read_text(encoding="utf-8")
    assert expected == refusal(REFUSED / case)


def test_the_act_whose_clock_is_opened_below_is_sound() -> None:
    """Else the next test would prove nothing."""
    assert ["trial/3"] == [norm.id for norm in acts.load("trial", folder=OPEN).norms]


def test_a_choice_that_the_reading_lacks_is_refused() -> None:
    """With the choices there are."""
    with pytest.raises(PolicyError) as caught:
        acts.load("trial", folder=OPEN, taken={"P1": "open"})
    assert (
        "trial/readings.yaml:2:5: unknown-choice `open` is no choice of reading `P1`\n"
        "  help: choose among closed, half-open, minute"
    ) == str(caught.value)


def test_a_choice_of_a_reading_that_the_act_lacks_is_somebody_elses() -> None:
    """Several acts share one command line."""
    act = acts.load("trial", folder=OPEN, taken={"P99": "open", "P1": "minute"})
    assert {"P1": "minute"} == {name: each.taken for name, each in act.readings.items()}


def test_each_question_of_the_clock_has_its_refusal() -> None:
    """Nine questions, nine messages."""
    assert 9 == len(CLOCK_QUESTIONS)
    assert set(CLOCK_QUESTIONS) == {path.stem for path in OPEN.glob("*.txt")}


@pytest.mark.parametrize("question", CLOCK_QUESTIONS)
def test_a_clock_that_leaves_a_question_open_is_refused(question: str, tmp_path: Path) -> None:
    """No answer is ever assumed, not even the usual one."""
    shutil.copytree(OPEN / "trial", tmp_path / "trial")
    chapter = tmp_path / "trial" / "norms" / "chapter.yaml"
    lines = chapter.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith(f"      {question}:")]
    assert len(lines) - 1 == len(kept)
    chapter.write_text("".join(kept), encoding="utf-8")
    assert (OPEN / f"{question}.txt").read_text(encoding="utf-8") == refusal(tmp_path)
