"""Files that change while they are read, and names that other programs would take for orders."""

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from tests.books_made import book

from govrules.cli import run
from govrules.facts import readers
from govrules.facts.raw import RawTable
from govrules.facts.separated import read_separated

Files = Mapping[str, str | bytes]
Captured = pytest.CaptureFixture[str]

AS_OF = ("--as-of", "2026-10-05T09:00:00+05:00")
CASES = "id,object\nC1,O1\n"


def appended(path: Path) -> None:
    """Write one more row, as somebody who has the file open would."""
    with path.open("a") as file:
        file.write("C2,O2\n")


def flipped(path: Path) -> None:
    """Change one bit in place; size and time of the file stay as they were."""
    before = path.stat()
    data = bytearray(path.read_bytes())
    data[-3] ^= 1
    path.write_bytes(data)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


@pytest.mark.parametrize("change", [appended, flipped, Path.unlink])
def test_a_file_that_changes_while_it_is_read_ends_with_six(
    change: Callable[[Path], None],
    dataset: Callable[[Files], Path],
    monkeypatch: pytest.MonkeyPatch,
    capsys: Captured,
) -> None:
    """What was judged would not be what is there: no verdict, and no report."""
    folder = dataset({"cases.csv": CASES, "objects.csv": "id\nO1\n"})

    def disturbed(*arguments: str, **options: bool) -> RawTable:
        table = read_separated(*arguments, **options)  # type: ignore[arg-type]
        if table.name == "cases":
            change(folder / "cases.csv")
        return table

    monkeypatch.setattr(readers, "read_separated", disturbed)
    report = folder.parent / "report.json"
    assert run(["check", str(folder), *AS_OF, "-o", f"json={report}"]) == 6
    assert (
        "cases.csv: changed-file `cases.csv` was changed while it was read\n"
        "  help: check again when nothing writes to the dataset any more\n"
        "1 problem: nothing was judged\n"
    ) == capsys.readouterr().err
    assert ["trial"] == [path.name for path in folder.parent.iterdir()]


@pytest.mark.parametrize("name", ["-q3", "--help", "q[1]*?", "it's", "{a,b}", "$HOME", "new\nline"])
@pytest.mark.parametrize("made", [CASES.encode(), book([["id", "object"], ["C1", "O1"]])])
def test_a_dataset_may_have_any_name(
    name: str, made: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    """After `--` it is a name, whatever it looks like; what it would match is not read."""
    monkeypatch.chdir(tmp_path)
    suffix = "csv" if made.startswith(b"id") else "xlsx"
    for folder in (name, "q1x", "q1", "a", "b"):
        (tmp_path / folder).mkdir(exist_ok=True)
        (tmp_path / folder / f"cases.{suffix}").write_bytes(made if folder == name else b"id")
    assert run(["check", *AS_OF, "--act", "kz-229", "-o", "json", "--", name]) == 3
    assert f'"path": "cases.{suffix}"' in capsys.readouterr().out


def test_ten_thousand_columns_of_text_are_looked_at(dataset: Callable[[Files], Path]) -> None:
    """Each that is not read is told, and nothing takes long."""
    headings = ["id", *(f"x{number}" for number in range(10_000))]
    cells = ["C1", *map(str, range(10_000))]
    folder = dataset({"cases.csv": f"{','.join(headings)}\n{','.join(cells)}\n"})
    [read] = readers.read_datasets([folder])
    assert [10_001] == [len(table.headings) for table in read.tables]


@pytest.mark.parametrize(
    ("name", "cell"),
    [
        ("cases.ndjson", '{{"id": "C1", "object": "{}"}}'),
        ("cases.json", '[{{"id": "C1", "object": "{}"}}]'),
        ("cases.yaml", "- {{id: C1, object: {}}}"),
    ],
)
def test_a_cell_of_five_megabytes_is_bad_and_not_repeated(
    name: str, cell: str, dataset: Callable[[Files], Path], capsys: Captured
) -> None:
    """The limit stands in the message. In CSV a quote may be missing: there it is refused."""
    folder = dataset({name: cell.format("x" * 5_000_000)})
    assert run(["check", str(folder), *AS_OF, "--act", "kz-229"]) == 3
    shown = " ".join(capsys.readouterr().out.split())
    assert "a cell holds more than 1000000 characters" in shown
    assert len(shown) < 100_000


def test_texts_are_read_without_what_only_books_and_parquet_need(
    dataset: Callable[[Files], Path],
) -> None:
    """Half a second is much for a small file."""
    folder = dataset({"cases.csv": CASES, "objects.yaml": "- {id: O1}"})
    script = (
        "import sys; from pathlib import Path; from govrules import facts; "
        "facts.read([Path(sys.argv[1])], zone=None); "
        "print({'openpyxl', 'defusedxml', 'duckdb'} & {*sys.modules})"
    )
    command = [sys.executable, "-c", script, str(folder)]
    ended = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "set()\n" == ended.stdout
