"""YAML and JSON documents with the place of every value, each held to a JSON Schema.

The one door for them. Scalars mean what their schema permits, never what they look like; whatever
could be read in two ways is refused, and all problems of a file are reported at once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

from govrules.documents import json_text, yaml_text
from govrules.documents.scalars import Refusal, resolve
from govrules.documents.shapes import Branch, branches, fits, narrowed
from govrules.documents.shipped import Schema, resolver, schema, shipped
from govrules.documents.trees import (
    Broken,
    Complaints,
    Entries,
    Items,
    Node,
    Scalar,
    UnreadableTextError,
    decode,
    refuse_unseen,
)
from govrules.documents.values import load_values
from govrules.documents.violations import Pointer, violations
from govrules.findings import Finding, FindingsError, Place, PolicyError
from govrules.sentences import Sentence, failure

__all__ = [
    "Document",
    "Json",
    "Pointer",
    "Schema",
    "examine",
    "load",
    "load_all",
    "load_values",
    "parse",
    "schema",
    "shipped",
]

Json: TypeAlias = Any  # None, bool, int, float, str, list or dict: the schema says which where


@dataclass(frozen=True, slots=True)
class Document:
    """A valid document: its value, the schema it was held to, and where everything stands.

    `places` leads from a pointer to the item or, in a mapping, to the key; `values` to the value.
    """

    path: str
    schema: str
    value: Json
    places: Mapping[Pointer, Place] = field(repr=False)
    values: Mapping[Pointer, Place] = field(repr=False)

    def place(self, pointer: Sequence[str | int]) -> Place:
        """Return where an entry or item starts, or else its nearest ancestor that is written."""
        return _nearest(self.places, tuple(pointer))

    def value_place(self, pointer: Sequence[str | int]) -> Place:
        """Return where a value starts, or else its nearest ancestor that is written."""
        return _nearest(self.values, tuple(pointer))


def load(
    path: Path,
    held_to: str | Schema,
    *,
    shown: str | None = None,
    error: type[FindingsError] = PolicyError,
) -> Document:
    """Read a file that holds exactly one document.

    `held_to` is a schema or the name of a shipped one; `shown` the path as the user knows it.

    Raises:
        FindingsError: the class `error`, with every problem of the file.
    """
    return load_all(path, [held_to], shown=shown, error=error)[0]


def load_all(
    path: Path,
    held_to: Sequence[str | Schema],
    *,
    shown: str | None = None,
    error: type[FindingsError] = PolicyError,
) -> tuple[Document, ...]:
    """Read a file of one or more documents divided by `---`, at most one for each schema.

    As many documents as schemas are paired off in order. Fewer take, in order, the first schema
    left whose outer form they have, else the last.

    Raises:
        FindingsError: the class `error`, with every problem of the file.
    """
    complaints = Complaints(path.as_posix() if shown is None else shown)
    try:
        raw = path.read_bytes()
    except OSError as cause:
        complaints.add(
            Place(path=complaints.path),
            "unreadable-file",
            Sentence("the file cannot be read: {why}", why=failure(cause)),
            Sentence("check the path and who may read it"),
        )
        raise error(complaints.findings) from cause
    documents = _documents(raw, held_to, complaints)
    if complaints.findings:
        raise error(complaints.findings)
    return documents


def parse(
    text: str,
    held_to: str | Schema,
    path: str,
    *,
    error: type[FindingsError] = PolicyError,
) -> Document:
    """Read a text, JSON when `path` ends so, that holds exactly one document.

    Raises:
        FindingsError: the class `error`, with every problem of the text.
    """
    document, findings = examine(text, held_to, path)
    if document is None or findings:
        raise error(findings)
    return document


def examine(
    text: str, held_to: str | Schema, path: str
) -> tuple[Document | None, tuple[Finding, ...]]:
    """Read a text as `parse` does, but hand back what could be read along with its findings.

    For data of which one part may be used while another is set aside: under the pointer of each
    refused scalar the value is None.
    """
    complaints = Complaints(path)
    documents = _documents(text.encode("utf-8", "surrogatepass"), [held_to], complaints)
    return (documents[0] if documents else None), tuple(sorted(complaints.findings))


def _documents(
    raw: bytes, held_to: Sequence[str | Schema], complaints: Complaints
) -> tuple[Document, ...]:
    is_json = complaints.path.endswith(".json")
    try:
        text = decode(raw, complaints)
        refuse_unseen(text, complaints)
        roots = (json_text if is_json else yaml_text).read(text, complaints)
    except UnreadableTextError:
        return ()
    roots = [root for root in roots if not _is_blank(root)]
    if not roots:
        complaints.add(
            complaints.at(1, 1),
            "empty-document",
            Sentence("there is no document"),
            Sentence("write one"),
        )
    for extra in roots[len(held_to) :]:
        another = Sentence("another document starts here")
        complaints.add(
            extra.place,
            "second-document",
            another if len(held_to) == 1 else Sentence("one more document starts here"),
            Sentence("delete the `---` before it, or move it to a file of its own"),
        )
    paired = _paired(roots[: len(held_to)], held_to)
    return tuple(_Typing(complaints, is_json=is_json).document(*pair) for pair in paired)


def _is_blank(root: Node) -> bool:
    return isinstance(root, Scalar) and root.plain and not root.text


def _paired(
    roots: Sequence[Node], held_to: Sequence[str | Schema]
) -> list[tuple[Node, str | Schema]]:
    if len(roots) == len(held_to):
        return list(zip(roots, held_to, strict=True))
    pairs, left = [], list(held_to)
    for root in roots:
        fitting = [number for number, name in enumerate(left) if fits(_ways(name), root)]
        chosen = fitting[0] if fitting else len(left) - 1
        pairs.append((root, left[chosen]))
        left = left[chosen + 1 :] or left[-1:]
    return pairs


def _ways(held_to: str | Schema) -> tuple[Branch, ...]:
    return _shipped_ways(held_to) if isinstance(held_to, str) else _worked_out(held_to)


@cache
def _shipped_ways(name: str) -> tuple[Branch, ...]:
    """Work out the ways of a shipped schema once: an act has a dozen files of one kind."""
    return _worked_out(schema(name))


def _worked_out(contents: Schema) -> tuple[Branch, ...]:
    return branches(contents, resolver(contents))


def _contents(held_to: str | Schema) -> Schema:
    return schema(held_to) if isinstance(held_to, str) else held_to


class _Typing:
    """Gives every scalar of one document its meaning and remembers where everything stands."""

    def __init__(self, complaints: Complaints, *, is_json: bool) -> None:
        self._complaints = complaints
        self._is_json = is_json
        self._places: dict[Pointer, Place] = {}
        self._values: dict[Pointer, Place] = {}
        self._broken: set[Pointer] = set()

    def document(self, root: Node, held_to: str | Schema) -> Document:
        contents = _contents(held_to)
        self._places[()] = root.place
        value = self._value(root, _ways(held_to), ())
        for each in violations(value, contents):
            if each.of_key or each.pointer not in self._broken:
                places = self._places if each.of_key else self._values
                place = _nearest(places, each.pointer)
                self._complaints.add(place, each.code, each.message, each.help)
        name = held_to if isinstance(held_to, str) else str(contents.get("$id", ""))
        return Document(self._complaints.path, name, value, self._places, self._values)

    def _value(self, node: Node, ways: Sequence[Branch], at: Pointer) -> Json:
        self._values[at] = node.place
        ways = list(narrowed(ways, node))
        if isinstance(node, Items | Entries):
            ways = [way for way in ways if way.holds(node)]
        match node:
            case Scalar():
                return self._scalar(node, ways, at)
            case Items():
                return [
                    self._below(item, item.place, ways, (*at, number))
                    for number, item in enumerate(node.items)
                ]
            case Entries():
                return {
                    key: self._below(child, place, ways, (*at, key))
                    for key, (place, child) in node.entries.items()
                }
            case Broken():
                self._broken.add(at)
                return None

    def _below(self, node: Node, place: Place, ways: Sequence[Branch], at: Pointer) -> Json:
        self._places[at] = place
        below = [child for way in ways for child in way.child(at[-1])]
        return self._value(node, below, at)

    def _scalar(self, node: Scalar, ways: Sequence[Branch], at: Pointer) -> Json:
        types = frozenset[str]().union(*(way.types for way in ways))
        resolved = resolve(node, types, is_json=self._is_json)
        if isinstance(resolved, Refusal):
            self._complaints.add(node.place, resolved.code, resolved.message, resolved.help)
            self._broken.add(at)
            return None
        return resolved


def _nearest(places: Mapping[Pointer, Place], pointer: Pointer) -> Place:
    while pointer not in places:
        pointer = pointer[:-1]
    return places[pointer]
