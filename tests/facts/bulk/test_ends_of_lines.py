"""Separated text in bulk: whichever way its lines end, its records are its lines."""

from pathlib import Path

import duckdb
import pytest
from tests.agency_made import agency

from govrules.facts.bulk import NotInBulkError, opened


def made(folder: Path, ending: str) -> Path:
    """Write the small agency with lines that end in some way."""
    for path in agency(folder).glob("*.csv"):
        text = path.read_text(encoding="utf-8")
        path.write_text(text, encoding="utf-8", newline=ending)
    return folder


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_lines_may_end_as_on_any_system(ending: str, tmp_path: Path) -> None:
    """A spreadsheet on Windows writes two characters."""
    data = made(tmp_path / "agency", ending)
    with (
        duckdb.connect(":memory:") as connection,
        opened(connection, data, zone=None, naive="act-zone") as bulk,
    ):
        assert 1 == bulk.cases
        there = bulk.connection.execute(bulk.ids("messages")).fetchall()
        lines = [(bulk.placing(table)(row).line, id_) for table, row, id_ in there]
        assert [(2, "M1"), (3, "M2")] == lines


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_a_line_that_ends_within_quotes_is_left_to_those_who_read_row_by_row(
    ending: str, tmp_path: Path
) -> None:
    """There the number of a row does not say its line."""
    data = made(tmp_path / "agency", ending)
    path = data / "messages.csv"
    path.write_text(f'id,type{ending}M1,"one{ending}two"{ending}', encoding="utf-8", newline="")
    with (
        duckdb.connect(":memory:") as connection,
        pytest.raises(NotInBulkError),
        opened(connection, data, zone=None, naive="act-zone"),
    ):
        pass
