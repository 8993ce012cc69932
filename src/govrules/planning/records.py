"""Deliverables and attestations as performances of duties that are about an item or a provision."""

from dataclasses import dataclass, replace

from govrules import calculus
from govrules.calculus import (
    TRUE,
    Aggregate,
    Count,
    Least,
    Relation,
    Scan,
    Term,
    all_of,
    any_of,
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
from govrules.planning.pairs import Bounds, Pair, before, both, bounds, by, opposite
from govrules.planning.settled import now

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
            by(bounds(DELIVERED + "date"), now(as_of)).possible,
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
            by(bounds(ATTESTED + "date"), now(as_of)).possible,
        ),
    )


def made_by(prefix: str, bearer: Term) -> Pair:
    """Hold where a record was made by a duty's bearer; one that names nobody may have been."""
    organisation = col(prefix + "organisation")
    named = equal(organisation, bearer)
    return Pair(named, any_of(named, equal(organisation, lit(""))))


def about(column: str, subject: Term) -> Pair:
    """Hold where a record names a subject in a column; one that names none may be about it."""
    named = equal(col(column), subject)
    return Pair(named, any_of(named, equal(col(column), lit(""))))


def about_each(rows: Relation, made: Relation, subject: str, column: str) -> Relation:
    """Join records to the subjects that they name, and those that name none to every subject."""
    return calculus.Union(
        tuple(
            calculus.join(calculus.extend(rows, {"about": named}), made, {"about": column})
            for named in (col(subject), lit(""))
        )
    )


@dataclass(frozen=True, slots=True)
class Delivered:
    """What a norm counts among deliverables; one pair of minima for each kind it wants.

    `whose` says which of the records joined to a duty were made by its bearer about its subject.
    """

    norm: Norm
    performance: Deliverable
    whose: Pair

    @property
    def _kinds(self) -> tuple[str, ...]:
        return self.performance.kinds or (UNKNOWN_KIND,)

    def aggregates(self) -> dict[str, Aggregate]:
        """Return the earliest delivery of each kind and the counts that go with them."""
        found: dict[str, Aggregate] = {
            f"{self.norm.key}.some": Count(self._wanted()),
            f"{self.norm.key}.dim": Count(all_of(col(DELIVERED + "aside"), self.whose.possible)),
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
        kept = calculus.Where(rows, self.whose.possible)
        return evidence_rows(kept, self.norm, named, use, at, "deliverables", DELIVERED + "row")

    def _wanted(self) -> Term:
        return any_of(*(self._is(kind).sure for kind in self._kinds))

    def _is(self, kind: str) -> Pair:
        made = both(Pair(negation(col(DELIVERED + "aside")), TRUE), self.whose)
        if kind == UNKNOWN_KIND:
            return made
        column = col(DELIVERED + "kind")
        named = equal(column, lit(kind))
        return both(made, Pair(named, any_of(named, equal(column, lit("")))))


@dataclass(frozen=True, slots=True)
class Attested:
    """What a norm counts among the statements about it that are valid at an instant.

    `whose` says which of the records joined to a duty were made by its bearer about its subject.
    """

    norm: Norm
    as_of: Instant
    whose: Pair

    def aggregates(self) -> dict[str, Aggregate]:
        """Count the statements that say yes and those that say no, surely and possibly."""
        name, at = self.norm.key, now(self.as_of)
        valid_to = bounds(ATTESTED + "valid_to")
        made = by(bounds(ATTESTED + "date"), at)
        sound = Pair(negation(col(ATTESTED + "aside")), TRUE)
        valid = both(made, before(at, valid_to), sound, self.whose)
        holds = col(ATTESTED + "holds")
        found: dict[str, Aggregate] = {}
        for word, flag in (("attested", "true"), ("denied", "false")):
            said, blank = equal(holds, lit(flag)), equal(holds, lit(""))
            found[f"{name}.{word}.sure"] = Count(all_of(valid.sure, said))
            found[f"{name}.{word}.possible"] = Count(all_of(valid.possible, any_of(said, blank)))
        found[f"{name}.blurred"] = Count(all_of(col(ATTESTED + "aside"), self.whose.possible))
        return found

    def tally(self) -> Tally:
        """Return the tally of a duty that only a statement can show.

        Statements that contradict one another are bad data, whichever came last.
        """
        said_yes, said_no = self._some("attested"), self._some("denied")
        return Tally(
            broken=all_of(said_yes.sure, said_no.sure),
            attested=both(said_yes, opposite(said_no)),
            denied=both(said_no, opposite(said_yes)),
            dim=less(lit(0), col(f"{self.norm.key}.blurred")),
            unrecorded="attestation",
        )

    def _some(self, word: str) -> Pair:
        name = f"{self.norm.key}.{word}"
        return Pair(less(lit(0), col(f"{name}.sure")), less(lit(0), col(f"{name}.possible")))

    def evidence(self, rows: Relation, named: Named) -> Relation:
        """Return the statements that bear on the norm's duties."""
        said = negation(any_of(col(ATTESTED + "aside"), equal(col(ATTESTED + "holds"), lit(""))))
        use = when(all_of(said, self.whose.sure), lit("attests"), lit("may-attest"))
        kept = calculus.Where(rows, self.whose.possible)
        at = bounds(ATTESTED + "date")
        return evidence_rows(kept, self.norm, named, use, at, "attestations", ATTESTED + "row")


def together(delivered_: Tally, stated: Tally) -> Tally:
    """Return the tally of a duty that a delivery shows, and a statement in its stead."""
    return replace(
        delivered_,
        broken=stated.broken,
        attested=stated.attested,
        denied=stated.denied,
        dim=any_of(delivered_.dim, stated.dim),
    )
