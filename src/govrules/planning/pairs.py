"""What is surely so and what is possibly so, side by side; and instants between bounds.

INVARIANT: whatever the unknown cells turn out to be, `sure` implies the truth and the truth
implies `possible`. A pair built from exact values has two equal sides.
"""

from dataclasses import dataclass

from govrules import calculus
from govrules.calculus import FALSE, TRUE, Term
from govrules.instants import Instant


@dataclass(frozen=True, slots=True)
class Pair:
    """A condition as two terms: where it surely holds, and where it possibly holds."""

    sure: Term
    possible: Term


HOLDS = Pair(TRUE, TRUE)
FAILS = Pair(FALSE, FALSE)
OPEN = Pair(FALSE, TRUE)
"""Nothing is known."""


def exactly(term: Term) -> Pair:
    """Make a pair of a condition that is known either way."""
    return Pair(term, term)


def named(name: str, pair: Pair) -> Pair:
    """Give both sides of a pair the name of what it is about."""
    return Pair(
        calculus.called(f"surely {name}", pair.sure),
        calculus.called(f"may be {name}", pair.possible),
    )


def both(*pairs: Pair) -> Pair:
    """Hold where every pair holds."""
    return Pair(
        calculus.all_of(*(pair.sure for pair in pairs)),
        calculus.all_of(*(pair.possible for pair in pairs)),
    )


def either(*pairs: Pair) -> Pair:
    """Hold where some pair holds."""
    return Pair(
        calculus.any_of(*(pair.sure for pair in pairs)),
        calculus.any_of(*(pair.possible for pair in pairs)),
    )


def opposite(pair: Pair) -> Pair:
    """Hold where the pair does not."""
    return Pair(calculus.negation(pair.possible), calculus.negation(pair.sure))


@dataclass(frozen=True, slots=True)
class Bounds:
    """An instant as two terms, the earliest and the latest it can be."""

    lo: Term
    hi: Term


def bounds(column: str) -> Bounds:
    """Name the two columns of an instant."""
    return Bounds(calculus.col(f"{column}.lo"), calculus.col(f"{column}.hi"))


def named_bounds(name: str, at: Bounds) -> Bounds:
    """Give both bounds of an instant the name of what happens then."""
    return Bounds(calculus.called(f"{name}.lo", at.lo), calculus.called(f"{name}.hi", at.hi))


def moment(instant: Instant) -> Bounds:
    """Make bounds of an instant known at planning time."""
    return Bounds(calculus.lit(instant), calculus.lit(instant))


def shifted(at: Bounds, duration: int) -> Bounds:
    """Move an instant by a length of time."""
    return Bounds(
        calculus.plus(at.lo, calculus.lit(duration)), calculus.plus(at.hi, calculus.lit(duration))
    )


def by(at: Bounds, limit: Bounds) -> Pair:
    """Hold where `at` is at or before `limit`."""
    return Pair(calculus.at_most(at.hi, limit.lo), calculus.at_most(at.lo, limit.hi))


def before(at: Bounds, limit: Bounds) -> Pair:
    """Hold where `at` is strictly before `limit`."""
    return Pair(calculus.less(at.hi, limit.lo), calculus.less(at.lo, limit.hi))


def during(at: Bounds, start: Term, end: Term) -> Pair:
    """Hold where `at` lies in the half-open interval from `start` to `end`, both known."""
    return both(by(Bounds(start, start), at), before(at, Bounds(end, end)))
