"""What SQL says of a cell: beyond doubt is only what `facts` reads as the same without a word.

Drawn are whole columns of cells, most of them nearly right; each is asked for in all its forms.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import product
from typing import Final
from zoneinfo import ZoneInfo

import duckdb
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.bulk_made import FORMS

from govrules import facts
from govrules.facts import parquet
from govrules.facts.bulk.fields import Fields, identifier, plain, told
from govrules.facts.rows import RawValue, Row, Table, Value
from govrules.facts.tables import LISTS, TABLES, TIMES, Column, Kind
from govrules.findings import Place
from govrules.instants import ABSENT, EARLIEST, NotAnInstantError, read, write
from govrules.interruptions import Database

ZONE: Final = ZoneInfo("Asia/Almaty")
NOTHING: Final = facts.from_rows({}, zone=None)
REQUIRED: Final[Mapping[str, Mapping[str, RawValue]]] = {
    "cases": {},
    "messages": {"type": "notice"},
}
ALL: Final = [
    (table, name)
    for table in REQUIRED
    for name in TABLES[table].columns
    # The ids tell the rows apart here, and an answer to nothing is another matter.
    if name not in ("id", "in_reply_to")
]


def alike(table: str, name: str) -> object:
    """Return what tells columns apart that are read in different ways."""
    column = TABLES[table].columns[name]
    return column.kind, column.words, column.blank, column.required


COLUMNS: Final = [*{alike(*pair): pair for pair in ALL}.values()]

_CLOCKS: Final = [
    "".join(parts)
    for parts in product(
        ("1969-12-31", "1970-01-01", "2026-02-29", "2024-02-29", "2112-09-17", "2112-09-18"),
        ("T", "t", " "),
        ("00:00:00", "23:59:59", "23:53:47", "24:00:00", "23:59:60", "23:59", "00:00:0"),
    )
]
_FRACTIONS: Final = ("", ".0", ".000001", ".999999", ".370495", ".370496", ".1234567", ".1234560")
_MORE: Final = (",5", ".", ".0000000", ".123456789")
_OFFSETS: Final = ("Z", "z", "+00:00", "-00:00", "+05:00", "+05:59", "+05:60", "+13:59", "+14:00")
_OTHERS: Final = ("-13:59", "-14:00", "-14:01", "+15:00", "-00:01", "+0500", "+05", "", "+05:00:00")
_SPACES: Final = ("", "", "", " ", "\t", "\n", "\u00a0", "\u3000", "\x1f", "\x00")

INSTANTS: Final = st.builds(
    "".join,
    st.tuples(
        st.sampled_from(_SPACES),
        st.sampled_from(_CLOCKS) | st.datetimes().map(lambda at: at.isoformat()),
        st.sampled_from(_FRACTIONS + _MORE),
        st.sampled_from(_OFFSETS + _OTHERS),
        st.sampled_from(_SPACES),
    ),
)
EXACT: Final = st.builds(
    write,
    st.integers(EARLIEST + 1, ABSENT - 1),
    st.sampled_from([ZoneInfo(name) for name in ("UTC", "Asia/Almaty", "Pacific/Marquesas")]),
)
ODD: Final = st.text(
    st.sampled_from("aA\u0430\u0410 ;,\"'\x00\x1f\x7f\u00a0\u200be\u0301\ufb01[]!~"), max_size=8
) | st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
LONG: Final = st.sampled_from(["x" * 999, "x" * 1000, "\u00e9" * 600, "x;" * 600])


def cells_of(column: Column) -> st.SearchStrategy[str]:
    """Draw what may stand in a column, most of it nearly right."""
    words = st.sampled_from([*column.words, "true", "false", "2026-Q3", "2020-H1", "2026", "MO-1"])
    nearly = st.builds(
        lambda before, word, after: before + word + after,
        st.sampled_from(_SPACES),
        words | words.map(str.upper) | words.map(str.title),
        st.sampled_from([*_SPACES, ";", "-Q4", "-H3"]),
    )
    lists = st.lists(words | ODD, max_size=4).map(";".join)
    return st.one_of(st.just(""), INSTANTS, EXACT, nearly, lists, ODD, LONG)


@contextmanager
def column_of(cells: Sequence[str | None]) -> Iterator[Database]:
    """Have a table `t` of a database with one cell in each row."""
    with duckdb.connect(":memory:") as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(
            "CREATE TABLE t AS SELECT unnest(range(len($1))) + 1 AS row,"
            " unnest($1::VARCHAR[]) AS c",
            [list(cells)],
        )
        yield connection


def forms_of(column: Column) -> list[list[str]]:
    """Name the forms in which a column has one value in a row."""
    forms = [form.split(".") for form in FORMS.get(column.kind, ())]
    if column.kind is Kind.NAMES:
        # Of one name beyond doubt the list has no other.
        forms.append([])
    return forms or [[]]


def hold(database: Database, table: str, fields: Fields, raws: Sequence[RawValue]) -> list[bool]:
    """Hold a column of the table `t` to what `facts` reads; tell what is beyond doubt."""
    column = fields.column
    forms = forms_of(column)
    wanted = ", ".join([fields.beyond_doubt(), *(fields.field(form) for form in forms)])
    said = database.execute(f"SELECT {wanted} FROM t ORDER BY row").fetchall()
    rows = [
        ({"id": f"R{at}", **REQUIRED[table], column.name: raw}, Place(path="t", row=at))
        for at, raw in enumerate(raws, start=1)
    ]
    made = facts.from_rows({table: rows}, zone=ZONE)
    spoken_of = {finding.place.row for finding in made.findings}
    values = {row.source.row: row.cells[column.name] for row in made.tables[table].rows}
    for at, (raw, (sure, *fields_)) in enumerate(zip(raws, said, strict=True), start=1):
        # That a cell must not be blank is held to by its column, not here.
        if sure and (raw or not column.required):
            assert at not in spoken_of, raw
            assert _encoded(column, forms, values[at]) == fields_, raw
    return [bool(sure) for sure, *_ in said]


def _encoded(column: Column, forms: Sequence[Sequence[str]], value: Value) -> list[object]:
    """Return a value as engines read it in some forms."""
    name = "messages" if column.name in TABLES["messages"].columns else "cases"
    row = Row(1, Place(path="t"), {column.name: value}, aside=False)
    made = replace(NOTHING, tables={name: Table(name, (row,))})
    [fields] = facts.relation(made, name, [".".join([column.name, *form]) for form in forms])
    return list(fields)


@pytest.mark.parametrize(("table", "name"), COLUMNS)
@given(st.data())
def test_a_text_beyond_doubt_is_read_as_the_same(
    table: str, name: str, data: st.DataObject
) -> None:
    """Whatever stands in the cell."""
    column = TABLES[table].columns[name]
    cells = data.draw(st.lists(cells_of(column), min_size=10, max_size=25))
    with column_of(cells) as database:
        hold(database, table, Fields(column, "c", blank=False), cells)


SOUND: Final[Mapping[Kind, Sequence[str]]] = {
    Kind.TEXT: ("kz-229", "a b", "(1)"),
    Kind.NAME: ("MO-1", "x", "a b;c"),
    Kind.NAMES: ("MO-1", "a b"),
    Kind.FLAG: ("true", "false"),
    Kind.PERIOD: ("2026-Q3", "2020-H1", "2026"),
    Kind.TEXTS: ("kk", "kk;ru"),
}


@pytest.mark.parametrize(("table", "name"), COLUMNS)
def test_what_is_written_as_it_should_be_is_beyond_doubt(table: str, name: str) -> None:
    """Blank cells too; else all would be read row by row, and nothing here could fail."""
    column = TABLES[table].columns[name]
    cells = [*([] if column.required else [""]), *SOUND.get(column.kind, column.words)]
    if column.kind is Kind.WORDS:
        cells.append(";".join(column.words))
    if column.kind in TIMES:
        cells += ["2026-07-20T10:00:00+05:00", "1970-01-01T00:00:00.000001Z"]
    with column_of(cells) as database:
        sure = hold(database, table, Fields(column, "c", blank=False), cells)
    assert [True] * len(cells) == sure


@given(st.lists(INSTANTS | EXACT, min_size=20, max_size=60))
@example(["2026-07-20T10:00:00-00:00"])
@example(["2112-09-17T23:53:47.370495Z", "2112-09-17T23:53:47.370496Z", "1970-01-01T00:00:00Z"])
def test_an_instant_that_is_told_is_the_one_that_is_read(cells: list[str]) -> None:
    """Its range apart, which is held to elsewhere: none is told that cannot be read."""
    with column_of(cells) as database:
        rows = database.execute(f"SELECT {told('c')} FROM t ORDER BY row").fetchall()
    for text, (instant,) in zip(cells, rows, strict=True):
        if instant is not None and EARLIEST < instant < ABSENT:
            stamp = read(text, None)
            assert (instant, instant, ()) == (stamp.span.lo, stamp.span.hi, stamp.liberties)


@given(st.lists(EXACT, min_size=20, max_size=60))
def test_every_instant_with_its_offset_is_told(cells: list[str]) -> None:
    """To the microsecond, whatever its offset."""
    with column_of(cells) as database:
        rows = database.execute(f"SELECT {told('c')} FROM t ORDER BY row").fetchall()
    assert [read(text, None).span.lo for text in cells] == [instant for (instant,) in rows]


@given(st.lists(ODD | LONG, min_size=20, max_size=60))
def test_a_plain_text_is_itself(cells: list[str]) -> None:
    """In ASCII, short, with nothing round it that reading would take off."""
    with column_of(cells) as database:
        rows = database.execute(f"SELECT {plain('c')} FROM t ORDER BY row").fetchall()
    for text, (sure,) in zip(cells, rows, strict=True):
        if sure:
            assert text
            assert text == text.strip()
            assert text.isascii()
            assert "\0" not in text
            assert len(text) < 1000


TIMED: Final = [pair for pair in ALL if TABLES[pair[0]].columns[pair[1]].kind in TIMES]
FLAGS: Final = [pair for pair in ALL if TABLES[pair[0]].columns[pair[1]].kind is Kind.FLAG]


def _typed(table: str, name: str, type_: str, cells: Sequence[str | None]) -> list[bool]:
    """Hold a column of Parquet's type to what the reader of Parquet hands over."""
    with column_of(cells) as database:
        database.execute(f"CREATE TABLE p AS SELECT row, CAST(c AS {type_}) AS c FROM t")
        database.execute("DROP TABLE t")
        database.execute("ALTER TABLE p RENAME TO t")
        rows = parquet.chosen_rows(database, "t", {"c": type_}, "true")
        raws = [row.cells["c"] for row in rows]
        fields = Fields(TABLES[table].columns[name], "c", type_, blank=False)
        return hold(database, table, fields, raws)


