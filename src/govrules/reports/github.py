"""What asks for an act as annotations of GitHub Actions, on the lines of the data.

GitHub shows ten errors and ten warnings of a step: the gravest come first, the last line has all
counts and says how many were left out. The whole belongs into `github_summary`.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Final

from govrules.fields import Tally, from_words, in_words
from govrules.findings import Finding, Level, Place
from govrules.reports import View, headline, shown, timing
from govrules.verdicts import SEVERITIES, Assessment, Judgement, Verdict

LISTED = (Verdict.VIOLATED, Verdict.INDETERMINATE, Verdict.ATTESTATION_REQUIRED)
MOST: Final = 10
"""How many errors, and how many warnings, GitHub shows of one step (of a job, 50)."""

_LONGEST: Final = 4_000
_TOTALS = re.compile(r"::notice title=govrules::(.*?); .*\n?")
_Annotation = tuple[Place | None, str, str]


def render(assessment: Assessment, view: View) -> Iterator[str]:
    """Write the gravest errors, warnings, what is waived, and all counts, as workflow commands."""
    judgements = list(view.in_order(assessment, LISTED))
    judgements.sort(key=lambda each: -SEVERITIES.index(each.severity))
    waived = [each for each in judgements if each.waiver]
    violated = [each for each in judgements if each.verdict is Verdict.VIOLATED and not each.waiver]
    others = [each for each in judgements if each.verdict is not Verdict.VIOLATED]
    wrong = [each for each in sorted(assessment.findings) if each.level is Level.ERROR]
    errors = chain(_duties(violated, view), _missed(assessment, view), _wrong(wrong, view))
    left_out = []
    for kind, annotations, count in (
        ("error", errors, len(violated) + len(assessment.not_assessed) + len(wrong)),
        ("warning", _duties(others, view), len(others)),
        ("notice", _duties(waived, view), len(waived)),
    ):
        # One more notice follows: the counts.
        most = MOST - (kind == "notice")
        for annotation in islice(annotations, most):
            yield _command(kind, annotation, view)
        left_out.append(f"{max(0, count - most)} {kind}s")
    counts = in_words(assessment.counts())
    yield f"::notice title=govrules::{counts}; not annotated: {', '.join(left_out)}\n"


def _duties(judgements: Iterable[Judgement], view: View) -> Iterator[_Annotation]:
    for judgement in judgements:
        place = next(iter((*judgement.evidence, *judgement.missing)), None)
        title = f"{judgement.verdict} {judgement.reason}".rstrip()
        lines = (headline(judgement, view), timing(judgement, view))
        yield place, title, "\n".join(filter(None, lines))


def _missed(assessment: Assessment, view: View) -> Iterator[_Annotation]:
    for norm in sorted(assessment.not_assessed):
        yield None, "not assessed", f"{norm}: {view.clause(norm)} {view.summary(norm)}"


def _wrong(findings: Iterable[Finding], view: View) -> Iterator[_Annotation]:
    for finding in findings:
        text = f"{view.tell(finding.message)}\n{view.tell(finding.help)}"
        yield finding.place, finding.code, text


def _command(kind: str, annotation: _Annotation, view: View) -> str:
    place, title, text = annotation
    line = (place.line or place.row) if place else 0
    properties = {
        **({"file": view.path(place.path)} if place else {}),
        **({"line": str(line)} if line else {}),
        "title": title,
    }
    told = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    lines = "\n".join(map(shown, text.split("\n")))
    return f"::{kind} {told}::{_data(lines[:_LONGEST])}\n"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(shown(text)).replace(":", "%3A").replace(",", "%2C")


def recount(path: Path) -> Tally:
    """Read the counts of the last line back.

    Raises:
        ValueError: the last line has none, or more is annotated than GitHub shows.
    """
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    totals = _TOTALS.fullmatch(lines[-1]) if lines else None
    kinds = [line.split(" ")[0] for line in lines[:-1]]
    if totals is None or any(
        kinds.count(kind) > MOST for kind in ("::error", "::warning", "::notice")
    ):
        message = "no counts in its last line, or too many annotations"
        raise ValueError(message)
    return Tally(from_words(totals[1]))
