"""Datasets on disk: formats, headings, headers, merging, accounts."""

import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from govrules.facts import Facts, Header, Input, read, read_header
from govrules.findings import Place
from govrules.instants import ABSENT, read_exact

Files = Mapping[str, str | bytes]
Read = Callable[[Files], Facts]


def _ids(facts: Facts, table: str) -> list[object]:
    return [row.cells["id"] for row in facts.tables[table].rows]


def _told(facts: Facts) -> list[str]:
    return [f"{finding.level} {finding}" for finding in facts.findings]


def _lines(*lines: str) -> list[str]:
    return list(lines)


@pytest.mark.parametrize(
    "files",
    [
        {"cases.csv": "id,object\nC1,O1\n\nC2,O2\n"},
        {"cases.csv": "object;id\r\nO1;C1\r\n;;\r\nO2;C2"},
        {"cases.csv": "id\tobject\rC1\tO1\rC2\tO2\r"},
        {"cases.csv": "\ufeffsep=;\n id ;object\nC1;O1\nC2;O2\n"},
        {"cases.tsv": 'id\tobject\nC1\tO1\n"C2"\tO2\n'},
        {"cases.yaml": "- {id: C1, object: O1}\n- id: C2\n  object: O2\n"},
        {"cases.json": '[{"id": "C1", "object": "O1"}, {"object": "O2", "id": "C2"}]'},
        {"cases.ndjson": '{"id": "C1", "object": "O1"}\n\n{"id": "C2", "object": "O2"}\n'},
        {
            "cases.csv": "id,object\nC1,O1\nC2,O2\n".encode("utf-16"),
            "dataset.yaml": "encoding: utf-16",
        },
        {
            "cases.csv": "№,Объект\nC1,O1\nC2,O2\n".encode("cp1251"),
            "dataset.yaml": "{encoding: cp1251, columns: {cases: {№: id, Объект: object}}}",
        },
    ],
    ids=str,
)
def test_a_table_says_the_same_in_every_format(files: Files, facts: Read) -> None:
    """Delimiters, marks, line ends, encodings and headings are the agency's affair."""
    found = facts(files)
    assert [("C1", "O1"), ("C2", "O2")] == [
        (row.cells["id"], row.cells["object"]) for row in found.tables["cases"].rows
    ]
    assert () == found.findings


def test_one_document_may_hold_a_whole_dataset(tmp_path: Path) -> None:
    """Header and tables side by side."""
    path = tmp_path / "trial.yaml"
    path.write_text("acts: [a-1]\ncases:\n  - {id: C1}\nmessages: []\n")
    found = read([path], zone=None)
    assert ("trial", ("a-1",)) == (found.name, found.acts)
    assert {"cases": 1, "messages": 0} == {
        name: len(table.rows) for name, table in found.tables.items()
    }


def test_unquoted_yaml_keeps_its_characters(facts: Read) -> None:
    """Row 1.10 of a plan, country no, and 007."""
    found = facts({"deliverables.yaml": "- {item: 1.10, kind: no, document: 007}\n"})
    cells = found.tables["deliverables"].rows[0].cells
    assert _lines("1.10", "no", "007") == [cells[name] for name in ("item", "kind", "document")]


def test_every_row_knows_its_physical_line_and_its_spreadsheet_row(facts: Read) -> None:
    """Line breaks in quotes and blank lines shift the two apart."""
    found = facts({"organisations.csv": 'id,name\nA,"two\nlines"\n\nB,x\n'})
    assert [
        Place(path="organisations.csv", line=2, row=2),
        Place(path="organisations.csv", line=5, row=4),
    ] == [row.source for row in found.tables["organisations"].rows]


def test_a_finding_of_a_yaml_cell_stands_on_the_line_of_the_cell(facts: Read) -> None:
    """Not on the line of its row."""
    found = facts({"cases.yaml": "- id: C1\n  class: evnt\n"})
    assert [Place(path="cases.yaml", line=2, row=1, column="class")] == [
        finding.place for finding in found.findings
    ]


def test_a_finding_names_the_heading_that_its_writer_knows(facts: Read) -> None:
    """Not our name for it."""
    found = facts(
        {"cases.csv": "id,Art\nC1,evnt\n", "dataset.yaml": "columns: {cases: {Art: class}}"}
    )
    assert ["Art"] == [finding.place.column for finding in found.findings]


