"""EVALUATE: the calculus over an agency's facts; each module is an engine, chosen by its name."""

from collections.abc import Iterable
from importlib import import_module
from typing import Protocol, TypeAlias, cast

from govrules.calculus import Relation, Value
from govrules.facts import Facts

Row: TypeAlias = tuple[Value, ...]


class Engine(Protocol):
    """What evaluates: a module here, or an object of one that was told more than a module is."""

    @property
    def NAME(self) -> str:  # noqa: N802 - a constant of the modules
        """Return the name of the engine."""

    def evaluate(self, relations: Iterable[Relation], facts: Facts) -> list[list[Row]]:
        """Return the rows of some relations over an agency's facts.

        Raises:
            EngineError: the engine failed or gave what cannot be an answer.
        """


def named(name: str) -> Engine:
    """Return the engine that a module here is."""
    return cast("Engine", import_module(f"{__name__}.{name}"))
