"""ASSESS in bulk: what stays in the database is judged there; what was taken, as everything is.

INVARIANT: the assessment is the one that `assess` makes of the same data, thinned to the verdicts
asked for: the others are counted.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final, TypeAlias

from govrules import planning
from govrules.assessing import assess, judgement_of
from govrules.assessing.consistency import attestable, types_of_periods
from govrules.assessing.evidence import Sources, by_duty, rows_relied_on
from govrules.calculus import Relation, Scan, Value, sources_of
from govrules.engines import Engine, named
from govrules.engines.columnar.bulk import Kind, Pass, names_asked
from govrules.facts.bulk import Bulk, NotInBulkError
from govrules.instants import Instant
from govrules.norms import Act, Norm
from govrules.planning import Plan
from govrules.sentences import Sentence
from govrules.verdicts import Assessment, Counted, EvidenceRow, Judgement, Reason, Verdict

Row: TypeAlias = Sequence[Value]
Told: TypeAlias = Callable[[Sentence, int, int], None]
Alike: TypeAlias = tuple[str, str, Verdict, Reason, str]
"""What duties are counted by: norm, bearer, verdict, reason, severity."""

CASE_ROW, EDITION = (planning.DUTY_COLUMNS.index(name) for name in ("case_row", "edition"))
TABLE, NUMBER = (planning.EVIDENCE_COLUMNS.index(name) for name in ("table", "row"))
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
    unmask: bool = False,
    at_once: int,
    told: Told,
) -> Assessment:
    """Judge data in bulk; duties with one of some verdicts are listed, all others counted.

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
    bulk.doubt(_asked(acts), names_asked(plan.duties, plan.evidence))
    kinds, listed, rows = _in_shares(acts, bulk, plan, verdicts, at_once, told, unmask=unmask)
    types = {word for norm in others for word in planning.message_types(norm)}
    facts = bulk.read(types | types_of_periods(acts), told)
    little = sum(len(table.rows) for table in facts.tables.values()) < _MUCH
    by = named("reference") if little else engine
    taken = assess(acts, facts, as_of, only=wanted, engine=by, unmask=unmask)
    bulk.check()
    whole = replace(taken, engine={**taken.engine, "name": engine.NAME})
    return _together(whole, listed, rows, _counted_there(acts, kinds, verdicts), verdicts)


def _together(
    taken: Assessment,
    listed: Sequence[Judgement],
    rows: Sequence[EvidenceRow],
    counts: Counter[Alike],
    verdicts: Collection[Verdict],
) -> Assessment:
    """Add what was judged in the database to the assessment of what was taken out of it."""
    chosen = [each for each in taken.judgements if each.verdict in verdicts]
    places = {place for judgement in chosen for place in judgement.evidence}
    others = [each for each in taken.judgements if each.verdict not in verdicts]
    counts += Counter(map(_alike, others))
    # What was judged in the database rests on the row of its case at least.
    unseen = Counter(_alike(each) for each in others if not each.evidence)
    return replace(
        taken,
        judgements=tuple(sorted([*chosen, *listed], key=lambda each: each.duty)),
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
        rows=tuple(sorted({*(row for row in taken.rows if row.place in places), *rows})),
    )


