"""The picture as SVG: the base of the other drawings, legible in print and to screen readers.

SVG 1.1 with `role="img"`, `title` and `desc`. It refers to nothing outside itself and holds no
script and no style sheet.
"""

import re
from collections.abc import Iterator, Sequence
from html import escape

from govrules.languages import language
from govrules.pictures.layout import Frame, PlacedBox, PlacedLabel, Wire, arranged
from govrules.pictures.layout.drawing import (
    MARK,
    PAD,
    SMALL_LINE,
    SMALL_SIZE,
    TITLE_LINE,
    TITLE_SIZE,
)
from govrules.pictures.layout.measuring import badge_width
from govrules.pictures.legends import Entry, described, legend, ranking
from govrules.pictures.letters import FONTS, width, wrapped
from govrules.pictures.marks import MARKS
from govrules.pictures.model import LAW, STATUSES, Picture
from govrules.pictures.scenes import Scene, scene
from govrules.verdicts import Verdict
from govrules.wording import shown

_MARGIN, _LEAST_WIDTH = 24, 640
_HEADING_SIZE, _HEADING_LINE = 19, 25
_INK, _SOFT, _PAPER = "#1a1a1a", "#4a4a4a", "#ffffff"
_FRAME_INK, _FRAME_FILL, _LABEL_INK = "#8b97ad", "#f3f5f9", "#c3cad6"
_CHOSEN = "#ffe9a6"
"""Marks the line that a picture is about; light enough to stay light on black and white paper."""
_UNNAMED = 'stroke="#6b6b6b" stroke-width="1" stroke-dasharray="3 3"'
_SAMPLE = 38
"""How long a line of the legend is."""