@pytest.mark.parametrize(("table", "name"), TIMED)
def test_a_time_of_parquet_beyond_doubt_is_read_as_the_same(table: str, name: str) -> None:
    """At the ends of what is an instant, infinite, and of years of other lengths."""
    edges = [EARLIEST, EARLIEST + 1, ABSENT - 1, ABSENT]
    cells: list[str | None] = [write(edge, ZONE) for edge in edges]
    cells += ["infinity", "-infinity", None, "0001-01-01 00:00:00Z", "12026-01-01 00:00:00Z"]
    sure = _typed(table, name, "TIMESTAMP WITH TIME ZONE", cells)
    assert [False, True, True, False, False, False, True, False, False] == sure


@pytest.mark.parametrize(("table", "name"), FLAGS)
def test_a_flag_of_parquet_is_beyond_doubt(table: str, name: str) -> None:
    """It can be nothing else."""
    assert [True] * 3 == _typed(table, name, "BOOLEAN", ["true", "false", None])


@pytest.mark.parametrize(("table", "name"), ALL)
def test_a_column_of_blanks_is_in_every_row_what_a_blank_is(table: str, name: str) -> None:
    """Whether the file has it or not."""
    column = TABLES[table].columns[name]
    alone = facts.from_rows(
        {table: [({"id": "R", **REQUIRED[table]}, Place(path="t", row=1))]}, zone=ZONE
    )
    for form in forms_of(column):
        asked = ".".join([column.name, *form])
        if name == "type":
            # A message without it is set aside.
            continue
        [(expected,)] = facts.relation(alone, table, [asked])
        for fields in (Fields(column), Fields(column, "c")):
            constant = fields.constant(form)
            first = Fields(TABLES[table].columns[column.not_before]) if column.not_before else None
            with column_of([""]) as database:
                [(value,)] = database.execute(
                    f"SELECT {fields.field(form, first)} FROM t"
                ).fetchall()
            assert expected == value
            assert constant in (None, expected)
            assert constant is not None or column.kind in TIMES


