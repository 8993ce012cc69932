"""The picture as a Mermaid flowchart, which wikis and code hosts draw in the middle of a text."""

from collections.abc import Iterator, Mapping

from govrules.pictures.legends import badges, signed
from govrules.pictures.marks import MARKS
from govrules.pictures.model import LAW, STATUSES, Node, Picture, line_order, node_order
from govrules.wording import shown

_CODES: Mapping[int, str] = {ord(letter): f"#{ord(letter)};" for letter in "#&<>\"'`\\{}[]|"}
"""Mermaid writes a letter that might mean something to it, or to HTML, as its number."""


def render(picture: Picture) -> str:
    """Write the picture as one flowchart from left to right, groups as subgraphs."""
    return "\n".join(_lines(picture)) + "\n"


def coded(text: str) -> str:
    """Write a text for a label in quotes."""
    return shown(text).translate(_CODES)


def _lines(picture: Picture) -> Iterator[str]:
    yield "---"
    yield f'title: "{coded(picture.title)}"'
    yield "---"
    yield "flowchart LR"
    nodes = sorted(picture.nodes, key=node_order)
    number = {node.id: f"n{index}" for index, node in enumerate(nodes)}
    groups = sorted({node.group for node in nodes})
    for index, group in enumerate(groups):
        if group:
            yield f'  subgraph g{index}["{coded(picture.groups.get(group, group))}"]'
        indent = "    " if group else "  "
        for node in nodes:
            if node.group == group:
                yield f'{indent}{number[node.id]}["{_label(node)}"]{_class(node.status)}'
        if group:
            yield "  end"
    lines = sorted(picture.lines, key=line_order)
    for line in lines:
        arrow = f'-- "{coded(signed(line))}" -->' if signed(line) else "-->"
        yield f"  {number[line.source]} {arrow} {number[line.target]}"
    for status in STATUSES:
        drawn = [str(index) for index, line in enumerate(lines) if line.status == status != LAW]
        if drawn:
            yield f"  linkStyle {','.join(drawn)} {_look(status)}"
    for status in STATUSES:
        if status != LAW and any(node.status == status for node in nodes):
            yield f"  classDef {status} {_look(status)}"


def _label(node: Node) -> str:
    texts = (node.label, node.note, badges(node.violated, node.indeterminate))
    return "<br>".join(coded(text) for text in texts if text)


def _class(status: str) -> str:
    return f":::{status}" if status != LAW else ""


def _look(status: str) -> str:
    mark = MARKS[status]
    dashes = f",stroke-dasharray:{mark.dashes}" if mark.dashes else ""
    return f"stroke:{mark.colour},stroke-width:{mark.width}px{dashes}"
