"""The assessment as OSCAL assessment results (NIST, model 1.2.2), for systems of record.

Every duty is an observation, every norm a body falls under a finding, every violation a risk; a
waiver is an approved deviation with its log. Identifiers are uuid5 of what they stand for and all
times are those of the assessment: the same assessment gives the same bytes.
"""

import json
import re
import uuid
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from zoneinfo import ZoneInfo

from govrules import fields
from govrules.fields import Json, Tally
from govrules.fields import dumped as _dumped
from govrules.findings import Place
from govrules.instants import Instant, write
from govrules.reports import REASONS, View, shown
from govrules.verdicts import Assessment, Duty, Judgement, Verdict, Waiver

_MODEL = "1.2.2"
_OURS = "urn:govrules:oscal:v1"
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, _OURS)
ONE_BY_ONE = (Verdict.VIOLATED,)
"""Every violation is a risk of its own, listed or not."""

_NO_TOKEN = re.compile(r"[^\w.-]")
_UNDECIDED = {Verdict.INDETERMINATE, Verdict.ATTESTATION_REQUIRED, Verdict.PENDING}


def render(assessment: Assessment, view: View) -> Iterator[str]:
    """Yield the document piece by piece; what is held at a time are the duties of one norm."""
    writer = _Writer(assessment, view)
    yield '{"assessment-results": {\n'
    yield f'"uuid": {_dumped(writer.id("document"))},\n'
    yield f'"metadata": {_dumped(writer.metadata())},\n'
    yield f'"import-ap": {_dumped({"href": "#" + writer.id("plan")})},\n'
    yield '"results": [{\n'
    yield from _several("observations", writer.observations())
    yield from _several("risks", writer.risks())
    yield from _several("findings", writer.findings())
    yield f"{_dumped(writer.head())[1:-1]}\n"
    yield "}],\n"
    yield f'"back-matter": {_dumped(writer.back_matter())}\n}}}}\n'


def recount(path: Path) -> Tally:
    """Read back the counts of the result and the verdicts observed, a line at a time.

    Raises:
        ValueError: the file is no document of ours.
    """
    stated: dict[str, object] = {}
    listed: list[str] = []
    line = ""
    with path.open(encoding="utf-8") as file:
        for line in file:
            if line.startswith('{"uuid"') and '"collected": ' in line:
                props = json.loads(line.rstrip(",\n"))["props"]
                listed += [each["value"] for each in props if each["name"] == "verdict"]
            elif line.startswith('"uuid"') and '"props": ' in line:
                props = json.loads(f"{{{line}}}")["props"]
                stated = {each["name"].removeprefix("count-"): each["value"] for each in props}
    if line != "}}\n":
        message = "it was cut short"
        raise ValueError(message)
    return Tally(fields.stated(stated), fields.counted(listed))


def _several(name: str, objects: Iterable[Json]) -> Iterator[str]:
    """Yield a list under a name; the model permits none that is empty."""
    before = f'"{name}": [\n'
    for each in objects:
        yield before + _dumped(each)
        before = ",\n"
    if before == ",\n":
        yield "\n],\n"


