"""A plan folded by what is certain of the rows that stay in the database, and what a glance tells.

Of the duties of millions of cases most are plain, and few are listed. So they are judged twice:
all of them without what is dear to work out (`calculus.glance`), and then those cases whole of
which that tells too little, or of which something is to be listed.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from govrules.calculus import Group, Relation, Scan, sources_of
from govrules.calculus.certain import rewritten
from govrules.calculus.glance import glanced
from govrules.calculus.living import living
from govrules.calculus.sparing import spared
from govrules.engines.columnar.order import in_order
from govrules.facts.bulk import LEFT, Bulk

KIND: Final = ("norm", "edition", "bearer", "verdict", "reason")
"""What duties are counted by."""
_WORDS: Final = ("verdict", "reason")
_OTHERS: Final = ("norm", "edition", "bearer", "case_row")


@dataclass(frozen=True, slots=True)
class Folded:
    """Duties as a glance tells them and whole, with whether it tells too little, and evidence."""

    first: Sequence[Relation]
    duties: Sequence[Relation]
    evidence: Sequence[Relation]


def folded(bulk: Bulk, duties: Sequence[Relation], evidence: Sequence[Relation]) -> Folded:
    """Fold duties and evidence of a plan.

    Raises:
        NotInBulkError: a relation asks for a column that only rows one by one have.
    """
    asked = _names_read([*duties, *evidence])
    certain = {table: bulk.certain(table, names) for table, names in asked.items()}
    whole = rewritten([*duties, *evidence], certain)
    fine = Fineness()
    glance = glanced(whole[: len(duties)], _WORDS, _OTHERS, lambda group: fine.of(group.source))
    rest = living(spared([*glance.whole, *whole[len(duties) :]]), LEFT)
    first = living(spared(glance.first), LEFT)
    return Folded(first, rest[: len(duties)], rest[len(duties) :])


def names_asked(*relations: Sequence[Relation]) -> Mapping[str, Collection[str]]:
    """Name the columns that relations of a plan read, by table."""
    whole = [relation for some in relations for relation in some]
    return _names_read(living(whole, LEFT))


def _names_read(relations: Iterable[Relation]) -> Mapping[str, Collection[str]]:
    asked: dict[str, dict[str, None]] = {}
    for relation in in_order(list(relations))[0]:
        if isinstance(relation, Scan):
            asked.setdefault(relation.table, {}).update(dict.fromkeys(relation.columns))
    return asked


class Fineness:
    """Tells relations at the grain of messages, of which there are many to a case."""

    def __init__(self) -> None:
        """Begin without any relation."""
        self._known: dict[int, tuple[Relation, bool]] = {}

    def of(self, relation: Relation) -> bool:
        """Say whether a relation has rows for messages."""
        if id(relation) not in self._known:
            self._known[id(relation)] = (relation, self._is_fine(relation))
        return self._known[id(relation)][1]

    def _is_fine(self, relation: Relation) -> bool:
        if isinstance(relation, Scan):
            return relation.table == LEFT[1]
        return not isinstance(relation, Group) and any(map(self.of, sources_of(relation)))
