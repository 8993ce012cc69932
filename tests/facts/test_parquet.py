"""Parquet: what each type says, what none can, and files that are not whole."""

import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import duckdb
import pytest

from govrules.facts import Facts, read
from govrules.findings import FactsError, Place
from govrules.instants import Span, read_exact

Files = Mapping[str, str | bytes]
Read = Callable[[Files], Facts]
Refusal = Callable[[Files], str]


@pytest.fixture
def parquet(tmp_path: Path) -> Callable[[str], bytes]:
    """Write a table of the rows of a query, and return its bytes."""

    def written(query: str) -> bytes:
        with duckdb.connect(":memory:") as connection:
            connection.execute("SET TimeZone = 'UTC'")
            connection.execute(f"COPY ({query}) TO '{tmp_path / 'made'}' (FORMAT parquet)")
        return (tmp_path / "made").read_bytes()

    return written


Write = Callable[[str], bytes]


def told(facts: Facts) -> list[str]:
    """Return the findings as they are printed, with their levels."""
    return [f"{finding.level} {finding}" for finding in facts.findings]


def test_a_record_says_what_a_row_of_text_would(parquet: Write, facts: Read) -> None:
    """Records are counted from 1: nothing stands above them."""
    data = parquet("FROM (VALUES ('C1', 'O1'), ('C2', NULL) cases(id, object))")
    found = facts({"cases.parquet": data})
    assert [
        ("C1", "O1", Place(path="cases.parquet", row=1)),
        ("C2", "", Place(path="cases.parquet", row=2)),
    ] == [(row.cells["id"], row.cells["object"], row.source) for row in found.tables["cases"].rows]
    assert [] == told(found)


@pytest.mark.parametrize(
    ("value", "lo", "code"),
    [
        ("TIMESTAMPTZ '2026-07-20 10:30:00+05'", "2026-07-20T05:30:00Z", []),
        ("TIMESTAMPTZ '2026-07-20 10:30:10.120500+00'", "2026-07-20T10:30:10.1205Z", []),
        ("TIMESTAMP '2026-07-20 10:30:00'", "2026-07-20T10:30:00Z", ["naive-time"]),
        ("TIMESTAMP_MS '2026-07-20 10:30:00.5'", "2026-07-20T10:30:00.5Z", ["naive-time"]),
        (
            "TIMESTAMP_NS '2026-07-20 10:30:00.000001000'",
            "2026-07-20T10:30:00.000001Z",
            ["naive-time"],
        ),
        ("'2026-07-20T10:30:00+05:00'", "2026-07-20T05:30:00Z", []),
    ],
)
def test_a_time_keeps_every_microsecond(
    value: str, lo: str, code: list[str], parquet: Write, facts: Read
) -> None:
    """Times in UTC are themselves, others are naive."""
    data = parquet(f"SELECT 'C1' AS id, {value} AS detected_at")
    found = facts({"cases.parquet": data, "dataset.yaml": "timezone: UTC\n"})
    instant = read_exact(lo)
    assert Span(instant, instant) == found.tables["cases"].rows[0].cells["detected_at"]
    assert code == [finding.code for finding in found.findings]


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (
            "TIMESTAMP_NS '2026-07-20 10:30:00.000000500'",
            (
                "`2026-07-20T10:30:00.0000005` is finer than a microsecond\n"
                "  help: write at most six decimals of a second"
            ),
        ),
        (
            "'infinity'::TIMESTAMP",
            "`infinity` is not a time\n  help: write it like `2026-07-20T10:30:00+05:00`",
        ),
        (
            "'infinity'::TIMESTAMPTZ",
            "`infinity` is not a time\n  help: write it like `2026-07-20T10:30:00+05:00`",
        ),
        (
            "'-infinity'::DATE",
            "`-infinity` is not a time\n  help: write it like `2026-07-20T10:30:00+05:00`",
        ),
    ],
)
def test_a_time_that_cannot_be_kept_is_bad(
    value: str, message: str, parquet: Write, facts: Read
) -> None:
    """It is never cut short, which could make what was late be in time, and never blank."""
    data = parquet(f"SELECT 'C1' AS id, {value} AS detected_at")
    found = facts({"cases.parquet": data, "dataset.yaml": "timezone: UTC\n"})
    assert [f"error cases.parquet row 1: [detected_at] bad-time {message}"] == told(found)


def test_nanoseconds_in_utc_are_not_cut_off(facts: Read) -> None:
    """A file of another writer: half a microsecond too late is not in time."""
    data = (Path(__file__).parent / "nanoseconds-in-utc.parquet").read_bytes()
    found = facts({"cases.parquet": data})
    assert [
        (
            "error cases.parquet row 1: [detected_at] bad-time `2026-07-20T05:30:00.0000005Z` is"
            " finer than a microsecond\n  help: write at most six decimals of a second"
        )
    ] == told(found)
    exact = found.tables["cases"].rows[1].span("detected_at")
    assert read_exact("2026-07-20T05:30:00Z") == exact.lo


