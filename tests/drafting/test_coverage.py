"""Coverage: a unit is accounted for only if what its state says is so."""

import dataclasses
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from tests.library_made import Library

from govrules import acts
from govrules.acts.inventory import State, Unit
from govrules.drafting.coverage import Asserted, account, coverage, run_coverage, told
from govrules.drafting.resting import scenarios_of
from govrules.findings import Place
from govrules.norms import Condition, Norm, OwnerHolds

HERE = Place(path="library/norms/rules.yaml", line=4, offset=5)
IDS = ("2.a", "2.b.keeper", "2.b.reader", "2.c", "3", "4.a", "4.b", "form.closed", "form.open")

TABLE = """\
library: 5 of 7 units accounted for

  encoded by norms: 3 of 5
  ! library/2.a
  ! library/2.c
    library/3
    library/4.a
    library/4.b

  attestation, which only a statement can decide: 0 of 0

  conditions of norms: 1 of 1
    library/5    library/3, library/4.a, library/4.b

  definitions in use: 0 of 0

  structure: 0 of 0

  not checkable, because: 1 of 1
    library/4    it is a lead-in

  norms: 4; 2 expected by a scenario, 1 both kept and broken
    library/2.a     2  compliant 1, violated/late 1
    library/3       0  never compliant, never violated
    library/4.a     1  not-applicable 1, never compliant, never violated
    library/4.b     0  never compliant, never violated
"""


@pytest.fixture(scope="module")
def units(library: Library) -> Mapping[str, Unit]:
    """Return the units of the invented act."""
    return acts.provisions("library", library.folder)


@pytest.fixture(scope="module")
def norm() -> Norm:
    """Return some norm without conditions, to be given other ids."""
    some = acts.load(acts.available()[0]).norms[0]
    return dataclasses.replace(some, id="library/2.a", conditions=())


def norms(norm: Norm, names: Sequence[str] = IDS) -> list[tuple[Norm, Place]]:
    """Return a norm for each unit of the invented act that says it has one."""
    return [(dataclasses.replace(norm, id=f"library/{name}"), HERE) for name in names]


def amiss(units: Mapping[str, Unit], written: Sequence[tuple[Norm, Place]]) -> list[str]:
    """Return what the findings about some units and norms say, and after each its help."""
    found = account("library", units, written, [])
    return [said for each in found.findings for said in (f"{each.code} {each.message}", each.help)]


def restated(units: Mapping[str, Unit], name: str, state: State) -> Mapping[str, Unit]:
    """Return the units, one with another state."""
    return {**units, name: dataclasses.replace(units[name], state=state)}


def test_an_act_whose_states_are_so_is_accounted_for(units: Mapping[str, Unit], norm: Norm) -> None:
    """Every norm has its unit, every unit what it says."""
    found = account("library", units, norms(norm), [])
    assert () == found.findings
    assert len(units) == found.accounted
    assert {
        "encoded": (9, 9),
        "attestation": (0, 0),
        "condition-of": (1, 1),
        "definition-used-by": (1, 1),
        "structure": (1, 1),
        "not-checkable": (6, 6),
    } == found.counts()


def test_a_unit_whose_norm_is_not_there_is_unaccounted(
    units: Mapping[str, Unit], norm: Norm
) -> None:
    """A state is a claim: `encoded` without the norm counts for nothing."""
    found = account("library", units, norms(norm, IDS[1:]), [])
    assert ["library/2.a"] == [row.unit for row in found.rows if not row.accounted]
    [finding] = found.findings
    line = units["library/2.a"].place.line
    assert (
        f"library/provisions.yaml:{line}:3: no-such-norm `library/2.a` says it has the norm "
        "`library/2.a`, but `norms/` has none\n"
        "  help: write the norm, or say in `state` what became of the unit"
    ) == str(finding)


def test_an_attestation_needs_its_norm_as_well(units: Mapping[str, Unit], norm: Norm) -> None:
    """A norm that only a statement can decide is a norm in `norms/` like any other."""
    attested = State(word="attestation", names=("library/2.a",))
    found = account("library", restated(units, "library/2.a", attested), norms(norm, IDS[1:]), [])
    assert (0, 1) == found.counts()["attestation"]


def test_a_norm_without_a_unit_is_found(units: Mapping[str, Unit], norm: Norm) -> None:
    """Whoever adds a norm adds its unit."""
    assert [
        "norm-without-unit there is no unit `library/9`",
        "a norm has the id of its unit; add the unit to `provisions.yaml`",
    ] == amiss(units, norms(norm, [*IDS, "9"]))


def test_a_norm_that_its_unit_does_not_name_is_found(units: Mapping[str, Unit], norm: Norm) -> None:
    """A unit called not checkable cannot have a norm at the same time."""
    bare = State(word="not-checkable", why="nobody looks")
    assert [
        "norm-not-named the unit `library/2.a` says `not-checkable` and does not name its norm",
        "write `encoded: [library/2.a]` in `provisions.yaml`, or delete the norm",
    ] == amiss(restated(units, "library/2.a", bare), norms(norm))


