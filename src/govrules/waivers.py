"""Waivers: leave given to let violations be for a time; it is told, and never hides a verdict.

Refuses a file that leaves open what is waived, why, by whom or until when. A waiver is in force
from `valid_from` to before `valid_to`, at the moment of judgement and no clock's.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from govrules import documents
from govrules.documents import Document
from govrules.findings import FactsError, Finding, Level, Place
from govrules.instants import DAY, Instant, read_exact
from govrules.sentences import Sentence
from govrules.verdicts import SEVERITIES, Assessment, Judgement, Verdict, Waiver, Waivers

_SOON = 30 * DAY
_GRAVEST = SEVERITIES[-1]
_TWO_PEOPLE = Sentence("have somebody else agree, and write who under `second_approver`")


def load(path: Path, norms: Iterable[str]) -> Waivers:
    """Read a file of waivers, held to `schemas/waivers.schema.json`.

    `norms` are the ids that a waiver may name; the first part of one stands for all its parts.

    Raises:
        FactsError: the file is not valid, with every problem found.
    """
    document = documents.load(path, "waivers", shown=path.name, error=FactsError)
    problems = [*_repeated(document), *_without_end(document), *_alone(document)]
    problems += _unknown(document, list(norms))
    if problems:
        raise FactsError(problems)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    given = [_waiver(document, number) for number in range(len(document.value["waivers"]))]
    return Waivers(
        path=path.name,
        digest=f"sha256:{digest}",
        given=tuple(sorted(given, key=lambda waiver: waiver.name)),
    )


def honoured(assessment: Assessment, waivers: Waivers) -> Assessment:
    """Return the assessment with the waiver in force named by each violation that falls under it.

    Of several waivers the first by name is named. What is wrong with the waivers joins the
    findings: not in force any more or not yet, soon to end, used by nothing, short of an approver.

    Raises:
        OnlyCountedError: violations are only counted, or kept elsewhere.
    """
    in_force = [each for each in waivers.given if _in_force(each, assessment.as_of)]
    violations = list(assessment.held({Verdict.VIOLATED}))
    findings = [
        finding
        for waiver in waivers.given
        for finding in _findings(waiver, waivers.path, violations, assessment.as_of)
    ]
    return replace(
        assessment,
        judgements=tuple(_marked(judgement, in_force) for judgement in assessment.judgements),
        findings=tuple(sorted({*assessment.findings, *findings})),
        waivers=waivers,
    )


def _in_force(waiver: Waiver, at: Instant) -> bool:
    return waiver.valid_from <= at < waiver.valid_to


def _marked(judgement: Judgement, in_force: Iterable[Waiver]) -> Judgement:
    if judgement.verdict is not Verdict.VIOLATED:
        return judgement
    names = (
        waiver.name
        for waiver in in_force
        if waiver.covers(judgement.duty) and _approved(waiver, judgement)
    )
    return replace(judgement, waiver=next(names, ""))


def _approved(waiver: Waiver, judgement: Judgement) -> bool:
    return bool(waiver.second_approver) or judgement.severity != _GRAVEST


def _findings(
    waiver: Waiver, path: str, violations: Iterable[Judgement], as_of: Instant
) -> Iterator[Finding]:
    covered = [each for each in violations if waiver.covers(each.duty)]
    place = Place(path=path, line=waiver.line)
    if waiver.valid_to <= as_of:
        yield _expired(waiver, place, len(covered))
    elif as_of < waiver.valid_from:
        yield Finding(
            place=place,
            code="waiver-not-yet",
            level=Level.NOTE,
            message=Sentence("waiver `{waiver}` is not in force yet", waiver=waiver.name),
            help=Sentence("until `valid_from` every violation stands"),
        )
    else:
        short = [each for each in covered if not _approved(waiver, each)]
        if short:
            yield _short_of_an_approver(waiver, place, len(short))
        if not covered:
            yield Finding(
                place=place,
                code="waiver-unused",
                level=Level.WARNING,
                message=Sentence("no violation falls under waiver `{waiver}`", waiver=waiver.name),
                help=Sentence("correct its `norm` or `scope`, or take it out of the file"),
            )
        if waiver.valid_to - as_of < _SOON:
            yield Finding(
                place=place,
                code="waiver-ends-soon",
                level=Level.WARNING,
                message=Sentence("waiver `{waiver}` ends within 30 days", waiver=waiver.name),
                help=Sentence("do what it lets be, or have it given anew in time"),
            )


def _expired(waiver: Waiver, place: Place, count: int) -> Finding:
    return Finding(
        place=place,
        code="waiver-expired",
        level=Level.WARNING,
        message=Sentence(
            "waiver `{waiver}` has ended: {count} violation that fell under it stands",
            "waiver `{waiver}` has ended: {count} violations that fell under it stand",
            waiver=waiver.name,
            count=count,
        ),
        help=Sentence("take it out of the file, or have it given anew"),
    )


def _short_of_an_approver(waiver: Waiver, place: Place, count: int) -> Finding:
    return Finding(
        place=place,
        code="waiver-needs-second-approver",
        message=Sentence(
            "waiver `{waiver}` has one approver: {count} violation of high severity stands",
            "waiver `{waiver}` has one approver: {count} violations of high severity stand",
            waiver=waiver.name,
            count=count,
        ),
        help=_TWO_PEOPLE,
    )


def _waiver(document: Document, number: int) -> Waiver:
    value = document.value["waivers"][number]
    return Waiver(
        name=value["waiver"],
        line=document.place(("waivers", number)).line,
        norms=_listed(value["norm"]),
        scope={part: _listed(among) for part, among in sorted(value["scope"].items())},
        reason=value["reason"],
        legal_ground=value["legal_ground"],
        approver=value["approver"],
        second_approver=value.get("second_approver", ""),
        valid_from=read_exact(value["valid_from"]),
        valid_to=read_exact(value["valid_to"]),
    )


def _listed(value: str | list[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(sorted(value))


def _repeated(document: Document) -> Iterator[Finding]:
    names = Counter(each["waiver"] for each in document.value["waivers"])
    for number, each in enumerate(document.value["waivers"]):
        if names[each["waiver"]] > 1:
            yield Finding(
                place=document.place(("waivers", number, "waiver")),
                code="duplicate-waiver",
                message=Sentence("two waivers are called `{waiver}`", waiver=each["waiver"]),
                help=Sentence("give each a name of its own: reports cite it"),
            )


def _without_end(document: Document) -> Iterator[Finding]:
    for number, each in enumerate(document.value["waivers"]):
        if read_exact(each["valid_to"]) <= read_exact(each["valid_from"]):
            yield Finding(
                place=document.place(("waivers", number, "valid_to")),
                code="end-before-start",
                message=Sentence("waiver `{waiver}` ends before it begins", waiver=each["waiver"]),
                help=Sentence("correct `valid_from` or `valid_to`"),
            )


def _alone(document: Document) -> Iterator[Finding]:
    for number, each in enumerate(document.value["waivers"]):
        second = each.get("second_approver", "").casefold().split()
        if second and second == each["approver"].casefold().split():
            yield Finding(
                place=document.place(("waivers", number, "second_approver")),
                code="same-approver",
                message=Sentence(
                    "waiver `{waiver}` names one approver twice", waiver=each["waiver"]
                ),
                help=_TWO_PEOPLE,
            )


def _unknown(document: Document, norms: list[str]) -> Iterator[Finding]:
    for number, each in enumerate(document.value["waivers"]):
        for norm in _listed(each["norm"]):
            if not any(known == norm or known.startswith(f"{norm}.") for known in norms):
                yield Finding(
                    place=document.place(("waivers", number, "norm")),
                    code="unknown-norm",
                    message=Sentence(
                        "waiver `{waiver}` names `{norm}`, which is no norm here",
                        waiver=each["waiver"],
                        norm=norm,
                    ),
                    help=Sentence("`govrules acts ACT` lists the norms of an act"),
                )
