"""What fails in bulk: a broken file is read row by row, the engine's own fault stays one."""

import shutil
from pathlib import Path

import pytest

from govrules.engines.columnar.databases import duckdb
from govrules.engines.columnar.limits import Limits
from govrules.facts.bulk import NotInBulkError, opened
from govrules.findings import EngineError

QUARTER = Path(__file__).parents[3] / "fixtures" / "kz-229" / "quarter"


def test_a_fault_of_the_engine_is_not_taken_for_one_of_the_file(tmp_path: Path) -> None:
    """Reading everything again would hide it, and take hours to do so."""
    made = shutil.copytree(QUARTER, tmp_path / "quarter")
    with (
        pytest.raises(EngineError) as refused,
        duckdb.alone(Limits()) as connection,
        opened(connection, made, zone=None, naive="act-zone"),
    ):
        connection.execute("SELECT CAST('MO-1' AS BOOLEAN)")
    assert [finding.code for finding in refused.value.findings] == ["engine-failed"]


def test_a_broken_file_is_left_to_who_reads_it_row_by_row(tmp_path: Path) -> None:
    """That one can say what is wrong, and where."""
    made = shutil.copytree(QUARTER, tmp_path / "quarter")
    (made / "messages.csv").unlink()
    (made / "messages.parquet").write_bytes(b"PAR1 this is none")
    with (
        pytest.raises(NotInBulkError),
        duckdb.alone(Limits()) as connection,
        opened(connection, made, zone=None, naive="act-zone"),
    ):
        pass
