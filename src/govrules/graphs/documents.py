"""The graph of an act as JSON, with the findings on it: the form that programs read.

Nothing is drawn or shortened here: terms are ISO 8601, names stand in every language of the act.
The form is `schemas/law-graph.schema.json`.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from govrules.findings import Finding
from govrules.graphs.edges import Edge
from govrules.instants import write_duration
from govrules.norms import (
    AfterUnless,
    ByDate,
    DayAfterPeriod,
    Deadline,
    FormTrigger,
    InPeriod,
    ObjectTrigger,
    OccasionTrigger,
    OnceTrigger,
    PeriodTrigger,
    ReceiptTrigger,
    Trigger,
    Within,
    WithinMonth,
    WithinWorkingDays,
)

if TYPE_CHECKING:
    import networkx as nx

Json: TypeAlias = "str | int | bool | list[Json] | dict[str, Json] | None"


def law_document(
    graph: "nx.MultiDiGraph[str]", findings: Iterable[Finding], tell: Callable[[str], str] = str
) -> str:
    """Write the graph of an act, as `law_graph` gives it, and the findings on it as JSON.

    Nodes go by id, edges by the order of the text. `tell` tells labels, messages and help in a
    language, as `Language.tell` does.
    """
    edges: list[Edge] = [about["edge"] for *_, about in graph.edges(data=True)]
    document: dict[str, Json] = {
        "govrules": "1",
        "act": {
            "id": graph.graph["act"],
            "title": dict(graph.graph["title"]),
            "digest": graph.graph["digest"],
        },
        "nodes": [_node(name, graph.nodes[name]) for name in sorted(graph)],
        "edges": [
            _edge(edge, tell)
            for edge in sorted(
                edges, key=lambda edge: (edge.place, edge.unit, edge.source, edge.target)
            )
        ],
        "findings": [
            {
                "code": finding.code,
                "level": finding.level.value,
                "message": tell(finding.message),
                "help": tell(finding.help),
                "path": finding.place.path,
                "line": finding.place.line,
            }
            for finding in sorted(findings)
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _node(name: str, about: Mapping[str, Any]) -> Json:
    return {
        "id": name,
        "kind": about["kind"],
        "names": dict(about["names"]),
        "group": about["group"],
    }


def _edge(edge: Edge, tell: Callable[[str], str]) -> Json:
    norm = edge.norm
    return {
        "unit": edge.unit,
        "norm": norm.id if norm else None,
        "provision": edge.provision,
        "source": edge.source,
        "relation": edge.relation,
        "target": edge.target,
        "senders": [*edge.senders],
        "recipients": [*edge.recipients],
        "jointly": edge.jointly,
        "implied": edge.implied,
        "mutual": edge.mutual,
        "basis_of": [*edge.basis_of],
        "content": [*edge.content],
        "when": edge.when or None,
        "trigger": _trigger(norm.trigger) if norm else None,
        "start": norm.clock.start if norm else None,
        "deadline": _deadline(norm.deadline) if norm else None,
        "label": tell(edge.label),
        "summary": dict(edge.summary),
    }


def _trigger(trigger: Trigger) -> Json:
    match trigger:
        case OccasionTrigger(occasions=occasions):
            return {"occasion": [*occasions]}
        case ReceiptTrigger(message=message, occasions=occasions):
            return {"receipt_of": message, "occasion": [*occasions]}
        case PeriodTrigger(period=period):
            return {"period": period}
        case OnceTrigger(since=day):
            return {"day": day.isoformat()}
        case ObjectTrigger(since=day):
            return {"objects_from": day.isoformat()}
        case FormTrigger(message=message):
            return {"form": message}


def _deadline(deadline: Deadline) -> Json:
    """Write a term of the text; what only the data end, and no term at all, is `null`."""
    match deadline:
        case Within(length=length):
            return {"within": write_duration(length)}
        case AfterUnless(length=length):
            return {"after": write_duration(length)}
        case DayAfterPeriod(day=day):
            return {"day_of_month_after_period": day}
        case InPeriod():
            return {"in_period": True}
        case ByDate(day=by):
            return {"by": by.isoformat()}
        case WithinWorkingDays(days=days):
            return {"working_days": days}
        case WithinMonth():
            return {"months": 1}
        case _:
            return None
