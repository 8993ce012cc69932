"""The verdicts as a typed table for analysts: Parquet, its counts in the file's own metadata.

Texts are exact, but for NUL and halves of surrogate pairs, which a column of text cannot hold.
"""

import errno
import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from govrules import fields
from govrules.fields import Json, Tally
from govrules.interruptions import Attended, Database
from govrules.reports import View, shown
from govrules.verdicts import Assessment, Verdict

NEEDS = ("duckdb", "columnar")

STREAMED = True

_PIECE = 1 << 20
_UNFIT = re.compile("[\0\ud800-\udfff]")
_PLACE = '"path" VARCHAR, "row" BIGINT, line BIGINT'
_TYPES = {
    **dict.fromkeys(("id", "norm", "clause", "subject", "occasion", "bearer"), "VARCHAR"),
    **dict.fromkeys(("bearer_name", "counterparty", "counterparty_name"), "VARCHAR"),
    **dict.fromkeys(("verdict", "reason", "severity", "zone"), "VARCHAR"),
    **dict.fromkeys(("opened_at", "due_at", "performed_at"), "TIMESTAMPTZ"),
    "late_by": "VARCHAR",
    "delay_us": "BIGINT",
    "grounds": "VARCHAR[]",
    "waiver": "VARCHAR",
    "change": "VARCHAR",
    "readings": "VARCHAR[]",
    "missing": f'STRUCT({_PLACE}, "column" VARCHAR)[]',
    "evidence": f"STRUCT({_PLACE})[]",
}


def render(assessment: Assessment, view: View) -> Iterator[bytes]:
    """Write a row for each verdict; instants are UTC, `zone` is that of the act.

    Raises:
        OSError: what is temporary cannot be written.
    """
    with TemporaryDirectory() as folder, _database(folder) as database:
        lines, table = Path(folder, "lines.ndjson"), Path(folder, "table.parquet")
        with lines.open("w", encoding="utf-8", errors="backslashreplace") as file:
            for row in _rows(assessment, view):
                text = fields.dumped(row)
                # What does not fit is written as an escape, as other characters are.
                file.write((fields.dumped(_fit(row)) if "\\u" in text else text) + "\n")
        head = fields.dumped(fields.head(assessment, view.include, view.names))
        columns = ", ".join(f"'{name}': '{kind}'" for name, kind in _TYPES.items())
        database.execute(
            f"COPY (SELECT * FROM read_json('{lines}', format = 'newline_delimited',"  # noqa: S608 - paths and types of ours
            f" columns = {{{columns}}})) TO '{table}'"
            f" (FORMAT parquet, COMPRESSION zstd, KV_METADATA {{govrules: {_quoted(head)}}})"
        )
        with table.open("rb") as made:
            yield from iter(lambda: made.read(_PIECE), b"")


@contextmanager
def _database(folder: str) -> Iterator[Database]:
    """Have statements executed in such a way that an interruption is heard in their midst."""
    import duckdb  # noqa: PLC0415 - half a second that other formats do not need

    # One thread and the order of the rows kept: the same assessment gives the same bytes.
    settings: dict[str, str | bool | int | float | list[str]] = {
        "threads": 1,
        "temp_directory": folder,
        "autoinstall_known_extensions": False,
        "TimeZone": "UTC",
    }
    with (
        duckdb.connect(":memory:", config=settings) as connection,
        Attended(connection) as attended,
    ):
        try:
            yield attended
        except duckdb.IOException as error:
            raise _of_the_system(error) from error


def _of_the_system(error: Exception) -> OSError:
    """Return the error of the system of which DuckDB told in words."""
    said = str(error)
    for number in (errno.ENOSPC, errno.EFBIG, errno.EDQUOT):
        if os.strerror(number) in said:
            return OSError(number, os.strerror(number))
    return OSError(said)


def _rows(assessment: Assessment, view: View) -> Iterator[dict[str, Json]]:
    # Of norms and of parties there are few.
    clause, name = cache(view.clause), cache(view.name)
    for judgement in view.in_order(assessment):
        said, duty = fields.verdict(judgement), judgement.duty
        yield {
            **{column: said[column] for column in _TYPES if column in said},
            "clause": clause(duty.norm),
            "bearer_name": name(duty.bearer),
            "counterparty_name": name(duty.counterparty),
            "zone": judgement.zone,
            "delay_us": judgement.delay,
        }


def _fit(value: Json) -> Json:
    match value:
        case str():
            return _UNFIT.sub(lambda found: shown(found[0]), value)
        case list():
            return [_fit(each) for each in value]
        case dict():
            return {key: _fit(each) for key, each in value.items()}
        case _:
            return value


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def recount(path: Path) -> Tally:
    """Read the rows and the metadata back.

    Raises:
        ValueError: the file is none of ours.
    """
    with TemporaryDirectory() as folder, _database(folder) as database:
        rows = database.execute(
            "SELECT verdict, count(*) FROM read_parquet(?) GROUP BY verdict", [str(path)]
        ).fetchall()
        heads = database.execute(
            "SELECT value FROM parquet_kv_metadata(?) WHERE key = 'govrules'", [str(path)]
        ).fetchall()
    if not heads:
        message = "no counts of verdicts in its metadata"
        raise ValueError(message)
    listed = {Verdict(word): int(count) for word, count in rows}
    return Tally(
        fields.stated(json.loads(heads[0][0])["summary"]),
        {word: listed.get(word, 0) for word in Verdict},
    )
