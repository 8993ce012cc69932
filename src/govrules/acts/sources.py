"""The documents of an act's folder, and its norms as they stand in them: nothing settled yet.

A norm is drafted from what it says itself, what `each` says for its chapter and what amendments
set; every part of a draft remembers where it is written.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from govrules import documents
from govrules.acts.calendar_files import calendar
from govrules.calendars import Calendar
from govrules.documents import Document, Json
from govrules.findings import Finding, Place, PolicyError

Pointer = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a document: its value as written and where it stands."""

    value: Json
    document: Document
    pointer: Pointer

    @property
    def place(self) -> Place:
        """Return where the value starts."""
        return self.document.value_place(self.pointer)

    def at(self, *steps: str | int) -> "Part":
        """Return what stands inside the part."""
        value = self.value
        for step in steps:
            value = value[step]
        return Part(value, self.document, (*self.pointer, *steps))

    def items(self) -> "list[Part]":
        """Return the items of the part, a list."""
        return [self.at(number) for number in range(len(self.value))]


@dataclass(frozen=True, slots=True)
class Draft:
    """An edition of a norm as written: its id, where it stands, its parts by their keys."""

    norm: str
    place: Place
    parts: Mapping[str, Part]

    def kind(self, key: str) -> str:
        """Return the word that tells the choices of a part apart: its own, or its first key."""
        value = self.parts[key].value
        if isinstance(value, str):
            return value
        return next(word for word in _TELLING[key] if word in value)


_PARTIES = ("holder", "members", "owner", "executors", "executors-of", "anybody")
_TELLING: Mapping[str, Sequence[str]] = {
    "bearer": _PARTIES,
    "counterparty": _PARTIES,
    "trigger": ("receipt-of", "occasion", "period", "day", "objects-from", "form"),
    "performance": ("message", "record", "deliver", "link", "cell"),
    "deadline": ("after-unless", "in-period", "by", "until"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """The valid documents of an act: its header, readings, chapters, amendments, calendar."""

    header: Document
    readings: Document
    chapters: tuple[Document, ...]
    amendments: tuple[Document, ...]
    calendar: Calendar | None

    def choices(self) -> dict[str, tuple[str, ...]]:
        """Return the readings of the act with their choices."""
        return {
            entry["reading"]: tuple(entry["choices"]) for entry in self.readings.value["readings"]
        }

    def conditions(self) -> list[Part]:
        """Return the conditions of all chapters."""
        return [each for chapter in self.chapters for each in _listed(chapter, "conditions")]

    def norms(self) -> list[Part]:
        """Return the norms of all chapters, each as it stands there."""
        return [each for chapter in self.chapters for each in _listed(chapter, "norms")]

    def changes(self) -> list[Part]:
        """Return the changes of all amendments, in the order of their commencement."""
        in_order = sorted(
            self.amendments, key=lambda each: (each.value["commencement"], each.value["amendment"])
        )
        return [change for each in in_order for change in _listed(each, "changes")]

    def drafts(self) -> list[Draft]:
        """Return every edition of every norm."""
        patches = [change for change in self.changes() if "set" in change.value]
        found = []
        for norm in self.norms():
            name = norm.value["norm"]
            draft = Draft(name, norm.document.place(norm.pointer), _parts(norm))
            found.append(draft)
            for patch in patches:
                if patch.value["norm"] == name:
                    own = {key: patch.at("set", key) for key in patch.value["set"]}
                    place = patch.document.place(patch.pointer)
                    draft = Draft(name, place, {**draft.parts, **own})
                    found.append(draft)
        return found


def _parts(norm: Part) -> dict[str, Part]:
    shared = norm.document.value.get("each", {})
    each = {key: Part(value, norm.document, ("each", key)) for key, value in shared.items()}
    return {**each, **{key: norm.at(key) for key in norm.value if key != "norm"}}


def _listed(document: Document, key: str) -> list[Part]:
    return Part(document.value.get(key, ()), document, (key,)).items()


def read(home: Path, root: Path) -> Sources:
    """Read the documents of an act's folder; `root` is the folder that paths are shown from.

    Raises:
        PolicyError: some file is not valid; with every problem of every file.
    """
    findings: list[Finding] = []

    def document(path: Path, schema: str) -> Iterable[Document]:
        try:
            yield documents.load(path, schema, shown=path.relative_to(root).as_posix())
        except PolicyError as error:
            findings.extend(error.findings)

    def folder(name: str, schema: str) -> tuple[Document, ...]:
        paths = sorted((home / name).glob("*.yaml"))
        return tuple(each for path in paths for each in document(path, schema))

    def cited(header: Document) -> Calendar | None:
        try:
            return calendar(header.value["calendar"], root)
        except PolicyError as error:
            findings.extend(error.findings)
            return None

    headers = [*document(home / "act.yaml", "act")]
    readings = [*document(home / "readings.yaml", "readings")]
    chapters, amendments = folder("norms", "norms"), folder("amendments", "amendment")
    calendars = [cited(header) for header in headers]
    if findings:
        raise PolicyError(findings)
    return Sources(
        header=headers[0],
        readings=readings[0],
        chapters=chapters,
        amendments=amendments,
        calendar=calendars[0],
    )
