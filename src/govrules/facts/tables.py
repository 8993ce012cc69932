"""The agency's eight tables as data: columns, kinds, words, keys and references; reads nothing.

Refuses to know any act: the words here are those of the tables, never of a law.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from govrules.instants import NEVER, UNKNOWN, Span


class Kind(StrEnum):
    """How a cell is read."""

    TEXT = "text"
    NAME = "name"
    """A text that other cells point to: compared after NFC, watched for look-alikes."""
    WORD = "word"
    FLAG = "flag"
    PERIOD = "period"
    INSTANT = "instant"
    FROM = "from"
    TO = "to"
    TEXTS = "texts"
    NAMES = "names"
    WORDS = "words"


LISTS: Final = frozenset({Kind.TEXTS, Kind.NAMES, Kind.WORDS})
TIMES: Final = frozenset({Kind.INSTANT, Kind.FROM, Kind.TO})


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: `required` cells make their row unusable when blank or bad.

    `dotted` texts are numbers with parts, like `1.10`, which a number cannot say.
    `blank` is what a blank instant stands for, `not_before` the column that it cannot precede,
    `refers` the tables one of which must hold the `id` that the cell names. What stands in a
    `personal` column is about a person: it leaves the project only where somebody asks for it.
    """

    name: str
    kind: Kind = Kind.TEXT
    required: bool = False
    words: tuple[str, ...] = ()
    dotted: bool = False
    blank: Span = NEVER
    not_before: str = ""
    refers: tuple[str, ...] = ()
    personal: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TableForm:
    """One table: its columns in order, the columns that identify a row, its validity bounds.

    `evidence` tables are themselves what a body handed over: their cells never set a row aside.
    `versioned` rows may share a key while their validity is disjoint.
    """

    name: str
    columns: Mapping[str, Column]
    key: tuple[str, ...] = ()
    validity: tuple[str, str] | None = None
    evidence: bool = False
    versioned: bool = False

    @property
    def required(self) -> tuple[str, ...]:
        """Name the columns without which the table says nothing."""
        return tuple(column.name for column in self.columns.values() if column.required)


def _id() -> Column:
    return Column(name="id", kind=Kind.NAME, required=True)


def _name(name: str, *refers: str, required: bool = False) -> Column:
    return Column(name=name, kind=Kind.NAME, required=required, refers=refers)


def _word(name: str, words: str, *, required: bool = False) -> Column:
    return Column(name=name, kind=Kind.WORD, required=required, words=tuple(words.split()))


def _words(name: str, words: str) -> Column:
    return Column(name=name, kind=Kind.WORDS, words=tuple(words.split()))


def _happened(name: str, *, blank: Span = NEVER, not_before: str = "") -> Column:
    return Column(name=name, kind=Kind.INSTANT, blank=blank, not_before=not_before)


def _texts(*names: str) -> tuple[Column, ...]:
    return tuple(Column(name=name) for name in names)


_VALID_FROM = Column(name="valid_from", kind=Kind.FROM)
_VALID_TO = Column(name="valid_to", kind=Kind.TO)
_PERIOD = Column(name="period", kind=Kind.PERIOD)


def _flag(name: str) -> Column:
    return Column(name=name, kind=Kind.FLAG)


def _form(
    name: str,
    *columns: Column,
    key: str = "",
    validity: tuple[str, str] | None = None,
    evidence: bool = False,
    versioned: bool = False,
) -> TableForm:
    return TableForm(
        name=name,
        columns=MappingProxyType({column.name: column for column in columns}),
        key=tuple(key.split()),
        validity=validity,
        evidence=evidence,
        versioned=versioned,
    )


