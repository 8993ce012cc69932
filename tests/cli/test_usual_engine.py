"""Which engine judges where none was asked for."""

from pathlib import Path

import pytest

from govrules.cli import engines


def test_what_cannot_be_looked_into_is_left_to_who_reads_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The choice of an engine must not fail before the reader has said what is wrong."""

    def refused(_: Path) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "iterdir", refused)
    assert engines.usual([tmp_path], None) == "reference"


def test_few_data_are_judged_without_a_database_and_many_with_one(tmp_path: Path) -> None:
    """Both ways give the same answer, and each is the quicker one on its side."""
    pytest.importorskip("duckdb")
    (tmp_path / "cases.csv").write_bytes(b"x" * 100)
    assert engines.usual([tmp_path], None) == "reference"
    (tmp_path / "messages.csv").write_bytes(b"x" * 5_000_000)
    assert engines.usual([tmp_path], None) == "columnar"


def test_a_limit_of_memory_has_the_engine_that_heeds_it(tmp_path: Path) -> None:
    """A limit that nobody heeds would be worse than none."""
    assert engines.usual([tmp_path], 10**9) == "columnar"
