"""The words that an act's answers may be, checked for every choice of every reading.

An act that would be nonsense under a choice nobody has taken yet is refused all the same.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from govrules import documents
from govrules.acts.sources import Draft, Part
from govrules.findings import Finding
from govrules.instants import DAY, NotAnInstantError, read_duration
from govrules.norms import CLOCK_QUESTIONS
from govrules.sentences import Sentence

POINTS: Final[Mapping[str, Sequence[str]]] = {
    "straddling": ("own-trigger", "running-term"),
    "upgrade": ("new-clock", "single-clock", "described"),
    "repeats": ("any-one", "last"),
    "naive-times": ("act-zone", "reject"),
    "contradiction": ("bad-data", "zero"),
    "astray": ("no", "forwarded"),
    "recipients": ("own", "each", "any"),
    "early": ("premature", "accepted"),
    "self-report": ("no", "due"),
    "borne": ("jointly", "each"),
}
"""The points that `settled` settles for an act or a norm."""

_WORDS: Final[Mapping[tuple[str, str], Sequence[str]]] = {
    ("performance", "counts-when"): ("sent", "received"),
    ("trigger", "unrecorded"): ("bounds", "received-as-sent"),
    ("deadline", "unrecorded"): ("absent", "unknown"),
    ("deadline", "afterwards"): ("accepted", "late"),
    ("deadline", "in-period"): ("in-quarter", "next-quarter", "contract-date", "from-Q4"),
    ("deadline", "before-act"): ("indeterminate", "on-commencement", "literal"),
    ("clock", "first-unit"): ("does-not-arise", "not-counted"),
    ("clock", "unit"): ("elapsed", "calendar", "working"),
    ("clock", "zone"): ("act",),
    ("clock", "roll"): ("does-not-arise", "none", "roll-official", "roll-back"),
    ("clock", "suspended-by"): ("nothing",),
    ("clock", "tie"): ("closed", "half-open", "minute", "end-of-day", "office-hours"),
}
_EARLIER_WORDING: Final = {
    "repeal": ("indeterminate", "printed", "throughout"),
    "reword": ("indeterminate", "printed"),
}
_UNITS: Final[Mapping[str, Sequence[str]]] = {
    "within": ("elapsed",),
    "after-unless": ("elapsed",),
    "working-days": ("working",),
    "until": ("elapsed", "calendar"),
}
_OF_DAYS: Final = ("calendar",)
_TIES: Final[Mapping[bool, Sequence[str]]] = {
    True: ("closed", "half-open", "minute"),
    False: ("end-of-day", "office-hours"),
}
"""Who wins a tie, by whether time is counted as it elapses."""
_ROLLING: Final = ("month", "by", "day-of-month-after-period", "working-days")
"""The deadlines that end with a day, which may roll."""

_WORD = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)
_LAST_DAY: Final = 28
"""The last day that every month has."""
_CENTURY: Final = 36_525
"""Days; no term of an act is longer."""

Choices = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Meaning:
    """A word that an answer may come to, and the choice of a reading that makes it so."""

    word: str
    reading: str = ""
    choice: str = ""

    def goes_with(self, other: "Meaning") -> bool:
        """Say whether both can be meant at once: not by two choices of one reading."""
        return not self.reading or self.reading != other.reading or self.choice == other.choice


def hint(text: str, known: Iterable[str]) -> str:
    """Return `did you mean ...? ` for the nearest known word, nothing when none is near."""
    near = get_close_matches(text, sorted(known), n=1, cutoff=0.7)
    return Sentence("did you mean `{near}`? ", near=near[0]) if near else ""


def meanings(answer: Part, choices: Choices) -> list[Meaning]:
    """Return the words that an answer comes to, one for each choice of its reading."""
    if isinstance(answer.value, str):
        return [Meaning(answer.value)]
    reading = answer.value["reading"]
    known = choices.get(reading, ())
    said = answer.value.get("as", {choice: choice for choice in known})
    return [Meaning(said[choice], reading, choice) for choice in known if choice in said]


def refused(answer: Part, code: str, meaning: Meaning, help_: Sentence) -> Finding:
    """Make the finding that an answer cannot be what it means."""
    name, value = f"`{answer.pointer[-1]}`", f"`{meaning.word}`"
    message = Sentence("{name} cannot be {value}", name=name, value=value)
    if meaning.reading:
        message = Sentence(
            "{name} cannot be {value}, which is choice `{choice}` of reading `{reading}` here",
            name=name,
            value=value,
            choice=meaning.choice,
            reading=meaning.reading,
        )
    return Finding(place=answer.place, code=code, message=message, help=help_)


def one_of(
    answer: Part, words: Sequence[str], choices: Choices, code: str = "unknown-answer"
) -> Iterator[Finding]:
    """Find the meanings of an answer that are none of some words."""
    for meaning in meanings(answer, choices):
        if meaning.word not in words:
            near = hint(meaning.word, words)
            listed = ", ".join(f"`{word}`" for word in words)
            help_ = Sentence("{hint}write one of {words}", hint=near, words=listed)
            yield refused(answer, code, meaning, help_)


def of_points(points: Part, choices: Choices) -> Iterator[Finding]:
    """Check what `settled` settles."""
    for name in points.value:
        yield from one_of(points.at(name), POINTS[name], choices)


def of_change(change: Part, choices: Choices) -> Iterator[Finding]:
    """Check what an amendment says of the wording before it."""
    for key, words in _EARLIER_WORDING.items():
        if key in change.value:
            yield from one_of(change.at("before"), words, choices)


def of_draft(draft: Draft, calendar: str, choices: Choices) -> Iterator[Finding]:
    """Check the answers of a norm; `calendar` is the act's."""
    for (name, key), words in _WORDS.items():
        part = draft.parts.get(name)
        if part is not None and isinstance(part.value, Mapping) and key in part.value:
            yield from one_of(part.at(key), words, choices)
    if "settled" in draft.parts:
        yield from of_points(draft.parts["settled"], choices)
    if "clock" in draft.parts:
        yield from _of_card(draft.parts["clock"], calendar, choices)
    if "deadline" in draft.parts and draft.kind("deadline") != "none":
        yield from _of_deadline(draft, choices)


