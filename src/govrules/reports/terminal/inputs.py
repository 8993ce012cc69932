"""What the verdicts rest on: the rows read, what is wrong with them, the readings taken."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from govrules.findings import Finding, Level
from govrules.reports import View, shown, where, wrap
from govrules.reports.terminal.ink import bold
from govrules.reports.terminal.lines import run_together
from govrules.sentences import Sentence
from govrules.verdicts import Assessment

_LEVELS = tuple(Level)
_LEVEL_WORDS = {
    Level.ERROR: Sentence("error"),
    Level.WARNING: Sentence("warning"),
    Level.NOTE: Sentence("note"),
}
_TOLD = 3
"""How many warnings or notes of one kind are told in full; of the others only the places."""


def findings(assessment: Assessment, view: View) -> Iterator[str]:
    """Write the findings about the input, errors first, those of one code together."""
    if not assessment.findings:
        return
    yield bold(Sentence("What is wrong with the data"), view)
    ordered = sorted(assessment.findings, key=lambda each: (*_kind(each), each))
    for _, alike in groupby(ordered, key=_kind):
        yield from _alike(list(alike), view)


def _kind(finding: Finding) -> tuple[int, str]:
    return _LEVELS.index(finding.level), finding.code


def _alike(alike: Sequence[Finding], view: View) -> Iterator[str]:
    told = len(alike) if alike[0].level is Level.ERROR else _TOLD
    for finding in alike[:told]:
        column = f" {shown(finding.place.column)}:" if finding.place.column else ""
        level = view.tell(_LEVEL_WORDS[finding.level])
        head = f"{view.tell(where(finding.place))}:{column} {level} {finding.code}"
        yield from wrap(f"{head}: {shown(view.tell(finding.message))}", view, 2, 2)
        help_ = shown(view.tell(finding.help))
        yield from wrap(Sentence("help: {help}", help=help_), view, 6, 2)
    rest = [where(finding.place) for finding in alike[told:]]
    if rest:
        more = Sentence(
            "{count} more {code}:", "{count} more {code}:", count=len(rest), code=alike[0].code
        )
        yield from run_together(rest, view, 2, more)


def rows(assessment: Assessment, view: View) -> Iterator[str]:
    """Write what became of the rows of every file: read = used + set aside."""
    if not assessment.inputs:
        return
    paths = [shown(each.path) for each in assessment.inputs]
    width = min(max(map(len, ["file", *paths])), view.width - 32)
    title = view.tell(Sentence("Rows read"))
    heads = f"{view.tell(Sentence('read')):>8}{view.tell(Sentence('used')):>8}"
    aside = f"{view.tell(Sentence('set aside')):>12}"
    if len(title) > width + 2:
        yield bold(title, view)
        title = ""
    yield bold(f"{title:<{width + 2}}{heads}{aside}", view)
    for path, each in zip(paths, assessment.inputs, strict=True):
        if len(path) > width:
            yield f"  {path}"
            path = ""  # noqa: PLW2901 - the numbers stand below a path that is too long
        yield f"  {path:<{width}}{each.rows:>8}{each.used:>8}{each.set_aside:>12}"


def readings(assessment: Assessment, view: View) -> Iterator[str]:
    """Write every reading taken, defaults too: what the text leaves open stays visible."""
    if not assessment.readings:
        return
    yield bold(Sentence("How open points of the text were read"), view)
    for reading, taken in assessment.readings.items():
        yield from wrap(view.reading(reading, taken), view, 2, 4)
