"""JSON that a program wrote: its value alone, quickly, whatever characters its texts hold.

Refuses what `json_text` refuses, but gives no line for what a schema has against a value.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn, TypeAlias

from govrules.documents.shipped import schema
from govrules.documents.violations import violations
from govrules.findings import Finding, FindingsError, Place
from govrules.sentences import Sentence, failure

Json: TypeAlias = Any  # None, bool, int, float, str, list or dict: the schema says which where

_WHOLE = Sentence("hand over the file as it was written, whole and unchanged")


class _RefusedError(ValueError):
    """What the decoder would let pass."""

    def __init__(self, why: Sentence) -> None:
        super().__init__(why)
        self.why = why


def load_values(path: Path, held_to: str, *, error: type[FindingsError]) -> Json:
    """Read a file that holds one JSON value and hold it to the shipped schema of that name.

    Raises:
        FindingsError: the class `error`, with every problem of the file.
    """
    place = Place(path=path.as_posix())
    try:
        text = path.read_bytes().decode("utf-8")
        value = json.loads(text, object_pairs_hook=_once, parse_constant=_no_number)
    except OSError as cause:
        raise error([_unreadable(place, failure(cause))]) from cause
    except UnicodeDecodeError as cause:
        why = Sentence("the bytes after {count} are not UTF-8", count=cause.start)
        raise error([_unreadable(place, why)]) from cause
    except json.JSONDecodeError as cause:
        at = Place(path=place.path, line=cause.lineno, offset=cause.colno)
        raise error([_unreadable(at, Sentence("it is no JSON from here on"))]) from cause
    except _RefusedError as cause:
        raise error([_unreadable(place, cause.why)]) from cause
    except RecursionError as cause:
        why = Sentence("lists and mappings are nested too deeply")
        raise error([_unreadable(place, why)]) from cause
    problems = list(_problems(value, held_to, place))
    if problems:
        raise error(problems)
    return value


def _once(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    found = dict(pairs)
    if len(found) != len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise _RefusedError(Sentence("the key `{key}` is given twice", key=twice))
    return found


def _no_number(constant: str) -> NoReturn:
    raise _RefusedError(Sentence("`{constant}` is no number of JSON", constant=constant))


def _unreadable(place: Place, why: str) -> Finding:
    message = Sentence("the file cannot be read: {why}", why=why)
    return Finding(place=place, code="unreadable-file", message=message, help=_WHOLE)


def _problems(value: Json, held_to: str, place: Place) -> Iterator[Finding]:
    for each in violations(value, schema(held_to)):
        pointer = "".join(f"/{part}" for part in each.pointer) or "/"
        yield Finding(
            place=place,
            code=each.code,
            message=Sentence("at `{pointer}`: {message}", pointer=pointer, message=each.message),
            help=each.help,
        )
