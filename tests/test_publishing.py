"""Reports in their places: whole or not at all, and counted again before they count."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from tests.assessment_made import assessment, one_of_each

from govrules import reports
from govrules.cli import run
from govrules.fields import Tally, counted
from govrules.findings import ReportError
from govrules.publishing import UnfaithfulReportError, publish
from govrules.reports import View
from govrules.verdicts import Assessment, Verdict

QUARTER = Path(__file__).parents[1] / "fixtures" / "kz-229" / "quarter"
ROUNDS = 200

KILLED = """
import os, random, signal, sys, time
from pathlib import Path
from govrules import publishing, reports
from govrules.reports import View

target, rounds = Path(sys.argv[1]), int(sys.argv[2])
whole = {b"a" * 2_000_000, b"b" * 2_000_000}

def pieces(name, assessment, view):
    for _ in range(200):
        time.sleep(0.0001)  # so that death finds it writing more often than waiting for the disk
        yield name.encode() * 10_000

reports.pieces = pieces
reports.recount = lambda name, path: None
publishing.publish([("a", target)], None, View())
chance = random.Random(7)
began = time.perf_counter()
publishing.publish([("a", target)], None, View())
lasts = time.perf_counter() - began
seen, drafts = set(), 0
for _ in range(rounds):
    child = os.fork()
    if not child:
        while True:
            for name in "ba":
                publishing.publish([(name, target)], None, View())
    time.sleep(chance.uniform(0, 2 * lasts))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    found = target.read_bytes()
    assert found in whole, len(found)
    seen.add(found[:1])
    for left in target.parent.glob(".*.tmp"):
        drafts += left.stat().st_size < 2_000_000
        left.unlink()
print(sorted(seen), drafts)
"""
"""Writes one of two reports over and over in a child that is killed at any moment."""

FILLED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
from govrules.cli import run
sys.exit(run(sys.argv[1:]))
"""
"""Runs a command where no file can grow beyond 20,000 bytes."""


_LITTLE = {"parquet": 3_000}
"""Where more than a little is needed so that the library gets to its own file."""


def test_killed_at_any_moment_a_report_is_the_old_one_or_the_new_one(tmp_path: Path) -> None:
    """Both are seen, and most deaths come in the middle of a draft."""
    target = tmp_path / "report"
    command = [sys.executable, "-c", KILLED, str(target), str(ROUNDS)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ("", 0) == (ended.stderr, ended.returncode)
    seen, drafts = ended.stdout.rsplit(maxsplit=1)
    assert "[b'a', b'b']" == seen
    assert ROUNDS // 4 < int(drafts)


def test_a_full_disk_leaves_the_old_report_and_says_so(tmp_path: Path) -> None:
    """The draft is gone, the report that fits is written, and the exit code tells."""
    old, fits = tmp_path / "verdicts.json", tmp_path / "verdicts.txt"
    old.write_text("old", encoding="utf-8")
    command = [
        *("check", str(QUARTER), "--as-of", "2026-10-05T09:00:00+05:00"),
        *("--norm", "kz-229/rules/10.3.k.auth"),
        *("-o", f"json={old}", "-o", f"terminal={fits}"),
    ]
    ended = subprocess.run(
        [sys.executable, "-c", FILLED, *command], capture_output=True, text=True, check=False
    )
    expected = f"""\
{old}: report-not-written the report cannot be written: file too large
  help: make room or name another place; what stood there before stands there still
1 report was not written
"""
    assert (2, expected) == (ended.returncode, ended.stderr)
    assert "old" == old.read_text(encoding="utf-8")
    assert ["verdicts.json", "verdicts.txt"] == sorted(each.name for each in tmp_path.iterdir())


@pytest.mark.parametrize("name", [name for name in reports.available() if name != "ledger"])
def test_a_disk_that_is_full_at_once_is_no_fault_of_ours(name: str, tmp_path: Path) -> None:
    """Also where a library drafts a report in a temporary file of its own."""
    report = tmp_path / "report"
    command = [
        *("check", str(QUARTER), "--as-of", "2026-10-05T09:00:00+05:00"),
        *("--norm", "kz-229/order/2.1", "--include", "all", "-o", f"{name}={report}"),
    ]
    program = FILLED.replace("20_000", str(_LITTLE.get(name, 300)))
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    ended = subprocess.run(
        [sys.executable, "-c", program, *command],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "TMPDIR": str(temporary)},
    )
    expected = f"{report}: report-not-written the report cannot be written: file too large"
    assert (2, expected) == (ended.returncode, ended.stderr.splitlines()[0])
    assert ([temporary], []) == ([*tmp_path.iterdir()], [*temporary.iterdir()])


