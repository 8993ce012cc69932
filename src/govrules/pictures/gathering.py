"""A crowd gathered in clusters: by what bodies are part of, else by what they are."""

from collections import Counter
from collections.abc import Iterable, Sequence

from govrules.pictures.model import Line, Node

CLUSTERS = 24
"""How many boxes a crowd is gathered in at most; the last one holds what is left."""


def clusters(nodes: Sequence[Node], lines: Iterable[Line] = ()) -> dict[str, str]:
    """Return for each node the cluster that it is gathered in.

    Where there are too many clusters, those that most others have to do with stay, then the worst.

    A cluster is named after the node that the others are part of, after the group of nodes that
    stand alone, or not at all: what is left when there are too many.
    """
    tops = _tops(nodes)
    sizes = Counter(tops.values())
    found = {
        node.id: tops[node.id] if sizes[tops[node.id]] > 1 else node.group or node.id
        for node in nodes
    }
    crowds = Counter(found.values())
    if len(crowds) <= CLUSTERS:
        return found
    guilt: Counter[str] = Counter()
    for node in nodes:
        guilt[found[node.id]] += node.violated
    beside: dict[str, set[str]] = {name: set() for name in crowds}
    for line in lines:
        one, other = found[line.source], found[line.target]
        beside[one].add(other)
        beside[other].add(one)
    ranked = sorted(
        crowds, key=lambda name: (-len(beside[name]), -guilt[name], -crowds[name], name)
    )
    kept = set(ranked[: CLUSTERS - 1])
    return {id_: name if name in kept else "" for id_, name in found.items()}


def _tops(nodes: Sequence[Node]) -> dict[str, str]:
    """Return for each node the last of those that it is part of, one inside the other.

    In a circle of parts it is the node with the smallest id.
    """
    above = {node.id: node.part_of for node in nodes}
    tops: dict[str, str] = {}
    for node in nodes:
        chain: list[str] = []
        seen: set[str] = set()
        current = node.id
        while current not in tops and current not in seen and above[current] in above:
            chain.append(current)
            seen.add(current)
            current = above[current]
        circle = chain[chain.index(current) :] if current in seen else [current]
        top = tops.get(current, min(circle))
        tops.update(dict.fromkeys([*chain, current], top))
    return tops
