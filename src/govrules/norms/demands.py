"""What a norm demands, and by when: performances and deadlines."""

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from govrules.instants import Duration


@dataclass(frozen=True, slots=True)
class Message:
    """A message to the counterparty: its type, what it must cover or be, which instant counts.

    `languages` and `document` are demands on what it transmits; `form` says that it must come
    with a form whose every cell and section is in order.
    """

    type: str
    covers: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    document: str = ""
    form: bool = False
    counts_when: str = "sent"


@dataclass(frozen=True, slots=True)
class Record:
    """An instant in the record of the case itself; an attestation may stand in for it."""

    column: str
    attestable: bool = False


@dataclass(frozen=True, slots=True)
class Deliverable:
    """Something delivered under an item's number; of each kind named, if any is.

    What becomes of a duty for which nothing is on record: `missing`, `attestation`, `unknown`.
    """

    item: str
    kinds: tuple[str, ...] = ()
    unrecorded: str = "missing"


@dataclass(frozen=True, slots=True)
class Attestation:
    """A statement that the provision is observed."""


@dataclass(frozen=True, slots=True)
class Link:
    """A relation in the organisation graph between counterparty and bearer, without a gap."""

    relation: str


@dataclass(frozen=True, slots=True)
class FormCell:
    """A cell of a form's row: `filled`, or in the form that a demand names."""

    column: str
    demand: str


@dataclass(frozen=True, slots=True)
class FormSection:
    """A section of a form: filled with rows or declared to have none."""


Performance: TypeAlias = (
    Message | Record | Deliverable | Attestation | Link | FormCell | FormSection
)


@dataclass(frozen=True, slots=True)
class Within:
    """Performed within a length of time from the trigger."""

    length: Duration


@dataclass(frozen=True, slots=True)
class AfterUnless:
    """Performed only after a length of time, unless all the case's instants named came before.

    Overdue once `grace` more has passed, never if it is `None`; a performance after that is
    `accepted` or `late`. An instant without a record is `absent` or `unknown`.
    """

    length: Duration
    unless: tuple[str, ...]
    grace: Duration | None
    afterwards: str
    unrecorded: str


@dataclass(frozen=True, slots=True)
class DayAfterPeriod:
    """Performed by a day of the month that follows the period, never before the period's end."""

    day: int


@dataclass(frozen=True, slots=True)
class InPeriod:
    """Performed inside the period, or as the reading of an unstated day has it."""

    when: str


@dataclass(frozen=True, slots=True)
class ByDate:
    """Performed by a day; `before_act` says what a day is worth that precedes the act."""

    day: date
    before_act: str = "indeterminate"


@dataclass(frozen=True, slots=True)
class WithinWorkingDays:
    """Performed within a number of working days after the trigger's day."""

    days: int


@dataclass(frozen=True, slots=True)
class WithinMonth:
    """Performed within one month after the trigger's day."""


@dataclass(frozen=True, slots=True)
class UntilClosed:
    """Performed before an instant of the case, without any other limit."""

    column: str


@dataclass(frozen=True, slots=True)
class NoDeadline:
    """Performed some time."""


Deadline: TypeAlias = (
    Within
    | AfterUnless
    | DayAfterPeriod
    | InPeriod
    | ByDate
    | WithinWorkingDays
    | WithinMonth
    | UntilClosed
    | NoDeadline
)