class _Writer:
    """Writes the objects of one assessment, each a part of the model."""

    def __init__(self, assessment: Assessment, view: View) -> None:
        self._assessment, self._view = assessment, view
        self._zone = ZoneInfo(assessment.zone)
        self._as_of = write(assessment.as_of, self._zone)
        inputs = [f"{each.path}\x1f{each.digest}" for each in assessment.inputs]
        acts = [f"{act}\x1f{digest}" for act, digest in sorted(assessment.acts.items())]
        readings = [f"{name}={taken}" for name, taken in sorted(assessment.readings.items())]
        self._run = "\x1e".join([self._as_of, *acts, *readings, *inputs])
        self._counts = assessment.by_norm_and_bearer()
        self._norms = sorted({norm for norm, _ in self._counts})
        given = assessment.waivers.given if assessment.waivers else ()
        self._waivers = {waiver.name: waiver for waiver in given}
        self._listed = frozenset(Verdict if view.include is None else view.include)

    def id(self, kind: str, name: str = "") -> str:
        """Return the identifier of a thing of this run."""
        return str(uuid.uuid5(_NAMESPACE, f"{self._run}\x1d{kind}\x1d{name}"))

    def metadata(self) -> Json:
        """Return what the document says of itself, with the approvers of waivers as parties."""
        approvers = {
            name
            for waiver in self._waivers.values()
            for name in (waiver.approver, waiver.second_approver)
            if name
        }
        parties: list[Json] = [
            {"uuid": self.id("party", name), "type": "person", "name": _line(name)}
            for name in sorted(approvers)
        ]
        return {
            "title": f"govrules, as of {self._as_of}",
            "last-modified": self._as_of,
            "version": self._assessment.engine["version"],
            "oscal-version": _MODEL,
            **({"parties": parties} if parties else {}),
        }

    def head(self) -> dict[str, Json]:
        """Return what the result says of the whole run: who was judged, by what, and the counts."""
        bearers = sorted({bearer for _, bearer in self._counts})
        counts = self._assessment.counts().items()
        tool = self.id("engine")
        return {
            "uuid": self.id("result"),
            "title": "Duties judged",
            "description": f"Every duty under {', '.join(sorted(self._assessment.acts))}.",
            "start": self._as_of,
            "props": [_prop(f"count-{word.value}", str(count)) for word, count in counts],
            "local-definitions": {
                **({"components": [self._body(each) for each in bearers]} if bearers else {}),
                "assessment-assets": {
                    "components": [_component(tool, "software", *self._engine())],
                    "assessment-platforms": [
                        {
                            "uuid": self.id("platform"),
                            "title": "govrules",
                            "uses-components": [{"component-uuid": tool}],
                        }
                    ],
                },
            },
            "reviewed-controls": {
                "control-selections": [
                    {"include-controls": [{"control-id": _token(norm)} for norm in self._norms]}
                    if self._norms
                    else {"include-all": {}}
                ]
            },
        }

    def _engine(self) -> tuple[str, str]:
        engine = self._assessment.engine
        told = ", ".join(f"{name} {value}" for name, value in sorted(engine.items()))
        return f"engine {engine['name']}", told

    def _body(self, bearer: str) -> Json:
        name = _line(self._view.body(bearer))
        return _component(self.id("body", bearer), "organization", name, name)

    def observations(self) -> Iterator[Json]:
        """Yield one observation for each duty that is listed."""
        for judgement in self._of(self._listed):
            yield self._observation(judgement)

    def _of(self, verdicts: Collection[Verdict]) -> Iterator[Judgement]:
        return replace(self._view, include=verdicts).in_order(self._assessment)

    def _observation(self, judgement: Judgement) -> Json:
        duty = judgement.duty
        clock = {
            "opened-at": self._written(judgement.opened_at),
            "due-at": self._written(judgement.due_at),
            "performed-at": self._written(judgement.performed_at),
            "late-by": judgement.late_by,
        }
        told = {
            "verdict": judgement.verdict.value,
            "reason": judgement.reason.value,
            "severity": judgement.severity,
            "norm": duty.norm,
            "subject": duty.subject,
            "occasion": duty.occasion,
            "counterparty": duty.counterparty,
            **clock,
            "waiver": judgement.waiver,
            "change": judgement.change.value if judgement.change else "",
        }
        evidence: list[Json] = [self._evidence(place) for place in judgement.evidence]
        return {
            "uuid": self.id("observation", duty.id),
            "title": _line(f"{self._view.clause(duty.norm)}: {_about(duty)}"),
            "description": self._told(judgement),
            "props": [_prop(name, value) for name, value in told.items() if value],
            "methods": ["TEST"],
            "types": ["control-objective"],
            "origins": [{"actors": [{"type": "tool", "actor-uuid": self.id("engine")}]}],
            "subjects": [{"subject-uuid": self.id("body", duty.bearer), "type": "component"}],
            "collected": self._as_of,
            **({"relevant-evidence": evidence} if evidence else {}),
        }

    def _told(self, judgement: Judgement) -> str:
        duty = judgement.duty
        why = f" ({self._view.tell(REASONS[judgement.reason])})" if judgement.reason else ""
        owed = f"{self._view.body(duty.bearer)}, {_about(duty)}"
        summary = self._view.summary(duty.norm) or duty.norm
        return _line(f"{owed}: {judgement.verdict.value}{why}. {summary}")

    def _evidence(self, place: Place) -> Json:
        numbered = (("row", place.row), ("line", place.line))
        props: list[Json] = [_prop(name, str(number)) for name, number in numbered if number]
        return {
            "href": "#" + self.id("input", place.path),
            "description": _line(str(place)),
            **({"props": props} if props else {}),
        }

    def _written(self, instant: Instant | None) -> str:
        return "" if instant is None else write(instant, self._zone)

    def risks(self) -> Iterator[Json]:
        """Yield a risk for each violation, listed or not: a deviation where it is waived."""
        for judgement in self._of(ONE_BY_ONE):
            yield self._risk(judgement, self._waivers.get(judgement.waiver))

    def _risk(self, judgement: Judgement, waiver: Waiver | None) -> Json:
        risk: dict[str, Json] = {
            "uuid": self.id("risk", judgement.duty.id),
            "title": _line(f"{self._view.clause(judgement.duty.norm)}: {_about(judgement.duty)}"),
            "description": self._told(judgement),
            "statement": _line(self._view.summary(judgement.duty.norm) or judgement.duty.norm),
            "props": [_prop("severity", judgement.severity)],
            "status": "deviation-approved" if waiver else "open",
        }
        if waiver is not None:
            approvers = [name for name in (waiver.approver, waiver.second_approver) if name]
            entry = self.id("waiving", f"{waiver.name}\x1f{judgement.duty.id}")
            risk["deadline"] = self._written(waiver.valid_to)
            risk["mitigating-factors"] = [
                {
                    "uuid": self.id("ground", f"{waiver.name}\x1f{judgement.duty.id}"),
                    "description": _line(f"{waiver.reason} ({waiver.legal_ground})"),
                }
            ]
            risk["risk-log"] = {
                "entries": [
                    {
                        "uuid": entry,
                        "title": _line(f"waiver {waiver.name}"),
                        "start": self._written(waiver.valid_from),
                        "end": self._written(waiver.valid_to),
                        "logged-by": [{"party-uuid": self.id("party", each)} for each in approvers],
                        "status-change": "deviation-approved",
                    }
                ]
            }
        return risk

    def findings(self) -> Iterator[Json]:
        """Yield what is concluded of each body under each norm."""
        named = self._of(self._listed.union(ONE_BY_ONE))
        by_norm = groupby(named, key=lambda each: each.duty.norm)
        ahead = next(by_norm, None)
        for norm, keys in groupby(self._counts, key=lambda key: key[0]):
            by_body: dict[str, list[Judgement]] = {bearer: [] for _, bearer in keys}
            if ahead is not None and ahead[0] == norm:
                for judgement in ahead[1]:
                    by_body[judgement.duty.bearer].append(judgement)
                ahead = next(by_norm, None)
            for bearer, judgements in by_body.items():
                yield self._finding(norm, bearer, judgements)

    def _finding(self, norm: str, bearer: str, judgements: list[Judgement]) -> Json:
        counts = self._counts[norm, bearer]
        state, reason = _concluded({*counts})
        observed: list[Json] = [
            {"observation-uuid": self.id("observation", each.duty.id)}
            for each in judgements
            if each.verdict in self._listed
        ]
        risks: list[Json] = [
            {"risk-uuid": self.id("risk", each.duty.id)}
            for each in judgements
            if each.verdict is Verdict.VIOLATED
        ]
        counted = [f"{counts[word]} {word.value}" for word in Verdict if counts[word]]
        return {
            "uuid": self.id("finding", f"{norm}\x1f{bearer}"),
            "title": _line(f"{self._view.clause(norm)}: {self._view.body(bearer)}"),
            "description": _line(f"{self._view.summary(norm)} {', '.join(counted)}"),
            "target": {
                "type": "objective-id",
                "target-id": _token(norm),
                "status": {"state": state, "reason": reason},
            },
            **({"related-observations": observed} if observed else {}),
            **({"related-risks": risks} if risks else {}),
        }

    def back_matter(self) -> Json:
        """Return the files that were read, the acts and the plan, with their digests."""
        plan: Json = {"uuid": self.id("plan"), "title": "Every duty of the acts that were in force"}
        files = [(f"input {each.path}", each.path, each.digest) for each in self._assessment.inputs]
        if self._assessment.waivers is not None:
            waivers = self._assessment.waivers
            files.append((f"waivers {waivers.path}", waivers.path, waivers.digest))
        acts = sorted(self._assessment.acts.items())
        files += [(f"act {act}", f"policies/{act}", digest) for act, digest in acts]
        resources: list[Json] = [
            {
                "uuid": self.id("input", path),
                "title": _line(title),
                "rlinks": [{"href": _line(path), "hashes": [_hash(digest)]}],
            }
            for title, path, digest in files
        ]
        return {"resources": [plan, *resources]}


def _concluded(verdicts: set[Verdict]) -> tuple[str, str]:
    """Return state and reason of a finding: what is not known to be satisfied is not."""
    if Verdict.VIOLATED in verdicts:
        return "not-satisfied", "fail"
    if verdicts & _UNDECIDED:
        return "not-satisfied", "other"
    return "satisfied", "pass" if Verdict.COMPLIANT in verdicts else "other"


def _about(duty: Duty) -> str:
    return " ".join(part for part in (duty.subject, duty.occasion) if part)


def _component(id_: str, type_: str, title: str, description: str) -> Json:
    return {
        "uuid": id_,
        "type": type_,
        "title": title,
        "description": description,
        "status": {"state": "operational"},
    }


def _prop(name: str, value: str) -> Json:
    return {"name": name, "ns": _OURS, "value": _line(value)}


def _hash(digest: str) -> Json:
    return {"algorithm": "SHA-256", "value": digest.removeprefix("sha256:")}


def _token(norm: str) -> str:
    """Return a norm's id as a token of the model, which permits no slash."""
    return _NO_TOKEN.sub("_", norm)


def _line(text: str) -> str:
    """Return a text as one line of the model: nothing unseen in it, no blanks at its ends."""
    return " ".join(shown(text).split()) or "-"
