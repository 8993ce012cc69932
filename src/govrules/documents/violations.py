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
from govrules.sentences import Sentence, listed, template

Pointer: TypeAlias = tuple[str | int, ...]
Json: TypeAlias = Any  # a value as the JSON decoder gives it
Error: TypeAlias = Any  # jsonschema types every attribute of its errors as possibly unset

_LONGEST_SHOWN: Final = 60
_CORE = re.compile(r"true|false|null|-?[0-9]+(?:\.[0-9]+)?", re.ASCII)
_WORDS: Final = {
    "string": Sentence("text"),
    "null": Sentence("empty"),
    "boolean": Sentence("`true` or `false`"),
    "integer": Sentence("a whole number"),
    "number": Sentence("a number"),
    "array": Sentence("a list"),
    "object": Sentence("a mapping"),
}
_NOTHING: Final = Sentence("nothing")


@dataclass(frozen=True, slots=True)
class Violation:
    """One complaint of a schema about the value, or `of_key` the key, under a pointer."""

    pointer: Pointer
    code: str
    message: Sentence
    help: Sentence
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
        raise NotAnInstantError(
            Sentence("`{text}` is not a day of the calendar", text=value),
            Sentence("write an existing day like `2026-07-20`"),
        )
    return True


def _translated(error: Error) -> Iterator[Violation]:
    at = tuple(error.absolute_path)
    if "propertyNames" in list(error.absolute_schema_path)[-2:-1]:
        key = error.instance
        message = Sentence("{name} cannot have the key `{key}`", name=_name(at), key=key)
        help_ = _described(error) or Sentence("write a key that the schema permits")
        yield Violation((*at, key), "unknown-key", message, help_, of_key=True)
        return
    yield from _TRANSLATIONS.get(str(error.validator), _otherwise)(error, at)


def _type(error: Error, at: Pointer) -> Iterator[Violation]:
    yield _wrong_type(error.instance, at, _listed(error))


def _wrong_type(value: Json, at: Pointer, wanted: Iterable[str]) -> Violation:
    kinds = [_WORDS.get(kind, kind) for kind in dict.fromkeys(wanted)]
    quoted = isinstance(value, str) and _CORE.fullmatch(value) is not None
    writable = listed([_NOTHING if kind == "empty" else kind for kind in kinds], "or")
    return Violation(
        at,
        "wrong-type",
        Sentence(
            "{name} must be {kinds}, not {value}",
            name=_name(at),
            kinds=listed(kinds, "or"),
            value=_shown(value, quoted=quoted),
        ),
        Sentence("write {what}, without quotes", what=writable)
        if quoted
        else Sentence("write {what}", what=writable),
    )


def _words(error: Error, at: Pointer) -> Iterator[Violation]:
    yield _not_one_of(error.instance, at, _listed(error))


def _not_one_of(
    value: Json, at: Pointer, permitted: Iterable[Json], kinds: Iterable[str] = ()
) -> Violation:
    quoted = isinstance(value, str) and not any(isinstance(word, str) for word in permitted)
    words = list(dict.fromkeys(_bare(word) for word in permitted))
    close = difflib.get_close_matches(_bare(value), words, n=1)
    guess = Sentence("did you mean `{near}`? ", near=close[0]) if close else ""
    choices = [f"`{word}`" for word in words] + [_WORDS.get(kind, kind) for kind in kinds]
    help_ = Sentence("{hint}write {what}", hint=guess, what=listed(choices, "or"))
    return Violation(at, "not-one-of", _cannot_be(at, value, quoted=quoted), help_)


def _cannot_be(at: Pointer, value: Json, *, quoted: bool = False) -> Sentence:
    shown = _shown(value, quoted=quoted)
    return Sentence("{name} cannot be {value}", name=_name(at), value=shown)


def _required(error: Error, at: Pointer) -> Iterator[Violation]:
    for key in error.validator_value:
        if key not in error.instance:
            message = Sentence("{name} has no `{key}`", name=_name(at), key=key)
            yield Violation(at, "missing-key", message, Sentence("add `{key}:`", key=key))


