"""What a dataset says of itself: its name, its acts, its zone, its window, its own headings.

Refuses zones and times that nobody knows; everything else is held by the schema.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias, cast
from zoneinfo import ZoneInfo, available_timezones

from govrules.facts.cells import Reading, cell, did_you_mean
from govrules.facts.tables import Column, Kind
from govrules.findings import FactsError, Finding, Place
from govrules.instants import Instant, Span
from govrules.sentences import Sentence

Locate: TypeAlias = Callable[..., Place]
"""Returns the place of a value of a document from the keys that lead to it."""

_BOUNDS = (Column(name="from", kind=Kind.FROM), Column(name="to", kind=Kind.TO))


@dataclass(frozen=True, slots=True)
class Header:
    """The head of a dataset, or what the heads of several have in common."""

    name: str
    acts: tuple[str, ...] = ()
    timezone: ZoneInfo | None = None
    encoding: str = ""
    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    complete: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    locate: Locate = field(default=lambda *_: Place(path="dataset.yaml"), repr=False, compare=False)


def header(value: Mapping[str, object], name: str, locate: Locate) -> Header:
    """Return the header that a document holds; `name` where it names none.

    Raises:
        FactsError: `unknown-zone`: the zone is none of the tz database.
    """
    key = cast("str | None", value.get("timezone"))
    return Header(
        name=cast("str", value.get("name") or name),
        acts=tuple(cast("list[str]", value.get("acts") or ())),
        timezone=None if key is None else _zone(key, locate("timezone")),
        encoding=cast("str", value.get("encoding") or ""),
        columns=cast("Mapping[str, Mapping[str, str]]", value.get("columns") or {}),
        complete=cast("Mapping[str, Mapping[str, str]]", value.get("complete") or {}),
        locate=locate,
    )


def _zone(key: str, place: Place) -> ZoneInfo:
    try:
        return ZoneInfo(key)
    except (KeyError, ValueError, OSError):
        # A folder of the database, like `Europe`, is an error of the file system.
        hint = did_you_mean(key, available_timezones())
    raise FactsError(
        [
            Finding(
                place=place,
                code="unknown-zone",
                message=Sentence("`{text}` is no time zone", text=key),
                help=Sentence(
                    "{hint}name a zone of the tz database, like `Europe/Paris`", hint=hint
                ),
            )
        ]
    )


def windows(
    head: Header, reading: Reading
) -> tuple[Mapping[str, tuple[Instant, Instant]], tuple[Finding, ...]]:
    """Return for each table the window [from, to) declared complete, and liberties taken.

    Raises:
        FactsError: a bound that is no time, or a window that ends before it starts.
    """
    found: dict[str, tuple[Instant, Instant]] = {}
    problems: list[Finding] = []
    liberties: list[Finding] = []
    for table, bounds in sorted(head.complete.items()):
        cells = []
        for column in _BOUNDS:
            place = head.locate("complete", table, column.name)
            cells.append(cell(column, bounds.get(column.name), place, reading))
        for read in cells:
            (problems if read.bad else liberties).extend(read.findings)
        start, end = (cast("Span", read.value).lo for read in cells)
        if start >= end:
            problems.append(_empty(head, table))
        found[table] = (start, end)
    if problems:
        raise FactsError(problems)
    return found, tuple(liberties)


def _empty(head: Header, table: str) -> Finding:
    return Finding(
        place=head.locate("complete", table),
        code="end-before-start",
        message=Sentence(
            "the window in which `{table}` is complete ends before it starts", table=table
        ),
        help=Sentence("correct `from` or `to`"),
    )


def common(headers: list[Header]) -> Header:
    """Return what several datasets say together: all their acts, the zone they share if any."""
    zones = {head.timezone for head in headers}
    return Header(
        name=" + ".join(head.name for head in headers),
        acts=tuple(dict.fromkeys(act for head in headers for act in head.acts)),
        timezone=zones.pop() if len(zones) == 1 else None,
    )
