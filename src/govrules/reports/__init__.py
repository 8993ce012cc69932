"""REPORT: an assessment → text. Each module here is a format, and its name is the format's.

Also what every format is told (`View`) and what all of them say alike. Decides nothing.
"""

import re
import textwrap
import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pkgutil import iter_modules

from govrules import languages
from govrules.findings import Place
from govrules.languages import Language, lengths
from govrules.norms import (
    Act,
    AfterUnless,
    Attestation,
    Clock,
    Deliverable,
    FormCell,
    FormSection,
    Link,
    Message,
    Norm,
    Provision,
    Record,
)
from govrules.sentences import Sentence
from govrules.verdicts import Assessment, EvidenceRow, Judgement, Reason, Verdict

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

    @property
    def tongue(self) -> Language:
        """Return the language of the view."""
        return languages.language(self.language)

    def tell(self, text: str) -> str:
        """Tell a sentence in the language of the view."""
        return self.tongue.tell(text)

    def coded(self, word: Sentence) -> str:
        """Tell a word that is also a code; the code follows it wherever it is another word."""
        told = self.tell(word)
        return told if told == word else f"{told} ({word})"

    def listed(
        self, judgements: Sequence[Judgement], otherwise: Collection[Verdict]
    ) -> tuple[Judgement, ...]:
        """Choose the judgements to list; `otherwise` is the format's own choice of verdicts."""
        wanted = otherwise if self.include is None else self.include
        return tuple(judgement for judgement in judgements if judgement.verdict in wanted)

    def clause(self, norm: str) -> str:
        """Return the official number of a norm's provision, its id if it has none."""
        provision = self.provisions.get(norm)
        return shown(self.tell(_numbered(provision.number)) if provision else norm)

    def summary(self, norm: str) -> str:
        """Return our own line on what a norm's provision says, empty if there is none."""
        provision = self.provisions.get(norm)
        return shown(self.said(provision.summary)) if provision else ""

    def said(self, texts: Mapping[str, str]) -> str:
        """Choose a text in the language of the view, else in the next best that there is."""
        return next((texts[code] for code in self.tongue.choices if texts.get(code)), "")

    def wanting(self) -> tuple[tuple[str, str], ...]:
        """Name the acts without texts in the language of the view, with the one they are told in.

        The language is named as it names itself.
        """
        found = []
        for name, act in self.acts.items():
            given = next(code for code in self.tongue.choices if code in act.title)
            if given != self.language:
                found.append((shown(name), languages.language(given).own_name))
        return tuple(found)

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

    def reading(self, reading: str, taken: str) -> str:
        """Say how a point was read, whether by default, what else there is, and what it asks."""
        question = self.question(reading)
        name, choice = shown(reading), shown(taken)
        for act in self.acts.values():
            if reading in act.readings:
                choices = act.readings[reading].choices
                others = ", ".join(other for other in choices if other != taken)
                if taken == choices[0]:
                    return Sentence(
                        "{reading} {taken} (default; or {others}): {question}",
                        reading=name,
                        taken=choice,
                        others=others,
                        question=question,
                    )
                return Sentence(
                    "{reading} {taken} (chosen; or {others}): {question}",
                    reading=name,
                    taken=choice,
                    others=others,
                    question=question,
                )
        return f"{name} {choice} ():"


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


def rows_of(judgements: Sequence[Judgement], assessment: Assessment) -> tuple[EvidenceRow, ...]:
    """Return the rows that some of an assessment's judgements rely on, by place."""
    places = {place for judgement in judgements for place in judgement.evidence}
    return tuple(row for row in assessment.rows if row.place in places)


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


def _numbered(number: str) -> str:
    """Make a provision's number a sentence: where the text has none, it is counted in words."""
    match = _PART.search(number)
    if match is None:
        return number
    return Sentence(
        "{before}{part}{after}",
        before=number[: match.start()],
        part=_PARTS[match[1]](match[2]),
        after=_numbered(number[match.end() :]),
    )


def where(place: Place) -> str:
    """Write a place as `path:line`, with the row where a file has no lines."""
    if place.line or not place.row:
        return shown(f"{place.path}:{place.line}" if place.line else place.path)
    return Sentence("{path} row {row}", path=shown(place.path), row=place.row)


def unknown(place: Place) -> str:
    """Write what is not known: a cell, or a table that was not handed over."""
    if place.column and (place.line or place.row):
        return Sentence("{place} {column}", place=where(place), column=shown(place.column))
    if place.line or place.row:
        return where(place)
    return Sentence("table `{table}`", table=shown(place.path))


length = lengths.length


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


def wrap(text: str, view: View, indent: int, hang: int = 0) -> list[str]:
    """Break a text into lines of the view's width, the first indented, the others further."""
    return textwrap.wrap(
        view.tell(text),
        view.width,
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent + hang),
        break_on_hyphens=False,
    )


def run_together(pieces: Sequence[str], view: View, indent: int, lead: str = "") -> list[str]:
    """Write pieces one after the other, divided by ` · `, breaking lines only between them.

    What leads them in may be broken anywhere.
    """
    glued = [view.tell(piece).replace(" ", "\xa0") for piece in pieces if piece]
    line = " ".join(
        [view.tell(lead), *(f"{piece}\xa0·" for piece in glued[:-1]), *glued[-1:]]
    ).lstrip()
    return [each.replace("\xa0", " ") for each in wrap(line, view, indent)]
