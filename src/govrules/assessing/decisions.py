"""Decision: may a submission pass? Only what was looked at and found without fault may.

It is the question of the exit code, answered with the reasons for a gate to act on. A decision has
the form of `schemas/decision.schema.json`.
"""

from collections.abc import Iterator
from typing import TypeAlias
from zoneinfo import ZoneInfo

from govrules.findings import Finding, Level
from govrules.instants import write
from govrules.verdicts import Assessment, Judgement, Verdict, exit_code, failing

Json: TypeAlias = "str | int | list[Json] | dict[str, Json] | None"


def decision(assessment: Assessment, fail_on: str = "low") -> dict[str, Json]:
    """Decide on a submission, as JSON: `allow` holds if and only if the exit code is 0.

    `fail_on` is the least severity of a violation that denies: `low`, `medium`, `high` or `never`.

    Raises:
        OnlyCountedError: what is violated or indeterminate is only counted.
    """
    return {
        "allow": exit_code(assessment, fail_on) == 0,
        "reasons": [*_reasons(assessment, fail_on)],
        "summary": {word.value: count for word, count in assessment.counts().items()},
        "judged": {
            "as_of": write(assessment.as_of, ZoneInfo(assessment.zone)),
            "fail_on": fail_on,
            "engine": dict(assessment.engine),
            "acts": [
                {"id": act, "digest": digest} for act, digest in sorted(assessment.acts.items())
            ],
            "readings": dict(assessment.readings),
            "narrowed_to": [*sorted(assessment.narrowed_to)],
            "inputs": [
                {"path": each.path, "digest": each.digest}
                for each in sorted(assessment.inputs, key=lambda each: each.path)
            ],
        },
    }


def _reasons(assessment: Assessment, fail_on: str) -> Iterator[dict[str, Json]]:
    """Tell what stands against a submission: what is violated before what is not known."""
    for judgement in sorted(failing(assessment, fail_on), key=lambda each: each.duty):
        yield _of_duty(judgement)
    undecided = assessment.each({Verdict.INDETERMINATE})
    for judgement in sorted(undecided, key=lambda each: each.duty):
        yield _of_duty(judgement)
    for norm in sorted(assessment.not_assessed):
        yield {"code": "not-assessed", "norm": norm}
    for finding in sorted(assessment.findings):
        if finding.level is Level.ERROR:
            yield of_finding(finding)
    if not assessment.applies():
        yield {"code": "nothing-applies"}


def _of_duty(judgement: Judgement) -> dict[str, Json]:
    duty = judgement.duty
    return {
        "code": judgement.verdict.value,
        "reason": judgement.reason.value,
        "norm": duty.norm,
        "subject": duty.subject,
        "occasion": duty.occasion,
        "bearer": duty.bearer,
        "counterparty": duty.counterparty,
    }


def of_finding(finding: Finding) -> dict[str, Json]:
    """Return a finding about the data as a reason."""
    return {
        "code": "finding",
        "finding": finding.code,
        "path": finding.place.path,
        "row": finding.place.row or None,
        "column": finding.place.column or None,
        "message": finding.message,
        "help": finding.help,
    }
