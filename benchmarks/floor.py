"""The floor: what DuckDB takes for nothing but the minimum of each column of messages, by case.

    python benchmarks/floor.py FOLDER

Any engine that looks at every message of a case must at least read these columns and group them;
the plan of the case norms uses each of them. Prints how many cases were written about.
"""

import sys
from pathlib import Path

import duckdb


def main(folder: Path) -> None:
    """Group the messages of a dataset in Parquet."""
    file = str(folder / "messages.parquet").replace("'", "''")
    source = f"FROM read_parquet('{file}')"
    columns = [name for name, *_ in duckdb.execute(f"DESCRIBE {source}").fetchall()]
    minima = ", ".join(f'min("{name}") AS "{name}"' for name in columns if name != "case")
    query = f"""SELECT "case", {minima} {source} GROUP BY "case" """
    duckdb.execute(f"CREATE TEMP TABLE grouped AS {query}")
    found = duckdb.execute("SELECT count(*) FROM grouped").fetchone()
    print(found[0] if found else 0)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
