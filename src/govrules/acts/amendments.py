"""Amendments: dated patches to an act's norms, and the proof that each day has one version.

A patch sets parts of a norm from its commencement on, repeals a norm, or says that the wording
before it is not known. The editions of a norm follow one another without gap or overlap.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from zoneinfo import ZoneInfo

from govrules.acts.normal_form import Written
from govrules.acts.settling import Settled
from govrules.documents import Document, Json
from govrules.findings import Finding, Place, PolicyError
from govrules.instants import ABSENT, EARLIEST, Instant, day_start, to_datetime
from govrules.norms import Edition, Norm, ReadingChoice, Wording
from govrules.sentences import Sentence


@dataclass(frozen=True, slots=True)
class Change:
    """One change that an amendment makes to one norm: new parts, or another standing."""

    amendment: str
    commencement: Instant
    norm: str
    parts: Mapping[str, Json]
    wording: Wording | None
    readings: tuple[str, ...]


def changes(
    documents: Iterable[Document], choices: Mapping[str, ReadingChoice], zone: ZoneInfo
) -> tuple[Change, ...]:
    """Read the changes of some amendments, in the order of their commencement."""
    found = [
        change
        for document in documents
        for number in range(len(document.value["changes"]))
        for change in _changes(document, number, choices, zone)
    ]
    return tuple(sorted(found, key=lambda change: (change.commencement, change.amendment)))


def _changes(
    document: Document, number: int, choices: Mapping[str, ReadingChoice], zone: ZoneInfo
) -> Iterator[Change]:
    value, readings = Settled(document, choices).part(("changes", number))
    commencement = day_start(date.fromisoformat(document.value["commencement"]), zone)
    wording: Wording | None = None
    parts: Mapping[str, Json] = {}
    norms: Sequence[str] = []
    match value:
        case {"norm": norm, "set": parts}:
            norms = [norm]
        case {"repeal": norm, "before": before}:
            norms, wording = [norm], Wording(commencement, before, repealed=True)
        case {"reword": norms, "before": before}:
            wording = Wording(commencement, before)
    for norm in norms:
        yield Change(document.value["amendment"], commencement, norm, parts, wording, readings)


def editions(written: Written, all_changes: Sequence[Change]) -> list[tuple[Written, Edition]]:
    """Return the editions of a norm as written, each with the triggers that it governs."""
    own = [change for change in all_changes if change.norm == written.value["norm"]]
    patches = [change for change in own if change.parts]
    starts = [EARLIEST, *(patch.commencement for patch in patches), ABSENT]
    current, made = written, []
    for patch, span in zip((None, *patches), pairwise(starts), strict=True):
        if patch is not None:
            current = replace(
                current,
                value={**current.value, **patch.parts},
                readings=(*current.readings, *patch.readings),
            )
        made.append((current, Edition(patch.amendment if patch else "", span)))
    return made


def reworded(norm: Norm, all_changes: Sequence[Change]) -> Norm:
    """Return a norm with what amendments say of its earlier wording, or of its repeal."""
    for change in all_changes:
        if change.norm == norm.id and change.wording is not None:
            known = sorted({*norm.readings, *change.readings}, key=lambda name: int(name[1:]))
            norm = replace(norm, wording=change.wording, readings=tuple(known))
    return norm


def one_version_each_day(norms: Iterable[Norm]) -> None:
    """Prove that the editions of each norm cover all time exactly once, or refuse the act.

    Raises:
        PolicyError: on some day a norm has no version, or more than one; with every such day.
    """
    by_id: dict[str, list[Edition]] = {}
    for norm in norms:
        by_id.setdefault(norm.id, []).append(norm.edition)
    findings = [finding for id_, found in by_id.items() for finding in _faults(id_, found)]
    if findings:
        raise PolicyError(findings)


def _faults(norm: str, found: Sequence[Edition]) -> Iterator[Finding]:
    spans = sorted(edition.governs for edition in found)
    ends = [EARLIEST, *(end for _, end in spans)]
    starts = [*(start for start, _ in spans), ABSENT]
    for end, start in zip(ends, starts, strict=True):
        if end < start:
            none = Sentence(
                "`{norm}` has no version from {start} to {end}",
                norm=norm,
                start=_day(end),
                end=_day(start),
            )
            yield _fault(norm, "no-version", none)
        elif start < end:
            two = Sentence(
                "`{norm}` has two versions from {start} to {end}",
                norm=norm,
                start=_day(start),
                end=_day(end),
            )
            yield _fault(norm, "two-versions", two)
    for start, end in spans:
        if start == end:
            two = Sentence(
                "`{norm}` has two versions from {start} on", norm=norm, start=_day(start)
            )
            yield _fault(norm, "two-versions", two)


def _day(instant: Instant) -> str:
    if instant == EARLIEST:
        return Sentence("the beginning")
    if instant == ABSENT:
        return Sentence("the end")
    return f"`{to_datetime(instant, ZoneInfo('UTC'))}`"


def _fault(norm: str, code: str, what: Sentence) -> Finding:
    return Finding(
        place=Place(path=norm),
        code=code,
        message=what,
        help=Sentence("give every change of one norm a commencement of its own"),
    )
