"""JSON text to nodes with places, which the standard decoder does not give.

Refuses what RFC 8259 does not know: NaN, comments, trailing commas; and duplicate keys.
"""

import json
import re
from bisect import bisect_right
from typing import TYPE_CHECKING, NoReturn

from govrules.documents.trees import (
    MAXIMUM_DEPTH,
    Complaints,
    Entries,
    Items,
    Node,
    Scalar,
    UnreadableTextError,
    enter,
    refuse_depth,
    refuse_escaped,
)
from govrules.sentences import Sentence, listed

if TYPE_CHECKING:
    from govrules.findings import Place

_TOKEN = re.compile(
    r"""[ \t\r\n]*(?:
      (?P<string>"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")
    | (?P<literal>-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?(?![0-9A-Za-z.+-])
      |(?:true|false|null)\b)
    | (?P<mark>[][{},:])
    | (?P<end>\Z)
    | (?P<other>[^ \t\r\n"][^ \t\r\n,\]}]*|")
    )""",
    re.VERBOSE,
)
_AFTER_COMMA = {"]": Sentence("a value"), "}": Sentence("a key in double quotes")}
"""What has to follow a comma before a bracket."""
_END = Sentence("the end of the file")


def read(text: str, complaints: Complaints) -> list[Node]:
    """Return the root of the one document of a JSON text; nothing for a blank text.

    Raises:
        UnreadableTextError: the text is no JSON or nested too deeply.
    """
    return _Reader(text, complaints).document()


class _Reader:
    """A reader by recursive descent; its depth is bounded by that of a document."""

    def __init__(self, text: str, complaints: Complaints) -> None:
        self._text = text
        self._complaints = complaints
        self._starts = [0, *(match.end() for match in re.finditer("\r\n|\r|\n", text))]
        self._kind = ""
        self._lexeme = ""
        self._at = 0
        self._next = 0
        self._advance()

    def document(self) -> list[Node]:
        if self._kind == "end":
            return []
        root = self._value(0)
        if self._kind != "end":
            self._fail(_END)
        return [root]

    def _advance(self) -> None:
        match = _TOKEN.match(self._text, self._next)
        if match is None or match.lastgroup is None:  # pragma: no cover - the groups cover all text
            self._fail("JSON")
        self._kind = match.lastgroup
        self._lexeme = match[self._kind]
        self._at = match.start(self._kind)
        self._next = match.end()

    def _is(self, mark: str) -> bool:
        return self._kind == "mark" and self._lexeme == mark

    def _place(self) -> "Place":
        line = bisect_right(self._starts, self._at)
        return self._complaints.at(line, self._at - self._starts[line - 1] + 1)

    def _fail(self, wanted: str) -> NoReturn:
        written = f"`{self._lexeme[:40]}`" if self._lexeme else _END
        if self._lexeme == '"':
            written = Sentence("a quote that opens no text of JSON")
        self._complaints.add(
            self._place(),
            "json-syntax",
            Sentence("expected {wanted}, found {written}", wanted=wanted, written=written),
            Sentence("put words in double quotes; leave out comments and a comma before a bracket"),
        )
        raise UnreadableTextError

    def _value(self, depth: int) -> Node:
        place = self._place()
        if self._is("[") or self._is("{"):
            if depth >= MAXIMUM_DEPTH:
                refuse_depth(place, self._complaints)
            return self._items(place, depth) if self._is("[") else self._entries(place, depth)
        if self._kind == "string":
            node = refuse_escaped(Scalar(place, self._decoded(), plain=False), self._complaints)
        elif self._kind == "literal":
            node = Scalar(place, self._lexeme, plain=True)
        else:
            self._fail(Sentence("a value"))
        self._advance()
        return node

    def _decoded(self) -> str:
        decoded: str = json.loads(self._lexeme)
        return decoded

    def _items(self, place: "Place", depth: int) -> Items:
        found = Items(place)
        self._advance()
        while not self._is("]"):
            found.items.append(self._value(depth + 1))
            self._separator("]")
        self._advance()
        return found

    def _entries(self, place: "Place", depth: int) -> Entries:
        found = Entries(place)
        self._advance()
        while not self._is("}"):
            if self._kind != "string":
                self._fail(listed([_AFTER_COMMA["}"], "`}`"], "or"))
            key = Scalar(self._place(), self._decoded(), plain=False)
            sound = refuse_escaped(key, self._complaints) is key
            self._advance()
            if not self._is(":"):
                self._fail("`:`")
            self._advance()
            node = self._value(depth + 1)
            if sound:
                enter(found, key.text, key.place, node, self._complaints)
            self._separator("}")
        self._advance()
        return found

    def _separator(self, closing: str) -> None:
        if self._is(closing):
            return
        if not self._is(","):
            self._fail(listed(["`,`", f"`{closing}`"], "or"))
        self._advance()
        if self._is(closing):
            self._fail(_AFTER_COMMA[closing])