_FORMS = (
    _form(
        "organisations",
        _id(),
        *_texts("name", "kind"),
        Column(name="roles", kind=Kind.TEXTS),
        _VALID_FROM,
        _VALID_TO,
        key="id",
        validity=("valid_from", "valid_to"),
        versioned=True,
    ),
    _form(
        "relations",
        _name("source", required=True),
        _word(
            "relation",
            "reports-to authorised-by employs posted-to contract supervises part-of"
            " integrated-with participates-in",
            required=True,
        ),
        _name("target", required=True),
        _VALID_FROM,
        _VALID_TO,
        validity=("valid_from", "valid_to"),
    ),
    _form(
        "objects",
        _id(),
        _name("owner", "organisations"),
        _word(
            "category",
            "digital-resource software internet-resource digital-infrastructure digital-system"
            " telecom-network",
        ),
        _flag("contains_state_secrets"),
        _flag("protected_execution"),
        _word("network_class", "ordinary special government secret encrypted coded"),
        _flag("egov_integrated"),
        *_texts("country"),
        _words("work_types", "1 2 3"),
        key="id",
    ),
    _form(
        "cases",
        _id(),
        _name("object", "objects"),
        _word("class", "event incident"),
        _happened("detected_at", blank=UNKNOWN),
        _happened("classified_at", not_before="detected_at"),
        _happened("primary_analysis_at"),
        _flag("containment_feasible"),
        _happened("contained_at"),
        _flag("dispatch_needed"),
        _happened("dispatched_at"),
        _happened("causes_eliminated_at"),
        _happened("consequences_eliminated_at"),
        _happened("closed_at"),
        key="id",
    ),
    _form(
        "messages",
        _id(),
        _word(
            "type",
            "notice recommendation reply escalation annex-data digest progress-report"
            " consolidated-report document",
            required=True,
        ),
        _name("case", "cases"),
        _name("sender", "organisations"),
        Column(name="recipient", kind=Kind.NAMES, refers=("organisations",)),
        _happened("sent_at", blank=UNKNOWN),
        _happened("received_at", blank=UNKNOWN, not_before="sent_at"),
        _word("status", "sent delivered failed"),
        _PERIOD,
        _words("covers", "event incident threats events incidents measures analysis"),
        *_texts("document"),
        Column(name="languages", kind=Kind.TEXTS),
        _words("nil_sections", "internal external"),
        _name("in_reply_to", "messages"),
        key="id",
    ),
    _form(
        "assets",
        _name("message", "messages", required=True),
        _word("section", "internal external", required=True),
        *_texts("number", "body", "unit", "location"),
        Column(name="person", personal=True),
        *_texts("hostname", "ip", "os"),
        key="message section number",
        evidence=True,
    ),
    _form(
        "deliverables",
        Column(name="item", required=True, dotted=True),
        _name("organisation", "organisations"),
        _name("object", "objects"),
        _name("case", "cases"),
        *_texts("kind"),
        _happened("date", blank=UNKNOWN),
        *_texts("document"),
    ),
    _form(
        "attestations",
        Column(name="provision", required=True, dotted=True),
        _name("organisation", "organisations", required=True),
        _name("object", "objects"),
        _name("case", "cases"),
        _PERIOD,
        _happened("date", blank=UNKNOWN),
        _VALID_TO,
        _flag("holds"),
        *_texts("document"),
        validity=("date", "valid_to"),
    ),
)

TABLES: Final[Mapping[str, TableForm]] = MappingProxyType({form.name: form for form in _FORMS})
"""Every table an agency may hand over, by name, in the order in which they build on each other."""

RELATION_ENDS: Final[Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]] = MappingProxyType(
    {
        "reports-to": (("organisations",), ("organisations",)),
        "authorised-by": (("organisations",), ("organisations",)),
        "employs": (("organisations",), ()),
        "posted-to": ((), ("organisations",)),
        "contract": (("organisations",), ("organisations",)),
        "supervises": (("organisations",), ("organisations",)),
        "part-of": (("organisations", "objects"), ("organisations", "objects")),
        "integrated-with": (("objects",), ()),
        "participates-in": (("organisations",), ()),
    }
)
"""The tables that hold the source and the target of a relation; none where it is no row of ours:
an employee, a platform, an act."""
