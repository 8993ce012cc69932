"""The assessment as JSON, field for field: the form that programs and later checks read."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from govrules import fields
from govrules.fields import Json, Tally, dumped
from govrules.reports import View, rows_of
from govrules.verdicts import Assessment, Verdict

_KEY, _ITEM = "\n  ", "\n    "


def render(assessment: Assessment, view: View) -> Iterator[str]:
    """Write the assessment as one JSON object; the counts speak of all duties, listed or not."""
    head = fields.head(assessment, view.include, view.names)
    yield "{"
    for key, value in head.items():
        yield f"{_KEY}{dumped(key)}: {dumped(value, 2).replace(chr(10), _KEY)},"
    yield from _list("verdicts", map(fields.verdict, view.in_order(assessment)))
    yield ","
    yield from _list("findings", map(fields.finding, sorted(assessment.findings)))
    yield ","
    whole = view.include is None or set(view.include) == set(Verdict)
    rows = assessment.rows if whole else rows_of(view.in_order(assessment), assessment)
    yield from _list("rows", map(fields.evidence_row, rows))
    yield "\n}\n"


def _list(key: str, values: Iterable[Json]) -> Iterator[str]:
    """Write a list under a key as `json.dumps` would, without holding it whole."""
    yield f"{_KEY}{dumped(key)}: ["
    comma = ""
    for value in values:
        yield f"{comma}{_ITEM}{dumped(value, 2).replace(chr(10), _ITEM)}"
        comma = ","
    yield f"{_KEY}]" if comma else "]"


def recount(path: Path) -> Tally:
    """Read back the summary and the listed verdicts, one verdict at a time.

    Raises:
        ValueError: the file is no JSON of that form.
    """
    frame: list[str] = []
    listed = fields.counted(())
    with path.open(encoding="utf-8") as file:
        lines = iter(file)
        for line in lines:
            frame.append(line)
            if line == '  "verdicts": [\n':
                listed = fields.counted(each["verdict"] for each in _listed(lines))
                frame.append("  ],\n")
    whole = json.loads("".join(frame))
    return Tally(fields.stated(whole["summary"]), listed)


def _listed(lines: Iterator[str]) -> Iterator[dict[str, str]]:
    """Yield the items of a list up to its bracket; no text of JSON holds a line break."""
    item: list[str] = []
    for line in lines:
        if line == "  ],\n":
            return
        item.append(line)
        if line in {"    }\n", "    },\n"}:
            yield json.loads("".join(item).rstrip(",\n"))
            item.clear()
