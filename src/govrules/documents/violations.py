"""JSON Schema's errors as findings: which key, at which character, and what to write instead.

Refuses what the schema refuses; formats other than our own are not asserted.
"""

import difflib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, TypeAlias

from jsonschema import Draft202012Validator, FormatChecker

from govrules.documents.shapes import branches
from govrules.documents.shipped import Schema, registry, resolver
from govrules.instants import NotAnInstantError, read_duration, read_exact

Pointer: TypeAlias = tuple[str | int, ...]
Json: TypeAlias = Any  # a value as the JSON decoder gives it
Error: TypeAlias = Any  # jsonschema types every attribute of its errors as possibly unset

_LONGEST_SHOWN: Final = 60
_CORE = re.compile(r"true|false|null|-?[0-9]+(?:\.[0-9]+)?", re.ASCII)
_WORDS: Final = {
    "string": "text",
    "null": "empty",
    "boolean": "`true` or `false`",
    "integer": "a whole number",
    "number": "a number",
    "array": "a list",
    "object": "a mapping",
}


@dataclass(frozen=True, slots=True)
class Violation:
    """One complaint of a schema about the value, or `of_key` the key, under a pointer."""

    pointer: Pointer
    code: str
    message: str
    help: str
    of_key: bool = False


def violations(value: Json, schema: Schema) -> Iterator[Violation]:
    """Yield what a schema has against a value."""
    validator = Draft202012Validator(schema, registry=registry(), format_checker=_formats())
    for error in validator.iter_errors(value):
        yield from _translated(error)


def _formats() -> FormatChecker:
    checker = FormatChecker(formats=())
    checker.checkers = {
        "instant": (_is_instant, NotAnInstantError),
        "duration": (_is_duration, NotAnInstantError),
        "day": (_is_day, NotAnInstantError),
    }
    return checker


def _is_instant(value: object) -> bool:
    return not isinstance(value, str) or read_exact(value) is not None


def _is_duration(value: object) -> bool:
    return not isinstance(value, str) or read_duration(value) is not None


def _is_day(value: object) -> bool:
    if not isinstance(value, str):
        return True
    try:
        day = date.fromisoformat(value)
    except ValueError:
        day = None
    if day is None or value != day.isoformat():
        message = f"`{value}` is not a day of the calendar"
        raise NotAnInstantError(message, "write an existing day like `2026-07-20`")
    return True


def _translated(error: Error) -> Iterator[Violation]:
    at = tuple(error.absolute_path)
    if "propertyNames" in list(error.absolute_schema_path)[-2:-1]:
        key = error.instance
        message = f"{_name(at)} cannot have the key `{key}`"
        help_ = _described(error) or "write a key that the schema permits"
        yield Violation((*at, key), "unknown-key", message, help_, of_key=True)
        return
    yield from _TRANSLATIONS.get(str(error.validator), _otherwise)(error, at)


def _type(error: Error, at: Pointer) -> Iterator[Violation]:
    yield _wrong_type(error.instance, at, _listed(error))


def _wrong_type(value: Json, at: Pointer, wanted: Iterable[str]) -> Violation:
    kinds = _alternatives([_WORDS.get(kind, kind) for kind in dict.fromkeys(wanted)])
    quoted = isinstance(value, str) and _CORE.fullmatch(value) is not None
    return Violation(
        at,
        "wrong-type",
        f"{_name(at)} must be {kinds}, not {_shown(value, quoted=quoted)}",
        f"write {kinds.replace('empty', 'nothing')}{', without quotes' if quoted else ''}",
    )


def _words(error: Error, at: Pointer) -> Iterator[Violation]:
    yield _not_one_of(error.instance, at, _listed(error))


def _not_one_of(
    value: Json, at: Pointer, permitted: Iterable[Json], kinds: Iterable[str] = ()
) -> Violation:
    quoted = isinstance(value, str) and not any(isinstance(word, str) for word in permitted)
    words = list(dict.fromkeys(_bare(word) for word in permitted))
    close = difflib.get_close_matches(_bare(value), words, n=1)
    guess = f"did you mean `{close[0]}`? " if close else ""
    listed = [f"`{word}`" for word in words] + [_WORDS.get(kind, kind) for kind in kinds]
    message = f"{_name(at)} cannot be {_shown(value, quoted=quoted)}"
    return Violation(at, "not-one-of", message, f"{guess}write {_alternatives(listed)}")


def _required(error: Error, at: Pointer) -> Iterator[Violation]:
    for key in error.validator_value:
        if key not in error.instance:
            yield Violation(at, "missing-key", f"{_name(at)} has no `{key}`", f"add `{key}:`")


def _dependent(error: Error, at: Pointer) -> Iterator[Violation]:
    for key, others in error.validator_value.items():
        for other in others if key in error.instance else ():
            if other not in error.instance:
                message = f"{_name(at)} has `{key}` but no `{other}`"
                yield Violation(at, "missing-key", message, f"add `{other}:`")


def _unknown(error: Error, at: Pointer) -> Iterator[Violation]:
    if error.validator_value is not False:
        yield from _otherwise(error, at)
        return
    own = {"properties", "patternProperties"}
    deep = error.validator == "unevaluatedProperties"
    naming = {key: sub for key, sub in error.schema.items() if deep or key in own}
    ways = branches(naming, resolver(naming))
    known = sorted({name for way in ways for name in way.names})
    for key in error.instance:
        if not any(way.knows(key) for way in ways):
            message = f"{_name(at)} has no key called `{key}`"
            yield Violation((*at, key), "unknown-key", message, _guess(key, known), of_key=True)


