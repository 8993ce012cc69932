"""How far the reading of tables has come, for whoever waits for it. Reading does not know who."""

from collections.abc import Callable, Iterable, Iterator
from typing import Final, TypeAlias, TypeVar

from govrules.sentences import Sentence

Watch: TypeAlias = Callable[[Sentence, int, int], None]
"""Is told what is being done, how many rows are done, and about how many there are."""

_EVERY: Final = 1000
_Row = TypeVar("_Row")


def unwatched(stage: Sentence, done: int, whole: int) -> None:
    """Watch nothing."""


def watched(rows: Iterable[_Row], watch: Watch, stage: Sentence, whole: int) -> Iterator[_Row]:
    """Yield rows, and tell of every thousandth before it is worked on."""
    for done, row in enumerate(rows):
        if done % _EVERY == 0:
            watch(stage, done, whole)
        yield row
