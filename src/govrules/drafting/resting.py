"""What rests on a unit of an act: norms, scenarios and translations that its change may touch."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from govrules.acts.inventory import Unit
from govrules.drafting.scenarios import Scenario, read

_LAID_DOWN = ("encoded", "attestation")
_PASSED_ON = ("condition-of", "definition-used-by")


@dataclass(frozen=True, slots=True)
class Resting:
    """Norms by id, scenarios by the file's name and sentence, languages of the summaries."""

    norms: tuple[str, ...]
    scenarios: tuple[str, ...]
    languages: tuple[str, ...]


def scenarios_of(act: str, root: Path) -> tuple[tuple[str, Scenario], ...]:
    """Read the scenarios of an act, each with its file's path below the folder of acts.

    Raises:
        PolicyError: a file is no file of scenarios; with every problem of it.
    """
    files = sorted((root / act / "scenarios").glob("*.yaml"))
    return tuple(
        (file.relative_to(root).as_posix(), scenario) for file in files for scenario in read([file])
    )


def together(units: Mapping[str, Unit], unit: str) -> tuple[str, ...]:
    """Return the units that stand in the lines of a unit and have no print of their own."""
    return tuple(name for name, each in units.items() if each.printed_as == unit)


def resting_on(
    units: Mapping[str, Unit], scenarios: Sequence[tuple[str, Scenario]], names: Sequence[str]
) -> Resting:
    """Return what rests on some units, on their parts, and on what they condition or define."""
    changed = [each for name in names for each in (name, *together(units, name))]
    norms = {norm for name in _reached(units, changed) for norm in _laid_down(units[name])}
    return Resting(
        norms=tuple(name for name in units if name in norms),
        scenarios=tuple(
            f"{path}: {scenario.sentence}"
            for path, scenario in scenarios
            if _names(scenario, norms, changed)
        ),
        languages=tuple(
            dict.fromkeys(language for name in changed for language in units[name].summary)
        ),
    )


def _reached(units: Mapping[str, Unit], changed: Sequence[str]) -> tuple[str, ...]:
    """Follow lines shared, parts, conditions and definitions from unit to unit."""
    reached = dict.fromkeys(changed)
    waiting = list(changed)
    while waiting:
        unit = units[waiting.pop()]
        onward = [name for name, each in units.items() if each.parent == unit.id]
        if unit.state.word in _PASSED_ON:
            onward += unit.state.names
        fresh = [name for name in onward if name in units and name not in reached]
        reached.update(dict.fromkeys(fresh))
        waiting += fresh
    return tuple(reached)


def _laid_down(unit: Unit) -> tuple[str, ...]:
    return unit.state.names if unit.state.word in _LAID_DOWN else ()


def _names(scenario: Scenario, norms: set[str], changed: Sequence[str]) -> bool:
    """Say whether a scenario expects something of the norms, or gives a changed unit as ground."""
    return any(
        line["norm"] in norms or not set(changed).isdisjoint(line.get("grounds", ()))
        for line, _ in scenario.expect
    )