def test_flags_lists_and_numbers_say_what_they_are(parquet: Write, facts: Read) -> None:
    """A list with a hole says something that nobody can read."""
    data = parquet(
        "SELECT 7 AS id, ['1', '2'] AS work_types, true AS egov_integrated"
        " UNION ALL SELECT 8, ['1', NULL], NULL"
    )
    found = facts({"objects.parquet": data})
    assert [("7", ("1", "2"), "true"), ("8", (), "")] == [
        (row.cells["id"], row.cells["work_types"], row.cells["egov_integrated"])
        for row in found.tables["objects"].rows
    ]
    assert [
        (
            "warning objects.parquet: [id] number-for-text `id` holds numbers: they are read as"
            " their digits\n  help: write the column as text: a number has lost the zeros that"
            " led it"
        ),
        (
            "error objects.parquet row 2: [work_types] list-with-nothing the list has an element"
            " that says nothing\n  help: leave the element out, or write what it is"
        ),
    ] == told(found)


@pytest.mark.parametrize(
    ("table", "query", "column", "type_"),
    [
        ("deliverables", "SELECT 1.1::DOUBLE AS item", "item", "DOUBLE"),
        ("deliverables", "SELECT 2 AS item", "item", "INTEGER"),
        ("cases", "SELECT 'C1'::BLOB AS id", "id", "BLOB"),
        ("cases", "SELECT 'C1' AS id, 1 AS detected_at", "detected_at", "INTEGER"),
        ("cases", "SELECT 'C1' AS id, TIME '10:30' AS detected_at", "detected_at", "TIME"),
        ("cases", "SELECT 'C1' AS id, 1 AS dispatch_needed", "dispatch_needed", "INTEGER"),
        ("cases", "SELECT 'C1' AS id, ['a'] AS object", "object", "VARCHAR[]"),
    ],
)
def test_a_column_whose_type_cannot_say_it_is_refused(
    table: str, query: str, column: str, type_: str, parquet: Write, refusal: Refusal
) -> None:
    """Every cell of it would have to be guessed."""
    assert (
        f"{table}.parquet: [{column}] column-type `{column}` is of the type `{type_}`, which cannot"
        " say it\n  help: write texts, times as timestamps in UTC, flags as booleans, lists as"
        " lists of texts"
    ) == refusal({f"{table}.parquet": parquet(query)})


def test_times_of_96_bits_are_refused(refusal: Refusal) -> None:
    """Their writers do not agree on the zone."""
    data = (Path(__file__).parent / "times-of-96-bits.parquet").read_bytes()
    assert "[detected_at] column-type `detected_at` is of the type `INT96`" in refusal(
        {"cases.parquet": data}
    )


@pytest.mark.parametrize("kept", [0, 1, 4, 100, -1, -8, -100])
def test_a_table_cut_short_is_refused(kept: int, parquet: Write, refusal: Refusal) -> None:
    """Its directory stands at the end: without it there is no telling what is missing."""
    data = parquet("SELECT 'C' || range AS id FROM range(1000)")
    told = refusal({"cases.parquet": data[:kept]})
    assert re.fullmatch(
        r"cases\.parquet: broken-table `cases\.parquet` is broken: [^\n]+\n"
        r"  help: write it again, or save the table as `\.csv` in UTF-8",
        told,
    )


def test_rows_keep_their_order(parquet: Write, facts: Read) -> None:
    """Also where several threads read several groups of them."""
    data = parquet("SELECT 'C' || range AS id FROM range(300_000)")
    rows = facts({"cases.parquet": data}).tables["cases"].rows
    assert [(f"C{n}", n + 1) for n in range(300_000)] == [
        (row.cells["id"], row.source.row) for row in rows
    ]


@pytest.mark.parametrize("name", ["q[1]*", "-rf", "q?", "it's", "back\\slash", "new\nline"])
def test_a_folder_may_have_any_name(name: str, parquet: Write, tmp_path: Path) -> None:
    """A pattern that means other files as well must not read them."""
    for folder, id_ in ((name, "right"), ("q1x", "wrong"), ("q1", "wrong"), ("qq", "wrong")):
        (tmp_path / folder).mkdir()
        data = parquet(f"SELECT '{id_}' AS id")
        (tmp_path / folder / "cases.parquet").write_bytes(data)
    found = read([tmp_path / name], zone=None)
    assert ["right"] == [row.cells["id"] for row in found.tables["cases"].rows]


def test_a_link_out_of_the_dataset_is_refused(parquet: Write, tmp_path: Path) -> None:
    """DuckDB would follow it."""
    (tmp_path / "elsewhere.parquet").write_bytes(parquet("SELECT 'C1' AS id"))
    (tmp_path / "trial").mkdir()
    (tmp_path / "trial" / "cases.parquet").symlink_to(tmp_path / "elsewhere.parquet")
    with pytest.raises(FactsError, match="outside-dataset"):
        read([tmp_path / "trial"], zone=None)


def test_parquet_without_the_extra_is_refused(
    parquet: Write, refusal: Refusal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says which extra, and another way."""
    data = parquet("SELECT 'C1' AS id")
    monkeypatch.setitem(sys.modules, "duckdb", None)
    monkeypatch.delitem(sys.modules, "govrules.facts.parquet", raising=False)
    assert (
        "cases.parquet: unreadable-format `cases.parquet` needs `duckdb`, which is not installed\n"
        "  help: install `govrules[columnar]`, or save the table as `.csv` in UTF-8"
    ) == refusal({"cases.parquet": data})
