"""The verdicts as SARIF 2.1.0 (OASIS), for code scanning and whatever else reads its results.

A norm is a rule, a provision a taxon, a duty a result with a fingerprint that stays the same
while rows move. Its kind follows the verdict, its level the severity; nothing is left out unless
`--include` says so. Results stand one a line.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from govrules import fields, languages
from govrules.fields import Json, Tally, dumped
from govrules.findings import Finding, Place
from govrules.instants import write
from govrules.reports import View, headline, shown, timing, where
from govrules.verdicts import Assessment, Duty, Judgement, Verdict, Waiver

MOST_RESULTS: Final = 25_000
"""What GitHub takes in one run."""

_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_KINDS: Final = {
    Verdict.VIOLATED: "fail",
    Verdict.INDETERMINATE: "open",
    Verdict.ATTESTATION_REQUIRED: "review",
    Verdict.PENDING: "informational",
    Verdict.COMPLIANT: "pass",
    Verdict.NOT_TRIGGERED: "notApplicable",
    Verdict.NOT_APPLICABLE: "notApplicable",
}
_LEVELS: Final = {"high": "error", "medium": "warning", "low": "note"}
_RANKS: Final = {"high": 90.0, "medium": 60.0, "low": 30.0}
_RESULTS: Final = '"results": [\n'
_END: Final = "]}\n"


def render(assessment: Assessment, view: View) -> Iterator[str]:
    """Write one log of one run: first everything about it, then its results."""
    norms = sorted({*view.norms, *(norm for norm, _ in assessment.by_norm_and_bearer())})
    numbers = {norm: number for number, norm in enumerate(norms)}
    run = _run(assessment, view, norms)
    head = dumped({"$schema": _SCHEMA, "version": "2.1.0"})
    yield f'{head[:-1]}, "runs": [\n{dumped(run)[:-1]},\n{_RESULTS}'
    comma = ""
    for result in _results(assessment, numbers, view):
        yield comma + dumped(result)
        comma = ",\n"
    yield f"\n{_END}]}}\n"


def _run(assessment: Assessment, view: View, norms: list[str]) -> dict[str, Json]:
    acts = sorted(assessment.acts)
    listed = sum(1 for _ in view.in_order(assessment))
    run: dict[str, Json] = {
        "tool": {"driver": _driver(assessment, view, norms)},
        "language": view.language,
        "automationDetails": {
            "id": f"govrules/{'+'.join(acts)}/",
            "guid": str(uuid5(NAMESPACE_URL, "\x1f".join(["govrules", *acts]))),
        },
        "columnKind": "unicodeCodePoints",
        "taxonomies": [_taxonomy(act, assessment, view) for act in acts],
        "translations": [_translation(code, view, norms) for code in _others(view)],
        "artifacts": [
            {"location": {"uri": _uri(each.path, view)}, "hashes": {"sha-256": each.digest[7:]}}
            for each in sorted(assessment.inputs, key=lambda each: each.path)
        ],
        "invocations": [_invocation(assessment, view, listed)],
        "properties": {
            key: value
            for key, value in fields.head(assessment, view.include, {}).items()
            if key not in {"inputs", "names"}
        },
    }
    return run


def _driver(assessment: Assessment, view: View, norms: list[str]) -> dict[str, Json]:
    return {
        "name": "govrules",
        "semanticVersion": assessment.engine["version"],
        "language": view.language,
        "guid": str(uuid5(NAMESPACE_URL, "govrules")),
        "rules": [_rule(norm, assessment, view) for norm in norms],
    }


def _rule(norm: str, assessment: Assessment, view: View) -> dict[str, Json]:
    known = view.norms.get(norm)
    severity = known.severity if known else "medium"
    summary = view.summary(norm) or norm
    rule: dict[str, Json] = {
        "id": shown(norm),
        "shortDescription": {"text": view.clause(norm)},
        "fullDescription": {"text": summary},
        "help": {"text": summary},
        "defaultConfiguration": {"level": _LEVELS[severity], "rank": _RANKS[severity]},
        "properties": {"severity": severity, "tags": ["compliance"]},
    }
    act = norm.partition("/")[0]
    if norm in view.provisions and act in assessment.acts:
        component: Json = {"name": act, "index": sorted(assessment.acts).index(act)}
        target: Json = {"id": norm, "toolComponent": component}
        rule["relationships"] = [{"target": target, "kinds": ["superset"]}]
    return rule


def _taxonomy(act: str, assessment: Assessment, view: View) -> dict[str, Json]:
    known = view.acts.get(act)
    title = shown(view.said(known.title)) if known else act
    return {
        "name": act,
        "fullName": title,
        "version": assessment.acts[act],
        "language": view.language,
        "isComprehensive": True,
        "shortDescription": {"text": title},
        "taxa": [
            {
                "id": provision,
                "shortDescription": {"text": view.clause(provision)},
                "fullDescription": {"text": view.summary(provision) or provision},
            }
            for provision in view.provisions
            if provision.startswith(f"{act}/")
        ],
    }


def _others(view: View) -> list[str]:
    """Return the languages, other than the report's, in which acts are summed up."""
    told = {
        code for each in view.provisions.values() for code, text in each.summary.items() if text
    }
    return [code for code in languages.available() if code in told and code != view.language]


