"""Who has to do with whom under each unit of an act: the edges that the text draws.

A norm about a message or a link is an edge by itself, from its bearer to its counterparty; other
units say in the data what edge they draw. Nothing is drawn that neither of them says.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from govrules.acts.inventory import Arrow, Unit
from govrules.findings import Place
from govrules.graphs import labels
from govrules.norms import (
    Act,
    Anybody,
    Executors,
    Link,
    Members,
    Message,
    Norm,
    ObjectOwner,
    OccasionTrigger,
    Party,
    PeriodTrigger,
    ReceiptTrigger,
)
from govrules.sentences import Sentence

NOBODY = "unspecified"
"""Stands for whom the text does not name."""

AUTHORISED = "authorised-person"
"""Stands for the person whom a body authorised to act for it."""

_RELATIONS: Mapping[str, str] = {
    "notice": "notifies",
    "recommendation": "recommends",
    "reply": "replies",
    "escalation": "escalates",
    "annex-data": "reports",
    "digest": "reports",
    "progress-report": "reports",
    "consolidated-report": "reports",
    "document": "sends",
}
"""What each type of message does to its recipient."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """One edge of the law: who, to whom, by which unit, and the norm that says when, if any.

    Any one of `senders` may act and any one of `recipients` be told. `jointly`: the unit binds
    several sources together. `mutual`: neither end comes first. `basis_of` are the norms whose
    duties exist only while the link does.
    """

    unit: str
    provision: str
    source: str
    relation: str
    target: str
    summary: Mapping[str, str]
    place: Place
    norm: Norm | None = None
    senders: tuple[str, ...]
    recipients: tuple[str, ...]
    jointly: bool = False
    implied: bool = False
    mutual: bool = False
    when: str = ""
    basis_of: tuple[str, ...] = ()

    @property
    def message(self) -> Message | None:
        """Return the message that the norm demands, unless the unit draws another edge itself."""
        demanded = self.norm.performance if self.norm else None
        return demanded if isinstance(demanded, Message) else None

    @property
    def content(self) -> tuple[str, ...]:
        """Return what it must tell: what the message covers, else the occasions it tells of."""
        if self.message is None or self.norm is None:
            return ()
        trigger = self.norm.trigger
        occasions = trigger.occasions if isinstance(trigger, OccasionTrigger) else ()
        return self.message.covers or occasions

    @property
    def label(self) -> Sentence:
        """Say by when, or when."""
        return labels.term(self.norm, self.when)


def edges(act: Act, units: Mapping[str, Unit]) -> tuple[Edge, ...]:
    """Return the edges of an act as last amended, in the order of its text."""
    norms = in_force(act)
    return tuple(
        edge for unit in units.values() for edge in _of_unit(unit, norms.get(unit.id), norms)
    )


def in_force(act: Act) -> dict[str, Norm]:
    """Return the norms of an act by id, each in its last edition; repealed ones are left out."""
    last = {norm.id: norm for norm in sorted(act.norms, key=lambda norm: norm.edition.governs)}
    return {
        name: norm
        for name, norm in sorted(last.items())
        if not (norm.wording and norm.wording.repealed)
    }


def roles(party: Party) -> tuple[str, ...]:
    """Return the roles that a party is made of; `unspecified` for executors that are nobody."""
    if isinstance(party, Executors):
        return party.roles or (NOBODY,)
    return (party.role,)


def _of_unit(unit: Unit, norm: Norm | None, norms: Mapping[str, Norm]) -> Iterator[Edge]:
    arrow = unit.arrow or (_arrow(norm) if norm else None)
    _, gone_from = unit.in_force
    if arrow is None or gone_from is not None:
        return
    sources = arrow.sources or (roles(norm.bearer) if norm else ())
    targets = arrow.targets or (roles(norm.counterparty) if norm else ())
    linked = norm.performance.relation if norm and isinstance(norm.performance, Link) else ""
    for source in sources:
        for target in targets:
            yield Edge(
                unit=unit.id,
                provision=unit.number,
                source=source,
                relation=arrow.relation,
                target=target,
                summary=unit.summary,
                place=unit.place,
                norm=norm,
                senders=sources if arrow.either else _any_of(source, norm.bearer if norm else None),
                recipients=_any_of(target, norm.counterparty if norm else None),
                jointly=not arrow.sources and _jointly(norm),
                implied=arrow.implied,
                mutual=bool(linked),
                when=arrow.when,
                basis_of=_resting_on(linked, norms.values()) if linked else (),
            )


def _arrow(norm: Norm) -> Arrow | None:
    match norm.performance:
        case Message(type=type_):
            relation, when = _RELATIONS[type_], ""
        case Link(relation=relation):
            when = "throughout"
        case _:
            return None
    return Arrow(relation=relation, sources=(), targets=(), either=False, implied=False, when=when)


def _any_of(role: str, party: Party | None) -> tuple[str, ...]:
    """Return whom a role may be met by: also the person it authorised, where the norm has it so."""
    authorises = isinstance(party, ObjectOwner) or (
        isinstance(party, Members) and party.or_authorised
    )
    if party is None or isinstance(party, (Anybody, Executors)):
        return (role,)
    return (role, AUTHORISED) if authorises and party.role == role else (role,)


def _jointly(norm: Norm | None) -> bool:
    bearer = norm.bearer if norm else None
    return isinstance(bearer, Executors) and bearer.jointly and len(bearer.roles) > 1


def _resting_on(relation: str, norms: Iterable[Norm]) -> tuple[str, ...]:
    return tuple(
        norm.id
        for norm in norms
        if isinstance(norm.trigger, PeriodTrigger) and norm.trigger.given == relation
    )


def occasions(edge: Edge) -> tuple[str, ...]:
    """Return the occasions of a case that an edge is about; none where it is about no case."""
    trigger = edge.norm.trigger if edge.norm else None
    if isinstance(trigger, (OccasionTrigger, ReceiptTrigger)):
        return trigger.occasions
    return ()
