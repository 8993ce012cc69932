"""Relations → queries in SQL over tables that are loaded or worked out already.

What surely has no rows is left out, so that no query meets a table whose types nobody knows.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from itertools import islice

from sqlglot import exp

from govrules.calculus import (
    Aggregate,
    Column,
    Count,
    Extend,
    Given,
    Greatest,
    Group,
    Join,
    Least,
    Literal,
    Project,
    Relation,
    Scan,
    Term,
    Titled,
    Union,
    Value,
    Where,
    Without,
    columns_of,
    sources_of,
)
from govrules.engines.columnar.terms import (
    SQL,
    Names,
    Terms,
    aliased,
    chosen,
    column,
    conjunction,
    literal,
    named,
    negated,
)

LEFT, RIGHT = "l", "r"


class Queries:
    """Queries over tables; `tables` names those of relations, by identity, `None` if empty."""

    def __init__(self, names: Names, tables: Mapping[int, str | None]) -> None:
        """Keep what is known of the tables; more may become known between two queries."""
        self._names = names
        self._tables = tables

    def is_empty(self, relation: Relation) -> bool:
        """Say whether a relation has no rows, whatever the rows of its tables are."""
        if id(relation) in self._tables:
            return self._tables[id(relation)] is None
        match relation:
            case Union(parts=parts):
                return all(map(self.is_empty, parts))
            case Join(left=left, right=right, defaults=None):
                return self.is_empty(left) or self.is_empty(right)
            case _:
                return any(map(self.is_empty, sources_of(relation)[:1]))

    def query(self, relation: Relation) -> exp.Select | exp.SetOperation:
        """Write the query of a relation that is not empty; from its table, if it has one."""
        if id(relation) in self._tables and not isinstance(relation, Scan):
            return _select([exp.Star()], self._table(relation))
        return self._written(relation)

    def _written(self, relation: Relation) -> exp.Select | exp.SetOperation:
        match relation:
            case Scan(columns=columns, prefix=prefix):
                own = [self._alias(column(self._names.of(name)), prefix + name) for name in columns]
                return _select(own, self._table(relation))
            case Given():
                return _select([exp.Star()], self._table(relation))
            case Titled(source=source):
                return self.query(source)
            case Where(source=source, condition=condition):
                return self._filtered(source, condition)
            case Extend(source=source, columns=added):
                return self._extended(source, added)
            case Project(source=source, columns=kept):
                return self._projected(source, kept)
            case Union(parts=parts):
                queries = (self.query(part) for part in parts if not self.is_empty(part))
                return reduce(_united, queries)
            case Join():
                return self._joined(relation)
            case Without(left=left, right=right):
                return self.query(left) if self.is_empty(right) else self._without(relation)
            case Group():
                return self._grouped(relation)

    def _from(self, relation: Relation, alias: str = LEFT) -> exp.Table | exp.Subquery:
        if id(relation) in self._tables and not isinstance(relation, Scan):
            return self._table(relation, alias)
        return self._nested(self.query(relation), alias, relation)

    def _nested(
        self,
        query: exp.Query,
        alias: str = LEFT,
        relation: Relation | None = None,  # noqa: ARG002 - for those that name what they nest
    ) -> exp.Table | exp.Subquery:
        """Read from a query, that of a relation or of terms beside one."""
        return exp.Subquery(this=query, alias=exp.TableAlias(this=named(alias)))

    def _table(self, relation: Relation, alias: str = LEFT) -> exp.Table:
        name = self._tables[id(relation)]
        return exp.Table(this=named(name or ""), alias=exp.TableAlias(this=named(alias)))

    def _layered(
        self, source: Relation, terms: Terms, kept: Sequence[SQL]
    ) -> exp.Table | exp.Subquery:
        """Put the common parts of terms beside some columns of the source."""
        rows = self._from(source)
        for layer in terms.layers():
            rows = self._nested(_select([*kept, *layer], rows))
            kept = [exp.Star()]
        return rows

    def _read(self, terms: Terms) -> list[SQL]:
        return [column(self._names.of(name)) for name in terms.columns]

    def _own(self, source: Relation, terms: Terms) -> list[SQL]:
        """Write all columns of a source, without the common parts that stand beside them."""
        if not terms.layered:
            return [exp.Star()]
        return [column(self._names.of(name)) for name in columns_of(source)]

    def _filtered(self, source: Relation, condition: Term) -> exp.Select:
        terms = Terms(self._names, [condition])
        rows = self._layered(source, terms, [exp.Star()])
        (holds,) = terms.expressions()
        return _select(self._own(source, terms), rows, where=exp.Where(this=holds))

    def _extended(self, source: Relation, added: Sequence[tuple[str, Term]]) -> exp.Select:
        terms = Terms(self._names, [term for _, term in added])
        rows = self._layered(source, terms, [exp.Star()])
        return _select([*self._own(source, terms), *self._aliased(terms, added)], rows)

    def _projected(self, source: Relation, columns: Sequence[tuple[str, Term]]) -> exp.Select:
        terms = Terms(self._names, [term for _, term in columns])
        rows = self._layered(source, terms, self._read(terms))
        return _select(self._aliased(terms, columns), rows)

    def _aliased(self, terms: Terms, columns: Sequence[tuple[str, Term]]) -> list[SQL]:
        found = zip(columns, terms.expressions(), strict=True)
        return [self._alias(expression, name) for (name, _), expression in found]

    def _joined(self, join: Join) -> exp.Select:
        if join.defaults is None:
            return self._paired(join, [exp.Star()], "INNER")
        defaults = dict(join.defaults)
        if self.is_empty(join.right):
            alone = [(name, Literal(defaults[name])) for name in columns_of(join.right)]
            return self._extended(join.left, alone)
        filled = [
            self._alias(_else(column(self._names.of(name), RIGHT), defaults[name]), name)
            for name in columns_of(join.right)
        ]
        own = exp.Column(this=exp.Star(), table=named(LEFT))
        return self._paired(join, [own, *filled], "LEFT")

    def _paired(self, join: Join, columns: Sequence[SQL], kind: str) -> exp.Select:
        partner = exp.Join(this=self._from(join.right, RIGHT), kind=kind, on=self._equal(join.on))
        return _select(columns, self._from(join.left), joins=[partner])

    def _without(self, without: Without) -> exp.Select:
        partners = _select(
            [exp.Literal.number(1)],
            self._from(without.right, RIGHT),
            where=exp.Where(this=self._equal(without.on)),
        )
        alone = negated(exp.Exists(this=partners))
        return _select([exp.Star()], self._from(without.left), where=exp.Where(this=alone))

    def _equal(self, on: Iterable[tuple[str, str]]) -> SQL:
        return conjunction(
            exp.EQ(
                this=column(self._names.of(left), LEFT),
                expression=column(self._names.of(right), RIGHT),
            )
            for left, right in on
        )

    def _grouped(self, group: Group) -> exp.Select:
        aggregates = [aggregate for _, aggregate in group.aggregates]
        inputs = [term for aggregate in aggregates for term in _inputs(aggregate)]
        terms = Terms(self._names, [*map(Column, group.keys), *inputs])
        rows = self._layered(group.source, terms, self._read(terms))
        found = iter(terms.expressions())
        keys = list(islice(found, len(group.keys)))
        folded = [
            self._alias(_fold(aggregate, next(found), next(found)), name)
            for name, aggregate in group.aggregates
        ]
        # Without keys SQL would tell of a group of nothing.
        some = exp.GT(this=exp.Count(this=exp.Star()), expression=literal(0))
        return _select(
            [*keys, *folded],
            rows,
            group=exp.Group(expressions=[key.copy() for key in keys]) if keys else None,
            having=None if keys else exp.Having(this=some),
        )

    def _alias(self, expression: SQL, name: str) -> SQL:
        alias = self._names.of(name)
        if isinstance(expression, exp.Column) and expression.name == alias:
            return expression
        return aliased(expression, alias)


def _inputs(aggregate: Aggregate) -> tuple[Term, Term]:
    match aggregate:
        case Least(term=term, where=where) | Greatest(term=term, where=where):
            return (where, term)
        case Count(where=where):
            return (where, Literal(1))


def _fold(aggregate: Aggregate, where: SQL, term: SQL) -> SQL:
    # A choice without alternative inside the function: measured faster than a filter outside it.
    value = chosen(where, term)
    match aggregate:
        case Least(default=default):
            return _else(exp.Min(this=value), default)
        case Greatest(default=default):
            return _else(exp.Max(this=value), default)
        case Count():
            return exp.Count(this=value)


def _else(expression: SQL, default: Value) -> SQL:
    return exp.Coalesce(this=expression, expressions=[literal(default)])


def _select(
    columns: Sequence[SQL], rows: exp.Table | exp.Subquery, **clauses: object
) -> exp.Select:
    return exp.Select(expressions=list(columns), from_=exp.From(this=rows), **clauses)


def _united(
    one: exp.Select | exp.SetOperation, other: exp.Select | exp.SetOperation
) -> exp.SetOperation:
    return exp.Union(this=one, expression=other, distinct=False)
