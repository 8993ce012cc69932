"""The parts of an assessment as named plain values: the form that formats for programs share.

Also the text of JSON that every one of them writes, and what is counted when it is read back.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias
from zoneinfo import ZoneInfo

from govrules.findings import Finding, Place
from govrules.instants import Instant, write, write_duration
from govrules.sentences import Sentence
from govrules.verdicts import (
    Assessment,
    Change,
    Duty,
    EvidenceRow,
    Input,
    Judgement,
    Verdict,
    Waiver,
)

Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"

_UNSEEN = re.compile(
    "[\x7f-\x9f\xad\u0600-\u0605\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)
"""What JSON may hold as it is, but what moves, hides or commands where a text is looked at."""
_PLAINLY = json.JSONEncoder(ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Tally:
    """What a report says of how many duties have each verdict: `stated` of all, `listed` of some.

    `listed` is None where a format does not list every duty that was chosen.
    """

    stated: Mapping[Verdict, int]
    listed: Mapping[Verdict, int] | None = None


def counted(verdicts: Iterable[str]) -> dict[Verdict, int]:
    """Count words of verdicts, every word present.

    Raises:
        ValueError: a word that is no verdict.
    """
    found = Counter(map(Verdict, verdicts))
    return {word: found[word] for word in Verdict}


def stated(counts: Mapping[str, object]) -> dict[Verdict, int]:
    """Read counts by verdict back.

    Raises:
        ValueError: a verdict without a count, or one that is no number.
    """
    return {word: int(str(counts.get(word, "no number"))) for word in Verdict}


def in_words(counts: Mapping[Verdict, int]) -> str:
    """Write counts in one line, every word present: `1 violated, 0 indeterminate, …`."""
    return ", ".join(f"{count} {word}" for word, count in counts.items())


def from_words(text: str) -> dict[Verdict, int]:
    """Read back what `in_words` writes.

    Raises:
        ValueError: a verdict without a count, or one that is no number.
    """
    parts = (part.partition(" ") for part in text.split(", "))
    return stated({word: count for count, _, word in parts})


def dumped(value: Json, indent: int | None = None) -> str:
    r"""Write JSON whose text has the same meaning and no unseen character: those are `\uXXXX`."""
    text = (_PLAINLY if indent is None else _indented(indent)).encode(value)
    plain = text.isascii() and "\x7f" not in text
    return text if plain else _UNSEEN.sub(_escaped, text)


@cache
def _indented(indent: int) -> json.JSONEncoder:
    return json.JSONEncoder(ensure_ascii=False, indent=indent)


def _escaped(match: re.Match[str]) -> str:
    return "\\u007f" if match[0] == "\x7f" else json.dumps(match[0])[1:-1]


def _written(found: Mapping[Verdict, int]) -> dict[str, Json]:
    return {word.value: found.get(word, 0) for word in Verdict}


def summary(assessment: Assessment) -> dict[str, Json]:
    """Count the verdicts of all duties, by word, by norm and by bearer."""
    by_norm: dict[str, Counter[Verdict]] = {}
    by_bearer: dict[str, Counter[Verdict]] = {}
    for (norm, bearer), numbers in assessment.by_norm_and_bearer().items():
        by_norm.setdefault(norm, Counter()).update(numbers)
        by_bearer.setdefault(bearer, Counter()).update(numbers)
    return {
        **_written(assessment.counts()),
        **_compared(assessment),
        "by_norm": {norm: _written(by_norm[norm]) for norm in sorted(by_norm)},
        "by_bearer": {bearer: _written(by_bearer[bearer]) for bearer in sorted(by_bearer)},
    }


def _compared(assessment: Assessment) -> dict[str, Json]:
    said: dict[str, Json] = {}
    if assessment.waivers is not None:
        said["waived"] = sum(bool(each.waiver) for each in assessment.each({Verdict.VIOLATED}))
    if assessment.baseline is not None:
        changes = Counter(each.change for each in assessment.each())
        changes[Change.GONE] = len(assessment.baseline.gone)
        said["changes"] = {change.value: changes[change] for change in Change}
    return said


def head(
    assessment: Assessment, included: Iterable[Verdict] | None, names: Mapping[str, str]
) -> dict[str, Json]:
    """Return all of an assessment but its verdicts and findings; `names` are of organisations."""
    return {
        "govrules": "1",
        "as_of": write(assessment.as_of, ZoneInfo(assessment.zone)),
        "engine": dict(assessment.engine),
        "acts": [{"id": act, "digest": digest} for act, digest in sorted(assessment.acts.items())],
        "readings": dict(assessment.readings),
        "not_assessed": [*sorted(assessment.not_assessed)],
        **_narrowings(assessment, included),
        "names": dict(sorted(names.items())),
        **_comparisons(assessment),
        "inputs": [file(each) for each in sorted(assessment.inputs, key=lambda each: each.path)],
        "summary": summary(assessment),
    }


def _narrowings(assessment: Assessment, included: Iterable[Verdict] | None) -> dict[str, Json]:
    """Say what the reader is not shown: norms left out, verdicts left out."""
    said: dict[str, Json] = {}
    if assessment.narrowed_to:
        said["narrowed_to"] = [*sorted(assessment.narrowed_to)]
    chosen = set(Verdict if included is None else included)
    if chosen != set(Verdict):
        said["included"] = [word.value for word in Verdict if word in chosen]
    return said


def _comparisons(assessment: Assessment) -> dict[str, Json]:
    """Return what the verdicts were held against: waivers, an earlier assessment."""
    said: dict[str, Json] = {}
    zone = ZoneInfo(assessment.zone)
    if assessment.waivers is not None:
        said["waivers"] = {
            "path": assessment.waivers.path,
            "digest": assessment.waivers.digest,
            "given": [waiver(each, zone) for each in assessment.waivers.given],
        }
    if assessment.baseline is not None:
        baseline = assessment.baseline
        said["baseline"] = {
            "path": baseline.path,
            "digest": baseline.digest,
            "as_of": write(baseline.as_of, zone),
            "gone": [{**_duty(duty), "verdict": word.value} for duty, word in baseline.gone],
        }
    return said


def waiver(each: Waiver, zone: ZoneInfo) -> dict[str, Json]:
    """Return a waiver, in force or not, its bounds in a zone."""
    return {
        "waiver": each.name,
        "line": each.line,
        "norm": [*each.norms],
        "scope": {part: [*among] for part, among in each.scope.items()},
        "reason": each.reason,
        "legal_ground": each.legal_ground,
        "approver": each.approver,
        "second_approver": each.second_approver or None,
        "valid_from": write(each.valid_from, zone),
        "valid_to": write(each.valid_to, zone),
    }


def file(each: Input) -> dict[str, Json]:
    """Return a file read and what became of its rows."""
    return {
        "path": each.path,
        "digest": each.digest,
        "rows": each.rows,
        "used": each.used,
        "set_aside": each.set_aside,
    }


def verdict(judgement: Judgement) -> dict[str, Json]:
    """Return a duty with its verdict, its clock in the zone of its act, and its rows."""
    zone = ZoneInfo(judgement.zone)
    return {
        **_duty(judgement.duty),
        "verdict": judgement.verdict.value,
        "reason": judgement.reason.value or None,
        "grounds": list(judgement.grounds),
        "opened_at": _instant(judgement.opened_at, zone),
        "due_at": _instant(judgement.due_at, zone),
        "performed_at": _instant(judgement.performed_at, zone),
        "late_by": judgement.late_by or None,
        "delay": None if judgement.delay is None else write_duration(judgement.delay),
        "readings": list(judgement.readings),
        "missing": [cell(each) for each in judgement.missing],
        "evidence": [row(each) for each in judgement.evidence],
        "severity": judgement.severity,
        **({"waiver": judgement.waiver} if judgement.waiver else {}),
        **({"change": judgement.change.value} if judgement.change else {}),
    }


def _duty(duty: Duty) -> dict[str, Json]:
    return {
        "id": duty.id,
        "norm": duty.norm,
        "subject": duty.subject,
        "occasion": duty.occasion,
        "bearer": duty.bearer,
        "counterparty": duty.counterparty,
    }


def _instant(instant: Instant | None, zone: ZoneInfo) -> str | None:
    return None if instant is None else write(instant, zone)


def row(place: Place) -> dict[str, Json]:
    """Return the place of a row; the character column only where one is known."""
    said: dict[str, Json] = {
        "path": place.path,
        **({"sheet": place.sheet} if place.sheet else {}),
        "row": place.row or None,
        "line": place.line or None,
    }
    return {**said, "offset": place.offset} if place.offset else said


def evidence_row(each: EvidenceRow) -> dict[str, Json]:
    """Return a row relied on, as it stood; a cell that is withheld is null."""
    return {**row(each.place), "table": each.table, "cells": dict(each.cells)}


def cell(place: Place) -> dict[str, Json]:
    """Return the place of a cell, or of a whole row."""
    return {**row(place), "column": place.column or None}


def finding(each: Finding) -> dict[str, Json]:
    """Return a finding in English, and what its sentences were made of for other languages."""
    return {
        "code": each.code,
        "level": each.level.value,
        "message": each.message,
        "help": each.help,
        **cell(each.place),
        "sentences": {"message": _sentence(each.message), "help": _sentence(each.help)},
    }


def _sentence(sentence: Sentence) -> dict[str, Json]:
    return {
        "template": sentence.template,
        **({"plural": sentence.plural} if sentence.plural else {}),
        "fields": {
            name: _sentence(each) if isinstance(each, Sentence) else each
            for name, each in sentence.fields.items()
        },
    }
