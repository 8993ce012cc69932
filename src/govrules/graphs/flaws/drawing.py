"""What findings on the law are derived from: an act, its units and the edges that they draw."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from govrules.acts.inventory import Unit
from govrules.findings import Finding, Level
from govrules.graphs.edges import Edge, edges, occasions
from govrules.norms import Act, PeriodTrigger, ReceiptTrigger
from govrules.sentences import Sentence, listed
from govrules.wording import numbered

REPORTING = frozenset({"acknowledges", "escalates", "notifies", "replies", "reports", "sends"})
"""Relations by which whoever bears a duty answers to somebody."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """An act as it is drawn."""

    act: Act
    units: Mapping[str, Unit]
    edges: tuple[Edge, ...]

    @classmethod
    def of(cls, act: Act, units: Mapping[str, Unit]) -> "Drawing":
        """Draw an act."""
        return cls(act, units, edges(act, units))

    def meet(self, one: str, other: str) -> bool:
        """Return whether one and the same body may be both, as one contains the other."""
        within = self.act.roles
        return one == other or one in within.get(other, ()) or other in within.get(one, ())

    def feeds(self, first: Edge, then: Edge) -> bool:
        """Return whether what the one brings is what the other starts with.

        It is if the one's message starts the other's clock, or if both recur in one rhythm and
        the recipient of the one bears the other.
        """
        if first.unit == then.unit or first.norm is None or then.norm is None:
            return False
        if not self.meet(first.target, then.source):
            return False
        start, trigger = first.norm.trigger, then.norm.trigger
        if isinstance(trigger, ReceiptTrigger):
            sent = first.message
            shared = set(occasions(first)) & set(trigger.occasions)
            return sent is not None and sent.type == trigger.message and bool(shared)
        return (
            isinstance(start, PeriodTrigger)
            and isinstance(trigger, PeriodTrigger)
            and start.period == trigger.period
            and None not in (first.message, then.message)
        )

    def chained(self) -> list[tuple[Edge, Edge]]:
        """Return the pairs of edges of which the one feeds the other, by units, each pair once."""
        pairs = {
            (first.unit, then.unit): (first, then)
            for first in self.edges
            for then in self.edges
            if self.feeds(first, then)
        }
        return [pairs[key] for key in sorted(pairs)]

    def number(self, unit: str) -> Sentence:
        """Return the official number of a unit, as a message quotes it."""
        return Sentence("`{number}`", number=numbered(self.units[unit].number))

    def numbers(self, units: Iterable[str]) -> str:
        """Return the official numbers of some units, each once."""
        return listed([self.number(unit) for unit in dict.fromkeys(units)], "and")


def quoted(names: Iterable[str]) -> str:
    """List names as messages quote them, each once."""
    return listed([f"`{name}`" for name in dict.fromkeys(names)], "and")


def found(
    drawing: Drawing,
    unit: str,
    code: str,
    message: Sentence,
    help_: Sentence,
    level: Level = Level.WARNING,
) -> Finding:
    """Make a finding at a unit of the act."""
    place = drawing.units[unit].place
    return Finding(place=place, code=code, level=level, message=message, help=help_)


def by_unit(chosen: Iterable[Edge]) -> dict[str, list[Edge]]:
    """Group edges by their units, in the order of the text."""
    groups: dict[str, list[Edge]] = {}
    for edge in chosen:
        groups.setdefault(edge.unit, []).append(edge)
    return groups


def ends(chosen: Sequence[Edge]) -> tuple[str, str]:
    """Return the sources and the targets of edges, as messages quote them."""
    return quoted(edge.source for edge in chosen), quoted(edge.target for edge in chosen)
