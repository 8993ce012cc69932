"""Where the files that come with the package lie: the only module that knows.

Refuses references that would leave the machine: a schema is found here or not at all.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from referencing import Registry
from referencing.jsonschema import DRAFT202012

if TYPE_CHECKING:
    from govrules.documents.shapes import Resolver

# A schema is JSON of no fixed type: every keyword is looked at before it is trusted.
Schema: TypeAlias = Mapping[str, Any]
SchemaRegistry: TypeAlias = Registry[Mapping[str, Any] | bool]

_PACKAGE = Path(__file__).resolve().parents[1]
_SUFFIX = ".schema.json"


def shipped(kind: Literal["policies", "schemas"]) -> Path:
    """Return the folder of the shipped acts or schemas.

    An installed wheel carries it inside the package; an editable install does not, and then it is
    the repository's.
    """
    packaged = _PACKAGE / kind
    return packaged if packaged.is_dir() else _PACKAGE.parents[1] / kind


@cache
def schema(name: str) -> Schema:
    """Return the shipped schema called `name`.

    Raises:
        FileNotFoundError: no such schema is shipped.
    """
    path = shipped("schemas") / f"{name}{_SUFFIX}"
    loaded: Schema = json.loads(path.read_text(encoding="utf-8"))
    return loaded


@cache
def registry() -> SchemaRegistry:
    """Return the shipped schemas, each under its file's name and under its own `$id`."""
    found: SchemaRegistry = Registry()
    for path in sorted(shipped("schemas").glob(f"*{_SUFFIX}")):
        contents = schema(path.name.removesuffix(_SUFFIX))
        resource = DRAFT202012.create_resource(contents)
        addresses = dict.fromkeys([path.name, str(contents.get("$id", path.name))])
        found = found.with_resources((address, resource) for address in addresses)
    return found


def resolver(contents: Schema) -> "Resolver":
    """Return what finds the references of a schema: inside it, else among the shipped ones."""
    address = str(contents.get("$id", ""))
    resource = DRAFT202012.create_resource(contents)
    found: Resolver = registry().with_resource(address, resource).resolver(address)
    return found
