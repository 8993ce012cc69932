"""What the characters of a scalar mean in a place where a schema permits certain types.

Refuses whatever YAML 1.1 and 1.2 read differently wherever anything but text could be meant.
"""

import re
from dataclasses import dataclass
from typing import Final, TypeAlias

from govrules.documents.trees import Scalar
from govrules.sentences import Sentence

Plain: TypeAlias = str | int | float | bool | None

SCALARS: Final = frozenset({"string", "null", "boolean", "integer", "number"})

_NULLS = ("", "~", "null")
_BOOLEANS = {"true": True, "false": False}
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]*)", re.ASCII)
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]*)\.[0-9]+", re.ASCII)
_EXPONENT = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?[eE][+-]?[0-9]+", re.ASCII)
_LONGEST: Final = 18
"""Digits of a whole number that surely fits 64 bits."""
_AMBIGUOUS = re.compile(
    r"""
      yes|no|on|off|y|n|true|false|null      # words of 1.1, and spellings other than lower case
    | [-+]?[0-9][0-9_]*                      # leading zeros, plus signs, digit groups
    | [-+]?0o[0-7]+ | [-+]?0x[0-9a-f_]+ | [-+]?0b[01_]+
    | [-+]?(?:[0-9][0-9_]*)?\.[0-9_]+(?:e[-+]?[0-9]+)? | [-+]?[0-9][0-9_]*\.(?:e[-+]?[0-9]+)?
    | [-+]?[0-9][0-9_]*e[-+]?[0-9]+ | [-+]?[0-9][0-9_]*\.[0-9_]*e[-+]?[0-9]+
    | [-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?                    # sexagesimal
    | [-+]?\.?inf | \.?nan | [-+]?infinity | =
    | [0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:(?:t|[ \t]+)[0-9].*)?              # dates and times
    """,
    re.VERBOSE | re.IGNORECASE | re.ASCII | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a scalar has no meaning in its place, and what to write instead."""

    code: str
    message: Sentence
    help: Sentence


def resolve(scalar: Scalar, types: frozenset[str], *, is_json: bool) -> Plain | Refusal:
    """Return what a scalar says where `types` (JSON Schema names) are permitted.

    Where only text is permitted, null apart, the characters stay as written. A scalar that suits
    none of the types comes back as text, for the schema to refuse.
    """
    text = scalar.text
    if not scalar.plain or not types & SCALARS:
        return text
    if text in _NULLS:
        return None
    if is_json and text in _BOOLEANS:
        return _BOOLEANS[text]
    if types & SCALARS <= {"string", "null"} and "string" in types:
        return text
    return _core(text, types, is_json=is_json)


def _core(text: str, types: frozenset[str], *, is_json: bool) -> Plain | Refusal:
    if text in _BOOLEANS:
        return _BOOLEANS[text]
    if _INTEGER.fullmatch(text):
        return int(text) if len(text.lstrip("-")) <= _LONGEST else _too_large(text)
    if _DECIMAL.fullmatch(text) or (is_json and _EXPONENT.fullmatch(text)):
        number = float(text)
        return _too_large(text) if number in (float("inf"), float("-inf")) else number
    if _AMBIGUOUS.fullmatch(text):
        return Refusal(
            "ambiguous-scalar",
            Sentence("`{text}` reads differently in YAML 1.1 and 1.2", text=text),
            _unambiguous(text, types),
        )
    return text


def _unambiguous(text: str, types: frozenset[str]) -> Sentence:
    if "string" in types:
        return Sentence('put it in quotes: `"{text}"`', text=text)
    if "boolean" in types:
        return Sentence("write `true` or `false`")
    if types & {"integer", "number"}:
        return Sentence("write a number in plain decimal digits, without leading zeros")
    return Sentence("write `null`, or leave the value out")


def _too_large(text: str) -> Refusal:
    shown = text if len(text) <= 2 * _LONGEST else f"{text[:_LONGEST]}…"
    return Refusal(
        "number-out-of-range",
        Sentence("the number `{text}` is out of range", text=shown),
        Sentence("write one of at most {most} digits", most=_LONGEST),
    )