def test_a_reference_to_an_unknown_unit_is_found(units: Mapping[str, Unit], norm: Norm) -> None:
    """A state that names a unit which is not there is not so."""
    state = State(word="structure", names=("library/2.z",))
    found = account("library", restated(units, "library/title", state), norms(norm), [])
    assert ["library/title"] == [row.unit for row in found.rows if not row.accounted]
    assert [
        "unknown-unit `library/title` names `library/2.z`, which is no unit of this act",
        "write an id as this file has it",
    ] == amiss(restated(units, "library/title", state), norms(norm))


def test_a_condition_of_what_has_no_norm_is_found(units: Mapping[str, Unit], norm: Norm) -> None:
    """Only norms have conditions."""
    state = State(word="condition-of", names=("library/4",))
    assert [
        "not-a-norm `library/5` is called a condition of `library/4`, which has no norm",
        "name units that are `encoded` or `attestation`",
    ] == amiss(restated(units, "library/5", state), norms(norm))


def test_a_condition_that_its_unit_does_not_own_up_to_is_found(
    units: Mapping[str, Unit], norm: Norm
) -> None:
    """A norm under a condition of which the inventory says nothing is not accounted for."""
    condition = Condition("library/1", "excluded", OwnerHolds("reader"))
    conditioned = dataclasses.replace(norm, conditions=(condition,))
    assert [
        "condition-not-named no unit `library/1` calls itself a condition of `library/2.a`",
        "add it to `condition-of` of `library/1` in `provisions.yaml`",
    ] == amiss(units, [(conditioned, HERE), *norms(norm, IDS[1:])])


def test_a_norm_shows_who_asserts_it_and_how(
    library: Library, units: Mapping[str, Unit], norm: Norm
) -> None:
    """Scenarios are counted by outcome, and an outcome that none expects is named."""
    found = account("library", units, norms(norm), scenarios_of("library", library.folder))
    asserted = {each.norm: each for each in found.norms}
    assert (
        Asserted(norm="library/2.a", scenarios=2, outcomes={"compliant": 1, "violated/late": 1})
        == asserted["library/2.a"]
    )
    assert () == asserted["library/2.a"].never
    assert ("compliant", "violated") == asserted["library/4.a"].never
    assert 0 == asserted["library/3"].scenarios


def test_a_scenario_of_no_unit_is_found(
    library: Library, units: Mapping[str, Unit], norm: Norm
) -> None:
    """A scenario that expects something of an id nobody has can never hold."""
    asserting = scenarios_of("library", library.folder)
    fewer = {name: unit for name, unit in units.items() if name != "library/4.a"}
    found = account("library", fewer, norms(norm, [id_ for id_ in IDS if id_ != "4.a"]), asserting)
    assert (
        "library/scenarios/loans.yaml:16:12: unknown-unit the scenario expects something of "
        "`library/4.a`, which is no unit\n"
        "  help: write the norm's id as `provisions.yaml` has it"
    ) == str(found.findings[-1])


def test_a_unit_without_a_state_is_refused(library: Library, tmp_path: Path) -> None:
    """What became of a unit must be said before anything is counted."""
    home = tmp_path / "library"
    shutil.copytree(library.folder / "library", home)
    path = home / "provisions.yaml"
    text = path.read_text(encoding="utf-8")
    stateless = text.replace('{\n    "not-checkable": "it is a lead-in"\n   }', "{}", 1)
    assert text != stateless
    path.write_text(stateless, encoding="utf-8")
    expected = (
        "library/provisions.yaml:15:13: schema `state` has too few keys\n"
        "  help: write what became of the unit: exactly one of these\n"
    )
    assert (expected, 4) == run_coverage(["library"], tmp_path)


def test_two_units_with_one_id_are_refused(library: Library, tmp_path: Path) -> None:
    """A unit that hides another would be lost without a word."""
    home = tmp_path / "library"
    shutil.copytree(library.folder / "library", home)
    path = home / "provisions.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"id": "library/2.c"', '"id": "library/2.a"'), encoding="utf-8")
    units = acts.provisions("library", library.folder)
    first, second = units["library/2.a"].place.line, units["library/2.c"].place.line
    expected = (
        f"library/provisions.yaml:{second}:3: duplicate-unit `library/2.a` is already the unit of "
        f"line {first}\n  help: give each unit an id of its own\n"
    )
    assert (expected, 4) == run_coverage(["library"], tmp_path)


def test_the_table_is_grouped_by_state(
    library: Library, units: Mapping[str, Unit], norm: Norm
) -> None:
    """Every unit has a line under its state, `!` before those unaccounted; then the norms."""
    asserting = scenarios_of("library", library.folder)
    few = {name: units[name] for name in ("library/2.a", "library/2.c", "library/3", "library/5")}
    few |= {name: units[name] for name in ("library/4", "library/4.a", "library/4.b")}
    table = told(account("library", few, norms(norm, ["2.a", "3", "4.a", "4.b"]), asserting))
    assert TABLE == table.partition("\nlibrary/provisions.yaml")[0]


def test_every_unit_of_the_shipped_acts_is_accounted_for() -> None:
    """All 176 units, with not one norm, reference or scenario amiss."""
    amiss = [str(each) for act in acts.available() for each in coverage(act).findings]
    assert [] == amiss
    text, code = run_coverage()
    assert ("176 of 176 units accounted for", 0) == (text.splitlines()[-1], code)
