"""What the law says, in normal form: acts, provisions, readings, and norms with their clocks.

A norm picks one of each: whom it binds, whom it is owed to, a trigger, a performance and a
deadline. Nothing here knows any act; nothing here judges.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from govrules.calendars import Calendar
from govrules.instants import ABSENT, EARLIEST, Instant
from govrules.norms.conditions import (
    All,
    Any,
    CellHas,
    CellIs,
    Condition,
    Linked,
    NotSo,
    OwnerHolds,
    Test,
)
from govrules.norms.demands import (
    AfterUnless,
    Attestation,
    ByDate,
    DayAfterPeriod,
    Deadline,
    Deliverable,
    FormCell,
    FormSection,
    InPeriod,
    Link,
    Message,
    NoDeadline,
    Performance,
    Record,
    UntilClosed,
    Within,
    WithinMonth,
    WithinWorkingDays,
)
from govrules.norms.reach import (
    Anybody,
    CaseTrigger,
    Executors,
    FormTrigger,
    Holder,
    Members,
    ObjectOwner,
    ObjectTrigger,
    OccasionTrigger,
    OnceTrigger,
    Other,
    Party,
    PeriodTrigger,
    ReceiptTrigger,
    RoleLink,
    Trigger,
)
from govrules.sentences import Sentence

__all__ = [
    "CLOCK_QUESTIONS",
    "Act",
    "AfterUnless",
    "All",
    "Any",
    "Anybody",
    "Attestation",
    "ByDate",
    "CaseTrigger",
    "CellHas",
    "CellIs",
    "Clock",
    "Condition",
    "DayAfterPeriod",
    "Deadline",
    "Deliverable",
    "Edition",
    "Executors",
    "FormCell",
    "FormSection",
    "FormTrigger",
    "Holder",
    "InPeriod",
    "Link",
    "Linked",
    "Members",
    "Message",
    "NoDeadline",
    "Norm",
    "NotSo",
    "ObjectOwner",
    "ObjectTrigger",
    "OccasionTrigger",
    "OnceTrigger",
    "Other",
    "OwnerHolds",
    "Party",
    "Performance",
    "PeriodTrigger",
    "Provision",
    "ReadingChoice",
    "ReceiptTrigger",
    "Record",
    "RoleLink",
    "Test",
    "Trigger",
    "UntilClosed",
    "Within",
    "WithinMonth",
    "WithinWorkingDays",
    "Wording",
]

CLOCK_QUESTIONS: Mapping[str, Sentence] = {
    "start": Sentence("which event starts the clock"),
    "first-unit": Sentence("is the first unit counted"),
    "length": Sentence("how long is the term"),
    "unit": Sentence("in which unit is it counted: elapsed, calendar or working"),
    "calendar": Sentence("which calendar says what is a working day"),
    "zone": Sentence("in which zone are days and midnight"),
    "roll": Sentence("does a due day that is not worked roll, and where to"),
    "suspended-by": Sentence("what suspends the clock"),
    "tie": Sentence("is the last instant inside the term"),
}
"""The nine questions that every deadline answers; an act that leaves one open is refused."""


@dataclass(frozen=True, slots=True)
class Clock:
    """The clock card: an answer to each of the nine questions, readings already settled."""

    start: str
    first_unit: str
    length: str
    unit: str
    calendar: str
    zone: str
    roll: str
    suspended_by: str
    tie: str


@dataclass(frozen=True, slots=True)
class Edition:
    """One version of a norm: the amendment that made it, and the triggers that it governs.

    `governs` is half-open; the editions of a norm cover all time between them, without overlap.
    """

    amendment: str
    governs: tuple[Instant, Instant]


@dataclass(frozen=True, slots=True)
class Wording:
    """Which wording of a norm is known: from a day on, before which it reads differently.

    `before` says what a norm is worth judged before that day: `indeterminate` or `printed`.
    A norm repealed on that day is not applicable from it on, or `throughout`.
    """

    known_from: Instant
    before: str
    repealed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Norm:
    """What a provision demands, in normal form."""

    id: str
    severity: str
    bearer: Party
    counterparty: Party
    trigger: Trigger
    performance: Performance
    deadline: Deadline
    clock: Clock
    conditions: tuple[Condition, ...]
    readings: tuple[str, ...]
    in_force: tuple[Instant, Instant]
    settled: Mapping[str, str] = field(default_factory=dict)
    """How points that concern the whole norm are settled, by their names."""
    edition: Edition = field(default_factory=lambda: Edition("", (EARLIEST, ABSENT)))
    wording: Wording | None = None
    words: str = ""
    """The few operative words of the text that fix its number, unit, boundary or recipient."""

    @property
    def key(self) -> str:
        """Return a name for this edition of the norm, different from those of its others."""
        return f"{self.id}@{self.edition.amendment}" if self.edition.amendment else self.id


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingChoice:
    """A point the text leaves open: its choices, the default first, and which is taken."""

    id: str
    question: Mapping[str, str]
    choices: tuple[str, ...]
    taken: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Provision:
    """A citable unit of an act with its official number."""

    id: str
    number: str
    summary: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """A legal instrument with everything that was loaded from its folder."""

    id: str
    title: Mapping[str, str]
    language: str
    zone: str
    adopted: date
    commencement: Instant
    roles: Mapping[str, tuple[str, ...]]
    """Each role of the act with the roles it contains, itself included."""
    role_names: Mapping[str, Mapping[str, str]]
    filled: Mapping[str, str]
    """The roles whose holders the text does not name: filled `by-appointment`, `by-description`."""
    others: Mapping[str, Other]
    """Whom and what the act speaks of beside its roles."""
    readings: Mapping[str, ReadingChoice]
    settled: Mapping[str, str]
    """How points that concern the whole act are settled, by their names."""
    norms: tuple[Norm, ...]
    calendar: Calendar | None
    digest: str
    role_links: Mapping[str, tuple[RoleLink, ...]] = field(default_factory=dict)
    """What ties whoever holds a role to others, for the roles that the act defines so."""
