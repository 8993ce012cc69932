"""Drift: a newer text of an act → the units that changed in it, and what rests on them.

The official text is not held: prints find each unit again, or show that it is gone.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from govrules import acts
from govrules.acts.inventory import Unit
from govrules.drafting import prints
from govrules.drafting.alignment import Alignment, Gap, Lines, align
from govrules.drafting.pieces import END, START, Piece, PrintedText, printed_text
from govrules.drafting.resting import Resting, resting_on, scenarios_of, together
from govrules.drafting.scenarios import Scenario
from govrules.findings import Finding, FindingsError, Place, PolicyError
from govrules.languages import Language, language
from govrules.sentences import Sentence, failure, template

_AS_TEXT = Sentence("save the published text as plain UTF-8 text")
_PAGE = re.compile(r"\s*(<!doctype|<html|<\?xml|%PDF)", re.IGNORECASE)


class Fate(StrEnum):
    """What became of a stretch of the text.

    `added` and `removed` are of text at the seam of two pieces that are both still there.
    """

    FOUND = "found"
    MOVED = "moved"
    CHANGED = "changed"
    VANISHED = "vanished"
    ADDED = "added"
    REMOVED = "removed"


OF_UNITS = (Fate.FOUND, Fate.MOVED, Fate.CHANGED, Fate.VANISHED)
"""What can become of a unit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One stretch that is not as it was: a unit, or what lies `between` two neighbours.

    `span` is where it is now, in characters of the normalised newer text; `lines` the lines of
    the newer text as given. `also` are the units that stand in the lines of `unit`.
    """

    fate: Fate
    unit: str
    also: tuple[str, ...]
    between: tuple[str, str]
    span: tuple[int, int]
    lines: tuple[int, int]
    rests: Resting


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """What a newer text does to an act; no change at all if the whole print is the same."""

    act: str
    units: Mapping[str, Fate]
    changes: tuple[Change, ...]

    def counts(self) -> dict[Fate, int]:
        """Count the units by what became of them, every word that units can have present."""
        counted = Counter(self.units.values())
        return {fate: counted[fate] for fate in OF_UNITS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """What newer texts of an act are compared with: its units, prints and scenarios."""

    act: str
    units: Mapping[str, Unit]
    older: PrintedText
    scenarios: tuple[tuple[str, Scenario], ...]


def basis(act: str, folder: Path | None = None) -> Basis:
    """Read what newer texts of an act are compared with.

    Raises:
        PolicyError: the act, its prints or its scenarios are not valid.
    """
    units = acts.provisions(act, folder)
    return Basis(
        act=act,
        units=units,
        older=printed_text(act, units, folder),
        scenarios=scenarios_of(act, folder or acts.shipped_acts()),
    )


def drift(act: str, text: str, folder: Path | None = None) -> Drift:
    """Compare a newer text of an act, as it was published, with the act's prints.

    Raises:
        PolicyError: the act or its prints are not valid, or nothing of the act is in the text.
    """
    return compare(basis(act, folder), text)


def compare(with_: Basis, text: str) -> Drift:
    """Compare a newer text with the basis of its act.

    Raises:
        PolicyError: nothing of the act is in the text.
    """
    newer = prints.normalise(text)
    if prints.take(newer) == with_.older.whole:
        return Drift(act=with_.act, units=dict.fromkeys(with_.units, Fate.FOUND), changes=())
    aligned = align(with_.older, newer)
    if all(piece.by_order for piece in (*aligned.found, *aligned.moved)):
        raise _another_text(with_.act)
    words = _Told(with_, aligned, Lines.read(text))
    return Drift(act=with_.act, units=words.fates(), changes=tuple(words.changes()))


@dataclass(frozen=True, slots=True)
class _Told:
    """An alignment in the words of the inventory."""

    basis: Basis
    aligned: Alignment
    lines: Lines

    def fates(self) -> dict[str, Fate]:
        pieces = {
            **dict.fromkeys(self.aligned.found, Fate.FOUND),
            **dict.fromkeys(self.aligned.moved, Fate.MOVED),
            **{piece: self._lost(piece) for piece in self.aligned.missing},
        }
        printed = {piece.unit: fate for piece, fate in pieces.items()}
        return {name: printed[unit.printed_as or name] for name, unit in self.basis.units.items()}

    def changes(self) -> list[Change]:
        """Return the changes in the order of the older text."""
        aligned = self.aligned
        found = [
            (piece.start, piece.end, self._change(Fate.MOVED, piece, (at, at + piece.print.length)))
            for piece, at in aligned.moved.items()
        ]
        found += [
            (piece.start, piece.end, self._change(self._lost(piece), piece, aligned.span(piece)))
            for piece in aligned.missing
        ]
        found += [
            (gap.start, gap.end, self._seam(gap)) for gap in aligned.gaps if self._unclaimed(gap)
        ]
        return [change for _, _, change in sorted(found, key=lambda each: each[:2])]

    def _lost(self, piece: Piece) -> Fate:
        aligned = self.aligned
        rest = aligned.rest(aligned.span(piece), {**aligned.found, **aligned.moved})
        return Fate.CHANGED if rest else Fate.VANISHED

    def _unclaimed(self, gap: Gap) -> bool:
        """Say whether a gap is of no missing piece and not the place of a moved one."""
        if any(gap.touches(piece) for piece in self.aligned.missing):
            return False
        return gap.at[0] > gap.at[1] or self.aligned.rest(gap.at, self.aligned.moved) > 0

    def _change(self, fate: Fate, piece: Piece, span: tuple[int, int]) -> Change:
        names = [piece.unit] if piece.unit else []
        return Change(
            fate=fate,
            unit=piece.unit,
            also=together(self.basis.units, piece.unit) if piece.unit else (),
            between=piece.between,
            span=span,
            lines=self.lines.of(span),
            rests=self._rests(names),
        )

    def _seam(self, gap: Gap) -> Change:
        before, after = gap.between
        left = START if before is None else before.unit or before.between[0]
        right = END if after is None else after.unit or after.between[1]
        names = [name for name in (left, right) if name in self.basis.units]
        return Change(
            fate=Fate.REMOVED if gap.at[0] > gap.at[1] else Fate.ADDED,
            unit="",
            also=(),
            between=(left, right),
            span=gap.at,
            lines=self.lines.of(gap.at),
            rests=self._rests(names),
        )

    def _rests(self, names: Sequence[str]) -> Resting:
        return resting_on(self.basis.units, self.basis.scenarios, names)


def _another_text(act: str) -> PolicyError:
    return PolicyError(
        [
            Finding(
                place=Place(path=act),
                code="another-text",
                message=Sentence("nothing of `{act}` stands in this text", act=act),
                help=Sentence(
                    "give the text of that act, in the language its prints were taken from"
                ),
            )
        ]
    )


def run_drift(
    act: str, path: Path, lang: str = "en", folder: Path | None = None
) -> tuple[str, int]:
    """Return what a newer text in a file changes, told in a language, and the exit code.

    0 if nothing changed, 1 if something did, 4 if the act or the file cannot be read.
    """
    try:
        known = basis(act, folder)
        found = compare(known, _read(path))
    except FindingsError as error:
        tell = language(lang).tell
        return "\n".join(each.told(tell) for each in error.findings) + "\n", 4
    return told(found, known.units, lang), 1 if found.changes else 0


def _read(path: Path) -> str:
    """Return the text of a file.

    Raises:
        PolicyError: the file cannot be opened, is not UTF-8 text, or holds no words.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as cause:
        message = Sentence("the file cannot be read: {why}", why=failure(cause))
        help_ = Sentence("check the path and who may read it")
        raise _unreadable(path, message, help_) from cause
    except UnicodeDecodeError as cause:
        raise _unreadable(path, Sentence("the file is not UTF-8 text"), _AS_TEXT) from cause
    if "\0" in text or _PAGE.match(text):
        raise _unreadable(path, Sentence("the file is not plain text"), _AS_TEXT)
    if not prints.normalise(text):
        raise _unreadable(path, Sentence("the file holds no words"), _AS_TEXT)
    return text