def _dependent(error: Error, at: Pointer) -> Iterator[Violation]:
    for key, others in error.validator_value.items():
        for other in others if key in error.instance else ():
            if other not in error.instance:
                message = Sentence(
                    "{name} has `{key}` but no `{other}`", name=_name(at), key=key, other=other
                )
                yield Violation(at, "missing-key", message, Sentence("add `{key}:`", key=other))


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
            message = Sentence("{name} has no key called `{key}`", name=_name(at), key=key)
            yield Violation((*at, key), "unknown-key", message, _guess(key, known), of_key=True)


def _guess(key: str, known: list[str]) -> Sentence:
    close = difflib.get_close_matches(key, known, n=1)
    if close:
        return Sentence("did you mean `{near}`?", near=close[0])
    keys = ", ".join(f"`{name}`" for name in known)
    if known:
        return Sentence("delete it; the keys here are {keys}", keys=keys)
    return Sentence("delete it")


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
        message = Sentence("{name}: {why}", name=_name(at), why=error.cause.why)
        yield Violation(at, "malformed", message, error.cause.help)
        return
    help_ = _described(error) or Sentence(
        "write it so that it matches `{pattern}`", pattern=error.validator_value
    )
    yield Violation(at, "malformed", _cannot_be(at, error.instance), help_)


def _otherwise(error: Error, at: Pointer) -> Iterator[Violation]:
    message, help_ = _LIMITS.get(str(error.validator), _UNNAMED)
    limit, keyword = str(error.validator_value), str(error.validator)
    told = Sentence(message, name=_name(at), keyword=keyword)
    yield Violation(at, "schema", told, _described(error) or Sentence(help_, limit=limit))


def _described(error: Error) -> Sentence | None:
    schema = error.schema if isinstance(error.schema, Mapping) else {}
    description = schema.get("description") or schema.get("title")
    if not description:
        return None
    what = f"{description[0].lower()}{description[1:].rstrip('.')}"
    return Sentence("write {what}", what=what)


_UNNAMED: Final = (
    template("{name} does not satisfy `{keyword}` of its schema"),
    template("compare it with a shipped example"),
)
_SMALL, _LARGE = template("{name} is too small"), template("{name} is too large")
_LIMITS: Final[Mapping[str, tuple[str, str]]] = {
    "minItems": (template("{name} lists too little"), template("list at least {limit}")),
    "maxItems": (template("{name} lists too much"), template("list at most {limit}")),
    "uniqueItems": (template("{name} lists something twice"), template("list it once")),
    "minProperties": (template("{name} has too few keys"), template("give at least {limit}")),
    "maxProperties": (template("{name} has too many keys"), template("give at most {limit}")),
    "minimum": (_SMALL, template("write {limit} or more")),
    "maximum": (_LARGE, template("write {limit} or less")),
    "exclusiveMinimum": (_SMALL, template("write more than {limit}")),
    "exclusiveMaximum": (_LARGE, template("write less than {limit}")),
    "minLength": (template("{name} is too short"), template("write at least {limit} characters")),
    "maxLength": (template("{name} is too long"), template("write at most {limit} characters")),
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
    name: str = Sentence("the document")
    for step in pointer:
        if isinstance(step, int):
            name = Sentence("item {number} of {name}", number=step + 1, name=name)
        else:
            name = f"`{step}`"
    return name


def _bare(value: Json) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _shown(value: Json, *, quoted: bool = False) -> str:
    match value:
        case None | "":
            return Sentence("empty")
        case dict():
            return Sentence("a mapping")
        case list():
            return Sentence("a list")
        case _:
            text = re.sub(r"\s+", " ", json.dumps(value) if quoted else _bare(value))
            return f"`{text[:_LONGEST_SHOWN]}…`" if len(text) > _LONGEST_SHOWN else f"`{text}`"
