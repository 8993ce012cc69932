"""The pieces of an act's text: every unit and range with its print and its place in the text."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from govrules import acts
from govrules.acts.inventory import ActPrint, Unit, UnitPrint
from govrules.drafting.prints import Print
from govrules.findings import Finding, PolicyError
from govrules.sentences import Sentence

START, END = "start", "end"
"""What stands for a neighbour at the edges of the text."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A printed stretch of the text, `unit` or else the range between two neighbours.

    `start` and `end` count characters of the normalised text that the print was taken from.
    """

    unit: str
    between: tuple[str, str]
    print: Print
    start: int
    by_order: bool = False

    @property
    def end(self) -> int:
        """Return where the piece ends, the first character after it."""
        return self.start + self.print.length


@dataclass(frozen=True, slots=True)
class PrintedText:
    """A text as its prints know it: the whole, and pieces that cover it, by their places."""

    whole: Print
    pieces: tuple[Piece, ...]


def printed_text(act: str, units: Mapping[str, Unit], folder: Path | None = None) -> PrintedText:
    """Return the pieces of an act's text, sorted by start and end.

    Raises:
        PolicyError: a unit has a print and no start, a name is of no unit, or the pieces leave
            some of the text without a print; with every such problem.
    """
    printed = acts.prints(act, folder)
    findings = [*_strangers(printed, units), *_astray(units)]
    if findings:
        raise PolicyError(findings)
    pieces = sorted(
        [*_of_units(printed, units), *_of_ranges(printed, units)],
        key=lambda piece: (piece.start, piece.end),
    )
    findings = list(_bare(pieces, printed))
    if findings:
        raise PolicyError(findings)
    return PrintedText(_print(printed.whole), tuple(pieces))


def _print(of: UnitPrint) -> Print:
    return Print(of.length, of.rolling, of.sha256)


def _of_units(printed: ActPrint, units: Mapping[str, Unit]) -> Iterator[Piece]:
    for name, start in printed.starts.items():
        of = units[name].print
        if of is not None:
            yield Piece(name, ("", ""), _print(of), start, of.by_order)


def _of_ranges(printed: ActPrint, units: Mapping[str, Unit]) -> Iterator[Piece]:
    for each in printed.ranges:
        before = units[each.after].print if each.after in units else None
        start = 0 if before is None else printed.starts[each.after] + before.length
        by_order = each.print.by_order
        yield Piece("", (each.after, each.before), _print(each.print), start, by_order)


def _strangers(printed: ActPrint, units: Mapping[str, Unit]) -> Iterator[Finding]:
    """Find starts and edges that name no printed unit, and printed units without a start."""
    own = {name for name, unit in units.items() if unit.print is not None}
    named: list[tuple[str, tuple[str | int, ...]]] = [
        (name, ("starts", name)) for name in printed.starts
    ]
    for number, each in enumerate(printed.ranges):
        for at, name in enumerate((each.after, each.before)):
            if name not in {START, END}:
                named.append((name, ("ranges", number, "between", at)))
    for name, pointer in named:
        if name not in own:
            yield Finding(
                place=printed.document.place(pointer),
                code="unknown-unit",
                message=Sentence("there is no unit `{unit}` with a print of its own", unit=name),
                help=Sentence("write the id as `provisions.yaml` has it, or delete this"),
            )
    for name in sorted(own - set(printed.starts)):
        yield Finding(
            place=printed.document.place(("starts",)),
            code="missing-start",
            message=Sentence("the unit `{unit}` has a print, but no start", unit=name),
            help=Sentence("write where it starts, in characters of the normalised text"),
        )


def _astray(units: Mapping[str, Unit]) -> Iterator[Finding]:
    for unit in units.values():
        shared = units.get(unit.printed_as)
        if unit.print is None and (shared is None or shared.print is None):
            yield Finding(
                place=unit.place,
                code="unknown-unit",
                message=Sentence(
                    "there is no unit `{unit}` with a print of its own", unit=unit.printed_as
                ),
                help=Sentence("name the unit in whose lines `{unit}` stands", unit=unit.id),
            )


def _bare(pieces: Sequence[Piece], printed: ActPrint) -> Iterator[Finding]:
    """Find what no piece covers: a change there could not be named."""
    covered = 0
    for start, end in [*((p.start, p.end) for p in pieces), (printed.whole.length,) * 2]:
        if start > covered or end > printed.whole.length:
            yield Finding(
                place=printed.document.place(("starts",)),
                code="unprinted-text",
                message=Sentence(
                    "the pieces do not fit the text at characters {first} to {last}",
                    first=covered,
                    last=start,
                ),
                help=Sentence("take the prints of all units and of every range between them again"),
            )
        covered = max(covered, end)
