"""The organisation graph as the law draws it: whom an act speaks of, and the edges of its text."""

from collections.abc import Mapping

import networkx as nx

from govrules.acts.inventory import Unit
from govrules.graphs.edges import NOBODY, Edge, edges
from govrules.norms import Act
from govrules.sentences import Sentence


def law_graph(act: Act, units: Mapping[str, Unit]) -> "nx.MultiDiGraph[str]":
    """Draw an act: one node for each role and each other that it speaks of, keyed edges by unit.

    A node has `kind` (`role`, `body`, `people`, `system`, `act`, or `nobody` where the text names
    none), `names` by language, `label`, and as its `group` the outermost class of roles that
    contains it, itself if it contains others, else its kind. An edge has the `edge` itself with
    its parts as attributes: `unit`, `norm` (empty if the unit has none), `provision` (the official
    number), `relation`, `trigger`, `start`, `deadline`, `when`, `label`, `senders`, `recipients`,
    `jointly`, `implied`, `mutual`, `content`; `status` and `count` are empty, as no duty is judged.
    """
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(
        act=act.id, title=act.title, digest=act.digest, kind="law"
    )
    drawn = edges(act, units)
    for role, names in act.role_names.items():
        graph.add_node(role, kind="role", names=names, label=names["en"], group=_group(act, role))
    for name in dict.fromkeys(end for edge in drawn for end in (edge.source, edge.target)):
        if name not in graph:
            graph.add_node(name, **_described(act, name))
    for edge in drawn:
        graph.add_edge(edge.source, edge.target, key=edge.unit, **_attributes(edge))
    return graph


def _described(act: Act, name: str) -> dict[str, object]:
    if name == act.id:
        return {"kind": "act", "names": act.title, "label": act.title["en"], "group": "act"}
    if name == NOBODY:
        label = Sentence("nobody is named")
        return {"kind": "nobody", "names": {}, "label": label, "group": "nobody"}
    other = act.others.get(name)
    kind, names = (other.kind, other.name) if other else ("body", {"en": name})
    return {"kind": kind, "names": names, "label": names["en"], "group": kind}


def _group(act: Act, role: str) -> str:
    containing = [name for name, within in act.roles.items() if role in within]
    return max(containing, key=lambda name: len(act.roles[name])) if containing else role


def _attributes(edge: Edge) -> dict[str, object]:
    norm = edge.norm
    return {
        "edge": edge,
        "unit": edge.unit,
        "norm": norm.id if norm else "",
        "provision": edge.provision,
        "relation": edge.relation,
        "trigger": norm.trigger if norm else None,
        "start": norm.clock.start if norm else "",
        "deadline": norm.deadline if norm else None,
        "when": edge.when,
        "label": edge.label,
        "senders": edge.senders,
        "recipients": edge.recipients,
        "jointly": edge.jointly,
        "implied": edge.implied,
        "mutual": edge.mutual,
        "content": edge.content,
        "status": "",
        "count": 0,
    }
