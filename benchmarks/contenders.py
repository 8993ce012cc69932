"""The contenders of `bench.py`: how each is started, measured and checked.

This process must stay small: what it holds when it starts another one counts towards the peak that
the kernel reports of that one. So the datasets, too, are made by a process of their own.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeAlias

HERE: Final = Path(__file__).parent
FIXTURE: Final = HERE.parent / "fixtures" / "kz-229" / "quarter"
FIXTURE_AS_OF: Final = "2026-10-05T09:00:00+05:00"
GOVRULES: Final = Path(sys.executable).with_name("govrules")
PROCESSORS: Final = len(os.sched_getaffinity(0))
FLOOR, COLUMNAR, COLUMNAR_CSV, OPA = "floor", "columnar", "columnar, CSV", "opa"
Expected: TypeAlias = Mapping[str, Any]
"""What is expected of a dataset, as `generator.py` writes it."""
_LISTED: Final = ("violated", "indeterminate")
_VIOLATIONS: Final = 1
"""The exit code of `check` where something is violated, as in every dataset of the generator."""


class WrongError(Exception):
    """A contender did not end as it should, or counted otherwise than what was drawn."""


class TooLongError(Exception):
    """A contender was ended because it took too long."""


@dataclass(frozen=True, slots=True)
class Run:
    """What a process took: seconds by the clock, seconds of processors, bytes at its peak.

    The processors' seconds are its own and its children's; the peak is that of the largest of them.
    """

    wall: float
    work: float
    peak: int


@dataclass(frozen=True, slots=True)
class Contender:
    """A way to do the work: the format it reads, its command, how its answer is checked.

    One that is slow is run with the `probes`, few cases, to have something to scale from.
    """

    name: str
    form: str
    command: Callable[[Path, Expected, Path], Sequence[str | Path]]
    code: int = 0
    reports: bool = True
    probes: Sequence[int] = ()


def _floor(folder: Path, _: Expected, __: Path) -> Sequence[str | Path]:
    return (sys.executable, HERE / "floor.py", folder)


def _python(folder: Path, expected: Expected, report: Path) -> Sequence[str | Path]:
    return (sys.executable, HERE / "plain_python.py", folder, expected["as_of"], report)


def _check(engine: str, *more: str) -> Callable[[Path, Expected, Path], Sequence[str | Path]]:
    def command(folder: Path, expected: Expected, report: Path) -> Sequence[str | Path]:
        norms = [f"--norm={norm}" for norm in sorted(expected["counts"])]
        asked = ("--as-of", expected["as_of"], "--act", "kz-229", *norms, "--engine", engine)
        shown = ("--include", ",".join(_LISTED), "-o", f"ndjson={report}")
        return (GOVRULES, "check", folder, *asked, *shown, *more)

    return command


def contenders(memory: str | None = None) -> Mapping[str, Contender]:
    """Return the contenders by name; `memory` is what `columnar` may use."""
    limit = ("--memory", memory) if memory else ()
    found = (
        Contender(FLOOR, "parquet", _floor, reports=False),
        Contender(COLUMNAR, "parquet", _check("columnar", *limit), _VIOLATIONS),
        Contender(COLUMNAR_CSV, "csv", _check("columnar", *limit), _VIOLATIONS),
        Contender("plain Python", "csv", _python),
        Contender("reference", "parquet", _check("reference"), _VIOLATIONS),
        Contender(OPA, "parquet", _check("opa"), _VIOLATIONS, probes=(200, 1000)),
    )
    return {each.name: each for each in found}


def missing(name: str) -> bool:
    """Say whether a contender cannot run here."""
    return name == OPA and shutil.which(os.environ.get("GOVRULES_OPA") or "opa") is None


def made(folder: Path, form: str, chosen: Mapping[str, float]) -> Expected:
    """Have a dataset generated as chosen, and return what is expected of it."""
    options = [f"--{name}={value}" for name, value in chosen.items()]
    script: Sequence[str | Path] = (sys.executable, HERE / "generator.py", folder)
    command = (*script, *options, "--format", form)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - our own command
    path = folder.with_name(f"{folder.name}.expected.json")
    found: Expected = json.loads(path.read_text(encoding="utf-8"))
    return found


def run(contender: Contender, folder: Path, expected: Expected, at_most: float) -> Run:
    """Run a contender once, and check its answer.

    Raises:
        TooLongError: it was ended after `at_most` seconds.
        WrongError: it failed, or counted otherwise than what was drawn.
    """
    report = folder.with_suffix(".report")
    report.unlink(missing_ok=True)
    taken, code, said = _timed(contender.command(folder, expected, report), at_most)
    if code != contender.code:
        raise WrongError(f"{contender.name} ended with {code}: {said}")
    if contender.reports:
        differences = _differences(report, expected)
    else:
        told = expected["told_cases"]
        differences = [] if said.strip() == str(told) else [f"{said.strip()} cases of {told}"]
    if differences:
        raise WrongError(
            "\n".join([f"{contender.name} counted otherwise than drawn:", *differences])
        )
    return taken


def fixture() -> Run:
    """Judge the fixture of kz-229 by everything, as its README does, and say what that took.

    No engine is named: of so little data plain Python is the one that is taken.
    """
    command = (GOVRULES, "check", FIXTURE, "--as-of", FIXTURE_AS_OF)
    taken, code, said = _timed(command, 60)
    if code != _VIOLATIONS:
        raise WrongError(f"the fixture ended with {code}: {said}")
    return taken


def _timed(command: Sequence[str | Path], at_most: float) -> tuple[Run, int, str]:
    """Run a command in a session of its own; return what it took, its exit code, what it said."""
    began = time.monotonic()
    process = subprocess.Popen(  # noqa: S603 - our own commands
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    )
    timer = threading.Timer(at_most, os.killpg, (process.pid, signal.SIGKILL))
    timer.start()
    assert process.stdout is not None  # noqa: S101 - it was asked for
    with process.stdout as stream:
        said = stream.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - began
    timer.cancel()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode == -signal.SIGKILL and wall >= at_most:
        raise TooLongError
    taken = Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024)
    return taken, process.returncode, said[-2000:]


def _differences(report: Path, expected: Expected) -> list[str]:
    """Name what a report counts otherwise: all words by norm, and the reasons of what it lists."""
    drawn: Counter[tuple[str, str]] = Counter()
    reasons: Counter[tuple[str, str]] = Counter()
    for norm, words in expected["counts"].items():
        for word, count in words.items():
            verdict = word.partition("/")[0]
            drawn[norm, verdict] += count
            if verdict in _LISTED:
                reasons[norm, word] += count
    found: Counter[tuple[str, str]] = Counter()
    listed: Counter[tuple[str, str]] = Counter()
    with report.open(encoding="utf-8") as lines:
        for line in lines:
            record: dict[str, Any] = json.loads(line)
            if record["record"] == "assessment":
                for norm, words in record["summary"]["by_norm"].items():
                    found.update({(norm, word): count for word, count in words.items()})
            elif record["record"] == "verdict":
                listed[record["norm"], f"{record['verdict']}/{record['reason']}"] += 1
    return [
        f"{norm} {word}: {have[norm, word]}, not {want[norm, word]}"
        for want, have in ((drawn, +found), (reasons, listed))
        for norm, word in sorted({*want, *have})
        if want[norm, word] != have[norm, word]
    ]
