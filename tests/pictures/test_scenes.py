"""What is drawn of a picture: no count is lost on the way."""

from collections import Counter
from dataclasses import replace

import pytest
from tests.pictures_made import many, small

from govrules.pictures import Line, Node, Picture
from govrules.pictures.gathering import CLUSTERS, clusters
from govrules.pictures.legends import ranking
from govrules.pictures.scenes import TANGLE, Scene, parts, scene
from govrules.verdicts import Verdict


def owed(scene_: Scene) -> Counter[str]:
    """Count the duties on the lines that are drawn."""
    found: Counter[str] = Counter()
    for bundle in scene_.bundles:
        for line in bundle.lines:
            found.update(line.counts)
    return found


@pytest.mark.parametrize(
    "picture",
    [
        small(),
        many(40),
        many(40, groups=9),
        many(2_000),
        many(2_000, parts=40),
        many(900, groups=80),
    ],
)
def test_counts_add_up(picture: Picture) -> None:
    """Of nodes in boxes, of duties on lines and beside them; and every node has one box."""
    drawn = scene(picture)
    assert sum(node.violated for node in picture.nodes) == sum(b.violated for b in drawn.boxes)
    assert sum(node.indeterminate for node in picture.nodes) == sum(
        box.indeterminate for box in drawn.boxes
    )
    members = [member for box in drawn.boxes for member in box.members]
    assert sorted(node.id for node in picture.nodes) == sorted(members)
    all_owed = sum(sum(line.counts.values()) for line in picture.lines)
    assert all_owed == owed(drawn).total() + drawn.undrawn


@pytest.mark.parametrize("picture", [many(2_000), many(2_000, parts=40), many(900, groups=80)])
def test_a_crowd_is_gathered_in_few_boxes(picture: Picture) -> None:
    """With the ten worst by name, and the others counted beside them."""
    drawn = scene(picture)
    assert len(drawn.boxes) <= CLUSTERS
    assert 10 == len(drawn.offenders)
    names = {inner.id for box in drawn.boxes for inner in (box, *box.inside)}
    assert {node.id for node in drawn.offenders} <= names
    for box in drawn.boxes:
        inside = sum(len(inner.members) for inner in box.inside)
        assert inside in {0, len(box.members), len(box.members) - 1}
    assert "S" in names
    said = [entry.text.partition(".")[0] for entry in ranking(picture, drawn) if entry.status]
    assert [str(number) for number in range(1, 11)] == said


def test_too_many_lines_share_the_box_of_their_group() -> None:
    """Every name stays, and the lines are added up."""
    drawn = scene(many(40))
    [shared] = (box for box in drawn.boxes if box.inside)
    assert 38 == len(shared.inside)
    assert len(drawn.bundles) <= TANGLE
    assert 3 * 38 == owed(drawn)[Verdict.COMPLIANT] - 1 - 23


def test_whom_others_of_the_group_owe_something_stands_alone() -> None:
    """A committee to which the ministries report is not drawn among them, though it is one."""
    picture = many(50)
    named = [replace(n, group="ministries 0") if n.id == "S" else n for n in picture.nodes]
    drawn = scene(replace(picture, nodes=named))
    assert "S" in {box.id for box in drawn.boxes}


def test_a_group_that_is_a_node_holds_those_of_it_without_lines() -> None:
    """As a class of roles does."""
    nodes = [Node(id="all", label="all", group="all"), Node(id="one", label="one", group="all")]
    nodes.append(Node(id="to", label="to"))
    line = Line(source="all", target="to", label="reports")
    drawn = scene(Picture(title="t", nodes=nodes, lines=[line]))
    [holder] = (box for box in drawn.boxes if box.inside)
    assert ("all", ["one"]) == (holder.title, [box.id for box in holder.inside])


def test_duties_to_nobody_and_such_as_do_not_apply_are_counted_not_drawn() -> None:
    """The law draws nobody, since that is what it says."""
    nodes = [Node(id="a", label="a"), Node(id="nobody", label="nobody", named=False)]
    owing = Line(source="a", target="nobody", label="x", counts={Verdict.VIOLATED: 2})
    drawn = scene(Picture(title="t", nodes=nodes, lines=[owing]))
    assert (["a"], (), 2) == ([box.id for box in drawn.boxes], drawn.bundles, drawn.undrawn)
    law = Line(source="a", target="nobody", label="x")
    assert 2 == len(scene(Picture(title="t", nodes=nodes, lines=[law])).boxes)


def test_a_norm_of_the_law_that_binds_several_at_once_is_one_line() -> None:
    """From all of them to all of them; verdicts are never added up that way."""
    nodes = [Node(id=name, label=name) for name in "abxy"]
    lines = [
        Line(source=source, target=target, label="trains", norm="8.1")
        for source in "ab"
        for target in "xy"
    ]
    [bundle] = scene(Picture(title="t", nodes=nodes, lines=lines)).bundles
    assert (("a", "b"), ("x", "y"), 1) == (bundle.sources, bundle.targets, len(bundle.lines))
    judged = [replace(line, counts={Verdict.COMPLIANT: 1}) for line in lines]
    assert 4 == len(scene(Picture(title="t", nodes=nodes, lines=judged)).bundles)


def test_what_no_line_holds_together_is_apart() -> None:
    """The largest part comes first."""
    nodes = [Node(id=name, label=name) for name in "abcde"]
    lines = [Line(source=s, target=t, label="x") for s, t in ("de", "ab", "bc")]
    found = parts(scene(Picture(title="t", nodes=nodes, lines=lines)))
    assert [["a", "b", "c"], ["d", "e"]] == [[box.id for box in part.boxes] for part in found]


def test_a_circle_of_parts_is_one_cluster() -> None:
    """Named after the smallest id in it, with all that hangs on it; however long the chain."""
    nodes = [
        Node(id=f"{number:05}", label="x", part_of=f"{(number + 1) % 20_000:05}")
        for number in range(20_000)
    ]
    nodes.append(Node(id="z", label="z", part_of="00007"))
    assert {"00000"} == set(clusters(nodes).values())
