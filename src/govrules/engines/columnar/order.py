"""In which order relations are worked out, and which tables of an agency they read."""

from collections import Counter
from collections.abc import Iterator, Sequence

from govrules.calculus import Relation, Scan, sources_of
from govrules.facts.tables import LISTS, TABLES


def in_order(relations: Sequence[Relation]) -> tuple[list[Relation], Counter[int]]:
    """Return every relation once, after those it is made of, and how often each is used."""
    found: list[Relation] = []
    uses = Counter[int]()

    def visit(relation: Relation) -> None:
        uses[id(relation)] += 1
        if uses[id(relation)] == 1:
            for source in sources_of(relation):
                visit(source)
            found.append(relation)

    for relation in relations:
        visit(relation)
    return found, uses


def together(scans: Sequence[Scan]) -> Iterator[tuple[str, list[str], list[Scan]]]:
    """Yield each table that scans read, the columns that any of them asks for, and the scans.

    A table comes once for each choice of lists of which it has a row for each element.
    """
    found: dict[tuple[str, frozenset[str]], list[Scan]] = {}
    for scan in scans:
        found.setdefault((scan.table, exploded(scan)), []).append(scan)
    for (table, _), alike in found.items():
        yield table, list(dict.fromkeys(name for scan in alike for name in scan.columns)), alike


def exploded(scan: Scan) -> frozenset[str]:
    """Name the lists of which a scan has a row for each element: they decide how many there are."""
    known = TABLES[scan.table].columns
    return frozenset(name for name in scan.columns if name in known and known[name].kind in LISTS)
