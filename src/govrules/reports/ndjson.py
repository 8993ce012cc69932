"""The assessment as lines of JSON, for programs that read one duty after the other.

The first line is the head with all counts, then one for each verdict, one for each finding, and
at the end how many there were: a file without that line was cut off.
"""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from govrules import fields
from govrules.fields import Json, Tally, dumped
from govrules.reports import View
from govrules.verdicts import Assessment, Verdict

STREAMED = True


def render(assessment: Assessment, view: View) -> Iterator[str]:
    """Write the lines; `record` says of each what it is."""
    yield _line("assessment", fields.head(assessment, view.include, view.names))
    listed = 0
    for judgement in view.in_order(assessment):
        listed += 1
        yield _line("verdict", fields.verdict(judgement))
    for finding in sorted(assessment.findings):
        yield _line("finding", fields.finding(finding))
    yield _line("end", {"verdicts": listed, "findings": len(assessment.findings)})


def _line(record: str, value: dict[str, Json]) -> str:
    return dumped({"record": record, **value}) + "\n"


def recount(path: Path) -> Tally:
    """Read every line back.

    Raises:
        ValueError: the file is none of ours, or was cut off.
    """
    head: dict[str, object] = {}
    listed: Counter[Verdict] = Counter()
    ended = False
    with path.open(encoding="utf-8") as file:
        for line in file:
            each = json.loads(line)
            if each["record"] == "assessment":
                head = each["summary"]
            elif each["record"] == "verdict":
                listed[Verdict(each["verdict"])] += 1
            ended = each["record"] == "end" and each["verdicts"] == listed.total()
    if not ended:
        message = "its last line does not say how many verdicts there are"
        raise ValueError(message)
    return Tally(fields.stated(head), {word: listed[word] for word in Verdict})
