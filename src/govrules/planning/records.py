"""Deliverables and attestations as performances of duties that are about an item or a provision."""

from dataclasses import dataclass, replace

from govrules import calculus
from govrules.calculus import (
    Aggregate,
    Count,
    Least,
    Relation,
    Scan,
    Term,
    all_of,
    any_of,
    at_most,
    col,
    equal,
    less,
    lit,
    negation,
    when,
)
from govrules.instants import ABSENT, Instant
from govrules.norms import Deliverable, Norm
from govrules.planning.duties import Named, evidence_rows
from govrules.planning.lives import Tally
from govrules.planning.pairs import Bounds, Pair, before, bounds, by, moment

DELIVERED = "delivered."
ATTESTED = "attested."
UNKNOWN_KIND = ""


def delivered(item: str, as_of: Instant) -> Relation:
    """Read what was delivered under an item's number by an instant."""
    columns = ("row", "aside", "item", "organisation", "object", "kind", "date.lo", "date.hi")
    return calculus.Where(
        Scan("deliverables", columns, DELIVERED),
        all_of(
            equal(col(DELIVERED + "item"), lit(item)),
            at_most(col(DELIVERED + "date.lo"), lit(as_of)),
        ),
    )


def attested(provision: str, as_of: Instant) -> Relation:
    """Read the statements about a provision that were made by an instant."""
    columns = (
        *("row", "aside", "provision", "organisation", "object", "case", "period", "holds"),
        *("date.lo", "date.hi", "valid_to.lo", "valid_to.hi"),
    )
    return calculus.Where(
        Scan("attestations", columns, ATTESTED),
        all_of(
            equal(col(ATTESTED + "provision"), lit(provision)),
            at_most(col(ATTESTED + "date.lo"), lit(as_of)),
        ),
    )


@dataclass(frozen=True, slots=True)
class Delivered:
    """What a norm counts among deliverables; one pair of minima for each kind it wants.

    Who delivered must be named, unless the duty is `anonymous`.
    """

    norm: Norm
    performance: Deliverable
    anonymous: bool = False

    @property
    def _kinds(self) -> tuple[str, ...]:
        return self.performance.kinds or (UNKNOWN_KIND,)

    def aggregates(self) -> dict[str, Aggregate]:
        """Return the earliest delivery of each kind and the counts that go with them."""
        found: dict[str, Aggregate] = {
            f"{self.norm.key}.some": Count(self._wanted()),
            f"{self.norm.key}.dim": Count(col(DELIVERED + "aside")),
        }
        for kind in self._kinds:
            is_kind = self._is(kind)
            name = f"{self.norm.key}.{kind}"
            found[f"{name}.lo"] = Least(col(DELIVERED + "date.lo"), is_kind.possible, ABSENT)
            found[f"{name}.hi"] = Least(col(DELIVERED + "date.hi"), is_kind.sure, ABSENT)
        return found

    def tally(self) -> Tally:
        """Return the tally: performed when the last of the kinds wanted was delivered."""
        performed = bounds(f"{self.norm.key}.{self._kinds[0]}")
        for kind in self._kinds[1:]:
            other = bounds(f"{self.norm.key}.{kind}")
            performed = Bounds(
                calculus.greatest(performed.lo, other.lo), calculus.greatest(performed.hi, other.hi)
            )
        return Tally(
            performed,
            lacking=less(lit(0), col(f"{self.norm.key}.some")),
            dim=less(lit(0), col(f"{self.norm.key}.dim")),
            unrecorded=self.performance.unrecorded,
        )

    def evidence(self, rows: Relation, named: Named) -> Relation:
        """Return the deliverables that bear on the norm's duties."""
        use = when(self._wanted(), lit("performs"), lit("may-perform"))
        at = bounds(DELIVERED + "date")
        return evidence_rows(rows, self.norm, named, use, at, "deliverables", DELIVERED + "row")

    def _wanted(self) -> Term:
        return any_of(*(self._is(kind).sure for kind in self._kinds))

    def _is(self, kind: str) -> Pair:
        sound = negation(col(DELIVERED + "aside"))
        if not self.anonymous:
            sound = all_of(sound, negation(equal(col(DELIVERED + "organisation"), lit(""))))
        if kind == UNKNOWN_KIND:
            return Pair(sound, lit(value=True))
        column = col(DELIVERED + "kind")
        named = equal(column, lit(kind))
        return Pair(all_of(sound, named), any_of(named, equal(column, lit(""))))


@dataclass(frozen=True, slots=True)
class Attested:
    """What a norm counts among the statements about it that are valid at an instant."""

    norm: Norm
    as_of: Instant

    def aggregates(self) -> dict[str, Aggregate]:
        """Count the statements that say yes and those that say no, surely and possibly."""
        name, now = self.norm.key, moment(self.as_of)
        valid_to = bounds(ATTESTED + "valid_to")
        made = by(bounds(ATTESTED + "date"), now)
        valid = Pair(
            all_of(made.sure, before(now, valid_to).sure, negation(col(ATTESTED + "aside"))),
            all_of(made.possible, before(now, valid_to).possible),
        )
        holds = col(ATTESTED + "holds")
        found: dict[str, Aggregate] = {}
        for word, flag in (("attested", "true"), ("denied", "false")):
            said, blank = equal(holds, lit(flag)), equal(holds, lit(""))
            found[f"{name}.{word}.sure"] = Count(all_of(valid.sure, said))
            found[f"{name}.{word}.possible"] = Count(all_of(valid.possible, any_of(said, blank)))
        found[f"{name}.blurred"] = Count(col(ATTESTED + "aside"))
        return found

    def tally(self) -> Tally:
        """Return the tally of a duty that only a statement can show."""
        return Tally(
            attested=self._some("attested"),
            denied=self._some("denied"),
            dim=less(lit(0), col(f"{self.norm.key}.blurred")),
            unrecorded="attestation",
        )

    def _some(self, word: str) -> Pair:
        name = f"{self.norm.key}.{word}"
        return Pair(less(lit(0), col(f"{name}.sure")), less(lit(0), col(f"{name}.possible")))

    def evidence(self, rows: Relation, named: Named) -> Relation:
        """Return the statements that bear on the norm's duties."""
        sound = negation(any_of(col(ATTESTED + "aside"), equal(col(ATTESTED + "holds"), lit(""))))
        use = when(sound, lit("attests"), lit("may-attest"))
        at = bounds(ATTESTED + "date")
        return evidence_rows(rows, self.norm, named, use, at, "attestations", ATTESTED + "row")


def together(delivered_: Tally, stated: Tally) -> Tally:
    """Return the tally of a duty that a delivery shows, and a statement in its stead."""
    return replace(
        delivered_,
        attested=stated.attested,
        denied=stated.denied,
        dim=any_of(delivered_.dim, stated.dim),
    )
