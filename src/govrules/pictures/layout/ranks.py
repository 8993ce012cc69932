"""Columns: circles broken where it costs least, and every node right of what leads to it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TypeAlias

Arcs: TypeAlias = Mapping[tuple[str, str], int]
"""Which node leads to which, and how much it should do so from left to right."""

_PASSES = 8


def ranks(nodes: Sequence[str], arcs: Arcs, together: Mapping[str, str]) -> dict[str, int]:
    """Return the column of each node, counted from 0 without gaps.

    `together` names nodes that share a column, unless an arc runs between two of them. Arcs from a
    node to itself say nothing.
    """
    torn = {
        together[source]
        for source, target in arcs
        if source != target and source in together and together[source] == together.get(target)
    }
    unit = {
        node: f"g{together[node]}"
        if together.get(node, node) not in torn and node in together
        else f"n{node}"
        for node in nodes
    }
    weights: dict[tuple[str, str], int] = defaultdict(int)
    for (source, target), weight in sorted(arcs.items()):
        if unit[source] != unit[target]:
            weights[unit[source], unit[target]] += weight
    line = _in_line(sorted(set(unit.values())), weights)
    forward = _forward(line, weights)
    found = _tightened(line, forward)
    columns = {rank: column for column, rank in enumerate(sorted(set(found.values())))}
    return {node: columns[found[unit[node]]] for node in nodes}


def _in_line(units: Sequence[str], weights: Arcs) -> list[str]:
    """Put units in a row so that little weight runs backwards (Eades, Lin and Smyth 1993)."""
    out: dict[str, dict[str, int]] = {unit: {} for unit in units}
    into: dict[str, dict[str, int]] = {unit: {} for unit in units}
    for (source, target), weight in weights.items():
        out[source][target] = into[target][source] = weight
    left: list[str] = []
    right: list[str] = []
    rest = list(units)
    while rest:
        staying = set(rest)
        gives = {unit: sum(w for o, w in out[unit].items() if o in staying) for unit in rest}
        takes = {unit: sum(w for o, w in into[unit].items() if o in staying) for unit in rest}
        sinks = [unit for unit in rest if not gives[unit]]
        sources = [unit for unit in rest if not takes[unit] and gives[unit]]
        if sinks:
            right = sinks + right
            gone = set(sinks)
        elif sources:
            left += sources
            gone = set(sources)
        else:
            best = max(rest, key=lambda unit: (gives[unit] - takes[unit], -rest.index(unit)))
            left.append(best)
            gone = {best}
        rest = [unit for unit in rest if unit not in gone]
    return _improved(left + right, out, into)


def _improved(
    line: list[str], out: Mapping[str, Mapping[str, int]], into: Mapping[str, Mapping[str, int]]
) -> list[str]:
    """Move single units where less weight runs backwards, as long as that helps."""
    for _ in range(_PASSES):
        moved = False
        for unit in sorted(line):
            others = [other for other in line if other != unit]
            costs = [sum(weight for weight in into[unit].values())]
            for other in others:
                costs.append(costs[-1] + out[unit].get(other, 0) - into[unit].get(other, 0))
            if min(costs) < costs[line.index(unit)]:
                others.insert(costs.index(min(costs)), unit)
                line, moved = others, True
        if not moved:
            break
    return line


def _forward(line: Sequence[str], weights: Arcs) -> dict[tuple[str, str], int]:
    place = {unit: index for index, unit in enumerate(line)}
    forward: dict[tuple[str, str], int] = defaultdict(int)
    for (source, target), weight in sorted(weights.items()):
        pair = (source, target) if place[source] < place[target] else (target, source)
        forward[pair] += weight
    return forward


def _tightened(line: Sequence[str], forward: Arcs) -> dict[str, int]:
    """Give every unit the first column it can have, then move it to where its weight lies."""
    out: dict[str, list[tuple[str, int]]] = defaultdict(list)
    into: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for (source, target), weight in forward.items():
        out[source].append((target, weight))
        into[target].append((source, weight))
    rank = dict.fromkeys(line, 0)
    for unit in line:
        rank[unit] = max((rank[other] + 1 for other, _ in into[unit]), default=0)
    for _ in range(_PASSES):
        for unit in reversed(line):
            if out[unit]:
                pull = sum(weight for _, weight in out[unit])
                hold = sum(weight for _, weight in into[unit])
                if pull > hold:
                    rank[unit] = min(rank[other] - 1 for other, _ in out[unit])
    return rank
