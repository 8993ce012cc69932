"""What the question and the facts settle for a plan, under the names by which engines may ask.

A plan of an act differs from one dataset to the next in these constants and in the rows of its
`Given` tables, and in nothing else: that is what lets its translation be deployed once.
"""

from govrules.calculus import Known, Term
from govrules.facts import Facts
from govrules.instants import ABSENT, EARLIEST, Instant
from govrules.planning.pairs import Bounds


def now(as_of: Instant) -> Bounds:
    """Return the instant at which facts are judged."""
    at = Known("as_of", as_of)
    return Bounds(at, at)


def handed_over(facts: Facts, table: str) -> Term:
    """Hold where a table was handed over, empty or not."""
    return Known(f"handed-over.{table}", table in facts.tables)


def complete(facts: Facts, table: str) -> tuple[Term, Term]:
    """Return the stretch [from, to) in which a table lacks nothing; an absent table lacks all."""
    start, end = facts.complete.get(table, (EARLIEST, ABSENT))
    if table not in facts.tables:
        start, end = ABSENT, EARLIEST
    return Known(f"complete-from.{table}", start), Known(f"complete-to.{table}", end)