@given(st.lists(st.tuples(EXACT, EXACT | st.just("")), min_size=5, max_size=20))
def test_what_cannot_precede_another_time_is_not_before_it(pairs: list[tuple[str, str]]) -> None:
    """A receipt that nobody wrote down is not before the sending; others need no such bound."""
    columns = TABLES["messages"].columns
    sent, received = Fields(columns["sent_at"], "s", blank=False), columns["received_at"]
    fields = Fields(received, "r", blank=False)
    forms = forms_of(received)
    wanted = ", ".join(fields.field(form, sent) for form in forms)
    names = [".".join(["received_at", *form]) for form in forms]
    with duckdb.connect(":memory:") as database:
        for first, then in pairs:
            row: dict[str, RawValue] = {"id": "R", "type": "notice", "sent_at": first}
            placed = [({**row, "received_at": then}, Place(path="t", row=1))]
            made = facts.from_rows({"messages": placed}, zone=ZONE)
            if not made.findings:
                query = f"SELECT {wanted} FROM (SELECT $1 AS s, $2 AS r)"
                found = database.execute(query, [first, then]).fetchall()
                assert facts.relation(made, "messages", names) == found


def test_a_list_is_not_told_as_a_text() -> None:
    """Engines ask for its elements one by one, and in a database they stand together."""
    for table, name in ALL:
        column = TABLES[table].columns[name]
        if column.kind in LISTS - {Kind.NAMES}:
            with pytest.raises(KeyError):
                Fields(column, identifier(name), blank=False).field([])


def test_an_offset_that_nobody_knows_is_no_instant() -> None:
    """RFC 3339 writes `-00:00` for a time of which the place is unknown."""
    with pytest.raises(NotAnInstantError):
        read("2026-07-20T10:00:00-00:00", None)
    with column_of(["2026-07-20T10:00:00-00:00"]) as database:
        assert [(None,)] == database.execute(f"SELECT {told('c')} FROM t").fetchall()
