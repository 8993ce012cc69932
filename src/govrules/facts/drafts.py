"""Raw rows to typed drafts, each judged by itself.

Refuses nothing: a row that cannot be used is set aside with the findings that say why.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final, cast

from govrules.facts.cells import Cell, Reading, cell, unknown
from govrules.facts.raw import RawRow, RawTable, place
from govrules.facts.rows import RawValue, Unreadable, Value
from govrules.facts.tables import TABLES, Column, Kind, TableForm
from govrules.facts.watching import Watch, unwatched, watched
from govrules.findings import Finding, Place
from govrules.instants import ANYTHING, Span
from govrules.sentences import Sentence


@dataclass(slots=True, eq=False)
class Draft:
    """A row on its way: `aside` may still become true, `twin` is the row that stands for it.

    `headings` and `raw` are the row as it was handed over, for places and for comparing.
    """

    table: RawTable
    raw: RawRow
    titles: Mapping[str, str]
    cells: dict[str, Value]
    aside: bool = False
    twin: "Draft | None" = None

    @property
    def place(self) -> Place:
        """Return where the row stands."""
        return place(self.table, self.raw)

    def at(self, column: str) -> Place:
        """Return where the cell of a column stands, under the heading its writer knows."""
        return place(self.table, self.raw, self.titles.get(column, column))

    def handed_over(self) -> tuple[str | tuple[str, ...], ...]:
        """Return the characters of the known cells, to tell rows apart that were not understood."""
        return tuple(self.said(name) for name in self.cells)

    def said(self, column: str) -> str | tuple[str, ...]:
        """Return the characters of one cell."""
        return _characters(self.raw.cells.get(self.titles.get(column, column)))


def _characters(raw: RawValue) -> str | tuple[str, ...]:
    if raw is None:
        return ""
    if isinstance(raw, Unreadable):
        return raw.said
    return str(raw).strip() if isinstance(raw, str | bool) else tuple(raw)


def drafts(
    table: RawTable,
    titles: Mapping[str, str],
    reading: Reading,
    findings: list[Finding],
    watch: Watch = unwatched,
) -> list[Draft]:
    """Return a draft for every row of a table; what is wrong with them is added to `findings`."""
    drafter = _Drafter(table, titles, reading, findings)
    stage = Sentence("checking the rows of {path}", path=table.top.file)
    return [drafter.draft(row) for row in watched(table.rows, watch, stage, len(table.rows))]


class _Drafter:
    """Types the rows of one table; remembers cells, most of which are written many times."""

    def __init__(
        self,
        table: RawTable,
        titles: Mapping[str, str],
        reading: Reading,
        findings: list[Finding],
    ) -> None:
        self._table, self._titles = table, titles
        self._reading, self._findings = reading, findings
        self._form = TABLES[table.name]
        columns = self._form.columns
        nowhere = Place(path=table.path)
        self._blank = {name: cell(columns[name], None, nowhere, reading) for name in columns}
        self._values = {name: read.value for name, read in self._blank.items()}
        self._unknown = {name: unknown(column) for name, column in columns.items()}
        self._read: dict[str, dict[str, Cell]] = {name: {} for name in columns}
        self._plan = [
            (column, titles.get(name))
            for name, column in columns.items()
            if name in titles or column.required
        ]

    def draft(self, row: RawRow) -> Draft:
        if row.faults:
            return self._faulty(row)
        draft = Draft(self._table, row, self._titles, self._values.copy())
        for column, heading in self._plan:
            raw = None if heading is None else row.cells.get(heading)
            read = self._cell(column, raw)
            draft.cells[column.name] = read.value
            if read.findings or (read.blank and column.required):
                self._tell(draft, column, read)
        _hold_together(self._form, draft, self._findings)
        return draft

    def _faulty(self, row: RawRow) -> Draft:
        """Keep what can be read; where cells may have slipped only the fault is worth telling."""
        self._findings.extend(row.faults)
        draft = Draft(self._table, row, self._titles, self._unknown.copy(), aside=True)
        for column, heading in self._plan:
            if heading is not None and heading in row.cells:
                draft.cells[column.name] = self._cell(column, row.cells[heading]).value
        return draft

    def _cell(self, column: Column, raw: RawValue) -> Cell:
        if raw is None or raw == "":
            return self._blank[column.name]
        place = Place(path=self._table.path)
        if not isinstance(raw, str) or column.kind is Kind.TEXT:
            return cell(column, raw, place, self._reading)
        known = self._read[column.name]
        if raw not in known:
            known[raw] = cell(column, raw, place, self._reading)
        return known[raw]

    def _tell(self, draft: Draft, column: Column, read: Cell) -> None:
        at = draft.at(column.name)
        self._findings.extend(replace(finding, place=at) for finding in read.findings)
        if column.required and read.blank:
            self._findings.append(_blank(column, at))
        draft.aside |= not self._form.evidence and _unusable(column, read)


def _unusable(column: Column, read: Cell) -> bool:
    return read.bad or (column.required and read.blank)


def _blank(column: Column, at: Place) -> Finding:
    return Finding(
        place=at,
        code="blank-cell",
        message=Sentence("`{column}` is blank", column=column.name),
        help=Sentence("fill the cell: without it nobody can tell what the row is about"),
    )


def _hold_together(form: TableForm, draft: Draft, findings: list[Finding]) -> None:
    """Compare the times of one row; those that contradict each other become unknown."""
    problems = [*_out_of_order(form, draft), *_ends_too_early(form, draft)]
    draft.aside |= bool(problems)
    findings.extend(problems)


def _out_of_order(form: TableForm, draft: Draft) -> Iterator[Finding]:
    for column in form.columns.values():
        if not column.not_before:
            continue
        first = cast("Span", draft.cells[column.not_before])
        then = cast("Span", draft.cells[column.name])
        if then.hi >= first.lo:
            draft.cells[column.name] = Span(max(first.lo, then.lo), then.hi)
            # A blank tells nothing of the earlier time, whatever the blank stands for.
            if then != column.blank:
                draft.cells[column.not_before] = Span(first.lo, min(first.hi, then.hi))
            continue
        draft.cells[column.not_before] = draft.cells[column.name] = ANYTHING
        yield Finding(
            place=draft.at(column.name),
            code=f"{_verb(column.name)}-before-{_verb(column.not_before)}",
            message=Sentence(
                "`{column}` `{said}` lies before `{other}` `{first}`",
                column=column.name,
                said=str(draft.said(column.name)),
                other=column.not_before,
                first=str(draft.said(column.not_before)),
            ),
            help=Sentence("correct one of the two times"),
        )


def _ends_too_early(form: TableForm, draft: Draft) -> Iterator[Finding]:
    if form.validity is None:
        return
    start, end = form.validity
    if cast("Span", draft.cells[end]).lo > cast("Span", draft.cells[start]).lo:
        return
    message = Sentence(
        "`{column}` `{said}` is not after `{other}` `{first}`",
        column=end,
        said=str(draft.said(end)),
        other=start,
        first=str(draft.said(start)),
    )
    for name in form.validity:
        draft.cells[name] = unknown(form.columns[name])
    yield Finding(
        place=draft.at(end),
        code="end-before-start",
        message=message,
        help=Sentence("correct one of the two; `from` a day `to` the same day is one whole day"),
    )


def _verb(column: str) -> str:
    return column.removesuffix("_at")


def overlap(first: Draft, second: Draft, validity: tuple[str, str]) -> bool:
    """Tell whether the validity intervals [from, to) of two rows share an instant."""
    start, end = validity
    return (
        cast("Span", first.cells[start]).lo < cast("Span", second.cells[end]).lo
        and cast("Span", second.cells[start]).lo < cast("Span", first.cells[end]).lo
    )


def names(draft: Draft) -> Iterator[tuple[str, str]]:
    """Yield the column and the name of every cell of a row that names a row."""
    single, several = NAMING[draft.table.name]
    for column in single:
        name = draft.cells[column]
        if name:
            yield column, cast("str", name)
    for column in several:
        for name in cast("tuple[str, ...]", draft.cells[column]):
            yield column, name


def _of_kind(kind: Kind, form: TableForm) -> tuple[str, ...]:
    return tuple(column.name for column in form.columns.values() if column.kind is kind)


NAMING: Final = {
    name: (_of_kind(Kind.NAME, form), _of_kind(Kind.NAMES, form)) for name, form in TABLES.items()
}
"""The columns of each table that name a row, and those that name several."""
