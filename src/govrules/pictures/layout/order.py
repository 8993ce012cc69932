"""The order within columns: few crossings, and groups that stay together."""

from bisect import bisect_right, insort
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TypeAlias

Columns: TypeAlias = list[list[str]]
Neighbours: TypeAlias = Mapping[str, Sequence[str]]

_SWEEPS = 24
_PASSES = 6
_MOST_EXCHANGED = 240
"""Up to how many items neighbours are exchanged, which takes time that grows with their square."""
_FINE = 1_000
"""Means of places are compared in thousandths, so that no fraction is rounded."""


def ordered(
    columns: Sequence[Sequence[str]],
    left: Neighbours,
    right: Neighbours,
    group: Mapping[str, str],
) -> Columns:
    """Return the columns with their items in an order with few crossings.

    `left` and `right` name the items next to one in the columns beside it. Items of a group stay
    together; an item without one may stand anywhere.
    """
    current = [_together(column, group) for column in columns]
    best, fewest = current, crossings(current, right)
    for sweep in range(_SWEEPS):
        rightwards = sweep % 2 == 0
        beside = left if rightwards else right
        current = [list(column) for column in current]
        steps = range(1, len(current)) if rightwards else range(len(current) - 2, -1, -1)
        for index in steps:
            fixed = current[index - 1 if rightwards else index + 1]
            current[index] = _sorted(current[index], fixed, beside, group, ties=not sweep & 2)
        crossed = crossings(current, right)
        if crossed < fewest:
            best, fewest = current, crossed
        if not fewest:
            return best
    return _exchanged(best, right, group)


def crossings(columns: Sequence[Sequence[str]], right: Neighbours) -> int:
    """Count how many pairs of lines between neighbouring columns cross."""
    crossed = 0
    for column, following in pairwise(columns):
        place = {item: index for index, item in enumerate(following)}
        ends: list[int] = []
        for item in column:
            targets = sorted(place[other] for other in right.get(item, ()))
            crossed += sum(len(ends) - bisect_right(ends, target) for target in targets)
            for target in targets:
                insort(ends, target)
    return crossed


def _exchanged(columns: Columns, right: Neighbours, group: Mapping[str, str]) -> Columns:
    """Exchange neighbours, and whole groups with theirs, as long as that saves crossings."""
    if sum(map(len, columns)) > _MOST_EXCHANGED:
        return columns
    columns = [list(column) for column in columns]
    for _ in range(_PASSES):
        saved = False
        for index in range(len(columns)):
            for at in range(len(columns[index]) - 1):
                kept = columns[index]
                before = crossings(columns[max(index - 1, 0) : index + 2], right)
                columns[index] = _exchange(kept, at, group)
                if crossings(columns[max(index - 1, 0) : index + 2], right) < before:
                    saved = True
                else:
                    columns[index] = kept
        if not saved:
            break
    return columns


def _exchange(column: list[str], at: int, group: Mapping[str, str]) -> list[str]:
    """Exchange an item with the next; where two groups meet, the one with the other."""
    one, other = (group.get(column[index], column[index]) for index in (at, at + 1))
    if one == other:
        return [*column[:at], column[at + 1], column[at], *column[at + 2 :]]
    first = [item for item in column if group.get(item, item) == one]
    second = [item for item in column if group.get(item, item) == other]
    start = column.index(first[0])
    return [*column[:start], *second, *first, *column[start + len(first) + len(second) :]]


def _together(column: Sequence[str], group: Mapping[str, str]) -> list[str]:
    first: dict[str, int] = {}
    for index, item in enumerate(column):
        first.setdefault(group.get(item, item), index)
    return sorted(column, key=lambda item: first[group.get(item, item)])


def _sorted(
    column: Sequence[str],
    fixed: Sequence[str],
    beside: Neighbours,
    group: Mapping[str, str],
    *,
    ties: bool,
) -> list[str]:
    """Sort a column by the mean places of the items' neighbours, groups first.

    What has no neighbour keeps its place; `ties` says whether equals keep their order or turn it.
    """
    place = {item: index for index, item in enumerate(fixed)}
    scale = max(len(fixed), 1)
    means: dict[str, int] = {}
    gathered: dict[str, list[int]] = {}
    for index, item in enumerate(column):
        places = [place[other] for other in beside.get(item, ()) if other in place]
        own = index * scale * _FINE // max(len(column), 1)
        means[item] = sum(places) * _FINE // len(places) if places else own
        gathered.setdefault(group.get(item, item), []).append(means[item])
    whole = {name: sum(found) // len(found) for name, found in gathered.items()}
    first = {name: index for index, name in enumerate(gathered)}
    turn = 1 if ties else -1

    def key(pair: tuple[int, str]) -> tuple[int, int, int, int]:
        index, item = pair
        name = group.get(item, item)
        return whole[name], turn * first[name], means[item], turn * index

    return [item for _, item in sorted(enumerate(column), key=key)]
