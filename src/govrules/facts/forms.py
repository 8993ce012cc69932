"""Forms that a text in a table can have: a number, an address, a host name; or just not blank."""

import ipaddress
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

_NUMBER = re.compile(r"[1-9][0-9]*", re.ASCII)
_LABEL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?", re.ASCII)
_BETWEEN = re.compile(r"[;,\s]+")
_LONGEST_NAME = 253


def is_filled(text: str) -> bool:
    """Say whether a text says anything at all."""
    return bool(text.strip())


def is_number(text: str) -> bool:
    """Say whether a text is a whole number of at least one, without leading zeros."""
    return _NUMBER.fullmatch(text.strip()) is not None


def is_address(text: str) -> bool:
    """Say whether a text is a list of one or more IPv4 or IPv6 addresses."""
    parts = [part for part in _BETWEEN.split(text.strip()) if part]
    return bool(parts) and all(map(_is_one_address, parts))


def _is_one_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def is_host(text: str) -> bool:
    """Say whether a text is a host name: labels of RFC 1123, underscores taken as in the field."""
    labels = text.strip().rstrip(".").split(".")
    return len(text) <= _LONGEST_NAME and all(_LABEL.fullmatch(label) for label in labels)


FORMS: Final[Mapping[str, Callable[[str], bool]]] = MappingProxyType(
    {"filled": is_filled, "number": is_number, "address": is_address, "host": is_host}
)
"""Every form by its name."""
