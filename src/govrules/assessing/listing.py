"""ASSESS in bulk, one by one: duties that a pass has judged, made judgements as they are asked for.

There is never more of them in memory than a portion, so that all of millions can be reported.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from heapq import merge
from itertools import repeat
from operator import attrgetter
from typing import Final

from govrules.assessing import EDITION, judgement_of
from govrules.assessing.evidence import Sources, Use, rows_relied_on, uses_of
from govrules.engines.columnar.listing import Listing
from govrules.facts.bulk import Bulk
from govrules.norms import Act
from govrules.verdicts import EvidenceRow, Judgement, Verdict

AT_ONCE: Final = 20_000
"""How many duties are fetched at once."""


class Lister:
    """Makes judgements of what a pass has judged, and shows the rows they rely on."""

    def __init__(self, acts: Sequence[Act], bulk: Bulk) -> None:
        """Take the acts that were judged by, and what was judged."""
        self._bulk = bulk
        self._norms = {(n.id, n.edition.amendment): (act, n) for act in acts for n in act.norms}
        self._sources = Sources(bulk.facts, {name: bulk.placing(name) for name in bulk.left})

    def judgements(self, listing: Listing, verdicts: Collection[Verdict]) -> Iterator[Judgement]:
        """Yield the duties with some verdicts, sorted.

        Raises:
            duckdb.Error: a statement failed.
        """
        for duties, evidence in listing.portions(verdicts, uses_of, AT_ONCE):
            uses: list[list[Use]] = [[] for _ in repeat(None, len(duties))]
            for at, use, hi, table, number, id_ in evidence:
                uses[at].append(Use(use, hi, table, number, id_))
            for row, used in zip(duties, uses, strict=True):
                act, norm = self._norms[str(row[0]), str(row[EDITION])]
                yield judgement_of(row, act, norm, used, self._sources)

    def rows(self, judgements: Sequence[Judgement], *, unmask: bool) -> Iterator[EvidenceRow]:
        """Yield the rows that some judgements rely on, as they stand in their files."""
        relied = {place for judgement in judgements for place in judgement.evidence}
        for table in self._bulk.left:
            for place, cells in self._bulk.written(table, relied, unmask=unmask):
                yield EvidenceRow(place=place, table=table, cells=cells)
        yield from rows_relied_on(judgements, self._bulk.facts, unmask=unmask)


class Kept:
    """Duties kept in a database, for as long as that is open; see `verdicts.Kept`."""

    def __init__(self, lister: Lister, bulk: Bulk, verdicts: Iterable[Verdict]) -> None:
        """Keep duties with some verdicts, none as yet."""
        self._lister, self._bulk = lister, bulk
        self._shares: list[Listing] = []
        self.verdicts = frozenset(verdicts)

    def add(self, share: Listing) -> None:
        """Keep a share of the duties."""
        self._shares.append(share)

    def each(self, verdicts: Collection[Verdict]) -> Iterator[Judgement]:
        """Yield the duties with some of the verdicts kept, sorted.

        Raises:
            EvidenceError: a file was changed in the meantime.
            duckdb.Error: a statement failed.
        """
        wanted = self.verdicts.intersection(verdicts)
        shares = (self._lister.judgements(listing, wanted) for listing in self._shares)
        yield from merge(*shares, key=attrgetter("duty"))
        self._bulk.check()
