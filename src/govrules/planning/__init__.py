"""PLAN: norms × relations → the calculus, one relation of duties and one of their evidence."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from govrules.calculus import Relation
from govrules.facts import Facts
from govrules.instants import Instant
from govrules.norms import (
    Act,
    FormTrigger,
    Members,
    Norm,
    ObjectTrigger,
    OccasionTrigger,
    OnceTrigger,
    PeriodTrigger,
    ReceiptTrigger,
    Trigger,
)
from govrules.planning import cases, forms, objects, tabled
from govrules.planning.conditions import tested_columns, words_of
from govrules.planning.duties import DUTY_COLUMNS, EVIDENCE_COLUMNS, Family
from govrules.planning.messages import message_types
from govrules.planning.parties import tenures

__all__ = [
    "DUTY_COLUMNS",
    "EVIDENCE_COLUMNS",
    "Plan",
    "is_of_cases",
    "message_types",
    "plan",
    "tenures",
    "tested_columns",
    "words_of",
]


@dataclass(frozen=True, slots=True)
class Plan:
    """What an engine evaluates: relations of `DUTY_COLUMNS` and of `EVIDENCE_COLUMNS`.

    `not_assessed` names the norms whose duties cannot even be listed from this dataset.
    """

    duties: tuple[Relation, ...]
    evidence: tuple[Relation, ...]
    not_assessed: tuple[str, ...]


Planner = Callable[[Act, Sequence[Norm], Facts, Instant], Family]


@dataclass(frozen=True, slots=True)
class _Kind:
    """A family of norms: the triggers that make it, the tables without which it has no duties."""

    triggers: tuple[type[Trigger], ...]
    needs: frozenset[str]
    plan: Planner


_KINDS: Sequence[_Kind] = (
    _Kind(
        (OccasionTrigger, ReceiptTrigger),
        frozenset({"cases"}),
        lambda act, norms, facts, as_of: cases.family(cases.Cases(act, norms, facts, as_of)),
    ),
    _Kind(
        (PeriodTrigger, OnceTrigger),
        frozenset({"organisations"}),
        tabled.family,
    ),
    _Kind(
        (ObjectTrigger,),
        frozenset({"objects"}),
        lambda act, norms, facts, as_of: objects.family(objects.Objects(act, norms, facts, as_of)),
    ),
    _Kind(
        (FormTrigger,),
        frozenset({"organisations", "messages", "assets"}),
        lambda act, norms, facts, as_of: forms.family(forms.Form(act, norms, facts), as_of),
    ),
)


def plan(
    acts: Iterable[Act],
    norms: Sequence[Norm],
    facts: Facts,
    as_of: Instant,
    *,
    unlisted: bool = False,
) -> Plan:
    """Plan how some norms of some acts are judged over an agency's facts at an instant.

    With `unlisted` also those whose duties cannot be listed, for want of a table, are planned: a
    plan for many datasets has them all.
    """
    families: list[Family] = []
    not_assessed: list[str] = []
    wanted = {norm.id for norm in norms}
    for act in acts:
        for kind in _KINDS:
            own = [n for n in act.norms if n.id in wanted and isinstance(n.trigger, kind.triggers)]
            listed = [n for n in own if unlisted or _needs(kind, n) <= facts.tables.keys()]
            not_assessed += [norm.id for norm in own if norm not in listed]
            if listed:
                families.append(kind.plan(act, listed, facts, as_of))
    return Plan(
        duties=tuple(each for family in families for each in family.duties),
        evidence=tuple(each for family in families for each in family.evidence),
        not_assessed=tuple(sorted(not_assessed)),
    )


def is_of_cases(norm: Norm) -> bool:
    """Say whether a norm's duties are of cases, each judged by its own records alone."""
    return isinstance(norm.trigger, OccasionTrigger | ReceiptTrigger)


def _needs(kind: _Kind, norm: Norm) -> frozenset[str]:
    """Name the tables without which a norm's duties cannot even be listed."""
    involved = isinstance(norm.bearer, Members) and norm.bearer.involved
    return kind.needs | {"relations"} if involved else kind.needs
