"""REPORT: an assessment → text. Each module here is a format, and its name is the format's.

Also what every format is told (`View`) and what all of them say alike. Decides nothing.
"""

import textwrap
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pkgutil import iter_modules

from govrules.findings import Place
from govrules.instants import DAY, HOUR, MINUTE, SECOND, Duration
from govrules.norms import (
    Act,
    AfterUnless,
    Attestation,
    Deliverable,
    FormCell,
    FormSection,
    Link,
    Message,
    Norm,
    Provision,
    Record,
)
from govrules.verdicts import Assessment, Judgement, Reason, Verdict

REASONS: Mapping[Reason, str] = {
    Reason.LATE: "it was done after the last moment",
    Reason.MISSING: "nothing that fulfils it is on record",
    Reason.WRONG_RECIPIENT: "it went to others than the one it is owed to",
    Reason.PREMATURE: "it was done before it could count, and not again",
    Reason.INCOMPLETE: "what was sent lacks something that it must cover",
    Reason.OUT_OF_FORCE: "the norm was not in force when the clock would have started",
    Reason.REPEALED: "the provision had been repealed",
    Reason.SELF: "the body would owe it to itself",
    Reason.TERRITORY: "the object lies outside the territory that the act reaches",
    Reason.WORK_TYPE: "the object's types of work are not those that the norm speaks of",
    Reason.EXCLUDED: "the object is excluded",
    Reason.EVENT: "it is owed for incidents only, and this is an event",
    Reason.MISSING_DATA: "what would decide it is not in the data",
    Reason.BAD_DATA: "a row that would decide it is unusable or contradicts another",
    Reason.REDACTION: "the wording then in force is not at hand",
    Reason.DEFECTIVE_DEADLINE: "the deadline in the text cannot be kept or computed",
    Reason.UNBOUND_ROLE: "no one organisation holds the role that the norm names",
    Reason.OUTSIDE_COVERAGE: "the data or the calendar are not complete for that time",
}
"""Every reason in words."""

SILENT = frozenset({"", "does-not-arise", "nothing", "none"})
"""Answers of a clock card that say that there is nothing to say."""

_UNITS = ((DAY, "d"), (HOUR, "h"), (MINUTE, "min"))


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """How an assessment is to be shown, and the names of what it speaks of.

    `include` are the verdicts to list; `None` leaves it to the format. Colours are for terminals.
    """

    include: Collection[Verdict] | None = None
    acts: Mapping[str, Act] = field(default_factory=dict)
    norms: Mapping[str, Norm] = field(default_factory=dict)
    provisions: Mapping[str, Provision] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    """The organisations' names, by their ids."""
    language: str = "en"
    colour: bool = False
    width: int = 80

    def listed(
        self, judgements: Sequence[Judgement], otherwise: Collection[Verdict]
    ) -> tuple[Judgement, ...]:
        """Choose the judgements to list; `otherwise` is the format's own choice of verdicts."""
        wanted = otherwise if self.include is None else self.include
        return tuple(judgement for judgement in judgements if judgement.verdict in wanted)

    def clause(self, norm: str) -> str:
        """Return the official number of a norm's provision, its id if it has none."""
        provision = self.provisions.get(norm)
        return shown(provision.number if provision else norm)

    def summary(self, norm: str) -> str:
        """Return our own line on what a norm's provision says, empty if there is none."""
        provision = self.provisions.get(norm)
        return shown(self.said(provision.summary)) if provision else ""

    def said(self, texts: Mapping[str, str]) -> str:
        """Choose a text in the language of the view, else in English."""
        return texts.get(self.language) or texts.get("en", "")

    def name(self, party: str) -> str:
        """Return the name of an organisation, several joined by `+`, or a role; empty if none."""
        if party in self.names:
            return shown(self.names[party])
        for act in self.acts.values():
            if party in act.role_names:
                return shown(self.said(act.role_names[party]))
        parts = party.split("+")
        if len(parts) == 1:
            return ""
        return ", ".join(self.name(part) or shown(part) for part in parts)

    def body(self, party: str) -> str:
        """Return a party's id with its name, if it has one."""
        name = self.name(party)
        return f"{shown(party)} ({name})" if name and name != party else shown(party)

    def question(self, reading: str) -> str:
        """Return the question that a reading answers, empty if no act asks it."""
        for act in self.acts.values():
            if reading in act.readings:
                return shown(self.said(act.readings[reading].question))
        return ""

    def alternatives(self, reading: str, taken: str) -> str:
        """Say whether a choice is the default, and name the choices that were not taken."""
        for act in self.acts.values():
            if reading in act.readings:
                choices = act.readings[reading].choices
                others = ", ".join(choice for choice in choices if choice != taken)
                return f"{'default' if taken == choices[0] else 'chosen'}; or {others}"
        return ""


