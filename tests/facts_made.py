"""Facts made of dictionaries, and judged: what most tests of meaning start from."""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TypeAlias
from zoneinfo import ZoneInfo

from govrules import acts, facts
from govrules.assessing import assess
from govrules.facts import Facts, Naive, RawValue
from govrules.findings import Place
from govrules.instants import Instant, read_exact
from govrules.norms import Act
from govrules.verdicts import Assessment, Judgement

MadeRow: TypeAlias = Mapping[str, RawValue]
Tables: TypeAlias = Mapping[str, Sequence[MadeRow]]
DutyKey: TypeAlias = tuple[str, str, str, str]


@cache
def act_of(name: str, taken: tuple[tuple[str, str], ...] = (), folder: Path | None = None) -> Act:
    """Load an act once for all tests of a process; `taken` are choices of readings."""
    return acts.load(name, taken=dict(taken), folder=folder)


def made(
    tables: Tables,
    zone: str,
    complete: Mapping[str, tuple[Instant, Instant]] | None = None,
    naive: Naive = "act-zone",
) -> Facts:
    """Make facts of rows; the first row of a table stands in line 2 of its file, as in CSV."""
    placed = {
        name: [
            (row, Place(path=f"{name}.csv", line=number, row=number))
            for number, row in enumerate(rows, start=2)
        ]
        for name, rows in tables.items()
    }
    return facts.from_rows(placed, zone=ZoneInfo(zone), complete=complete, naive=naive)


def assessed(
    act: Act, tables: Tables, as_of: str | Instant, only: Sequence[str] = ()
) -> Assessment:
    """Judge rows by an act at an instant, given as RFC 3339 text or in microseconds."""
    instant = read_exact(as_of) if isinstance(as_of, str) else as_of
    return assess([act], made(tables, act.zone), instant, only=only)


def judged(
    act: Act, tables: Tables, as_of: str | Instant, only: Sequence[str] = ()
) -> dict[DutyKey, Judgement]:
    """Return the judgements of rows by norm, subject, occasion and bearer."""
    return by_duty(assessed(act, tables, as_of, only).judgements)


def by_duty(judgements: Sequence[Judgement]) -> dict[DutyKey, Judgement]:
    """Key judgements by what names their duty, counterparty aside; no two may share a name."""
    found = {
        (each.duty.norm, each.duty.subject, each.duty.occasion, each.duty.bearer): each
        for each in judgements
    }
    assert len(judgements) == len(found)
    return found


def words(judgements: Mapping[DutyKey, Judgement]) -> dict[DutyKey, str]:
    """Write verdicts as `violated/late` or `compliant`."""
    return {
        key: "/".join(filter(None, (str(each.verdict), str(each.reason))))
        for key, each in judgements.items()
    }
