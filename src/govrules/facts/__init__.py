"""NORMALISE: agency tables to typed rows; nothing lost, no nulls, every row knows its source.

Refuses what cannot be read at all (`FactsError`); everything else is a finding.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from zoneinfo import ZoneInfo

from govrules.facts.cells import Reading
from govrules.facts.drafts import Draft, drafts
from govrules.facts.headers import Header
from govrules.facts.normalising import facts_of, normalised
from govrules.facts.raw import RawRow, RawTable, columns
from govrules.facts.readers import read_datasets, read_header
from govrules.facts.relations import relation
from govrules.facts.rows import Facts, Naive, RawValue, Row, Table, Value
from govrules.facts.tables import TABLES
from govrules.facts.watching import Watch, unwatched
from govrules.facts.written import written
from govrules.findings import Finding, Place
from govrules.instants import Instant
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
    return normalised(read_datasets(paths, watch), zone, naive, watch)


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
    return facts_of(Header(name=""), found, complete or {}, findings, [])


def _raw(name: str, path: str, rows: Iterable[tuple[Mapping[str, RawValue], Place]]) -> RawTable:
    found = tuple(RawRow(place.row, place.line, cells) for cells, place in rows)
    headings = tuple(dict.fromkeys(heading for row in found for heading in row.cells))
    return RawTable(name, path, headings, found)