def _of_card(clock: Part, calendar: str, choices: Choices) -> Iterator[Finding]:
    if "calendar" in clock.value:
        yield from one_of(clock.at("calendar"), ("does-not-arise", calendar), choices)
    if "start" in clock.value:
        yield from _words(clock.at("start"), choices)


def _words(answer: Part, choices: Choices) -> Iterator[Finding]:
    for meaning in meanings(answer, choices):
        if not _WORD.fullmatch(meaning.word):
            help_ = Sentence("write words in small letters with hyphens between them")
            yield refused(answer, "unknown-answer", meaning, help_)


def _of_deadline(draft: Draft, choices: Choices) -> Iterator[Finding]:
    clock = draft.parts.get("clock")
    answers = clock.value if clock is not None else {}
    open_ = [question for question in CLOCK_QUESTIONS if question not in answers]
    if open_:
        yield Finding(
            place=draft.place,
            code="open-clock",
            message=Sentence(
                "the clock of `{norm}` leaves open {questions}",
                norm=draft.norm,
                questions=_asked(open_),
            ),
            help=Sentence("answer it in the norm, or with a reading where the text does not say"),
        )
    if clock is None:
        return
    kind = draft.kind("deadline")
    if "length" in answers:
        yield from _of_length(kind, clock.at("length"), choices)
    if kind == "after-unless":
        yield from _of_grace(draft.parts["deadline"].at("grace"), choices)
    if "unit" in answers:
        unit, fitting = clock.at("unit"), _UNITS.get(kind, _OF_DAYS)
        known = [each for each in meanings(unit, choices) if each.word in _WORDS["clock", "unit"]]
        for meaning in known:
            if meaning.word not in fitting:
                yield _unfit(draft, unit, "unfit-unit", meaning, fitting)
        yield from _of_tie(draft, known, choices)
    yield from _of_days(draft, clock, choices)


def _asked(questions: Sequence[str]) -> str:
    told: str = ""
    for name in questions:
        asked = Sentence("`{name}`: {question}?", name=name, question=CLOCK_QUESTIONS[name])
        told = Sentence("{first}; {next}", first=told, next=asked) if told else asked
    return told


def _unfit(
    draft: Draft, answer: Part, code: str, meaning: Meaning, words: Sequence[str]
) -> Finding:
    return Finding(
        place=answer.place,
        code=code,
        message=Sentence(
            "norm `{norm}` cannot have `{part}: {word}` with `deadline: {deadline}`",
            norm=draft.norm,
            part=answer.pointer[-1],
            word=meaning.word,
            deadline=draft.kind("deadline"),
        ),
        help=Sentence(
            "{hint}write one of {words}", hint="", words=", ".join(f"`{word}`" for word in words)
        ),
    )


