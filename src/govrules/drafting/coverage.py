"""Coverage: what became of every unit of an act, held against its norms and scenarios as loaded.

A unit is accounted for if what its state says is so; whatever is not so is a finding.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from govrules import acts, documents
from govrules.acts.inventory import StateWord, Unit
from govrules.drafting.resting import scenarios_of
from govrules.drafting.scenarios import Scenario
from govrules.findings import Finding, FindingsError, Place
from govrules.languages import language
from govrules.norms import Norm
from govrules.sentences import Sentence, listed
from govrules.verdicts import Verdict

TITLES: Mapping[StateWord, Sentence] = {
    "encoded": Sentence("encoded by norms"),
    "attestation": Sentence("attestation, which only a statement can decide"),
    "condition-of": Sentence("conditions of norms"),
    "definition-used-by": Sentence("definitions in use"),
    "structure": Sentence("structure"),
    "not-checkable": Sentence("not checkable, because"),
}
"""The states of a unit, in the order in which they are shown."""

_LAID_DOWN = ("encoded", "attestation")
_SHOWN = 3  # more names than this are counted instead


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A unit, the state it claims, and whether that is so."""

    unit: str
    word: StateWord
    names: tuple[str, ...]
    why: str
    accounted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Asserted:
    """How many scenarios expect something of a norm, and how many each outcome.

    An outcome is `verdict/reason`, or the verdict alone.
    """

    norm: str
    scenarios: int
    outcomes: Mapping[str, int]

    @property
    def never(self) -> tuple[str, ...]:
        """Return which of the two outcomes, kept and broken, no scenario expects."""
        words = {outcome.partition("/")[0] for outcome in self.outcomes}
        return tuple(each for each in (Verdict.COMPLIANT, Verdict.VIOLATED) if each not in words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """The units of an act with their states, its norms with their scenarios, and what is amiss."""

    act: str
    rows: tuple[Row, ...]
    norms: tuple[Asserted, ...]
    findings: tuple[Finding, ...]

    @property
    def accounted(self) -> int:
        """Count the units whose state is so."""
        return sum(row.accounted for row in self.rows)

    def counts(self) -> dict[StateWord, tuple[int, int]]:
        """Count for each state the units accounted for, and all of them; every state present."""
        return {
            word: (
                sum(row.accounted for row in self.rows if row.word == word),
                sum(row.word == word for row in self.rows),
            )
            for word in TITLES
        }


def coverage(act: str, folder: Path | None = None) -> Coverage:
    """Hold the units of an act against its norms and scenarios.

    Raises:
        PolicyError: the act, its units or its scenarios are not valid.
    """
    root = folder or acts.shipped_acts()
    units = acts.provisions(act, folder)
    loaded = acts.load(act, folder=folder)
    places = _norm_places(root / act / "norms", root)
    norms = [(norm, places[norm.id]) for norm in loaded.norms]
    return account(act, units, norms, scenarios_of(act, root))


def account(
    act: str,
    units: Mapping[str, Unit],
    norms: Sequence[tuple[Norm, Place]],
    scenarios: Sequence[tuple[str, Scenario]],
) -> Coverage:
    """Hold units against norms, each with its place, and scenarios, each with its file's path."""
    known = {norm.id for norm, _ in norms}
    amiss = {name: tuple(_amiss(unit, units, known)) for name, unit in units.items()}
    findings = [finding for each in amiss.values() for finding in each]
    findings += [each for norm, place in norms for each in _norm_amiss(norm, place, units)]
    findings += _strangers(scenarios, units)
    rows = [
        Row(
            unit=name,
            word=unit.state.word,
            names=unit.state.names,
            why=unit.state.why,
            accounted=not amiss[name],
        )
        for name, unit in units.items()
    ]
    in_order = [name for name in units if name in known] + sorted(known - set(units))
    return Coverage(
        act=act,
        rows=tuple(rows),
        norms=tuple(_asserted(name, scenarios) for name in in_order),
        findings=tuple(sorted(findings)),
    )


def _norm_places(folder: Path, root: Path) -> dict[str, Place]:
    found: dict[str, Place] = {}
    for path in sorted(folder.glob("*.yaml")):
        chapter = documents.load(path, "norms", shown=path.relative_to(root).as_posix())
        for number, norm in enumerate(chapter.value["norms"]):
            found[norm["norm"]] = chapter.place(("norms", number))
    return found


def _amiss(unit: Unit, units: Mapping[str, Unit], known: set[str]) -> Iterator[Finding]:
    """Find what the entry of a unit says that is not so."""
    for name in filter(None, (unit.parent, unit.printed_as, *unit.state.names)):
        if name not in units:
            yield _finding(
                unit.place,
                "unknown-unit",
                Sentence(
                    "`{unit}` names `{name}`, which is no unit of this act",
                    unit=unit.id,
                    name=name,
                ),
                Sentence("write an id as this file has it"),
            )
        elif unit.state.word in _LAID_DOWN and name in unit.state.names and name not in known:
            yield _finding(
                unit.place,
                "no-such-norm",
                Sentence(
                    "`{unit}` says it has the norm `{norm}`, but `norms/` has none",
                    unit=unit.id,
                    norm=name,
                ),
                Sentence("write the norm, or say in `state` what became of the unit"),
            )
        elif unit.state.word == "condition-of" and _is_bare(units[name], unit.state.names):
            yield _finding(
                unit.place,
                "not-a-norm",
                Sentence(
                    "`{unit}` is called a condition of `{name}`, which has no norm",
                    unit=unit.id,
                    name=name,
                ),
                Sentence("name units that are `encoded` or `attestation`"),
            )


def _is_bare(unit: Unit, named: Sequence[str]) -> bool:
    return unit.id in named and unit.state.word not in _LAID_DOWN


def _norm_amiss(norm: Norm, place: Place, units: Mapping[str, Unit]) -> Iterator[Finding]:
    """Find norms, and conditions of norms, that the units know nothing of."""
    unit = units.get(norm.id)
    if unit is None:
        yield _finding(
            place,
            "norm-without-unit",
            Sentence("there is no unit `{unit}`", unit=norm.id),
            Sentence("a norm has the id of its unit; add the unit to `provisions.yaml`"),
        )
    elif unit.state.word not in _LAID_DOWN or norm.id not in unit.state.names:
        yield _finding(
            place,
            "norm-not-named",
            Sentence(
                "the unit `{unit}` says `{state}` and does not name its norm",
                unit=norm.id,
                state=unit.state.word,
            ),
            Sentence(
                "write `encoded: [{norm}]` in `provisions.yaml`, or delete the norm", norm=norm.id
            ),
        )
    for name in (condition.provision for condition in norm.conditions):
        state = units[name].state if name in units else None
        if state is None or state.word != "condition-of" or norm.id not in state.names:
            yield _finding(
                place,
                "condition-not-named",
                Sentence(
                    "no unit `{unit}` calls itself a condition of `{norm}`", unit=name, norm=norm.id
                ),
                Sentence("add it to `condition-of` of `{unit}` in `provisions.yaml`", unit=name),
            )


def _strangers(
    scenarios: Iterable[tuple[str, Scenario]], units: Mapping[str, Unit]
) -> Iterator[Finding]:
    for path, scenario in scenarios:
        for line, at in scenario.expect:
            if line["norm"] not in units:
                yield _finding(
                    Place(path=path, line=at.line, offset=at.offset),
                    "unknown-unit",
                    Sentence(
                        "the scenario expects something of `{norm}`, which is no unit",
                        norm=line["norm"],
                    ),
                    Sentence("write the norm's id as `provisions.yaml` has it"),
                )


def _finding(place: Place, code: str, message: Sentence, help_: Sentence) -> Finding:
    return Finding(place=place, code=code, message=message, help=help_)


def _asserted(norm: str, scenarios: Iterable[tuple[str, Scenario]]) -> Asserted:
    outcomes: Counter[str] = Counter()
    number = 0
    for _, scenario in scenarios:
        lines = [line for line, _ in scenario.expect if line["norm"] == norm]
        number += bool(lines)
        outcomes.update({"/".join(filter(None, _outcome(line))) for line in lines})
    return Asserted(norm=norm, scenarios=number, outcomes=dict(sorted(outcomes.items())))


def _outcome(line: Mapping[str, str]) -> tuple[str, str]:
    return line["verdict"], line.get("reason", "")


def run_coverage(
    names: Iterable[str] = (), folder: Path | None = None, lang: str = "en"
) -> tuple[str, int]:
    """Return the coverage of some acts, by default of all, in a language, and the exit code.

    0 if every unit of every act is accounted for and nothing is amiss, else 4.
    """
    tell = language(lang).tell
    try:
        found = [coverage(act, folder) for act in tuple(names) or acts.available(folder)]
    except FindingsError as error:
        return "\n".join(each.told(tell) for each in error.findings) + "\n", 4
    parts = [told(each, lang) for each in found]
    total = sum(len(each.rows) for each in found)
    accounted = sum(each.accounted for each in found)
    parts.append(
        tell(
            Sentence("{some} of {total} units accounted for", some=accounted, total=total),
        )
    )
    return "\n\n".join(parts) + "\n", 4 if any(each.findings for each in found) else 0


def told(found: Coverage, lang: str = "en") -> str:
    """Write a coverage: units by state, norms with their scenarios, then what is amiss."""
    return "\n".join(line.rstrip() for line in _lines(found, language(lang).tell))


def _lines(found: Coverage, tell: Callable[[str], str]) -> Iterator[str]:
    yield tell(
        Sentence(
            "{act}: {some} of {total} units accounted for",
            act=found.act,
            some=found.accounted,
            total=len(found.rows),
        )
    )
    wide = max((len(row.unit) for row in found.rows), default=0)
    for word, (accounted, total) in found.counts().items():
        title = Sentence(
            "{title}: {some} of {total}", title=TITLES[word], some=accounted, total=total
        )
        yield f"\n  {tell(title)}"
        for row in (row for row in found.rows if row.word == word):
            mark = " " if row.accounted else "!"
            yield f"  {mark} {row.unit:{wide}}  {row.why or tell(_counted(row))}"
    asserted = [norm for norm in found.norms if norm.scenarios]
    counted = Sentence(
        "norms: {norms}; {expected} expected by a scenario, {both} both kept and broken",
        norms=len(found.norms),
        expected=len(asserted),
        both=sum(not norm.never for norm in asserted),
    )
    yield f"\n  {tell(counted)}"
    for norm in found.norms:
        words = [f"{word} {count}" for word, count in norm.outcomes.items()]
        words += [Sentence("never {word}", word=word) for word in norm.never]
        yield f"    {norm.norm:{wide}}  {norm.scenarios:4}  {tell(listed(words))}"
    if found.findings:
        yield ""
        yield from (each.told(tell) for each in found.findings)


def _counted(row: Row) -> str:
    if row.names == (row.unit,):
        return ""
    if len(row.names) > _SHOWN:
        count = len(row.names)
        if row.word == "condition-of":
            return Sentence("{count} norms", "{count} norms", count=count)
        return Sentence("{count} units", "{count} units", count=count)
    return ", ".join(row.names)
