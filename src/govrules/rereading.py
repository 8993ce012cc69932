"""REREAD: the JSON of an assessment → the assessment and its view, without data or engine.

Whatever can be worked out again is: ids, counts, delays, sentences, the acts' digests. Refuses
what does not come out as written, for then nobody knows what was concluded.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from govrules import acts, fields
from govrules.documents import Json, load_values
from govrules.findings import EvidenceError, FactsError, Finding, Level, Place
from govrules.instants import NotAnInstantError, read_duration, read_exact, write_duration
from govrules.norms import Act
from govrules.reports import View
from govrules.sentences import Sentence
from govrules.verdicts import (
    Assessment,
    Baseline,
    Change,
    Duty,
    EvidenceRow,
    Input,
    Judgement,
    Reason,
    Verdict,
    Waiver,
    Waivers,
)

_UNCHANGED = Sentence(
    "hand over the file as it was written: a change by hand is no conclusion from data"
)


def reread(path: Path, language: str) -> tuple[Assessment, View]:
    """Read back an assessment that lists every duty, with the acts that it was judged by.

    Raises:
        FactsError: the file is no assessment, or not a whole one.
        PolicyError: an act that is not there.
        EvidenceError: something in it, or an act, is not what it was when it was written.
    """
    written = load_values(path, "assessment", error=FactsError)
    if "included" in written:
        raise FactsError([_partial(path)])
    loaded = [acts.load(each["id"], taken=written["readings"]) for each in written["acts"]]
    found: list[Finding] = []
    zones = {norm.id: act.zone for act in loaded for norm in act.norms}
    assessment = _readable(path, written, zones, loaded[0].zone if loaded else "UTC")
    found += _other_acts(path, written, loaded)
    found += _differences(path, written, assessment)
    if found:
        raise EvidenceError(found)
    view = View(
        acts={act.id: act for act in loaded},
        norms={norm.id: norm for act in loaded for norm in act.norms},
        provisions={name: unit for act in loaded for name, unit in acts.provisions(act.id).items()},
        names=written.get("names", {}),
        language=language,
    )
    return assessment, view


def remembered(path: Path) -> Assessment:
    """Read back what was concluded then, whatever the acts have become since.

    Instants are right; the zones in which they were written are forgotten.

    Raises:
        FactsError: the file is no assessment, or not a whole one.
        EvidenceError: its counts or ids do not come out as written.
    """
    written = load_values(path, "assessment", error=FactsError)
    if "included" in written:
        raise FactsError([_partial(path)])
    zones = {each["norm"]: "UTC" for each in written["verdicts"]}
    assessment = _readable(path, written, zones, "UTC")
    found = [*_changed(path, "summary", written["summary"], fields.summary(assessment))]
    for each, judgement in zip(written["verdicts"], assessment.judgements, strict=True):
        found += _changed(path, f"verdicts {each['id']}", each["id"], judgement.duty.id)
    found += _listed_twice(path, assessment)
    if found:
        raise EvidenceError(found)
    return assessment


def _readable(path: Path, written: Json, zones: Mapping[str, str], zone: str) -> Assessment:
    try:
        return _assessment(written, zones, zone)
    except (NotAnInstantError, KeyError, ValueError) as error:
        message = Sentence("a value in it cannot be read: {why}", why=str(error))
        raise FactsError([_finding(path, "unreadable-value", message, _UNCHANGED)]) from error


def _partial(path: Path) -> Finding:
    message = Sentence("the file lists the duties of some verdicts only")
    help_ = Sentence("write it with `--include all`: other reports are made of the whole")
    return _finding(path, "partial-assessment", message, help_)


def _finding(path: Path, code: str, message: Sentence, help_: Sentence) -> Finding:
    return Finding(place=Place(path=path.as_posix()), code=code, message=message, help=help_)


def _assessment(written: Json, zones: Mapping[str, str], zone: str) -> Assessment:
    return Assessment(
        as_of=read_exact(written["as_of"]),
        zone=zone,
        engine=written["engine"],
        acts={each["id"]: each["digest"] for each in written["acts"]},
        readings=written["readings"],
        not_assessed=tuple(written["not_assessed"]),
        narrowed_to=tuple(written.get("narrowed_to", ())),
        inputs=tuple(Input(**each) for each in written["inputs"]),
        judgements=tuple(_judgement(each, zones) for each in written["verdicts"]),
        findings=tuple(map(_complaint, written["findings"])),
        rows=tuple(map(_evidence_row, written.get("rows", ()))),
        waivers=_waivers(written.get("waivers")),
        baseline=_baseline(written.get("baseline")),
    )


def _waivers(written: Json) -> Waivers | None:
    if written is None:
        return None
    return Waivers(
        path=written["path"],
        digest=written["digest"],
        given=tuple(map(_waiver, written["given"])),
    )


def _waiver(each: Json) -> Waiver:
    return Waiver(
        name=each["waiver"],
        line=each["line"],
        norms=tuple(each["norm"]),
        scope={part: tuple(among) for part, among in each["scope"].items()},
        reason=each["reason"],
        legal_ground=each["legal_ground"],
        approver=each["approver"],
        second_approver=each["second_approver"] or "",
        valid_from=read_exact(each["valid_from"]),
        valid_to=read_exact(each["valid_to"]),
    )


def _baseline(written: Json) -> Baseline | None:
    if written is None:
        return None
    return Baseline(
        path=written["path"],
        digest=written["digest"],
        as_of=read_exact(written["as_of"]),
        gone=tuple((_duty(each), Verdict(each["verdict"])) for each in written["gone"]),
    )


def _duty(each: Json) -> Duty:
    return Duty(
        each["norm"], each["subject"], each["occasion"], each["bearer"], each["counterparty"]
    )


def _judgement(each: Json, zones: Mapping[str, str]) -> Judgement:
    opened, due, performed = (
        None if each[name] is None else read_exact(each[name])
        for name in ("opened_at", "due_at", "performed_at")
    )
    return Judgement(
        duty=_duty(each),
        verdict=Verdict(each["verdict"]),
        reason=Reason(each["reason"] or ""),
        grounds=tuple(each["grounds"]),
        opened_at=opened,
        due_at=due,
        performed_at=performed,
        late_by=each["late_by"] or "",
        delay=None if each["delay"] is None else read_duration(each["delay"]),
        readings=tuple(each["readings"]),
        missing=tuple(map(_place, each["missing"])),
        evidence=tuple(map(_place, each["evidence"])),
        severity=each["severity"],
        waiver=each.get("waiver", ""),
        change=Change(each["change"]) if "change" in each else None,
        zone=zones[each["norm"]],
    )


def _place(each: Json) -> Place:
    return Place(
        path=each["path"],
        sheet=each.get("sheet", ""),
        line=each["line"] or 0,
        offset=each.get("offset", 0),
        row=each["row"] or 0,
        column=each.get("column") or "",
    )


def _evidence_row(each: Json) -> EvidenceRow:
    return EvidenceRow(place=_place(each), table=each["table"], cells=each["cells"])


def _complaint(each: Json) -> Finding:
    parts = each.get("sentences", {})
    return Finding(
        place=_place(each),
        code=each["code"],
        level=Level(each["level"]),
        message=_sentence(parts.get("message"), each["message"]),
        help=_sentence(parts.get("help"), each["help"]),
    )


def _sentence(parts: Json, text: str) -> Sentence:
    """Make a sentence again of what it was made of, else of the English text alone."""
    if parts is None:
        return Sentence("{text}", text=text)
    given = {
        name: _sentence(field, "") if isinstance(field, dict) else field
        for name, field in parts["fields"].items()
    }
    return Sentence(parts["template"], parts.get("plural", ""), **given)


def _other_acts(path: Path, written: Json, loaded: Sequence[Act]) -> Iterator[Finding]:
    for each, act in zip(written["acts"], loaded, strict=True):
        if each["digest"] != act.digest:
            message = Sentence(
                "the act `{act}` is not the one judged by: it has {found}, not {expected}",
                act=act.id,
                found=act.digest,
                expected=each["digest"],
            )
            help_ = Sentence(
                "take the version of govrules with which the file was written: {version}",
                version=written["engine"]["version"],
            )
            yield _finding(path, "other-act", message, help_)


def _differences(path: Path, written: Json, assessment: Assessment) -> Iterator[Finding]:
    """Yield what does not come out as it is written when it is worked out again."""
    again = fields.head(assessment, None, written.get("names", {}))
    for key in sorted(again.keys() & written.keys()):
        yield from _changed(path, key, written[key], again[key])
    yield from _listed_twice(path, assessment)
    for each, judgement in zip(written["verdicts"], assessment.judgements, strict=True):
        yield from _changed(path, f"verdicts {each['id']}", each, _expected(judgement))
    for each, complaint in zip(written["findings"], assessment.findings, strict=True):
        made = fields.finding(complaint)
        yield from _changed(path, "findings", each, {key: made[key] for key in made if key in each})
    for file in assessment.inputs:
        if file.rows != file.used + file.set_aside:
            message = Sentence("the rows of `{path}` do not add up", path=file.path)
            yield _finding(path, "rows-do-not-add-up", message, _UNCHANGED)


def _listed_twice(path: Path, assessment: Assessment) -> Iterator[Finding]:
    # Rows without a readable id share the name of their duty: they are never more than bad data.
    named = (each for each in assessment.judgements if each.reason is not Reason.BAD_DATA)
    duties = Counter(judgement.duty for judgement in named)
    for duty, count in duties.items():
        if count > 1:
            message = Sentence("the duty `{id}` is listed {count} times", id=duty.id, count=count)
            yield _finding(path, "listed-twice", message, _UNCHANGED)


def _expected(judgement: Judgement) -> dict[str, fields.Json]:
    """Return what is written of a judgement, its delay worked out from its instants."""
    made = fields.verdict(judgement)
    opened, performed = judgement.opened_at, judgement.performed_at
    if opened is None or performed is None:
        return {**made, "delay": None}
    return {**made, "delay": write_duration(max(0, performed - opened))}


def _changed(path: Path, where: str, written: Json, again: Json) -> Iterator[Finding]:
    for pointer in _pointers(written, again, where):
        message = Sentence("`{where}` does not come out as it is written", where=pointer)
        yield _finding(path, "changed-by-hand", message, _UNCHANGED)


def _pointers(written: Json, again: Json, where: str) -> Iterable[str]:
    if written == again:
        return []
    if not isinstance(written, dict) or not isinstance(again, dict):
        return [where]
    keys = sorted(key for key in written.keys() | again.keys())
    return [
        found
        for key in keys
        for found in _pointers(written.get(key), again.get(key), f"{where} {key}")
    ]
