"""The agencies at an instant as a graph: bodies, their relations, what was sent, how it was judged.

Its attributes are texts, whole numbers and truth values, so that every graph format can hold them.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

import networkx as nx

from govrules.facts import Facts
from govrules.graphs.agencies.bodies import Bodies, Version
from govrules.graphs.agencies.traffic import letters
from govrules.instants import ABSENT, EARLIEST, Instant
from govrules.norms import Act
from govrules.verdicts import Judgement, Verdict

Graph: TypeAlias = "nx.MultiDiGraph[str]"

_OUTSIDE = ("participates-in", "integrated-with")
"""The relations to what is no body: they become words of the node."""

_NOBODY: Mapping[str, str | int] = {
    **dict.fromkeys(("label", "group", "kind", "roles", "part_of", "participates_in"), ""),
    **dict.fromkeys(("valid_from", "valid_to", "status"), ""),
    "exists": False,
    "objects": 0,
    **dict.fromkeys(map(str, Verdict), 0),
}
"""What a node says of which nothing is known."""


def agency_graph(
    acts: Sequence[Act],
    facts: Facts,
    as_of: Instant,
    judgements: Iterable[Judgement] = (),
) -> Graph:
    """Return the organisations that exist at an instant, with what ties and what is owed.

    Nodes are bodies by their ids, and whoever else a relation, a message or a duty names:
    `label`; `group`, the widest role it holds in an act, else its kind; `kind`, which is `role`
    for a party of a duty that is no organisation; `roles`;
    `part_of`; `participates_in`; `valid_from` and `valid_to` in RFC 3339, empty where open;
    `exists`, whether it does at the instant; `objects`, how many it owns; `status`, the worst
    verdict on a duty that it bears, and under each verdict's word how many it has.

    Edges tell themselves apart by `relation`: a word of the relations table for what is in force
    at the instant; `message` for what was sent by then, `label` its type and `first_at` and
    `last_at` when; `duty` from bearer to counterparty, `norm` and `provision` its norm, with
    `status` and the counts of nodes. `count` is the number of rows, messages or duties.
    """
    bodies = Bodies(facts, as_of, acts[0].zone if acts else "UTC")
    graph: Graph = nx.MultiDiGraph(as_of=bodies.told(as_of))
    wider = _widest(acts)
    _add_bodies(graph, bodies, wider)
    _add_relations(graph, bodies)
    _add_messages(graph, bodies)
    borne = _add_duties(graph, judgements)
    owed = ((source, target) for source, target, key in graph.edges if key.startswith("duty:"))
    parties = {party for ends in owed for party in ends}
    for name in [node for node, attributes in graph.nodes(data=True) if not attributes]:
        graph.nodes[name].update(_other(bodies, name, wider))
        if name in parties - bodies.lives.keys():
            graph.nodes[name]["kind"] = "role"
    for name, counts in borne.items():
        graph.nodes[name].update(_judged(counts))
    return graph


def _add_bodies(graph: Graph, bodies: Bodies, wider: Mapping[str, str]) -> None:
    objects = Counter(str(row.cells["owner"]) for row in bodies.rows("objects"))
    for name, life in sorted(bodies.lives.items()):
        version = life.at(bodies.as_of)
        if version is not None:
            graph.add_node(name, **_body(bodies, name, version, wider))
            graph.nodes[name]["objects"] = objects[name]


def _body(
    bodies: Bodies, name: str, version: Version, wider: Mapping[str, str]
) -> dict[str, str | int]:
    kind = str(version.row.cells["kind"])
    groups = [wider[role] for role in version.roles if role in wider]
    return {
        **_NOBODY,
        "label": str(version.row.cells["name"]) or name,
        "group": groups[0] if groups else kind,
        "kind": kind,
        "roles": "; ".join(version.roles),
        "exists": version.start <= bodies.as_of < version.end,
        **_valid(bodies, version.start, version.end),
    }


def _other(bodies: Bodies, name: str, wider: Mapping[str, str]) -> dict[str, str | int]:
    """Describe whom rows or duties name and no row says to exist now: gone, a role, unknown."""
    life = bodies.lives.get(name)
    if life is not None:
        begun = [version for version in life.versions if version.start <= bodies.as_of]
        return _body(bodies, name, (begun or life.versions)[-1], wider)
    if name in wider:
        return {**_NOBODY, "label": name, "group": wider[name]}
    return {**_NOBODY, "label": name}


def _valid(bodies: Bodies, start: Instant, end: Instant) -> dict[str, str]:
    return {
        "valid_from": bodies.told(start) if start > EARLIEST else "",
        "valid_to": bodies.told(end) if end < ABSENT else "",
    }


def _widest(acts: Sequence[Act]) -> dict[str, str]:
    """Return for each role the largest class that contains it, the first by name of those."""
    found: dict[str, str] = {}
    for act in acts:
        classes = sorted(act.roles, key=lambda role: (-len(act.roles[role]), role))
        for name in classes:
            for role in act.roles[name]:
                found.setdefault(role, name)
    return found


def _add_relations(graph: Graph, bodies: Bodies) -> None:
    for tie in bodies.current():
        if tie.relation in _OUTSIDE:
            if tie.source in graph and tie.relation == "participates-in":
                told = graph.nodes[tie.source]
                told["participates_in"] = "; ".join(
                    filter(None, (told["participates_in"], tie.target))
                )
            continue
        if tie.relation == "part-of" and tie.source in graph and graph.nodes[tie.source]:
            graph.nodes[tie.source]["part_of"] = tie.target
        if graph.has_edge(tie.source, tie.target, key=tie.relation):
            graph.edges[tie.source, tie.target, tie.relation]["count"] += 1
            continue
        graph.add_edge(
            tie.source,
            tie.target,
            key=tie.relation,
            relation=tie.relation,
            label=tie.relation,
            count=1,
            **_valid(bodies, tie.start, tie.end),
        )


def _add_messages(graph: Graph, bodies: Bodies) -> None:
    for letter in letters(bodies):
        for recipient in letter.recipients if letter.sender else ():
            key, moment = f"message:{letter.type}", letter.sent.lo
            if not graph.has_edge(letter.sender, recipient, key=key):
                graph.add_edge(
                    letter.sender,
                    recipient,
                    key=key,
                    relation="message",
                    label=letter.type,
                    count=0,
                    first=moment,
                    last=moment,
                )
            told = graph.edges[letter.sender, recipient, key]
            told["count"] += 1
            told["first"] = min(told["first"], moment)
            told["last"] = max(told["last"], moment)
    for *_, told in graph.edges(data=True):
        if told["relation"] == "message":
            told["first_at"] = bodies.told(told.pop("first"))
            told["last_at"] = bodies.told(told.pop("last"))


def _add_duties(graph: Graph, judgements: Iterable[Judgement]) -> dict[str, Counter[Verdict]]:
    """Add an edge for each norm between two parties; return the verdicts by bearer."""
    borne: dict[str, Counter[Verdict]] = {}
    owed: dict[tuple[str, str, str], Counter[Verdict]] = {}
    for judgement in judgements:
        duty = judgement.duty
        for bearer in duty.bearer.split("+"):
            borne.setdefault(bearer, Counter())[judgement.verdict] += 1
            to = (bearer, duty.counterparty, duty.norm)
            owed.setdefault(to, Counter())[judgement.verdict] += 1
    for (bearer, counterparty, norm), counts in sorted(owed.items()):
        graph.add_edge(
            bearer,
            counterparty,
            key=f"duty:{norm}",
            relation="duty",
            label=norm,
            norm=norm,
            provision=norm,
            count=counts.total(),
            **_judged(counts),
        )
    return borne


def _judged(counts: Counter[Verdict]) -> dict[str, str | int]:
    """Return the worst verdict of some duties and the count of each."""
    status = next(str(word) for word in Verdict if counts[word])
    return {"status": status, **{str(word): counts[word] for word in Verdict}}
