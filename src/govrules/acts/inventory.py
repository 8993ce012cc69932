"""The citable units of an act, what became of each, and the prints that find them again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from govrules.documents import Document, Json
from govrules.findings import Finding, Place, PolicyError
from govrules.norms import Provision
from govrules.sentences import Sentence

StateWord: TypeAlias = Literal[
    "encoded", "attestation", "condition-of", "definition-used-by", "structure", "not-checkable"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What became of a unit: the norms or units that `word` speaks of, or why there are none."""

    word: StateWord
    names: tuple[str, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitPrint:
    """The print of a normalised text: characters, rolling hash (16 hex digits), SHA-256 (64).

    `by_order`: too short or not alone of its kind, so found between its neighbours only.
    """

    length: int
    rolling: str
    sha256: str
    by_order: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrow:
    """Who has to do with whom under a unit, as written; an end left out is that of its norm.

    `when` stands in place of a term: `throughout`, `if-needed`, `before-adoption`, `afterwards`.
    """

    relation: str
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    either: bool
    implied: bool
    when: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit(Provision):
    """A provision as the inventory writes it; in force from a local day, until another or for good.

    Its text has a print of its own, or stands in the lines of the unit `printed_as`. The roles
    that it `appoints` have a holder only once it is carried out.
    """

    parent: str
    kind: str
    role: str
    in_force: tuple[date, date | None]
    state: State
    print: UnitPrint | None
    printed_as: str
    place: Place
    arrow: Arrow | None = None
    appoints: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """Lines that belong to no unit, between two units; `start` and `end` are the text's edges."""

    after: str
    before: str
    print: UnitPrint


@dataclass(frozen=True, slots=True, kw_only=True)
class ActPrint:
    """The print of the whole text, of its ranges, and where each printed unit starts."""

    whole: UnitPrint
    ranges: tuple[Range, ...]
    starts: Mapping[str, int]
    document: Document


def units(document: Document) -> dict[str, Unit]:
    """Return the units of a document `provisions`, by id, in the order of the text.

    Raises:
        PolicyError: two units have one id.
    """
    found: dict[str, Unit] = {}
    findings: list[Finding] = []
    for number, entry in enumerate(document.value["provisions"]):
        unit = _unit(entry, document.place(("provisions", number)))
        if unit.id in found:
            findings.append(
                Finding(
                    place=unit.place,
                    code="duplicate-unit",
                    message=Sentence(
                        "`{unit}` is already the unit of line {line}",
                        unit=unit.id,
                        line=found[unit.id].place.line,
                    ),
                    help=Sentence("give each unit an id of its own"),
                )
            )
        found[unit.id] = unit
    if findings:
        raise PolicyError(findings)
    return found


def act_print(document: Document) -> ActPrint:
    """Return the prints of a document `act-print`."""
    value = document.value
    return ActPrint(
        whole=_print(value["whole"]),
        ranges=tuple(_range(each) for each in value["ranges"]),
        starts=value["starts"],
        document=document,
    )


def _unit(entry: Mapping[str, Json], place: Place) -> Unit:
    force, written = entry["in_force"], entry["print"]
    last = force.get("to")
    return Unit(
        id=entry["id"],
        number=entry["number"],
        summary=entry["summary"],
        parent=entry.get("parent", ""),
        kind=entry["kind"],
        role=entry["role"],
        in_force=(date.fromisoformat(force["from"]), last and date.fromisoformat(last)),
        state=_state(entry["state"]),
        print=None if "as" in written else _print(written),
        printed_as=written.get("as", ""),
        place=place,
        arrow=_arrow(entry["edge"]) if "edge" in entry else None,
        appoints=tuple(entry.get("appoints", ())),
    )


def _arrow(written: Mapping[str, Json]) -> Arrow:
    return Arrow(
        relation=written["relation"],
        sources=tuple(written.get("from", ())),
        targets=tuple(written.get("to", ())),
        either="either" in written,
        implied="implied" in written,
        when=written.get("when", ""),
    )


def _state(written: Mapping[StateWord, Sequence[str] | str]) -> State:
    [(word, value)] = written.items()  # the schema lets exactly one stand
    if isinstance(value, str):
        return State(word=word, why=value)
    return State(word=word, names=tuple(value))


def _range(written: Mapping[str, Json]) -> Range:
    after, before = written["between"]
    return Range(after=after, before=before, print=_print(written))


def _print(written: Mapping[str, Json]) -> UnitPrint:
    return UnitPrint(
        length=written["length"],
        rolling=written["rolling"],
        sha256=written["sha256"],
        by_order="located" in written,
    )
