"""Open Policy Agent gives the rows of the reference: shipped data, scenarios, generated cases.

Its answers are compared before they are assessed, which is the same for every engine.
"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from tests.agreement.made_cases import ACT, AS_OF, SETTINGS, MadeCase, made_cases, tables_of, worlds
from tests.facts_made import Tables, act_of, made
from tests.rego_asked import Question, differing, question

from govrules import documents, facts
from govrules.acts import shipped_acts
from govrules.drafting import scenarios
from govrules.drafting.scenarios import Scenario
from govrules.instants import Instant, read_exact

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
TEXTS = {"type": "array", "items": {"type": "object", "additionalProperties": {"type": "string"}}}
INDEX = documents.load(FIXTURES / "index.yaml", TEXTS, shown="index.yaml").value
AT_ONCE = 12
"""How many made cases share a dataset."""
FEW, MANY = 500, 20_000
"""How many cases are made for a change, and for `make fuzz`."""


@pytest.mark.parametrize("entry", INDEX, ids=lambda entry: str(entry["dataset"]))
def test_a_shipped_dataset_is_judged_alike(
    entry: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """All norms of its act, their duties and their evidence."""
    act = act_of(entry["dataset"].split("/")[0])
    read = facts.read([FIXTURES / entry["dataset"]], zone=ZoneInfo(act.zone))
    asked = question(entry["dataset"], act, read, read_exact(entry["as_of"]))
    assert {} == differing([asked], monkeypatch.setenv)


def _asked(scenario: Scenario, norms: set[str]) -> Question:
    act = act_of(scenario.act, tuple(sorted(scenario.readings.items())))
    read = facts.from_rows(scenario.given, zone=ZoneInfo(act.zone))
    return question(scenario.sentence, act, read, read_exact(scenario.as_of), norms)


def _by_readings() -> Iterator[tuple[str, list[Scenario]]]:
    found: dict[str, list[Scenario]] = {}
    for scenario in scenarios.read([shipped_acts()]):
        taken = ",".join(f"{name}={choice}" for name, choice in sorted(scenario.readings.items()))
        found.setdefault(f"{scenario.act} {taken}".strip(), []).append(scenario)
    yield from sorted(found.items())


@pytest.mark.parametrize("alike", [pytest.param(alike, id=name) for name, alike in _by_readings()])
def test_the_scenarios_of_some_readings_are_judged_alike(
    alike: list[Scenario], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each over all norms that any of them speaks of, so that one program judges all."""
    norms = {str(line["norm"]) for scenario in alike for line, _ in scenario.expect}
    assert {} == differing([_asked(each, norms) for each in alike], monkeypatch.setenv)


def test_generated_cases_are_judged_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    """With cells forgotten, dates for times and roles that change; all norms of the act."""
    wanted = MANY if settings.get_current_profile_name() == "fuzz" else FEW
    asked: list[Question] = []
    found = Counter[str]()

    @settings(SETTINGS, max_examples=wanted, phases=[Phase.generate])
    @given(worlds(), st.lists(made_cases(), min_size=AT_ONCE // 2, max_size=AT_ONCE), AS_OF)
    def gather(world: Tables, cases: list[list[MadeCase]], as_of: Instant) -> None:
        if found["cases"] < wanted:
            every = [case.forgotten() for each in cases for case in each]
            named = {f"C{number}": case for number, case in enumerate(every)}
            read = made(tables_of(world, named), act_of(ACT).zone)
            asked.append(question(f"dataset {len(asked)}", act_of(ACT), read, as_of))
            found["cases"] += len(named)

    gather()
    assert found["cases"] >= wanted
    assert {} == differing(asked, monkeypatch.setenv)
