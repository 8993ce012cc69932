"""Where things stand: nothing covers anything else, whatever the picture."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.pictures_made import hostile, many, small

from govrules.pictures import Line, Node, Picture
from govrules.pictures.layout import Drawing, PlacedBox, PlacedLabel, Wire, arranged
from govrules.pictures.layout.drawing import PAD, SMALL_SIZE, TITLE_SIZE
from govrules.pictures.layout.measuring import row_width
from govrules.pictures.layout.order import crossings
from govrules.pictures.layout.ranks import ranks
from govrules.pictures.letters import width, wrapped
from govrules.pictures.scenes import scene
from govrules.verdicts import Verdict

PICTURES = {
    "small": small(),
    "40 bodies": many(40),
    "40 bodies of six kinds": many(40, groups=6),
    "2000 bodies in parts": many(2_000, parts=30),
    "2000 bodies of 50 kinds": many(2_000, groups=50),
    "hostile": hostile(),
}


@dataclass(frozen=True)
class Area:
    """A rectangle, and what stands there."""

    what: str
    left: int
    top: int
    right: int
    bottom: int

    def covers(self, other: "Area") -> bool:
        """Say whether two rectangles have more than an edge in common."""
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom


def area(placed: PlacedBox | PlacedLabel) -> Area:
    """Return where a box or a label stands."""
    what = placed.box.title if isinstance(placed, PlacedBox) else placed.rows[0].text
    return Area(what, placed.x, placed.y, placed.x + placed.width, placed.y + placed.height)


def areas(drawing: Drawing) -> list[Area]:
    """Return where all boxes and labels stand."""
    return [*map(area, drawing.boxes), *map(area, drawing.labels)]


def drawn(picture: Picture) -> Drawing:
    """Arrange a picture."""
    return arranged(scene(picture), str)


def passed(wire: Wire) -> Iterator[Area]:
    """Yield the rectangles that a line stays in between its bends, one pixel high at least."""
    for (x, y), (next_x, next_y) in pairwise(wire.points):
        left, right = sorted((x, next_x))
        top, bottom = sorted((y, next_y))
        if top == bottom:
            yield Area("line", left, top, right, bottom + 1)


def covered(drawing: Drawing) -> list[tuple[str, str]]:
    """Name the boxes and labels that cover one another or are crossed by a level line."""
    places = areas(drawing)
    found = [(one.what, other.what) for one, other in combinations(places, 2) if one.covers(other)]
    for wire in drawing.wires:
        for piece in passed(wire):
            found += [("line", place.what) for place in places if piece.covers(place)]
    return found


def bends(drawing: Drawing) -> list[str]:
    """Name the boxes and labels that the curve of a line could touch: it bends between columns."""
    found = []
    for wire in drawing.wires:
        for (x, y), (next_x, next_y) in pairwise(wire.points):
            left, right = sorted((x, next_x))
            if y != next_y:
                found += [
                    place.what
                    for place in areas(drawing)
                    if left < place.right and place.left < right and _between(place, y, next_y)
                ]
    return found


def _between(place: Area, y: int, next_y: int) -> bool:
    top, bottom = sorted((y, next_y))
    return place.top < bottom and top < place.bottom


@pytest.mark.parametrize("picture", PICTURES.values(), ids=PICTURES.keys())
def test_nothing_covers_anything(picture: Picture) -> None:
    """No label another label or a box, and no line either of them."""
    drawing = drawn(picture)
    assert [] == covered(drawing)
    assert [] == bends(drawing)


@pytest.mark.parametrize("picture", PICTURES.values(), ids=PICTURES.keys())
def test_every_text_fits_where_it_stands(picture: Picture) -> None:
    """By the widest of the fonts; and everything stands inside the drawing."""
    drawing = drawn(picture)
    boxes = [each for box in drawing.boxes for each in (box, *box.inside)]
    wide = [
        line
        for box in boxes
        for line in box.title
        if width(line, TITLE_SIZE, bold=True) > box.width - PAD
    ]
    wide += [line for box in boxes for line in box.note if width(line, SMALL_SIZE) > box.width]
    wide += [
        row.text
        for label in drawing.labels
        for row in label.rows
        if row_width(row) > label.width - PAD
    ]
    assert [] == wide
    outside = [
        place
        for place in areas(drawing)
        if min(place.left, place.top) < 0
        or place.right > drawing.width
        or place.bottom > drawing.height
    ]
    assert [] == outside


@pytest.mark.parametrize("picture", PICTURES.values(), ids=PICTURES.keys())
def test_what_stands_inside_a_box_stays_inside(picture: Picture) -> None:
    """And does not cover its neighbours there."""
    for box in drawn(picture).boxes:
        outer = area(box)
        inner = [area(each) for each in box.inside]
        assert [] == [pair for pair in combinations(inner, 2) if pair[0].covers(pair[1])]
        assert [] == [
            each
            for each in inner
            if each.left < outer.left
            or each.right > outer.right
            or each.top < outer.top
            or each.bottom > outer.bottom
        ]


def test_forty_bodies_are_all_named() -> None:
    """Whether they stand alone or share a box."""
    picture = many(40, groups=6)
    boxes = [each for box in drawn(picture).boxes for each in (box, *box.inside)]
    assert {node.id for node in picture.nodes} <= {each.box.id for each in boxes}


NAMES = ["a", "b", "c", "d", "e", "f", "g"]


@st.composite
def pictures_of_any_shape(draw: st.DrawFn) -> Picture:
    """Generate pictures with circles, loops, several parts, groups and lines of the law."""
    count = draw(st.integers(1, len(NAMES)))
    nodes = [
        Node(id=name, label=draw(st.text(max_size=40)), group=draw(st.sampled_from(["", "x", "y"])))
        for name in NAMES[:count]
    ]
    ends = st.sampled_from(NAMES[:count])
    lines = [
        Line(
            source=draw(ends),
            target=draw(ends),
            label=draw(st.text(max_size=30)),
            norm=draw(st.sampled_from(["1", "2", "3"])),
            counts=draw(st.sampled_from([{}, {Verdict.VIOLATED: 1}])),
            weight=draw(st.sampled_from([1, 50])),
        )
        for _ in range(draw(st.integers(0, 12)))
    ]
    return Picture(title="any", nodes=nodes, lines=lines, groups={"x": "the group of x"})


@given(pictures_of_any_shape())
def test_whatever_the_shape_nothing_covers_anything(picture: Picture) -> None:
    """Circles, loops, bodies alone."""
    drawing = drawn(picture)
    assert [] == covered(drawing)
    assert [] == bends(drawing)


def test_columns_follow_the_heavier_direction() -> None:
    """A circle is broken at its lightest arc, whatever the order of names."""
    arcs = {("c", "b"): 5, ("b", "a"): 5, ("a", "c"): 1}
    assert {"c": 0, "b": 1, "a": 2} == ranks(["a", "b", "c"], arcs, {})


def test_what_belongs_together_shares_a_column_unless_an_arc_runs_within() -> None:
    """Then the arc is stronger."""
    arcs = {("a", "z"): 1, ("b", "y"): 1, ("y", "z"): 1}
    together = {"a": "group", "b": "group"}
    assert {"a": 0, "b": 0, "y": 1, "z": 2} == ranks(["a", "b", "y", "z"], arcs, together)
    torn = ranks(["a", "b", "y", "z"], {**arcs, ("a", "b"): 1}, together)
    assert {"a": 0, "b": 1, "y": 2, "z": 3} == torn


def test_crossings_are_counted_pair_by_pair() -> None:
    """Two lines that change sides cross once."""
    right = {"a": ["y"], "b": ["x", "y"]}
    assert 1 == crossings([["a", "b"], ["x", "y"]], right)
    assert 0 == crossings([["b", "a"], ["x", "y"]], right)


def test_long_names_are_broken_and_at_last_cut() -> None:
    """Into lines that fit, the last ending in an ellipsis; no word is lost before that."""
    assert ["one two", "three"] == wrapped("one two  three", 10, width("one two", 10), 3)
    lines = wrapped("x" * 10_000, 10, 100, 3)
    assert 3 == len(lines)
    assert lines[-1].endswith("x…")
    assert all(width(line, 10) <= 100 for line in lines)
