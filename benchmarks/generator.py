"""Any number of made cases of kz-229 whose verdicts are known before they are judged.

    python benchmarks/generator.py FOLDER --cases 1000000 --seed 1 --violated 0.02 --format parquet

For every case first the fate of each duty is drawn (`sql/choices.sql`): done with which margin,
done too late, left undone, sent astray, not owed at all, not to be decided. The facts follow from
that (`sql/facts.sql`), and so do the expected counts, without anybody judging (`sql/expected.sql`).
The dataset is written into FOLDER, the counts that are expected of it into FOLDER.expected.json,
and up to 20,000 cases the verdict of each duty into FOLDER.expected.csv. The same arguments give
the same bytes with the same version of DuckDB.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final, TypeAlias

import duckdb

AS_OF: Final = "2026-12-01T00:00:00+05:00"
"""The moment of which the verdicts are expected; the act is in force since 12 July of that year."""
_COMMENCEMENT: Final = "2026-07-12T00:00:00+05:00"
_LAST: Final = "2026-11-01T00:00:00+05:00"
_TABLES: Final = ("organisations", "relations", "objects", "cases", "messages", "attestations")
_LISTED: Final = 20_000
"""Up to so many cases the verdict of each duty is written out, and not the counts alone."""
_COUNTS: Final = """
    SELECT norm, verdict, reason, count(*) FROM duties
    GROUP BY norm, verdict, reason ORDER BY norm, verdict, reason
"""
_DATASET: Final = """\
name: {cases} made cases, seed {seed}
acts: [kz-229]
timezone: Asia/Almaty
"""


Expected: TypeAlias = Mapping[str, Any]
"""What is expected of a dataset: `as_of`, `counts` by norm and by `verdict/reason`, and `rows`."""
USUAL: Final = {"violated": 0.02, "undecided": 0.001, "edging": 0.01}
"""The shares of the benchmarks."""


def generate(folder: Path, form: str = "parquet", **chosen: float) -> Expected:
    """Write a dataset into a folder and what is expected of it beside it; return the counts.

    Args:
        folder: made if need be; its tables are overwritten.
        form: `parquet`, `csv` or `ndjson`.
        chosen: `cases` and `seed`, integers; the shares `violated`, of cases with a violation, and
            `undecided`, of those with a cell that leaves a verdict open, and `edging`, of those at
            the commencement or so young that a term is still running.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as scratch:
        connection = _connect(Path(scratch), chosen)
        for name in ("choices", "facts", "expected"):
            path = Path(__file__).with_name("sql") / f"{name}.sql"
            connection.execute(path.read_text(encoding="utf-8"))
        for table in _TABLES:
            _write(connection, table, folder / f"{table}.{form}")
        listed = beside(folder, "csv")
        listed.unlink(missing_ok=True)
        if chosen["cases"] <= _LISTED:
            _write(connection, "every_duty", listed)
        expected = _expected(connection, chosen)
        connection.close()
    (folder / "dataset.yaml").write_text(_DATASET.format(**chosen), encoding="utf-8")
    text = json.dumps(expected, indent=1, sort_keys=True)
    beside(folder, "json").write_text(text + "\n", encoding="utf-8")
    return expected


def beside(folder: Path, form: str) -> Path:
    """Return where what is expected of a dataset is written: `json` counts, `csv` lists duties."""
    return folder.with_name(f"{folder.name}.expected.{form}")


def _connect(scratch: Path, chosen: Mapping[str, float]) -> duckdb.DuckDBPyConnection:
    """Open a database on disk, so that more cases than fit into memory can be made."""
    connection = duckdb.connect(scratch / "made.duckdb")
    settings = {"memory_limit": "3GB", "TimeZone": "UTC", "temp_directory": str(scratch)}
    for name, value in settings.items():
        connection.execute(f"SET {name} = '{value}'")
    moments = {"commencement": _COMMENCEMENT, "last": _LAST, "as_of": AS_OF}
    instants = {name: _microseconds(text) for name, text in moments.items()}
    for name, number in {**chosen, **instants}.items():
        connection.execute(f"SET VARIABLE {name} = {number!r}")
    return connection


def _microseconds(text: str) -> int:
    return round(datetime.fromisoformat(text).timestamp()) * 1_000_000


def _write(connection: duckdb.DuckDBPyConnection, table: str, path: Path) -> None:
    """Write a table; a time is a timestamp in Parquet, else RFC 3339 text with the offset."""
    described = connection.execute(f"DESCRIBE {table}").fetchall()
    if path.suffix == ".parquet":
        shape = "make_timestamp({0})::TIMESTAMPTZ"
    else:
        shape = "strftime(make_timestamp({0} + 18000000000), '%Y-%m-%dT%H:%M:%S.%f+05:00')"
    times = ", ".join(
        f"{shape.format(name)} AS {name}" for name, type_, *_ in described if type_ == "BIGINT"
    )
    query = f"SELECT * {f'REPLACE ({times})' if times else ''} FROM {table}"  # noqa: S608 - names of ours
    form = {"parquet": "FORMAT parquet", "csv": "FORMAT csv, HEADER", "ndjson": "FORMAT json"}
    target = str(path).replace("'", "''")
    connection.execute(f"COPY ({query}) TO '{target}' ({form[path.suffix[1:]]})")


def _expected(connection: duckdb.DuckDBPyConnection, chosen: Mapping[str, float]) -> Expected:
    counts: dict[str, dict[str, int]] = {}
    for norm, verdict, reason, count in connection.execute(_COUNTS).fetchall():
        counts.setdefault(norm, {})[f"{verdict}/{reason}".rstrip("/")] = count
    expected: dict[str, Any] = {"as_of": AS_OF, "chosen": dict(chosen), "counts": counts}
    for table in _TABLES:
        found = connection.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608 - the same
        expected.setdefault("rows", {})[table] = found[0] if found else 0
    for name, rows in (("violated", "duties WHERE verdict = 'violated'"), ("told", "sendings")):
        query = f"SELECT count(DISTINCT number) FROM {rows}"  # noqa: S608 - the same
        found = connection.execute(query).fetchone()
        expected[f"{name}_cases"] = found[0] if found else 0
    return expected


def main() -> None:
    """Generate as the command line asks."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--cases", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    for share, usual in USUAL.items():
        parser.add_argument(f"--{share}", type=float, default=usual)
    parser.add_argument("--format", choices=("parquet", "csv", "ndjson"), default="parquet")
    asked = vars(parser.parse_args())
    expected = generate(asked.pop("folder"), asked.pop("format"), **asked)
    json.dump({name: expected[name] for name in ("rows", "violated_cases")}, sys.stdout)
    print()


if __name__ == "__main__":
    main()
