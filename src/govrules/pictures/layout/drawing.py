"""A picture with places: all numbers are pixels from the upper left corner, whole."""

from dataclasses import dataclass, replace

from govrules.pictures.bundles import Bundle
from govrules.pictures.scenes import Box

TITLE_SIZE, SMALL_SIZE = 13, 11
"""The sizes of the names of nodes and of everything else inside the drawing."""
TITLE_LINE, SMALL_LINE = 17, 15
"""The heights of their lines."""
MARK = 14
"""The room of a mark that stands for a verdict, to the left of a text."""
PAD = 9
"""The room between a text and the edge of its node."""


@dataclass(frozen=True, slots=True)
class Badge:
    """A mark with a count, on a node."""

    status: str
    count: int


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a label: a mark if there is a verdict, a count if there is one, a text."""

    status: str
    count: str
    text: str


@dataclass(frozen=True, slots=True)
class PlacedBox:
    """A box with its place and the lines of its texts."""

    box: Box
    x: int
    y: int
    width: int
    height: int
    title: tuple[str, ...]
    note: tuple[str, ...]
    badges: tuple[Badge, ...]
    inside: tuple["PlacedBox", ...] = ()

    def lowered(self, down: int) -> "PlacedBox":
        """Return the box, and what is inside it, moved down."""
        inside = tuple(each.lowered(down) for each in self.inside)
        return replace(self, y=self.y + down, inside=inside)


@dataclass(frozen=True, slots=True)
class PlacedLabel:
    """What is written beside a bundle, with its place."""

    bundle: Bundle
    x: int
    y: int
    width: int
    height: int
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Wire:
    """A piece of a bundle's line, from its label to the box `end`.

    Its points are joined by curves that start and end horizontally; `arrow` says whether the last
    of them carries the head of an arrow.
    """

    bundle: Bundle
    end: str
    points: tuple[tuple[int, int], ...]
    arrow: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """A rectangle behind the boxes of a group, with its name."""

    title: tuple[str, ...]
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything with its place."""

    width: int
    height: int
    boxes: tuple[PlacedBox, ...]
    labels: tuple[PlacedLabel, ...]
    wires: tuple[Wire, ...]
    frames: tuple[Frame, ...]

    def lowered(self, down: int) -> "Drawing":
        """Return the drawing moved down."""
        return replace(
            self,
            boxes=tuple(box.lowered(down) for box in self.boxes),
            labels=tuple(replace(label, y=label.y + down) for label in self.labels),
            wires=tuple(
                replace(wire, points=tuple((x, y + down) for x, y in wire.points))
                for wire in self.wires
            ),
            frames=tuple(replace(frame, y=frame.y + down) for frame in self.frames),
        )