def test_headings_not_understood_are_told(facts: Read) -> None:
    """One that looks misspelt is an error: what it holds would read as not stated."""
    found = facts(
        {
            "cases.csv": "id,clasified_at,remark,\nC1,,x,\nC2,,,y\n",
            "dataset.yaml": "columns: {cases: {Art: class}}",
        }
    )
    assert _lines(
        "warning cases.csv:1: [Art] unused-mapping `dataset.yaml` maps `Art`, which is no heading"
        " of `cases`\n  help: correct the heading under `columns`",
        "error cases.csv:1: [clasified_at] extra-column `clasified_at` is no column of `cases`:"
        " it was not read\n  help: did you mean `classified_at`? correct the heading, or map it"
        " under `columns` in `dataset.yaml`",
        "warning cases.csv:1: [remark] extra-column `remark` is no column of `cases`: it was not"
        " read\n  help: leave it out, or map it under `columns` in `dataset.yaml`",
        "warning cases.csv:3: extra-column a cell stands in a column without a heading: it was"
        " not read\n  help: give the column a heading, or empty it",
    ) == _told(found)


def test_files_that_are_no_tables_are_told_and_hidden_ones_are_not(facts: Read) -> None:
    """A misspelt table would otherwise be missing without a word."""
    found = facts({"case.csv": "id\n", ".DS_Store": "", "dataset.yml": "", "cases.csv": "id\n"})
    help_ = "take it out of the folder, or name it after a table"
    assert _lines(
        "warning case.csv: unknown-table `case.csv` is no table: it was not read\n"
        f"  help: did you mean `cases.csv`? {help_}",
        "warning dataset.yml: unknown-table `dataset.yml` is no table: it was not read\n"
        f"  help: did you mean `dataset.yaml`? {help_}",
    ) == _told(found)


def test_an_empty_file_is_no_table_and_a_lone_heading_is_an_empty_one(facts: Read) -> None:
    """Nothing handed over is not the same as nothing to tell."""
    found = facts({"cases.csv": "\ufeff\n", "messages.csv": "id,type\n"})
    assert ["messages"] == list(found.tables)
    assert _lines(
        "error cases.csv: empty-file the file is empty: table `cases` counts as not handed over\n"
        "  help: write the headings, or `[]` in a document, if there are no rows; or delete it"
    ) == _told(found)


def test_a_dataset_without_tables_is_told(facts: Read) -> None:
    """It would otherwise be judged as if nothing had happened."""
    assert _lines(
        "error trial: no-tables `trial` holds no table\n  help: put a table into it:"
        " `organisations`, `relations`, `objects`, `cases`, `messages`, `assets`,"
        " `deliverables`, `attestations`"
    ) == _told(facts({}))


def test_a_ragged_row_is_set_aside_with_what_could_be_read(facts: Read) -> None:
    """A delimiter in a bare cell shifts all cells after it."""
    found = facts({"cases.csv": "id,object,class\nC1,O1\nC2,O2,event,x\nC3,O3,event,\n"})
    assert [("C1", "", True), ("C2", "event", True), ("C3", "event", False)] == [
        (row.cells["id"], row.cells["class"], row.aside) for row in found.tables["cases"].rows
    ]
    help_ = "give the row a cell for each heading; quote cells that hold the delimiter"
    assert _lines(
        f"error cases.csv:2: ragged-row the row has 2 cells, the headings are 3\n  help: {help_}",
        f"error cases.csv:3: ragged-row the row has 4 cells, the headings are 3\n  help: {help_}",
    ) == _told(found)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ('{"id": NaN}', "`NaN` is no JSON"),
        ('{"id": "C1", "id": "C2"}', "`id` stands twice in it"),
        ('["C1"]', "it is no object"),
        ('{"id": {"a": "b"}}', "`id` is no text and no list of texts"),
        ('{"id": [null]}', "the list `id` holds more than texts"),
        ("[" * 100_000, "it is nested too deeply"),
    ],
)
def test_a_line_that_is_no_row_is_set_aside(line: str, why: str, facts: Read) -> None:
    """The other lines are used."""
    found = facts({"cases.ndjson": f'{{"id": "C7"}}\n{line}\n'})
    assert [False, True] == [row.aside for row in found.tables["cases"].rows]
    assert _lines(
        f"error cases.ndjson:2: bad-line the line is no row: {why}\n  help: write one JSON object"
        " of texts, lists of texts and `null` on the line"
    ) == _told(found)


