"""What the columnar engine may take: memory within a limit, and files that nobody else reads."""

import os
import stat
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from tests.agency_made import agency
from tests.facts_made import made

from govrules.calculus import TRUE, Count, Given, Relation, col, extend, group, join, plus
from govrules.cli import options, run
from govrules.engines import columnar
from govrules.engines.columnar.limits import Limits
from govrules.facts.watching import Watch, unwatched
from govrules.findings import EngineError
from govrules.sentences import Sentence

NOTHING = made({}, "UTC")
LEAST = Limits(64 * 10**6)
MANY = 3000
AS_OF = ("--as-of", "2026-07-21T00:00:00+05:00", "--act", "kz-229", "--engine", "columnar")

Captured = pytest.CaptureFixture[str]

FILLED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))
sys.path.insert(0, sys.argv[1])
from tests.engines.test_limits import LEAST, evaluated, much
from govrules.findings import EngineError
try:
    evaluated(LEAST, much())
except EngineError as error:
    print(error)
"""
"""Evaluates where no file can grow beyond a million bytes."""

POOR = """
import resource, sys
from govrules import facts
from govrules.cli import main
real = facts.read
def poor(*given, **named):
    taken = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (taken + 50_000_000, taken + 50_000_000))
    return real(*given, **named)
facts.read = poor
main(sys.argv[1:])
"""
"""Runs a command where the process gets fifty million bytes for reading, and then no more.

