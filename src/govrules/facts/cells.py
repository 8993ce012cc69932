"""One cell at a time: from the characters handed over to a value and what there is to say of it.

Refuses to guess: a cell that cannot be read is `bad`, its value is everything that it might be.
"""

import difflib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, cast
from zoneinfo import ZoneInfo

from govrules.facts.lookalikes import suspicions, visible
from govrules.facts.rows import Naive, RawValue, Unreadable, Value
from govrules.facts.tables import LISTS, Column, Kind
from govrules.findings import Finding, Level, Place
from govrules.instants import (
    ABSENT,
    ANYTHING,
    EARLIEST,
    NotAnInstantError,
    Span,
    Stamp,
    read,
    write,
)
from govrules.sentences import Sentence, template

LONGEST: Final = 1_000_000
"""How many characters a cell may hold."""

_PERIOD: Final = re.compile(r"\d{4}(?:-(?:Q[1-4]|H[12]))?", re.ASCII)
_LIBERTIES: Final = {
    "blank-for-t": (
        template("`{text}` has a blank where a `T` belongs: it is read as `{read}`"),
        Sentence("write a `T` between date and time"),
    ),
    "no-seconds": (
        template("`{text}` has no seconds: it is read as `{read}`"),
        Sentence("write the seconds, `:00` where there are none"),
    ),
    "naive-time": (
        template("`{text}` has no offset from UTC: it is read as `{read}`"),
        Sentence("write the offset after the time"),
    ),
}


