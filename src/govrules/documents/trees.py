"""What a document says before anyone decides what its scalars mean: nodes, places, complaints.

Refuses bytes that are not UTF-8 and characters that no editor shows.
"""

import re
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from govrules.findings import Finding, Place
from govrules.sentences import Sentence

MAXIMUM_DEPTH: Final = 32
"""Lists and mappings inside one another; far more than any document of ours needs."""

_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]"
)
_BOM: Final = "\ufeff"


@dataclass(frozen=True, slots=True)
class Scalar:
    """Characters as written; `plain` when they stood without quotes."""

    place: Place
    text: str
    plain: bool


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    place: Place
    items: list["Node"] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Entries:
    """A mapping: each key's place and what stands under it."""

    place: Place
    entries: dict[str, tuple[Place, "Node"]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Broken:
    """A value that was already complained about: nothing more is said of it."""

    place: Place


Node: TypeAlias = Scalar | Items | Entries | Broken


class UnreadableTextError(Exception):
    """The text breaks off the reading; the complaint is already among the findings."""


class Complaints:
    """The findings of one file, gathered while reading goes on."""

    def __init__(self, path: str) -> None:
        """Start without complaints about the file shown as `path`."""
        self.path = path
        self.findings: list[Finding] = []

    def at(self, line: int, offset: int) -> Place:
        """Return the place of a line and a character column, both counted from 1."""
        return Place(path=self.path, line=line, offset=offset)

    def add(self, place: Place, code: str, message: Sentence, help_: Sentence) -> None:
        """Keep one complaint, once."""
        finding = Finding(place=place, code=code, message=message, help=help_)
        if finding not in self.findings:
            self.findings.append(finding)


def decode(raw: bytes, complaints: Complaints) -> str:
    """Return the characters of a file without its byte order mark.

    Raises:
        UnreadableTextError: the bytes are not UTF-8.
    """
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8").removeprefix(_BOM)
        complaints.add(
            _after(before, complaints),
            "not-utf-8",
            Sentence("the byte `{byte}` is not UTF-8", byte=f"0x{raw[error.start]:02x}"),
            Sentence("save the file as UTF-8"),
        )
        raise UnreadableTextError from error
    return text.removeprefix(_BOM)


def refuse_unseen(text: str, complaints: Complaints) -> None:
    """Refuse control characters and other characters that cannot be seen.

    Raises:
        UnreadableTextError: there is at least one; parsers break off at them too.
    """
    found = list(_UNSEEN.finditer(text))
    for match in found:
        complaints.add(
            _after(text[: match.start()], complaints),
            "control-character",
            Sentence(
                "the invisible character {character} stands in the text",
                character=f"U+{ord(match[0]):04X}",
            ),
            Sentence("delete it"),
        )
    if found:
        raise UnreadableTextError


def refuse_escaped(scalar: Scalar, complaints: Complaints) -> Node:
    """Return the scalar unless an escape brought in an invisible character."""
    match = _UNSEEN.search(scalar.text)
    if match is None:
        return scalar
    complaints.add(
        scalar.place,
        "control-character",
        Sentence(
            "an escape writes the invisible character {character}",
            character=f"U+{ord(match[0]):04X}",
        ),
        Sentence("delete the escape"),
    )
    return Broken(scalar.place)


def refuse_depth(place: Place, complaints: Complaints) -> None:
    """Complain of a list or mapping nested too deeply, and break off.

    Raises:
        UnreadableTextError: always.
    """
    complaints.add(
        place,
        "too-deep",
        Sentence("lists and mappings are nested more than {depth} deep", depth=MAXIMUM_DEPTH),
        Sentence("flatten the document"),
    )
    raise UnreadableTextError


def enter(mapping: Entries, key: str, place: Place, node: Node, complaints: Complaints) -> None:
    """Put an entry into a mapping; a key that is there already keeps its first value."""
    if key in mapping.entries:
        first = mapping.entries[key][0]
        complaints.add(
            place,
            "duplicate-key",
            Sentence(
                "`{key}` was already given at {place}",
                key=key,
                place=f"{first.line}:{first.offset}",
            ),
            Sentence("keep one of the two"),
        )
        return
    mapping.entries[key] = (place, node)


def _after(before: str, complaints: Complaints) -> Place:
    lines = re.split("\r\n|\r|\n", before)
    return complaints.at(len(lines), len(lines[-1]) + 1)
