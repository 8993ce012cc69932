"""The picture as JSON, for programs: every node, every line, every count; texts as they are."""

import json
from collections.abc import Callable

from govrules.findings import Finding
from govrules.languages import language
from govrules.pictures.model import Line, Node, Picture, line_order, node_order
from govrules.verdicts import Verdict


def render(picture: Picture) -> str:
    """Write the picture as one JSON object, as `schemas/graph.schema.json` describes it."""
    tell = language(picture.language).tell
    document = {
        "govrules": "1",
        "title": picture.title,
        "subtitle": picture.subtitle,
        "language": picture.language,
        "groups": {name: picture.groups[name] for name in sorted(picture.groups)},
        "nodes": [_node(node) for node in sorted(picture.nodes, key=node_order)],
        "edges": [_edge(line) for line in sorted(picture.lines, key=line_order)],
        "findings": [_finding(finding, tell) for finding in sorted(picture.findings)],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _node(node: Node) -> dict[str, str | int]:
    return {
        "id": node.id,
        "label": node.label,
        "note": node.note,
        "group": node.group,
        "part_of": node.part_of,
        "status": node.status,
        "violated": node.violated,
        "indeterminate": node.indeterminate,
    }


def _edge(line: Line) -> dict[str, str | dict[str, int]]:
    return {
        "source": line.source,
        "target": line.target,
        "relation": line.relation,
        "norm": line.norm,
        "provision": line.provision,
        "label": line.label,
        "detail": line.detail,
        "status": line.status,
        "counts": {str(word): line.counts[word] for word in Verdict if word in line.counts},
    }


def _finding(finding: Finding, tell: Callable[[str], str]) -> dict[str, str | int | None]:
    return {
        "code": finding.code,
        "level": finding.level.value,
        "message": tell(finding.message),
        "help": tell(finding.help),
        "path": finding.place.path,
        "row": finding.place.row or None,
        "line": finding.place.line or None,
        "column": finding.place.column or None,
    }
