"""Whatever an agency hands over: every row is accounted for, only refusals are raised."""

import contextlib
import csv
import io
from collections.abc import Mapping
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from govrules.facts import from_rows, read, relation
from govrules.facts.rows import RawValue, Value
from govrules.facts.tables import LISTS, TABLES, TIMES, Kind
from govrules.findings import FactsError, Place
from govrules.instants import Span

_CELLS = st.one_of(
    st.text(max_size=6),
    st.sampled_from(
        ["", "C1", "C2", "M1", "event", "incident", "evnt", "notice", "internal", "true", "TRUE"]
    ),
    st.sampled_from(
        ["2026-07-20", "2026-07-20 10:00", "2026-07-20T10:00:00+05:00", "24:00", "2026-Q3", "\0"]
    ),
)
_NAMES = st.sampled_from(list(TABLES))
_QUIET = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@st.composite
def _rows(draw: st.DrawFn) -> tuple[str, list[Mapping[str, RawValue]]]:
    name = draw(_NAMES)
    cell = st.one_of(_CELLS, st.none(), st.booleans(), st.lists(_CELLS, max_size=3))
    row = st.dictionaries(st.sampled_from(list(TABLES[name].columns)), cell, max_size=6)
    return name, draw(st.lists(row, max_size=6))


def _fits(value: Value, kind: Kind) -> bool:
    if kind in LISTS:
        return isinstance(value, tuple)
    return isinstance(value, Span if kind in TIMES else str)


@given(st.lists(_rows(), max_size=3))
def test_every_cell_has_a_value_of_its_kind_whatever_was_written(
    drawn: list[tuple[str, list[Mapping[str, RawValue]]]],
) -> None:
    """There are no nulls, and bounds are in order."""
    place = Place(path="rows")
    facts = from_rows({name: [(row, place) for row in rows] for name, rows in drawn}, zone=None)
    for name, table in facts.tables.items():
        for row in table.rows:
            assert list(TABLES[name].columns) == list(row.cells)
            for column in TABLES[name].columns.values():
                value = row.cells[column.name]
                assert _fits(value, column.kind)
                assert not isinstance(value, Span) or value.lo <= value.hi
        assert len(table.rows) == len(relation(facts, name, ["row", "aside"]))


@given(_NAMES, st.lists(st.lists(_CELLS, min_size=1, max_size=14), max_size=6), st.booleans())
@_QUIET
def test_rows_read_are_used_or_set_aside_whatever_was_written(
    tmp_path: Path,
    name: str,
    rows: list[list[str]],
    whole: bool,  # noqa: FBT001 - drawn
) -> None:
    """Of rows as long as the headings, and of rows of any length."""
    headings = list(TABLES[name].columns)
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow(headings)
    if whole:
        rows = [(row * len(headings))[: len(headings)] for row in rows]
    writer.writerows(rows)
    file = tmp_path / f"{name}.csv"
    file.write_bytes(written.getvalue().encode("utf-8", "surrogatepass"))
    for old in tmp_path.iterdir():
        if old != file:
            old.unlink()
    with contextlib.suppress(FactsError):
        (counted,) = read([tmp_path], zone=None).inputs
        said = [row for row in rows if any(cell.strip() for cell in row)]
        assert (len(said), len(said)) == (counted.rows, counted.used + counted.set_aside)


@given(st.sampled_from([".csv", ".tsv", ".yaml", ".json", ".ndjson"]), st.binary(max_size=60))
@_QUIET
def test_bytes_that_make_no_table_are_refused_and_nothing_else(
    tmp_path: Path, suffix: str, data: bytes
) -> None:
    """No other exception leaves the reader."""
    for old in tmp_path.iterdir():
        old.unlink()
    (tmp_path / f"cases{suffix}").write_bytes(b"id,object\n" + data if suffix == ".csv" else data)
    with contextlib.suppress(FactsError):
        for counted in read([tmp_path], zone=None).inputs:
            assert counted.rows == counted.used + counted.set_aside
