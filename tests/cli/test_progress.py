"""Progress: one line on a terminal for what takes more than a second, and nothing anywhere else."""

import os
import pty
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.facts_made import made

from govrules.calculus import Scan
from govrules.cli.progress import Progress
from govrules.engines import columnar
from govrules.engines.columnar import running
from govrules.languages import language
from govrules.sentences import Sentence

AS_OF = ("--as-of", "2026-10-05T09:00:00+05:00")
STAGE = Sentence("reading {path}", path="cases.csv")


@pytest.fixture
def slow(tmp_path: Path) -> Path:
    """Return a dataset that takes some seconds to read."""
    folder = tmp_path / "slow"
    folder.mkdir()
    rows = (
        f"M{n},notice,C{n},A,B,2026-07-20T10:30:00+05:00,2026-07-20T10:31:00+05:00\n"
        for n in range(150_000)
    )
    with (folder / "messages.csv").open("w") as file:
        file.write("id,type,case,sender,recipient,sent_at,received_at\n")
        file.writelines(rows)
    return folder


class Started:
    """The program at work, its standard error a terminal."""

    def __init__(self, *arguments: str, language: str = "en") -> None:
        """Start it."""
        self._ours, theirs = pty.openpty()
        command = [sys.executable, "-m", "govrules", "check", *arguments, *AS_OF]
        self.process = subprocess.Popen(
            [*command, "--act", "kz-229", "--lang", language],
            stdout=subprocess.PIPE,
            stderr=theirs,
            env={**os.environ, "TERM": "xterm", "COLUMNS": "70"},
        )
        os.close(theirs)

    def told(self) -> Iterator[str]:
        """Yield what it writes to its terminal, until it closes it."""
        while True:
            try:
                data = os.read(self._ours, 4096)
            except OSError:
                return
            if not data:
                return
            yield data.decode()

    def interrupted(self) -> tuple[int, str, str]:
        """Interrupt it once it tells of a stage; return its code, its last words and its output."""
        seen, sent = "", False
        for piece in self.told():
            seen += piece
            if not sent and "messages.csv" in seen:
                self.process.send_signal(signal.SIGINT)
                sent = True
        output, _ = self.process.communicate(timeout=60)
        return self.process.returncode, seen.rpartition("\x1b[K")[2], output.decode()


def test_a_stage_tells_its_rows_and_what_is_left() -> None:
    """The estimate takes the rest to be like what is done; before there is some it is the time."""
    told = Progress()
    told.at(STAGE, 0, 1000)
    told._since = 100.0
    assert "reading cases.csv, 3 s" == told.line(103.0)
    told.at(STAGE, 250, 1000)
    assert "reading cases.csv, 250 rows of about 1000, 30 s left" == told.line(110.0)
    told.at(STAGE, 1100, 1000)
    assert "reading cases.csv, 1100 rows of about 1100, 0 s left" == told.line(130.0)
    told.at(Sentence("judging"))
    told._since = 130.0
    assert "judging, 1 min 5 s" == told.line(195.0)


def test_a_stage_that_counts_its_steps_is_one_stage() -> None:
    """Its time goes on from step to step; another table is another stage."""
    told = Progress()
    told.at(Sentence("loading {table}", table="cases"))
    told._since = 100.0
    told.at(Sentence("loading {table}", table="messages"))
    assert told._since != 100.0
    told._since = 100.0
    for step in range(1, 6):
        told.at(Sentence("judging, step {done} of {whole}", done=step, whole=7))
        told._since = 101.0 if step == 1 else told._since
    assert "judging, step 5 of 7, 9 s" == told.line(110.0)


@pytest.mark.parametrize(
    ("code", "lines"),
    [
        ("en", ["loading messages, 9 s", "judging, step 5 of 7, 9 s", "writing reports, 9 s"]),
        (
            "kk",
            [
                "жүктеліп жатыр: messages, 9 секунд",
                "тұжырымдар шығарылуда, 5-қадам, барлығы 7, 9 секунд",
                "есептер жазылып жатыр, 9 секунд",
            ],
        ),
        (
            "ky",
            [
                "жүктөлүп жатат: messages, 9 секунд",
                "корутундулар чыгарылууда, 5-кадам, баары 7, 9 секунд",
                "отчёттор жазылып жатат, 9 секунд",
            ],
        ),
        (
            "ru",
            [
                "загрузка: messages, 9 секунд",
                "вынесение вердиктов, шаг 5 из 7, 9 секунд",
                "запись отчётов, 9 секунд",
            ],
        ),
    ],
)
def test_every_stage_is_told_in_every_language(code: str, lines: list[str]) -> None:
    """Loading and judging of the columnar engine, and writing."""
    stages = [
        Sentence("loading {table}", table="messages"),
        Sentence("judging, step {done} of {whole}", done=5, whole=7),
        Sentence("writing reports"),
    ]
    told, found = Progress(), []
    for stage in stages:
        told.at(stage)
        told._since = 100.0
        found.append(language(code).tell(told.line(109.0)))
    assert lines == found


def test_the_columnar_engine_tells_its_stages(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rows of each table that it loads, of which there is an estimate, then its steps."""
    monkeypatch.setattr(running, "_AT_ONCE", 2)
    facts = made({"cases": [{"id": f"C{n}"} for n in range(3)]}, "UTC")
    stages: list[tuple[str, int, int]] = []
    with columnar.opened("", watch=lambda *told: stages.append(told)) as engine:
        engine.evaluate([Scan("cases", ("id",)), Scan("objects", ("id",))], facts)
    assert [
        ("loading cases", 0, 3),
        ("loading cases", 2, 3),
        ("judging, step 1 of 2", 0, 0),
        ("judging, step 2 of 2", 0, 0),
        ("judging", 0, 0),
    ] == stages


def test_an_interrupted_run_ends_with_130_and_leaves_nothing(slow: Path, tmp_path: Path) -> None:
    """The line is wiped away, nothing is concluded, and there is no part of a report."""
    started = Started(str(slow), "-o", f"json={tmp_path / 'report.json'}")
    code, last, output = started.interrupted()
    assert (130, "\r\ninterrupted: nothing was concluded\r\n", "") == (code, last, output)
    assert ["slow"] == [path.name for path in tmp_path.iterdir()]


def test_progress_is_told_in_the_language_asked_for(slow: Path) -> None:
    """With the rows done and about how many there are."""
    started = Started(str(slow), language="ru")
    seen = ""
    for piece in started.told():
        seen += piece
        if re.search(r"строк: \d+ из примерно 15000\d, ос", seen):
            started.process.kill()
    started.process.communicate(timeout=60)
    assert re.search(r"строк: \d+ из примерно 15000\d, ос", seen)
    lines = re.split(r"\r\x1b\[K", seen)
    assert [] == [line for line in lines if len(line) > 69]


def test_nothing_is_told_where_standard_error_is_no_terminal(slow: Path) -> None:
    """A log wants findings, not a line that moves."""
    command = [sys.executable, "-m", "govrules", "check", str(slow), *AS_OF, "--act", "kz-229"]
    ended = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    assert b"" == ended.stderr
