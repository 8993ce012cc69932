"""The assessment on paper: what is not as the law says, to be signed and put on file.

Set by Typst (extra `pdf`) as tagged PDF/UA-1 without a date of its own: the same assessment gives
the same bytes. What it says is handed over as data; nothing of it is read as markup.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import BinaryIO, TypeAlias
from zoneinfo import ZoneInfo

from govrules.fields import Tally
from govrules.instants import Instant, to_datetime, write
from govrules.reports import REASONS, VERDICTS, View, shown, where
from govrules.sentences import Sentence
from govrules.verdicts import Assessment, Judgement, Reason, Verdict, Waiver

Json: TypeAlias = "str | int | Sequence[Json] | Mapping[str, Json]"

NEEDS = ("typst", "pdf")
LISTED = (Verdict.VIOLATED, Verdict.INDETERMINATE)

_LABELS = {
    "counts": Sentence("Verdicts"),
    "verdict": Sentence("verdict"),
    "duties": Sentence("duties"),
    "listed": Sentence("Duties listed"),
    "nothing": Sentence("There are none."),
    "clause": Sentence("clause"),
    "subject": Sentence("subject and rows"),
    "due": Sentence("last moment"),
    "done": Sentence("done"),
    "conclusion": Sentence("conclusion"),
    "waivers": Sentence("Waivers"),
    "readings": Sentence("How open points of the text were read"),
    "inputs": Sentence("Rows read"),
    "path": Sentence("file"),
    "rows": Sentence("read"),
    "used": Sentence("used"),
    "aside": Sentence("set aside"),
    "digest": Sentence("digest"),
    "signatures": Sentence("Signatures"),
}
_UNSET = re.compile("[^\n -\u024f\u0386-\u03ce\u0400-\u052f\u2010-\u2027\u2030-\u203a€№←-↓≤≥≠]")
"""What the fonts that come with Typst may lack; PDF/UA wants every letter set as it is meant."""

_NOBODY = "–"
"""What stands over the duties of a body whose id cannot be read: no heading may be empty."""

_SIGNING = (
    Sentence("drawn up by: name, position, signature, date"),
    Sentence("seen by: name, position, signature, date"),
)


def render(assessment: Assessment, view: View) -> bytes:
    """Return the paper as PDF/UA-1; by default it lists what is violated or indeterminate."""
    import typst  # noqa: PLC0415 - its library takes longer to load than a report to make

    template = files(__name__).joinpath("paper.typ").read_bytes()
    said = _UNSET.sub(_spelt, json.dumps(_paper(assessment, view), ensure_ascii=False))
    paper: bytes = typst.compile(
        template,
        sys_inputs={"data": said},
        format="pdf",
        pdf_standards=["ua-1"],
        ignore_system_fonts=True,
    )
    return paper


def _spelt(letter: re.Match[str]) -> str:
    """Write a letter as its code point, inside a text of JSON."""
    return json.dumps(letter[0].encode("unicode_escape").decode())[1:-1]


def recount(path: Path | BinaryIO) -> Tally:
    """Read back from a paper how many duties it says have each verdict.

    Raises:
        ValueError: it is no such paper.
    """
    import pypdf  # noqa: PLC0415 - it is needed when a paper is read back, no sooner

    try:
        pages = pypdf.PdfReader(path).pages
        found: dict[Verdict, int] = {}
        for page in pages:
            told = page.extract_text()
            for word in Verdict:
                match = re.search(rf"(?:^|\(){word}\)?\s+(\d+)$", told, re.MULTILINE)
                if match and word not in found:
                    found[word] = int(match[1])
            if len(found) == len(Verdict):
                return Tally(found)
    except pypdf.errors.PyPdfError as error:
        message = "it is no PDF that can be read"
        raise ValueError(message) from error
    message = "it holds no count of verdicts"
    raise ValueError(message)


def _paper(assessment: Assessment, view: View) -> Json:
    as_of = write(assessment.as_of, ZoneInfo(assessment.zone))
    heading = Sentence(
        "govrules {version} · as of {as_of} · engine {engine}",
        version=assessment.engine["version"],
        as_of=as_of,
        engine=assessment.engine["name"],
    )
    listed = list(view.in_order(assessment, LISTED))
    counts: list[Json] = [
        {"word": view.coded(VERDICTS[word]), "count": count}
        for word, count in assessment.counts().items()
    ]
    given = assessment.waivers.given if assessment.waivers else ()
    return {
        "language": view.language,
        "title": view.tell(Sentence("What the law required, and what was done")),
        "heading": view.tell(heading),
        "labels": {
            **{name: view.tell(label) for name, label in _LABELS.items()},
            "signing": [view.tell(line) for line in _SIGNING],
        },
        "acts": [
            {"title": _act(name, view), "digest": digest}
            for name, digest in sorted(assessment.acts.items())
        ],
        "counts": counts,
        "remarks": [view.tell(line) for line in _remarks(assessment, len(listed), view)],
        "bodies": list(_bodies(listed, view)),
        "waivers": [view.tell(_waiver(each, assessment.zone)) for each in given],
        "readings": [
            view.tell(view.reading(name, taken)) for name, taken in assessment.readings.items()
        ],
        "inputs": [
            {
                "path": shown(each.path),
                "rows": each.rows,
                "used": each.used,
                "aside": each.set_aside,
                "digest": each.digest,
            }
            for each in assessment.inputs
        ],
    }


def _act(name: str, view: View) -> str:
    act = view.acts.get(name)
    if act is None:
        return shown(name)
    return view.tell(
        Sentence(
            "{act}: {title}; times in {zone}",
            act=shown(name),
            title=shown(view.said(act.title)),
            zone=act.zone,
        )
    )


def _remarks(assessment: Assessment, listed: int, view: View) -> Iterator[Sentence]:
    """Say what the numbers do not: what is not on this paper, and what was not looked at."""
    duties = sum(assessment.counts().values())
    yield Sentence("{listed} of {count} duties are listed below.", listed=listed, count=duties)
    if assessment.narrowed_to:
        norms = ", ".join(map(shown, assessment.narrowed_to))
        yield Sentence("narrowed to {norms}: other norms were not looked at", norms=norms)
    if assessment.not_assessed:
        clauses = ", ".join(map(view.clause, assessment.not_assessed))
        yield Sentence("Not assessed, for want of a table: {clauses}", clauses=clauses)
    if assessment.findings:
        yield Sentence(
            "{count} finding about the data, told in the other reports.",
            "{count} findings about the data, told in the other reports.",
            count=len(assessment.findings),
        )


def _bodies(listed: Sequence[Judgement], view: View) -> Iterator[Json]:
    by_body: dict[str, list[Judgement]] = {}
    for judgement in listed:
        by_body.setdefault(judgement.duty.bearer, []).append(judgement)
    for bearer in sorted(by_body, key=view.tongue.order):
        duties: list[Json] = [_duty(each, view) for each in by_body[bearer]]
        yield {"name": view.body(bearer).strip() or _NOBODY, "duties": duties}


def _duty(judgement: Judgement, view: View) -> Json:
    duty = judgement.duty
    to = Sentence("owed to {body}", body=view.body(duty.counterparty)) if duty.counterparty else ""
    why = [view.tell(REASONS[judgement.reason])] if judgement.reason is not Reason.NONE else []
    late = Sentence("late by {length}", length=judgement.late_by) if judgement.late_by else ""
    waived = Sentence("waived by {waiver}", waiver=shown(judgement.waiver))
    return {
        "clause": view.clause(duty.norm),
        "summary": view.summary(duty.norm),
        "to": view.tell(to),
        "about": " ".join(shown(part) for part in (duty.subject, duty.occasion) if part),
        "evidence": ", ".join(view.tell(where(place)) for place in judgement.evidence),
        "due": _local(judgement.due_at, judgement.zone),
        "done": _local(judgement.performed_at, judgement.zone),
        "verdict": view.coded(VERDICTS[judgement.verdict]),
        "why": "; ".join([*why, *([view.tell(late)] if late else [])]),
        "waiver": view.tell(waived) if judgement.waiver else "",
    }


def _waiver(waiver: Waiver, zone: str) -> Sentence:
    approvers = [name for name in (waiver.approver, waiver.second_approver) if name]
    return Sentence(
        "{waiver}, from {start} to before {end}: {reason} ({ground}; {approvers})",
        waiver=shown(waiver.name),
        start=_local(waiver.valid_from, zone),
        end=_local(waiver.valid_to, zone),
        reason=shown(waiver.reason),
        ground=shown(waiver.legal_ground),
        approvers=", ".join(map(shown, approvers)),
    )


def _local(instant: Instant | None, zone: str) -> str:
    """Write an instant in the zone that the paper names, as exact as it is known."""
    if instant is None:
        return ""
    return to_datetime(instant, ZoneInfo(zone)).replace(tzinfo=None).isoformat(" ")
