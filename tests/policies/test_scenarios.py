"""Every scenario of every act holds; one whose norms are not encoded fails."""

from pathlib import Path

import pytest

from govrules.acts import shipped_acts
from govrules.drafting import scenarios

FILES = sorted(
    path.relative_to(shipped_acts()) for path in shipped_acts().glob("*/scenarios/*.yaml")
)
ALL = [each for file in FILES for each in scenarios.read([shipped_acts() / file])]


def _id(scenario: scenarios.Scenario) -> str:
    path = Path(scenario.place.path)
    return f"{path.parent.parent.name}/{path.stem}:{scenario.place.line}"


@pytest.mark.parametrize("scenario", ALL, ids=_id)
def test_a_scenario_of_an_act_holds(scenario: scenarios.Scenario) -> None:
    """The jurist's own cases: what does not hold is told in sentences."""
    assert () == scenarios.run(scenario).failures


def test_every_act_that_ships_has_scenarios() -> None:
    """An act without scenarios is unproved."""
    with_act = {path.parent.name for path in shipped_acts().glob("*/act.yaml")}
    assert with_act == {file.parts[0] for file in FILES}
