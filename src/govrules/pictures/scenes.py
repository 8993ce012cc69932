"""From a picture to what an eye can take in: lines bundled, and what is too much gathered.

Few nodes are drawn each for itself, with a frame around those of a group. Where too many lines
would be drawn, the nodes of a group share one box, and its lines are added up; a crowd of nodes is
gathered by what they are part of, and only the worst offenders keep their names. No count is lost:
a box carries those of all its nodes, and duties that are not drawn as lines are counted.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from govrules.languages import language
from govrules.pictures.bundles import Bundle, bundles
from govrules.pictures.gathering import clusters
from govrules.pictures.model import Line, Node, Picture, line_order, node_order, worst
from govrules.sentences import Sentence
from govrules.verdicts import Verdict

CROWD = 60
"""With how many nodes each still keeps its name."""
TANGLE = 44
"""How many bundles are still drawn between single nodes."""
_OFFENDERS = 10
"""How many offenders a crowd is searched for."""
_SHARED = "\x00"
"""Begins the id of a box that is no node."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A node as it is drawn, or several that share a box: `inside` are those that keep names."""

    id: str
    title: str
    note: str = ""
    group: str = ""
    status: str = ""
    violated: int = 0
    indeterminate: int = 0
    named: bool = True
    members: tuple[str, ...] = ()
    inside: tuple["Box", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What is drawn of a picture; `undrawn` counts the duties of lines that are not.

    `offenders` are the worst of a crowd, and empty where nobody's name is left out.
    """

    boxes: tuple[Box, ...]
    bundles: tuple[Bundle, ...]
    frames: Mapping[str, str]
    undrawn: int = 0
    offenders: tuple[Node, ...] = ()


def scene(picture: Picture) -> Scene:
    """Return what is drawn of a picture, in one order whatever the order of its parts."""
    nodes = sorted(picture.nodes, key=node_order)
    nobody = {node.id for node in nodes if not node.named}
    lines = [line for line in sorted(picture.lines, key=line_order) if _is_drawn(line, nobody)]
    touched = {end for line in lines for end in (line.source, line.target)}
    nodes = [node for node in nodes if node.named or node.id in touched]
    crowd = len(nodes) > CROWD
    guilty = _offenders(nodes) if crowd else ()
    shares = clusters(nodes, lines) if crowd else _shares(nodes, lines, touched)
    boxes = _boxes(picture, nodes, shares, {node.id for node in guilty} if crowd else None)
    drawn_as = {member: box.id for box in boxes for member in box.members}
    moved = [
        replace(line, source=drawn_as[line.source], target=drawn_as[line.target]) for line in lines
    ]
    drawn = [line for line in moved if not _is_within(line)]
    sizes = Counter(box.group for box in boxes)
    boxes = [box if sizes[box.group] > 1 else replace(box, group="") for box in boxes]
    owed = sum(sum(line.counts.values()) for line in picture.lines)
    return Scene(
        boxes=tuple(boxes),
        bundles=bundles(drawn),
        frames={box.group: _named(box.group, picture) for box in boxes if box.group},
        undrawn=owed - sum(sum(line.counts.values()) for line in drawn),
        offenders=guilty,
    )


def parts(what: Scene) -> list[Scene]:
    """Return what lines hold together, each part by itself, the largest first."""
    part = {box.id: box.id for box in what.boxes}

    def top(id_: str) -> str:
        while part[id_] != id_:
            part[id_] = part[part[id_]]
            id_ = part[id_]
        return id_

    for bundle in what.bundles:
        first, *others = sorted({top(end) for end in (*bundle.sources, *bundle.targets)})
        part.update(dict.fromkeys(others, first))
    tops = {box.id: top(box.id) for box in what.boxes}
    held: dict[str, list[Bundle]] = defaultdict(list)
    for bundle in what.bundles:
        held[tops[bundle.sources[0]]].append(bundle)
    sizes = Counter(tops.values())
    return [
        replace(
            what,
            boxes=tuple(box for box in what.boxes if tops[box.id] == name),
            bundles=tuple(held[name]),
        )
        for name in sorted(held, key=lambda name: (-sizes[name], name))
    ]


def _is_drawn(line: Line, nobody: set[str]) -> bool:
    """Return whether a line says something: a duty that does not apply, or to nobody, does not."""
    if not line.counts or line.chosen:
        return True
    return line.status != Verdict.NOT_APPLICABLE and not nobody & {line.source, line.target}


def _is_within(line: Line) -> bool:
    return line.source == line.target and line.source.startswith(_SHARED)


def _offenders(nodes: Iterable[Node]) -> tuple[Node, ...]:
    """Return the nodes with the most violated duties, the worst first."""
    guilty = [node for node in nodes if node.violated]
    guilty.sort(key=lambda node: (-node.violated, -node.indeterminate, node.id))
    return tuple(guilty[:_OFFENDERS])


def _shares(nodes: Sequence[Node], lines: Sequence[Line], touched: set[str]) -> dict[str, str]:
    """Return the box of each node that shares one.

    A node without lines stands in the box of its group, if its group is a node. Where there would
    be too many bundles the largest groups share boxes, except for those of their nodes that
    others of the group owe something.
    """
    ids = {node.id for node in nodes}
    shares = {
        node.id: node.group
        for node in nodes
        if node.group in ids and node.id != node.group and node.id not in touched
    }
    shares.update({group: group for group in shares.values()})
    group_of = {node.id: node.group for node in nodes if node.group}
    served = {
        line.target
        for line in lines
        if line.norm
        and line.source != line.target
        and line.target != group_of.get(line.target)
        and group_of.get(line.source, "") == group_of.get(line.target)
    }
    sizes = Counter(group_of.values())
    for group in sorted(sizes, key=lambda name: (-sizes[name], name)):
        ends = {
            (shares.get(line.source, line.source), shares.get(line.target, line.target))
            for line in lines
        }
        if len(ends) <= TANGLE or sizes[group] == 1:
            break
        shares.update(
            {id_: group for id_, own in group_of.items() if own == group and id_ not in served}
        )
    return shares


def _boxes(
    picture: Picture,
    nodes: Sequence[Node],
    shares: Mapping[str, str],
    kept: set[str] | None,
) -> list[Box]:
    """Make a box of each node, or of those that share one; `kept` are the names not left out."""
    held: dict[str, list[Node]] = defaultdict(list)
    boxes = []
    for node in nodes:
        if node.id in shares:
            held[shares[node.id]].append(node)
        else:
            boxes.append(_box(node))
    for name, sharing in sorted(held.items()):
        if len(sharing) == 1:
            boxes.append(_box(sharing[0]))
        else:
            boxes.append(_shared(name, sharing, kept, picture))
    return boxes


def _box(node: Node) -> Box:
    return Box(
        id=node.id,
        title=node.label,
        note=node.note,
        group=node.group,
        status=node.status,
        violated=node.violated,
        indeterminate=node.indeterminate,
        named=node.named,
        members=(node.id,),
    )


def _shared(name: str, nodes: Sequence[Node], kept: set[str] | None, picture: Picture) -> Box:
    tell = language(picture.language).tell
    inner = [node for node in nodes if node.id != name or node.id in (kept or ())]
    apart = [node for node in inner if kept is None or node.id in kept]
    left = [node for node in inner if kept is not None and node.id not in kept]
    inside = [replace(_box(node), group="") for node in apart]
    if left and inside:
        others = Sentence("{count} other body", "{count} other bodies", count=len(left))
        inside.append(_summed(f"{_SHARED}rest {name}", tell(others), "", left))
    count = Sentence("{count} body", "{count} bodies", count=len(inner))
    note = "" if kept is None else tell(count)
    return replace(
        _summed(f"{_SHARED}{name}", _named(name, picture), note, nodes), inside=tuple(inside)
    )


def _summed(id_: str, title: str, note: str, nodes: Sequence[Node]) -> Box:
    return Box(
        id=id_,
        title=title,
        note=note,
        status=worst([node.status for node in nodes]),
        violated=sum(node.violated for node in nodes),
        indeterminate=sum(node.indeterminate for node in nodes),
        members=tuple(node.id for node in nodes),
    )


def _named(name: str, picture: Picture) -> str:
    """Return the name of a group or of a node, or what the last cluster of a crowd is called."""
    if name in picture.groups:
        return picture.groups[name]
    rest = language(picture.language).tell(Sentence("all others"))
    return next((node.label for node in picture.nodes if node.id == name), name or rest)
