"""From what was asked on the command line to an assessment and the view of it."""

import os
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from zoneinfo import ZoneInfo

import click

from govrules import acts, facts
from govrules.assessing import assess, words
from govrules.cli import engines
from govrules.cli.options import Asked, Wants
from govrules.cli.progress import Progress, progress
from govrules.drafting import forks
from govrules.facts import Facts, Naive
from govrules.findings import EngineError, Finding, FindingsError, Place
from govrules.instants import Instant, Span
from govrules.norms import Act
from govrules.reports import View
from govrules.sentences import Sentence
from govrules.verdicts import Assessment, Duty

_WIDTHS = (60, 100)
_NO_MEMORY = Finding(
    place=Place(path="memory"),
    code="out-of-memory",
    message=Sentence("there is not enough memory for what was handed over"),
    help=Sentence("judge a part of it at a time, or on a machine with more memory"),
)


@dataclass(frozen=True, slots=True)
class Judged:
    """An assessment with the acts and the facts it was made of, and the view of it."""

    acts: Sequence[Act]
    facts: Facts
    assessment: Assessment
    view: View


def judge(asked: Asked, *, unmask: bool = False) -> tuple[Assessment, View]:
    """Judge the datasets asked about; the view is for a plain file.

    What the rows relied on say of persons is withheld unless `unmask` is set.

    Raises:
        click.UsageError: an act, norm, reading or choice that does not exist.
        FindingsError: the acts or the data are not valid, the engine failed.
    """
    judged = judge_with_facts(asked, unmask=unmask)
    return judged.assessment, judged.view


def judge_with_facts(asked: Asked, *, unmask: bool = False) -> Judged:
    """Judge the datasets asked about, as `judge` does, and keep what was judged by what.

    Raises:
        click.UsageError: an act, norm, reading or choice that does not exist.
        FindingsError: the acts or the data are not valid, the engine failed.
    """
    with told_in(asked["lang"]), progress(asked["lang"]) as told:
        chosen = _settled(asked)
        return _judged(asked, chosen, told, unmask=unmask)


@contextmanager
def judged_for(
    asked: Asked, wants: Wants | None, *, unmask: bool = False
) -> Iterator[tuple[Assessment, View]]:
    """Judge as `judge` does, and have for a while the duties that are not held in memory.

    `wants` is nothing where all duties are needed in memory.

    Raises:
        click.UsageError: an act, norm, reading or choice that does not exist.
        FindingsError: the acts or the data are not valid, the engine failed.
    """
    with told_in(asked["lang"]), ExitStack() as held:
        with progress(asked["lang"]) as told:
            chosen = _settled(asked)
            judged = None
            if wants is not None and _engine(asked) == "columnar" and len(asked["datasets"]) == 1:
                judged = _in_bulk(asked, chosen, wants, told, held, unmask=unmask)
            if judged is None:
                judged = _judged(asked, chosen, told, unmask=unmask)
        yield judged.assessment, judged.view


def _in_bulk(
    asked: Asked,
    chosen: Sequence[Act],
    wants: Wants,
    told: Progress,
    held: ExitStack,
    *,
    unmask: bool,
) -> Judged | None:
    from govrules.cli.bulk import judged_in_bulk  # noqa: PLC0415 - loads a database

    found = judged_in_bulk(asked, chosen, _clock(chosen), wants, told, held, unmask=unmask)
    if found is None:
        return None
    assessment, given = found
    return Judged(chosen, given, assessment, view_of(asked, chosen, given))


@contextmanager
def told_in(language: str) -> Iterator[None]:
    """Have what goes wrong told in a language.

    Raises:
        EngineError: there was not enough memory.
    """
    try:
        yield
    except MemoryError:
        error = EngineError([_NO_MEMORY])
        error.language = language
        # What was read hangs on what failed, and would be held on to.
        raise error from None
    except FindingsError as error:
        error.language = language
        raise


