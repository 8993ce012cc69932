"""Files that are not what they should be, by every way in: the exit code, and what is told.

Whatever the format and the engine: nothing of it is a pass.
"""

import json
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeAlias

import duckdb
import pytest
import yaml
from tests.agency_made import WORLD, Rows, agency
from tests.books_made import altered, book

from govrules.cli import run
from govrules.facts import parquet
from govrules.facts.files import Files

Captured = pytest.CaptureFixture[str]
Writer: TypeAlias = Callable[[Path, Rows], None]

AS_OF = ("--as-of", "2026-07-21T00:00:00+05:00", "--act", "kz-229")
TO_COMMITTEE = ("--norm", "kz-229/rules/10.3.g.knb")
ENGINES = ("reference", "columnar")


def _text(delimiter: str) -> Writer:
    def write(path: Path, rows: Rows) -> None:
        lines = [delimiter.join(rows[0]), *(delimiter.join(row.values()) for row in rows)]
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")

    return write


def _json(path: Path, rows: Rows) -> None:
    path.write_text(json.dumps([*rows]), encoding="utf-8")


def _ndjson(path: Path, rows: Rows) -> None:
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")


def _yaml(path: Path, rows: Rows) -> None:
    path.write_text(yaml.safe_dump([dict(row) for row in rows]), encoding="utf-8")


def _xlsx(path: Path, rows: Rows) -> None:
    path.write_bytes(book([[*rows[0]], *([*row.values()] for row in rows)]))


def _parquet(path: Path, rows: Rows) -> None:
    lines = path.with_name("rows.ndjson")
    _ndjson(lines, rows)
    columns = ", ".join(f"'{name}': 'VARCHAR'" for name in rows[0])
    with duckdb.connect(":memory:") as connection:
        source = f"read_json('{lines}', columns = {{{columns}}}, maximum_object_size = 100000000)"
        connection.execute(f"COPY (FROM {source}) TO '{path}' (FORMAT parquet)")
    lines.unlink()


FORMATS: Mapping[str, Writer] = {
    "csv": _text(","),
    "tsv": _text("\t"),
    "json": _json,
    "ndjson": _ndjson,
    "yaml": _yaml,
    "xlsx": _xlsx,
    "parquet": _parquet,
}


def handed_over(folder: Path, suffix: str, name: str = "messages", rows: Rows = ()) -> Path:
    """Write the small agency, one of its tables in some format; return the file of that table."""
    data = agency(folder / "agency")
    (data / f"{name}.csv").unlink()
    path = data / f"{name}.{suffix}"
    FORMATS[suffix](path, rows or WORLD[name])
    return path


