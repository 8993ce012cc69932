"""ASSESS in bulk: what stays in the database is judged there; what was taken, as everything is.

INVARIANT: the assessment is the one that `assess` makes of the same data, thinned to the verdicts
asked for: the others are counted.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Final, TypeAlias

from govrules import planning
from govrules.assessing import assess
from govrules.assessing.consistency import attestable, types_of_periods
from govrules.assessing.listing import Kept, Lister
from govrules.calculus import Scan, every
from govrules.engines import Engine, named
from govrules.engines.columnar.bulk import Cases, GlancePass, Kind, WholePass
from govrules.engines.columnar.folded import Folded, folded, names_asked
from govrules.engines.columnar.terms import Names
from govrules.facts.bulk import Bulk, NotInBulkError
from govrules.instants import Instant
from govrules.norms import Act, Norm
from govrules.planning import Plan
from govrules.sentences import Sentence
from govrules.verdicts import Assessment, Counted, EvidenceRow, Judgement, Reason, Verdict

Told: TypeAlias = Callable[[Sentence, int, int], None]
Alike: TypeAlias = tuple[str, str, Verdict, Reason, str]
"""What duties are counted by: norm, bearer, verdict, reason, severity."""

_DUTY: Final = attrgetter("duty")
_FEW: Final = frozenset({Verdict.VIOLATED, Verdict.INDETERMINATE, Verdict.ATTESTATION_REQUIRED})
"""Verdicts that few cases have where all is well: worth looking at these cases alone."""
_MUCH: Final = 200_000
"""From how many rows on an engine pays its start."""


def assess_in_bulk(  # noqa: PLR0913 - all that is asked of an assessment, and how much at once
    acts: Sequence[Act],
    bulk: Bulk,
    as_of: Instant,
    *,
    only: Iterable[str],
    engine: Engine,
    verdicts: Collection[Verdict],
    kept: Collection[Verdict] = (),
    unmask: bool = False,
    at_once: int,
    told: Told,
) -> Assessment:
    """Judge data in bulk; duties with one of some `verdicts` are listed, all others counted.

    Duties with a verdict that is to be `kept` can be had one by one for as long as `bulk` is open.
    `engine` judges what was taken out of the database, if that is much; `at_once` is how many
    cases are judged in one go; `told` learns how far the work has come.

    Raises:
        NotInBulkError: what is asked for, or the data, need every row to be read by itself.
        EngineError: the engine failed.
        EvidenceError: a file was changed in the meantime.
    """
    wanted = set(only)
    norms = [n for act in acts for n in act.norms if not wanted or n.id in wanted]
    of_cases = [norm for norm in norms if planning.is_of_cases(norm)]
    others = [norm for norm in norms if norm not in of_cases]
    _need_no_cases(acts, others, bulk, as_of)
    plan = planning.plan(acts, of_cases, bulk.facts, as_of)
    bulk.doubt(_stated(acts), names_asked(plan.duties, plan.evidence))
    asked = _Asked(frozenset(verdicts), frozenset(kept) - frozenset(verdicts))
    there = _There(acts, bulk, asked, unmask=unmask)
    there.judge(plan, at_once, told)
    types = {word for norm in others for word in planning.message_types(norm)}
    facts = bulk.read(types | types_of_periods(acts), told)
    little = sum(len(table.rows) for table in facts.tables.values()) < _MUCH
    by = named("reference") if little else engine
    taken = assess(acts, facts, as_of, only=wanted, engine=by, unmask=unmask)
    bulk.check()
    whole = replace(taken, engine={**taken.engine, "name": engine.NAME})
    return _together(whole, there, asked)


@dataclass(frozen=True, slots=True)
class _Asked:
    """Which verdicts are asked for: in memory, and one by one from where they are kept."""

    listed: frozenset[Verdict]
    kept: frozenset[Verdict]

    @property
    def some(self) -> frozenset[Verdict]:
        return self.listed | self.kept


def _together(taken: Assessment, there: "_There", asked: _Asked) -> Assessment:
    """Add what was judged in the database to the assessment of what was taken out of it."""
    chosen = [each for each in taken.judgements if each.verdict in asked.some]
    places = {place for each in chosen if each.verdict in asked.listed for place in each.evidence}
    others = [each for each in taken.judgements if each.verdict not in asked.some]
    counts = there.counts() + Counter(map(_alike, others))
    # What was judged in the database rests on the row of its case at least.
    unseen = Counter(_alike(each) for each in others if not each.evidence)
    return replace(
        taken,
        judgements=tuple(sorted([*chosen, *there.listed], key=_DUTY)),
        counted=tuple(
            Counted(
                norm=norm,
                bearer=bearer,
                verdict=verdict,
                reason=reason,
                severity=severity,
                count=count,
                unseen=unseen[norm, bearer, verdict, reason, severity],
            )
            for (norm, bearer, verdict, reason, severity), count in sorted(counts.items())
        ),
        kept=there.kept(),
        rows=tuple(sorted({*(row for row in taken.rows if row.place in places), *there.rows})),
    )


class _There:
    """What stays in the database, judged there so many cases in one go."""

    def __init__(self, acts: Sequence[Act], bulk: Bulk, asked: _Asked, *, unmask: bool) -> None:
        """Begin with nothing judged."""
        self._acts, self._bulk, self._asked, self._unmask = acts, bulk, asked, unmask
        self._lister = Lister(acts, bulk)
        self._kinds: Counter[Kind] = Counter()
        self._kept = Kept(self._lister, bulk, asked.kept)
        self.listed: list[Judgement] = []
        self.rows: list[EvidenceRow] = []

    def judge(self, plan: Plan, at_once: int, told: Told) -> None:
        """Judge all cases; those left undecided are taken where they are to be listed."""
        shares, names = -(-self._bulk.cases // at_once), Names()
        whole = folded(self._bulk, plan.duties, plan.evidence)
        for share in range(shares):
            told(Sentence("judging"), share, shares)
            cases = Cases((share, shares))
            if self._asked.some <= _FEW:
                cases = self._glanced_at(whole, cases, names)
            self._judge(whole, cases, names)

    def _glanced_at(self, plan: Folded, cases: Cases, names: Names) -> Cases:
        """Count the duties that a glance tells; return the cases to be judged whole."""
        with closing(GlancePass(self._bulk, plan, cases, self._asked.some, names)) as glance:
            self._kinds += glance.counted()
            return glance.noted()

    def _judge(self, plan: Folded, cases: Cases, names: Names) -> None:
        asked = self._asked.some
        noted = asked if asked <= _FEW else asked & {Verdict.INDETERMINATE}
        judged = WholePass(self._bulk, plan, cases, noted, names)
        try:
            self._kinds += judged.counted()
            if Verdict.INDETERMINATE in asked and judged.has(Verdict.INDETERMINATE):
                self._kinds -= judged.take(Verdict.INDETERMINATE)
            if asked:
                listing = judged.listing(asked)
                found = list(self._lister.judgements(listing, self._asked.listed))
                self.listed += found
                self.rows += self._lister.rows(found, unmask=self._unmask)
                self._kept.add(listing)
        finally:
            if not self._asked.kept:
                judged.close()

    def kept(self) -> Kept | None:
        """Return the duties that are kept, if any are."""
        return self._kept if self._asked.kept else None

    def counts(self) -> Counter[Alike]:
        """Count what is not listed, as what was taken is counted."""
        norms = (norm for act in self._acts for norm in act.norms)
        severities = {(norm.id, norm.edition.amendment): norm.severity for norm in norms}
        found: Counter[Alike] = Counter()
        for (norm, edition, bearer, verdict, reason), count in self._kinds.items():
            if Verdict(verdict) not in self._asked.listed:
                severity = severities[norm, edition]
                found[norm, bearer, Verdict(verdict), Reason(reason), severity] += count
        return found


def _need_no_cases(acts: Sequence[Act], others: Sequence[Norm], bulk: Bulk, as_of: Instant) -> None:
    """Make sure that only norms about cases look at cases."""
    plan = planning.plan(acts, others, bulk.facts, as_of)
    whole = every([*plan.duties, *plan.evidence])
    if any(isinstance(each, Scan) and each.table == "cases" for each in whole):
        raise NotInBulkError("norms")


def _stated(acts: Sequence[Act]) -> frozenset[str]:
    """Name the norms that statements are asked for of cases and of nothing else."""
    norms = [norm for act in acts for norm in act.norms]
    others = {norm.id for norm in norms if not planning.is_of_cases(norm)}
    return frozenset(norm.id for norm in norms if attestable(norm)) - others


def _alike(judgement: Judgement) -> Alike:
    duty = judgement.duty
    return (duty.norm, duty.bearer, judgement.verdict, judgement.reason, judgement.severity)
