"""A norm as its chapter writes it → a norm in normal form: a translation, which refuses nothing.

Whether the act is sound `checks` asked before.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from govrules.documents import Json
from govrules.instants import ABSENT, Instant, day_start, read_duration
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

NO_CLOCK = "does-not-arise"
"""The answer to every question of the clock card where a norm sets no deadline."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What an act says for all its norms: its zone, its interval in force, what it settles."""

    zone: ZoneInfo
    in_force: tuple[Instant, Instant]
    settled: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Written:
    """A norm or condition as written: its settled value and the readings it rests on."""

    value: Mapping[str, Json]
    readings: tuple[str, ...]


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
    """
    value = written.value
    reach = [conditions[name] for name in value.get("conditions", ())]
    rests_on = {*written.readings, *(name for _, names in reach for name in names)}
    clock = _clock(value)
    settled = {**frame.settled, **value.get("settled", {})}
    return Norm(
        id=value["norm"],
        severity=value["severity"],
        bearer=_party(value["bearer"], executors, settled),
        counterparty=_party(value["counterparty"], executors, settled),
        trigger=_trigger(value["trigger"]),
        performance=_performance(value["performance"]),
        deadline=_deadline(value["deadline"], clock),
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


def _clock(value: Mapping[str, Json]) -> Clock:
    if value["deadline"] == "none":
        return Clock(*(NO_CLOCK,) * len(CLOCK_QUESTIONS))
    answers = value["clock"]
    return Clock(**{question.replace("-", "_"): answers[question] for question in CLOCK_QUESTIONS})


def _party(
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


def _deadline(value: Json, clock: Clock) -> Deadline:
    match value:
        case "none":
            return NoDeadline()
        case "month":
            return WithinMonth()
        case "day-of-month-after-period":
            return DayAfterPeriod(int(clock.length))
        case "working-days":
            return WithinWorkingDays(int(clock.length))
        case "within":
            return Within(read_duration(clock.length))
        case {"in-period": when}:
            return InPeriod(when)
        case {"by": day, "before-act": before_act}:
            return ByDate(date.fromisoformat(day), before_act)
        case {"until": column}:
            return UntilClosed(column)
        case {"after-unless": instants, "grace": grace, "afterwards": late, "unrecorded": blank}:
            return AfterUnless(
                read_duration(clock.length),
                tuple(instants),
                None if grace == "none" else read_duration(grace),
                late,
                blank,
            )
    message = f"the schema lets through a deadline that nobody knows: {value}"
    raise TypeError(message)