def check(path: Path, engine: str = "reference", *options: str) -> int:
    """Judge the agency that a file is of, about the duty that it performed in time."""
    return run(["check", str(path.parent), *AS_OF, *TO_COMMITTEE, "--engine", engine, *options])


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("suffix", FORMATS)
def test_a_sound_file_of_each_format_is_a_pass(suffix: str, engine: str, tmp_path: Path) -> None:
    """What all other tests here start from."""
    assert check(handed_over(tmp_path, suffix), engine) == 0


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_file_cut_short_is_never_a_pass(suffix: str, tmp_path: Path) -> None:
    """It is refused, or what it lacks is: a message that is not there was not sent."""
    path = handed_over(tmp_path, suffix)
    whole = path.read_bytes()
    needed = len(whole.rstrip()) - 1
    codes = set()
    for kept in sorted({*range(0, needed, max(1, needed // 12)), needed}):
        path.write_bytes(whole[:kept])
        codes.add(check(path))
    assert codes <= {1, 3, 4}
    assert 4 in codes or suffix in {"csv", "tsv", "ndjson"}


def flipped(path: Path) -> None:
    """Change one bit of a file in place, in an id where it stands as text."""
    data = bytearray(path.read_bytes())
    data[max(data.find(b"M2"), 0) + 1] ^= 1
    path.write_bytes(data)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("suffix", FORMATS)
def test_a_bit_that_flips_while_a_file_is_read_ends_with_six(
    suffix: str,
    engine: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: Captured,
) -> None:
    """What was judged would not be what is there: no verdict, and no report."""
    path, report = handed_over(tmp_path, suffix), tmp_path / "report.json"
    real = Files._keep

    def disturbed(self: Files, shown: str, found: Path, digest: str) -> None:
        real(self, shown, found, digest)
        if shown == path.name:
            flipped(path)

    monkeypatch.setattr(Files, "_keep", disturbed)
    assert check(path, engine, "-o", f"json={report}") == 6
    assert capsys.readouterr().err == (
        f"{path.name}: changed-file `{path.name}` was changed while it was read\n"
        "  help: check again when nothing writes to the dataset any more\n"
        "1 problem: nothing was judged\n"
    )
    assert not report.exists()


def test_a_bit_flipped_in_parquet_is_refused_or_shows_in_the_digest(
    tmp_path: Path, capsys: Captured
) -> None:
    """In every region of the file: magic, pages, their headers, the directory, its length.

    A page without a checksum may well say something else: then so does the digest, and the file
    has as many rows as it announces.
    """
    path = handed_over(tmp_path, "parquet")
    whole = path.read_bytes()
    assert check(path, "reference", "-o", "json") == 0
    digest, refused = _digest_of(capsys.readouterr().out, path), 0
    for at in [*range(8), *range(8, len(whole) - 8, 23), *range(len(whole) - 8, len(whole))]:
        data = bytearray(whole)
        data[at] ^= 1 << at % 8
        path.write_bytes(data)
        code = check(path, "reference", "-o", "json")
        streams = capsys.readouterr()
        assert code in {0, 1, 3, 4}
        if code == 4:
            refused += 1
            assert ("", True) == (streams.out, "`messages.parquet`" in streams.err)
        else:
            assert digest != _digest_of(streams.out, path)
    assert refused > 16


def _digest_of(report: str, path: Path) -> str:
    """Return the digest of a file by a report, which must have read all of its rows."""
    [found] = [each for each in json.loads(report)["inputs"] if each["path"] == path.name]
    assert len(WORLD["messages"]) == found["rows"]
    return str(found["digest"])


def test_a_table_that_lacks_rows_it_announces_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    """A row that is not read is a message that was not sent, or a duty that nobody has."""
    path = handed_over(tmp_path, "parquet")
    monkeypatch.setattr(parquet, "count", lambda *_: 3)
    assert check(path) == 4
    assert capsys.readouterr().err == (
        "messages.parquet: broken-table `messages.parquet` is broken: it says that it has 3 rows,"
        " and has 2\n"
        "  help: write it again, or save the table as `.csv` in UTF-8\n"
        "1 problem: nothing was judged\n"
    )


LONG = "x" * 5_000_000


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_cell_of_five_megabytes_is_bad_and_not_repeated(
    suffix: str, tmp_path: Path, capsys: Captured
) -> None:
    """Its row is set aside; where it may be that a quote is missing the file is refused."""
    rows = [*WORLD["messages"], {**WORLD["messages"][1], "id": "M3", "type": LONG}]
    if suffix == "xlsx":
        # The library that writes the book cuts cells off.
        rows[2] = {**rows[2], "type": "x" * 32_000}
    code = check(handed_over(tmp_path, suffix, rows=rows))
    streams = capsys.readouterr()
    told = " ".join(f"{streams.out} {streams.err}".split())
    assert code == (4 if suffix in {"csv", "tsv"} else 3)
    assert ("no word" if suffix == "xlsx" else "a cell holds more than 1000000 characters") in told
    assert len(told) < 100_000


@pytest.mark.parametrize("suffix", FORMATS)
def test_ten_thousand_columns_are_looked_at(suffix: str, tmp_path: Path, capsys: Captured) -> None:
    """Each that is no column of the table is told; what is judged is what it would be."""
    more = {f"x{number}": "y" for number in range(10_000)}
    rows = [{**row, **more} for row in WORLD["messages"]]
    assert check(handed_over(tmp_path, suffix, rows=rows), "reference", "-o", "json") == 0
    found = json.loads(capsys.readouterr().out)["findings"]
    assert 10_000 == len([each for each in found if each["code"] == "extra-column"])


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("suffix", ["csv", "xlsx", "parquet"])
@pytest.mark.parametrize("name", ["-rf", "--help", "q[1]*?", "it's", "{a,b}", "new\nline"])
def test_a_folder_may_have_any_name(
    name: str, suffix: str, engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it would match as a pattern is not read, and it is no option."""
    monkeypatch.chdir(tmp_path)
    handed_over(tmp_path, suffix).parent.rename(tmp_path / name)
    for other in ("q1x", "q1", "a", "b"):
        (tmp_path / other).mkdir()
        (tmp_path / other / f"messages.{suffix}").write_bytes(b"x")
    assert run(["check", *AS_OF, *TO_COMMITTEE, "--engine", engine, "--", name]) == 0


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("suffix", FORMATS)
def test_a_link_out_of_the_dataset_is_refused(
    suffix: str, engine: str, tmp_path: Path, capsys: Captured
) -> None:
    """Whichever reader would have followed it."""
    path = handed_over(tmp_path, suffix)
    path.rename(tmp_path / path.name)
    path.symlink_to(tmp_path / path.name)
    assert check(path, engine) == 4
    assert capsys.readouterr().err == (
        f"{path.name}: outside-dataset `{path.name}` is a link out of the dataset\n"
        "  help: put the file itself into the dataset: what is judged must lie there\n"
        "1 problem: nothing was judged\n"
    )


def test_a_link_within_the_dataset_is_read(tmp_path: Path) -> None:
    """What is judged lies there."""
    path = handed_over(tmp_path, "csv")
    path.rename(path.with_name(".messages"))
    path.symlink_to(path.with_name(".messages"))
    assert check(path) == 0


@pytest.mark.parametrize("engine", ENGINES)
def test_a_bomb_is_refused_by_its_directory(
    engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    """Before any of it is inflated."""
    path = handed_over(tmp_path, "xlsx")
    sheet = "xl/worksheets/sheet1.xml"
    bomb = altered(path.read_bytes(), sheet, lambda text: text + b" " * 100_000_000)
    path.write_bytes(bomb)

    def inflate(*_: object) -> bytes:
        raise AssertionError

    monkeypatch.setattr(zipfile.ZipFile, "open", inflate)
    assert check(path, engine) == 4
    told, _, help_ = capsys.readouterr().err.partition(": it was not opened\n")
    assert told.startswith(
        f"messages.xlsx: inflated-book `messages.xlsx` would grow from {len(bomb)} bytes to 1000"
    )
    assert help_ == (
        "  help: save the table as `.csv` in UTF-8, if the book is what it should be\n"
        "1 problem: nothing was judged\n"
    )
