"""Agreement: the same duties judged by two engines, and every difference between them.

Both read the same plan of the same norms; if they differ, one of them is wrong about the calculus.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from zoneinfo import ZoneInfo

from govrules.assessing import assess
from govrules.facts import Facts
from govrules.findings import Finding, Place
from govrules.instants import Instant, write, write_duration
from govrules.norms import Act
from govrules.sentences import Sentence
from govrules.verdicts import Assessment, Duty, Judgement

_INSTANTS = frozenset({"opened_at", "due_at", "performed_at"})
_COMPARED = tuple(field.name for field in fields(Judgement) if field.name != "duty")


def agree(
    acts: Sequence[Act],
    facts: Facts,
    as_of: Instant,
    engines: tuple[str, str] = ("reference", "columnar"),
) -> tuple[Finding, ...]:
    """Judge an agency's facts with two engines and return every difference, sorted.

    Raises:
        EngineError: one of the engines failed.
    """
    one, other = (assess(acts, facts, as_of, engine=engine) for engine in engines)
    return differences(one, other)


def differences(one: Assessment, other: Assessment) -> tuple[Finding, ...]:
    """Compare what two engines made of the same facts, duty by duty; nothing if they agree.

    Raises:
        OnlyCountedError: one of the two only counts some duties.
    """
    engines = one.engine["name"], other.engine["name"]
    ours, theirs = _by_duty(one), _by_duty(other)
    found: list[Finding] = []
    for duty in sorted({*ours, *theirs}):
        pair = ours.get(duty, []), theirs.get(duty, [])
        place = _place(duty, [*pair[0], *pair[1]])
        counts = [str(len(judgements)) for judgements in pair]
        if counts[0] != counts[1]:
            found.append(_finding(duty, place, "duties", counts, engines))
            continue
        for judged in zip(*pair, strict=True):
            found += [
                _finding(duty, place, name, [_told(name, each) for each in judged], engines)
                for name in _differing(*judged)
            ]
    return tuple(sorted(found))


def _by_duty(assessment: Assessment) -> Mapping[Duty, list[Judgement]]:
    found: dict[Duty, list[Judgement]] = {}
    for judgement in assessment.each():
        found.setdefault(judgement.duty, []).append(judgement)
    return found


def _place(duty: Duty, judgements: Sequence[Judgement]) -> Place:
    rows = (place for judgement in judgements for place in judgement.evidence)
    return next(rows, Place(path=duty.norm))


def _differing(one: Judgement, other: Judgement) -> Iterator[str]:
    return (name for name in _COMPARED if getattr(one, name) != getattr(other, name))


def _told(name: str, judgement: Judgement) -> str:
    value = getattr(judgement, name)
    if name in _INSTANTS and value is not None:
        return write(value, ZoneInfo(judgement.zone))
    if name == "delay" and value is not None:
        return write_duration(value)
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)


def _finding(
    duty: Duty, place: Place, name: str, values: Sequence[str], engines: tuple[str, str]
) -> Finding:
    message = Sentence(
        "`{name}` of `{norm}` on `{subject}` for `{bearer}` is `{one}` by the engine `{first}` "
        "and `{other}` by `{second}`",
        name=name,
        norm=duty.norm,
        subject=" ".join(filter(None, (duty.subject, duty.occasion))),
        bearer=duty.bearer,
        one=values[0],
        other=values[1],
        first=engines[0],
        second=engines[1],
    )
    help_ = Sentence(
        "rely on `{engine}`, which is right by definition, and send these data to the maintainers",
        engine="reference",
    )
    return Finding(place=place, code="engines-disagree", message=message, help=help_)
