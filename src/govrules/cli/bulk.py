"""Judging where data are many: the database keeps the rows, and few duties come out of it."""

from collections.abc import Sequence
from contextlib import ExitStack
from typing import Final
from zoneinfo import ZoneInfo

from govrules.assessing.bulk import assess_in_bulk
from govrules.cli import engines
from govrules.cli.options import Asked, Wants
from govrules.cli.progress import Progress
from govrules.engines import columnar
from govrules.engines.columnar.databases import duckdb
from govrules.engines.columnar.limits import Limits
from govrules.facts import Facts, Naive
from govrules.facts.bulk import NotInBulkError, opened
from govrules.norms import Act
from govrules.verdicts import Assessment

_AT_ONCE: Final = 1_500_000
"""How many cases are judged in one go; with more their tables outgrow caches and memory."""


def judged_in_bulk(
    asked: Asked,
    chosen: Sequence[Act],
    clock: tuple[ZoneInfo | None, Naive],
    wants: Wants,
    told: Progress,
    held: ExitStack,
    *,
    unmask: bool,
) -> tuple[Assessment, Facts] | None:
    """Judge a dataset in bulk; nothing where each of its rows has to be read by itself.

    `clock` says how naive times are read. What is wanted of duties one after the other stays
    in the database until `held` is closed.

    Raises:
        FindingsError: as where everything is read.
    """
    (path,), (zone, naive) = asked["datasets"], clock
    limits = engines.heeded(asked["engine"], asked.get("memory")) or Limits()
    sparing = limits.memory is not None
    with ExitStack() as opening:
        connection = opening.enter_context(duckdb.alone(limits))
        try:
            left = opened(connection, path, zone=zone, naive=naive, sparing=sparing, watch=told.at)
            bulk = opening.enter_context(left)
            with engines.chosen(columnar.NAME, None, limits, told.at) as engine:
                assessment = assess_in_bulk(
                    chosen,
                    bulk,
                    asked["as_of"],
                    only=asked["norm"],
                    engine=engine,
                    verdicts=wants.listed,
                    kept=wants.kept,
                    unmask=unmask,
                    at_once=_AT_ONCE,
                    told=told.at,
                )
        except NotInBulkError:
            return None
        if assessment.kept is not None:
            held.enter_context(opening.pop_all())
        return assessment, bulk.facts
