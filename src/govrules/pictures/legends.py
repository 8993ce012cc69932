"""What is said beside a picture: its legend, who stands out, and the whole in sentences."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from govrules.languages import language
from govrules.pictures.marks import MARKS
from govrules.pictures.model import LAW, STATUSES, Line, Picture, line_order
from govrules.pictures.scenes import Scene
from govrules.sentences import Sentence
from govrules.verdicts import Verdict
from govrules.wording import shown

_SPOKEN = 40
"""How many lines the description names; the others are counted."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the legend: a status and what it means."""

    status: str
    text: str


def legend(picture: Picture, what: Scene) -> list[Entry]:
    """Return the legend of what is drawn, the worst first; nothing that is not there."""
    tell = language(picture.language).tell
    drawn = {line.status for bundle in what.bundles for line in bundle.lines}
    everywhere = [each for box in what.boxes for each in (box, *box.inside)]
    drawn |= {box.status for box in everywhere if box.status != LAW}
    judged = any(line.counts for line in picture.lines)
    meanings = {status: MARKS[status].meaning for status in STATUSES if status in drawn}
    if judged and LAW in meanings:
        meanings[LAW] = Sentence("a relation or a message, on which there is no verdict")
    return [Entry(status, tell(meaning)) for status, meaning in meanings.items()]


def ranking(picture: Picture, what: Scene) -> Iterator[Entry]:
    """Yield the lines below the legend of a crowd: how it was gathered, and the worst by name.

    A heading has the status of the law.
    """
    tell = language(picture.language).tell
    if what.undrawn:
        undrawn = Sentence(
            "{count} duty is counted in the boxes but drawn as no line: within one box, "
            "owed to nobody in particular, or not applicable",
            "{count} duties are counted in the boxes but drawn as no line: within one box, "
            "owed to nobody in particular, or not applicable",
            count=what.undrawn,
        )
        yield Entry(LAW, tell(undrawn))
    if not what.offenders:
        return
    nodes = Sentence("{count} node", "{count} nodes", count=len(picture.nodes))
    gathered = Sentence(
        "{nodes}: bodies that are part of one another, or of one kind, stand in one box",
        nodes=nodes,
    )
    yield Entry(LAW, tell(gathered))
    for number, node in enumerate(what.offenders, 1):
        violated = Sentence("{count} duty violated", "{count} duties violated", count=node.violated)
        yield Entry(Verdict.VIOLATED, f"{number}. {shown(node.label)}: {tell(violated)}")


def described(picture: Picture, what: Scene) -> str:
    """Say in sentences what the picture shows, for whoever does not see it."""
    tell = language(picture.language).tell
    lines = sorted(picture.lines, key=_worst_first)
    names = {node.id: node.label for node in picture.nodes}
    parts = [
        picture.subtitle,
        tell(Sentence("{count} node", "{count} nodes", count=len(picture.nodes))),
        tell(Sentence("{count} line", "{count} lines", count=len(lines))),
        *(entry.text for entry in ranking(picture, what) if entry.status != LAW),
        *(
            f"{names[line.source]} → {names[line.target]}: {spoken(line, tell)}"
            for line in lines[:_SPOKEN]
        ),
    ]
    return "; ".join(part for part in parts if part)


def _worst_first(line: Line) -> tuple[int, int, tuple[str, ...]]:
    return -line.violated, STATUSES.index(line.status), line_order(line)


def spoken(line: Line, tell: Callable[[str], str]) -> str:
    """Say what a line says: its text, and the number of duties of each verdict."""
    counts = [
        f"{tell(Sentence(str(status)))} {line.counts[status]}"
        for status in STATUSES
        if line.counts.get(status)
    ]
    return ", ".join([line.text or line.relation, *counts])


def signed(line: Line) -> str:
    """Write a line for formats without drawings of their own: sign and count before its text."""
    count = line.counts.get(line.status, 0)
    sign = f"{MARKS[line.status].sign} {count or ''}".rstrip() if line.status != LAW else ""
    return " ".join(part for part in (sign, line.text or line.relation) if part)


def badges(violated: int, indeterminate: int) -> str:
    """Write the counts of a node with their signs."""
    counts = ((Verdict.VIOLATED, violated), (Verdict.INDETERMINATE, indeterminate))
    return " ".join(f"{MARKS[status].sign} {count}" for status, count in counts if count)
