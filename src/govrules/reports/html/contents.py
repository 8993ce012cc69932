"""Everything that the page shows, as one value: the assessment, its duties and its words."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from govrules import languages
from govrules.fields import Json
from govrules.reports import View, rows_of
from govrules.reports.html.columns import Columns
from govrules.reports.html.labels import LABELS
from govrules.reports.html.phrases import Phrases
from govrules.reports.html.zones import offsets
from govrules.verdicts import Assessment, Change, Judgement, Reason, Verdict
from govrules.wording import (
    REASONS,
    SEVERITY_WORDS,
    VERDICTS,
    deed,
    numbered,
    opening,
    shown,
    where,
)

MOST_DUTIES = 250_000
"""How many duties a page lists; of more it lists the gravest, and says how many it leaves out."""
MOST_FINDINGS = 10_000
"""The same of findings."""
MOST_GONE = 500
"""The same of what was concluded in the baseline and is no more."""


def everything(assessment: Assessment, view: View) -> dict[str, Json]:
    """Return what the page shows; totals speak of all duties, whichever of them are listed."""
    phrases = Phrases()
    wanted = list(view.in_order(assessment))
    kept = _gravest(wanted)
    columns = Columns(view.norms, rows_of(wanted, assessment), phrases)
    for judgement in kept:
        columns.add(judgement)
    span = columns.span or (assessment.as_of, assessment.as_of)
    first, last = min(span[0], assessment.as_of), max(span[1], assessment.as_of)
    zones = sorted({assessment.zone, *(each.zone for each in kept)})
    told: dict[str, Json] = {
        "head": _head(assessment, view, phrases),
        "wanted": len(wanted),
        "duties": columns.export(),
        "norms": [_norm(norm, view, phrases) for norm in columns.norms],
        "parties": [_party(party, view, phrases) for party in columns.parties],
        "readings": [
            _reading(name, taken, view, phrases) for name, taken in assessment.readings.items()
        ],
        "findings": _findings(assessment, phrases),
        "zones": {zone: offsets(zone, first, last) for zone in zones},
        "verdicts": [[word.value, phrases.said(VERDICTS[word])] for word in Verdict],
        "reasons": {
            reason.value: phrases.said(REASONS[reason])
            for reason in Reason
            if reason is not Reason.NONE
        },
        "severities": {name: phrases.said(word) for name, word in SEVERITY_WORDS.items()},
        "labels": {name: phrases.said(label) for name, label in LABELS.items()},
    }
    return {**told, "languages": phrases.catalogue()}


def _gravest(wanted: Sequence[Judgement]) -> Sequence[Judgement]:
    """Return as many duties as a page lists, in their order, those first that ask for an act."""
    if len(wanted) <= MOST_DUTIES:
        return wanted
    by_verdict: dict[Verdict, list[int]] = {word: [] for word in Verdict}
    for at, judgement in enumerate(wanted):
        by_verdict[judgement.verdict].append(at)
    gravest = islice((at for places in by_verdict.values() for at in places), MOST_DUTIES)
    return [wanted[at] for at in sorted(gravest)]


def _head(assessment: Assessment, view: View, phrases: Phrases) -> dict[str, Json]:
    chosen = [word for word in Verdict if view.include is None or word in view.include]
    included: list[Json] = [word.value for word in chosen]
    return {
        "language": view.language,
        "as_of": assessment.as_of,
        "zone": assessment.zone,
        "engine": {name: shown(value) for name, value in sorted(assessment.engine.items())},
        "acts": [
            [shown(act), _title(act, view, phrases), digest]
            for act, digest in sorted(assessment.acts.items())
        ],
        "totals": [*assessment.counts().values()],
        "included": included if len(included) < len(Verdict) else None,
        "narrowed_to": [shown(norm) for norm in sorted(assessment.narrowed_to)],
        "not_assessed": [
            [shown(norm), _clause(norm, view, phrases), _summary(norm, view, phrases)]
            for norm in sorted(assessment.not_assessed)
        ],
        "inputs": [
            [shown(each.path), each.rows, each.used, each.set_aside, each.digest]
            for each in sorted(assessment.inputs, key=lambda each: each.path)
        ],
        "waivers": _waivers(assessment),
        "baseline": _baseline(assessment, view, phrases),
        "wanting": {
            code: [[*pair] for pair in replace(view, language=code).wanting()]
            for code in languages.available()
        },
    }


def _waivers(assessment: Assessment) -> Json:
    """Return the leave given, with who gave it; empty where none was asked for."""
    if assessment.waivers is None:
        return {}
    return {
        "path": shown(assessment.waivers.path),
        "digest": assessment.waivers.digest,
        "used": sum(bool(each.waiver) for each in assessment.each({Verdict.VIOLATED})),
        "given": {
            shown(each.name): {
                "reason": shown(each.reason),
                "ground": shown(each.legal_ground),
                "approvers": shown(", ".join(filter(None, (each.approver, each.second_approver)))),
                "end": each.valid_to,
            }
            for each in assessment.waivers.given
        },
    }


def _baseline(assessment: Assessment, view: View, phrases: Phrases) -> Json:
    """Return what was compared with, and what was concluded then and no more."""
    if assessment.baseline is None:
        return {}
    gone = assessment.baseline.gone
    violations = Counter(each.change for each in assessment.each({Verdict.VIOLATED}))
    return {
        "path": shown(assessment.baseline.path),
        "digest": assessment.baseline.digest,
        "as_of": assessment.baseline.as_of,
        "violations": {change.value: violations[change] for change in Change},
        "violations_gone": sum(verdict is Verdict.VIOLATED for _, verdict in gone),
        "gone": [
            [
                [*Verdict].index(verdict),
                _clause(duty.norm, view, phrases),
                shown(duty.subject),
                shown(duty.bearer),
            ]
            for duty, verdict in gone[:MOST_GONE]
        ],
        "left_out": max(0, len(gone) - MOST_GONE),
    }


def _title(act: str, view: View, phrases: Phrases) -> Json:
    return phrases.texts(view.acts[act].title) if act in view.acts else ""


def _clause(norm: str, view: View, phrases: Phrases) -> Json:
    provision = view.provisions.get(norm)
    return phrases.said(numbered(provision.number) if provision else norm)


def _summary(norm: str, view: View, phrases: Phrases) -> Json:
    provision = view.provisions.get(norm)
    return phrases.texts(provision.summary) if provision else ""


def _norm(name: str, view: View, phrases: Phrases) -> Json:
    norm = view.norms.get(name)
    imperative, done = deed(norm)
    return {
        "id": shown(name),
        "clause": _clause(name, view, phrases),
        "summary": _summary(name, view, phrases),
        "words": shown(norm.words) if norm else "",
        "opening": phrases.said(opening(norm)),
        "deed": phrases.said(imperative),
        "done": phrases.said(done),
    }


def _party(party: str, view: View, phrases: Phrases) -> Json:
    """Return a body's id, its name, and the bodies of which it is made where several bear jointly.

    The name of a role differs from language to language.
    """
    names = {code: replace(view, language=code).name(party) for code in languages.available()}
    parts = [] if party in view.names else party.split("+")
    joint: list[Json] = [shown(part) for part in parts] if len(parts) > 1 else []
    return [shown(party), phrases.texts(names), joint]


def _reading(name: str, taken: str, view: View, phrases: Phrases) -> Json:
    for act in view.acts.values():
        if name in act.readings:
            asked = act.readings[name]
            return [
                shown(name),
                shown(taken),
                [shown(choice) for choice in asked.choices],
                phrases.texts(asked.question),
            ]
    return [shown(name), shown(taken), [], ""]


def _findings(assessment: Assessment, phrases: Phrases) -> dict[str, Json]:
    """Return the findings, the errors first, and how many there are of each level."""
    levels = ("error", "warning", "note")
    ordered = sorted(assessment.findings, key=lambda each: levels.index(each.level))
    return {
        "totals": [sum(each.level == level for each in ordered) for level in levels],
        "listed": [
            [
                levels.index(each.level),
                shown(each.code),
                phrases.said(where(each.place)),
                shown(each.place.column),
                phrases.said(each.message),
                phrases.said(each.help),
            ]
            for each in ordered[:MOST_FINDINGS]
        ],
    }
