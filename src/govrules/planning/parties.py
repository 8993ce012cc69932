"""Who holds which role when, and whether an organisation in a row is the party a norm means."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from govrules.calculus import (
    Given,
    Only,
    Some,
    Term,
    all_of,
    any_of,
    called,
    col,
    equal,
    less,
    lit,
    negation,
)
from govrules.facts import Facts, Row
from govrules.instants import ABSENT, EARLIEST, Instant
from govrules.planning.pairs import Bounds, Pair, during, either


@dataclass(frozen=True, slots=True)
class Tenure:
    """A stretch of time, `start` inclusive and `end` exclusive, with everybody who holds a role.

    `open` says that a row set aside leaves the holders of this stretch unknown.
    """

    start: Instant
    end: Instant
    holders: tuple[str, ...]
    open: bool

    @property
    def holder(self) -> str:
        """Return the one holder, or nothing when there is none or more than one."""
        return self.holders[0] if len(self.holders) == 1 and not self.open else ""


def validity(row: Row) -> tuple[Instant, Instant]:
    """Return the half-open interval in which a row is valid."""
    return row.span("valid_from").lo, row.span("valid_to").lo


def members(facts: Facts, roles: Iterable[str]) -> tuple[Row, ...]:
    """Return the rows of organisations that name one of some roles."""
    wanted = set(roles)
    table = facts.tables.get("organisations")
    rows = table.rows if table else ()
    return tuple(row for row in rows if not wanted.isdisjoint(row.listed("roles")))


def tenures(facts: Facts, roles: Iterable[str]) -> tuple[Tenure, ...]:
    """Cut time into the stretches in which the holders of a class of roles stay the same.

    The stretches follow one another from `EARLIEST` to `ABSENT` without gaps.
    """
    rows = members(facts, roles)
    spans = [(*validity(row), str(row.cells["id"]), row.aside) for row in rows]
    cuts = sorted({EARLIEST, ABSENT, *(cut for span in spans for cut in span[:2])})
    stretches = []
    for start, end in pairwise(cuts):
        here = [span for span in spans if span[0] <= start < span[1]]
        names = tuple(sorted({name for _, _, name, _ in here}))
        stretches.append(Tenure(start, end, names, any(aside for *_, aside in here)))
    if "organisations" not in facts.tables:
        return (Tenure(EARLIEST, ABSENT, (), open=True),)
    return tuple(stretches)


class Office:
    """A role that one organisation at a time should hold, with its tenures."""

    def __init__(self, role: str, tenures: Iterable[Tenure]) -> None:
        """Keep the tenures as the table that terms look into."""
        self.role = role
        rows = tuple(
            (each.start, each.end, each.holder, each.holder or role, each.open) for each in tenures
        )
        self._table = Given(_TENURE, rows, f"tenures of {role}")

    def _some(self, at: Bounds, *conditions: Term) -> Term:
        """Hold where some tenure has an instant in common with some bounds, and is so."""
        return Some(self._table, all_of(_overlaps(at), *conditions))

    def holder(self, at: Bounds) -> Term:
        """Name the holder at an instant; the role itself where there is not exactly one."""
        return called(
            f"holder of {self.role}", Only(self._table, "tenure.name", _overlaps(at), self.role)
        )

    def unbound(self, at: Bounds) -> Pair:
        """Hold where nobody, or more than one organisation, holds the role."""
        vacant, unclear = negation(_TAKEN), col("tenure.open")
        return Pair(
            all_of(
                self._some(at, vacant, negation(unclear)),
                negation(self._some(at, any_of(_TAKEN, unclear))),
            ),
            self._some(at, vacant),
        )

    def is_held_by(self, organisation: Term, at: Bounds) -> Pair:
        """Hold where an organisation is the holder at an instant; a blank name is unknown."""
        named = all_of(_TAKEN, equal(organisation, col("tenure.holder")))
        return Pair(
            negation(self._some(at, negation(named))),
            any_of(equal(organisation, lit("")), self._some(at, any_of(col("tenure.open"), named))),
        )


_TENURE = ("tenure.start", "tenure.end", "tenure.holder", "tenure.name", "tenure.open")
_TAKEN = negation(equal(col("tenure.holder"), lit("")))


def _overlaps(at: Bounds) -> Term:
    """Hold where a tenure has an instant in common with some bounds."""
    start, end = col("tenure.start"), col("tenure.end")
    return all_of(
        any_of(equal(end, lit(ABSENT)), less(at.lo, end)),
        any_of(equal(start, lit(EARLIEST)), negation(less(at.hi, start))),
    )


AUTHORITY = ("source", "target", "valid_from.lo", "valid_to.lo", "aside")
"""The columns of the relations table that a joined authorisation brings, after its prefix."""


def acts_for(organisation: Term, body: Term, authority: str, at: Bounds, known: Term) -> Pair:
    """Hold where an organisation is a body, or a person whom the body authorised at an instant.

    `authority` is the prefix of the joined authorisation row between the two; without a table of
    relations (`known` fails) anybody may have been authorised.
    """
    valid = during(at, col(f"{authority}valid_from.lo"), col(f"{authority}valid_to.lo"))
    sound = negation(col(f"{authority}aside"))
    authorised = Pair(all_of(known, sound, valid.sure), any_of(negation(known), valid.possible))
    match = either(same(organisation, body), authorised)
    return Pair(all_of(negation(_nameless(organisation, body)), match.sure), match.possible)


def same(organisation: Term, body: Term) -> Pair:
    """Hold where two organisations are one; a blank name may be that of either."""
    nameless, named = _nameless(organisation, body), equal(organisation, body)
    return Pair(all_of(negation(nameless), named), any_of(nameless, named))


def _nameless(organisation: Term, body: Term) -> Term:
    return any_of(equal(organisation, lit("")), equal(body, lit("")))
