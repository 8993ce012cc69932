"""Spark as an engine: what is told when it cannot be asked, or ends in the middle."""

import gc
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import sleep

import pyspark
import pytest
from tests.agency_made import agency
from tests.opa_made import free_port
from tests.tools_found import java

from govrules.cli import run
from govrules.engines import columnar
from govrules.engines.columnar.databases import spark
from govrules.findings import EngineError

AS_OF = ("--as-of", "2026-10-05T09:00:00+05:00")
ENDED_IN_THE_MIDDLE = """
import sys
from pyspark import SparkContext
from govrules.cli import run
from govrules.engines.columnar.databases import spark

load = spark._Tables.load

def loaded(self, *table):
    load(self, *table)
    SparkContext._gateway.proc.kill()

spark._Tables.load = loaded
sys.exit(run(sys.argv[1:]))
"""
"""A run of its own, because it leaves nothing to run on: Java is killed once a table is loaded."""


def told(error: pytest.ExceptionInfo[EngineError]) -> tuple[str, str, str]:
    """Return the code, the message and the help of the one finding."""
    (finding,) = error.value.findings
    assert "columnar" == finding.place.path
    return finding.code, str(finding.message), str(finding.help)


def test_a_java_that_goes_away_is_told_and_nothing_is_written(tmp_path: Path) -> None:
    """Killed from outside, as a machine does that has no memory left."""
    java()
    data, written = agency(tmp_path / "agency"), tmp_path / "verdicts.json"
    asked = ["check", str(data), *AS_OF, "--engine", "columnar+local[1]", "-o", f"json={written}"]
    ended = subprocess.run(
        [sys.executable, "-c", ENDED_IN_THE_MIDDLE, *asked],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        timeout=300,
    )
    assert (7, "") == (ended.returncode, ended.stdout)
    assert not written.exists()
    assert [data] == list(tmp_path.iterdir())
    first, help_, last = ended.stderr.splitlines()
    start = "columnar: engine-lost Spark went away while it worked: "
    assert start == first[: len(start)]
    assert (
        "  help: look into its log for the cause and judge again, "
        "or judge with `--engine reference`"
    ) == help_
    assert "1 problem: nothing was judged" == last


def test_a_master_that_is_not_there_is_told_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """At once, and before a Java is started."""
    java()
    data, written, port = agency(tmp_path / "agency"), tmp_path / "verdicts.json", free_port()
    engine = f"columnar+spark://127.0.0.1:{port}"
    assert 7 == run(["check", str(data), *AS_OF, "--engine", engine, "-o", f"json={written}"])
    assert not written.exists()
    streams = capsys.readouterr()
    assert "" == streams.out
    assert (
        f"columnar: engine-not-available Spark is not to be had: 127.0.0.1:{port}: "
        "[Errno 111] Connection refused"
    ) == streams.err.splitlines()[0]


@contextmanager
def master(folder: Path) -> Iterator[str]:
    """Run the master of a cluster that has no workers."""
    port = free_port()
    spark_class = Path(pyspark.__file__).parent / "bin" / "spark-class"
    named = ["--host", "127.0.0.1", "--port", str(port), "--webui-port", str(free_port())]
    with (folder / "log").open("wb") as log:
        running = subprocess.Popen(
            [spark_class, "org.apache.spark.deploy.master.Master", *named], stdout=log, stderr=log
        )
    try:
        for _ in range(600):
            with suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                break
            sleep(0.1)
        yield f"spark://127.0.0.1:{port}"
    finally:
        running.terminate()
        running.wait(60)


def test_a_cluster_in_which_nobody_works_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Instead of waiting for somebody for ever."""
    java()
    monkeypatch.setattr(spark, "_LONG_PATIENCE", 1.0)
    with (
        master(tmp_path) as address,
        pytest.raises(EngineError) as raised,
        columnar.opened(address),
    ):
        pass
    assert (
        "engine-not-available",
        "Spark is not to be had: no worker of the cluster has begun",
        "see whether it runs at that address and lets you in, or judge with `--engine reference`",
    ) == told(raised)


def test_without_java_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where there is none at all, and where a variable names a folder without one."""
    asked = (
        "engine-not-installed",
        "the engine needs Java, which is not found",
        (
            "install a Java that Spark runs on, or name the folder of one in `JAVA_HOME`; "
            "or judge with `--engine reference`"
        ),
    )
    for variable in ("JAVA_HOME", "PATH"):
        monkeypatch.delenv("JAVA_HOME", raising=False)
        monkeypatch.setenv(variable, str(tmp_path))
        with pytest.raises(EngineError) as raised, columnar.opened("local[1]"):
            pass
        assert asked == told(raised)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_java_that_cannot_start_is_told_in_its_own_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """And in them alone; PySpark leaves the pipe to what has ended for Python to close."""
    program = tmp_path / "bin" / "java"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\necho >&2 too old\necho >&2 for this\nexit 1\n", encoding="ascii")
    program.chmod(0o755)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(EngineError) as raised, columnar.opened("local[1]"):
        pass
    code, message, _ = told(raised)
    assert "engine-not-available" == code
    start = "Spark is not to be had: too old for this"
    assert start == message[: len(start)]
    assert ("", "") == capfd.readouterr()
    del raised
    gc.collect()


@pytest.mark.parametrize(
    ("host", "expected"),
    [("localhost", True), ("127.0.0.1", True), ("spark.example", False), ("192.0.2.7", False)],
)
def test_another_machine_is_told_from_this_one(host: str, *, expected: bool) -> None:
    """What is judged is not sent there in the clear."""
    assert expected == spark.is_here(host)


def test_without_its_library_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is an extra."""
    for name in [name for name in sys.modules if name.partition(".")[0] in {"pyspark", "py4j"}]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "pyspark", None)
    monkeypatch.setitem(sys.modules, "py4j", None)
    monkeypatch.delitem(sys.modules, spark.__name__)
    with pytest.raises(EngineError) as raised, columnar.opened("local[1]"):
        pass
    code, message, help_ = told(raised)
    assert "engine-not-installed" == code
    assert message in {
        f"the engine needs `{library}`, which is not installed" for library in ("py4j", "pyspark")
    }
    assert "install `govrules[spark]`, or judge with `--engine reference`" == help_
