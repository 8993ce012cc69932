"""Relations rewritten by what is certain of every row of their tables.

A plan has two sides to every condition, because a cell may be unknown. Of rows that were read
without a doubt much is known beforehand: none is set aside, an instant is exact, a name is not
blank. With that the two sides fold into one, and what nobody needs any more is not worked out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from govrules.calculus.knowledge import (
    Knowledge,
    all_of_it,
    column_of,
    compared_by,
    folded,
    keyed,
    named,
    names,
    never_alike,
    nothing,
    stands_for,
    there,
)
from govrules.calculus.narrowing import Narrowing
from govrules.calculus.numbers import Numbers, terms_of
from govrules.calculus.plain import rebuilt
from govrules.calculus.relations import (
    Aggregate,
    Count,
    Extend,
    Greatest,
    Group,
    Join,
    Least,
    Project,
    Relation,
    Scan,
    Titled,
    Union,
    Where,
    Without,
    columns_of,
)
from govrules.calculus.terms import (
    FALSE,
    TRUE,
    And,
    AtMost,
    Column,
    Equal,
    Given,
    Less,
    Literal,
    Not,
    Or,
    Term,
    Value,
)


@dataclass(frozen=True, slots=True)
class Certain:
    """What holds of all rows of a table, by the names of its columns.

    `constants` have one value everywhere, `same` the value of another column, `filled` are texts
    that are never empty; `key` is a column whose values tell the rows apart, and an integer that
    does so too. A table may be `empty`.
    """

    constants: Mapping[str, Value] = field(default_factory=dict)
    same: Mapping[str, str] = field(default_factory=dict)
    filled: frozenset[str] = frozenset()
    below: Mapping[str, int] = field(default_factory=dict)
    """Integers that are always less than some bound."""
    codes: Mapping[str, str] = field(default_factory=dict)
    empty: bool = False


UNCERTAIN = Certain()
_CONDITIONS = (And, AtMost, Equal, Less, Not, Or)

Columns: TypeAlias = Sequence[tuple[str, Term]]


def rewritten(relations: Iterable[Relation], certain: Mapping[str, Certain]) -> list[Relation]:
    """Return relations with the same rows, plain, given what is certain of tables by their names.

    What surely has no rows comes back as a `Given` without any.
    """
    rewriter = _Rewriter(certain)
    return [rewriter.whole(relation) for relation in relations]


class _Rewriter:
    def __init__(self, certain: Mapping[str, Certain]) -> None:
        self._certain = certain
        self._known: dict[int, tuple[Relation, Knowledge]] = {}
        self._numbers = Numbers()
        self._narrowing = Narrowing((Group, Union))

    def whole(self, relation: Relation) -> Relation:
        known = self._of(relation)
        if known.relation is None:
            return Given(columns_of(relation), ())
        columns = columns_of(relation)
        assert not known.gone.intersection(named(known, columns))  # noqa: S101 - an identity of ours
        return Project(known.relation, tuple((name, known.values[name]) for name in columns))

    def _of(self, relation: Relation) -> Knowledge:
        if id(relation) not in self._known:
            self._known[id(relation)] = (relation, self._made(relation))
        return self._known[id(relation)][1]

    def _made(self, relation: Relation) -> Knowledge:
        match relation:
            case Scan():
                return self._scanned(relation)
            case Given(columns=columns, rows=rows):
                return nothing(columns) if not rows else all_of_it(relation)
            case Titled(name=name, source=source):
                known = self._of(source)
                titled = known.relation and Titled(name, known.relation)
                return replace(known, relation=titled)
            case Where(source=source, condition=condition):
                return self._filtered(self._of(source), condition)
            case Extend(source=source, columns=columns):
                return self._extended(self._of(source), columns)
            case Project(source=source, columns=columns):
                return self._projected(self._of(source), columns)
            case Join(left=left, right=right):
                return self._joined(relation, self._of(left), self._of(right))
            case Without(left=left, right=right):
                return self._without(relation, self._of(left), self._of(right))
            case Union(parts=parts):
                return self._united(columns_of(relation), [self._of(part) for part in parts])
            case Group(source=source):
                return self._grouped(relation, self._of(source))

    def _term(self, term: Term, known: Knowledge) -> Term:
        """Write a term over the columns that are left, and fold what has become constant."""
        # A term is kept with what became of it: an identity means nothing once its owner is gone.
        done: dict[int, tuple[Term, Term]] = {}

        def inside(part: Term) -> Term:
            if isinstance(part, Column):
                return known.values[part.name]
            if id(part) not in done:
                made = folded(rebuilt(part, inside), known)
                holds = isinstance(made, _CONDITIONS) and self._numbers.of(made) in known.holds
                done[id(part)] = (part, TRUE if holds else made)
            return done[id(part)][1]

        return inside(term)

    def _scanned(self, scan: Scan) -> Knowledge:
        certain = self._certain.get(scan.table, UNCERTAIN)
        if certain.empty:
            return nothing(columns_of(scan))
        values: dict[str, Term] = {}
        kept: list[str] = []
        for name in scan.columns:
            if name in certain.constants:
                values[scan.prefix + name] = Literal(certain.constants[name])
            else:
                kept.append(certain.same.get(name, name))
                values[scan.prefix + name] = Column(scan.prefix + kept[-1])
        codes: dict[str, str] = {}
        for text, number in certain.codes.items():
            if text in kept:
                kept.append(number)
                codes[scan.prefix + text] = scan.prefix + number
        columns = tuple(dict.fromkeys(kept)) or scan.columns[:1]
        filled = frozenset(scan.prefix + name for name in certain.filled.intersection(columns))
        below = {scan.prefix + n: bound for n, bound in certain.below.items() if n in columns}
        relation = Scan(scan.table, columns, scan.prefix)
        return Knowledge(relation, values, filled, codes, below=below)

    def _filtered(self, known: Knowledge, condition: Term) -> Knowledge:
        if known.relation is None:
            return known
        holds = self._term(condition, known)
        if holds == FALSE:
            return replace(known, relation=None)
        if holds == TRUE:
            return known
        parts = holds.parts if isinstance(holds, And) else (holds,)
        held = known.holds.union(map(self._numbers.of, parts))
        return replace(known, relation=Where(known.relation, holds), holds=held)

    def _extended(self, known: Knowledge, columns: Columns) -> Knowledge:
        if known.relation is None:
            return nothing((*known.values, *(name for name, _ in columns)))
        values = dict(known.values)
        added: dict[str, Term] = {}
        alike: dict[int, Column] = {}
        for name, term in columns:
            made = self._term(term, known)
            if not isinstance(made, Column | Literal):
                made = alike.setdefault(self._numbers.of(made), Column(name))
                if made.name == name:
                    added[name] = self._term(term, known)
            values[name] = made
        relation = Extend(known.relation, tuple(added.items())) if added else known.relation
        return replace(known, relation=relation, values=values)

    def _projected(self, known: Knowledge, columns: Columns) -> Knowledge:
        if known.relation is None:
            return nothing(name for name, _ in columns)
        values: dict[str, Term] = {}
        kept: dict[str, Term] = {}
        alike: dict[int, Column] = {}
        renamed: dict[str, str] = {}
        gone: set[str] = set()
        codes: dict[str, str] = {}
        for name, term in columns:
            made = self._term(term, known)
            if isinstance(made, Literal):
                values[name] = made
                continue
            values[name] = alike.setdefault(self._numbers.of(made), Column(name))
            if values[name] != Column(name):
                continue
            kept[name] = made
            if isinstance(made, Column):
                renamed[made.name] = name
                if made.name in known.gone:
                    kept[name] = Column(known.codes[made.name])
                    gone.add(name)
                    codes[name] = name
        for text, number in known.codes.items():
            if text in renamed and text not in known.gone:
                if number not in renamed:
                    renamed[number] = f"{renamed[text]} as a number"
                    kept[renamed[number]] = Column(number)
                codes[renamed[text]] = renamed[number]
        filled = frozenset(renamed[name] for name in known.filled if name in renamed)
        # Rows of constants alone are still rows of something.
        some = kept or {name: values[name] for name, _ in columns[:1]}
        relation = Project(known.relation, tuple(some.items()))
        below = {renamed[name]: bound for name, bound in known.below.items() if name in renamed}
        return Knowledge(relation, values, filled, codes, frozenset(gone), below)

    def _joined(self, join: Join, left: Knowledge, right: Knowledge) -> Knowledge:
        defaults = None if join.defaults is None else dict(join.defaults)
        values = {**left.values, **right.values}
        apart = any(never_alike(left, right, *each) for each in join.on)
        if left.relation is None or ((right.relation is None or apart) and defaults is None):
            return nothing(values)
        if right.relation is None or apart:
            alone = {name: Literal(value) for name, value in (defaults or {}).items()}
            return replace(left, values={**left.values, **alone})
        left, right = (
            keyed(left, [one for one, _ in join.on]),
            keyed(right, [other for _, other in join.on]),
        )
        on = tuple(compared_by(left, right, *each) for each in join.on)
        filled, kept = right.filled, None
        below, holds = {**left.below, **right.below}, left.holds | right.holds
        if defaults is not None:
            right, kept = self._defaulted(right, defaults)
            filled = frozenset(name for name, value in kept if value != "") & filled
            # What has no partner has the defaults, whatever holds of partners.
            below, holds = dict(left.below), left.holds
        return Knowledge(
            Join(there(left), there(right), on, kept),
            {**left.values, **right.values},
            left.filled | filled,
            {**left.codes, **right.codes},
            left.gone | right.gone,
            below,
            holds,
        )

    def _defaulted(
        self, right: Knowledge, defaults: Mapping[str, Value]
    ) -> tuple[Knowledge, tuple[tuple[str, Value], ...]]:
        """Give each column of the right its default; what would have two becomes two columns."""
        chosen: dict[str, Value] = {}
        values: dict[str, Term] = {}
        apart: list[tuple[str, Term]] = []
        for name, default in defaults.items():
            value = right.values[name]
            if isinstance(value, Column):
                own = 0 if value.name in right.gone else default
                if chosen.setdefault(value.name, own) == own:
                    values[name] = value
                    continue
            elif value == Literal(default):
                values[name] = value
                continue
            apart.append((name, value))
            values[name], chosen[name] = Column(name), default
        relation = Extend(there(right), tuple(apart)) if apart else there(right)
        # A column that only stood for others has no default of its own, and nobody looks at it.
        kept = tuple((name, chosen.get(name, 0)) for name in columns_of(relation))
        return replace(right, relation=relation, values=values), kept

    def _without(self, without: Without, left: Knowledge, right: Knowledge) -> Knowledge:
        if left.relation is None or right.relation is None:
            return left
        left = keyed(left, [name for name, _ in without.on])
        right = keyed(right, [name for _, name in without.on])
        on = tuple(compared_by(left, right, *each) for each in without.on)
        return replace(left, relation=Without(there(left), there(right), on))

    def _united(self, columns: Sequence[str], parts: Sequence[Knowledge]) -> Knowledge:
        """Unite parts; what is the same constant in all of them is no column any more."""
        some = [part for part in parts if part.relation is not None]
        if not some:
            return nothing(columns)
        values: dict[str, Term] = {}
        alike: dict[tuple[int, ...], str] = {}
        for name in columns:
            each = [part.values[name] for part in some]
            if isinstance(each[0], Literal) and all(value == each[0] for value in each):
                values[name] = each[0]
                continue
            own = alike.setdefault(tuple(map(self._numbers.of, each)), name)
            values[name] = Column(own)
        kept = tuple(alike.values()) or tuple(columns[:1])
        relations = tuple(
            Project(there(part), tuple((name, part.values[name]) for name in kept)) for part in some
        )
        filled = frozenset(n for n in kept if all(names(part, n) & part.filled for part in some))
        codes = {
            text: number
            for text in kept
            for number in kept
            if all(stands_for(part, text, number) for part in some)
        }
        return Knowledge(Union(relations) if len(some) > 1 else relations[0], values, filled, codes)

    def _grouped(self, group: Group, known: Knowledge) -> Knowledge:
        if known.relation is None:
            return nothing(columns_of(group))
        values: dict[str, Term] = {}
        codes: dict[str, str] = {}
        known = keyed(known, group.keys)
        keys: list[str] = []
        for name in group.keys:
            column = column_of(known, name)
            values[name] = Column(column)
            if column in known.codes:
                codes[column] = known.codes[column]
            keys.append(known.codes.get(column, column))
        folds: dict[str, Aggregate] = {}
        alike: dict[object, Column] = {}
        for name, aggregate in group.aggregates:
            values[name] = self._folded(name, self._aggregate(aggregate, known), folds, alike)
        terms = [term for fold in folds.values() for term in terms_of(fold)]
        read = frozenset(keys).union(*(self._numbers.columns(term) for term in terms))
        source = self._narrowing.narrowed(there(known), read)
        relation = Group(source, tuple(dict.fromkeys(keys)), tuple(folds.items()))
        gone = frozenset(codes)
        filled = known.filled.intersection(keys)
        return Knowledge(relation, values, filled, codes, gone)

    def _folded(
        self,
        name: str,
        aggregate: Aggregate,
        folds: dict[str, Aggregate],
        alike: dict[object, Column],
    ) -> Term:
        if aggregate.where == FALSE:
            return Literal(0 if isinstance(aggregate, Count) else aggregate.default)
        default = None if isinstance(aggregate, Count) else aggregate.default
        shape = (type(aggregate), default, *map(self._numbers.of, terms_of(aggregate)))
        column = alike.setdefault(shape, Column(name))
        if column.name == name:
            folds[name] = aggregate
        return column

    def _aggregate(self, aggregate: Aggregate, known: Knowledge) -> Aggregate:
        where = self._term(aggregate.where, known)
        match aggregate:
            case Least(term=term, default=default):
                return Least(self._term(term, known), where, default)
            case Greatest(term=term, default=default):
                return Greatest(self._term(term, known), where, default)
            case Count():
                return Count(where)