def test_every_report_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """The others are written."""
    orders = [
        ("json", tmp_path / "no" / "one.json"),
        ("json", tmp_path / "two.json"),
        ("json", tmp_path / "nor" / "three.json"),
    ]
    with pytest.raises(ReportError) as refused:
        publish(orders, assessment(), View())
    assert ["no/one.json", "nor/three.json"] == [
        Path(each.place.path).relative_to(tmp_path).as_posix() for each in refused.value.findings
    ]
    assert ["two.json"] == [each.name for each in tmp_path.iterdir()]


def test_the_name_of_a_report_is_written_to_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """First what is in the file, then, once it has its name, the folder."""
    synced: list[tuple[bool, list[str]]] = []
    real = os.fsync

    def watched(opened: int) -> None:
        folder = os.path.isdir(f"/dev/fd/{opened}")  # noqa: PTH112 - a descriptor has no better name
        synced.append((folder, [each.suffix for each in tmp_path.iterdir()]))
        real(opened)

    monkeypatch.setattr(os, "fsync", watched)
    publish([("json", tmp_path / "one.json")], assessment(), View())
    assert [(False, [".tmp"]), (True, [".json"])] == synced


class Lying(ModuleType):
    """A format that writes the counts it was told to write, and lists what it likes."""

    def __init__(self, lie: Tally | None) -> None:
        """Keep the lie; none is a format that cannot be read back."""
        super().__init__("lying")
        self.lie = lie

    @staticmethod
    def render(assessment: Assessment, view: View) -> Iterator[str]:
        """Write anything."""
        yield f"{len(assessment.judgements)} {view.width}"

    def recount(self, path: Path) -> Tally:
        """Read the lie back."""
        if self.lie is None:
            message = f"{path.stat().st_size} bytes of nothing"
            raise ValueError(message)
        return self.lie


TRUE = assessment(*one_of_each())
COUNTS = TRUE.counts()
VIOLATED_ONLY = {word: count if word is Verdict.VIOLATED else 0 for word, count in COUNTS.items()}


ALL = (
    "1 violated, 2 indeterminate, 3 attestation-required, 4 pending, 5 compliant, "
    "6 not-triggered, 7 not-applicable"
)
OTHERS = ALL.removeprefix("1 violated, ")


@pytest.mark.parametrize(
    ("lie", "said"),
    [
        (
            Tally({**COUNTS, Verdict.VIOLATED: 0}, VIOLATED_ONLY),
            f"reads back as {OTHERS} (listed: 1 violated), not {ALL} (listed: 1 violated)",
        ),
        (
            Tally(COUNTS, counted(())),
            f"reads back as {ALL} (listed: none), not {ALL} (listed: 1 violated)",
        ),
        (None, "cannot be read back: 5 bytes of nothing"),
    ],
)
def test_a_report_that_lies_never_takes_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lie: Tally | None, said: str
) -> None:
    """What is read back is held to the assessment, to what it counts and to what it lists."""
    monkeypatch.setattr(reports, "_module", lambda _: Lying(lie))
    path = tmp_path / "report"
    path.write_text("old", encoding="utf-8")
    with pytest.raises(UnfaithfulReportError) as fault:
        publish([("lying", path)], TRUE, View(include=(Verdict.VIOLATED,)))
    assert (f"the report `lying` {said}", "old") == (
        str(fault.value),
        path.read_text(encoding="utf-8"),
    )
    assert ["report"] == [each.name for each in tmp_path.iterdir()]


def test_a_report_that_lies_ends_with_seventy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is a fault of ours, whatever the verdicts are."""
    real = reports.pieces

    def lying(name: str, assessment: Assessment, view: View) -> Iterator[reports.Piece]:
        text = "".join(map(str, real(name, assessment, view)))
        document = json.loads(text)
        document["summary"]["violated"] = 0
        yield json.dumps(document, indent=2) + "\n"

    monkeypatch.setattr(reports, "pieces", lying)
    path = tmp_path / "verdicts.json"
    arguments = [str(QUARTER), "--as-of", "2026-10-05T09:00:00+05:00"]
    only = ["--norm", "kz-229/rules/10.3.g.mo", "-o", f"json={path}"]
    assert 70 == run(["check", *arguments, *only])
    told = capsys.readouterr().err
    assert told.startswith("this is a fault in govrules, no verdict: UnfaithfulReportError: ")
    assert not path.exists()


def test_every_format_is_read_back() -> None:
    """Only `ledger`, which tells of single duties, has no counts."""
    without = [
        name for name in reports.available() if not hasattr(reports._module(name), "recount")
    ]
    assert ["ledger"] == without
