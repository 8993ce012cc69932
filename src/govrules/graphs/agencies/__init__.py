"""The agencies as they are: their graph at an instant, and what is wrong with it.

Nothing here judges a duty: what a norm demands of the graph is a norm like any other.
"""

from collections.abc import Sequence

from govrules.facts import Facts
from govrules.findings import Finding
from govrules.graphs.agencies.bodies import Bodies
from govrules.graphs.agencies.ends import abolished, outside_life
from govrules.graphs.agencies.loops import loops
from govrules.graphs.agencies.offices import idle, unlinked, vacant
from govrules.graphs.agencies.orphans import orphans
from govrules.graphs.agencies.overlaps import overlaps
from govrules.graphs.agencies.state import agency_graph
from govrules.graphs.agencies.traffic import off_the_line, without_authority
from govrules.instants import Instant
from govrules.norms import Act
from govrules.verdicts import Judgement

__all__ = ["agency_graph", "findings"]


def findings(
    acts: Sequence[Act],
    facts: Facts,
    as_of: Instant,
    judgements: Sequence[Judgement] = (),
) -> tuple[Finding, ...]:
    """Find what is wrong with the graph of the agencies, told of an instant.

    Loops and orphans are told of the state at `as_of`; everything else of all time up to it.
    What rows contradict by themselves is found when they are read, two holders of one office when
    they are judged; neither is said again here. `judgements` are those of the same facts, acts
    and instant; without them nobody can say which duties outlive their bearer.
    """
    bodies = Bodies(facts, as_of, acts[0].zone if acts else "UTC")
    return tuple(
        sorted(
            [
                *overlaps(bodies),
                *loops(bodies),
                *outside_life(bodies),
                *orphans(bodies),
                *abolished(bodies, judgements),
                *vacant(acts, bodies),
                *unlinked(acts, bodies),
                *idle(acts, bodies),
                *without_authority(bodies),
                *off_the_line(acts, bodies),
            ]
        )
    )
