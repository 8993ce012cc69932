"""The assessment as JSON, field for field: the form that programs and later checks read."""

import json
from collections import Counter
from collections.abc import Iterable
from typing import TypeAlias
from zoneinfo import ZoneInfo

from govrules.findings import Finding, Place
from govrules.instants import Instant, write, write_duration
from govrules.reports import View, rows_of
from govrules.verdicts import Assessment, EvidenceRow, Judgement, Verdict

Json: TypeAlias = "str | int | list[Json] | dict[str, Json] | None"


def render(assessment: Assessment, view: View) -> str:
    """Write the assessment as one JSON object; the counts speak of all duties, listed or not."""
    listed = view.listed(assessment.judgements, tuple(Verdict))
    document: dict[str, Json] = {
        "govrules": "1",
        "as_of": write(assessment.as_of, ZoneInfo(assessment.zone)),
        "engine": dict(assessment.engine),
        "acts": [{"id": act, "digest": digest} for act, digest in sorted(assessment.acts.items())],
        "readings": dict(assessment.readings),
        "not_assessed": [*sorted(assessment.not_assessed)],
        **_narrowings(assessment, view),
        "inputs": [
            {
                "path": each.path,
                "digest": each.digest,
                "rows": each.rows,
                "used": each.used,
                "set_aside": each.set_aside,
            }
            for each in sorted(assessment.inputs, key=lambda each: each.path)
        ],
        "summary": _summary(assessment),
        "verdicts": [_verdict(each) for each in sorted(listed, key=lambda each: each.duty)],
        "findings": [_finding(each) for each in sorted(assessment.findings)],
        "rows": [_relied_on(each) for each in rows_of(listed, assessment)],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _narrowings(assessment: Assessment, view: View) -> dict[str, Json]:
    """Say what the reader is not shown: norms left out, verdicts left out."""
    said: dict[str, Json] = {}
    if assessment.narrowed_to:
        said["narrowed_to"] = [*sorted(assessment.narrowed_to)]
    if view.include is not None and set(view.include) != set(Verdict):
        said["included"] = [word.value for word in Verdict if word in view.include]
    return said


def _summary(assessment: Assessment) -> Json:
    by_norm: dict[str, list[Judgement]] = {}
    by_bearer: dict[str, list[Judgement]] = {}
    for judgement in assessment.judgements:
        by_norm.setdefault(judgement.duty.norm, []).append(judgement)
        by_bearer.setdefault(judgement.duty.bearer, []).append(judgement)
    return {
        **_counts(assessment.judgements),
        "by_norm": {norm: _counts(by_norm[norm]) for norm in sorted(by_norm)},
        "by_bearer": {bearer: _counts(by_bearer[bearer]) for bearer in sorted(by_bearer)},
    }


def _counts(judgements: Iterable[Judgement]) -> dict[str, Json]:
    counted = Counter(judgement.verdict for judgement in judgements)
    return {word.value: counted[word] for word in Verdict}


def _verdict(judgement: Judgement) -> Json:
    duty, zone = judgement.duty, ZoneInfo(judgement.zone)
    return {
        "id": duty.id,
        "norm": duty.norm,
        "subject": duty.subject,
        "occasion": duty.occasion,
        "bearer": duty.bearer,
        "counterparty": duty.counterparty,
        "verdict": judgement.verdict.value,
        "reason": judgement.reason.value or None,
        "grounds": list(judgement.grounds),
        "opened_at": _instant(judgement.opened_at, zone),
        "due_at": _instant(judgement.due_at, zone),
        "performed_at": _instant(judgement.performed_at, zone),
        "late_by": judgement.late_by or None,
        "delay": None if judgement.delay is None else write_duration(judgement.delay),
        "readings": list(judgement.readings),
        "missing": [_cell(each) for each in judgement.missing],
        "evidence": [_row(each) for each in judgement.evidence],
        "severity": judgement.severity,
    }


def _instant(instant: Instant | None, zone: ZoneInfo) -> str | None:
    return None if instant is None else write(instant, zone)


def _row(place: Place) -> dict[str, Json]:
    return {"path": place.path, "row": place.row or None, "line": place.line or None}


def _relied_on(row: EvidenceRow) -> dict[str, Json]:
    return {**_row(row.place), "table": row.table, "cells": dict(row.cells)}


def _cell(place: Place) -> dict[str, Json]:
    return {**_row(place), "column": place.column or None}


def _finding(finding: Finding) -> Json:
    return {
        "code": finding.code,
        "level": finding.level.value,
        "message": finding.message,
        "help": finding.help,
        **_cell(finding.place),
    }
