"""Counting records for duties: group the joined rows, and bring what was counted back."""

from collections.abc import Mapping, Sequence

from govrules import calculus
from govrules.calculus import Aggregate, Count, Relation, Value, col


def with_counts(
    duties: Relation,
    rows: Relation,
    keys: Sequence[str],
    aggregates: Mapping[str, Aggregate],
    prefix: str,
) -> Relation:
    """Add to each duty what was counted over the rows that share its keys.

    A duty without rows gets what aggregates come to where there is nothing at all. `prefix` names
    the keys of the counts, which no other counting of the same duties may use.
    """
    counted = calculus.project(
        calculus.Titled("counted", calculus.group(rows, keys, aggregates)),
        {**{prefix + key: col(key) for key in keys}, **{name: col(name) for name in aggregates}},
    )
    defaults = {**dict.fromkeys((prefix + key for key in keys), ""), **empty(aggregates)}
    return calculus.join(duties, counted, {key: prefix + key for key in keys}, defaults)


def empty(aggregates: Mapping[str, Aggregate]) -> dict[str, Value]:
    """Return what aggregates come to where there is nothing at all."""
    return {
        name: 0 if isinstance(each, Count) else each.default for name, each in aggregates.items()
    }
