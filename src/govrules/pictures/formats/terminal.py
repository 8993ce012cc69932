"""The picture as a list to read: who owes what to whom, then what was found on the graph."""

from collections.abc import Iterator

from govrules.languages import language
from govrules.pictures.bundles import Bundle, bundles
from govrules.pictures.legends import badges, signed
from govrules.pictures.model import Line, Node, Picture, node_order
from govrules.sentences import Sentence
from govrules.verdicts import Verdict
from govrules.wording import shown

_QUIET = frozenset({Verdict.COMPLIANT, Verdict.NOT_TRIGGERED, Verdict.NOT_APPLICABLE})
"""Verdicts that ask for nothing: norms with no other are counted, not listed."""


def render(picture: Picture) -> str:
    """Write the picture as lines of text."""
    return "\n".join(_lines(picture)) + "\n"


def _lines(picture: Picture) -> Iterator[str]:
    tell = language(picture.language).tell
    yield shown(picture.title)
    if picture.subtitle:
        yield shown(picture.subtitle)
    nodes = {node.id: node for node in sorted(picture.nodes, key=node_order)}
    owed: dict[str, list[Line]] = {id_: [] for id_ in nodes}
    for line in picture.lines:
        owed[line.source].append(line)
    for node in nodes.values():
        if owed[node.id]:
            yield ""
            yield _heading(node)
        for bundle in bundles(owed[node.id]):
            for part in bundle.split():
                yield from _owed(part, nodes[part.targets[0]], picture)
    touched = {end for line in picture.lines for end in (line.source, line.target)}
    alone = [_named(node) for node in nodes.values() if node.id not in touched]
    if alone:
        yield ""
        yield tell(Sentence("without any line: {names}", names=", ".join(alone)))
    yield ""
    count = len(picture.findings)
    yield tell(Sentence("{count} finding", "{count} findings", count=count))
    for finding in sorted(picture.findings):
        yield from (shown(line) for line in finding.told(tell).split("\n"))


def _heading(node: Node) -> str:
    marks = badges(node.violated, node.indeterminate)
    return f"{_named(node)}  {marks}".rstrip()


def _named(node: Node) -> str:
    note = f" ({node.note})" if node.note and node.note != node.label else ""
    return shown(f"{node.label}{note}")


def _owed(bundle: Bundle, target: Node, picture: Picture) -> Iterator[str]:
    tell = language(picture.language).tell
    yield f"  → {_named(target)}"
    loud = [line for line in bundle.lines if line.status not in _QUIET]
    for line in loud:
        yield f"      {shown(signed(line))}"
    quiet = len(bundle.lines) - len(loud)
    if quiet:
        said = Sentence(
            "{count} norm that asks for nothing now",
            "{count} norms that ask for nothing now",
            count=quiet,
        )
        yield f"      {tell(said)}"