def _of_tie(draft: Draft, units: Sequence[Meaning], choices: Choices) -> Iterator[Finding]:
    clock = draft.parts["clock"]
    if "tie" not in clock.value:
        return
    tie = clock.at("tie")
    for meaning in meanings(tie, choices):
        if meaning.word not in _WORDS["clock", "tie"]:
            continue
        for unit in units:
            fitting = _TIES[unit.word == "elapsed"]
            if meaning.goes_with(unit) and meaning.word not in fitting:
                yield _unfit(draft, tie, "unfit-tie", meaning, fitting)


def _of_days(draft: Draft, clock: Part, choices: Choices) -> Iterator[Finding]:
    """Check that a day rolls only where a day is due, and that a calendar is there to tell."""
    kind = draft.kind("deadline")
    if "roll" not in clock.value:
        return
    roll = clock.at("roll")
    rolling = [each for each in meanings(roll, choices) if each.word.startswith("roll-")]
    if rolling and kind not in _ROLLING:
        yield _unfit(draft, roll, "unfit-roll", rolling[0], ("does-not-arise", "none"))
    elif (rolling or kind == "working-days") and "calendar" in clock.value:
        calendar = clock.at("calendar")
        for meaning in meanings(calendar, choices):
            if meaning.word == "does-not-arise":
                yield Finding(
                    place=calendar.place,
                    code="unfit-calendar",
                    message=Sentence(
                        "the clock of `{norm}` counts or rolls by working days without a calendar",
                        norm=draft.norm,
                    ),
                    help=Sentence("name the act's calendar"),
                )


def _of_length(kind: str, answer: Part, choices: Choices) -> Iterator[Finding]:
    if kind in ("within", "after-unless"):
        for meaning in meanings(answer, choices):
            yield from _of_duration(answer, meaning, least=1)
    elif kind == "day-of-month-after-period":
        help_ = Sentence("write a day that every month has, `1` to `{last}`", last=_LAST_DAY)
        yield from _of_number(answer, choices, _LAST_DAY, help_)
    elif kind == "working-days":
        help_ = Sentence("write a number of days from `1` to `{last}`", last=_CENTURY)
        yield from _of_number(answer, choices, _CENTURY, help_)
    else:
        yield from _words(answer, choices)


def _of_number(answer: Part, choices: Choices, last: int, help_: Sentence) -> Iterator[Finding]:
    for meaning in meanings(answer, choices):
        text = meaning.word
        if not (text.isascii() and text.isdigit()):
            yield Finding(
                place=answer.place,
                code="not-a-number",
                message=Sentence("`{text}` is not a number of days", text=text),
                help=Sentence("write the length as a whole number in quotes"),
            )
        elif not 1 <= int(text) <= last:
            yield refused(answer, "length-out-of-range", meaning, help_)


def _of_grace(answer: Part, choices: Choices) -> Iterator[Finding]:
    for meaning in meanings(answer, choices):
        if meaning.word != "none":
            yield from _of_duration(answer, meaning, least=0)


def _of_duration(answer: Part, meaning: Meaning, least: int) -> Iterator[Finding]:
    try:
        length = read_duration(meaning.word)
    except NotAnInstantError as error:
        yield Finding(place=answer.place, code="not-a-duration", message=error.why, help=error.help)
        return
    if not least <= length <= _CENTURY * DAY:
        help_ = Sentence("write a duration of some length, at most a century")
        yield refused(answer, "length-out-of-range", meaning, help_)


def of_test(test: Part, choices: Choices) -> Iterator[Finding]:
    """Check what a blank cell stands for in the tests of a condition."""
    for key in ("all", "any"):
        for part in test.at(key).items() if key in test.value else ():
            yield from of_test(part, choices)
    if "not" in test.value:
        yield from of_test(test.at("not"), choices)
    if "blank" not in test.value:
        return
    if "has" in test.value:
        yield from one_of(test.at("blank"), ("unknown", "all"), choices)
        return
    words = _column(test.value.get("cell") or test.value["otherwise"])
    if words:
        yield from one_of(test.at("blank"), ("unknown", *words), choices)


def _column(name: str) -> Sequence[str]:
    """Return the words of an object's column; none where it is free text."""
    columns = documents.schema("norms")["$defs"]["object-words"]["properties"]
    words: Sequence[str] = columns[name].get("enum", ())
    return words
