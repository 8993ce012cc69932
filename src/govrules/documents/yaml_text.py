"""YAML text to nodes, on PyYAML's event stream; the strict subset that reads one way only.

Refuses anchors, aliases, tags, directives, merge keys, keys that are not text, duplicate keys.
"""

from typing import TYPE_CHECKING

import yaml

from govrules.documents.trees import (
    MAXIMUM_DEPTH,
    Broken,
    Complaints,
    Entries,
    Items,
    Node,
    Scalar,
    UnreadableTextError,
    enter,
    refuse_depth,
    refuse_escaped,
)
from govrules.sentences import Sentence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from govrules.findings import Place

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULLS = ("", "~", "null")


def read(text: str, complaints: Complaints) -> list[Node]:
    """Return the root of every document of a YAML stream.

    Events are pulled one by one, so nesting is cut off long before libyaml's own composer, which
    crashes the process at some 30,000 levels, would see it.

    Raises:
        UnreadableTextError: the text is no YAML or nested too deeply.
    """
    events: Iterator[yaml.Event] = yaml.parse(text, Loader=_LOADER)
    composer = _Composer(complaints)
    try:
        for event in events:
            composer.take(event)
    except yaml.YAMLError as error:
        _complain(error, complaints)
        raise UnreadableTextError from error
    return composer.roots


class _Composer:
    """Builds nodes from events; one open container per level of the stack."""

    def __init__(self, complaints: Complaints) -> None:
        self.roots: list[Node] = []
        self._complaints = complaints
        self._open: list[Items | Entries] = []
        self._keys: list[Scalar | Broken | None] = []

    def take(self, event: yaml.Event) -> None:
        """Take one event of the stream."""
        place = self._place(event)
        match event:
            case yaml.DocumentStartEvent() if event.version or event.tags:
                self._complaints.add(
                    place,
                    "directive",
                    Sentence("the document starts with a directive"),
                    Sentence("delete it"),
                )
            case yaml.AliasEvent():
                self._complaints.add(
                    place,
                    "alias",
                    Sentence("`{text}` is an alias", text=f"*{event.anchor}"),
                    Sentence("write the value out"),
                )
                self._put(Broken(place))
            case yaml.ScalarEvent():
                self._decorated(event, place)
                scalar = Scalar(place, event.value, plain=event.implicit[0])
                sound = refuse_escaped(scalar, self._complaints)
                self._put(Broken(place) if event.tag else sound)
            case yaml.SequenceStartEvent():
                self._start(event, Items(place))
            case yaml.MappingStartEvent():
                self._start(event, Entries(place))
            case yaml.CollectionEndEvent():
                self._keys.pop()
                self._put(self._open.pop())
            case _:
                pass

    def _place(self, event: yaml.Event) -> "Place":
        mark = event.start_mark
        if mark is None:  # pragma: no cover - a parser's events have marks, types do not say so
            return self._complaints.at(0, 0)
        return self._complaints.at(mark.line + 1, mark.column + 1)

    def _start(self, event: yaml.NodeEvent, container: Items | Entries) -> None:
        if len(self._open) >= MAXIMUM_DEPTH:
            refuse_depth(container.place, self._complaints)
        self._decorated(event, container.place)
        self._open.append(container)
        self._keys.append(None)

    def _decorated(self, event: yaml.NodeEvent, place: "Place") -> None:
        if event.anchor:
            self._complaints.add(
                place,
                "anchor",
                Sentence("`{text}` is an anchor", text=f"&{event.anchor}"),
                Sentence("write the value out"),
            )
        tag = getattr(event, "tag", None)
        if tag:
            written = tag.replace("tag:yaml.org,2002:", "!!")
            self._complaints.add(
                place,
                "tag",
                Sentence("`{text}` is a tag", text=written),
                Sentence("delete it; the schema says what is meant"),
            )

    def _put(self, node: Node) -> None:
        if not self._open:
            self.roots.append(node)
            return
        container = self._open[-1]
        if isinstance(container, Items):
            container.items.append(node)
            return
        key = self._keys[-1]
        if key is None:
            self._keys[-1] = self._key(node)
            return
        self._keys[-1] = None
        if isinstance(key, Scalar):
            enter(container, key.text, key.place, node, self._complaints)

    def _key(self, node: Node) -> Scalar | Broken:
        if isinstance(node, Scalar) and node.plain and node.text == "<<":
            self._complaints.add(
                node.place,
                "merge-key",
                Sentence("`<<` merges another mapping"),
                Sentence("write the entries out"),
            )
            return Broken(node.place)
        if isinstance(node, Scalar) and not (node.plain and node.text in _NULLS):
            return node
        if not isinstance(node, Broken):
            self._complaints.add(
                node.place,
                "key-not-text",
                Sentence("a key is not text"),
                Sentence("write a word before the colon"),
            )
        return Broken(node.place)


def _complain(error: yaml.YAMLError, complaints: Complaints) -> None:
    mark = getattr(error, "problem_mark", None)
    place = complaints.at(mark.line + 1, mark.column + 1) if mark else complaints.at(0, 0)
    problem = getattr(error, "problem", None) or str(error)
    context = getattr(error, "context", None)
    complaints.add(
        place,
        "yaml-syntax",
        Sentence("this is not YAML: {why}", why=f"{context + ': ' if context else ''}{problem}"),
        Sentence(
            "look for a missing colon, quote or bracket, or a wrong indent, here or just above"
        ),
    )
