"""ASSESS: the duties that an engine judged → an assessment with evidence, clocks and counts.

What is done here is the same for every engine, so that the engines have nothing to differ about.
"""

from collections.abc import Iterable, Mapping, Sequence
from zoneinfo import ZoneInfo

import tzdata

from govrules import __version__, planning
from govrules.assessing.consistency import doubts
from govrules.assessing.evidence import Sources, Use, by_duty, rows_relied_on
from govrules.assessing.missing import unknown_cells
from govrules.calculus import Value
from govrules.engines import Engine, named
from govrules.facts import Facts
from govrules.instants import ABSENT, Duration, Instant, civil_day, write_duration
from govrules.norms import Act, Norm
from govrules.planning import DUTY_COLUMNS, Plan
from govrules.verdicts import Assessment, Duty, Judgement, Reason, Verdict

_AT = {name: at for at, name in enumerate(DUTY_COLUMNS)}
EDITION = _AT["edition"]
_VERDICTS: Mapping[Value, Verdict] = {word.value: word for word in Verdict}
_REASONS: Mapping[Value, Reason] = {word.value: word for word in Reason}


def assess(
    acts: Sequence[Act],
    facts: Facts,
    as_of: Instant,
    *,
    only: Iterable[str] = (),
    engine: str | Engine = "reference",
    unmask: bool = False,
) -> Assessment:
    """Judge an agency's facts by some acts at an instant.

    `only` narrows to the norms named, by their ids. Facts after `as_of` are not seen. An engine
    is given by its name, or as itself where it was told more than that. What the rows relied on
    say of persons is withheld unless `unmask` is set.

    Raises:
        EngineError: the engine failed or gave what cannot be an answer.
    """
    wanted = set(only)
    norms = [n for act in acts for n in act.norms if not wanted or n.id in wanted]
    plan = planning.plan(acts, norms, facts, as_of)
    evaluator = named(engine) if isinstance(engine, str) else engine
    judgements = _judged(plan, acts, facts, evaluator)
    judgements = unknown_cells(judgements, acts, facts, as_of)
    return Assessment(
        as_of=as_of,
        zone=acts[0].zone if acts else "UTC",
        engine=_described(evaluator),
        acts={act.id: act.digest for act in acts},
        readings=_readings(acts),
        not_assessed=plan.not_assessed,
        narrowed_to=tuple(sorted(wanted)),
        inputs=facts.inputs,
        judgements=judgements,
        findings=tuple(sorted({*facts.findings, *doubts(acts, facts, as_of)})),
        rows=rows_relied_on(judgements, facts, unmask=unmask),
    )


def words(
    acts: Sequence[Act],
    facts: Facts,
    as_of: Instant,
    *,
    only: Iterable[str] = (),
    engine: str | Engine = "reference",
) -> dict[Duty, str]:
    """Judge as `assess` does, but return only each duty's verdict and reason: `violated/late`."""
    wanted = set(only)
    norms = [n for act in acts for n in act.norms if not wanted or n.id in wanted]
    plan = planning.plan(acts, norms, facts, as_of)
    evaluator = named(engine) if isinstance(engine, str) else engine
    answers = evaluator.evaluate(plan.duties, facts)
    found: dict[Duty, str] = {}
    for row in (row for answer in answers for row in answer):
        verdict, reason = row[_AT["verdict"]], row[_AT["reason"]]
        duty = Duty(*(str(value) for value in row[:5]))
        found[duty] = f"{verdict}/{reason}" if reason else str(verdict)
    return found


def _readings(acts: Iterable[Act]) -> dict[str, str]:
    taken = {name: choice.taken for act in acts for name, choice in act.readings.items()}
    return dict(sorted(taken.items(), key=lambda item: int(item[0][1:])))


def _described(evaluator: Engine) -> dict[str, str]:
    return {
        "name": evaluator.NAME,
        "version": __version__,
        "tzdata": tzdata.__version__,
    }


def _judged(
    plan: Plan, acts: Sequence[Act], facts: Facts, evaluator: Engine
) -> tuple[Judgement, ...]:
    answers = evaluator.evaluate((*plan.duties, *plan.evidence), facts)
    rows = [row for answer in answers[: len(plan.duties)] for row in answer]
    uses = by_duty(row for answer in answers[len(plan.duties) :] for row in answer)
    norms = {(norm.id, norm.edition.amendment): (act, norm) for act in acts for norm in act.norms}
    sources = Sources(facts)
    judged = []
    for row in rows:
        norm, subject, occasion, bearer, *_ = map(str, row)
        used = uses.get((norm, subject, occasion, bearer), ())
        judged.append(judgement_of(row, *norms[norm, str(row[EDITION])], used, sources))
    return tuple(sorted(judged, key=lambda judgement: judgement.duty))


def judgement_of(
    row: Sequence[Value], act: Act, norm: Norm, uses: Sequence[Use], sources: Sources
) -> Judgement:
    """Make a judgement of a row of `DUTY_COLUMNS`, with the evidence that bears on it."""
    name, subject, occasion, bearer, counterparty, word, why, ground, *times, case, object_, _ = row
    verdict, reason = _VERDICTS[word], _REASONS[why]
    opened, due, performed = map(_instant, times)
    done = verdict is Verdict.COMPLIANT or verdict is Verdict.VIOLATED
    if not (done and (reason is Reason.NONE or reason is Reason.LATE)):
        performed = None
    rows = (int(case), int(object_))
    return Judgement(
        duty=Duty(str(name), str(subject), str(occasion), str(bearer), str(counterparty)),
        verdict=verdict,
        reason=reason,
        grounds=(str(ground),) if ground else (),
        opened_at=opened,
        due_at=due,
        performed_at=performed,
        late_by=_lateness(norm, act.zone, due, performed) if reason is Reason.LATE else "",
        delay=_delay(opened, performed),
        readings=norm.readings,
        evidence=sources.relied_on(verdict, reason, rows, uses, performed),
        severity=norm.severity,
        zone=act.zone,
    )


def _delay(opened: Instant | None, performed: Instant | None) -> Duration | None:
    """Return how long after its opening a duty was performed; what came earlier took no time."""
    if opened is None or performed is None:
        return None
    return max(0, performed - opened)


def _instant(value: Value) -> Instant | None:
    return None if int(value) >= ABSENT else int(value)


def _lateness(norm: Norm, zone: str, due: Instant | None, performed: Instant | None) -> str:
    """Write how late: elapsed time for terms in hours, whole local days for terms in days."""
    if due is None or performed is None:
        return ""
    if norm.clock.unit == "elapsed":
        return write_duration(performed - due)
    days = civil_day(performed, ZoneInfo(zone)) - civil_day(due, ZoneInfo(zone))
    return f"P{days.days}D"
