"""The picture in the language of Graphviz, for whoever draws with that: every node, every line."""

from collections.abc import Iterator, Mapping

from govrules.pictures.legends import badges, signed
from govrules.pictures.marks import MARKS
from govrules.pictures.model import LAW, Line, Node, Picture, line_order, node_order
from govrules.wording import shown

_STYLES: Mapping[bool, str] = {True: "dashed", False: "solid"}


def render(picture: Picture) -> str:
    """Write the picture as one directed graph, groups as clusters."""
    return "\n".join(_lines(picture)) + "\n"


def quoted(text: str) -> str:
    """Write a text as a quoted string: what it holds has no meaning of its own in there."""
    return '"' + shown(text).replace("\\", "\\\\").replace('"', '\\"') + '"'


def _lines(picture: Picture) -> Iterator[str]:
    yield "digraph {"
    yield f"  graph [label={quoted(picture.title)} labelloc=t rankdir=LR fontname=sans]"
    yield "  node [shape=box fontname=sans]"
    yield "  edge [fontname=sans fontsize=10]"
    nodes = sorted(picture.nodes, key=node_order)
    number = {node.id: f"n{index}" for index, node in enumerate(nodes)}
    group = ""
    for node in nodes:
        if node.group != group:
            if group:
                yield "  }"
            group = node.group
            name = quoted(picture.groups.get(group, group))
            yield f"  subgraph {quoted(f'cluster {group}')} {{"
            yield f"    graph [label={name}]"
        indent = "    " if group else "  "
        yield f"{indent}{number[node.id]} [{_node(node)}]"
    if group:
        yield "  }"
    for line in sorted(picture.lines, key=line_order):
        yield f"  {number[line.source]} -> {number[line.target]} [{_line(line)}]"
    yield "}"


def _node(node: Node) -> str:
    texts = [node.label, node.note, badges(node.violated, node.indeterminate)]
    label = "\\n".join(quoted(text)[1:-1] for text in texts if text)
    return f'id={quoted(node.id)} label="{label}"{_look(node.status)}'


def _line(line: Line) -> str:
    return f"label={quoted(signed(line))}{_look(line.status)}"


def _look(status: str) -> str:
    if status == LAW:
        return ""
    mark = MARKS[status]
    style = _STYLES[bool(mark.dashes)]
    return f' color="{mark.colour}" fontcolor="{mark.colour}" penwidth={mark.width} style={style}'
