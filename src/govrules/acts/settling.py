"""Readings settled: every `{reading: P1}` in an act's documents becomes the choice taken.

Remembers which readings each part of a document rests on, so that verdicts can print them.
"""

from collections.abc import Iterator, Mapping, Sequence

from govrules.acts.sources import Part, Pointer
from govrules.documents import Document, Json
from govrules.findings import Finding, Place
from govrules.norms import ReadingChoice
from govrules.sentences import Sentence


def readings(document: Document, taken: Mapping[str, str]) -> dict[str, ReadingChoice]:
    """Return the readings of an act, each with the choice taken, by default its first."""
    return {
        entry["reading"]: ReadingChoice(
            id=entry["reading"],
            question=entry["question"],
            choices=tuple(entry["choices"]),
            taken=taken.get(entry["reading"], entry["choices"][0]),
        )
        for entry in document.value["readings"]
    }


class Settled:
    """A document's value with its readings settled; of an act in which `faults` found none."""

    def __init__(self, document: Document, choices: Mapping[str, ReadingChoice]) -> None:
        """Take the document and the readings of its act."""
        self._document = document
        self._choices = choices

    def part(self, pointer: Pointer) -> tuple[Json, tuple[str, ...]]:
        """Return a part of the document settled, with the readings that it rests on."""
        value = self._document.value
        for step in pointer:
            value = value[step]
        used: dict[str, None] = {}
        settled = self._settle(value, used)
        return settled, tuple(used)

    def _settle(self, value: Json, used: dict[str, None]) -> Json:
        if isinstance(value, list):
            return [self._settle(item, used) for item in value]
        if not isinstance(value, dict):
            return value
        if "reading" in value:
            used[value["reading"]] = None
            taken = self._choices[value["reading"]].taken
            return value["as"][taken] if "as" in value else taken
        return {key: self._settle(item, used) for key, item in value.items()}


def untaken(document: Document, taken: Mapping[str, str]) -> Iterator[Finding]:
    """Find the choices taken of readings of the act that have no such choice."""
    for number, entry in enumerate(document.value["readings"]):
        name = entry["reading"]
        if name in taken and taken[name] not in entry["choices"]:
            place = document.place(("readings", number))
            yield _no_choice(place, name, taken[name], entry["choices"])


def _no_choice(place: Place, reading: str, choice: str, known: Sequence[str]) -> Finding:
    return Finding(
        place=place,
        code="unknown-choice",
        message=Sentence(
            "`{choice}` is no choice of reading `{reading}`", choice=choice, reading=reading
        ),
        help=Sentence("choose among {choices}", choices=", ".join(known)),
    )


def faults(part: Part, choices: Mapping[str, Sequence[str]]) -> Iterator[Finding]:
    """Find the readings in a part that the act lacks, and choices without or beyond a meaning."""
    value = part.value
    if isinstance(value, list):
        for item in part.items():
            yield from faults(item, choices)
        return
    if not isinstance(value, dict):
        return
    if "reading" not in value:
        for key in value:
            yield from faults(part.at(key), choices)
        return
    name, place = value["reading"], part.document.place(part.pointer)
    if name not in choices:
        yield Finding(
            place=place,
            code="undeclared-reading",
            message=Sentence("reading `{reading}` is not declared by the act", reading=name),
            help=Sentence("declare it in `readings.yaml` with its question and choices"),
        )
        return
    said = value.get("as", dict.fromkeys(choices[name]))
    for choice in (choice for choice in choices[name] if choice not in said):
        yield Finding(
            place=place,
            code="unsaid-choice",
            message=Sentence(
                "choice `{choice}` of reading `{reading}` has no meaning here",
                choice=choice,
                reading=name,
            ),
            help=Sentence("say under `as` what each choice means"),
        )
    for choice in (choice for choice in said if choice not in choices[name]):
        beyond = part.document.place((*part.pointer, "as", choice))
        yield _no_choice(beyond, name, choice, choices[name])
