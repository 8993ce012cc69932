"""PostgreSQL as an engine: what is told when it cannot be asked, and that it keeps nothing."""

import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from tests.agency_made import agency
from tests.engines.test_columnar import NOTHING
from tests.opa_made import free_port
from tests.servers_started import served

from govrules.calculus import Given, Union, Where, col, less, lit
from govrules.cli import run
from govrules.engines import columnar
from govrules.engines.columnar.databases import postgresql
from govrules.findings import EngineError

TABLE = Given(("n",), ((1,), (2,)))
AS_OF = ("--as-of", "2026-10-05T09:00:00+05:00")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Run a server for all tests here."""
    with served() as started:
        yield started


def told(error: pytest.ExceptionInfo[EngineError]) -> tuple[str, str, str]:
    """Return the code, the message and the help of the one finding."""
    (finding,) = error.value.findings
    assert "columnar" == finding.place.path
    return finding.code, str(finding.message), str(finding.help)


def test_what_a_server_was_given_is_gone_after_each_evaluation(address: str) -> None:
    """Tables, and whatever else was made for them, while the connection is still open."""
    shared = Where(TABLE, less(lit(1), col("n")))
    count = "SELECT count(*) FROM pg_class WHERE relname LIKE 'part%' OR relpersistence = 't'"
    with psycopg.connect(address) as beside, columnar.opened(address) as engine:
        assert "columnar+postgresql" == engine.NAME
        for _ in range(2):
            assert [[(2,), (2,)]] == engine.evaluate([Union((shared, shared))], NOTHING)
            assert (0,) == beside.execute(count).fetchone()
            beside.rollback()


def test_a_server_that_is_not_there_is_told_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With exit code 7, from the command line."""
    data, written, port = agency(tmp_path / "agency"), tmp_path / "verdicts.json", free_port()
    engine = f"columnar+postgresql://tester@127.0.0.1:{port}/postgres"
    asked = ["check", str(data), *AS_OF, "--engine", engine, "-o", f"json={written}"]
    assert 7 == run(asked)
    assert not written.exists()
    streams = capsys.readouterr()
    assert "" == streams.out
    assert (
        "columnar: engine-not-available PostgreSQL is not to be had: connection failed: connection "
        f'to server at "127.0.0.1", port {port} failed: Connection refused'
    ) in " ".join(streams.err.split())
    assert (
        "help: see whether it runs at that address and lets you in, "
        "or judge with `--engine reference`"
    ) in " ".join(streams.err.split())


def test_a_server_that_goes_away_is_told_and_nothing_is_written(
    address: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """When some tables are loaded already: it ends us as an administrator would."""
    load = postgresql._Tables.load
    ended: list[bool] = []

    def loaded(self: postgresql._Tables, *table: object) -> None:
        load(self, *table)  # type: ignore[arg-type] # whatever it takes
        if not ended:
            with psycopg.connect(address) as beside:
                end = "SELECT pg_terminate_backend(%s)"
                ended.append(
                    beside.execute(end, [self._connection.info.backend_pid]).fetchone() == (True,)
                )

    monkeypatch.setattr(postgresql._Tables, "load", loaded)
    data, written = agency(tmp_path / "agency"), tmp_path / "verdicts.json"
    asked = ["check", str(data), *AS_OF, "--engine", f"columnar+{address}"]
    assert 7 == run([*asked, "-o", f"json={written}"])
    assert [True] == ended
    assert not written.exists()
    streams = capsys.readouterr()
    assert "" == streams.out
    assert (
        "columnar: engine-lost PostgreSQL went away while it worked: "
        "terminating connection due to administrator command"
    ) in " ".join(streams.err.split())


def test_an_engine_whose_server_went_away_stays_without_it(address: str) -> None:
    """No later evaluation finds a half of what it loaded."""
    with columnar.opened(address) as engine:
        engine._database._connection.close()  # type: ignore[attr-defined] # PostgreSQL's
        with pytest.raises(EngineError) as raised:
            engine.evaluate([TABLE], NOTHING)
    assert (
        "engine-lost",
        "PostgreSQL went away while it worked: the connection is closed",
        "look into its log for the cause and judge again, or judge with `--engine reference`",
    ) == told(raised)


def test_a_text_that_it_cannot_hold_is_a_failure(address: str) -> None:
    """What an agency hands over has been refused with its cell before: `nul-character`."""
    with columnar.opened(address) as engine:
        with pytest.raises(EngineError) as raised:
            engine.evaluate([Given(("text",), (("a\0b",),))], NOTHING)
        assert [[(1,), (2,)]] == engine.evaluate([TABLE], NOTHING)
    assert (
        "engine-failed",
        "the engine failed: PostgreSQL text fields cannot contain NUL (0x00) bytes",
        "judge with `--engine reference`, and send this to the maintainers",
    ) == told(raised)


@pytest.mark.parametrize(
    ("host", "at", "expected"),
    [
        ("/var/run/postgresql", "", True),
        ("@abstract", "", True),
        ("localhost", "127.0.0.1", True),
        ("localhost", "::1", True),
        ("db.example", "192.0.2.7", False),
        ("localhost", "192.0.2.7", False),
        ("db.example", "2001:db8::7", False),
    ],
)
def test_another_machine_is_told_from_this_one(host: str, at: str, *, expected: bool) -> None:
    """By the address that was connected to, not by the name."""
    assert expected == postgresql.is_here(host, at)


def test_nothing_is_sent_in_the_clear_to_another_machine(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """This server has no certificate; for once its machine is taken for another."""
    loaded: list[object] = []
    monkeypatch.setattr(postgresql, "is_here", lambda *_: False)
    monkeypatch.setattr(postgresql._Tables, "load", lambda *table: loaded.append(table))
    port = address.rpartition("=")[2]
    with (
        pytest.raises(EngineError) as raised,
        columnar.opened(f"postgresql://tester@127.0.0.1:{port}/postgres") as engine,
    ):
        engine.evaluate([TABLE], NOTHING)
    assert [] == loaded
    assert (
        "engine-not-safe",
        "PostgreSQL on `127.0.0.1` would be sent the data in the clear",
        (
            "have the connection encrypted, or ask a server on this machine; "
            "or judge with `--engine reference`"
        ),
    ) == told(raised)


def test_without_its_library_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is an extra."""
    monkeypatch.setitem(sys.modules, "psycopg", None)
    monkeypatch.delitem(sys.modules, postgresql.__name__)
    with pytest.raises(EngineError) as raised, columnar.opened("postgresql://localhost/none"):
        pass
    assert (
        "engine-not-installed",
        "the engine needs `psycopg`, which is not installed",
        "install `govrules[postgresql]`, or judge with `--engine reference`",
    ) == told(raised)