def _guess(key: str, known: list[str]) -> str:
    close = difflib.get_close_matches(key, known, n=1)
    if close:
        return f"did you mean `{close[0]}`?"
    listed = ", ".join(f"`{name}`" for name in known)
    return f"delete it; the keys here are {listed}" if known else "delete it"


def _choice(error: Error, at: Pointer) -> Iterator[Violation]:
    groups: dict[int, list[Error]] = {}
    for each in error.context or ():
        groups.setdefault(int(each.relative_schema_path[0]), []).append(each)
    of_kind = [group for group in groups.values() if not any(map(_is_kind, group))]
    others = [each for group in groups.values() for each in group if _is_kind(each)]
    kinds = dict.fromkeys(name for each in others for name in _kinds(each))
    if not groups:
        yield from _otherwise(error, at)
    elif not of_kind:
        yield _wrong_type(error.instance, at, kinds)
    elif all(any(map(_is_pin, group)) for group in of_kind):
        pins = [each for group in of_kind for each in group if _is_pin(each)]
        there = tuple(pins[0].absolute_path)
        same = [pin for pin in pins if tuple(pin.absolute_path) == there]
        words = [word for pin in same for word in _listed(pin)]
        yield _not_one_of(pins[0].instance, there, words, kinds if there == at else ())
    else:
        for each in min(of_kind, key=_distance):
            yield from _translated(each)


def _kinds(error: Error) -> list[str]:
    """Return type names, and for a list of words the words themselves in backticks."""
    if error.validator == "type":
        return _listed(error)
    return [f"`{_bare(word)}`" for word in _listed(error)]


def _listed(error: Error) -> list[Json]:
    permitted = error.validator_value
    return permitted if isinstance(permitted, list) else [permitted]


def _is_kind(error: Error) -> bool:
    if error.relative_path:
        return False
    collection = isinstance(error.instance, list | dict)
    return error.validator == "type" or (collection and error.validator in ("const", "enum"))


def _is_pin(error: Error) -> bool:
    return error.validator in ("const", "enum") and len(error.relative_path) <= 1


def _distance(group: list[Error]) -> tuple[int, int, int]:
    outer = [error for error in group if not error.relative_path]
    return (
        sum(map(_is_pin, group)),
        sum(error.validator in ("required", "additionalProperties") for error in outer),
        len(group),
    )


def _malformed(error: Error, at: Pointer) -> Iterator[Violation]:
    if isinstance(error.cause, NotAnInstantError):
        yield Violation(at, "malformed", f"{_name(at)}: {error.cause}", error.cause.help)
        return
    help_ = _described(error) or f"write it so that it matches `{error.validator_value}`"
    yield Violation(at, "malformed", f"{_name(at)} cannot be {_shown(error.instance)}", help_)


def _otherwise(error: Error, at: Pointer) -> Iterator[Violation]:
    message, help_ = _LIMITS.get(str(error.validator), _UNNAMED)
    values = {"limit": error.validator_value, "keyword": error.validator}
    help_ = _described(error) or help_.format_map(values)
    yield Violation(at, "schema", f"{_name(at)} {message.format_map(values)}", help_)


def _described(error: Error) -> str:
    schema = error.schema if isinstance(error.schema, Mapping) else {}
    description = schema.get("description") or schema.get("title")
    return f"write {description[0].lower()}{description[1:].rstrip('.')}" if description else ""


_UNNAMED: Final = (
    "does not satisfy `{keyword}` of its schema",
    "compare it with a shipped example",
)
_LIMITS: Final[Mapping[str, tuple[str, str]]] = {
    "minItems": ("lists too little", "list at least {limit}"),
    "maxItems": ("lists too much", "list at most {limit}"),
    "uniqueItems": ("lists something twice", "list it once"),
    "minProperties": ("has too few keys", "give at least {limit}"),
    "maxProperties": ("has too many keys", "give at most {limit}"),
    "minimum": ("is too small", "write {limit} or more"),
    "maximum": ("is too large", "write {limit} or less"),
    "exclusiveMinimum": ("is too small", "write more than {limit}"),
    "exclusiveMaximum": ("is too large", "write less than {limit}"),
    "minLength": ("is too short", "write at least {limit} characters"),
    "maxLength": ("is too long", "write at most {limit} characters"),
}

_TRANSLATIONS: Mapping[str, Callable[[Error, Pointer], Iterator[Violation]]] = {
    "type": _type,
    "enum": _words,
    "const": _words,
    "required": _required,
    "dependentRequired": _dependent,
    "additionalProperties": _unknown,
    "unevaluatedProperties": _unknown,
    "anyOf": _choice,
    "oneOf": _choice,
    "pattern": _malformed,
    "format": _malformed,
}


def _name(pointer: Pointer) -> str:
    name = "the document"
    for step in pointer:
        name = f"item {step + 1} of {name}" if isinstance(step, int) else f"`{step}`"
    return name


def _alternatives(words: list[str]) -> str:
    return " or ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _bare(value: Json) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _shown(value: Json, *, quoted: bool = False) -> str:
    match value:
        case None | "":
            return "empty"
        case dict():
            return "a mapping"
        case list():
            return "a list"
        case _:
            text = re.sub(r"\s+", " ", json.dumps(value) if quoted else _bare(value))
            return f"`{text[:_LONGEST_SHOWN]}…`" if len(text) > _LONGEST_SHOWN else f"`{text}`"
