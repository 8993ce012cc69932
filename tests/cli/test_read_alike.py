"""What an office's programs write says the same: the same verdicts, by both engines."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl.utils.datetime import MAC_EPOCH
from openpyxl.worksheet.worksheet import Worksheet
from tests.agency_made import WORLD, agency
from tests.books_made import Rows, filled, saved
from tests.bulk_made import folder_of, lines_of, world

from govrules.cli import run
from govrules.cli.bulk import judged_in_bulk

Captured = pytest.CaptureFixture[str]
Change = Callable[[Path], None]

AS_OF = ("--as-of", "2026-07-21T00:00:00+05:00", "--act", "kz-229")
ENGINES = ("reference", "columnar")
NAMES = {"AB": "Уәкілетті орган", "MO-1": "Қаржы министрлігі"}
RUSSIAN = {"AB": "Уполномоченный орган", "MO-1": "Министерство финансов"}


def written(folder: Path, names: Mapping[str, str]) -> Path:
    """Write the small agency, some bodies under other names."""
    bodies = [{**row, "name": names.get(row["id"], row["name"])} for row in WORLD["organisations"]]
    return agency(folder, organisations=bodies)


def verdicts(folder: Path, engine: str, capsys: Captured) -> str:
    """Return the verdicts on an agency with their evidence and the names of bodies, as JSON."""
    run(["check", str(folder), *AS_OF, "--engine", engine, "-o", "json"])
    report = json.loads(capsys.readouterr().out)
    assert report["verdicts"]
    assert [] == [each["code"] for each in report["findings"] if each["level"] == "error"]
    return json.dumps([report["verdicts"], report["names"]], ensure_ascii=False, indent=1)


def encoded(encoding: str, declared: str = "") -> Change:
    """Have every table in another encoding."""

    def change(folder: Path) -> None:
        for path in folder.glob("*.csv"):
            path.write_bytes(path.read_text(encoding="utf-8").encode(encoding))
        if declared:
            (folder / "dataset.yaml").write_text(f"encoding: {declared}\n", encoding="utf-8")

    return change


def divided(delimiter: str, first: str = "", suffix: str = "csv") -> Change:
    """Have every table divided by something else, and a line above the headings if wanted."""

    def change(folder: Path) -> None:
        for path in [*folder.glob("*.csv")]:
            lines = path.read_text(encoding="utf-8").replace(",", "\N{NULL}").splitlines()
            quoted = [
                delimiter.join(f'"{cell}"' if ";" in cell else cell for cell in line.split("\0"))
                for line in lines
            ]
            path.unlink()
            text = "".join(f"{line}\r\n" for line in [*([first] if first else []), *quoted])
            path.with_suffix(f".{suffix}").write_text(text, encoding="utf-8", newline="")

    return change


def reversed_columns(folder: Path) -> None:
    """Have the columns of every table in the opposite order."""
    for path in folder.glob("*.csv"):
        lines = path.read_text(encoding="utf-8").splitlines()
        turned = (",".join(reversed(line.split(","))) for line in lines)
        path.write_text("".join(f"{line}\n" for line in turned), encoding="utf-8")


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("change", "names"),
    [
        (encoded("utf-8-sig"), NAMES),
        (encoded("utf-16", "utf-16"), NAMES),
        (encoded("utf-16-le", "utf-16-le"), NAMES),
        (encoded("kz1048", "kz1048"), NAMES),
        (encoded("cp1251", "cp1251"), RUSSIAN),
        (divided(";"), NAMES),
        (divided("\t"), NAMES),
        (divided("\t", suffix="tsv"), NAMES),
        (reversed_columns, NAMES),
    ],
    ids=["mark", "utf-16", "utf-16-le", "kz1048", "cp1251", ";", "tab", "tsv", "order"],
)
def test_texts_say_the_same_however_they_are_written(
    change: Change, names: Mapping[str, str], engine: str, tmp_path: Path, capsys: Captured
) -> None:
    """Marks, encodings that are declared, delimiters, and the order of columns."""
    expected = verdicts(written(tmp_path / "plain", names), "reference", capsys)
    folder = written(tmp_path / "other", names)
    change(folder)
    found = verdicts(folder, engine, capsys).replace(".tsv", ".csv")
    assert expected == found
    assert names["AB"] in found


@pytest.mark.parametrize("engine", ENGINES)
def test_a_line_that_names_the_delimiter_is_a_line_and_no_row(
    engine: str, tmp_path: Path, capsys: Captured
) -> None:
    """As the spreadsheet that asks for it counts them."""
    expected = json.loads(verdicts(written(tmp_path / "plain", NAMES), "reference", capsys))
    folder = written(tmp_path / "other", NAMES)
    divided(";", "sep=;")(folder)
    found = json.loads(verdicts(folder, engine, capsys))
    for verdict in expected[0]:
        for place in (*verdict["evidence"], *verdict["missing"]):
            place["line"] = place["line"] and place["line"] + 1
    assert expected == found


@pytest.mark.parametrize("engine", ENGINES)
def test_a_row_is_told_by_its_physical_line(engine: str, tmp_path: Path, capsys: Captured) -> None:
    """Breaks of lines in quotes and blank lines come before it; a spreadsheet counts otherwise."""
    folder = written(tmp_path / "agency", NAMES)
    path = folder / "messages.csv"
    heading, late, timely = path.read_text(encoding="utf-8").splitlines()
    text = f'{heading},note\n{late},"one\r\ntwo\nthree"\n\n{timely},""\n'
    path.write_text(text, encoding="utf-8", newline="")
    [found, _] = json.loads(verdicts(folder, engine, capsys))
    by_norm = {each["norm"]: each["evidence"] for each in found}
    told = [by_norm[f"kz-229/rules/10.3.g.{limb}"][-1] for limb in ("mo", "knb")]
    assert [("messages.csv", 2, 2), ("messages.csv", 4, 6)] == [
        (place["path"], place["row"], place["line"]) for place in told
    ]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("encoding", ["kz1048", "cp1251", "utf-16"])
def test_an_encoding_is_offered_and_never_guessed(
    encoding: str, engine: str, tmp_path: Path, capsys: Captured
) -> None:
    """The line beside the offer is for whoever knows how it should read."""
    names = RUSSIAN if encoding == "cp1251" else NAMES
    folder = written(tmp_path / "agency", names)
    encoded(encoding)(folder)
    for other in ("relations", "objects", "cases", "messages"):
        path = folder / f"{other}.csv"
        path.write_text(path.read_text(encoding=encoding), encoding="utf-8")
    assert run(["check", str(folder), *AS_OF, "--engine", engine]) == 4
    told = capsys.readouterr().err
    assert "organisations.csv:" in told
    assert f"declare `encoding: {encoding}` in `dataset.yaml` if this reads right: `" in told
    assert told.endswith("1 problem: nothing was judged\n")


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("epoch", ["1900", "1904"])
def test_a_book_says_the_same_whichever_year_its_days_are_counted_from(
    epoch: str, engine: str, tmp_path: Path, capsys: Captured
) -> None:
    """Times stored as numbers of days; a hidden row counts, and is told."""
    folder = written(tmp_path / "agency", NAMES)
    (folder / "dataset.yaml").write_text("timezone: Asia/Almaty\n", encoding="utf-8")
    expected = _outcomes(verdicts(folder, "reference", capsys))
    book = filled({"messages": _stored()})
    if epoch == "1904":
        book.epoch = MAC_EPOCH
    book["messages"].row_dimensions[3].hidden = True
    (folder / "messages.csv").unlink()
    (folder / "messages.xlsx").write_bytes(saved(book))
    found = verdicts(folder, engine, capsys)
    assert expected == _outcomes(found)
    run(["check", str(folder), *AS_OF, "--engine", engine, "-o", "json"])
    codes = {each["code"] for each in json.loads(capsys.readouterr().out)["findings"]}
    assert {"hidden-cells", "naive-time"} <= codes


def _stored() -> Rows:
    """Return the messages as a spreadsheet stores them: times without a zone."""
    rows = WORLD["messages"]
    times = ("sent_at", "received_at")
    yield [*rows[0]]
    for row in rows:
        yield [
            datetime.fromisoformat(cell).replace(tzinfo=None) if name in times else cell
            for name, cell in row.items()
        ]


def _outcomes(report: str) -> list[object]:
    """Return what was judged, without the places of the evidence."""
    return [{**each, "evidence": None} for each in json.loads(report)[0]]


@pytest.mark.parametrize("engine", ENGINES)
def test_error_cells_and_merged_cells_are_never_a_pass(
    engine: str, tmp_path: Path, capsys: Captured
) -> None:
    """What they hide is not stated, and what hangs on it is not known."""
    folder = written(tmp_path / "agency", NAMES)
    (folder / "messages.csv").unlink()
    for at, spoil in enumerate((_with_error, _merged)):
        book = filled({"messages": _stored()})
        spoil(book["messages"])
        (folder / "messages.xlsx").write_bytes(saved(book))
        norm = ("--norm", "kz-229/rules/10.3.g.knb")
        assert run(["check", str(folder), *AS_OF, *norm, "--engine", engine, "-o", "json"]) == 3
        report = json.loads(capsys.readouterr().out)
        errors = [each["code"] for each in report["findings"] if each["level"] == "error"]
        assert [("error-cell", "merged-cells")[at]] == errors
        assert ["indeterminate"] == [each["verdict"] for each in report["verdicts"]]


def _with_error(sheet: Worksheet) -> None:
    cell = sheet.cell(3, 6)
    cell.value, cell.data_type = "#N/A", "e"


def _merged(sheet: Worksheet) -> None:
    sheet.merge_cells("F2:F3")


NORM = ("--act", "kz-229", "--norm", "kz-229/rules/10.3.g.knb")
LATER = ("--as-of", "2026-10-05T09:00:00+05:00")


def _in_lines(folder: Path) -> None:
    lines_of(folder, world())


def _in_arrays(folder: Path) -> None:
    lines_of(folder, world(), array=True)


def _in_utf16(folder: Path) -> None:
    folder_of(folder, world())
    encoded("utf-16", "utf-16")(folder)


def _in_lines_of_kz1048(folder: Path) -> None:
    lines_of(folder, world(messages=[{"again": "C5-1", "document": "Қаржы"}]), encoding="kz1048")
    (folder / "dataset.yaml").write_text("encoding: kz1048\n", encoding="utf-8")


@pytest.mark.parametrize("write", [_in_lines, _in_arrays, _in_utf16, _in_lines_of_kz1048])
def test_what_a_database_reads_where_it_lies_says_the_same(
    write: Change, tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In lines, in arrays, in other encodings: to the last place, by both engines."""
    folder = tmp_path / "many"
    write(folder)
    asked = ("check", str(folder), *LATER, *NORM, "-o", "json", "--engine")
    ended = [run([*asked, "reference"])]
    expected = json.loads(capsys.readouterr().out)
    stayed: list[bool] = []

    def judged(*args: Any, **named: Any) -> object:
        found = judged_in_bulk(*args, **named)
        stayed.append(found is not None)
        return found

    monkeypatch.setattr("govrules.cli.bulk.judged_in_bulk", judged)
    ended.append(run([*asked, "columnar"]))
    found = json.loads(capsys.readouterr().out)
    assert [True] == stayed
    assert ended[0] == ended[1]
    assert {**expected, "engine": None} == {**found, "engine": None}