def _unreadable(path: Path, message: Sentence, help_: Sentence) -> PolicyError:
    place = Place(path=path.as_posix())
    return PolicyError([Finding(place=place, code="unreadable-file", message=message, help=help_)])


def told(found: Drift, units: Mapping[str, Unit], lang: str) -> str:
    """Write a drift for the terminal, in a language; summaries in the next best that there is."""
    tongue = language(lang)
    counts = found.counts()
    if not found.changes:
        same = Sentence(
            "{act}: nothing changed; all {total} units stand as they were",
            act=found.act,
            total=len(units),
        )
        return f"{tongue.tell(same)}\n"
    title = Sentence(
        "{act}: {found} of {total} units stand as they were; {moved} moved, {changed} changed,"
        " {vanished} vanished",
        act=found.act,
        total=len(units),
        **{fate.value: counts[fate] for fate in OF_UNITS},
    )
    lines = [tongue.tell(title)]
    for change in found.changes:
        lines += ["", *_change_told(change, units, tongue)]
    return "\n".join(lines) + "\n"


_FATES: Mapping[Fate, str] = {
    Fate.FOUND: template("{what} found, {where}"),
    Fate.MOVED: template("{what} moved, {where}"),
    Fate.CHANGED: template("{what} changed, {where}"),
    Fate.VANISHED: template("{what} vanished, near {where}"),
    Fate.ADDED: template("{what} added, {where}"),
    Fate.REMOVED: template("{what} removed, near {where}"),
}


def _change_told(change: Change, units: Mapping[str, Unit], tongue: Language) -> Iterator[str]:
    first, last = change.lines
    where = Sentence("line {first}", first=first)
    if first != last:
        where = Sentence("lines {first} to {last}", first=first, last=last)
    before, after = change.between
    what: str = Sentence("text between `{before}` and `{after}`", before=before, after=after)
    if change.unit:
        what = f"`{change.unit}`"
    yield tongue.tell(Sentence(_FATES[change.fate], what=what, where=where))
    if change.unit:
        summary = units[change.unit].summary
        said = next((summary[code] for code in tongue.choices if code in summary), "")
        yield f"  {units[change.unit].number}: {said}"
    rests = change.rests
    also = Sentence("also in its lines ({total}):", total=len(change.also))
    yield from _listed(tongue.tell(also), change.also)
    norms = Sentence("norms that rest on it ({total}):", total=len(rests.norms))
    yield from _listed(tongue.tell(norms), rests.norms)
    scenarios = Sentence("scenarios that rest on it ({total}):", total=len(rests.scenarios))
    yield from _listed(tongue.tell(scenarios), rests.scenarios)
    if rests.languages:
        again = Sentence(
            "translations to read again: {languages}", languages=", ".join(rests.languages)
        )
        yield f"  {tongue.tell(again)}"


def _listed(title: str, names: tuple[str, ...]) -> Iterator[str]:
    if names:
        yield f"  {title}"
        yield from (f"    {name}" for name in names)
