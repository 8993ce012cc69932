"""A small agency in CSV files, and what is concluded about it."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

from govrules.cli.judging import judge
from govrules.cli.options import Asked
from govrules.instants import read_exact
from govrules.reports import View
from govrules.verdicts import Assessment

Rows: TypeAlias = Sequence[Mapping[str, str]]

WORLD: Mapping[str, Rows] = {
    "organisations": [
        {"id": "STC", "name": "State Technical Service", "roles": "kz:stc"},
        {"id": "KNB", "name": "Security Committee", "roles": "kz:knb"},
        {"id": "MO-1", "name": "Ministry of Examples", "roles": "kz:state-body"},
        {"id": "AB", "name": "Authorised Body", "roles": "kz:authorised-body"},
    ],
    "relations": [
        {"source": "KNB", "relation": "contract", "target": "STC", "valid_from": "2025-01-01"}
    ],
    "objects": [
        {
            "id": "OBJ-1",
            "owner": "MO-1",
            "category": "digital-resource",
            "contains_state_secrets": "false",
            "country": "KZ",
            "work_types": "1;2;3",
        }
    ],
    "cases": [
        {
            "id": "C1",
            "object": "OBJ-1",
            "class": "event",
            "detected_at": "2026-07-20T14:02:00+05:00",
        }
    ],
    "messages": [
        {
            "id": "M1",
            "type": "notice",
            "case": "C1",
            "sender": "STC",
            "recipient": "MO-1",
            "sent_at": "2026-07-20T14:41:00+05:00",
            "received_at": "2026-07-20T14:41:00+05:00",
            "covers": "event",
        },
        {
            "id": "M2",
            "type": "notice",
            "case": "C1",
            "sender": "STC",
            "recipient": "KNB",
            "sent_at": "2026-07-20T15:00:00+05:00",
            "received_at": "2026-07-20T15:00:00+05:00",
            "covers": "event",
        },
    ],
}
"""One event, told to its owner nine minutes late and to the committee in time; no answer yet."""


def agency(folder: Path, **tables: Rows) -> Path:
    """Write the small agency, some of its tables replaced, into a folder as CSV."""
    folder.mkdir(exist_ok=True)
    for name, rows in {**WORLD, **tables}.items():
        columns = list(
            dict.fromkeys(column for row in (*rows, *WORLD.get(name, ())) for column in row)
        )
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns)
            writer.writeheader()
            writer.writerows(rows)
    return folder


def concluded(
    dataset: Path,
    as_of: str = "2026-07-21T00:00:00+05:00",
    norm: tuple[str, ...] = (),
    act: str = "kz-229",
    *,
    unmask: bool = False,
) -> tuple[Assessment, View]:
    """Judge a dataset by an act as the command line does."""
    asked = Asked(
        datasets=(dataset,),
        as_of=read_exact(as_of),
        act=(act,),
        norm=norm,
        engine="reference",
        reading=(),
        lang="en",
    )
    return judge(asked, unmask=unmask)


def but(rows: Rows, at: int, **cells: str) -> list[dict[str, str]]:
    """Return rows of which one has other cells."""
    changed = [dict(row) for row in rows]
    changed[at].update(cells)
    return changed
