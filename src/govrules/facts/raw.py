"""Tables as they were handed over: headings and characters, no meaning yet.

Refuses headings that would have to be guessed: doubled ones, and missing ones that rows need.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from govrules.facts.cells import did_you_mean, nearest
from govrules.facts.lookalikes import visible
from govrules.facts.rows import RawValue
from govrules.facts.tables import TABLES, Kind
from govrules.findings import FactsError, Finding, Level, Place
from govrules.sentences import Sentence

NAMES: Final = frozenset({Kind.NAME, Kind.NAMES})
"""The kinds of columns whose texts must not have been changed on the way: they name rows."""


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row: its number as a spreadsheet shows it, its physical line, its cells by heading.

    `lines` holds the line of a cell where it is another than the row's. `faults` are what makes
    the row unusable before a cell is looked at.
    """

    row: int
    line: int
    cells: Mapping[str, RawValue]
    lines: Mapping[str, int] = field(default_factory=dict)
    faults: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class RawTable:
    """One table of one file, or of one `sheet` of a book that holds several.

    `top` is where its headings stand: their line in a text, their row in a sheet; it is the file
    where rows carry their headings themselves.
    """

    name: str
    path: str
    headings: tuple[str, ...]
    rows: tuple[RawRow, ...]
    line: int = 0
    row: int = 0
    sheet: str = ""

    @property
    def top(self) -> Place:
        """Return where the headings stand."""
        return Place(path=self.path, sheet=self.sheet, line=self.line, row=self.row)

    @property
    def titled(self) -> bool:
        """Tell whether the headings stand in a line or row of their own."""
        return bool(self.line or self.row)


def columns(
    table: RawTable, mapping: Mapping[str, str], *, sparse: bool = False
) -> tuple[Mapping[str, str], Sequence[Finding]]:
    """Return the heading of each column of a table, and findings on headings not understood.

    `mapping` leads from the agency's own headings to our columns; rows of a `sparse` table say
    only what matters to them, so that no heading need be there.

    Raises:
        FactsError: `duplicate-heading`, or `missing-column` for one without which rows say nothing.
    """
    form = TABLES[table.name]
    titles: dict[str, str] = {}
    problems: list[Finding] = []
    extra: list[str] = []
    for heading in filter(None, table.headings):
        name = mapping.get(heading, heading)
        if name not in form.columns:
            extra.append(heading)
        elif name in titles:
            problems.append(_doubled(table, heading, name, titles[name]))
        else:
            titles[name] = heading
    doubled = sorted(heading for heading, count in Counter(extra).items() if count > 1)
    problems.extend(_doubled(table, heading, heading, heading) for heading in doubled)
    if not sparse and (table.rows or table.titled):
        missing = (name for name in form.required if name not in titles)
        problems.extend(_missing(table, name, extra) for name in missing)
    if problems:
        raise FactsError(problems)
    absent = [name for name in form.columns if name not in titles]
    findings = [_extra(table, heading, absent) for heading in extra]
    unused = (heading for heading in mapping if heading not in table.headings)
    findings.extend(_unmapped(table, heading) for heading in unused)
    findings.extend(_unnamed(table))
    return titles, findings


def place(table: RawTable, row: RawRow, heading: str = "") -> Place:
    """Return where a row, or one of its cells, stands."""
    line = row.lines.get(heading, row.line)
    return replace(table.top, line=line, row=row.row, column=heading)


def digits(place: Place) -> Finding:
    """Say that a column of names holds numbers, which may have been other texts."""
    return Finding(
        place=place,
        code="number-for-text",
        level=Level.WARNING,
        message=Sentence(
            "`{column}` holds numbers: they are read as their digits", column=place.column
        ),
        help=Sentence("write the column as text: a number has lost the zeros that led it"),
    )


def _at(table: RawTable, heading: str) -> Place:
    """Return where a heading stands: on the line of headings, else where a row first uses it."""
    if not table.titled:
        for row in table.rows:
            if heading in row.cells:
                return place(table, row, heading)
    return replace(table.top, column=heading)


def _doubled(table: RawTable, heading: str, name: str, first: str) -> Finding:
    both = Sentence(
        "`{heading}` and `{other}` both stand for `{column}` in the headings",
        heading=visible(heading),
        other=visible(first),
        column=name,
    )
    twice = Sentence("`{heading}` stands twice in the headings", heading=visible(heading))
    return Finding(
        place=_at(table, heading),
        code="duplicate-heading",
        message=both if heading != first else twice,
        help=Sentence("give every column a heading of its own"),
    )


def _missing(table: RawTable, name: str, extra: Iterable[str]) -> Finding:
    near = nearest(name, extra)
    hint = Sentence("is it `{near}`? ", near=near) if near else ""
    return Finding(
        place=replace(table.top, column=name),
        code="missing-column",
        message=Sentence("table `{table}` has no column `{column}`", table=table.name, column=name),
        help=Sentence(
            "{hint}name the column `{column}`, or map its heading under `columns` in"
            " `dataset.yaml`",
            hint=hint,
            column=name,
        ),
    )


def _extra(table: RawTable, heading: str, absent: Iterable[str]) -> Finding:
    hint = did_you_mean(heading.lower(), absent)
    message = Sentence(
        "`{heading}` is no column of `{table}`: it was not read",
        heading=visible(heading),
        table=table.name,
    )
    if hint:
        # What the agency meant to say under this heading would otherwise read as "not stated".
        return Finding(
            place=_at(table, heading),
            code="extra-column",
            message=message,
            help=Sentence(
                "{hint}correct the heading, or map it under `columns` in `dataset.yaml`", hint=hint
            ),
        )
    return Finding(
        place=_at(table, heading),
        code="extra-column",
        level=Level.WARNING,
        message=message,
        help=Sentence("leave it out, or map it under `columns` in `dataset.yaml`"),
    )


def _unmapped(table: RawTable, heading: str) -> Finding:
    return Finding(
        place=replace(table.top, column=heading),
        code="unused-mapping",
        level=Level.WARNING,
        message=Sentence(
            "`dataset.yaml` maps `{heading}`, which is no heading of `{table}`",
            heading=visible(heading),
            table=table.name,
        ),
        help=Sentence(
            "{hint}correct the heading under `columns`",
            hint=did_you_mean(heading, table.headings),
        ),
    )


def _unnamed(table: RawTable) -> Iterable[Finding]:
    filled = next((row for row in table.rows if "" in row.cells), None)
    if filled is not None:
        yield Finding(
            place=place(table, filled),
            code="extra-column",
            level=Level.WARNING,
            message=Sentence("a cell stands in a column without a heading: it was not read"),
            help=Sentence("give the column a heading, or empty it"),
        )