def render(picture: Picture) -> str:
    """Write the picture as one SVG document."""
    what = scene(picture)
    tongue = language(picture.language)
    drawing = arranged(what, tongue.tell)
    room = max(drawing.width, _LEAST_WIDTH)
    heading, below_heading = _heading(picture, room)
    foot, below_foot = _foot(picture, what, room)
    wide = room + 2 * _MARGIN
    top = _MARGIN + below_heading
    bottom = top + drawing.height + _MARGIN
    high = bottom + below_foot
    parts = [
        _opening(wide, high, tongue.code),
        f'<title id="title">{safe(picture.title)}</title>',
        f'<desc id="desc">{safe(described(picture, what))}</desc>',
        f'<rect width="{wide}" height="{high}" fill="{_PAPER}"/>',
        *_shifted(_MARGIN, _MARGIN, heading),
        *_shifted(
            _MARGIN + (room - drawing.width) // 2,
            top,
            [
                *(part for frame in drawing.frames for part in _frame(frame)),
                *(part for wire in _least_first(drawing.wires) for part in _wire(wire)),
                *(part for label in drawing.labels for part in _label(label, what)),
                *(part for box in drawing.boxes for part in _box(box)),
            ],
        ),
        *_shifted(_MARGIN, bottom, foot),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _opening(wide: int, high: int, code: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="{high}" '
        f'viewBox="0 0 {wide} {high}" role="img" aria-labelledby="title desc" lang="{code}" '
        f'font-family="{FONTS}" font-size="{SMALL_SIZE}" fill="{_INK}">'
    )


def size(document: str) -> tuple[int, int]:
    """Return the width and the height of a document that `render` wrote, in pixels."""
    found = re.search(r'width="(\d+)" height="(\d+)"', document)
    return (int(found[1]), int(found[2])) if found else (0, 0)


def safe(text: str) -> str:
    """Make a text fit for XML: markup escaped, characters that nobody sees written out."""
    return escape(shown(text))


def _shifted(x: int, y: int, parts: Sequence[str]) -> list[str]:
    return [f'<g transform="translate({x} {y})">', *parts, "</g>"]


def _least_first(wires: Sequence[Wire]) -> list[Wire]:
    """Sort lines so that the worst are drawn last, over the others."""
    return sorted(wires, key=lambda wire: -STATUSES.index(wire.bundle.status))


def _heading(picture: Picture, room: int) -> tuple[list[str], int]:
    parts, y = [], 0
    for line in wrapped(shown(picture.title), _HEADING_SIZE, room, 3, bold=True):
        y += _HEADING_LINE
        parts.append(_text(0, y - 7, line, size=_HEADING_SIZE, bold=True))
    subtitle = wrapped(shown(picture.subtitle), TITLE_SIZE, room, 3) if picture.subtitle else []
    for line in subtitle:
        y += TITLE_LINE
        parts.append(_text(0, y - 3, line, size=TITLE_SIZE, colour=_SOFT))
    return parts, y + _MARGIN


def _text(
    x: int,
    y: int,
    text: str,
    *,
    size: int = SMALL_SIZE,
    bold: bool = False,
    colour: str = "",
    middle: bool = False,
) -> str:
    look = f' font-size="{size}"' if size != SMALL_SIZE else ""
    look += ' font-weight="bold"' if bold else ""
    look += f' fill="{colour}"' if colour else ""
    look += ' text-anchor="middle"' if middle else ""
    return f'<text x="{x}" y="{y}"{look}>{safe(text)}</text>'


def _frame(frame: Frame) -> Iterator[str]:
    yield (
        f'<rect x="{frame.x}" y="{frame.y}" width="{frame.width}" height="{frame.height}" '
        f'rx="8" fill="{_FRAME_FILL}" stroke="{_FRAME_INK}"/>'
    )
    for number, line in enumerate(frame.title, 1):
        y = frame.y + number * SMALL_LINE + 1
        yield _text(frame.x + 10, y, line, bold=True, colour=_SOFT)


def _stroke(status: str) -> str:
    mark = MARKS[status]
    dashes = f' stroke-dasharray="{mark.dashes}"' if mark.dashes else ""
    return f'stroke="{mark.colour}" stroke-width="{mark.width}"{dashes}'


def _wire(wire: Wire) -> Iterator[str]:
    (x, y), *points = wire.points
    path = f"M{x} {y}"
    for next_x, next_y in points:
        bend = (x + next_x) // 2
        path += f"H{next_x}" if next_y == y else f"C{bend} {y} {bend} {next_y} {next_x} {next_y}"
        x, y = next_x, next_y
    if wire.bundle.chosen:
        yield f'<path d="{path}" fill="none" stroke="{_CHOSEN}" stroke-width="13"/>'
    yield f'<path d="{path}" fill="none" {_stroke(wire.bundle.status)}/>'
    if wire.arrow:
        back = -10 if wire.points[-2][0] < x else 10
        colour = MARKS[wire.bundle.status].colour
        yield f'<path d="M{x} {y}l{back} -5v10z" fill="{colour}"/>'


def _sign(status: str, x: int, y: int) -> str:
    """Draw the sign of a status in a square of 10 by 10."""
    mark = MARKS[status]
    weight = "2.4" if status == Verdict.VIOLATED else "1.6"
    return (
        f'<path transform="translate({x} {y})" d="{mark.shape}" fill="none" '
        f'stroke="{mark.colour}" stroke-width="{weight}" stroke-linecap="round"/>'
    )


def _label(label: PlacedLabel, what: Scene) -> Iterator[str]:
    names = {box.id: box.title for box in what.boxes}
    sources, targets = (
        ", ".join(names[end] for end in ends)
        for ends in (label.bundle.sources, label.bundle.targets)
    )
    texts = "; ".join(line.text for line in label.bundle.lines)
    violated = label.bundle.status == Verdict.VIOLATED
    colour = MARKS[label.bundle.status].colour if violated else _LABEL_INK
    fill = _CHOSEN if label.bundle.chosen else _PAPER
    yield f"<g><title>{safe(f'{sources} → {targets}: {texts}')}</title>"
    yield (
        f'<rect x="{label.x}" y="{label.y}" width="{label.width}" height="{label.height}" '
        f'rx="5" fill="{fill}" stroke="{colour}"/>'
    )
    for number, row in enumerate(label.rows, 1):
        x, y = label.x + PAD - 2, label.y + number * SMALL_LINE - 1
        bad = row.status == Verdict.VIOLATED
        colour = MARKS[row.status].colour if row.status != LAW else ""
        if row.status != LAW:
            yield _sign(row.status, x, y - 9)
            x += MARK
        if row.count:
            yield _text(x, y, row.count, bold=True, colour=colour)
            x += width(f"{row.count} ", SMALL_SIZE, bold=True) + 2
        yield _text(x, y, row.text, bold=bad, colour=MARKS[row.status].colour if bad else "")
    yield "</g>"


def _box(placed: PlacedBox) -> Iterator[str]:
    box = placed.box
    full = f"{box.title} ({box.note})" if box.note else box.title
    stroke = _stroke(box.status) if box.named else _UNNAMED
    stroke = f'stroke="{_FRAME_INK}"' if placed.inside else stroke
    fill = _FRAME_FILL if placed.inside else _PAPER
    yield f"<g><title>{safe(full)}</title>"
    yield (
        f'<rect x="{placed.x}" y="{placed.y}" width="{placed.width}" height="{placed.height}" '
        f'rx="4" fill="{fill}" {stroke}/>'
    )
    yield from _inscription(placed)
    for inner in placed.inside:
        yield from _box(inner)
    yield "</g>"


def _inscription(placed: PlacedBox) -> Iterator[str]:
    """Write the texts of a box: in the middle of its height, or above what is inside it."""
    middle = placed.x + placed.width // 2
    lines = len(placed.title) * TITLE_LINE + len(placed.note) * SMALL_LINE
    lines += TITLE_LINE if placed.badges else 0
    y = placed.y + (PAD - 2 if placed.inside else (placed.height - lines) // 2)
    for line in placed.title:
        y += TITLE_LINE
        yield _text(middle, y - 4, line, size=TITLE_SIZE, bold=True, middle=True)
    for line in placed.note:
        y += SMALL_LINE
        yield _text(middle, y - 4, line, colour=_SOFT, middle=True)
    x = middle - sum(badge_width(badge) for badge in placed.badges) // 2 + 4
    for badge in placed.badges:
        yield _sign(badge.status, x, y + 2)
        count, colour = str(badge.count), MARKS[badge.status].colour
        yield _text(x + MARK + 2, y + 12, count, size=TITLE_SIZE, bold=True, colour=colour)
        x += badge_width(badge)


def _foot(picture: Picture, what: Scene, room: int) -> tuple[list[str], int]:
    """Draw the legend, and in a crowd who stands out."""
    parts, x, y = [f'<path d="M0 0H{room}" stroke="{_LABEL_INK}"/>'], 0, 24
    for entry in legend(picture, what):
        across = _SAMPLE + 2 * MARK + width(entry.text, SMALL_SIZE) + 20
        if x and x + across > room:
            x, y = 0, y + SMALL_LINE + 5
        parts += _entry(entry, x, y)
        x += across
    y += SMALL_LINE
    for entry in ranking(picture, what):
        heading = entry.status == LAW
        for piece in wrapped(entry.text, SMALL_SIZE, room - MARK, 3):
            y += SMALL_LINE
            parts.append(_text(0 if heading else MARK, y, piece, bold=heading))
    return parts, y + _MARGIN


def _entry(entry: Entry, x: int, y: int) -> Iterator[str]:
    yield f'<path d="M{x} {y - 4}h{_SAMPLE}" {_stroke(entry.status)}/>'
    yield f'<path d="M{x + _SAMPLE} {y - 4}l-9 -4v8z" fill="{MARKS[entry.status].colour}"/>'
    if entry.status != LAW:
        yield _sign(entry.status, x + _SAMPLE + 8, y - 9)
    yield _text(x + _SAMPLE + 8 + (MARK if entry.status != LAW else 0), y, entry.text)
