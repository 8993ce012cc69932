"""The types that a schema permits at each place of a document, references and choices resolved.

Only as much of JSON Schema as decides how a scalar is read; what is valid, the schema decides.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import product
from typing import Any, Final, Protocol, TypeAlias

from govrules.documents.scalars import SCALARS
from govrules.documents.trees import Broken, Entries, Items, Node, Scalar

# A schema is JSON of no fixed type: every keyword is looked at before it is trusted.
Schema: TypeAlias = Any

ALL_TYPES: Final = SCALARS | {"array", "object"}
_ANY_ITEM: Final = -1
"""Stands for every item after those that a schema lists one by one."""


class Resolved(Protocol):
    """What a reference stands for, and where references inside it start from."""

    @property
    def contents(self) -> Schema:
        """The schema referred to."""

    @property
    def resolver(self) -> "Resolver":
        """The resolver of references inside it."""


class Resolver(Protocol):
    """Finds what a `$ref` stands for, as `referencing` does."""

    def lookup(self, ref: str, /) -> Resolved:
        """Return the schema that a reference names."""


Leaf: TypeAlias = tuple[Schema, Resolver]


class Branch:
    """One way to satisfy a schema: leaves that must all hold, no choice left among them."""

    def __init__(self, leaves: Sequence[Leaf]) -> None:
        """Keep the leaves; everything else is worked out when first asked for."""
        self.leaves = tuple(leaves)
        self._children: dict[str | int, tuple[Branch, ...]] = {}

    @cached_property
    def types(self) -> frozenset[str]:
        """The types that every leaf permits."""
        permitted = ALL_TYPES
        for schema, _ in self.leaves:
            permitted &= _types(schema)
        return permitted

    @cached_property
    def names(self) -> frozenset[str]:
        """The keys that the leaves name."""
        return frozenset(name for schema, _ in self.leaves for name in schema.get("properties", ()))

    @cached_property
    def _words(self) -> frozenset[str] | None:
        """The only scalars permitted, as written plain; None when there is no such list."""
        words: frozenset[str] | None = None
        for schema, _ in self.leaves:
            values = schema.get("enum", [schema["const"]] if "const" in schema else None)
            if values is not None:
                own = frozenset(v if isinstance(v, str) else json.dumps(v) for v in values)
                words = own if words is None else words & own
        return words

    @cached_property
    def _pinned(self) -> tuple[str, ...]:
        return tuple(
            sorted(
                name
                for schema, _ in self.leaves
                for name, sub in schema.get("properties", {}).items()
                if isinstance(sub, Mapping) and ("const" in sub or "enum" in sub)
            )
        )

    @cached_property
    def _listed(self) -> int:
        return max((len(schema.get("prefixItems", ())) for schema, _ in self.leaves), default=0)

    def knows(self, key: str) -> bool:
        """Say whether some leaf speaks of a key by name or pattern."""
        return key in self.names or any(
            re.search(pattern, key)
            for schema, _ in self.leaves
            for pattern in schema.get("patternProperties", ())
        )

    def holds(self, node: Node) -> bool:
        """Say whether a list may stand here for a list, a mapping for a mapping."""
        return {Items: "array", Entries: "object"}.get(type(node), "") in self.types

    def suits(self, node: Node) -> bool:
        """Say whether a node is of a permitted kind and holds the words that tell choices apart."""
        match node:
            case Broken():
                return True
            case Items():
                return "array" in self.types
            case Scalar():
                known = self._words is None or node.text in self._words
                return known and bool(self.types & SCALARS)
            case Entries():
                return "object" in self.types and all(
                    any(branch.suits(node.entries[name][1]) for branch in self.child(name))
                    for name in self._pinned
                    if name in node.entries
                )

    def completes(self, node: Node) -> bool:
        """Say whether a node, if a mapping, has every required key and no forbidden one."""
        if not isinstance(node, Entries):
            return True
        for schema, _ in self.leaves:
            if not set(schema.get("required", ())) <= node.entries.keys():
                return False
            closed = schema.get("additionalProperties") is False
            if closed and not all(Branch([(schema, _)]).knows(key) for key in node.entries):
                return False
        return True

    def child(self, key: str | int) -> tuple["Branch", ...]:
        """Return the ways to satisfy what the leaves say of an entry or an item."""
        if isinstance(key, int) and key >= self._listed:
            key = _ANY_ITEM
        if key not in self._children:
            groups = [
                branches(sub, resolver)
                for schema, resolver in self.leaves
                for sub in _below(schema, key)
            ]
            self._children[key] = _joined(groups)
        return self._children[key]


def branches(schema: Schema, resolver: Resolver) -> tuple[Branch, ...]:
    """Return every way to satisfy a schema; none when it is `false`."""
    if schema is False:
        return ()
    if not isinstance(schema, Mapping):
        return (Branch(()),)
    groups: list[tuple[Branch, ...]] = [(Branch([(schema, resolver)]),)]
    if "$ref" in schema:
        resolved = resolver.lookup(schema["$ref"])
        groups.append(branches(resolved.contents, resolved.resolver))
    groups.extend(branches(sub, resolver) for sub in schema.get("allOf", ()))
    groups.extend(
        tuple(way for sub in schema[choice] for way in branches(sub, resolver))
        for choice in ("anyOf", "oneOf")
        if choice in schema
    )
    return _joined(groups)


def narrowed(ways: Iterable[Branch], node: Node) -> tuple[Branch, ...]:
    """Return the ways that a node may have meant: the complete, else the suitable, else all."""
    ways = tuple(ways)
    suitable = tuple(way for way in ways if way.suits(node)) or ways
    return tuple(way for way in suitable if way.completes(node)) or suitable


def fits(ways: Iterable[Branch], node: Node) -> bool:
    """Say whether the outside of a document, and of its first item, is of a schema's form."""
    for way in ways:
        if way.suits(node) and way.completes(node):
            if not isinstance(node, Items) or not node.items:
                return True
            if fits(way.child(0), node.items[0]):
                return True
    return False


def _joined(groups: Sequence[tuple[Branch, ...]]) -> tuple[Branch, ...]:
    if len(groups) == 1:
        return groups[0]
    return tuple(
        Branch([leaf for branch in chosen for leaf in branch.leaves]) for chosen in product(*groups)
    )


def _types(schema: Schema) -> frozenset[str]:
    named = schema.get("type", ALL_TYPES)
    permitted = frozenset([named] if isinstance(named, str) else named)
    if "number" in permitted:
        permitted |= {"integer"}
    if "const" in schema:
        permitted &= {_type(schema["const"])}
    if "enum" in schema:
        permitted &= {_type(value) for value in schema["enum"]}
    return permitted


def _type(value: Schema) -> str:
    kinds = {bool: "boolean", int: "integer", float: "number", str: "string", list: "array"}
    return "null" if value is None else kinds.get(type(value), "object")


def _below(schema: Schema, key: str | int) -> list[Schema]:
    if isinstance(key, int):
        listed = schema.get("prefixItems", ())
        below = listed[key] if 0 <= key < len(listed) else schema.get("items")
        return [] if below is None else [below]
    found = [schema["properties"][key]] if key in schema.get("properties", ()) else []
    found.extend(
        sub
        for pattern, sub in schema.get("patternProperties", {}).items()
        if re.search(pattern, key)
    )
    if not found and "additionalProperties" in schema:
        found = [schema["additionalProperties"]]
    return found