No database is at work then: threads of one that are denied the memory they start with are ended
by the C library, and the process with them.
"""


def much() -> list[Relation]:
    """Return two relations over nine million rows that both need: 144 MB."""
    numbers = tuple((number,) for number in range(MANY))
    pairs = join(Given(("a",), numbers), Given(("b",), numbers), {})
    both = extend(pairs, {"sum": plus(col("a"), col("b"))})
    return [group(both, (), {name: Count(TRUE)}) for name in ("one", "other")]


def evaluated(
    limits: Limits, relations: Sequence[Relation], watch: Watch = unwatched
) -> list[list[columnar.Row]]:
    """Evaluate relations that read no table, within limits."""
    with columnar.opened("", limits, watch) as engine:
        return engine.evaluate(relations, NOTHING)


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder in which the system keeps what is temporary."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def test_what_does_not_fit_into_memory_is_kept_in_private_files(temporary: Path) -> None:
    """The rows are the same; only their owner could read the files, and they are gone."""
    seen: list[tuple[int, int]] = []
    told: list[str] = []

    def watch(stage: Sentence, done: int, whole: int) -> None:
        assert (0, 0) == (done, whole)
        for folder in temporary.iterdir():
            sizes = sum(file.stat().st_size for file in folder.iterdir())
            seen.append((stat.S_IMODE(folder.stat().st_mode), sizes))
        told.append(stage)

    found = evaluated(LEAST, much(), watch)
    assert [[(MANY * MANY,)], [(MANY * MANY,)]] == found
    assert {0o700} == {mode for mode, _ in seen}
    assert max(size for _, size in seen) > 10**6
    steps = [f"judging, step {done} of 3" for done in (1, 2, 3)]
    assert [*steps, "judging"] == told
    assert [] == [*temporary.iterdir()]


def test_within_the_limit_nothing_is_written(temporary: Path) -> None:
    """What fits is nowhere but in memory."""
    sizes: list[int] = []

    def watch(*_: object) -> None:
        sizes.extend(len([*folder.iterdir()]) for folder in temporary.iterdir())

    evaluated(LEAST, [Given(("n",), ((1,),))], watch)
    assert {0} == {*sizes}


def test_a_limit_that_is_hit_all_the_same_is_a_failure(temporary: Path) -> None:
    """It says how much it was, what to do, and leaves nothing."""
    with pytest.raises(EngineError) as refused:
        evaluated(Limits(10**6), much())
    assert str(refused.value) == (
        "columnar: out-of-memory the engine needs more memory than the 1 MB it may take\n"
        "  help: give it more with `--memory`, or judge fewer norms at a time with `--norm`"
    )
    assert [] == [*temporary.iterdir()]


def test_a_full_disk_is_a_failure(temporary: Path) -> None:
    """Rows that could not be kept are not rows that are not there."""
    root = str(Path(__file__).parents[2])
    ended = subprocess.run(
        [sys.executable, "-c", FILLED, root],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "TMPDIR": str(temporary)},
    )
    assert ended.stdout == (
        "columnar: out-of-room the disk has no room for what does not fit into memory\n"
        "  help: make room, name another folder in the variable `TMPDIR`, or give more with"
        " `--memory`\n"
    )
    assert [] == [*temporary.iterdir()]


def test_without_a_place_for_files_what_fits_is_judged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A system that may not be written to can judge; DuckDB would put a folder beside the data."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    monkeypatch.chdir(tmp_path)
    assert [[(1,)]] == evaluated(LEAST, [Given(("n",), ((1,),))])
    with pytest.raises(EngineError, match="out-of-memory"):
        evaluated(LEAST, much())
    assert [] == [*tmp_path.iterdir()]


def test_a_command_within_a_limit_says_the_same(
    tmp_path: Path, temporary: Path, capsys: Captured
) -> None:
    """Byte for byte; the limit is no part of the assessment."""
    data = str(agency(tmp_path / "agency"))
    said = []
    for more in ((), ("--memory", "64MB")):
        assert run(["check", data, *AS_OF, "-o", "json", *more]) == 1
        said.append(capsys.readouterr().out)
    assert said[0] == said[1]
    assert [] == [*temporary.iterdir()]


def test_a_limit_that_is_hit_ends_with_seven(
    tmp_path: Path, temporary: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    """No verdict, no report, and the help in the language asked for."""
    monkeypatch.setattr(options, "_LEAST_MEMORY", 0)
    data, report = str(agency(tmp_path / "agency")), tmp_path / "report.json"
    order = ["--memory", "1 MB", "-o", f"json={report}"]
    assert run(["check", data, *AS_OF, *order]) == 7
    assert capsys.readouterr().err == (
        "columnar: out-of-memory the engine needs more memory than the 1 MB it may take\n"
        "  help: give it more with `--memory`, or judge fewer norms at a time with `--norm`\n"
        "1 problem: nothing was judged\n"
    )
    assert (False, []) == (report.exists(), [*temporary.iterdir()])


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="asks the system for its size")
@pytest.mark.parametrize("engine", ["reference", "columnar"])
def test_a_process_that_gets_no_more_memory_ends_with_seven(engine: str, tmp_path: Path) -> None:
    """Whatever asked for it; it is no fault of ours, and no verdict."""
    # Times without their offset are read row by row by every engine.
    cases = [
        {"id": f"C{n}", "object": "OBJ-1", "class": "event", "detected_at": "2026-07-20T14:02:00"}
        for n in range(150_000)
    ]
    data = str(agency(tmp_path / "agency", cases=cases))
    command = ["check", data, *AS_OF, "--engine", engine]
    ended = subprocess.run(
        [sys.executable, "-c", POOR, *command], capture_output=True, text=True, check=False
    )
    assert (7, "", "1 problem: nothing was judged") == (
        ended.returncode,
        ended.stdout,
        ended.stderr.splitlines()[-1],
    )
    assert ended.stderr.splitlines()[0] == (
        "memory: out-of-memory there is not enough memory for what was handed over"
    )


@pytest.mark.parametrize(
    ("written", "bytes_"),
    [
        ("64MB", 64 * 10**6),
        ("512mb", 512 * 10**6),
        ("1 GB", 10**9),
        ("1.5GB", 15 * 10**8),
        ("2GiB", 2 * 2**30),
        ("0.5TiB", 2**39),
        ("100000KB", 10**8),
        ("100000KiB", 102_400_000),
    ],
)
def test_a_size_is_read_as_it_is_written(written: str, bytes_: int) -> None:
    """Decimal units are decimal, binary ones binary."""
    assert bytes_ == options.size(written)


@pytest.mark.parametrize(
    ("written", "why"),
    [
        *(
            (nonsense, "is no size: write it like `512MB`, `1GB` or `2GiB`")
            for nonsense in ("", "1", "GB", "-1GB", "1e3GB", "1,5GB", "1 XB", "٣GB", "1GB more")
        ),
        ("0GB", "is too little to judge anything: give `64MB`"),
        ("63.9MB", "is too little to judge anything: give `64MB`"),
        ("9999TB", "is more than any machine has"),
    ],
)
def test_nonsense_is_no_size(written: str, why: str, tmp_path: Path, capsys: Captured) -> None:
    """The message says how it is written."""
    assert run(["check", str(tmp_path), *AS_OF, "--memory", written]) == 2
    told = " ".join(capsys.readouterr().err.split())
    assert told.endswith(f"Error: Invalid value for '--memory': `{written}` {why}")


def test_an_engine_that_heeds_no_limit_is_given_none(tmp_path: Path, capsys: Captured) -> None:
    """It would be believed to keep it."""
    order = ["--engine", "reference", "--memory", "1GB"]
    assert run(["check", str(tmp_path), *AS_OF, *order]) == 2
    assert capsys.readouterr().err.endswith("Error: `--memory` is for `--engine columnar`\n")


def test_a_comparison_limits_the_engine_that_can_be_limited(
    tmp_path: Path, capsys: Captured
) -> None:
    """The reference, with which it is compared, heeds no limit."""
    order = ["agree", str(agency(tmp_path / "agency")), *AS_OF[:4], "--memory", "64MB"]
    assert run([*order, "--engine", "columnar"]) == 0
    assert capsys.readouterr().out.startswith("`reference` and `columnar` agree on ")
