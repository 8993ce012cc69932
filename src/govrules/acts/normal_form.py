"""A norm as its chapter writes it → a norm in normal form; refuses an open clock card."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from govrules.documents import Document, Json
from govrules.findings import Finding, PolicyError
from govrules.instants import ABSENT, Instant, NotAnInstantError, day_start, read_duration
from govrules.norms import (
    CLOCK_QUESTIONS,
    AfterUnless,
    All,
    Any,
    Anybody,
    Attestation,
    ByDate,
    CellHas,
    CellIs,
    Clock,
    Condition,
    DayAfterPeriod,
    Deadline,
    Deliverable,
    Edition,
    Executors,
    FormCell,
    FormSection,
    FormTrigger,
    Holder,
    InPeriod,
    Link,
    Linked,
    Members,
    Message,
    NoDeadline,
    Norm,
    NotSo,
    ObjectOwner,
    ObjectTrigger,
    OccasionTrigger,
    OnceTrigger,
    OwnerHolds,
    Party,
    Performance,
    PeriodTrigger,
    ReceiptTrigger,
    Record,
    Test,
    Trigger,
    UntilClosed,
    Within,
    WithinMonth,
    WithinWorkingDays,
)
from govrules.sentences import Sentence

NO_CLOCK = "does-not-arise"
"""The answer to every question of the clock card where a norm sets no deadline."""

CHOICES: Mapping[str, Sequence[str]] = {
    "unit": ("elapsed", "calendar", "working"),
    "suspended-by": ("nothing",),
    "tie": ("closed", "half-open", "minute", "end-of-day", "office-hours"),
    "roll": ("does-not-arise", "none", "roll-official", "roll-back"),
}
"""The answers that the vocabulary knows to questions that have a closed list of answers."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What an act says for all its norms: its zone, its interval in force, what it settles."""

    zone: ZoneInfo
    in_force: tuple[Instant, Instant]
    settled: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Written:
    """A norm or condition as written: its settled value, its place, the readings it rests on."""

    value: Mapping[str, Json]
    document: Document
    pointer: tuple[str | int, ...]
    readings: tuple[str, ...]

    def refuse(self, code: str, message: Sentence, help_: Sentence) -> PolicyError:
        """Make the error that refuses this part of the act."""
        place = self.document.place(self.pointer)
        return PolicyError([Finding(place=place, code=code, message=message, help=help_)])


def condition(written: Written) -> Condition:
    """Return a condition in normal form."""
    value = written.value
    return Condition(value["provision"], value["ground"], _test(value["when"]))


def _test(value: Mapping[str, Json]) -> Test:
    match value:
        case {"all": parts}:
            return All(tuple(map(_test, parts)))
        case {"any": parts}:
            return Any(tuple(map(_test, parts)))
        case {"not": part}:
            return NotSo(_test(part))
        case {"cell": column, "is": words, "blank": blank}:
            return CellIs(column, tuple(words), blank)
        case {"cell": column, "has": word, "blank": blank}:
            return CellHas(column, word, blank)
        case {"owner-holds": role}:
            return OwnerHolds(role)
    return Linked(value["linked"], value["target"], value["otherwise"], value["blank"])


def norm(
    written: Written,
    conditions: Mapping[str, tuple[Condition, tuple[str, ...]]],
    executors: Mapping[str, Sequence[str]],
    frame: Frame,
    edition: Edition,
) -> Norm:
    """Return an edition of a norm in normal form.

    `conditions` maps a provision to its condition and the readings that this rests on;
    `executors` maps a norm to the classes that it names as executors itself.

    Raises:
        PolicyError: a question of the clock card is open or answered in unknown words, a
            condition does not exist, or a part does not fit the others.
    """
    value = written.value
    reach = [_reach(written, name, conditions) for name in value.get("conditions", ())]
    rests_on = {*written.readings, *(name for _, names in reach for name in names)}
    clock = _clock(written)
    settled = {**frame.settled, **value.get("settled", {})}
    return Norm(
        id=value["norm"],
        severity=value["severity"],
        bearer=_party(written, value["bearer"], executors, settled),
        counterparty=_party(written, value["counterparty"], executors, settled),
        trigger=_trigger(value["trigger"]),
        performance=_performance(value["performance"]),
        deadline=_deadline(written, clock),
        clock=clock,
        conditions=tuple(each for each, _ in reach),
        readings=tuple(sorted(rests_on, key=lambda name: int(name[1:]))),
        in_force=_in_force(value, frame),
        settled=settled,
        edition=edition,
        words=value.get("words", ""),
    )


def _in_force(value: Mapping[str, Json], frame: Frame) -> tuple[Instant, Instant]:
    own = value.get("in-force")
    if own is None:
        return frame.in_force
    start = day_start(date.fromisoformat(own["from"]), frame.zone)
    end = day_start(date.fromisoformat(own["to"]), frame.zone) if "to" in own else ABSENT
    return start, end


def _reach(
    written: Written, name: str, conditions: Mapping[str, tuple[Condition, tuple[str, ...]]]
) -> tuple[Condition, tuple[str, ...]]:
    if name not in conditions:
        raise written.refuse(
            "no-such-condition",
            Sentence(
                "norm `{norm}` names the condition `{condition}`, which the act lacks",
                norm=written.value["norm"],
                condition=name,
            ),
            Sentence("write it under `conditions` in a chapter of the act"),
        )
    return conditions[name]


