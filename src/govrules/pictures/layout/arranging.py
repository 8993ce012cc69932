"""From columns to a drawing: their order, heights, places, and the lines between."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from govrules.pictures.layout.columns import FRAME, GAP, Columns, heading
from govrules.pictures.layout.drawing import (
    PAD,
    SMALL_LINE,
    SMALL_SIZE,
    Drawing,
    Frame,
    PlacedBox,
    PlacedLabel,
    Wire,
)
from govrules.pictures.layout.heights import heights
from govrules.pictures.layout.measuring import BoxSize, box_size
from govrules.pictures.layout.order import ordered
from govrules.pictures.letters import width
from govrules.pictures.scenes import Box, Scene, parts

_CHANNEL, _WIDEST_CHANNEL = 34, 110
"""The room between two columns, in which lines bend."""
_APART = 40
"""How far apart lines end at one side of a box, at most."""
_STRIP = 900
"""How wide the rows of boxes without lines may be at least."""


def arranged(scene: Scene, tell: Callable[[str], str]) -> Drawing:
    """Return a scene with a place for everything; the upper left corner is (0, 0).

    What no line holds together is arranged by itself, the largest part above the others.
    """
    drawings = [_arranged(part, tell) for part in parts(scene)]
    across = max((drawing.width for drawing in drawings), default=0)
    touched = {end for bundle in scene.bundles for end in (*bundle.sources, *bundle.targets)}
    alone = [box for box in scene.boxes if box.id not in touched]
    if alone:
        drawings.append(_strip(scene, alone, max(across, _STRIP)))
    return _stacked(drawings)


def _arranged(scene: Scene, tell: Callable[[str], str]) -> Drawing:
    plan = Columns(scene, tell)
    columns = ordered(plan.columns, plan.left, plan.right, plan.groups)
    tall = {item: plan.tall(item) for column in columns for item in column}
    middle = heights(columns, plan.left, plan.right, tall, plan.gap)
    top = min(middle[item] - tall[item] // 2 - _head(plan, item) for item in tall)
    middle = {item: at - top for item, at in middle.items()}
    spans = _spans(plan, columns, middle)
    boxes = {
        name: _placed(box, plan.sizes[name], spans[2 * plan.rank[box.id]], middle[name])
        for name, box in plan.boxes.items()
    }
    labels = _labels(plan, columns, spans, middle)
    wires = tuple(_wires(plan, columns, boxes, labels, spans, middle))
    frames = tuple(_frames(plan, columns, boxes))
    bends = [y + GAP // 2 for wire in wires for _, y in wire.points]
    things: list[PlacedBox | PlacedLabel | Frame] = [*boxes.values(), *labels.values(), *frames]
    down = max([*(thing.y + thing.height for thing in things), *bends])
    return Drawing(spans[-1][1], down, tuple(boxes.values()), tuple(labels.values()), wires, frames)


def _stacked(drawings: Sequence[Drawing]) -> Drawing:
    """Put drawings one below the other."""
    y = 0
    moved = []
    for drawing in drawings:
        moved.append(drawing.lowered(y))
        y += drawing.height + 2 * GAP
    return Drawing(
        max((drawing.width for drawing in drawings), default=0),
        max(y - 2 * GAP, 0),
        tuple(box for drawing in moved for box in drawing.boxes),
        tuple(label for drawing in moved for label in drawing.labels),
        tuple(wire for drawing in moved for wire in drawing.wires),
        tuple(frame for drawing in moved for frame in drawing.frames),
    )


def _head(plan: Columns, item: str) -> int:
    group = plan.group(item)
    return len(plan.heading(group)) * SMALL_LINE + FRAME if group else 0


def _spans(
    plan: Columns, columns: Sequence[Sequence[str]], middle: dict[str, int]
) -> list[tuple[int, int]]:
    """Return where each column begins and ends; the steeper the lines, the wider the channel."""
    spans = []
    x = 0
    for index, column in enumerate(columns):
        wide = max((plan.wide(item) for item in column), default=0)
        groups = {plan.group(item) for item in column} - {""}
        framed = FRAME if groups else 0
        wide = max([wide, *(_title_width(plan.heading(each)) - 2 * FRAME for each in groups)])
        if index:
            drops = [
                abs(middle[item] - middle[other]) for item in column for other in plan.left[item]
            ]
            x += min(_WIDEST_CHANNEL, _CHANNEL + max(drops) // 8) if drops else 0
        spans.append((x + framed, x + framed + wide))
        x += wide + 2 * framed
    return spans


def _placed(box: Box, size: BoxSize, span: tuple[int, int], middle: int) -> PlacedBox:
    start, end = span
    y = middle - size.height // 2
    wide = end - start
    texts = (size.title, size.note, size.badges)
    aside = max((each.x + each.width for each in size.inside), default=0)
    shift = start + (wide - aside - PAD) // 2
    inside = tuple(replace(each, x=each.x + shift, y=each.y + y) for each in size.inside)
    return PlacedBox(box, start, y, wide, size.height, *texts, inside)


def _labels(
    plan: Columns,
    columns: Sequence[Sequence[str]],
    spans: Sequence[tuple[int, int]],
    middle: dict[str, int],
) -> dict[str, PlacedLabel]:
    column_of = {item: index for index, column in enumerate(columns) for item in column}
    labels = {}
    for item, size in plan.labels.items():
        start, end = spans[column_of[item]]
        x = start + (end - start - size.width) // 2
        y = middle[item] - size.height // 2
        bundle = plan.bundles[item]
        labels[item] = PlacedLabel(bundle, x, y, size.width, size.height, size.rows)
    return labels


def _ports(
    plan: Columns, boxes: dict[str, PlacedBox], middle: dict[str, int]
) -> dict[tuple[str, str, int], int]:
    """Return at which height each line ends at a box: in the order of what it leads to."""
    ports: dict[tuple[str, str, int], int] = {}
    for side in (plan.left, plan.right):
        for name, placed in boxes.items():
            ends = sorted(side[name], key=lambda item: middle[item])
            seen: Counter[str] = Counter()
            step = min(placed.height // (len(ends) + 1), _APART)
            first = placed.y + (placed.height - step * (len(ends) - 1)) // 2
            for index, other in enumerate(ends):
                at = first + step * index
                ports[name, other, seen[other]] = at
                seen[other] += 1
    return ports


def _wires(
    plan: Columns,
    columns: Sequence[Sequence[str]],
    boxes: dict[str, PlacedBox],
    labels: dict[str, PlacedLabel],
    spans: Sequence[tuple[int, int]],
    middle: dict[str, int],
) -> Iterator[Wire]:
    ports = _ports(plan, boxes, middle)
    column_of = {item: index for index, column in enumerate(columns) for item in column}
    for name, label in labels.items():
        bundle, centre = label.bundle, middle[name]
        for end, lanes in plan.chains[name]:
            box = boxes[f"b{end}"]
            onwards = 2 * plan.rank[end] > column_of[name]
            side = 1 if onwards else 0
            points = [
                (label.x + side * label.width, centre),
                (spans[column_of[name]][side], centre),
            ]
            for lane in lanes:
                span = spans[column_of[lane]]
                points += [(span[1 - side], middle[lane]), (span[side], middle[lane])]
            port = ports[f"b{end}", lanes[-1] if lanes else name, 0]
            points.append((box.x + (0 if onwards else box.width), port))
            arrow = bundle.mutual or end in bundle.targets
            yield Wire(bundle, end, tuple(points), arrow)
        if bundle.sources == bundle.targets:
            box = boxes[f"b{bundle.sources[0]}"]
            back = (box.x + box.width, ports[f"b{bundle.sources[0]}", name, 1])
            edge = (spans[column_of[name]][0], centre + 4)
            yield Wire(bundle, box.box.id, ((label.x, centre + 4), edge, back), arrow=False)


def _frames(
    plan: Columns, columns: Sequence[Sequence[str]], boxes: dict[str, PlacedBox]
) -> Iterator[Frame]:
    for column in columns:
        held: dict[str, list[PlacedBox]] = defaultdict(list)
        for item in column:
            if plan.group(item):
                held[plan.group(item)].append(boxes[item])
        for group, inside in held.items():
            yield _frame(plan.heading(group), inside)


def _frame(title: tuple[str, ...], inside: Sequence[PlacedBox]) -> Frame:
    top = min(placed.y for placed in inside) - FRAME - len(title) * SMALL_LINE
    left = min(placed.x for placed in inside) - FRAME
    right = max(placed.x + placed.width for placed in inside) + FRAME
    right = max(right, left + _title_width(title))
    bottom = max(placed.y + placed.height for placed in inside) + FRAME
    return Frame(title, left, top, right - left, bottom - top)


def _title_width(title: Sequence[str]) -> int:
    return max(width(line, SMALL_SIZE, bold=True) for line in title) + 2 * FRAME


def _strip(scene: Scene, alone: Sequence[Box], room: int) -> Drawing:
    """Put boxes that no line touches into rows, group by group."""
    placed: list[PlacedBox] = []
    frames: list[Frame] = []
    y = 0
    for group in sorted({box.group for box in alone}):
        title = heading(scene.frames[group]) if group else ()
        margin = FRAME if group else 0
        y += len(title) * SMALL_LINE + margin
        inside: list[PlacedBox] = []
        x, tallest = margin, 0
        for box in alone:
            if box.group != group:
                continue
            size = box_size(box, 0)
            if x + size.width > room and inside:
                x, y, tallest = margin, y + tallest + GAP, 0
            inside.append(_placed(box, size, (x, x + size.width), y + size.height // 2))
            x, tallest = x + size.width + GAP, max(tallest, size.height)
        placed += inside
        if group:
            frames.append(_frame(title, inside))
        y += tallest + GAP + margin
    things: list[PlacedBox | Frame] = [*placed, *frames]
    across = max(thing.x + thing.width for thing in things)
    down = max(thing.y + thing.height for thing in things)
    return Drawing(across, down, tuple(placed), (), (), tuple(frames))
