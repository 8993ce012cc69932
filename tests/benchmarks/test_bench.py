"""The race: every contender is held to what was drawn, and the table says what was run."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import duckdb
import pytest

from benchmarks import bench, contenders, generator
from govrules import acts, facts, planning
from govrules.calculus import Scan
from govrules.instants import read_exact

ROOT: Final = Path(__file__).parents[2]
SHARES: Final = {"violated": 0.3, "undecided": 0.1, "edging": 0.2}


def scans(part: object) -> Iterator[Scan]:
    """Yield the scans inside a relation."""
    if isinstance(part, Scan):
        yield part
    elif isinstance(part, tuple):
        for each in part:
            yield from scans(each)
    elif is_dataclass(part):
        for field in fields(part):
            yield from scans(getattr(part, field.name))


def test_plain_python_judges_as_was_drawn(tmp_path: Path) -> None:
    """A competitor that errs would be no measure; its checks are those of the race."""
    folder = tmp_path / "made"
    expected = generator.generate(folder, "csv", cases=5000, seed=3, **SHARES)
    python = contenders.contenders()["plain Python"]
    taken = contenders.run(python, folder, expected, 300)
    assert taken.work > 0


def test_a_contender_that_counts_otherwise_ends_the_race(tmp_path: Path) -> None:
    """One verdict more or less is a wrong answer, and its norm and word are named."""
    folder = tmp_path / "made"
    expected = generator.generate(folder, "csv", cases=300, seed=3, **SHARES)
    norm = "kz-229/rules/10.3.f"
    counts: dict[str, dict[str, int]] = json.loads(json.dumps(expected["counts"]))
    drawn = counts[norm]["violated/late"]
    violated = sum(n for word, n in counts[norm].items() if word.startswith("violated"))
    counts[norm]["violated/late"] += 1
    with pytest.raises(contenders.WrongError) as found:
        contenders.run(
            contenders.contenders()["plain Python"], folder, {**expected, "counts": counts}, 300
        )
    assert str(found.value) == (
        "plain Python counted otherwise than drawn:\n"
        f"{norm} violated: {violated}, not {violated + 1}\n"
        f"{norm} violated/late: {drawn}, not {drawn + 1}"
    )


def test_a_contender_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    """So that a slow one cannot hold up the race."""
    folder = tmp_path / "made"
    expected = generator.generate(folder, "parquet", cases=300, seed=3, **SHARES)
    with pytest.raises(contenders.TooLongError):
        contenders.run(contenders.contenders()["reference"], folder, expected, 0.05)


def test_the_floor_reads_what_the_plan_reads(tmp_path: Path) -> None:
    """Each column of the generated messages is one that the case norms look at."""
    folder = tmp_path / "made"
    expected = generator.generate(folder, "parquet", cases=20, seed=1, **SHARES)
    source = f"FROM read_parquet('{folder}/messages.parquet')"
    columns = {str(name) for name, *_ in duckdb.execute(f"DESCRIBE {source}").fetchall()}
    act = acts.load("kz-229")
    norms = [norm for norm in act.norms if norm.id in expected["counts"]]
    given = facts.read([folder], zone=ZoneInfo(act.zone))
    plan = planning.plan([act], norms, given, read_exact(expected["as_of"]))
    relations: Any = (*plan.duties, *plan.evidence)
    read = {
        name.partition(".")[0]
        for scan in scans(tuple(relations))
        if scan.table == "messages"
        for name in scan.columns
    }
    assert columns <= read


def test_the_race_prints_a_table_with_ratios_and_growth(tmp_path: Path) -> None:
    """As `make bench` does, with few cases."""
    names = ("floor", "plain Python", "reference")
    asked = ("--cases", "100", "200", "--at-most", "60", "--keep", str(tmp_path))
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.bench", *asked, "--engines", *names],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    lines = [line.split(" | ")[:2] for line in done.stdout.splitlines() if line.startswith("| ")]
    raced = [[f"| {cases}", name] for cases in (100, 200) for name in names]
    growths = [[f"| {name}", "100"] for name in names]
    assert [["| cases", "engine"], *raced, ["| engine", "from"], *growths] == lines
    assert (tmp_path / "200-parquet" / "messages.parquet").exists()


def line(name: str, cases: int, wall: float, of: int = 0) -> bench.Line:
    """Return a line of the table; by default nobody scaled it."""
    return bench.Line(name, cases, contenders.Run(wall, wall * 2, 10**9), of or cases)


def test_what_nobody_ran_lies_on_the_line_through_the_two_largest_runs() -> None:
    """What a process takes to start is not multiplied; a scaled line is no run."""
    table = bench.Table()
    assert table.guess("opa", 1000) is None
    table.add(line("opa", 100, 9.0))
    assert table.guess("opa", 1000) == line("opa", 1000, 90.0, of=100)
    for each in (line("opa", 200, 4.0), line("opa", 1000, 12.0)):
        table.add(each)
    assert table.guess("opa", 2000) == line("opa", 2000, 22.0, of=1000)
    table.add(line("opa", 2000, 22.0, of=1000))
    assert table.guess("opa", 3000) == line("opa", 3000, 32.0, of=1000)


def test_figures_are_judged_by_the_clock_and_shown_as_work_too() -> None:
    """At most so many times the floor, at least so many times faster, a little steeper at most."""
    table = bench.Table()
    for each in (
        line("floor", 10**6, 2.0),
        line("columnar", 10**6, 10.0),
        line("columnar, CSV", 10**6, 25.1),
        line("opa", 10**6, 600.0, of=1000),
        line("floor", 10**7, 20.0),
        line("columnar", 10**7, 80.1),
    ):
        table.add(each)
    scaled = ", opa scaled from 1,000"
    assert [
        ("columnar to floor at 1,000,000", "at most 5 x", "5.00 x", "5.00 x", True),
        ("columnar to floor at 10,000,000", "at most 4 x", "4.00 x", "4.00 x", False),
        ("memory of columnar at 10,000,000", "2 GB", "1.00 GB", "", True),
        (
            "growth above the floor's, 1,000,000 to 10,000,000",
            *("+0.05", "-0.096", "-0.096", True),
        ),
        ("columnar, CSV to columnar at 1,000,000", "at most 2.5 x", "2.51 x", "2.51 x", False),
        (f"opa to columnar at 1,000,000{scaled}", "at least 60 x", "60.00 x", "60.00 x", True),
    ] == [(each.what, each.bound, each.wall, each.work, each.met) for each in bench.judge(table)]


def test_who_was_ended_is_not_run_with_more_cases(capsys: pytest.CaptureFixture[str]) -> None:
    """The table says that it was ended, and after how long."""
    table = bench.Table()
    assert not table.ended("opa")
    table.end("opa", 10_000, 120.0)
    assert table.ended("opa")
    assert "| 10,000 | opa | over 120 | | | | | |\n" == capsys.readouterr().out
