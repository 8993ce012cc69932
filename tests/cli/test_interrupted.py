"""Ctrl-C at every stage, by real processes: nothing is concluded, and nothing stays behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import duckdb
import pytest
from tests.agency_made import WORLD, agency
from tests.books_made import book

AS_OF = ("--as-of", "2026-07-21T00:00:00+05:00", "--act", "kz-229")
TOLD = "\ninterrupted: nothing was concluded\n"
SOON = 20
"""Within how many seconds an interruption is heard; the statements below would take days."""

ENDLESS = "SELECT count(*) FROM range(10000000) a, range(10000000) b WHERE a.range + b.range = 7"

STAGES: Mapping[str, str] = {
    "reading text": """
from govrules.facts import separated
real = separated._row
def slow(*given):
    at_work()
    time.sleep(0.01)
    return real(*given)
separated._row = slow
""",
    "reading a book": """
from govrules.facts import sheets
real = sheets.handed_over
def slow(*given):
    at_work()
    time.sleep(0.01)
    return real(*given)
sheets.handed_over = slow
""",
    "reading Parquet": f"""
from govrules.facts import parquet
def endless(database, *_):
    at_work()
    return database.execute({ENDLESS!r})
parquet._rows = endless
""",
    "judging with the reference": """
from govrules.engines import reference
real = reference.evaluate
def again(relations, facts):
    relations = [*relations]
    while True:
        at_work()
        real(relations, facts)
reference.evaluate = again
""",
    "inside a statement": f"""
from govrules.engines.columnar import running
real = running.Run.rows
def endless(self, relation):
    at_work()
    self._database._connection.execute({ENDLESS!r})
    return real(self, relation)
running.Run.rows = endless
""",
    "inside a statement in bulk": f"""
from govrules.facts.bulk import Bulk
def endless(self, *_):
    at_work()
    self.connection.execute({ENDLESS!r})
Bulk.doubt = endless
""",
    "between statements": """
from govrules.engines.columnar import running
real = running.Run.rows
def again(self, relation):
    while True:
        at_work()
        real(self, relation)
running.Run.rows = again
""",
    "writing": """
from govrules import reports
def endless(*_):
    while True:
        at_work()
        yield "x" * 1000
reports.pieces = endless
""",
    "writing what a statement found": """
from govrules.assessing import listing
def endless(*_):
    while True:
        at_work()
listing.judgement_of = endless
""",
    "writing Parquet": f"""
from govrules.interruptions import Attended
real = Attended.execute
def endless(self, *_):
    at_work()
    return real(self, {ENDLESS!r})
Attended.execute = endless
""",
}
"""What makes a stage last, and say that it has begun: alterations of the program."""

FORMS = {"writing Parquet": "parquet", "writing what a statement found": "ndjson"}
"""In which format a stage is seen."""

PROGRAM = """
import sys, time
from pathlib import Path
def at_work():
    Path(sys.argv[1]).touch()
{altered}
sys.argv[0] = "govrules"
from govrules.cli import main
main(sys.argv[2:])
"""


class Started:
    """A command at work, altered so that one of its stages lasts."""

    def __init__(self, stage: str, folder: Path, *arguments: str) -> None:
        """Start it, with a folder of its own for what is temporary."""
        self.temporary = folder / "temporary"
        self.temporary.mkdir()
        self._begun = folder / "begun"
        program = PROGRAM.format(altered=STAGES[stage])
        self.process = subprocess.Popen(
            [sys.executable, "-c", program, str(self._begun), "check", *arguments, *AS_OF],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "TMPDIR": str(self.temporary)},
        )

    def stopped(self, *signals: int) -> tuple[int, str, str]:
        """Send signals once the stage has begun; return the exit code and what was written."""
        deadline = time.monotonic() + 60
        while not self._begun.exists() and self.process.poll() is None:
            assert time.monotonic() < deadline
            time.sleep(0.01)
        time.sleep(0.3)
        for number in signals:
            self.process.send_signal(number)
            time.sleep(0.05)
        out, err = self.process.communicate(timeout=SOON)
        return self.process.returncode, out, err


def _data(folder: Path, stage: str) -> Path:
    """Return a dataset that has what a stage reads."""
    data = agency(folder / "agency")
    if stage == "reading Parquet":
        (data / "cases.csv").unlink()
        with duckdb.connect(":memory:") as connection:
            connection.execute(f"COPY (SELECT 'C1' AS id) TO '{data / 'cases.parquet'}'")
    if stage == "reading a book":
        (data / "cases.csv").unlink()
        rows = [["id", "object"], *([f"C{n}", "OBJ-1"] for n in range(5000))]
        (data / "cases.xlsx").write_bytes(book(rows))
    if stage == "writing what a statement found":
        agency(data, cases=[{**WORLD["cases"][0], "id": f"C{n}"} for n in range(1, 5)])
    if stage == "reading text":
        agency(data, cases=[{"id": f"C{n}", "object": "OBJ-1"} for n in range(5000)])
    return data


def _engine(stage: str) -> str:
    return "columnar" if "statement" in stage else "reference"


@pytest.mark.parametrize("stage", STAGES)
def test_an_interruption_ends_with_130_at_every_stage(stage: str, tmp_path: Path) -> None:
    """At once, also in the middle of a statement; there is no report, nor a part of one."""
    data, reports = _data(tmp_path, stage), tmp_path / "reports"
    reports.mkdir()
    form = FORMS.get(stage, "json")
    order = ("-o", f"{form}={reports / 'report'}", "--engine", _engine(stage))
    started = Started(stage, tmp_path, str(data), *order)
    assert (130, "", TOLD) == started.stopped(signal.SIGINT)
    assert ([], []) == ([*reports.iterdir()], [*started.temporary.iterdir()])


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_to_be_told_to_stop_is_to_be_interrupted(number: int, tmp_path: Path) -> None:
    """By a scheduler, or by a terminal that was closed: what is temporary is removed."""
    data = _data(tmp_path, "inside a statement")
    order = ("--engine", "columnar", "--memory", "64MB")
    started = Started("inside a statement", tmp_path, str(data), *order)
    assert (130, "", TOLD) == started.stopped(number)
    assert [] == [*started.temporary.iterdir()]


def test_whoever_asks_twice_is_heard_twice(tmp_path: Path) -> None:
    """The second interruption does not cut short what removes the traces of the first."""
    data = _data(tmp_path, "inside a statement")
    started = Started("inside a statement", tmp_path, str(data), "--engine", "columnar")
    code, out, _ = started.stopped(signal.SIGINT, signal.SIGINT)
    assert (130, "") == (code, out)
    assert [] == [*started.temporary.iterdir()]
