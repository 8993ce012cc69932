"""The scenarios of the acts as tests of Rego: `opa test` runs them, without a line of ours."""

import json
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from tests.facts_made import act_of
from tests.tools_found import opa

from govrules import facts
from govrules.acts import available, shipped_acts
from govrules.drafting import scenarios
from govrules.drafting.scenarios import Scenario
from govrules.engines.opa import bundle
from govrules.engines.opa.case_files import case_files
from govrules.instants import read_exact
from govrules.planning import DUTY_COLUMNS

COMPARED = ("subject", "occasion", "bearer", "counterparty", "verdict", "reason")
INSTANTS = ("opened_at", "due_at")

_HEAD = """package govrules.scenarios_test

import data.expected

duty_columns := {columns}

rows(norm, answers) := [{{column: value | some at, column in duty_columns; value := row[at]}} |
	some answer in answers
	some name, rows in answer.norms[norm]
	startswith(name, "duties")
	some row in rows
]

matching(line, answers) := [row |
	some row in rows(line.norm, answers)
	every column, value in line.columns {{
		matches(column, row[column], value)
	}}
]

matches(column, found, value) if {{
	column != "bearer"
	found == value
}}

matches("bearer", found, value) if value in split(found, "+")

matches("bearer", found, value) if found == value
"""


def of_act(name: str) -> Iterator[Scenario]:
    """Yield the scenarios of an act that take its readings as they are by default."""
    for scenario in scenarios.read([shipped_acts() / name]):
        if scenario.act == name and not scenario.readings and scenario.expect:
            yield scenario


def line_of(expected: Mapping[str, Any]) -> dict[str, Any]:
    """Write what a scenario expects of one duty: that there is one such duty, or none."""
    none = expected["verdict"] == "none"
    columns = {n: expected[n] for n in COMPARED if n in expected and not (none and n == "verdict")}
    for name in INSTANTS:
        if name in expected:
            columns[name] = read_exact(str(expected[name]))
    return {"norm": expected["norm"], "columns": columns, "count": 0 if none else 1}


@pytest.mark.parametrize("name", available())
def test_the_scenarios_of_an_act_pass_in_opa_itself(name: str, tmp_path: Path) -> None:
    """As many tests as there are scenarios, none of them skipped."""
    act = act_of(name)
    expected: dict[str, Any] = {}
    tests: list[str] = []
    for number, scenario in enumerate(of_act(name)):
        read = facts.from_rows(scenario.given, zone=ZoneInfo(act.zone))
        program = bundle.program(act, read, read_exact(scenario.as_of))
        if not tests:
            for module, text in program.modules.items():
                (tmp_path / f"{module}.rego").write_text(text, encoding="utf-8")
        asked = {line["norm"] for line, _ in scenario.expect}
        files = {
            family.name: [each.document for each in case_files(family, read)]
            for family in program.families.values()
            if asked & {answer.norm for _, answer in family.answers}
        }
        expected[str(number)] = {
            "files": files,
            "expect": [line_of(line) for line, _ in scenario.expect],
        }
        head = f"# {scenario.sentence}\ntest_{number:03} if {{\n"
        tests.append(f"{head}{body(number, list(files))}}}\n")
    (tmp_path / "expected.json").write_text(json.dumps({"expected": expected}), encoding="utf-8")
    text = "\n".join([_HEAD.format(columns=json.dumps(DUTY_COLUMNS)), *tests])
    (tmp_path / "scenarios_test.rego").write_text(text, encoding="utf-8")
    command = [str(opa()), "test", "--format", "json", "--timeout", "10m", "--fail-on-empty"]
    line = [*command, str(tmp_path)]
    done = subprocess.run(line, check=False, capture_output=True, text=True)
    told_by_opa = json.loads(done.stdout or "[]")
    failed = [each["name"] for each in told_by_opa if each.get("fail") or each.get("error")]
    assert ([], "") == (failed, done.stderr)
    assert len(expected) == len(told_by_opa)


def body(number: int, families: list[str]) -> str:
    """Write the body of one test: what each family answers, and what is expected of it."""
    own = f'expected["{number}"]'
    lines = [
        f'\tfiles_{at} := {own}.files["{family}"]\n'
        f'\tanswers_{at} := data.{family}.answers with input as {{"files": files_{at}}}\n'
        for at, family in enumerate(families)
    ]
    names = ", ".join(f"answers_{at}" for at in range(len(families)))
    return "".join(
        [
            *lines,
            f"\tanswers := [answer | some part in [{names}]; some answer in part]\n",
            f"\tevery line in {own}.expect {{\n",
            "\t\tcount(matching(line, answers)) == line.count\n\t}\n",
        ]
    )
