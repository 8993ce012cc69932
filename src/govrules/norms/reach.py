"""Whom a norm binds, to whom it is owed, and what brings its duties about."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from govrules.calendars import PeriodKind


@dataclass(frozen=True, slots=True)
class Holder:
    """The one organisation that holds a role; two holders at a time are none."""

    role: str


@dataclass(frozen=True, slots=True)
class Members:
    """Each organisation in a class of roles; only while it takes part in the act if `involved`.

    With `or_authorised` what a person does whom it authorised counts as its own.
    """

    role: str
    involved: bool = False
    or_authorised: bool = False


@dataclass(frozen=True, slots=True)
class ObjectOwner:
    """The body that owns the case's object, or whom it authorised at that moment.

    `role` is what the act calls the body; it names the party where the owner is not known.
    """

    role: str


@dataclass(frozen=True, slots=True)
class Executors:
    """All organisations in some classes of roles: bound together, or each for itself."""

    roles: tuple[str, ...]
    jointly: bool = True


@dataclass(frozen=True, slots=True)
class Anybody:
    """A party that the tables cannot bind: the public, a parliament, nobody in particular."""

    role: str


@dataclass(frozen=True, slots=True)
class Other:
    """Whom or what an act speaks of beside its roles: a `body`, `people` or a `system`."""

    name: Mapping[str, str]
    kind: str


Party: TypeAlias = Holder | Members | ObjectOwner | Executors | Anybody


@dataclass(frozen=True, slots=True)
class OccasionTrigger:
    """An event in a case: detection or, for the upgrade to an incident, classification.

    Where a flag of the case is named, the duty exists only if it is `true`.
    """

    occasions: tuple[str, ...]
    if_flag: str = ""


@dataclass(frozen=True, slots=True)
class ReceiptTrigger:
    """The receipt of a message of a type in the case, sent by the counterparty to the bearer.

    A receipt that nobody recorded is known by its `bounds`, or taken `received-as-sent`.
    """

    occasions: tuple[str, ...]
    message: str
    unrecorded: str


@dataclass(frozen=True, slots=True)
class PeriodTrigger:
    """Each period of a kind that begins by the last day of the series.

    The relation named, if any, must run between counterparty and bearer at the period's end.
    """

    period: PeriodKind
    until: date | None = None
    given: str = ""


@dataclass(frozen=True, slots=True)
class OnceTrigger:
    """A day: the duty is one-off and about `subject`."""

    since: date
    subject: str


@dataclass(frozen=True, slots=True)
class ObjectTrigger:
    """Each object, from a day on."""

    since: date


@dataclass(frozen=True, slots=True)
class FormTrigger:
    """Each row of a form that was sent, or each section of it where one is named."""

    message: str
    section: str = ""


CaseTrigger: TypeAlias = OccasionTrigger | ReceiptTrigger
Trigger: TypeAlias = CaseTrigger | PeriodTrigger | OnceTrigger | ObjectTrigger | FormTrigger


@dataclass(frozen=True, slots=True)
class RoleLink:
    """A relation to a holder of `role` that, as a unit defines it, makes one hold another role.

    `outward` relations run from whoever is defined, others towards it.
    """

    unit: str
    relation: str
    role: str
    outward: bool
