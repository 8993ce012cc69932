"""The columns of a scene before they are arranged: which items stand in which, and beside what.

Items are boxes, labels, and lanes: the room that a line needs on its way through a column. Boxes
stand in columns with even numbers, labels between them.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise

from govrules.pictures.bundles import Bundle
from govrules.pictures.layout.drawing import SMALL_LINE, SMALL_SIZE
from govrules.pictures.layout.measuring import LabelSize, box_size, label_size
from govrules.pictures.layout.ranks import ranks
from govrules.pictures.letters import wrapped
from govrules.pictures.scenes import Scene
from govrules.wording import shown

GAP = 14
"""The least room between two things in a column."""
FRAME = 10
"""The room between a frame and the boxes in it."""
_LANE = 8
"""The height kept for a line on its way through a column."""
_HEADING_ROOM, _HEADING_LINES = 200, 2


class Columns:
    """The columns of one scene while they are arranged; items are boxes, labels and lanes."""

    def __init__(self, scene: Scene, tell: Callable[[str], str]) -> None:
        pairs = [pair for bundle in scene.bundles for pair in bundle.pairs]
        touched = {end for pair in pairs for end in pair}
        self.scene = scene
        self.boxes = {f"b{box.id}": box for box in scene.boxes if box.id in touched}
        self.rank = ranks(
            [box.id for box in self.boxes.values()],
            _arcs(scene.bundles),
            {box.id: box.group for box in self.boxes.values() if box.group},
        )
        self.columns: list[list[str]] = [
            [] for _ in range(2 * max(self.rank.values(), default=-1) + 2)
        ]
        self.left: dict[str, list[str]] = defaultdict(list)
        self.right: dict[str, list[str]] = defaultdict(list)
        self.bundles: dict[str, Bundle] = {}
        self.labels: dict[str, LabelSize] = {}
        self.chains: dict[str, list[tuple[str, list[str]]]] = {}
        """Of each label, the ends of its bundle with the items on the way there."""
        for name, box in self.boxes.items():
            self.columns[2 * self.rank[box.id]].append(name)
        for number, bundle in enumerate(self._straight(scene.bundles)):
            name = f"l{number}"
            self.bundles[name] = bundle
            self.labels[name] = label_size(bundle, len(scene.bundles), tell)
            self._thread(name, bundle)
        self.sizes = {
            name: box_size(box, max(len(self.left[name]), len(self.right[name])))
            for name, box in self.boxes.items()
        }
        side_by_side = Counter((self.rank[box.id], box.group) for box in self.boxes.values())
        self.groups = {
            name: box.group
            for name, box in self.boxes.items()
            if box.group and side_by_side[self.rank[box.id], box.group] > 1
        }

    def _straight(self, bundles: Iterable[Bundle]) -> Iterator[Bundle]:
        """Yield the bundles, those split whose ends are not all on two sides of one column."""
        for bundle in bundles:
            first, last = (
                [self.rank[end] for end in ends] for ends in (bundle.sources, bundle.targets)
            )
            if max(first) < min(last) or max(last) < min(first):
                yield bundle
            else:
                yield from bundle.split()

    def _thread(self, label: str, bundle: Bundle) -> None:
        """Lead a bundle through the columns, by way of its label, to each of its ends."""
        ends = sorted({*bundle.sources, *bundle.targets}, key=lambda end: (self.rank[end], end))
        near = bundle.sources if ends[0] in bundle.sources else bundle.targets
        column = 2 * max(self.rank[end] for end in near) + 1
        self.columns[column].append(label)
        self.chains[label] = []
        for end in ends:
            at = 2 * self.rank[end]
            step = 1 if at > column else -1
            lanes = [f"{label}.{end}.{between}" for between in range(column + step, at, step)]
            for between, lane in zip(range(column + step, at, step), lanes, strict=True):
                self.columns[between].append(lane)
            way = [label, *lanes, f"b{end}"]
            for one, other in pairwise(way if step > 0 else way[::-1]):
                self.right[one].append(other)
                self.left[other].append(one)
            self.chains[label].append((end, lanes))
        if bundle.sources == bundle.targets:
            self.right[f"b{ends[0]}"].append(label)

    def tall(self, item: str) -> int:
        """Return the height of an item."""
        if item in self.sizes:
            return self.sizes[item].height
        return self.labels[item].height if item in self.labels else _LANE

    def wide(self, item: str) -> int:
        """Return the width of an item."""
        if item in self.sizes:
            return self.sizes[item].width
        return self.labels[item].width if item in self.labels else 0

    def group(self, item: str) -> str:
        """Return the group whose frame a box stands in, empty for everything else."""
        return self.groups.get(item, "")

    def gap(self, upper: str, lower: str) -> int:
        """Return the least room between two items of a column."""
        above, below = self.group(upper), self.group(lower)
        if above == below:
            return GAP - 4 if upper in self.labels or lower in self.labels else GAP
        room = FRAME if above else 0
        if below:
            room += len(self.heading(below)) * SMALL_LINE + FRAME
        return room + GAP

    def heading(self, group: str) -> tuple[str, ...]:
        """Return the lines of a frame's name."""
        return heading(self.scene.frames[group])


def heading(name: str) -> tuple[str, ...]:
    """Return the lines of a frame's name."""
    return tuple(wrapped(shown(name), SMALL_SIZE, _HEADING_ROOM, _HEADING_LINES, bold=True))


def _arcs(bundles: Iterable[Bundle]) -> dict[tuple[str, str], int]:
    weights: Counter[tuple[str, str]] = Counter()
    for bundle in bundles:
        for pair in bundle.pairs:
            weights[pair] += sum(line.weight for line in bundle.lines)
    return dict(weights)
