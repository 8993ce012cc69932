"""The picture as GraphML, for programs that analyse graphs: every node, every line, every count.

The attributes are those of the JSON format. Texts keep what they hold, except the characters that
XML 1.0 cannot hold at all: those are written out.
"""

from collections.abc import Iterator, Mapping
from html import escape

from govrules.pictures.model import Line, Node, Picture, line_order, node_order
from govrules.verdicts import Verdict
from govrules.wording import shown

_NODE: Mapping[str, str] = {
    "label": "string",
    "note": "string",
    "group": "string",
    "part_of": "string",
    "status": "string",
    "violated": "int",
    "indeterminate": "int",
}
_EDGE: Mapping[str, str] = {
    "label": "string",
    "provision": "string",
    "norm": "string",
    "relation": "string",
    "detail": "string",
    "status": "string",
    **dict.fromkeys(map(str, Verdict), "int"),
}


def render(picture: Picture) -> str:
    """Write the picture as one GraphML document."""
    return "\n".join(_lines(picture)) + "\n"


def _lines(picture: Picture) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">'
    for kind, attributes in (("node", _NODE), ("edge", _EDGE)):
        for name, type_ in attributes.items():
            yield (
                f'  <key id="{kind}-{name}" for="{kind}" attr.name="{name}" attr.type="{type_}"/>'
            )
    yield f"  <desc>{escape(shown(picture.title))}</desc>"
    yield '  <graph edgedefault="directed">'
    for node in sorted(picture.nodes, key=node_order):
        yield f'    <node id="{escape(shown(node.id))}">'
        yield from _data("node", _NODE, _of_node(node))
        yield "    </node>"
    for number, line in enumerate(sorted(picture.lines, key=line_order)):
        source, target = escape(shown(line.source)), escape(shown(line.target))
        yield f'    <edge id="e{number}" source="{source}" target="{target}">'
        yield from _data("edge", _EDGE, _of_line(line))
        yield "    </edge>"
    yield "  </graph>"
    yield "</graphml>"


def _of_node(node: Node) -> dict[str, str | int]:
    return {name: getattr(node, name) for name in _NODE}


def _of_line(line: Line) -> dict[str, str | int]:
    counts = {str(word): line.counts.get(word, 0) for word in Verdict} if line.counts else {}
    texts = {name: getattr(line, name) for name, type_ in _EDGE.items() if type_ == "string"}
    return {**texts, **counts}


def _data(kind: str, keys: Mapping[str, str], values: Mapping[str, str | int]) -> Iterator[str]:
    for name in keys:
        value = values.get(name, "")
        if value != "":
            yield f'      <data key="{kind}-{name}">{escape(shown(str(value)))}</data>'
