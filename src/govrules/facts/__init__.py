"""NORMALISE: agency tables to typed rows; nothing lost, no nulls, every row knows its source.

Refuses what cannot be read at all (`FactsError`); everything else is a finding.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from zoneinfo import ZoneInfo

from govrules.facts.cells import Reading
from govrules.facts.contradictions import settle
from govrules.facts.drafts import Draft, drafts
from govrules.facts.headers import Header, common, windows
from govrules.facts.raw import RawRow, RawTable, columns
from govrules.facts.readers import Dataset, read_datasets, read_header
from govrules.facts.relations import relation
from govrules.facts.rows import Facts, Naive, RawValue, Row, Table, Value
from govrules.facts.tables import TABLES
from govrules.facts.watching import Watch, unwatched
from govrules.facts.written import written
from govrules.findings import FactsError, Finding, Level, Place
from govrules.instants import Instant
from govrules.sentences import Sentence
from govrules.verdicts import Input

__all__ = [
    "Facts",
    "Header",
    "Input",
    "Naive",
    "RawValue",
    "Row",
    "Table",
    "Value",
    "from_rows",
    "read",
    "read_header",
    "relation",
    "written",
]


def read(
    paths: Sequence[Path],
    *,
    zone: ZoneInfo | None,
    naive: Naive = "act-zone",
    watch: Watch = unwatched,
) -> Facts:
    """Read datasets and merge them: rows of the same table are appended in the order of paths.

    `zone` is that of the act, for naive times and dates of datasets that declare none of their
    own; `naive` is reading P16. Where several datasets declare a window in which a table is
    complete, it is complete only where all of them say so. `watch` is told how far it has come.

    Raises:
        FactsError: whatever cannot be read at all, the problems of all files at once.
        EvidenceError: `changed-file`: a file was changed while it was read.
    """
    datasets = read_datasets(paths, watch)
    findings = [finding for dataset in datasets for finding in dataset.findings]
    problems: list[Finding] = []
    tables: dict[str, list[Draft]] = {}
    declared = []
    for dataset in datasets:
        reading = Reading(dataset.header.timezone or zone, naive)
        try:
            complete, liberties = windows(dataset.header, reading)
            declared.append(complete)
            findings.extend(liberties)
        except FactsError as error:
            problems.extend(error.findings)
        for raw in dataset.tables:
            mapping = dataset.header.columns.get(raw.name, {})
            try:
                titles, found = columns(raw, mapping)
            except FactsError as error:
                problems.extend(error.findings)
                continue
            findings.extend(found)
            tables.setdefault(raw.name, []).extend(drafts(raw, titles, reading, findings, watch))
    if problems:
        raise FactsError(problems)
    complete, differing = _everywhere(declared)
    findings.extend(differing)
    head = common([dataset.header for dataset in datasets])
    return _facts(head, tables, complete, findings, datasets)


def from_rows(
    tables: Mapping[str, Sequence[tuple[Mapping[str, RawValue], Place]]],
    *,
    zone: ZoneInfo | None,
    complete: Mapping[str, tuple[Instant, Instant]] | None = None,
    naive: Naive = "act-zone",
) -> Facts:
    """Make facts of rows that stand somewhere else, each with its place.

    A table with an empty list of rows was handed over and is empty.

    Raises:
        KeyError: a table that is none of ours.
    """
    findings: list[Finding] = []
    found: dict[str, list[Draft]] = {}
    for name, rows in tables.items():
        TABLES[name]
        found[name] = []
        for path, group in groupby(rows, key=lambda row: row[1].path):
            raw = _raw(name, path, group)
            titles, complaints = columns(raw, {}, sparse=True)
            findings.extend(complaints)
            found[name].extend(drafts(raw, titles, Reading(zone, naive), findings))
    return _facts(Header(name=""), found, complete or {}, findings, [])


def _raw(name: str, path: str, rows: Iterable[tuple[Mapping[str, RawValue], Place]]) -> RawTable:
    found = tuple(RawRow(place.row, place.line, cells) for cells, place in rows)
    headings = tuple(dict.fromkeys(heading for row in found for heading in row.cells))
    return RawTable(name, path, headings, found)


def _facts(
    head: Header,
    tables: Mapping[str, list[Draft]],
    complete: Mapping[str, tuple[Instant, Instant]],
    findings: list[Finding],
    datasets: Sequence[Dataset],
) -> Facts:
    ordered = {name: tables[name] for name in TABLES if name in tables}
    findings.extend(settle(ordered))
    return Facts(
        name=head.name,
        acts=head.acts,
        tables={name: _table(name, rows) for name, rows in ordered.items()},
        complete=complete,
        inputs=_inputs(datasets, ordered),
        findings=tuple(sorted(findings)),
    )


def _table(name: str, rows: Iterable[Draft]) -> Table:
    kept = (row for row in rows if row.twin is None)
    return Table(
        name,
        tuple(_row(at, draft) for at, draft in enumerate(kept, start=1)),
    )


def _row(number: int, draft: Draft) -> Row:
    raw = draft.raw
    return Row(
        number, draft.place, draft.cells, draft.aside, raw.cells, draft.titles, bool(raw.faults)
    )


def _inputs(
    datasets: Sequence[Dataset], tables: Mapping[str, Sequence[Draft]]
) -> tuple[Input, ...]:
    """Count the rows of every file: a row is used as the row that stands for it is."""
    used: dict[str, int] = {}
    aside: dict[str, int] = {}
    for rows in tables.values():
        for row in rows:
            counts = aside if _standing(row).aside else used
            counts[row.table.path] = counts.get(row.table.path, 0) + 1
    found = []
    for dataset in datasets:
        for path, digest in dataset.files.digests.items():
            rows_read = sum(len(table.rows) for table in dataset.tables if table.path == path)
            counted = Input(
                path=path,
                digest=digest,
                rows=rows_read,
                used=used.get(path, 0),
                set_aside=aside.get(path, 0),
            )
            assert counted.rows == counted.used + counted.set_aside  # noqa: S101 - an identity of ours
            found.append(counted)
    return tuple(sorted(found, key=lambda counted: counted.path))


def _standing(row: Draft) -> Draft:
    while row.twin is not None:
        row = row.twin
    return row


def _everywhere(
    declared: Sequence[Mapping[str, tuple[Instant, Instant]]],
) -> tuple[Mapping[str, tuple[Instant, Instant]], list[Finding]]:
    """Return for each table the window that all declared windows share, empty if there is none."""
    found: dict[str, tuple[Instant, Instant]] = {}
    differing: set[str] = set()
    for declaring in declared:
        for table, window in declaring.items():
            first = found.setdefault(table, window)
            if first != window:
                differing.add(table)
                start = max(first[0], window[0])
                found[table] = (start, max(start, min(first[1], window[1])))
    findings = [
        Finding(
            place=Place(path="dataset.yaml"),
            code="windows-differ",
            level=Level.WARNING,
            message=Sentence(
                "the datasets declare different windows in which `{table}` is complete",
                table=table,
            ),
            help=Sentence(
                "absence counts only where the windows overlap: widen them if more is complete"
            ),
        )
        for table in sorted(differing)
    ]
    return dict(sorted(found.items())), findings
