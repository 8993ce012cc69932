"""What may stand after `columnar+`, and what is told of all else."""

import pytest

from govrules.cli import run
from govrules.engines import columnar
from govrules.engines.columnar import addresses

CHECK = ("check", "nowhere", "--as-of", "2026-10-05T09:00:00+05:00", "--engine")


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("", "duckdb"),
        ("local", "spark"),
        ("local[2]", "spark"),
        ("local[*]", "spark"),
        ("local[0]", None),
        ("local[]", None),
        ("local[2", None),
        ("localhost", None),
        ("spark://master:7077", "spark"),
        ("spark://one:7077,two:7077", "spark"),
        ("spark://master", None),
        ("spark://", None),
        ("yarn", None),
        ("postgresql://", "postgresql"),
        ("postgresql://tester@db.example:5432/audit?sslmode=verify-full", "postgresql"),
        ("postgres://db.example/audit", "postgresql"),
        ("postgresql:audit", None),
        ("postgresql://db.example/au dit", None),
        ("mysql://db.example/audit", None),
    ],
)
def test_an_address_is_one_of_one_database(address: str, expected: str | None) -> None:
    """Or of none."""
    assert expected == addresses.database_of(address)


def test_an_address_of_no_database_is_an_error_of_whoever_programs() -> None:
    """Who asks on the command line has been told before."""
    with pytest.raises(ValueError, match=r"^yarn$"), columnar.opened("yarn"):
        pass


@pytest.mark.parametrize("asked", ["columnar+what", "columnar+", "columnar+mysql://me:secret@db"])
def test_a_database_that_nobody_knows_is_refused(
    asked: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """With those there are, and without what may be secret."""
    assert 2 == run([*CHECK, asked])
    streams = capsys.readouterr()
    assert "" == streams.out
    assert (
        f"Error: Invalid value for '--engine': `{asked.partition('://')[0]}` is no database that "
        "`columnar` knows: there are `columnar` alone, `columnar+local[2]`, "
        "`columnar+spark://HOST:PORT`, `columnar+postgresql://USER@HOST/DATABASE`"
    ) == streams.err.splitlines()[-1]


@pytest.mark.parametrize(
    "address",
    ["postgresql://me:secret@db/audit", "postgresql://db/audit?password=secret"],
)
def test_a_password_is_not_taken_from_the_command_line(
    address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nor told to anybody."""
    assert 2 == run([*CHECK, f"columnar+{address}"])
    assert (
        "Error: Invalid value for '--engine': `columnar+postgresql` is given a password that all "
        "on this machine can read: leave it out, and write it into the file that `PGPASSFILE` names"
    ) == capsys.readouterr().err.splitlines()[-1]


@pytest.mark.parametrize("asked", ["reference+local[2]", "opa+postgresql://db/audit", "duckdb"])
def test_only_one_engine_asks_databases(asked: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The others are called by their names alone."""
    assert 2 == run([*CHECK, asked])
    assert (
        f"Error: Invalid value for '--engine': '{asked}' is not one of "
        "'columnar', 'opa', 'reference'."
    ) == capsys.readouterr().err.splitlines()[-1]
