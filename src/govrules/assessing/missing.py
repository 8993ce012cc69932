"""What is missing: the unknown cells each of which, known, could change a verdict's word."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from govrules.assessing.trials import is_unknown
from govrules.assessing.trying import Trying
from govrules.facts import Facts
from govrules.facts.tables import TABLES
from govrules.findings import Place
from govrules.instants import Instant
from govrules.norms import (
    Act,
    Attestation,
    Deliverable,
    Link,
    Message,
    Norm,
    ObjectTrigger,
    OccasionTrigger,
    PeriodTrigger,
    ReceiptTrigger,
)
from govrules.planning import is_of_cases
from govrules.verdicts import Judgement, Reason, Verdict


def unknown_cells(
    judgements: Sequence[Judgement], acts: Sequence[Act], facts: Facts, as_of: Instant
) -> tuple[Judgement, ...]:
    """Return the judgements with the unknown cells that could settle the undecided ones."""
    undecided = [j for j in judgements if _lacks_data(j)]
    found: dict[str, tuple[Place, ...]] = {}
    norms: dict[str, Norm] = {}
    for act in acts:
        own = {norm.id: norm for norm in act.norms}
        of_cases = [j for j in undecided if j.duty.norm in own and is_of_cases(own[j.duty.norm])]
        found |= Trying(act, own, facts, as_of).settle(of_cases)
        norms |= own
    others = [j for j in undecided if not is_of_cases(norms[j.duty.norm])]
    blank = _blank_cells({place for j in others for place in j.evidence}, facts)
    for judgement in others:
        cells = (place for row in judgement.evidence for place in blank.get(row, ()))
        found[judgement.duty.id] = (*cells, *_lapsed(norms[judgement.duty.norm], facts))
    return tuple(
        replace(j, missing=tuple(sorted({*found[j.duty.id], *_absent(norms[j.duty.norm], facts)})))
        if _lacks_data(j)
        else j
        for j in judgements
    )


def _absent(norm: Norm, facts: Facts) -> tuple[Place, ...]:
    """Name the tables that were not handed over and without which a norm may not be decided."""
    needed = {
        Message: ("messages", "organisations"),
        Deliverable: ("deliverables", "organisations"),
        Attestation: ("attestations", "organisations"),
        Link: ("relations", "organisations"),
    }.get(type(norm.performance), ("organisations",))
    if isinstance(norm.trigger, OccasionTrigger | ReceiptTrigger | ObjectTrigger):
        needed = (*needed, "objects", "relations")
    return tuple(Place(path=name) for name in needed if name not in facts.tables)


def _lacks_data(judgement: Judgement) -> bool:
    return (judgement.verdict, judgement.reason) == (Verdict.INDETERMINATE, Reason.MISSING_DATA)


def _blank_cells(evidence: Collection[Place], facts: Facts) -> Mapping[Place, list[Place]]:
    """Place, by the row that they stand in, the unknown cells that a duty without a case turns on.

    `evidence` are the rows that such duties rely on.
    """
    found: dict[Place, list[Place]] = defaultdict(list)
    for table, names in _TURNING.items():
        for row in facts.tables[table].rows if table in facts.tables else ():
            if row.source in evidence:
                found[row.source] += [
                    replace(row.source, column=name)
                    for name in names
                    if is_unknown(TABLES[table].columns[name], row.cells[name])
                ]
    return found


def _lapsed(norm: Norm, facts: Facts) -> tuple[Place, ...]:
    """Place the ends of the relations that a periodic duty needs to be in force."""
    given = norm.trigger.given if isinstance(norm.trigger, PeriodTrigger) else ""
    table = facts.tables.get("relations")
    return tuple(
        replace(row.source, column="valid_to")
        for row in (table.rows if table else ())
        if given and row.cells["relation"] == given
    )


_TURNING: Mapping[str, tuple[str, ...]] = {
    "messages": ("sender", "recipient", "period", "sent_at", "covers", "languages", "document"),
    "deliverables": ("organisation", "kind", "date"),
    "attestations": ("date", "holds"),
    "objects": (
        *("owner", "contains_state_secrets", "protected_execution", "network_class"),
        *("egov_integrated", "country", "work_types", "category"),
    ),
}
"""The cells, by table, that can settle such a duty."""