def _in_shares(
    acts: Sequence[Act],
    bulk: Bulk,
    plan: Plan,
    verdicts: Collection[Verdict],
    at_once: int,
    told: Told,
    *,
    unmask: bool,
) -> tuple[Counter[Kind], Sequence[Judgement], Sequence[EvidenceRow]]:
    """Judge what stays in the database, so many cases in one go."""
    kinds: Counter[Kind] = Counter()
    listed: list[Judgement] = []
    rows: list[EvidenceRow] = []
    shares = -(-bulk.cases // at_once)
    for share in range(shares):
        told(Sentence("judging"), share, shares)
        counted, some = _share(acts, bulk, plan, verdicts, (share, shares))
        kinds += counted
        listed += some.judgements
        rows += some.rows(unmask=unmask)
    return kinds, listed, rows


def _share(
    acts: Sequence[Act],
    bulk: Bulk,
    plan: Plan,
    verdicts: Collection[Verdict],
    share: tuple[int, int],
) -> tuple[Counter[Kind], "_Listed"]:
    """Judge a share of the cases; those left undecided are taken where they are to be listed."""
    judged = Pass(bulk, plan.duties, plan.evidence, share)
    try:
        counted = judged.counted(verdicts)
        if _undecided(counted) and Verdict.INDETERMINATE in verdicts:
            counted -= judged.take(Verdict.INDETERMINATE)
        return counted, _Listed(acts, bulk, judged.listed(verdicts))
    finally:
        judged.close()


def _need_no_cases(acts: Sequence[Act], others: Sequence[Norm], bulk: Bulk, as_of: Instant) -> None:
    """Make sure that only norms about cases look at cases."""
    plan = planning.plan(acts, others, bulk.facts, as_of)
    if any(
        scan.table == "cases" for each in (*plan.duties, *plan.evidence) for scan in _scans(each)
    ):
        raise NotInBulkError("norms")


def _asked(acts: Sequence[Act]) -> frozenset[str]:
    """Name the norms that statements are asked for of cases and of nothing else."""
    norms = [norm for act in acts for norm in act.norms]
    others = {norm.id for norm in norms if not planning.is_of_cases(norm)}
    return frozenset(norm.id for norm in norms if attestable(norm)) - others


def _scans(relation: Relation) -> Iterator[Scan]:
    if isinstance(relation, Scan):
        yield relation
    for source in sources_of(relation):
        yield from _scans(source)


def _undecided(kinds: Counter[Kind]) -> bool:
    return any(verdict == Verdict.INDETERMINATE for *_, verdict, _ in kinds)


def _alike(judgement: Judgement) -> Alike:
    duty = judgement.duty
    return (duty.norm, duty.bearer, judgement.verdict, judgement.reason, judgement.severity)


def _counted_there(
    acts: Sequence[Act], kinds: Counter[Kind], verdicts: Collection[Verdict]
) -> Counter[Alike]:
    """Count what stays in the database and is not listed, as what was taken is counted."""
    severities = {(n.id, n.edition.amendment): n.severity for act in acts for n in act.norms}
    found: Counter[Alike] = Counter()
    for (norm, edition, bearer, verdict, reason), count in kinds.items():
        if Verdict(verdict) not in verdicts:
            severity = severities[norm, edition]
            found[norm, bearer, Verdict(verdict), Reason(reason), severity] += count
    return found


class _Listed:
    """Duties fetched from the database, with the rows that they rely on."""

    def __init__(
        self, acts: Sequence[Act], bulk: Bulk, fetched: tuple[Sequence[Row], Sequence[Row]]
    ) -> None:
        """Find out where the rows stand that bear on the duties."""
        duties, evidence = fetched
        self._bulk = bulk
        self._numbers = {
            name: {int(row[NUMBER]) for row in evidence if row[TABLE] == name} for name in bulk.left
        }
        self._numbers["cases"] = {int(row[CASE_ROW]) for row in duties}
        there = {name: bulk.places(name, numbers) for name, numbers in self._numbers.items()}
        self._places = {
            name: {p: n for n, (p, _) in found.items()} for name, found in there.items()
        }
        sources = Sources(bulk.facts, there)
        uses = by_duty(evidence)
        norms = {(n.id, n.edition.amendment): (act, n) for act in acts for n in act.norms}
        self.judgements = [
            judgement_of(row, *norms[str(row[0]), str(row[EDITION])], uses, sources)
            for row in duties
        ]

    def rows(self, *, unmask: bool) -> Iterator[EvidenceRow]:
        """Yield the rows that the duties rely on, as they stand in their files."""
        relied = {place for judgement in self.judgements for place in judgement.evidence}
        for table, places in self._places.items():
            numbers = {number for place, number in places.items() if place in relied}
            for place, cells in self._bulk.written(table, numbers, unmask=unmask):
                yield EvidenceRow(place=place, table=table, cells=cells)
        yield from rows_relied_on(self.judgements, self._bulk.facts, unmask=unmask)
