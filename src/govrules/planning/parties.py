"""Who holds which role when, and whether an organisation in a row is the party a norm means."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from govrules.calculus import TRUE, Term, all_of, any_of, col, equal, less, lit, negation, when
from govrules.facts import Facts, Row
from govrules.instants import ABSENT, EARLIEST, Instant
from govrules.planning.pairs import OPEN, Bounds, Pair, during, either


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

    def overlaps(self, at: Bounds) -> Term:
        """Hold where the stretch has an instant in common with some bounds."""
        after = TRUE if self.end == ABSENT else less(at.lo, lit(self.end))
        return all_of(after, negation(less(at.hi, lit(self.start))) if self.start else TRUE)


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


@dataclass(frozen=True, slots=True)
class Office:
    """A role that one organisation at a time should hold, with its tenures."""

    role: str
    tenures: Sequence[Tenure]

    def holder(self, at: Bounds) -> Term:
        """Name the holder at an instant; the role itself where there is not exactly one."""
        name: Term = lit(self.role)
        for holder in sorted({tenure.holder for tenure in self.tenures if tenure.holder}):
            elsewhere = (t.overlaps(at) for t in self.tenures if t.holder != holder)
            name = when(negation(any_of(*elsewhere)), lit(holder), name)
        return name

    def unbound(self, at: Bounds) -> Pair:
        """Hold where nobody, or more than one organisation, holds the role."""
        vacant = [tenure for tenure in self.tenures if not tenure.holder]
        taken = [tenure for tenure in self.tenures if tenure.holder]
        possible = any_of(*(tenure.overlaps(at) for tenure in vacant))
        sure_vacant = any_of(*(tenure.overlaps(at) for tenure in vacant if not tenure.open))
        return Pair(
            all_of(
                sure_vacant,
                *(negation(tenure.overlaps(at)) for tenure in taken),
                *(negation(tenure.overlaps(at)) for tenure in vacant if tenure.open),
            ),
            possible,
        )

    def is_held_by(self, organisation: Term, at: Bounds) -> Pair:
        """Hold where an organisation is the holder at an instant; a blank name is unknown."""
        sure = all_of(
            *(
                any_of(negation(tenure.overlaps(at)), _named(organisation, tenure))
                for tenure in self.tenures
            )
        )
        possible = any_of(
            equal(organisation, lit("")),
            *(
                all_of(
                    tenure.overlaps(at),
                    TRUE if tenure.open else _named(organisation, tenure),
                )
                for tenure in self.tenures
            ),
        )
        return Pair(sure, possible)


def _named(organisation: Term, tenure: Tenure) -> Term:
    return equal(organisation, lit(tenure.holder)) if tenure.holder else lit(value=False)


AUTHORITY = ("source", "target", "valid_from.lo", "valid_to.lo", "aside")
"""The columns of the relations table that a joined authorisation brings, after its prefix."""


def acts_for(organisation: Term, body: Term, authority: str, at: Bounds, *, known: bool) -> Pair:
    """Hold where an organisation is a body, or a person whom the body authorised at an instant.

    `authority` is the prefix of the joined authorisation row between the two; without a table of
    relations (`known` false) anybody may have been authorised.
    """
    valid = during(at, col(f"{authority}valid_from.lo"), col(f"{authority}valid_to.lo"))
    sound = negation(col(f"{authority}aside"))
    authorised = Pair(all_of(sound, valid.sure), valid.possible) if known else OPEN
    match = either(same(organisation, body), authorised)
    return Pair(all_of(negation(_nameless(organisation, body)), match.sure), match.possible)


def same(organisation: Term, body: Term) -> Pair:
    """Hold where two organisations are one; a blank name may be that of either."""
    nameless, named = _nameless(organisation, body), equal(organisation, body)
    return Pair(all_of(negation(nameless), named), any_of(nameless, named))


def _nameless(organisation: Term, body: Term) -> Term:
    return any_of(equal(organisation, lit("")), equal(body, lit("")))
