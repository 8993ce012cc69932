"""The texts that the cells of a book share: read by their characters where they are plain.

INVARIANT: they are the texts that openpyxl reads; what is not plain it reads itself.
"""

import io
import re
from collections.abc import Iterator
from typing import Final

from openpyxl.reader.strings import read_string_table
from openpyxl.xml.constants import SHEET_MAIN_NS

DECLARED: Final = (
    r"(?:<\?xml version=[\"']1\.0[\"'](?: encoding=[\"'][Uu][Tt][Ff]-8[\"'])?"
    r"(?: standalone=[\"'](?:yes|no)[\"'])? ?\?>)?\s*"
)
"""The pattern of how an XML text in UTF-8 may begin."""

UNPLAIN: Final = r"<>&\r\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff"
"""What no plain text holds: it would be another one, or none, to who reads XML."""

_ITEM: Final = re.compile(rf'<si><t(?: xml:space="preserve")?>([^{UNPLAIN}]*)</t></si>')
_HEAD: Final = re.compile(
    rf'{DECLARED}<sst xmlns="{re.escape(SHEET_MAIN_NS)}"(?: (?:count|uniqueCount)="[0-9]+")*>'
)
_TAIL: Final = "</sst>"
_ESCAPED: Final = "x005F_"
"""What openpyxl takes out of every shared text."""

_FEW: Final = 0.01
"""Where more of the texts are not plain, reading all of them at once costs less."""


def shared_texts(data: bytes) -> list[str]:
    """Return the texts that a part of a book lists, in their order.

    Raises:
        Exception: whatever openpyxl has to say of a damaged or malicious part.
    """
    try:
        found = _plain(data.decode())
    except Exception:  # noqa: BLE001 - what is wrong is told by who reads all of it
        found = None
    return _read(data) if found is None else found


def _plain(text: str) -> list[str] | None:
    """Return the texts of a part in which nearly all are plain, nothing of another one."""
    head = _HEAD.match(text)
    body = text.rstrip()
    if head is None or not body.endswith(_TAIL):
        return None
    parts = _ITEM.split(body[head.end() : -len(_TAIL)])
    if sum(map(bool, parts[::2])) > _FEW * len(parts):
        return None
    found = list(_together(head[0], parts)) if any(parts[::2]) else parts[1::2]
    return [each.replace(_ESCAPED, "") for each in found] if _ESCAPED in body else found


def _together(head: str, parts: list[str]) -> Iterator[str]:
    """Yield the plain texts, and those between them as openpyxl reads them, each stretch whole."""
    for at, part in enumerate(parts):
        if at % 2:
            yield part
        elif part:
            yield from _read((head + part + _TAIL).encode())


def _read(data: bytes) -> list[str]:
    found: list[str] = read_string_table(io.BytesIO(data))
    return found