def available() -> tuple[str, ...]:
    """Return the names of the formats, sorted."""
    return tuple(sorted(module.name for module in iter_modules(__path__)))


def render(name: str, assessment: Assessment, view: View) -> str:
    """Write an assessment in the format of that name.

    Raises:
        KeyError: no such format.
    """
    if name not in available():
        raise KeyError(name)
    text: str = import_module(f"{__name__}.{name}").render(assessment, view)
    return text


def shown(text: str) -> str:
    """Make data safe to show: control, direction and other unseen characters are written out."""
    return text if text.isprintable() else "".join(map(_visible, text))


def _visible(character: str) -> str:
    if character.isprintable():
        return character
    if unicodedata.category(character) == "Zs":
        return " "
    return character.encode("unicode_escape").decode("ascii")


def where(place: Place) -> str:
    """Write a place as `path:line`, with the row where a file has no lines."""
    if place.line or not place.row:
        return shown(f"{place.path}:{place.line}" if place.line else place.path)
    return shown(f"{place.path} row {place.row}")


def unknown(place: Place) -> str:
    """Write what is not known: a cell, or a table that was not handed over."""
    if place.line or place.row:
        return f"{where(place)} {shown(place.column)}".rstrip()
    return f"table `{shown(place.path)}`"


def length(duration: Duration, *, in_days: bool = True) -> str:
    """Write a length of time, not negative, in words: `2 d 3 h`, `9 min 30 s`, `0.000001 s`."""
    rest = duration
    words = []
    for size, unit in _UNITS if in_days else _UNITS[1:]:
        count, rest = divmod(rest, size)
        words += [f"{count} {unit}"] if count else []
    if rest or not words:
        seconds, micros = divmod(rest, SECOND)
        words.append(f"{seconds}.{micros:06d}".rstrip("0") + " s" if micros else f"{seconds} s")
    return " ".join(words)


def opening(norm: Norm | None) -> str:
    """Name the event that opens a norm's clock, as its clock card has it."""
    if norm is None:
        return "clock opens"
    start = norm.clock.start.replace("-", " ")
    if isinstance(norm.deadline, AfterUnless):
        return f"{length(norm.deadline.length, in_days=False)} after {start}"
    return "owed since" if norm.clock.start in SILENT else start


def deed(norm: Norm | None) -> tuple[str, str]:
    """Return what a norm demands to be done, as an imperative, and the participle of it."""
    match norm and norm.performance:
        case Message(type=type_, counts_when=counted):
            return f"send the `{type_}`", counted
        case Record(column=column):
            return f"do it and record `{column}`", "done"
        case Deliverable(item=item):
            return f"deliver item {item}", "delivered"
        case Attestation():
            return "have it attested", "attested"
        case Link(relation=relation):
            return f"establish `{relation}`", "established"
        case FormCell(column=column):
            return f"fill in `{column}`", "filled in"
        case FormSection():
            return "fill the section in or declare it empty", "filled in"
        case _:
            return "do what is owed", "done"


def wrap(text: str, view: View, indent: int, hang: int = 0) -> list[str]:
    """Break a text into lines of the view's width, the first indented, the others further."""
    return textwrap.wrap(
        text,
        view.width,
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent + hang),
        break_on_hyphens=False,
    )


def run_together(pieces: Sequence[str], view: View, indent: int, lead: str = "") -> list[str]:
    """Write pieces one after the other, divided by ` · `, breaking lines only between them.

    What leads them in may be broken anywhere.
    """
    glued = [piece.replace(" ", "\xa0") for piece in pieces if piece]
    line = " ".join([lead, *(f"{piece}\xa0·" for piece in glued[:-1]), *glued[-1:]]).lstrip()
    return [each.replace("\xa0", " ") for each in wrap(line, view, indent)]