def prepared(asked: Asked, told: Progress) -> tuple[Sequence[Act], Facts]:
    """Load the acts asked for, their readings taken as asked, and read the datasets.

    Raises:
        click.UsageError: an act, norm, reading or choice that does not exist.
        FindingsError: the acts or the data are not valid.
    """
    chosen = _settled(asked)
    return chosen, _read(asked, chosen, told)


def _settled(asked: Asked) -> list[Act]:
    """Load the acts asked for, their readings taken as asked."""
    taken = _taken(asked)
    chosen = _chosen(asked)
    _known_choices(taken, chosen)
    if taken:
        chosen = [acts.load(act.id, taken=taken) for act in chosen]
    return chosen


def _judged(asked: Asked, chosen: Sequence[Act], told: Progress, *, unmask: bool) -> Judged:
    engines.heeded(asked["engine"], asked.get("memory"))  # refused before anything is read
    given = _read(asked, chosen, told)
    assessment = _assessed(asked, chosen, given, told, unmask=unmask)
    return Judged(chosen, given, assessment, view_of(asked, chosen, given))


def _engine(asked: Asked) -> str:
    return asked["engine"] or engines.usual(asked["datasets"], asked.get("memory"))


def view_of(asked: Asked, chosen: Sequence[Act], given: Facts) -> View:
    """Return what the acts and the facts tell a report besides the assessment."""
    return View(
        acts={act.id: act for act in chosen},
        norms={norm.id: norm for act in chosen for norm in act.norms},
        provisions={
            name: provision for act in chosen for name, provision in acts.provisions(act.id).items()
        },
        names=_names(given, asked["as_of"]),
        language=asked["lang"],
    )


def judged_again(judged: Judged, asked: Asked) -> Assessment:
    """Judge what was read once more, by the same acts and with the engine that is asked for now.

    Raises:
        click.BadParameter: the token file of the engine's server holds no token.
        EngineError: the engine failed.
    """
    with told_in(asked["lang"]), progress(asked["lang"]) as told:
        return _assessed(asked, judged.acts, judged.facts, told, unmask=False)


def _assessed(
    asked: Asked, chosen: Sequence[Act], given: Facts, told: Progress, *, unmask: bool
) -> Assessment:
    told.at(Sentence("judging"))
    limits = engines.heeded(asked["engine"], asked.get("memory"))
    with engines.chosen(_engine(asked), asked.get("server"), limits, told.at) as engine:
        return assess(
            chosen, given, asked["as_of"], only=asked["norm"], engine=engine, unmask=unmask
        )


def hanging(asked: Asked) -> str:
    """Judge with every reading taken otherwise, and tell which verdicts hang on which.

    Raises:
        click.UsageError: an act, norm, reading or choice that does not exist.
        FindingsError: the acts or the data are not valid, the engine failed.
    """
    with told_in(asked["lang"]), progress(asked["lang"]) as told:
        return _hanging(asked, told)


def _hanging(asked: Asked, told: Progress) -> str:
    limits = engines.heeded(asked["engine"], asked.get("memory"))
    taken = _taken(asked)
    known = _chosen(asked)
    _known_choices(taken, known)
    names = [act.id for act in known]

    chosen = [acts.load(name, taken=taken) for name in names]
    with engines.chosen(_engine(asked), asked.get("server"), limits, told.at) as engine:

        def judged(other: Mapping[str, str]) -> dict[Duty, str]:
            taken_so = [acts.load(name, taken={**taken, **other}) for name in names]
            given = _read(asked, taken_so, told)
            told.at(Sentence("judging"))
            return words(taken_so, given, asked["as_of"], only=asked["norm"], engine=engine)

        hangs = forks.forks(chosen, judged)
    return forks.told(hangs, chosen, asked["lang"])


def screen() -> tuple[bool, int]:
    """Return whether standard output shows colours, and its width in columns."""
    if not sys.stdout.isatty():
        return False, 80
    colour = "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"
    narrow, wide = _WIDTHS
    return colour, min(max(shutil.get_terminal_size().columns, narrow), wide)