def test_rows_read_are_rows_used_and_rows_set_aside(facts: Read) -> None:
    """A repeated row counts as used, each of two conflicting rows as set aside."""
    text = "id,class\nC1,event\nC1,event\nC2,event\nC2,incident\nC3,evnt\n"
    digest = hashlib.sha256(text.encode()).hexdigest()
    counted = Input(path="cases.csv", digest=f"sha256:{digest}", rows=5, used=2, set_aside=3)
    assert (counted,) == facts({"cases.csv": text}).inputs


def test_the_zone_of_the_dataset_outranks_that_of_the_act(dataset: Callable[[Files], Path]) -> None:
    """And that of the act outranks nothing."""
    folder = dataset(
        {
            "cases.csv": "id,detected_at\nC1,2026-07-20T10:00:00\n",
            "dataset.yaml": "timezone: Asia/Bishkek\n",
        }
    )
    found = read([folder], zone=None).tables["cases"].rows[0].cells["detected_at"]
    assert read_exact("2026-07-20T10:00:00+06:00") == getattr(found, "lo", 0)


def test_several_datasets_are_merged_and_their_paths_told_apart(tmp_path: Path) -> None:
    """Rows are numbered through; absence counts only where all declare completeness."""
    for name, start in (("one", "2026-07-01"), ("two", "2026-08-01")):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "cases.csv").write_text(f"id\n{name}\n")
        (folder / "dataset.yaml").write_text(
            f"acts: [a-1, {name}]\ntimezone: UTC\ncomplete: {{cases: {{from: {start}}}}}\n"
        )
    found = read([tmp_path / "one", tmp_path / "two"], zone=None)
    assert ("one + two", ("a-1", "one", "two")) == (found.name, found.acts)
    assert [(1, "one/cases.csv"), (2, "two/cases.csv")] == [
        (row.number, row.source.path) for row in found.tables["cases"].rows
    ]
    assert {"cases": (read_exact("2026-08-01T00:00:00Z"), ABSENT)} == found.complete
    assert _lines(
        "warning dataset.yaml: windows-differ the datasets declare different windows in which"
        " `cases` is complete\n  help: absence counts only where the windows overlap: widen them"
        " if more is complete"
    ) == _told(found)


def test_a_header_can_be_read_alone(dataset: Callable[[Files], Path]) -> None:
    """The tables beside it are not looked at."""
    folder = dataset({"dataset.yaml": "{name: Third quarter, acts: [a-1]}", "cases.csv": b"\xff"})
    assert Header(name="Third quarter", acts=("a-1",)) == read_header([folder])


def test_a_document_given_by_a_link_is_read(tmp_path: Path) -> None:
    """Who names a link means what it leads to."""
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "real.yaml").write_text("cases: []\n")
    (tmp_path / "trial.yaml").symlink_to(tmp_path / "elsewhere" / "real.yaml")
    assert ["cases"] == list(read([tmp_path / "trial.yaml"], zone=None).tables)


def test_datasets_of_one_name_are_told_apart_by_their_paths(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As they were given."""
    monkeypatch.chdir(tmp_path)
    for name in ("a", "b"):
        (tmp_path / name / "q3").mkdir(parents=True)
        (tmp_path / name / "q3" / "cases.csv").write_text("id\n")
    found = read([Path("a/q3"), Path("b/q3")], zone=None)
    assert _lines("a/q3/cases.csv", "b/q3/cases.csv") == [each.path for each in found.inputs]


def test_liberties_of_the_header_are_told(facts: Read) -> None:
    """A naive bound is read in the zone of the dataset."""
    found = facts(
        {
            "dataset.yaml": "timezone: UTC\ncomplete:\n  cases:\n    to: 2026-07-20T10:00:00\n",
            "cases.csv": "id\n",
        }
    )
    assert _lines(
        "warning dataset.yaml:4:5: naive-time `2026-07-20T10:00:00` has no offset from UTC: it is"
        " read as `2026-07-20T10:00:00+00:00`\n  help: write the offset after the time"
    ) == _told(found)
    assert {"cases": (0, read_exact("2026-07-20T10:00:00Z"))} == found.complete