def _translation(code: str, view: View, norms: list[str]) -> dict[str, Json]:
    return {
        "name": "govrules",
        "language": code,
        "contents": ["localizedData"],
        "associatedComponent": {
            "name": "govrules",
            "guid": str(uuid5(NAMESPACE_URL, "govrules")),
        },
        "rules": [
            {"id": norm, "fullDescription": {"text": shown(view.provisions[norm].summary[code])}}
            for norm in norms
            if norm in view.provisions and view.provisions[norm].summary.get(code)
        ],
    }


def _invocation(assessment: Assessment, view: View, listed: int) -> dict[str, Json]:
    told: list[Json] = [_notification(each, view) for each in sorted(assessment.findings)]
    told += [
        {
            "level": "error",
            "descriptor": {"id": "not-assessed"},
            "message": {"text": f"{shown(norm)}: {view.clause(norm)} {view.summary(norm)}"},
        }
        for norm in sorted(assessment.not_assessed)
    ]
    if listed > MOST_RESULTS:
        text = (
            f"{listed} results: GitHub code scanning takes {MOST_RESULTS} of a run; "
            "list fewer with --include, or judge fewer with --norm"
        )
        told.append({"level": "warning", "descriptor": {"id": "limit"}, "message": {"text": text}})
    return {"executionSuccessful": True, "toolExecutionNotifications": told}


def _notification(finding: Finding, view: View) -> dict[str, Json]:
    text = shown(f"{view.tell(finding.message)}: {view.tell(finding.help)}")
    return {
        "level": finding.level.value,
        "descriptor": {"id": finding.code},
        "message": {"text": text},
        "locations": [_location(finding.place, view)],
    }


def _result(judgement: Judgement, numbers: Mapping[str, int], view: View) -> dict[str, Json]:
    duty, verdict = judgement.duty, judgement.verdict
    told = ": ".join(filter(None, (headline(judgement, view), timing(judgement, view))))
    name = "/".join(shown(part) for part in (duty.bearer, duty.subject, duty.occasion) if part)
    logical: Json = {"fullyQualifiedName": name, "kind": "object"}
    places = judgement.evidence or judgement.missing[:1]
    result: dict[str, Json] = {
        "ruleId": shown(duty.norm),
        "ruleIndex": numbers[duty.norm],
        "kind": _KINDS[verdict],
        "level": _LEVELS[judgement.severity] if verdict is Verdict.VIOLATED else "none",
        "message": {"text": told},
        "locations": [{**_location(place, view), "logicalLocations": [logical]} for place in places]
        or [{"logicalLocations": [logical]}],
        "partialFingerprints": {
            "govrulesDuty/v1": duty.id,
            "primaryLocationLineHash": f"{duty.id}:1",
        },
        "properties": {
            key: value
            for key, value in fields.verdict(judgement).items()
            if key not in {"id", "norm", "evidence"} and value not in (None, [])
        },
    }
    taxa: list[Json] = [
        {"id": ground, "toolComponent": {"name": ground.partition("/")[0]}}
        for ground in judgement.grounds
        if ground in view.provisions
    ]
    return {**result, "taxa": taxa} if taxa else result


