"""The sheets of the workbook, one function each, and the order in which they stand."""

from collections.abc import Sequence
from datetime import UTC, datetime
from tempfile import TemporaryDirectory
from typing import IO
from zoneinfo import ZoneInfo

from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError

from govrules.instants import ABSENT, SECOND, write
from govrules.reports import (
    REASONS,
    VERDICTS,
    View,
    compared,
    flat,
    shown,
    task,
    where,
)
from govrules.reports.xlsx.paper import Cell, Link, Paper, Styles
from govrules.reports.xlsx.reading_back import ALL, OVERVIEW
from govrules.sentences import Sentence
from govrules.verdicts import SEVERITIES, Assessment, Duty, Judgement, Reason, Verdict

_TO_ACT_ON = (Verdict.VIOLATED, Verdict.INDETERMINATE, Verdict.ATTESTATION_REQUIRED)
_EVIDENCE = "Evidence"
_OPTIONS = {"constant_memory": True, "in_memory": False}
_MOMENTS = ("opened_at", "due_at", "performed_at")


def fill(file: IO[bytes], assessment: Assessment, view: View) -> None:
    """Write every sheet; each row goes to the disk before the next is made.

    Raises:
        OSError: the workbook, or what is temporary of it, cannot be written.
    """
    made = datetime.fromtimestamp(assessment.as_of // SECOND, UTC).replace(tzinfo=None)
    try:
        # The library leaves its own files where they are when it fails.
        with TemporaryDirectory() as folder, Workbook(file, _OPTIONS | {"tmpdir": folder}) as book:
            book.set_properties({"title": "govrules", "created": made})
            styles = Styles(book)
            _overview(book, styles, assessment, view)
            _to_act_on(book, styles, assessment, view)
            _due_next(book, styles, assessment, view)
            _by_norm(book, styles, assessment, view)
            _all(book, styles, assessment, view)
            _evidence(book, styles, assessment, view)
            _data(book, styles, assessment, view)
            _readings(book, styles, assessment, view)
    except FileCreateError as error:
        # The library puts the error of the system into one of its own.
        (said,) = error.args
        raise said from error


def _told(columns: Sequence[tuple[str, int]], view: View) -> list[tuple[str, int]]:
    return [(view.tell(word), width) for word, width in columns]


def _overview(book: Workbook, styles: Styles, assessment: Assessment, view: View) -> None:
    columns = ((Sentence("verdict"), 34), (Sentence("duties"), 14), ("", 76))
    paper = Paper(book, styles, OVERVIEW, _told(columns, view))
    for word, count in assessment.counts().items():
        told = view.tell(VERDICTS[word])
        paper.row((word.value, count, "" if told == word else told))
    said = [
        ("as of", write(assessment.as_of, ZoneInfo(assessment.zone))),
        *((f"act {act}", view.said(view.acts[act].title)) for act in sorted(view.acts)),
        *((f"digest {act}", digest) for act, digest in sorted(assessment.acts.items())),
        *((f"engine {key}", text) for key, text in sorted(assessment.engine.items())),
        *(("not assessed", norm) for norm in sorted(assessment.not_assessed)),
        *(("narrowed to", norm) for norm in assessment.narrowed_to),
    ]
    if view.include is not None:
        said.append(("listed", ", ".join(word for word in Verdict if word in view.include)))
    for name, text in said:
        paper.row((name, None, text))


def _by_norm(book: Workbook, styles: Styles, assessment: Assessment, view: View) -> None:
    words = [(VERDICTS[word], 14) for word in Verdict]
    columns = ((Sentence("clause"), 28), (Sentence("body"), 40), *words, ("norm", 28))
    paper = Paper(book, styles, "By norm and body", _told(columns, view))
    for (norm, bearer), counts in assessment.by_norm_and_bearer().items():
        numbers = (counts[word] or None for word in Verdict)
        paper.row((view.clause(norm), view.body(bearer), *numbers, norm))


def _to_act_on(book: Workbook, styles: Styles, assessment: Assessment, view: View) -> None:
    columns = (
        (Sentence("verdict"), 18),
        (Sentence("severity"), 14),
        (Sentence("body"), 30),
        (Sentence("what to do"), 46),
        (Sentence("about what"), 22),
        (Sentence("last moment"), 20),
        (Sentence("done"), 20),
        (Sentence("late by"), 14),
        (Sentence("why"), 40),
        (Sentence("rows"), 34),
        (Sentence("duty"), 18),
        (Sentence("waiver and baseline"), 40),
    )
    paper = Paper(book, styles, "To act on", _told(columns, view))
    chosen = [each for each in view.in_order(assessment, _TO_ACT_ON) if each.verdict in _TO_ACT_ON]
    chosen.sort(key=_urgency)
    for each in chosen:
        duty = each.duty
        reason = view.tell(REASONS[each.reason]) if each.reason is not Reason.NONE else ""
        paper.row(
            (
                each.verdict.value,
                each.severity,
                view.body(duty.bearer),
                view.tell(task(duty, view)),
                " ".join(part for part in (duty.subject, duty.occasion) if part),
                paper.moment(each.due_at, each.zone),
                paper.moment(each.performed_at, each.zone),
                each.late_by,
                reason,
                "; ".join(view.tell(where(place)) for place in each.evidence),
                duty.id,
                "; ".join(compared(each, view)),
            )
        )


def _urgency(judgement: Judgement) -> tuple[bool, int, int]:
    """Return a key that puts the gravest first, and what is waived last."""
    verdict = _TO_ACT_ON.index(judgement.verdict)
    return bool(judgement.waiver), verdict, -SEVERITIES.index(judgement.severity)


def _due_next(book: Workbook, styles: Styles, assessment: Assessment, view: View) -> None:
    columns = (
        (Sentence("last moment"), 20),
        (Sentence("body"), 30),
        (Sentence("what to do"), 50),
        (Sentence("about what"), 24),
        (Sentence("duty"), 18),
    )
    paper = Paper(book, styles, "Due next", _told(columns, view))
    pending = view.in_order(assessment, (Verdict.PENDING,))
    waiting = [each for each in pending if each.verdict is Verdict.PENDING]
    waiting.sort(key=lambda each: ABSENT if each.due_at is None else each.due_at)
    for each in waiting:
        duty = each.duty
        about = " ".join(part for part in (duty.subject, duty.occasion) if part)
        moment = paper.moment(each.due_at, each.zone)
        told = view.tell(task(duty, view))
        paper.row((moment, view.body(duty.bearer), told, about, duty.id))


def _all(book: Workbook, styles: Styles, assessment: Assessment, view: View) -> None:
    """Write every duty with its exact instants, linked to the first row of its evidence."""
    widths = {"norm": 28, "bearer_name": 30, "counterparty_name": 30, "evidence": 34}
    nobody = Judgement(duty=Duty("", "", "", "", ""), verdict=Verdict.PENDING)
    names = [name for name in flat(nobody, view) if name != "verdict"]
    heads = ("verdict", *(f"{name} (local)" for name in _MOMENTS), *names)
    paper = Paper(book, styles, ALL, [(head, widths.get(head, 16)) for head in heads], read=False)
    at = 0
    for each in view.in_order(assessment):
        texts = flat(each, view)
        moments = [paper.moment(getattr(each, name), each.zone) for name in _MOMENTS]
        plain: list[Cell] = [texts[name] for name in names]
        if each.evidence:
            plain[-1] = Link(_EVIDENCE, at, texts["evidence"])
        at += len(each.evidence)
        paper.row((texts["verdict"], *moments, *plain))


def _evidence(book: Workbook, styles: Styles, assessment: Assessment, view: View) -> None:
    columns = (("duty", 18), ("norm", 28), ("verdict", 18), ("file", 34), ("row", 8), ("line", 8))
    paper = Paper(book, styles, _EVIDENCE, columns, read=False)
    for each in view.in_order(assessment):
        told = (each.duty.id, each.duty.norm, each.verdict.value)
        for place in each.evidence:
            file = view.tell(place.file)
            paper.row((*told, file, place.row or None, place.line or None))


def _data(book: Workbook, styles: Styles, assessment: Assessment, view: View) -> None:
    columns = (
        (Sentence("level"), 10),
        (Sentence("file"), 30),
        (Sentence("row"), 8),
        (Sentence("column"), 18),
        (Sentence("what is wrong"), 60),
        (Sentence("help"), 60),
        (Sentence("code"), 20),
    )
    paper = Paper(book, styles, "Data", _told(columns, view))
    for each in assessment.inputs:
        counted = Sentence(
            "{rows} rows read, {used} used, {aside} set aside",
            rows=each.rows,
            used=each.used,
            aside=each.set_aside,
        )
        paper.row(("read", each.path, None, "", view.tell(counted), each.digest, ""))
    for finding in sorted(assessment.findings):
        place = finding.place
        paper.row(
            (
                finding.level.value,
                view.tell(place.file),
                place.row or place.line or None,
                place.column,
                view.tell(finding.message),
                view.tell(finding.help),
                finding.code,
            )
        )


def _readings(book: Workbook, styles: Styles, assessment: Assessment, view: View) -> None:
    columns = (
        (Sentence("reading"), 10),
        (Sentence("taken"), 20),
        (Sentence("question"), 90),
    )
    paper = Paper(book, styles, "Readings", _told(columns, view))
    for reading, taken in assessment.readings.items():
        paper.row((reading, taken, shown(view.tell(view.reading(reading, taken)))))