def _clock(written: Written) -> Clock:
    if written.value["deadline"] == "none":
        return Clock(*(NO_CLOCK,) * len(CLOCK_QUESTIONS))
    answers = written.value.get("clock", {})
    name = written.value["norm"]
    open_ = [question for question in CLOCK_QUESTIONS if question not in answers]
    if open_:
        raise written.refuse(
            "open-clock",
            Sentence(
                "the clock of `{norm}` leaves open {questions}", norm=name, questions=_asked(open_)
            ),
            Sentence("answer it in the norm, or with a reading where the text does not say"),
        )
    for question, permitted in CHOICES.items():
        if answers[question] not in permitted:
            raise written.refuse(
                "unknown-answer",
                Sentence(
                    "the clock of `{norm}` answers `{question}` with `{answer}`",
                    norm=name,
                    question=question,
                    answer=answers[question],
                ),
                Sentence("{hint}write one of {words}", hint="", words=", ".join(permitted)),
            )
    return Clock(**{question.replace("-", "_"): answers[question] for question in CLOCK_QUESTIONS})


def _asked(questions: Sequence[str]) -> str:
    told: str = ""
    for name in questions:
        asked = Sentence("`{name}`: {question}?", name=name, question=CLOCK_QUESTIONS[name])
        told = Sentence("{first}; {next}", first=told, next=asked) if told else asked
    return told


def _party(
    written: Written,
    value: Mapping[str, Json],
    executors: Mapping[str, Sequence[str]],
    settled: Mapping[str, str],
) -> Party:
    jointly = settled.get("borne") != "each" and not value.get("each", False)
    match value:
        case {"holder": role}:
            return Holder(role)
        case {"members": role}:
            return Members(
                role, bool(value.get("involved", False)), bool(value.get("or-authorised", False))
            )
        case {"executors": roles}:
            return Executors(tuple(roles), jointly)
        case {"executors-of": "nobody"}:
            return Executors((), jointly)
        case {"executors-of": other}:
            if other not in executors:
                raise written.refuse(
                    "no-such-executors",
                    Sentence(
                        "norm `{norm}` takes its executors from `{other}`, which names none",
                        norm=written.value["norm"],
                        other=other,
                    ),
                    Sentence("name a norm that lists its own executors"),
                )
            return Executors(tuple(executors[other]), jointly)
        case {"anybody": role}:
            return Anybody(role)
    return ObjectOwner(value["owner"])


def _trigger(value: Mapping[str, Json]) -> Trigger:
    match value:
        case {"receipt-of": message, "occasion": occasions}:
            return ReceiptTrigger(tuple(occasions), message, value["unrecorded"])
        case {"occasion": occasions}:
            return OccasionTrigger(tuple(occasions), value.get("if", ""))
        case {"period": period}:
            until = value.get("until")
            last = date.fromisoformat(until) if until else None
            return PeriodTrigger(period, last, value.get("given", ""))
        case {"day": day, "subject": subject}:
            return OnceTrigger(date.fromisoformat(day), subject)
        case {"objects-from": day}:
            return ObjectTrigger(date.fromisoformat(day))
    return FormTrigger(value["form"], value.get("section", ""))


def _performance(value: Json) -> Performance:
    match value:
        case "attestation":
            return Attestation()
        case "section":
            return FormSection()
        case {"record": column}:
            return Record(column, bool(value.get("attestable", False)))
        case {"deliver": item, "unrecorded": unrecorded}:
            return Deliverable(item, tuple(value.get("kinds", ())), unrecorded)
        case {"link": relation}:
            return Link(relation)
        case {"cell": column, "is": form}:
            return FormCell(column, form)
        case {"message": type_}:
            return Message(
                type_,
                covers=tuple(value.get("covers", ())),
                languages=tuple(value.get("languages", ())),
                document=value.get("document", ""),
                form=bool(value.get("form", False)),
                counts_when=value["counts-when"],
            )
    message = f"the schema lets through a performance that nobody knows: {value}"
    raise TypeError(message)


def _deadline(written: Written, clock: Clock) -> Deadline:
    match written.value["deadline"]:
        case "none":
            return NoDeadline()
        case "month":
            return WithinMonth()
        case "day-of-month-after-period":
            return DayAfterPeriod(_number(written, clock.length))
        case "working-days":
            return WithinWorkingDays(_number(written, clock.length))
        case "within":
            return Within(_duration(written, clock.length))
        case {"in-period": when}:
            return InPeriod(when)
        case {"by": day, "before-act": before_act}:
            return ByDate(date.fromisoformat(day), before_act)
        case {"until": column}:
            return UntilClosed(column)
        case {"after-unless": instants, "grace": grace, "afterwards": late, "unrecorded": blank}:
            return AfterUnless(
                _duration(written, clock.length),
                tuple(instants),
                None if grace == "none" else _duration(written, grace),
                late,
                blank,
            )
    message = f"the schema lets through a deadline that nobody knows: {written.value['deadline']}"
    raise TypeError(message)


def _number(written: Written, text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise written.refuse(
            "not-a-number",
            Sentence("`{text}` is not a number of days", text=text),
            Sentence("write the length as a whole number in quotes"),
        )
    return int(text)


def _duration(written: Written, text: str) -> int:
    try:
        return read_duration(text)
    except NotAnInstantError as error:
        raise written.refuse("not-a-duration", error.why, error.help) from error
