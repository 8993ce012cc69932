"""Forks: every reading tried, one at a time, to tell the verdicts that hang on one from the rest.

Only readings that moved something are tried in pairs, for the verdicts that hang on both.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from govrules.languages import language as tongue
from govrules.norms import Act
from govrules.sentences import Sentence
from govrules.verdicts import Duty

_NONE = Sentence("no duty")

Words = Mapping[Duty, str]
"""The verdict and reason of every duty."""

Judge = Callable[[Mapping[str, str]], Words]
"""Judges with some readings taken otherwise than now."""


@dataclass(frozen=True, slots=True)
class Fork:
    """What became of the verdicts under other choices; `moved` holds the words now and then."""

    taken: Mapping[str, str]
    moved: Mapping[Duty, tuple[str, str]]

    @property
    def name(self) -> str:
        """Name the choices: `P3=received-as-sent`."""
        return " ".join(f"{reading}={choice}" for reading, choice in self.taken.items())


@dataclass(frozen=True, slots=True)
class Forks:
    """The verdicts as they are, and what every other choice of a reading makes of them.

    `alone` is ranked by how many verdicts a choice moves; `together` holds the pairs that move
    verdicts which neither choice moves alone.
    """

    base: Words
    alone: tuple[Fork, ...]
    together: tuple[Fork, ...]

    @property
    def hanging(self) -> Mapping[Duty, tuple[str, ...]]:
        """Map each duty whose verdict some choice moves to the names of those choices."""
        found: dict[Duty, list[str]] = {}
        for fork in (*self.alone, *self.together):
            for duty in fork.moved:
                found.setdefault(duty, []).append(fork.name)
        return {duty: tuple(names) for duty, names in sorted(found.items())}


def forks(acts: Sequence[Act], judge: Judge) -> Forks:
    """Judge with each reading of some acts taken otherwise, alone and, where it matters, in pairs.

    A choice that more than one act offers is taken in all of them.
    """
    base = judge({})
    choices = {
        (name, choice): None
        for act in acts
        for name, reading in act.readings.items()
        for choice in reading.choices
        if choice != reading.taken
    }
    tried = [_fork({name: choice}, base, judge) for name, choice in choices]
    moving = [fork for fork in tried if fork.moved]
    pairs = [
        _fork({**one.taken, **other.taken}, base, judge)
        for one, other in combinations(moving, 2)
        if not one.taken.keys() & other.taken.keys()
    ]
    known = {duty for fork in moving for duty in fork.moved}
    together = [_beyond(pair, known) for pair in pairs]
    return Forks(
        base,
        tuple(sorted(tried, key=lambda fork: (-len(fork.moved), _order(fork)))),
        tuple(fork for fork in together if fork.moved),
    )


def _fork(taken: Mapping[str, str], base: Words, judge: Judge) -> Fork:
    other = judge(taken)
    duties = sorted({*base, *other})
    pairs = {duty: (base.get(duty, _NONE), other.get(duty, _NONE)) for duty in duties}
    return Fork(taken, {duty: pair for duty, pair in pairs.items() if pair[0] != pair[1]})


def _beyond(pair: Fork, known: set[Duty]) -> Fork:
    return Fork(
        pair.taken, {duty: words for duty, words in pair.moved.items() if duty not in known}
    )


def _order(fork: Fork) -> list[tuple[int, str]]:
    return [(int(reading[1:]), choice) for reading, choice in fork.taken.items()]


def told(found: Forks, acts: Sequence[Act], language: str = "en") -> str:
    """Write the report: what is stable, and which reading moves how many verdicts, ranked."""
    return "\n".join(_told(found, acts, language)) + "\n"


def _told(found: Forks, acts: Sequence[Act], language: str) -> Iterator[str]:
    hanging = found.hanging
    stable = len(found.base) - sum(duty in found.base for duty in hanging)
    tell, codes = tongue(language).tell, tongue(language).choices
    yield tell(
        Sentence(
            "{stable} of {total} verdicts are stable under every reading tried",
            stable=stable,
            total=len(found.base),
        )
    )
    yield ""
    readings = {name: reading for act in acts for name, reading in act.readings.items()}
    for fork in (fork for fork in found.alone if fork.moved):
        name = next(iter(fork.taken))
        question = readings[name].question
        moves = Sentence(
            "{choice} moves {number}, taken now is {taken}",
            choice=fork.name,
            number=len(fork.moved),
            taken=readings[name].taken,
        )
        yield tell(moves)
        yield f"  {next(question[code] for code in codes if code in question)}"
        yield from _examples(fork, tell)
    for fork in found.together:
        more = Sentence(
            "{choices} together move {number} more", choices=fork.name, number=len(fork.moved)
        )
        yield tell(more)
        yield from _examples(fork, tell)
    still = [fork.name for fork in found.alone if not fork.moved]
    if still:
        yield ""
        yield tell(Sentence("nothing hangs on {choices}", choices=", ".join(still)))


_SHOWN = 5


def _examples(fork: Fork, tell: Callable[[str], str]) -> Iterator[str]:
    for duty, (now, then) in list(fork.moved.items())[:_SHOWN]:
        occasion = f" {duty.occasion}" if duty.occasion else ""
        yield f"    {duty.norm} {duty.subject}{occasion} {duty.bearer}: {tell(now)} -> {tell(then)}"
    if len(fork.moved) > _SHOWN:
        yield f"    {tell(Sentence('and {number} more', number=len(fork.moved) - _SHOWN))}"
