"""REPORT: an assessment → text or bytes. Each module here is a format, its name the format's.

A format has `render`, which gives a text, bytes, or either in pieces, and `recount`, which reads
the counts of verdicts back from a file. Here stands what every format is told (`View`) and what
all of them list and say alike. Decides nothing.
"""

import textwrap
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType
from typing import TypeAlias
from zoneinfo import ZoneInfo

from govrules import languages
from govrules.fields import Tally, verdict
from govrules.instants import write
from govrules.languages import Language
from govrules.languages.lengths import length
from govrules.norms import Act, Message, Norm, Provision
from govrules.sentences import Sentence
from govrules.verdicts import Assessment, Change, Duty, EvidenceRow, Judgement, Reason, Verdict
from govrules.wording import (
    REASONS,
    SEVERITY_WORDS,
    SILENT,
    VERDICTS,
    deed,
    numbered,
    opening,
    shown,
    together,
    unknown,
    where,
)

__all__ = [
    "REASONS",
    "SEVERITY_WORDS",
    "SILENT",
    "VERDICTS",
    "Piece",
    "View",
    "available",
    "chosen",
    "compared",
    "deed",
    "flat",
    "headline",
    "lacking",
    "length",
    "needs",
    "opening",
    "pieces",
    "recount",
    "render",
    "rows_of",
    "shown",
    "streamed",
    "task",
    "timing",
    "together",
    "told_apart",
    "unknown",
    "where",
    "wrap",
]

_TIMES = ("opened_at", "due_at", "performed_at", "late_by", "delay")

Piece: TypeAlias = str | bytes
"""Part of a report; what is text is written as UTF-8."""


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
    root: str = ""
    """What the paths of the assessment start from in the reader's repository."""
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

    def in_order(
        self, assessment: Assessment, otherwise: Collection[Verdict] = tuple(Verdict)
    ) -> Iterator[Judgement]:
        """Yield the judgements to list, sorted by duty, without a second list of them if need be.

        `otherwise` is the format's own choice of verdicts.

        Raises:
            OnlyCountedError: some of them are only counted.
        """
        wanted = otherwise if self.include is None else self.include
        # What is kept elsewhere is sorted there.
        if any(one.duty > next_.duty for one, next_ in pairwise(assessment.judgements)):
            return iter(sorted(assessment.each(wanted), key=lambda each: each.duty))
        return assessment.each(wanted)

    def path(self, path: str) -> str:
        """Return a path of the assessment as the reader's repository knows it."""
        return f"{self.root.rstrip('/')}/{path}" if self.root else path

    def clause(self, norm: str) -> str:
        """Return the official number of a norm's provision, its id if it has none."""
        provision = self.provisions.get(norm)
        return shown(self.tell(numbered(provision.number)) if provision else norm)

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


def _module(name: str) -> ModuleType:
    if name not in available():
        raise KeyError(name)
    return import_module(f"{__name__}.{name}")


def lacking(name: str) -> tuple[str, str] | None:
    """Return the library that a format needs and that is not installed, and the extra with it.

    Raises:
        KeyError: no such format.
    """
    needs: tuple[str, str] | None = getattr(_module(name), "NEEDS", None)
    return needs if needs and find_spec(needs[0]) is None else None


def chosen(name: str, view: View) -> Collection[Verdict]:
    """Return the verdicts that a format lists: those asked for, else its own choice of them.

    Raises:
        KeyError: no such format.
    """
    own: Collection[Verdict] = getattr(_module(name), "LISTED", tuple(Verdict))
    return own if view.include is None else view.include


def needs(name: str, view: View) -> frozenset[Verdict]:
    """Return the verdicts whose duties a format must see one by one, because it tells of each.

    Raises:
        KeyError: no such format.
    """
    always: Collection[Verdict] = getattr(_module(name), "ONE_BY_ONE", ())
    return frozenset({*chosen(name, view), *always})


def streamed(name: str) -> bool:
    """Tell whether a format writes one duty after the other, and nothing of the rows relied on.

    However many they are, it needs no more than one of them in memory.

    Raises:
        KeyError: no such format.
    """
    return getattr(_module(name), "STREAMED", False)


def rows_of(judgements: Iterable[Judgement], assessment: Assessment) -> Iterator[EvidenceRow]:
    """Yield the rows that some of an assessment's judgements rely on, by place."""
    places = {place for judgement in judgements for place in judgement.evidence}
    return (row for row in assessment.rows if row.place in places)


def pieces(name: str, assessment: Assessment, view: View) -> Iterable[Piece]:
    """Write an assessment in the format of that name, piece by piece.

    Raises:
        KeyError: no such format.
    """
    made: Piece | Iterable[Piece] = _module(name).render(assessment, view)
    return (made,) if isinstance(made, str | bytes) else made


