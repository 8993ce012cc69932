"""Readings settled: every `{reading: P1}` in an act's documents becomes the choice taken.

Remembers which readings each part of a document rests on, so that verdicts can print them.
"""

from collections.abc import Mapping
from typing import TypeAlias

from govrules.documents import Document, Json
from govrules.findings import Finding, PolicyError
from govrules.norms import ReadingChoice
from govrules.sentences import Sentence

Pointer: TypeAlias = tuple[str | int, ...]


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
    """A document's value with its readings settled."""

    def __init__(self, document: Document, choices: Mapping[str, ReadingChoice]) -> None:
        """Take the document and the readings of its act."""
        self._document = document
        self._choices = choices
        self._findings: list[Finding] = []

    def part(self, pointer: Pointer) -> tuple[Json, tuple[str, ...]]:
        """Return a part of the document settled, with the readings that it rests on.

        Raises:
            PolicyError: a reading that the act does not declare, or a choice without a meaning.
        """
        value = self._document.value
        for step in pointer:
            value = value[step]
        used: dict[str, None] = {}
        settled = self._settle(value, pointer, used)
        if self._findings:
            raise PolicyError(self._findings)
        return settled, tuple(used)

    def _settle(self, value: Json, at: Pointer, used: dict[str, None]) -> Json:
        if isinstance(value, list):
            return [self._settle(item, (*at, n), used) for n, item in enumerate(value)]
        if not isinstance(value, dict):
            return value
        if "reading" in value:
            return self._choice(value, at, used)
        return {key: self._settle(item, (*at, key), used) for key, item in value.items()}

    def _choice(self, value: Mapping[str, Json], at: Pointer, used: dict[str, None]) -> str:
        name = value["reading"]
        used[name] = None
        choice = self._choices.get(name)
        if choice is None:
            self._complain(
                at,
                "undeclared-reading",
                Sentence("reading `{reading}` is not declared by the act", reading=name),
                Sentence("declare it in `readings.yaml` with its question and choices"),
            )
            return ""
        meanings = value.get("as", {word: word for word in choice.choices})
        unsaid = [word for word in choice.choices if word not in meanings]
        if unsaid:
            self._complain(
                at,
                "unsaid-choice",
                Sentence(
                    "choice `{choice}` of reading `{reading}` has no meaning here",
                    choice=unsaid[0],
                    reading=name,
                ),
                Sentence("say under `as` what each choice means"),
            )
        return str(meanings.get(choice.taken, ""))

    def _complain(self, at: Pointer, code: str, message: Sentence, help_: Sentence) -> None:
        place = self._document.place(at)
        self._findings.append(Finding(place=place, code=code, message=message, help=help_))
