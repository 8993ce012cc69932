"""The heights of items in their columns: each as near to its neighbours as the order allows."""

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

_SWEEPS = 14


def heights(
    columns: Sequence[Sequence[str]],
    left: Mapping[str, Sequence[str]],
    right: Mapping[str, Sequence[str]],
    tall: Mapping[str, int],
    gap: Callable[[str, str], int],
) -> dict[str, int]:
    """Return the middle of each item, in pixels from an arbitrary line.

    Args:
        columns: the items from top to bottom, column by column.
        left: the neighbours of an item in the column before.
        right: those in the column after it.
        tall: how high each item is.
        gap: the least room between an item and the one below it.
    """
    offsets = [_packed(column, tall, gap) for column in columns]
    middle = {}
    for column, offset in zip(columns, offsets, strict=True):
        shift = offset[-1] // 2 if offset else 0
        middle.update({item: at - shift for item, at in zip(column, offset, strict=True)})
    for sweep in range(_SWEEPS):
        last = sweep >= _SWEEPS - 2
        forward = sweep % 2 == 0
        order = range(len(columns)) if forward else range(len(columns) - 1, -1, -1)
        for index in order:
            column = columns[index]
            wanted, weights = [], []
            for item in column:
                before, after = left.get(item, ()), right.get(item, ())
                beside = [*before, *after] if last else (before if forward else after)
                places = [middle[other] for other in beside]
                wanted.append(sum(places) // len(places) if places else middle[item])
                weights.append(4 * len(places) if places else 1)
            fitted = _nearest(wanted, weights, offsets[index])
            middle.update(zip(column, fitted, strict=True))
    return middle


def _packed(
    column: Sequence[str], tall: Mapping[str, int], gap: Callable[[str, str], int]
) -> list[int]:
    """Return the middles of a column's items packed as closely as may be, the first at 0."""
    offsets = [0] if column else []
    for upper, lower in pairwise(column):
        room = (tall[upper] + 1) // 2 + gap(upper, lower) + (tall[lower] + 1) // 2
        offsets.append(offsets[-1] + room)
    return offsets


def _nearest(wanted: Sequence[int], weights: Sequence[int], offsets: Sequence[int]) -> list[int]:
    """Return the places nearest to those wanted that keep the order and the room between.

    Nearest by weighted squares: the pool-adjacent-violators algorithm on the places less the
    packed offsets, which may not fall.
    """
    pools: list[tuple[int, int, int]] = []
    for want, weight, offset in zip(wanted, weights, offsets, strict=True):
        total, mass, count = (want - offset) * weight, weight, 1
        while pools and pools[-1][0] * mass >= total * pools[-1][1]:
            earlier = pools.pop()
            total, mass, count = total + earlier[0], mass + earlier[1], count + earlier[2]
        pools.append((total, mass, count))
    levels = [total // mass for total, mass, count in pools for _ in range(count)]
    return [level + offset for level, offset in zip(levels, offsets, strict=True)]