def render(name: str, assessment: Assessment, view: View) -> str:
    """Write an assessment in a format that is text, whole.

    Raises:
        KeyError: no such format.
        UnicodeDecodeError: the format is no text.
    """
    made = pieces(name, assessment, view)
    return "".join(piece if isinstance(piece, str) else piece.decode() for piece in made)


def recount(name: str, path: Path) -> Tally | None:
    """Read back from a report how many duties it says have each verdict, and how many it lists.

    None for a format that tells of single duties and has no counts.

    Raises:
        KeyError: no such format.
        ValueError: the file is no report of that format.
    """
    read = getattr(_module(name), "recount", None)
    return None if read is None else read(path)


def told_apart(judgements: Iterable[Judgement]) -> Iterator[tuple[str, Judgement]]:
    """Yield judgements, sorted by duty, each with a name that no other has.

    That is the id of its duty; rows without a readable id share one, and are numbered.
    """
    before, number = None, 1
    for judgement in judgements:
        number = number + 1 if judgement.duty == before else 1
        before = judgement.duty
        yield (before.id if number == 1 else f"{before.id}-{number}"), judgement


def task(duty: Duty, view: View) -> Sentence:
    """Say who has to do what, to whom, by which clause."""
    norm = view.norms.get(duty.norm)
    imperative, _ = deed(norm)
    bearer, clause = shown(duty.bearer), view.clause(duty.norm)
    if norm is not None and isinstance(norm.performance, Message):
        return Sentence(
            "{bearer}: {imperative} to {counterparty}, clause {clause}",
            bearer=bearer,
            imperative=imperative,
            counterparty=shown(duty.counterparty),
            clause=clause,
        )
    return Sentence(
        "{bearer}: {imperative}, clause {clause}",
        bearer=bearer,
        imperative=imperative,
        clause=clause,
    )


def flat(judgement: Judgement, view: View) -> dict[str, str]:
    """Return a duty as one row of texts, by column; nothing in them is made safe to show."""
    duty, said = judgement.duty, verdict(judgement)
    told = {key: text for key, text in said.items() if isinstance(text, str)}
    return {
        **{key: told.get(key, "") for key in ("id", "norm")},
        "clause": view.clause(duty.norm),
        "subject": duty.subject,
        "occasion": duty.occasion,
        "bearer": duty.bearer,
        "bearer_name": view.name(duty.bearer),
        "counterparty": duty.counterparty,
        "counterparty_name": view.name(duty.counterparty),
        **{key: told.get(key, "") for key in ("verdict", "reason", "severity", *_TIMES)},
        "grounds": "; ".join(judgement.grounds),
        "waiver": judgement.waiver,
        "change": judgement.change.value if judgement.change else "",
        "readings": "; ".join(judgement.readings),
        "missing": "; ".join(view.tell(unknown(cell)) for cell in judgement.missing),
        "evidence": "; ".join(view.tell(where(place)) for place in judgement.evidence),
    }


def headline(judgement: Judgement, view: View) -> str:
    """Say in one line what a duty was judged with, what it is about, and what it demands."""
    duty = judgement.duty
    word = f"{view.coded(VERDICTS[judgement.verdict])} {judgement.reason}".rstrip()
    about = " ".join(shown(part) for part in (duty.subject, duty.occasion) if part)
    parts = (word, about, view.tell(task(duty, view)), *compared(judgement, view))
    return " · ".join(part for part in parts if part)


def compared(judgement: Judgement, view: View) -> Iterator[str]:
    """Say whether a violation is waived, and whether the baseline concluded otherwise."""
    if judgement.waiver:
        yield view.tell(Sentence("waived by {waiver}", waiver=shown(judgement.waiver)))
    if judgement.change is Change.NEW:
        yield view.tell(Sentence("new since the baseline"))
    elif judgement.change is Change.UPDATED:
        yield view.tell(Sentence("otherwise than in the baseline"))


def timing(judgement: Judgement, view: View) -> str:
    """Say in one line why, and when what happened: exact instants in the zone of the act."""
    zone, norm = ZoneInfo(judgement.zone), view.norms.get(judgement.duty.norm)
    moments = (
        (opening(norm), judgement.opened_at),
        (Sentence("last moment"), judgement.due_at),
        (deed(norm)[1], judgement.performed_at),
    )
    told = [f"{view.tell(name)} {write(at, zone)}" for name, at in moments if at is not None]
    if judgement.late_by:
        told.append(f"{view.tell(Sentence('late by'))} {judgement.late_by}")
    if judgement.reason is not Reason.NONE:
        told.insert(0, view.tell(REASONS[judgement.reason]))
    return " · ".join(told)


def wrap(text: str, view: View, indent: int, hang: int = 0) -> list[str]:
    """Break a text into lines of the view's width, the first indented, the others further."""
    return textwrap.wrap(
        view.tell(text),
        view.width,
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent + hang),
        break_on_hyphens=False,
    )
