"""Scenarios: given these facts, these verdicts; the jurist's tests, run on any engine.

A scenario that asserts nothing is refused; one that fails says so in sentences.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from govrules import acts, documents, facts
from govrules.assessing import assess
from govrules.documents import Document, Json
from govrules.engines import Engine
from govrules.facts import Naive, RawValue
from govrules.facts.tables import TABLES
from govrules.findings import Finding, Place, PolicyError
from govrules.instants import NotAnInstantError, read_duration, read_exact, write, write_duration
from govrules.norms import Act
from govrules.sentences import Sentence
from govrules.verdicts import Judgement, Verdict

_NAMES = ("norm", "subject", "occasion", "bearer", "counterparty")
_INSTANTS = ("opened_at", "due_at", "performed_at")
_DURATIONS = ("late_by", "delay")

GivenRow = tuple[Mapping[str, RawValue], Place]


@dataclass(frozen=True, slots=True)
class Scenario:
    """One scenario as its file writes it, its background merged in."""

    sentence: str
    place: Place
    act: str
    as_of: str
    readings: Mapping[str, str]
    given: Mapping[str, Sequence[GivenRow]]
    expect: Sequence[tuple[Mapping[str, Json], Place]]
    none_violated_elsewhere: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a scenario: nothing in `failures` means that it holds."""

    scenario: Scenario
    failures: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Say whether every line of the scenario holds."""
        return not self.failures


def read(paths: Iterable[Path]) -> tuple[Scenario, ...]:
    """Read the scenarios of some files, and of the files `*.yaml` under some folders.

    Raises:
        PolicyError: a file is no file of scenarios; with every problem of it.
    """
    files = [
        found for path in paths for found in (_scenario_files(path) if path.is_dir() else [path])
    ]
    return tuple(scenario for file in files for scenario in _of_file(file))


def _scenario_files(folder: Path) -> list[Path]:
    inside = [path for path in folder.rglob("*.yaml") if path.parent.name == "scenarios"]
    return sorted(inside or folder.glob("*.yaml"))


def _of_file(path: Path) -> Iterator[Scenario]:
    parts = documents.load_all(path, ["backgrounds", "scenarios"], shown=path.as_posix())
    backgrounds = {name: given for part in parts for name, given in _backgrounds(part)}
    for part in parts:
        if part.schema == "scenarios":
            for number in range(len(part.value)):
                yield _scenario(part, number, backgrounds)


def _backgrounds(part: Document) -> Iterator[tuple[str, dict[str, list[GivenRow]]]]:
    if part.schema == "backgrounds":
        many = isinstance(part.value, list)
        for number, entry in enumerate(part.value if many else [part.value]):
            at = (number, "given") if many else ("given",)
            yield entry["background"], _rows(part, entry["given"], at)


def _rows(
    part: Document, given: Mapping[str, Json], at: tuple[str | int, ...]
) -> dict[str, list[GivenRow]]:
    return {
        table: [(row, part.place((*at, table, number))) for number, row in enumerate(given[table])]
        for table in given
        if table in TABLES
    }


def _scenario(
    part: Document, number: int, backgrounds: Mapping[str, Mapping[str, Sequence[GivenRow]]]
) -> Scenario:
    value, place = part.value[number], part.place((number,))
    given = value.get("given", {})
    used = given.get("use", [])
    tables: dict[str, list[GivenRow]] = {table: [] for table in TABLES}
    for name in [used] if isinstance(used, str) else used:
        if name not in backgrounds:
            raise _no_background(name, part.place((number, "given", "use")), backgrounds)
        for table, rows in backgrounds[name].items():
            tables[table] = _merged(tables[table], rows)
    for table, rows in _rows(part, given, (number, "given")).items():
        tables[table] = _merged(tables[table], rows)
    return Scenario(
        sentence=value["scenario"],
        place=place,
        act=value["act"],
        as_of=value["as_of"],
        readings=value.get("readings", {}),
        given=tables,
        expect=[
            (line, part.place((number, "expect", at)))
            for at, line in enumerate(value.get("expect", []))
        ],
        none_violated_elsewhere="verdicts_elsewhere" in value,
    )


def _no_background(name: str, place: Place, backgrounds: Iterable[str]) -> PolicyError:
    known = ", ".join(f"`{each}`" for each in sorted(backgrounds)) or Sentence("none")
    return PolicyError(
        [
            Finding(
                place=place,
                code="unknown-background",
                message=Sentence("there is no background `{name}`", name=name),
                help=Sentence("the backgrounds of this file are {known}", known=known),
            )
        ]
    )


def _merged(rows: Sequence[GivenRow], added: Sequence[GivenRow]) -> list[GivenRow]:
    """Add rows; one with a known id overrides the columns that it names."""
    merged = list(rows)
    at = {row["id"]: number for number, (row, _) in enumerate(rows) if "id" in row}
    for row, place in added:
        known = at.get(row.get("id", ""))
        if known is None:
            merged.append((row, place))
        else:
            merged[known] = ({**merged[known][0], **row}, place)
    return merged


def run(scenario: Scenario, engine: str | Engine = "reference") -> Outcome:
    """Judge the facts of a scenario and compare with what it expects.

    Raises:
        PolicyError: the act does not exist, a time or an expectation cannot be read.
    """
    _known_readings(scenario, _act(scenario.act, ()))
    act = _act(scenario.act, tuple(sorted(scenario.readings.items())))
    naive: Naive = "reject" if act.settled.get("naive-times") == "reject" else "act-zone"
    given = facts.from_rows(scenario.given, zone=ZoneInfo(act.zone), naive=naive)
    assessed = assess([act], given, _instant(scenario.as_of, scenario.place), engine=engine)
    failures: list[str] = []
    met: set[str] = set()
    for line, place in scenario.expect:
        failures += _compare(line, place, act, assessed.judgements, met)
    if scenario.none_violated_elsewhere:
        failures += [
            f"{_told(judgement, act)}, though nothing else should be violated"
            for judgement in assessed.judgements
            if judgement.verdict is Verdict.VIOLATED and judgement.duty.id not in met
        ]
    return Outcome(scenario, tuple(failures))


@lru_cache(maxsize=64)
def _act(name: str, taken: tuple[tuple[str, str], ...]) -> Act:
    return acts.load(name, taken=dict(taken))


def _known_readings(scenario: Scenario, act: Act) -> None:
    for name, choice in scenario.readings.items():
        known = act.readings.get(name)
        if known is None or choice not in known.choices:
            choices = ", ".join(known.choices) if known else ", ".join(act.readings)
            message = Sentence(
                "`{choice}` is no choice of reading `{reading}`", choice=choice, reading=name
            )
            raise PolicyError(
                [
                    Finding(
                        place=scenario.place,
                        code="unknown-choice",
                        message=message,
                        help=Sentence("choose among {choices}", choices=choices),
                    )
                ]
            )


def _instant(text: str, place: Place) -> int:
    try:
        return read_exact(text)
    except NotAnInstantError as error:
        finding = Finding(place=place, code="bad-time", message=error.why, help=error.help)
        raise PolicyError([finding]) from error


def _compare(
    line: Mapping[str, Json],
    place: Place,
    act: Act,
    judgements: Sequence[Judgement],
    met: set[str],
) -> list[str]:
    same = [each for each in judgements if _is_named(each, line)]
    asked = ", ".join(f"{name} `{line[name]}`" for name in _NAMES if name in line)
    if line["verdict"] == "none":
        return [f"{place}: {_told(each, act)}, though no such duty should exist" for each in same]
    wrong = {each.duty.id: _differences(each, line, place, act) for each in same}
    right = [id_ for id_, differences in wrong.items() if not differences]
    met.update(right)
    if len(right) == 1:
        return []
    if len(right) > 1:
        return [f"{place}: {len(right)} duties fit {asked}; say which is meant"]
    if not same:
        return [f"{place}: there is no duty of {asked}"]
    return [
        f"{place}: {_told(each, act)}, expected {'; '.join(wrong[each.duty.id])}" for each in same
    ]


def _is_named(judgement: Judgement, line: Mapping[str, Json]) -> bool:
    duty = judgement.duty
    for name in _NAMES:
        if name == "bearer" and line.get(name) in duty.bearer.split("+"):
            continue
        if name in line and line[name] != getattr(duty, name):
            return False
    return True


def _differences(
    judgement: Judgement, line: Mapping[str, Json], place: Place, act: Act
) -> list[str]:
    zone = ZoneInfo(act.zone)
    found = [
        f"{name} `{line[name]}`"
        for name in ("verdict", "reason")
        if name in line and line[name] != str(getattr(judgement, name))
    ]
    if "grounds" in line and sorted(line["grounds"]) != sorted(judgement.grounds):
        found.append(f"grounds {line['grounds']} and not {list(judgement.grounds)}")
    for name in _INSTANTS:
        if name in line:
            actual = getattr(judgement, name)
            if _instant(line[name], place) != actual:
                said = "nothing" if actual is None else f"`{write(actual, zone)}`"
                found.append(f"{name} `{line[name]}` and not {said}")
    for name in _DURATIONS:
        if name in line:
            actual = getattr(judgement, name)
            if actual in {None, ""} or read_duration(line[name]) != _length(actual):
                said = actual if isinstance(actual, str) else write_duration(actual or 0)
                found.append(f"{name} `{line[name]}` and not `{said}`")
    return found


def _length(value: str | int) -> int:
    return read_duration(value) if isinstance(value, str) else value


def _told(judgement: Judgement, act: Act) -> str:
    duty = judgement.duty
    on = f" on the {duty.occasion}" if duty.occasion else ""
    reason = f"/{judgement.reason}" if judgement.reason else ""
    said = f"`{duty.norm}` of `{duty.subject}`{on} for `{duty.bearer}`"
    due = f", due {write(judgement.due_at, ZoneInfo(act.zone))}" if judgement.due_at else ""
    return f"{said} is {judgement.verdict}{reason}{due}"
