"""What asks for an act as GitLab's code quality report: a JSON list that merge requests show.

The form has no head, so its first entry is the counts. By default it lists what is violated,
undecided or to be attested; findings about the data stand beside them.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from govrules.fields import Json, Tally, dumped, from_words, in_words
from govrules.findings import Finding, Level, Place
from govrules.reports import View, headline, shown, timing, told_apart, where
from govrules.verdicts import Assessment, Judgement, Verdict

LISTED = (Verdict.VIOLATED, Verdict.INDETERMINATE, Verdict.ATTESTATION_REQUIRED)

_TOTALS, _DATA = "govrules/totals", "govrules/data/"
_OF_SEVERITY = {"high": "critical", "medium": "major", "low": "minor"}
_OF_LEVEL = {Level.ERROR: "major", Level.WARNING: "minor", Level.NOTE: "info"}


def render(assessment: Assessment, view: View) -> Iterator[str]:
    """Write one entry a line: the counts, the duties by norm, the findings."""
    yield "[\n" + dumped(_totals(assessment, view))
    for name, judgement in told_apart(view.in_order(assessment, LISTED)):
        yield ",\n" + dumped(_duty(name, judgement, assessment, view))
    for norm in sorted(assessment.not_assessed):
        text = f"not assessed: {view.clause(norm)} {view.summary(norm)}"
        yield ",\n" + dumped(
            _entry(f"{_DATA}not-assessed", norm, text, "major", _first(assessment), view)
        )
    for number, finding in enumerate(sorted(assessment.findings)):
        yield ",\n" + dumped(_finding(finding, number, view))
    yield "\n]\n"


def _entry(
    check: str, identity: str, text: str, severity: str, place: Place, view: View
) -> dict[str, Json]:
    return {
        "description": text,
        "check_name": check,
        "fingerprint": hashlib.sha256(f"{check}\x1f{identity}".encode()).hexdigest(),
        "severity": severity,
        "location": {
            "path": shown(view.path(place.path)),
            "lines": {"begin": place.line or place.row or 1},
        },
    }


def _first(assessment: Assessment) -> Place:
    """Return a place for what has none: the form demands one."""
    return Place(path=min((each.path for each in assessment.inputs), default="."))


def _totals(assessment: Assessment, view: View) -> dict[str, Json]:
    counts = in_words(assessment.counts())
    return _entry(_TOTALS, "", counts, "info", _first(assessment), view)


def _duty(id_: str, judgement: Judgement, assessment: Assessment, view: View) -> dict[str, Json]:
    place = next(iter((*judgement.evidence, *judgement.missing)), _first(assessment))
    severity = _OF_SEVERITY[judgement.severity]
    if judgement.verdict is not Verdict.VIOLATED or judgement.waiver:
        severity = "info"
    text = ": ".join(filter(None, (headline(judgement, view), timing(judgement, view))))
    check = shown(f"{judgement.duty.norm} {judgement.verdict}")
    return _entry(check, id_, text, severity, place, view)


def _finding(finding: Finding, number: int, view: View) -> dict[str, Json]:
    place = finding.place
    text = shown(f"{view.tell(finding.message)}: {view.tell(finding.help)}")
    identity = f"{number}\x1f{view.tell(where(place))}\x1f{place.column}\x1f{text}"
    check = f"{_DATA}{finding.code}"
    return _entry(check, identity, text, _OF_LEVEL[finding.level], place, view)


def recount(path: Path) -> Tally:
    """Read the entries back, one a line.

    Raises:
        ValueError: the file is no such list, or has no counts.
    """
    listed: Counter[Verdict] = Counter()
    with path.open(encoding="utf-8") as file:
        opening, first = next(file), json.loads(next(file).rstrip(",\n"))
        for line in file:
            if line == "]\n":
                break
            check = json.loads(line.rstrip(",\n"))["check_name"]
            if not check.startswith(_DATA):
                listed[Verdict(check.rpartition(" ")[2])] += 1
        ended = line == "]\n" and not file.read()
    if opening != "[\n" or not ended or first["check_name"] != _TOTALS:
        message = "it is no list that begins with the counts"
        raise ValueError(message)
    return Tally(from_words(first["description"]), {word: listed[word] for word in Verdict})
