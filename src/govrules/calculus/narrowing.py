"""What is needed of a plan that serves many: other norms' counts and look-ups left out.

Parts that come out alike for several norms are one object afterwards, so that they are found to
be shared; only what differs is a norm's own.
"""

from collections.abc import Iterable

from govrules.calculus.numbers import Names, Numbers, terms_of
from govrules.calculus.relations import (
    Aggregate,
    Count,
    Extend,
    Group,
    Join,
    Project,
    Relation,
    Scan,
    Titled,
    Union,
    Where,
    Without,
    columns_of,
)
from govrules.calculus.terms import Column, Given, Term


class Narrowing:
    """Narrows relations; what comes out alike is one object."""

    def __init__(self, whole: tuple[type[Relation], ...] = ()) -> None:
        """Begin without any relation; those of the kinds in `whole` are left as they are."""
        self._whole = whole
        self._known: dict[tuple[int, Names], tuple[Relation, Relation]] = {}
        self._alike: dict[object, Relation] = {}
        self._numbers = Numbers()

    def narrowed(self, relation: Relation, needed: Iterable[str] = ()) -> Relation:
        """Return a relation with the same rows, made of no more than it needs.

        With `needed` of its columns only these are sure to be there.
        """
        return self._of(relation, frozenset(needed) or frozenset(columns_of(relation)))

    def _of(self, relation: Relation, needed: Names) -> Relation:
        key = (id(relation), needed)
        if isinstance(relation, self._whole):
            return relation
        if key not in self._known:
            self._known[key] = (relation, self._one(self._made(relation, needed)))
        return self._known[key][1]

    def _one(self, relation: Relation) -> Relation:
        if isinstance(relation, Given):
            name = relation.name or f"table {len(self._alike)}"
            named = Given(relation.columns, relation.rows, name)
            return self._alike.setdefault((relation.name or id(relation),), named)
        return self._alike.setdefault((type(relation), self._shape(relation)), relation)

    def _shape(self, relation: Relation) -> object:
        """Tell a relation by its parts: relations by identity, terms by their numbers."""
        match relation:
            case Scan() | Given():
                return relation
            case Titled(name=name, source=source):
                return (name, id(source))
            case Where(source=source, condition=condition):
                return (id(source), self._numbers.of(condition))
            case Extend(source=source, columns=columns) | Project(source=source, columns=columns):
                return (id(source), tuple((n, self._numbers.of(t)) for n, t in columns))
            case Join(left=left, right=right, on=on, defaults=defaults):
                return (id(left), id(right), on, defaults)
            case Without(left=left, right=right, on=on):
                return (id(left), id(right), on)
            case Union(parts=parts):
                return tuple(map(id, parts))
            case Group(source=source, keys=keys, aggregates=aggregates):
                folds = tuple((name, self._fold(fold)) for name, fold in aggregates)
                return (id(source), keys, folds)

    def _fold(self, aggregate: Aggregate) -> object:
        default = None if isinstance(aggregate, Count) else aggregate.default
        numbers = tuple(self._numbers.of(term) for term in terms_of(aggregate))
        return (type(aggregate), numbers, default)

    def _needs(self, terms: Iterable[Term]) -> Names:
        return frozenset().union(*(self._numbers.columns(term) for term in terms))

    def _made(self, relation: Relation, needed: Names) -> Relation:
        match relation:
            case Scan() | Given():
                return relation
            case Titled(name=name, source=source):
                return Titled(name, self._of(source, needed))
            case Where(source=source, condition=condition):
                return Where(self._of(source, needed | self._needs([condition])), condition)
            case Extend(source=source, columns=added) | Project(source=source, columns=added):
                return self._columns(relation, source, added, needed)
            case Join():
                return self._joined(relation, needed)
            case Without(left=left, right=right, on=on):
                own = needed | {name for name, _ in on}
                return Without(
                    self._of(left, own), self._of(right, frozenset(name for _, name in on)), on
                )
            case Union(parts=parts):
                return Union(tuple(self._of(part, needed) for part in parts))
            case Group(source=source, keys=keys, aggregates=aggregates):
                kept = tuple((name, fold) for name, fold in aggregates if name in needed)
                read = self._needs(term for _, fold in kept for term in terms_of(fold))
                return Group(self._of(source, read | set(keys)), keys, kept)

    def _columns(
        self,
        relation: Extend | Project,
        source: Relation,
        columns: tuple[tuple[str, Term], ...],
        needed: Names,
    ) -> Relation:
        if isinstance(relation, Project) and needed.isdisjoint(columns_of(relation)):
            # Rows that are only counted are still rows of something.
            needed = frozenset(columns_of(relation)[:1])
        wanted = [term for name, term in columns if name in needed]
        below = self._needs(wanted)
        if isinstance(relation, Extend):
            below |= needed - {name for name, _ in columns}
        made = self._of(source, below)
        left = set(columns_of(made))
        kept = tuple((name, term) for name, term in columns if self._needs([term]) <= left)
        return type(relation)(made, kept)

    def _joined(self, join: Join, needed: Names) -> Relation:
        right_columns = set(columns_of(join.right))
        wanted = needed & right_columns
        if not wanted and join.defaults is not None and _is_keyed(join.right, join.on):
            return self._of(join.left, needed)
        left = self._of(join.left, (needed - right_columns) | {name for name, _ in join.on})
        right = self._of(join.right, wanted | {name for _, name in join.on})
        kept = set(columns_of(right))
        defaults = join.defaults and tuple(each for each in join.defaults if each[0] in kept)
        return Join(left, right, join.on, defaults)


def _is_keyed(relation: Relation, on: Iterable[tuple[str, str]]) -> bool:
    """Say whether a relation has at most one row for each value of the columns joined on."""
    names = {name for _, name in on}
    while isinstance(relation, Project | Titled):
        if isinstance(relation, Titled):
            relation = relation.source
            continue
        renamed = {n: term.name for n, term in relation.columns if isinstance(term, Column)}
        if not names <= renamed.keys():
            return False
        names = {renamed[name] for name in names}
        relation = relation.source
    return isinstance(relation, Group) and names >= set(relation.keys)