def load(names: Sequence[str]) -> list[Act]:
    """Load acts named on the command line.

    Raises:
        click.BadParameter: an act that does not exist.
        PolicyError: an act that is not valid.
    """
    for name in names:
        if name not in acts.available():
            known = ", ".join(acts.available())
            raise click.BadParameter(
                f"there is no act `{name}`: there are {known}", param_hint="'--act'"
            )
    return [acts.load(name) for name in dict.fromkeys(names)]


def _chosen(asked: Asked) -> list[Act]:
    """Load the acts asked for, else those that the datasets name, else all; readings by default."""
    chosen = load(asked["act"])
    if not chosen:
        header = facts.read_header(asked["datasets"])
        chosen = [acts.load(name) for name in header.acts or acts.available()]
    chosen.sort(key=lambda act: act.id)  # in what order they were named must not show
    norms = {norm.id: act for act in chosen for norm in act.norms}
    for name in asked["norm"]:
        if name not in norms:
            raise _no_norm(name, list(norms))
    if asked["norm"] and not asked["act"]:
        wanted = {norms[name].id for name in asked["norm"]}
        return [act for act in chosen if act.id in wanted]
    return chosen


def _no_norm(name: str, known: Sequence[str]) -> click.BadParameter:
    parts = [norm for norm in known if norm.startswith(f"{name}.")]
    near = parts or get_close_matches(name, known) or [norm for norm in known if name in norm]
    hint = (
        f"did you mean {', '.join(f'`{norm}`' for norm in near)}?"
        if near
        else ("`govrules acts ACT` lists the norms of an act")
    )
    return click.BadParameter(f"there is no norm `{name}`: {hint}", param_hint="'--norm'")


def _taken(asked: Asked) -> dict[str, str]:
    taken: dict[str, str] = {}
    for reading, choice in asked["reading"]:
        if taken.setdefault(reading, choice) != choice:
            message = f"`{reading}` is taken twice, as `{taken[reading]}` and as `{choice}`"
            raise click.BadParameter(message, param_hint="'--reading'")
    return taken


def _known_choices(taken: dict[str, str], chosen: Sequence[Act]) -> None:
    declared = {name: choice for act in chosen for name, choice in act.readings.items()}
    for name, choice in taken.items():
        if name not in declared:
            known = ", ".join(sorted(declared, key=lambda each: (len(each), each)))
            message = f"there is no reading `{name}`: there are {known}"
            raise click.BadParameter(message, param_hint="'--reading'")
        for act in chosen:
            if name in act.readings and choice not in act.readings[name].choices:
                known = ", ".join(act.readings[name].choices)
                message = (
                    f"`{choice}` is no choice of reading `{name}` in {act.id}: there are {known}"
                )
                raise click.BadParameter(message, param_hint="'--reading'")


def _clock(chosen: Sequence[Act]) -> tuple[ZoneInfo | None, Naive]:
    """Return how naive times are read: in the zone that all acts share, if there is one."""
    zones = {act.zone for act in chosen}
    zone = ZoneInfo(zones.pop()) if len(zones) == 1 else None
    rejected = any(act.settled.get("naive-times") == "reject" for act in chosen)
    return zone, "reject" if rejected else "act-zone"


def _read(asked: Asked, chosen: Sequence[Act], told: Progress) -> Facts:
    zone, naive = _clock(chosen)
    return facts.read(asked["datasets"], zone=zone, naive=naive, watch=told.at)


def _names(given: Facts, as_of: Instant) -> dict[str, str]:
    """Return the names of organisations, of several versions the latest that has begun."""
    names: dict[str, tuple[Instant, str]] = {}
    rows = given.tables["organisations"].rows if "organisations" in given.tables else ()
    for row in rows:
        id_, name, begun = (row.cells.get(column) for column in ("id", "name", "valid_from"))
        since = begun.lo if isinstance(begun, Span) else 0
        if not isinstance(id_, str) or not isinstance(name, str) or not name or since > as_of:
            continue
        if id_ not in names or names[id_][0] <= since:
            names[id_] = (since, name)
    return {id_: name for id_, (_, name) in names.items()}
