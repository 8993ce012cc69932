"""Parquet to raw tables, read by DuckDB: the one door to it here.

Refuses a column whose type cannot hold what its cells should say, and a file that is not whole.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import duckdb

from govrules.facts.raw import NAMES, RawRow, RawTable, digits
from govrules.facts.rows import RawValue, Unreadable
from govrules.facts.tables import LISTS, TABLES, TIMES, Column, Kind
from govrules.facts.watching import Watch, unwatched, watched
from govrules.findings import FactsError, Finding, Place
from govrules.interruptions import Attended, Database
from govrules.sentences import Sentence

_AT_ONCE: Final = 10_000
_CLOSED: Final[dict[str, str | bool | int | float | list[str]]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}
_TEXTS: Final = re.compile(r"VARCHAR|UUID|ENUM\(.*\)", re.DOTALL)
_INTEGERS: Final = re.compile(r"U?(?:TINY|SMALL|BIG|HUGE)?INT(?:EGER)?")
_TIMES: Final[Mapping[str, tuple[str, str, str]]] = {
    "TIMESTAMP": ("{0}", "%f", ""),
    "TIMESTAMP_S": ("{0}", "%f", ""),
    "TIMESTAMP_MS": ("{0}", "%f", ""),
    "TIMESTAMP_NS": ("{0}", "%n", ""),
    "TIMESTAMP WITH TIME ZONE": ("make_timestamp(epoch_us({0}))", "%f", "Z"),
    "TIMESTAMPTZ_NS": ("make_timestamp_ns(epoch_ns({0}))", "%n", "Z"),
}
"""For each type of times its clock without a zone, the form of its decimals, what follows it."""


def read_parquet(
    name: str,
    file: Path,
    path: str,
    mapping: Mapping[str, str],
    findings: list[Finding],
    watch: Watch = unwatched,
) -> RawTable:
    """Return the table of a file; `row` counts its records from 1, there are no lines.

    Integers are their digits, times keep every nanosecond that is not zero: `cells` tells of what
    is finer than a microsecond. What is noteworthy is added to `findings`.

    Raises:
        FactsError: `broken-table`: not whole, or no Parquet; `column-type`.
    """
    place = Place(path=path)
    try:
        with (
            duckdb.connect(":memory:", config=_CLOSED) as connection,
            Attended(connection) as database,
        ):
            pattern = _alone(database, file)
            known_types = types(database, pattern)
            columns = _known(name, known_types, mapping)
            _check(place, columns, known_types)
            stage = Sentence("reading {path}", path=path)
            source = "read_parquet(?, file_row_number = true)"
            whole = count(database, pattern)
            found = _rows(database, source, known_types, columns, [pattern])
            rows = tuple(watched(found, watch, stage, whole))
            if len(rows) != whole:
                raise FactsError([_short(place, len(rows), whole)])
    except duckdb.Error as error:
        said = " ".join(str(error).partition("\n")[0].split()).replace(str(file), path)
        raise FactsError([_broken(place, said)]) from None
    findings.extend(_digits(place, columns, known_types))
    return RawTable(name, path, tuple(known_types), rows)


def _alone(database: Database, file: Path) -> str:
    """Let DuckDB open this file and nothing else; return the pattern that means only it."""
    pattern = re.sub(r"[*?\[]", r"[\g<0>]", str(file))
    allowed = ", ".join(f"'{each.replace(chr(39), chr(39) * 2)}'" for each in {str(file), pattern})
    database.execute(f"SET allowed_paths = [{allowed}]")
    database.execute("SET enable_external_access = false")
    database.execute("SET lock_configuration = true")
    return pattern


def types(database: Database, pattern: str) -> dict[str, str]:
    """Return the type of each column, by its heading.

    The old times of 96 bits are no type of their own to DuckDB, but they do not say their zone.
    """
    described = database.execute("DESCRIBE SELECT * FROM read_parquet(?)", [pattern]).fetchall()
    found = {str(heading): str(type_) for heading, type_, *_ in described}
    schema = database.execute("SELECT name, type FROM parquet_schema(?)", [pattern]).fetchall()
    found.update({heading: "INT96" for heading, type_ in schema if type_ == "INT96"})
    return found


def count(database: Database, pattern: str) -> int:
    """Return how many records a file says that it has."""
    query = "SELECT num_rows FROM parquet_file_metadata(?)"
    return sum(count for (count,) in database.execute(query, [pattern]).fetchall())


def _known(name: str, types: Mapping[str, str], mapping: Mapping[str, str]) -> dict[str, Column]:
    known = TABLES[name].columns
    named = {heading: mapping.get(heading, heading) for heading in types}
    return {heading: known[column] for heading, column in named.items() if column in known}


def _check(place: Place, columns: Mapping[str, Column], types: Mapping[str, str]) -> None:
    problems = [
        _unfit(place, heading, types[heading])
        for heading, column in columns.items()
        if not _fits(column, types[heading])
    ]
    if problems:
        raise FactsError(problems)


def _fits(column: Column, type_: str) -> bool:
    """Tell whether cells of a type can say what a column should."""
    if _TEXTS.fullmatch(type_):
        return True
    if column.kind in TIMES:
        return type_ in _TIMES or type_ == "DATE"
    if column.kind is Kind.FLAG:
        return type_ == "BOOLEAN"
    if column.kind in LISTS and type_.endswith("[]"):
        type_ = type_.removesuffix("[]")
    return bool(_TEXTS.fullmatch(type_)) or (_is_integer(type_) and not column.dotted)


def _is_integer(type_: str) -> bool:
    return _INTEGERS.fullmatch(type_) is not None


def _rows(
    database: Database,
    source: str,
    known_types: Mapping[str, str],
    headings: Iterable[str],
    given: Sequence[str],
) -> Iterator[RawRow]:
    """Yield the rows in their order; a few at a time, so that an interruption is heard."""
    names = list(headings)
    wanted = ["file_row_number + 1", *(_expression(name, known_types[name]) for name in names)]
    query = f"SELECT {', '.join(wanted)} FROM {source}"  # noqa: S608 - headings are quoted
    cursor = database.execute(query, given)
    while rows := cursor.fetchmany(_AT_ONCE):
        for number, *cells in rows:
            yield RawRow(number, 0, dict(zip(names, map(_raw, cells), strict=True)))


def chosen_rows(
    database: Database,
    source: str,
    known_types: Mapping[str, str],
    condition: str,
) -> Iterator[RawRow]:
    """Yield some rows of a relation with a column `row`, in their order, as `read_parquet` would.

    Raises:
        duckdb.Error: the relation cannot be read.
    """
    numbered = (
        f"(SELECT *, row - 1 AS file_row_number FROM {source} WHERE {condition} ORDER BY row)"  # noqa: S608 - written by its caller
    )
    return _rows(database, numbered, known_types, known_types, [])


def _expression(heading: str, type_: str) -> str:
    """Return the SQL that makes a text, a flag or a list of texts of a column."""
    column = '"' + heading.replace('"', '""') + '"'
    if type_ in _TIMES:
        clock, decimals, zone = _TIMES[type_]
        written = f"strftime({clock.format(column)}, '%Y-%m-%dT%H:%M:%S.{decimals}') || '{zone}'"
        short = f"regexp_replace({written}, '[.]?0*(Z?)$', '\\1')"
        # What is infinite has no clock, and must not look like a blank.
        return f"COALESCE({short}, CAST({column} AS VARCHAR))"
    if type_ == "BOOLEAN":
        return column
    return f"CAST({column} AS VARCHAR{'[]' if type_.endswith('[]') else ''})"


def _raw(value: str | bool | list[str | None] | None) -> RawValue:  # noqa: FBT001 - a cell of a flag
    if isinstance(value, list):
        said = [element for element in value if element is not None]
        return said if len(said) == len(value) else _hollow(said)
    return value


def _hollow(said: list[str]) -> Unreadable:
    return Unreadable(
        ";".join([*said, ""]),
        "list-with-nothing",
        Sentence("the list has an element that says nothing"),
        Sentence("leave the element out, or write what it is"),
    )


def _digits(
    place: Place, columns: Mapping[str, Column], types: Mapping[str, str]
) -> Iterator[Finding]:
    """Tell of the columns of names that hold integers."""
    for heading, column in columns.items():
        if column.kind in NAMES and _is_integer(types[heading].removesuffix("[]")):
            yield digits(replace(place, column=heading))


def _unfit(place: Place, heading: str, type_: str) -> Finding:
    return Finding(
        place=replace(place, column=heading),
        code="column-type",
        message=Sentence(
            "`{column}` is of the type `{type}`, which cannot say it", column=heading, type=type_
        ),
        help=Sentence(
            "write texts, times as timestamps in UTC, flags as booleans, lists as lists of texts"
        ),
    )


def _short(place: Place, found: int, whole: int) -> Finding:
    said = Sentence("it says that it has {whole} rows, and has {found}", whole=whole, found=found)
    return _broken(place, said)


def _broken(place: Place, why: str) -> Finding:
    return Finding(
        place=place,
        code="broken-table",
        message=Sentence("`{path}` is broken: {why}", path=place.path, why=why),
        help=Sentence("write it again, or save the table as `.csv` in UTF-8"),
    )
