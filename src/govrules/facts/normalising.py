"""Raw tables to typed facts: drafts of all rows, settled against each other, nothing lost."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias
from zoneinfo import ZoneInfo

from govrules.facts.cells import Reading
from govrules.facts.contradictions import NOWHERE, Elsewhere, settle
from govrules.facts.drafts import Draft, drafts
from govrules.facts.headers import Header, common, windows
from govrules.facts.raw import RawTable, columns
from govrules.facts.readers import Dataset
from govrules.facts.rows import Facts, Naive, Row, Table
from govrules.facts.tables import TABLES
from govrules.facts.watching import Watch, unwatched
from govrules.findings import FactsError, Finding, Level, Place
from govrules.instants import Instant
from govrules.sentences import Sentence
from govrules.verdicts import Input

Drafted: TypeAlias = dict[int, tuple[RawTable, Sequence[Draft], Sequence[Finding]]]
"""Drafts by the identity of their table, which is kept with them, and what there is to say."""


def normalised(
    datasets: Sequence[Dataset],
    zone: ZoneInfo | None,
    naive: Naive,
    watch: Watch = unwatched,
    elsewhere: Elsewhere = NOWHERE,
    drafted: Drafted | None = None,
) -> Facts:
    """Type the rows of datasets and merge them, as `govrules.facts.read` says.

    What rows name may also stand `elsewhere`, in what was left unread. Tables that were `drafted`
    before are not drafted again.

    Raises:
        FactsError: headings or windows that cannot be understood.
    """
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
            own, doubts = _drafted(raw, titles, reading, watch, {} if drafted is None else drafted)
            tables.setdefault(raw.name, []).extend(own)
            findings.extend(doubts)
    if problems:
        raise FactsError(problems)
    complete, differing = _everywhere(declared)
    findings.extend(differing)
    head = common([dataset.header for dataset in datasets])
    return facts_of(head, tables, complete, findings, datasets, elsewhere)


def _drafted(
    raw: RawTable,
    titles: Mapping[str, str],
    reading: Reading,
    watch: Watch,
    known: Drafted,
) -> tuple[Iterable[Draft], Sequence[Finding]]:
    """Return the drafts of a table with what there is to say; settling changes these alone."""
    if id(raw) not in known:
        found: list[Finding] = []
        known[id(raw)] = (raw, drafts(raw, titles, reading, found, watch), found)
    _, made, findings = known[id(raw)]
    return (replace(draft, cells=draft.cells.copy()) for draft in made), findings


def facts_of(
    head: Header,
    tables: Mapping[str, list[Draft]],
    complete: Mapping[str, tuple[Instant, Instant]],
    findings: list[Finding],
    datasets: Sequence[Dataset],
    elsewhere: Elsewhere = NOWHERE,
) -> Facts:
    """Settle drafts against each other and make facts of them."""
    ordered = {name: tables[name] for name in TABLES if name in tables}
    findings.extend(settle(ordered, elsewhere))
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
            left = dataset.left_rows.get(path, 0)
            rows_read = sum(len(table.rows) for table in dataset.tables if table.path == path)
            counted = Input(
                path=path,
                digest=digest,
                rows=rows_read + left,
                used=used.get(path, 0) + left,
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
