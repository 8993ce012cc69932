"""The policies of the shipped acts: formatted, strict, with their metadata, the same for all."""

import json
import subprocess
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from tests.facts_made import act_of
from tests.tools_found import opa

from govrules import documents, facts, planning
from govrules.acts import available
from govrules.calculus import Value
from govrules.engines.opa import bundle, modules
from govrules.facts.tables import TABLES
from govrules.instants import EARLIEST, read_exact

ROOT = Path(__file__).resolve().parents[3]
TEXTS = {"type": "array", "items": {"type": "object", "additionalProperties": {"type": "string"}}}
INDEX = documents.load(ROOT / "fixtures/index.yaml", TEXTS, shown="index.yaml").value


def kind(value: Value) -> str:
    """Name the kind of a value."""
    if isinstance(value, bool):
        return "condition"
    return "integer" if isinstance(value, int) else "text"


@cache
def program(name: str) -> modules.Program:
    """Translate an act, whatever the facts."""
    empty = facts.from_rows({table: [] for table in TABLES}, zone=None)
    return bundle.program(act_of(name), empty, EARLIEST)


def written(name: str, folder: Path) -> Path:
    """Write the policies of an act into a folder."""
    for module, text in program(name).modules.items():
        (folder / f"{module}.rego").write_text(text, encoding="utf-8")
    return folder


def said(*asked: str) -> str:
    """Run the real program and return what it says, which must not be an error."""
    return subprocess.run([str(opa()), *asked], check=True, capture_output=True, text=True).stdout


@pytest.mark.parametrize("name", available())
def test_the_policies_of_an_act_are_formatted(name: str, tmp_path: Path) -> None:
    """As `opa fmt` writes them: nobody has to format them again before reading a difference."""
    assert "" == said("fmt", "--list", str(written(name, tmp_path)))


@pytest.mark.parametrize("name", available())
def test_the_policies_of_an_act_are_strict(name: str, tmp_path: Path) -> None:
    """No variable, argument or import that is not used, no builtin of old."""
    assert "" == said("check", "--strict", str(written(name, tmp_path)))


@pytest.mark.parametrize("name", available())
def test_no_policy_reads_a_clock_or_the_network(name: str, tmp_path: Path) -> None:
    """Whatever could make two answers differ, or a calendar of another engine, is not asked for."""
    found = json.loads(said("inspect", "--format", "json", str(written(name, tmp_path))))
    used = {each["name"] for each in found["capabilities"]["builtins"]}
    assert set() == {each for each in used if each.startswith(("time.", "http.", "opa.", "rand."))}


@pytest.mark.parametrize("name", available())
def test_every_norm_has_a_policy_with_its_card(name: str, tmp_path: Path) -> None:
    """Title, provision, parties, readings and clock, as `opa inspect` gives them to an auditor."""
    told = json.loads(said("inspect", "-a", "--format", "json", str(written(name, tmp_path))))
    cards = {
        each["annotations"]["custom"]["provision"]: each["annotations"]
        for each in told["annotations"]
        if "provision" in each["annotations"].get("custom", {})
    }
    act = act_of(name)
    assert {norm.id for norm in act.norms} == set(cards)
    assert {norm.id: list(norm.readings) for norm in act.norms} == {
        norm: card["custom"]["readings"] for norm, card in cards.items()
    }
    assert all(card["title"].startswith(name) and card["description"] for card in cards.values())


@pytest.mark.parametrize("entry", INDEX, ids=lambda entry: str(entry["dataset"]))
def test_policies_hang_on_no_dataset(entry: dict[str, str]) -> None:
    """The same text for every dataset and day: what differs comes with the input."""
    act = act_of(entry["dataset"].split("/")[0])
    read = facts.read([ROOT / "fixtures" / entry["dataset"]], zone=ZoneInfo(act.zone))
    own = bundle.program(act, read, read_exact(entry["as_of"]))
    assert program(act.id).modules == own.modules


@pytest.mark.parametrize("name", available())
def test_the_kinds_of_the_plan_are_those_of_its_tables(name: str) -> None:
    """Tables worked out for a plan say by the names of their columns what their values are."""
    entry = next(each for each in INDEX if each["dataset"].startswith(name))
    act = act_of(name)
    read = facts.read([ROOT / "fixtures" / entry["dataset"]], zone=ZoneInfo(act.zone))
    plan = planning.plan([act], act.norms, read, read_exact(entry["as_of"]))
    compiled = modules.compile_((*plan.duties, *plan.evidence))
    tables = [t for family in compiled.families.values() for t in family.constants.tables.values()]
    assert tables
    for table in tables:
        for row in table.rows:
            assert [*map(kind, row)] == [*map(modules.kind_of, table.columns)]
