"""The inventory of the shipped acts: every unit of their texts, once, and nothing else."""

from pathlib import Path

import pytest

from govrules import acts, documents
from govrules.acts.inventory import Unit

IDS = (Path(__file__).parent / "unit_ids.txt").read_text(encoding="utf-8").splitlines()
NUMBERS = {"kg-369": 72, "kz-229": 104}
ENGLISH, RUSSIAN = "en", "ru"


def units() -> list[Unit]:
    """Return the units of the shipped acts."""
    return [unit for act in acts.available() for unit in acts.provisions(act).values()]


@pytest.mark.parametrize("act", NUMBERS)
def test_an_act_has_as_many_units_as_its_text(act: str) -> None:
    """104 units of the order, its Rules and annex; 72 of the resolution and its plan."""
    assert NUMBERS[act] == len(acts.provisions(act))


def test_the_units_are_those_of_the_list() -> None:
    """The 176 ids, each once: one that is renamed, lost or new must be meant."""
    assert IDS == sorted(unit.id for unit in units())


def test_the_list_names_each_unit_once() -> None:
    """The list itself holds 176 ids, sorted and without a repetition."""
    assert (176, IDS) == (len(IDS), sorted(set(IDS)))


def test_the_parents_of_units_are_units_of_the_same_act() -> None:
    """A unit stands under a unit that exists, in its own act, and not under itself."""
    orphans = [
        unit.id
        for unit in units()
        if unit.parent
        and (
            unit.parent == unit.id
            or unit.parent not in IDS
            or unit.parent.partition("/")[0] != unit.id.partition("/")[0]
        )
    ]
    assert [] == orphans


def test_every_unit_has_its_official_number() -> None:
    """A unit that cannot be cited is no unit."""
    assert [] == [unit.id for unit in units() if not unit.number.strip()]


@pytest.mark.parametrize("act", NUMBERS)
def test_every_unit_is_summed_up_in_the_languages_of_its_readers(act: str) -> None:
    """English, Russian and the language of the act, for every unit."""
    header = documents.load(acts.shipped_acts() / act / "act.yaml", "act").value
    wanted = {ENGLISH, RUSSIAN, header["language"]}
    provisions = acts.provisions(act).values()
    assert [] == [unit.id for unit in provisions if wanted - set(unit.summary)]
