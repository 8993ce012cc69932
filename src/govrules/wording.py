"""What reports say alike: verdicts, reasons, deeds and places in words.

Sentences only; in which language they are told is the affair of whoever shows them.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from govrules.findings import Place
from govrules.languages.lengths import length
from govrules.norms import (
    AfterUnless,
    Attestation,
    Clock,
    Deliverable,
    FormCell,
    FormSection,
    Link,
    Message,
    Norm,
    Record,
)
from govrules.sentences import Sentence
from govrules.verdicts import Reason, Verdict

REASONS: Mapping[Reason, Sentence] = {
    Reason.LATE: Sentence("it was done after the last moment"),
    Reason.MISSING: Sentence("nothing that fulfils it is on record"),
    Reason.WRONG_RECIPIENT: Sentence("it went to others than the one it is owed to"),
    Reason.PREMATURE: Sentence("it was done before it could count, and not again"),
    Reason.INCOMPLETE: Sentence("what was sent lacks something that it must cover"),
    Reason.OUT_OF_FORCE: Sentence("the norm was not in force when the clock would have started"),
    Reason.REPEALED: Sentence("the provision had been repealed"),
    Reason.SELF: Sentence("the body would owe it to itself"),
    Reason.TERRITORY: Sentence("the object lies outside the territory that the act reaches"),
    Reason.WORK_TYPE: Sentence("the object's types of work are not those that the norm speaks of"),
    Reason.EXCLUDED: Sentence("the object is excluded"),
    Reason.EVENT: Sentence("it is owed for incidents only, and this is an event"),
    Reason.MISSING_DATA: Sentence("what would decide it is not in the data"),
    Reason.BAD_DATA: Sentence("a row that would decide it is unusable or contradicts another"),
    Reason.REDACTION: Sentence("the wording then in force is not at hand"),
    Reason.DEFECTIVE_DEADLINE: Sentence("the deadline in the text cannot be kept or computed"),
    Reason.UNBOUND_ROLE: Sentence("no one organisation holds the role that the norm names"),
    Reason.OUTSIDE_COVERAGE: Sentence("the data or the calendar are not complete for that time"),
}
"""Every reason in words."""

SILENT = frozenset({"", "does-not-arise", "nothing", "none"})
"""Answers of a clock card that say that there is nothing to say."""

VERDICTS: Mapping[Verdict, Sentence] = {
    Verdict.VIOLATED: Sentence("violated"),
    Verdict.INDETERMINATE: Sentence("indeterminate"),
    Verdict.ATTESTATION_REQUIRED: Sentence("attestation-required"),
    Verdict.PENDING: Sentence("pending"),
    Verdict.COMPLIANT: Sentence("compliant"),
    Verdict.NOT_TRIGGERED: Sentence("not-triggered"),
    Verdict.NOT_APPLICABLE: Sentence("not-applicable"),
}
"""Every verdict as a word of the language that it is told in."""

SEVERITY_WORDS: Mapping[str, Sentence] = {
    "high": Sentence("high"),
    "medium": Sentence("medium"),
    "low": Sentence("low"),
}


def shown(text: str) -> str:
    """Make data safe to show: control, direction and other unseen characters are written out."""
    return text if text.isprintable() else "".join(map(_visible, text))


def _visible(character: str) -> str:
    if character.isprintable():
        return character
    if unicodedata.category(character) == "Zs":
        return " "
    return character.encode("unicode_escape").decode("ascii")


_PARTS: Mapping[str, Callable[[str], Sentence]] = {
    "column": lambda number: Sentence("column {number}", number=number),
    "dash": lambda number: Sentence("dash {number}", number=number),
    "indent": lambda number: Sentence("indent {number}", number=number),
    "limb": lambda number: Sentence("limb {number}", number=number),
    "recipient": lambda number: Sentence("recipient {number}", number=number),
    "section": lambda number: Sentence("section {number}", number=number),
}
_PART = re.compile(rf"({'|'.join(_PARTS)}) (\d+)")


def numbered(number: str) -> str:
    """Make a provision's number a sentence: where the text has none, it is counted in words."""
    match = _PART.search(number)
    if match is None:
        return number
    return Sentence(
        "{before}{part}{after}",
        before=number[: match.start()],
        part=_PARTS[match[1]](match[2]),
        after=numbered(number[match.end() :]),
    )


def where(place: Place) -> str:
    """Write a place as `path:line`, with the row where a file has no lines."""
    return replace(place, offset=0).told(shown)


def unknown(place: Place) -> str:
    """Write what is not known: a cell, or a table that was not handed over."""
    if place.column and (place.line or place.row):
        return Sentence("{place} {column}", place=where(place), column=shown(place.column))
    if place.line or place.row:
        return where(place)
    return Sentence("table `{table}`", table=shown(place.path))


def opening(norm: Norm | None) -> Sentence:
    """Name the event that opens a norm's clock, as its clock card has it."""
    if norm is None:
        return Sentence("clock opens")
    start = event(norm.clock)
    if isinstance(norm.deadline, AfterUnless):
        waited = length(norm.deadline.length, in_days=False)
        return Sentence("{length} after {start}", length=waited, start=start)
    return Sentence("owed since") if norm.clock.start in SILENT else start


def event(clock: Clock) -> Sentence:
    """Name the event that starts a clock; the acts have the words, the catalogues know them."""
    return Sentence(clock.start.replace("-", " "))


def deed(norm: Norm | None) -> tuple[Sentence, Sentence]:
    """Return what a norm demands to be done, as an imperative, and the participle of it."""
    match norm and norm.performance:
        case Message(type=type_, counts_when=counted):
            counts = Sentence("received") if counted == "received" else Sentence("sent")
            return Sentence("send the `{type}`", type=type_), counts
        case Record(column=column):
            return Sentence("do it and record `{column}`", column=column), Sentence("done")
        case Deliverable(item=item):
            return Sentence("deliver item {item}", item=item), Sentence("delivered")
        case Attestation():
            return Sentence("have it attested"), Sentence("attested")
        case Link(relation=relation):
            imperative = Sentence("establish `{relation}`", relation=relation)
            return imperative, Sentence("established")
        case FormCell(column=column):
            return Sentence("fill in `{column}`", column=column), Sentence("filled in")
        case FormSection():
            imperative = Sentence("fill the section in or declare it empty")
            return imperative, Sentence("filled in")
        case _:
            return Sentence("do what is owed"), Sentence("done")


def together(words: Sequence[str]) -> str:
    """List words with an `and` between any two."""
    told = words[0]
    for word in words[1:]:
        told = Sentence("{most} and {last}", most=told, last=word)
    return told
