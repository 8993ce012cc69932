"""How the relations of a program hang together: who uses what, and which columns of it."""

from collections import Counter
from collections.abc import Iterable, Mapping

from govrules.calculus import (
    Column,
    Extend,
    Given,
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
from govrules.calculus.numbers import Names, Numbers, terms_of


def sources_of(relation: Relation) -> tuple[Relation, ...]:
    """Return the relations that a relation is made of."""
    match relation:
        case Scan() | Given():
            return ()
        case Where() | Extend() | Project() | Group() | Titled():
            return (relation.source,)
        case Join(left=left, right=right) | Without(left=left, right=right):
            return (left, right)
        case Union(parts=parts):
            return parts


def keyed(
    relation: Relation, on: Iterable[tuple[str, str]]
) -> tuple[Group, Mapping[str, str]] | None:
    """Return the group of which a relation has at most one row for each value joined on.

    With it what each column of the relation is called there; `None` where it is no such group.
    """
    names = {name: name for name in columns_of(relation)}
    while not isinstance(relation, Group):
        if isinstance(relation, Project):
            renamed = {n: term.name for n, term in relation.columns if isinstance(term, Column)}
            if not set(names.values()) <= renamed.keys():
                return None
            names = {name: renamed[own] for name, own in names.items()}
        elif not isinstance(relation, Titled):
            return None
        relation = relation.source
    joined = [names[right] for _, right in on]
    return (relation, names) if sorted(joined) == sorted(relation.keys) else None


class Parts:
    """What is known of the relations that some answers are made of."""

    def __init__(self, answers: Iterable[Relation]) -> None:
        """Follow some answers down to the tables."""
        self._numbers = Numbers()
        self._order: list[Relation] = []
        self._seen: set[int] = set()
        self._uses = Counter[int]()
        self._titles: dict[int, str] = {}
        self._looked_up: set[int] = set()
        self._needed: dict[int, set[str]] = {}
        tops = list(answers)
        for answer in tops:
            self._visit(answer)
        for answer in tops:
            self._needed[id(answer)] = set(columns_of(answer))
        for relation in reversed(self._order):
            self._demand(relation)

    @property
    def order(self) -> list[Relation]:
        """Return every relation once, after those it is made of."""
        return self._order

    def needed(self, relation: Relation) -> Names:
        """Name the columns of a relation that something reads."""
        return frozenset(self._needed.get(id(relation), ()))

    def is_shared(self, relation: Relation) -> bool:
        """Say whether a relation is read from a rule: several read it, or it is looked up."""
        if isinstance(relation, Scan | Given | Group):
            return False
        return self._uses[id(relation)] > 1 or id(relation) in self._looked_up

    def title(self, relation: Relation) -> str:
        """Say what the rows of a relation are."""
        if id(relation) in self._titles:
            return self._titles[id(relation)]
        match relation:
            case Scan(table=table):
                return table
            case Given(name=name):
                return name
            case Titled(name=name):
                return name
            case Union(parts=parts):
                return f"all {self.title(parts[0])}"
            case _:
                return self.title(sources_of(relation)[0])

    def _visit(self, relation: Relation) -> None:
        self._uses[id(relation)] += 1
        if id(relation) in self._seen:
            return
        self._seen.add(id(relation))
        if isinstance(relation, Titled):
            self._titles.setdefault(id(relation.source), relation.name)
        if isinstance(relation, Join) and keyed(relation.right, relation.on) is None:
            self._looked_up.add(id(relation.right))
        if isinstance(relation, Without):
            self._looked_up.add(id(relation.right))
        for source in sources_of(relation):
            self._visit(source)
        self._order.append(relation)

    def _ask(self, relation: Relation, columns: Iterable[str]) -> None:
        own = set(columns_of(relation))
        self._needed.setdefault(id(relation), set()).update(own.intersection(columns))

    def _read(self, *terms: object) -> set[str]:
        return {n for term in terms for n in self._numbers.columns(term)}  # type: ignore[arg-type]

    def _demand(self, relation: Relation) -> None:
        needed = self._needed.setdefault(id(relation), set())
        match relation:
            case Where(source=source, condition=condition):
                self._ask(source, needed | self._read(condition))
            case Extend(source=source, columns=columns) | Project(source=source, columns=columns):
                terms = [term for name, term in columns if name in needed]
                own = needed if isinstance(relation, Extend) else set()
                self._ask(source, own | self._read(*terms))
            case Join(left=left, right=right, on=on) | Without(left=left, right=right, on=on):
                self._ask(left, needed | {name for name, _ in on})
                self._ask(right, needed | {name for _, name in on})
            case Union() | Titled():
                for part in sources_of(relation):
                    self._ask(part, needed)
            case Group(source=source, keys=keys, aggregates=aggregates):
                terms = [term for _, fold in aggregates for term in terms_of(fold)]
                self._ask(source, set(keys) | self._read(*terms))
            case Scan() | Given():
                pass