@dataclass(frozen=True, slots=True)
class Reading:
    """How the times of one dataset are read: the zone of a naive time or a date, reading P16."""

    zone: ZoneInfo | None
    naive: Naive = "act-zone"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell read: its value, whether it is `bad` or `blank`, and its findings."""

    value: Value
    bad: bool = False
    blank: bool = False
    findings: tuple[Finding, ...] = ()


def unknown(column: Column) -> Value:
    """Return the value of a cell of which nothing is known."""
    match column.kind:
        case Kind.INSTANT:
            return ANYTHING
        case Kind.FROM:
            return Span(EARLIEST, EARLIEST)
        case Kind.TO:
            return Span(ABSENT, ABSENT)
        case _:
            return () if column.kind in LISTS else ""


def cell(column: Column, raw: RawValue, place: Place, reading: Reading) -> Cell:
    """Read one cell as its column demands; surrounding blanks are no part of it."""
    if isinstance(raw, Unreadable):
        why = raw.why.altered(lambda _: "…") if column.personal else raw.why.altered(visible)
        return _bad(column, _problem(place, raw.code, why, raw.help))
    if isinstance(raw, bool):
        raw = "true" if raw else "false"
    if column.kind in LISTS:
        return _list(column, _elements(raw), place)
    if raw is None:
        return _blank(column)
    if not isinstance(raw, str):
        return _bad(column, _problem(place, "list-in-cell", *_LIST_IN_CELL))
    text = raw.strip()
    if not text:
        return _blank(column)
    unreadable = _unreadable(column, text, place)
    if unreadable is not None:
        return _bad(column, unreadable)
    return _scalar(column, text, place, reading)


def _scalar(column: Column, text: str, place: Place, reading: Reading) -> Cell:
    match column.kind:
        case Kind.NAME:
            return _name(text, place)
        case Kind.WORD:
            return _one_of(column, column.words, text, place)
        case Kind.FLAG:
            return _one_of(column, ("true", "false"), text, place)
        case Kind.PERIOD:
            return _period(column, text, place)
        case Kind.INSTANT | Kind.FROM | Kind.TO:
            return _instant(column, text, place, reading)
        case _:
            return Cell(text)


_LIST_IN_CELL: Final = (
    Sentence("a list stands where one value belongs"),
    Sentence("give each value its own row"),
)


def _blank(column: Column) -> Cell:
    value = column.blank if column.kind is Kind.INSTANT else unknown(column)
    return Cell(value, blank=True)


def _bad(column: Column, finding: Finding) -> Cell:
    return Cell(unknown(column), bad=True, findings=(finding,))


def _problem(place: Place, code: str, message: Sentence, help_: Sentence) -> Finding:
    return Finding(place=place, code=code, message=message, help=help_)


def _unreadable(column: Column, text: str, place: Place) -> Finding | None:
    """Say why a text cannot be ours: it holds a NUL or half a surrogate pair, or has no end."""
    if len(text) > LONGEST:
        return _problem(
            place,
            "long-cell",
            Sentence("a cell holds more than {most} characters", most=LONGEST),
            Sentence("shorten the cell"),
        )
    quoted = "…" if column.personal else visible(text)
    if "\0" in text:
        return _problem(
            place,
            "nul-character",
            Sentence("`{text}` holds a NUL character", text=quoted),
            Sentence("save the table again as text: a NUL is left by a damaged or binary file"),
        )
    if not text.isascii() and any("\ud800" <= letter <= "\udfff" for letter in text):
        return _problem(
            place,
            "half-character",
            Sentence("`{text}` holds half a character", text=quoted),
            Sentence("save the table again in UTF-8: a surrogate stands without its other half"),
        )
    return None


def _name(text: str, place: Place) -> Cell:
    if text.isascii():
        return Cell(text)
    return Cell(unicodedata.normalize("NFC", text), findings=tuple(suspicions(text, place)))


def _one_of(column: Column, words: tuple[str, ...], text: str, place: Place) -> Cell:
    if text in words:
        return Cell(text)
    if text.lower() in words:
        finding = Finding(
            place=place,
            code="letter-case",
            level=Level.WARNING,
            message=Sentence("`{text}` is read as `{read}`", text=visible(text), read=text.lower()),
            help=Sentence("write `{text}`", text=text.lower()),
        )
        return Cell(text.lower(), findings=(finding,))
    return _bad(column, _unknown_word(column, words, text, place))


def _unknown_word(column: Column, words: tuple[str, ...], text: str, place: Place) -> Finding:
    listed = ", ".join(f"`{word}`" for word in words)
    return _problem(
        place,
        "unknown-word",
        Sentence("`{text}` is no word of `{column}`", text=visible(text), column=column.name),
        Sentence(
            "{hint}write one of {words}", hint=did_you_mean(text.lower(), words), words=listed
        ),
    )


def did_you_mean(text: str, known: Iterable[str]) -> str:
    """Return `did you mean ...? ` for the nearest known word, nothing when none is near."""
    near = nearest(text, known)
    return Sentence("did you mean `{near}`? ", near=near) if near else ""


def nearest(text: str, known: Iterable[str]) -> str:
    """Return the nearest known word, the empty text when none is near."""
    near = difflib.get_close_matches(text, sorted(known), n=1, cutoff=0.7)
    return near[0] if near else ""


def _period(column: Column, text: str, place: Place) -> Cell:
    if _PERIOD.fullmatch(text):
        return Cell(text)
    return _bad(
        column,
        _problem(
            place,
            "bad-period",
            Sentence("`{text}` is not a period", text=visible(text)),
            Sentence("write a quarter `2026-Q3`, a half-year `2020-H1` or a year `2026`"),
        ),
    )


def _elements(raw: str | Sequence[str] | None) -> list[str]:
    parts = raw.split(";") if isinstance(raw, str) else raw or ()
    stripped = (part.strip() for part in parts)
    return list(dict.fromkeys(part for part in stripped if part))


def _list(column: Column, elements: list[str], place: Place) -> Cell:
    cells = [_element(column, element, place) for element in elements]
    findings = tuple(finding for cell in cells for finding in cell.findings)
    if any(cell.bad for cell in cells):
        return Cell((), bad=True, findings=findings)
    return Cell(
        tuple(cast("str", cell.value) for cell in cells), blank=not cells, findings=findings
    )


def _element(column: Column, element: str, place: Place) -> Cell:
    unreadable = _unreadable(column, element, place)
    if unreadable is not None:
        return _bad(column, unreadable)
    if column.kind is Kind.WORDS:
        return _one_of(column, column.words, element, place)
    return _name(element, place) if column.kind is Kind.NAMES else Cell(element)


def _instant(column: Column, text: str, place: Place, reading: Reading) -> Cell:
    try:
        stamp = read(text, reading.zone)
    except NotAnInstantError as error:
        return _bad(column, _problem(place, "bad-time", error.why.altered(visible), error.help))
    if "naive-time" in stamp.liberties and reading.naive == "reject":
        message = Sentence("`{text}` has no offset from UTC and reading P16 is `reject`", text=text)
        help_ = Sentence("write the offset after the time")
        return _bad(column, _problem(place, "naive-time", message, help_))
    return Cell(
        _bounds(column.kind, stamp.span), findings=tuple(_liberties(text, stamp, place, reading))
    )


def _bounds(kind: Kind, span: Span) -> Span:
    """Return the span; of a day, its first instant (`from`) or the first one after it (`to`)."""
    if kind is Kind.FROM:
        return Span(span.lo, span.lo)
    if kind is Kind.TO:
        end = span.hi + (span.lo != span.hi)
        return Span(end, end)
    return span


def _liberties(text: str, stamp: Stamp, place: Place, reading: Reading) -> Iterable[Finding]:
    for code in stamp.liberties:
        what, help_ = _LIBERTIES[code]
        zone = reading.zone or ZoneInfo("UTC")
        yield Finding(
            place=place,
            code=code,
            level=Level.WARNING,
            message=Sentence(what, text=text, read=write(stamp.span.lo, zone)),
            help=help_,
        )
