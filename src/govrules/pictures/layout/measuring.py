"""How much room boxes and labels take, and what is written in them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from govrules.pictures.bundles import Bundle
from govrules.pictures.layout.drawing import (
    MARK,
    PAD,
    SMALL_LINE,
    SMALL_SIZE,
    TITLE_LINE,
    TITLE_SIZE,
    Badge,
    PlacedBox,
    Row,
)
from govrules.pictures.letters import width, wrapped
from govrules.pictures.model import LAW, Line
from govrules.pictures.scenes import Box
from govrules.sentences import Sentence
from govrules.verdicts import Verdict
from govrules.wording import shown

_TITLE_ROOM, _TITLE_LINES, _NOTE_LINES = 190, 4, 2
_ROW_ROOM, _ROW_LINES = 330, 3
_FEW, _MANY = 8, 3
"""How many lines of a bundle are written out: where there are few bundles, and where many."""
_FEW_BUNDLES = 14
_ACROSS = ((1, 7), (2, 20), (3, 10**9))
"""How many boxes stand side by side inside another, up to which number of them."""
_PORT = 12
"""The room between two lines that end at one side of a box."""


@dataclass(frozen=True, slots=True)
class BoxSize:
    """A box's texts and the room they need."""

    width: int
    height: int
    title: tuple[str, ...]
    note: tuple[str, ...]
    badges: tuple[Badge, ...]
    inside: tuple[PlacedBox, ...] = ()


@dataclass(frozen=True, slots=True)
class LabelSize:
    """A label's rows and the room they need."""

    width: int
    height: int
    rows: tuple[Row, ...]


def box_size(box: Box, ports: int) -> BoxSize:
    """Measure a box at one side of which so many lines end."""
    inside, across, down = _grid(box.inside)
    room = max(_TITLE_ROOM, across - 2 * PAD)
    title = wrapped(shown(box.title), TITLE_SIZE, room, _TITLE_LINES, bold=True)
    note = (
        wrapped(shown(box.note), SMALL_SIZE, room, _NOTE_LINES)
        if box.note and box.note != box.title
        else []
    )
    counts = ((Verdict.VIOLATED, box.violated), (Verdict.INDETERMINATE, box.indeterminate))
    badges = tuple(Badge(status, count) for status, count in counts if count)
    texts = [
        *(width(line, TITLE_SIZE, bold=True) for line in title),
        *(width(line, SMALL_SIZE) for line in note),
        sum(badge_width(badge) for badge in badges),
    ]
    high = len(title) * TITLE_LINE + len(note) * SMALL_LINE + (TITLE_LINE if badges else 0)
    high += 2 * PAD - 2
    return BoxSize(
        max(*texts, across - 2 * PAD) + 2 * PAD,
        max(high + down, (ports + 1) * _PORT),
        tuple(title),
        tuple(note),
        badges,
        tuple(replace(each, y=each.y + high) for each in inside),
    )


def _grid(boxes: Sequence[Box]) -> tuple[list[PlacedBox], int, int]:
    """Place the boxes inside another in rows; also say how much room they take."""
    if not boxes:
        return [], 0, 0
    sizes = [box_size(box, 0) for box in boxes]
    across = next(count for count, most in _ACROSS if len(boxes) <= most)
    wide = max(size.width for size in sizes)
    placed = []
    y = 0
    for start in range(0, len(boxes), across):
        row = list(zip(boxes, sizes, strict=True))[start : start + across]
        high = max(size.height for _, size in row)
        for index, (box, size) in enumerate(row):
            x = PAD + index * (wide + PAD)
            texts = (size.title, size.note, size.badges)
            placed.append(PlacedBox(box, x, y, wide, high, *texts))
        y += high + PAD
    return placed, PAD + across * (wide + PAD), y


def badge_width(badge: Badge) -> int:
    """Return the room of a badge with some space to its right."""
    return MARK + 2 + width(str(badge.count), TITLE_SIZE, bold=True) + 8


def label_size(bundle: Bundle, bundles: int, tell: Callable[[str], str]) -> LabelSize:
    """Measure what is written beside one of so many bundles."""
    rows: list[Row] = []
    law = bundle.status == LAW
    most = _FEW if bundles <= _FEW_BUNDLES else _MANY
    shown_lines = bundle.lines if law or len(bundle.lines) <= most else bundle.lines[: most - 1]
    for line in shown_lines:
        rows.extend(_rows(line))
    left = bundle.lines[len(shown_lines) :]
    if left:
        rows.append(_rest(left, tell))
    widest = max(row_width(row) for row in rows)
    return LabelSize(widest + 2 * PAD - 4, len(rows) * SMALL_LINE + 6, tuple(rows))


def row_width(row: Row) -> int:
    """Return the room of a row of a label."""
    mark = MARK if row.status != LAW else 0
    count = width(f"{row.count} ", SMALL_SIZE, bold=True) + 2 if row.count else 0
    bold = row.status == Verdict.VIOLATED
    return mark + count + width(row.text, SMALL_SIZE, bold=bold)


def _rows(line: Line) -> list[Row]:
    bold = line.status == Verdict.VIOLATED
    label = shown(line.label or line.relation)
    text = f"{label} ·\xa0{shown(line.provision)}" if line.provision else label
    texts = wrapped(text, SMALL_SIZE, _ROW_ROOM, _ROW_LINES, bold=bold)
    count = line.counts.get(line.status, 0)
    first = Row(line.status, str(count) if count else "", texts[0])
    return [first, *(Row(LAW, "", text) for text in texts[1:])]


def _rest(lines: Sequence[Line], tell: Callable[[str], str]) -> Row:
    more = tell(Sentence("{count} more norm", "{count} more norms", count=len(lines)))
    return Row(LAW, "", f"+ {more}")
