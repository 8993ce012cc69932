"""What is wrong and where: findings, and the exceptions that carry them.

One currency for violations, lints and broken input rows. Nothing here reads or prints.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum

from govrules.sentences import Sentence


class Level(StrEnum):
    """How much a finding weighs: an error means that part of the input was not used."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Place:
    """Where in an input: path as given, `row` as a spreadsheet shows it, physical `line`.

    All numbers count from 1; 0 means that the place is the whole file. `column` is the name
    of a table's column; `offset` the character column in a text document; `sheet` is named where
    a book holds several.
    """

    path: str
    sheet: str = ""
    line: int = 0
    offset: int = 0
    row: int = 0
    column: str = ""

    def __str__(self) -> str:
        """Write `path:line:offset`, or the row where a file has no lines; only what is known."""
        return self.told(lambda path: path)

    @property
    def file(self) -> str:
        """Write the file alone, with the sheet where a book holds several."""
        return replace(self, line=0, row=0).told(str)

    def told(self, write: Callable[[str], str]) -> str:
        """Write the place as a sentence; `write` makes the names in it safe to show."""
        path, sheet = write(self.path), write(self.sheet)
        if self.line:
            numbers = (self.line, self.offset) if self.offset else (self.line,)
            return ":".join([path, *map(str, numbers)])
        if sheet and self.row:
            return Sentence("{path} sheet {sheet} row {row}", path=path, sheet=sheet, row=self.row)
        if sheet:
            return Sentence("{path} sheet {sheet}", path=path, sheet=sheet)
        return Sentence("{path} row {row}", path=path, row=self.row) if self.row else path


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Finding:
    """One complaint: a `code` named for the fault, a place, a message and a line of help.

    Message and help are sentences, so that any language can tell them.
    """

    place: Place
    code: str
    level: Level = field(default=Level.ERROR)
    message: Sentence
    help: Sentence

    def __str__(self) -> str:
        """Write the finding as `place: code message`, the help on a second line."""
        return self.told(str)

    def told(self, tell: Callable[[str], str]) -> str:
        """Write the finding as `str` does, in the language in which `tell` tells sentences."""
        column = f" [{self.place.column}]" if self.place.column else ""
        help_ = tell(Sentence("help: {help}", help=self.help))
        place = tell(self.place.told(str))
        return f"{place}:{column} {self.code} {tell(self.message)}\n  {help_}"


class FindingsError(Exception):
    """Work that cannot go on; carries every finding that stopped it.

    `language` is the one that whoever asked for the work wants to be told in.
    """

    language = "en"

    def __init__(self, findings: Iterable[Finding]) -> None:
        """Keep the findings in the order of their places."""
        self.findings = tuple(sorted(findings))
        super().__init__("\n".join(map(str, self.findings)))


class PolicyError(FindingsError):
    """An act, reading, scenario or amendment is not valid (exit code 4)."""


class FactsError(FindingsError):
    """An agency's data cannot be read at all (exit code 4)."""


class EngineError(FindingsError):
    """An engine failed, timed out or answered what cannot be an answer (exit code 7)."""


class DisagreementError(FindingsError):
    """Two engines gave different answers (exit code 8)."""


class EvidenceError(FindingsError):
    """A digest or a count does not check: something is not what it was (exit code 6)."""


class ReportError(FindingsError):
    """A report could not be written where it was asked for (exit code 2)."""
