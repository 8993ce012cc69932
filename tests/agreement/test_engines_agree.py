"""Every engine gives the assessment of the reference: shipped data, scenarios, generated cases."""

from collections.abc import Collection
from dataclasses import replace
from itertools import chain
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.agreement.made_cases import ACT, AS_OF, SETTINGS, MadeCase, made_cases, tables_of, worlds
from tests.facts_made import Tables, act_of, made

from govrules import documents, facts
from govrules.acts import shipped_acts
from govrules.assessing import assess
from govrules.drafting import scenarios
from govrules.drafting.agreement import agree
from govrules.facts import Facts
from govrules.instants import Instant, read_exact
from govrules.norms import Act
from govrules.verdicts import Assessment

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
TEXTS = {"type": "array", "items": {"type": "object", "additionalProperties": {"type": "string"}}}
INDEX = documents.load(FIXTURES / "index.yaml", TEXTS, shown="index.yaml").value
SCENARIOS = sorted(
    path.relative_to(shipped_acts()) for path in shipped_acts().glob("*/scenarios/*.yaml")
)


def both(
    act: Act, read: Facts, as_of: Instant, only: Collection[str] = ()
) -> tuple[Assessment, Assessment]:
    """Judge with the reference and with the columnar engine."""
    one, other = (
        assess([act], read, as_of, only=only, engine=name) for name in ("reference", "columnar")
    )
    return one, replace(other, engine=one.engine)


@pytest.mark.parametrize("entry", INDEX, ids=lambda entry: str(entry["dataset"]))
def test_a_shipped_dataset_is_assessed_alike(entry: dict[str, str]) -> None:
    """All norms of its act; everything but the name of the engine."""
    act = act_of(entry["dataset"].split("/")[0])
    read = facts.read([FIXTURES / entry["dataset"]], zone=ZoneInfo(act.zone))
    reference, columnar = both(act, read, read_exact(entry["as_of"]))
    assert reference == columnar
    assert reference.judgements


@pytest.mark.parametrize("file", SCENARIOS, ids=str)
def test_the_scenarios_of_an_act_are_assessed_alike(file: Path) -> None:
    """Each with the readings it asks for, and the norms that it speaks of."""
    for scenario in scenarios.read([shipped_acts() / file]):
        act = act_of(scenario.act, tuple(sorted(scenario.readings.items())))
        read = facts.from_rows(scenario.given, zone=ZoneInfo(act.zone))
        norms = {str(line["norm"]) for line, _ in scenario.expect}
        reference, columnar = both(act, read, read_exact(scenario.as_of), norms)
        assert reference == columnar, scenario.sentence


@settings(SETTINGS, max_examples=14)
@given(worlds(), st.lists(made_cases(), min_size=3, max_size=3), AS_OF)
def test_generated_cases_are_assessed_alike(
    world: Tables, cases: list[list[MadeCase]], as_of: Instant
) -> None:
    """With cells forgotten, dates for times and roles that change; all norms of the act."""
    named = {f"C{number}": case.forgotten() for number, case in enumerate(chain(*cases))}
    act = act_of(ACT)
    assert () == agree([act], made(tables_of(world, named), act.zone), as_of)