def _results(
    assessment: Assessment, numbers: Mapping[str, int], view: View
) -> Iterator[dict[str, Json]]:
    given = assessment.waivers.given if assessment.waivers else ()
    waivers = {waiver.name: waiver for waiver in given}
    for judgement in view.in_order(assessment):
        result = _result(judgement, numbers, view)
        if judgement.change is not None:
            result["baselineState"] = judgement.change.value
        if judgement.waiver:
            result["suppressions"] = [_suppression(waivers[judgement.waiver], assessment)]
        yield result
    for duty, verdict in assessment.baseline.gone if assessment.baseline else ():
        if verdict is Verdict.VIOLATED and duty.norm in numbers:
            yield _absent(duty, numbers)


def _suppression(waiver: Waiver, assessment: Assessment) -> dict[str, Json]:
    zone = ZoneInfo(assessment.zone)
    approvers: list[Json] = [name for name in (waiver.approver, waiver.second_approver) if name]
    return {
        "kind": "external",
        "status": "accepted",
        "guid": str(uuid5(NAMESPACE_URL, f"govrules\x1fwaiver\x1f{waiver.name}")),
        "justification": shown(f"{waiver.name}: {waiver.reason} ({waiver.legal_ground})"),
        "properties": {"approvedBy": approvers, "expires": write(waiver.valid_to, zone)},
    }


def _absent(duty: Duty, numbers: Mapping[str, int]) -> dict[str, Json]:
    """Return a violation of the baseline that is no more."""
    name = "/".join(shown(part) for part in (duty.bearer, duty.subject, duty.occasion) if part)
    return {
        "ruleId": shown(duty.norm),
        "ruleIndex": numbers[duty.norm],
        "kind": "fail",
        "baselineState": "absent",
        "message": {"text": f"{Verdict.VIOLATED} · {name}"},
        "locations": [{"logicalLocations": [{"fullyQualifiedName": name, "kind": "object"}]}],
        "partialFingerprints": {"govrulesDuty/v1": duty.id},
    }


def _location(place: Place, view: View) -> dict[str, Json]:
    physical: dict[str, Json] = {"artifactLocation": {"uri": _uri(place.path, view)}}
    line = place.line or place.row
    if line:
        physical["region"] = {"startLine": line}
    return {"physicalLocation": physical, "message": {"text": view.tell(where(place))}}


def _uri(path: str, view: View) -> str:
    return quote(view.path(path).encode("utf-8", "backslashreplace"))


def recount(path: Path) -> Tally:
    """Read back the run's counts and each result, line by line.

    Raises:
        ValueError: the file is no log of that form.
    """
    frame: list[str] = []
    listed = fields.counted(())
    with path.open(encoding="utf-8") as file:
        lines = iter(file)
        for line in lines:
            frame.append(line)
            if line == _RESULTS:
                listed = fields.counted(_verdicts(lines))
                frame.append(_END)
    run = json.loads("".join(frame))["runs"][0]
    return Tally(fields.stated(run["properties"]["summary"]), listed)


def _verdicts(lines: Iterator[str]) -> Iterator[str]:
    for line in lines:
        if line == _END:
            return
        result = json.loads(line.rstrip(",\n") or "{}")
        if "properties" in result:
            yield result["properties"]["verdict"]
