"""The README lists what can be found on the graph, no more and no less."""

import ast
import re
from pathlib import Path

from govrules.graphs import agencies

README = Path(__file__).parents[3] / "README.md"
ELSEWHERE = {"two-holders"}
"""Told where duties are judged, and listed for its twin."""


def test_every_finding_on_the_graph_stands_in_the_readme() -> None:
    """By the codes that the modules write."""
    table = README.read_text(encoding="utf-8").partition("| finding | what was found |")[2]
    rows = re.findall(r"^\| (`.*?) \|", table.partition("\n\n")[0], re.MULTILINE)
    listed = {code for row in rows for code in re.findall(r"`([a-z-]+)`", row)}
    assert agencies.__file__ is not None
    written = {
        node.value.value
        for module in Path(agencies.__file__).parent.glob("*.py")
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8")))
        if isinstance(node, ast.keyword) and node.arg == "code"
        if isinstance(node.value, ast.Constant)
    }
    assert written | ELSEWHERE == listed
