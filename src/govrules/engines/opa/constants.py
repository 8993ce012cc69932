"""What the terms of some relations ask for by name: constants, and tables that they look into."""

from collections.abc import Iterable, Iterator

from govrules.calculus import (
    Extend,
    Given,
    Group,
    Known,
    Only,
    Project,
    Relation,
    Some,
    Term,
    Value,
    Where,
)
from govrules.calculus.numbers import parts_of, terms_of


class Constants:
    """Constants by name, and tables by name."""

    def __init__(self, relations: Iterable[Relation]) -> None:
        """Walk the terms of some relations, each once."""
        self.known: dict[str, Value] = {}
        self.tables: dict[str, Given] = {}
        self._seen: dict[int, Term] = {}
        for relation in relations:
            if isinstance(relation, Given):
                self.tables[relation.name] = relation
            for term in _terms(relation):
                self._visit(term)

    def _visit(self, term: Term) -> None:
        if id(term) in self._seen:
            return
        self._seen[id(term)] = term
        if isinstance(term, Known):
            self.known[term.name] = term.value
        if isinstance(term, Some | Only):
            self.tables[term.table.name] = term.table
        for part in parts_of(term):
            self._visit(part)


def _terms(relation: Relation) -> Iterator[Term]:
    match relation:
        case Where(condition=condition):
            yield condition
        case Extend(columns=columns) | Project(columns=columns):
            yield from (term for _, term in columns)
        case Group(aggregates=aggregates):
            yield from (term for _, fold in aggregates for term in terms_of(fold))
        case _:
            pass
