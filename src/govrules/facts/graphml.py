"""GraphML to raw tables: nodes as organisations, edges as relations, each with its line.

Reads with expat as the file streams by, so that every row knows its line, and refuses any
document type declaration: without one no entity can be declared, neither a bomb nor a way out.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final
from xml.parsers import expat

from govrules.facts.lookalikes import visible
from govrules.facts.raw import RawRow, RawTable
from govrules.findings import FactsError, Finding, Place
from govrules.sentences import Sentence

ELEMENTS: Final[Mapping[str, tuple[str, Mapping[str, str]]]] = MappingProxyType(
    {
        "organisations": ("node", MappingProxyType({"id": "id"})),
        "relations": ("edge", MappingProxyType({"source": "source", "target": "target"})),
    }
)
"""For each table that a graph can be: its element, and the columns that its attributes fill."""

_SEPARATOR: Final = " "


@dataclass(slots=True)
class _Row:
    """A row on its way: cells and their lines by the ids of keys, and what is wrong with it."""

    number: int
    line: int
    cells: dict[str, str]
    data: dict[str, tuple[str, int]] = field(default_factory=dict)
    faults: list[Finding] = field(default_factory=list)


def read_graphml(name: str, path: str, data: bytes) -> RawTable:
    """Return the table that the nodes or the edges of a graph make, after GraphML 1.0.

    `name` is one of `ELEMENTS`. A `data` of a row is the cell under the heading that its `key`
    has as `attr.name`; keys without a name hold drawings and are left out. A key's `default`
    fills the cell of every row that says nothing. An edge without a direction, a hyperedge and a
    row with unknown or doubled data become rows with a fault.

    Raises:
        FactsError: `bad-xml`; `document-type` for any declaration of one; `not-graphml`.
    """
    reader = _Reader(name, path)
    try:
        reader.parser.Parse(data, True)  # noqa: FBT003 - whether it is the last piece
    except expat.ExpatError as error:
        why = expat.ErrorString(error.code) or ""
        place = Place(path=path, line=error.lineno, offset=error.offset + 1)
        raise FactsError([_bad_xml(place, why)]) from None
    return reader.table()


class _Reader:
    """Collects keys and rows while expat calls back."""

    def __init__(self, name: str, path: str) -> None:
        self._name, self._path = name, path
        self._element, self._attributes = ELEMENTS[name]
        self._tags = {"edge", "hyperedge"} if self._element == "edge" else {self._element}
        self._headings: dict[str, str] = {}
        self._defaults: dict[str, str] = {}
        self._keys: set[str] = set()
        self._rows: list[_Row] = []
        self._inside: list[_Row] = []
        self._open: list[str] = []
        self._key = ""
        self._line = 0
        self._text: list[str] = []
        self._directed = "true"
        self.parser = expat.ParserCreate(namespace_separator=_SEPARATOR)
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text.append

    def table(self) -> RawTable:
        headings = (*self._attributes.values(), *self._headings.values())
        rows = tuple(map(self._row, self._rows))
        return RawTable(self._name, self._path, headings, rows)

    def _row(self, row: _Row) -> RawRow:
        cells: dict[str, str] = {}
        lines: dict[str, int] = {}
        for key, heading in self._headings.items():
            text, line = row.data.get(key, (self._defaults.get(key, ""), row.line))
            cells[heading], lines[heading] = text, line
        return RawRow(row.number, row.line, {**cells, **row.cells}, lines, tuple(row.faults))

    def _refuse(self, *_: object) -> None:
        place = Place(path=self._path, line=self.parser.CurrentLineNumber)
        raise FactsError(
            [
                Finding(
                    place=place,
                    code="document-type",
                    message=Sentence("the file declares a document type"),
                    help=Sentence("delete the `<!DOCTYPE` declaration: GraphML needs none"),
                )
            ]
        )

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        tag = tag.rpartition(_SEPARATOR)[2]
        if not self._open and tag != "graphml":
            raise FactsError([_not_graphml(self._path, self.parser.CurrentLineNumber, tag)])
        self._open.append(tag)
        match tag:
            case "key":
                self._declare(attributes)
            case "graph":
                self._directed = str(attributes.get("edgedefault") != "undirected").lower()
            case "node" | "edge" | "hyperedge":
                self._begin(tag, attributes)
            case "data" | "default":
                self._key = attributes.get("key", self._key) if tag == "data" else self._key
                self._line = self.parser.CurrentLineNumber
                self._text.clear()

    def _declare(self, attributes: Mapping[str, str]) -> None:
        self._key = attributes.get("id", "")
        self._keys.add(self._key)
        heading = attributes.get("attr.name", "")
        if heading and attributes.get("for", "all") in {self._element, "all"}:
            self._headings[self._key] = heading

    def _begin(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag not in self._tags:
            return
        line = self.parser.CurrentLineNumber
        cells = {
            column: attributes[name]
            for name, column in self._attributes.items()
            if name in attributes
        }
        row = _Row(len(self._rows) + 1, line, cells)
        self._rows.append(row)
        self._inside.append(row)
        if tag == "hyperedge":
            self._fault(row, _hyperedge())
        elif tag == "edge" and attributes.get("directed", self._directed) != "true":
            self._fault(row, _undirected())

    def _end(self, tag: str) -> None:
        tag = tag.rpartition(_SEPARATOR)[2]
        self._open.pop()
        if tag == "default":
            self._defaults[self._key] = "".join(self._text).strip()
        elif tag == "data" and self._inside and self._open[-1] in self._tags:
            self._fill(self._inside[-1], "".join(self._text).strip())
        elif tag in self._tags:
            self._inside.pop()

    def _fill(self, row: _Row, text: str) -> None:
        if self._key not in self._keys:
            self._fault(row, _undeclared(self._key))
        if self._key in row.data:
            self._fault(row, _doubled(self._key))
        row.data[self._key] = (text, self._line)

    def _fault(self, row: _Row, told: tuple[str, Sentence, Sentence]) -> None:
        code, message, help_ = told
        place = Place(path=self._path, line=row.line, row=row.number)
        row.faults.append(Finding(place=place, code=code, message=message, help=help_))


def _undirected() -> tuple[str, Sentence, Sentence]:
    return (
        "undirected-edge",
        Sentence("the edge has no direction: nobody can tell its source from its target"),
        Sentence('write `edgedefault="directed"` on the graph if its edges run from the source'),
    )


def _hyperedge() -> tuple[str, Sentence, Sentence]:
    return (
        "hyperedge",
        Sentence("a hyperedge is no relation between two"),
        Sentence("draw one edge for each two that are related"),
    )


def _undeclared(key: str) -> tuple[str, Sentence, Sentence]:
    return (
        "undeclared-key",
        Sentence("the data name the key `{key}`, which no `<key>` declares", key=visible(key)),
        Sentence("declare the key with its `attr.name` before the graph"),
    )


def _doubled(key: str) -> tuple[str, Sentence, Sentence]:
    return (
        "doubled-data",
        Sentence("the data of key `{key}` stand twice", key=visible(key)),
        Sentence("delete one of the two"),
    )


def _bad_xml(place: Place, why: str) -> Finding:
    return Finding(
        place=place,
        code="bad-xml",
        message=Sentence("the file is no XML: {why}", why=why),
        help=Sentence("export the graph again as GraphML"),
    )


def _not_graphml(path: str, line: int, tag: str) -> Finding:
    return Finding(
        place=Place(path=path, line=line),
        code="not-graphml",
        message=Sentence("the file starts with `<{tag}>`, GraphML with `<graphml>`", tag=tag),
        help=Sentence("export the graph as GraphML"),
    )
