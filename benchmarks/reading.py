"""How long the same messages take to read from each format: ratios of one run, never a limit.

    python benchmarks/reading.py [ROWS [FORMAT...]]

The rows are made from a seed. Each format is read in a process of its own, so that its peak of
memory is its own. Seconds are those of the processor, so that a busy machine does not distort
them, and of reading alone: to typed rows, the file digested twice.
"""

import csv
import json
import random
import resource
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import process_time

SEED = 229
HEADINGS = (
    "id",
    "type",
    "case",
    "sender",
    "recipient",
    "sent_at",
    "received_at",
    "status",
    "covers",
)


def rows(count: int) -> list[list[str]]:
    """Return made messages in the order of time, every cell a text."""
    chance = random.Random(SEED)  # noqa: S311 - data that can be made again, no secret
    moment = datetime(2026, 7, 1, tzinfo=UTC)
    found = []
    for number in range(count):
        moment += timedelta(seconds=chance.randrange(1, 120))
        received = moment + timedelta(seconds=chance.randrange(1, 600))
        found.append(
            [
                f"M{number:07}",
                chance.choice(["notice", "recommendation", "reply"]),
                f"C{chance.randrange(count // 7 + 1):06}",
                f"ORG-{chance.randrange(200):03}",
                f"ORG-{chance.randrange(200):03}",
                moment.isoformat(),
                received.isoformat(),
                "delivered",
                chance.choice(["event", "incident"]),
            ]
        )
    return found


def write(form: str, folder: Path, made: list[list[str]]) -> Path:
    """Write the messages in a format, and return the file."""
    path = folder / f"messages.{form}"
    if form == "csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([HEADINGS, *made])
    elif form == "xlsx":
        import xlsxwriter  # noqa: PLC0415 - only for its own format

        with xlsxwriter.Workbook(path, {"constant_memory": False}) as book:
            sheet = book.add_worksheet("messages")
            for at, row in enumerate([list(HEADINGS), *made]):
                for column, text in enumerate(row):
                    sheet.write_string(at, column, text)
    elif form == "parquet":
        import duckdb  # noqa: PLC0415 - the same

        write("csv", folder, made).rename(folder / "made.csv")
        times = ", ".join(f"{name}::TIMESTAMPTZ AS {name}" for name in ("sent_at", "received_at"))
        query = f"SELECT * REPLACE ({times}) FROM read_csv('{folder}/made.csv', all_varchar=true)"  # noqa: S608 - a name of ours
        duckdb.execute(f"COPY ({query}) TO '{path}' (FORMAT parquet)")
        (folder / "made.csv").unlink()
    else:
        with path.open("w", encoding="utf-8") as file:
            for row in made:
                file.write(json.dumps(dict(zip(HEADINGS, row, strict=True))) + "\n")
    return path


def read(folder: Path) -> None:
    """Read a dataset and print how many rows it has, the seconds and the peak of memory in MB."""
    from govrules import facts  # noqa: PLC0415 - in the process that is measured

    started = process_time()
    found = facts.read([folder], zone=None)
    spent = process_time() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps([len(found.tables["messages"].rows), spent, peak]))


def main() -> None:
    """Write, read and compare."""
    if sys.argv[1:2] == ["--read"]:
        read(Path(sys.argv[2]))
        return
    count = int(sys.argv[1]) if sys.argv[1:] else 100_000
    forms = sys.argv[2:] or ["csv", "ndjson", "parquet", "xlsx"]
    made = rows(count)
    print(f"{count} messages, seed {SEED}")
    print(f"{'format':<10}{'MB':>8}{'rows/s':>10}{'seconds':>10}{'of csv':>8}{'peak MB':>9}")
    first = 0.0
    for form in forms:
        with tempfile.TemporaryDirectory() as name:
            path = write(form, Path(name), made)
            command = [sys.executable, __file__, "--read", name]
            ended = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - itself
            found, spent, peak = json.loads(ended.stdout)
            size = path.stat().st_size / 1e6
        assert found == count  # noqa: S101 - nothing is lost, or the figures mean nothing
        first = first or spent
        print(
            f"{form:<10}{size:>8.1f}{count / spent:>10.0f}{spent:>10.2f}{spent / first:>8.2f}"
            f"{peak:>9}"
        )


if __name__ == "__main__":
    main()
