"""Terms → expressions of SQL, what several of them have in common worked out once, in layers.

A verdict is a tree of thousands of nodes but of few hundred different ones; written out as a tree
it takes longer to read and to plan than to run.
"""

from collections import Counter
from collections.abc import Iterable
from functools import reduce
from types import UnionType
from typing import TypeAlias

from sqlglot import exp

from govrules.calculus import (
    And,
    AtMost,
    Column,
    Equal,
    If,
    Less,
    Literal,
    Not,
    Or,
    Plus,
    Term,
    Value,
)

SQL: TypeAlias = exp.Expr

_WORTH_SHARING = 8
"""From how many nodes on a part that occurs twice gets a column of its own; measured."""


_LONGEST = 53
"""How many bytes of a name are kept: PostgreSQL cuts it after 63 and tells nobody.

The rest is for the number that tells two names apart.
"""


class Names:
    """What the columns of a plan are called in SQL, where `A` and `a` are one name."""

    def __init__(self) -> None:
        """Begin without any name."""
        self._known: dict[str, str] = {}
        self._taken: dict[str, int] = {}

    def of(self, column: str) -> str:
        """Name a column: as in the plan, unless another one is called so already."""
        if column not in self._known:
            self._known[column] = self.free(column)
        return self._known[column]

    def fresh(self, term: Term | None = None) -> str:  # noqa: ARG002 - for names that tell of it
        """Name a table, or a column for a term, that has no name in the plan."""
        return self.free("part")

    def free(self, wanted: str) -> str:
        """Return a name that is nobody's yet: the one wanted, or one like it."""
        wanted = wanted.encode()[:_LONGEST].decode(errors="ignore")
        name = wanted
        while name.casefold() in self._taken:
            self._taken[wanted.casefold()] += 1
            name = f"{wanted}~{self._taken[wanted.casefold()]}"
        self._taken[name.casefold()] = 1
        return name


def named(name: str) -> exp.Identifier:
    """Quote a name."""
    return exp.Identifier(this=name, quoted=True)


def column(name: str, table: str = "") -> exp.Column:
    """Name a column, of a table where there are two."""
    return exp.Column(this=named(name), table=named(table) if table else None)


def aliased(expression: SQL, name: str) -> exp.Alias:
    """Give an expression a name."""
    return exp.Alias(this=expression, alias=named(name))


def literal(value: Value) -> SQL:
    """Write a constant; integers say that they have 64 bits, as engines assume 32."""
    if isinstance(value, bool):
        return exp.Boolean(this=value)
    if isinstance(value, int):
        return exp.Cast(this=exp.Literal.number(value), to=exp.DataType(this=exp.DType.BIGINT))
    return exp.Literal.string(str(value))


class Terms:
    """Terms over the columns of one source, their common parts found."""

    def __init__(self, names: Names, terms: Iterable[Term]) -> None:
        """Take the terms apart."""
        self._names = names
        self._nodes: list[tuple[Term, tuple[int, ...]]] = []
        self._alike: dict[tuple[object, ...], int] = {}
        self._seen: dict[int, int] = {}
        self._uses = Counter[int]()
        self._roots = [self._number(term) for term in terms]
        self._uses.update(self._roots)
        self._shared: dict[int, str] = {}
        self._layers: list[list[int]] = []
        self._share()

    def _number(self, term: Term) -> int:
        """Give a term the number of all terms like it; parts come before what they are parts of."""
        if id(term) not in self._seen:
            parts = tuple([self._number(part) for part in _parts(term)])
            kind = (type(term), *_content(term), parts)
            number = self._alike.setdefault(kind, len(self._nodes))
            if number == len(self._nodes):
                self._nodes.append((term, parts))
                self._uses.update(parts)
            self._seen[id(term)] = number
        return self._seen[id(term)]

    def _share(self) -> None:
        weights: list[int] = []
        levels: list[int] = []
        for number, (term, parts) in enumerate(self._nodes):
            weight = 1 + sum(1 if part in self._shared else weights[part] for part in parts)
            level = max((levels[part] + (part in self._shared) for part in parts), default=0)
            weights.append(weight)
            levels.append(level)
            if self._uses[number] > 1 and weight >= _WORTH_SHARING:
                self._shared[number] = self._names.fresh(term)
                self._layers += [[] for _ in range(level + 1 - len(self._layers))]
                self._layers[level].append(number)

    @property
    def columns(self) -> list[str]:
        """Return the columns that the terms read, in the order of their first use."""
        return [term.name for term, _ in self._nodes if isinstance(term, Column)]

    @property
    def layered(self) -> bool:
        """Say whether the terms have common parts."""
        return bool(self._layers)

    def layers(self) -> list[list[SQL]]:
        """Return the common parts with their names; each layer reads those before it."""
        return [
            [aliased(self._translated(n), self._shared[n]) for n in layer] for layer in self._layers
        ]

    def expressions(self) -> list[SQL]:
        """Return the terms, over the source and all layers."""
        return [self._expression(number) for number in self._roots]

    def _expression(self, number: int) -> SQL:
        if number in self._shared:
            return column(self._shared[number])
        return self._translated(number)

    def _translated(self, number: int) -> SQL:
        term, parts = self._nodes[number]
        operands = [self._expression(part) for part in parts]
        match term:
            case Column(name=name):
                return column(self._names.of(name))
            case Literal(value=value):
                return literal(value)
            case Plus():
                return _compared(exp.Add, operands)
            case Less():
                return _compared(exp.LT, operands)
            case AtMost():
                return _compared(exp.LTE, operands)
            case Equal():
                return _compared(exp.EQ, operands)
            case And():
                return _connected(exp.And, operands)
            case Or():
                return _connected(exp.Or, operands)
            case Not():
                return negated(operands[0])
            case If():
                condition, then, otherwise = operands
                return chosen(condition, then, otherwise)
            case _:
                raise _not_plain(term)


def chosen(condition: SQL, then: SQL, otherwise: SQL | None = None) -> SQL:
    """Write a choice; without an alternative it is null where the condition fails."""
    return exp.Case(ifs=[exp.If(this=condition, true=then)], default=otherwise)


def negated(operand: SQL) -> SQL:
    """Write that a condition does not hold."""
    return exp.Not(this=_enclosed(operand, exp.Binary))


def conjunction(parts: Iterable[SQL]) -> SQL:
    """Write that every part holds; nothing at all holds."""
    operands = list(parts)
    return _connected(exp.And, operands) if operands else literal(value=True)


def _compared(kind: type[exp.Binary], operands: Iterable[SQL]) -> SQL:
    left, right = (_enclosed(operand, exp.Binary | exp.Not) for operand in operands)
    return kind(this=left, expression=right)


def _connected(kind: type[exp.Connector], operands: Iterable[SQL]) -> SQL:
    parts = (_enclosed(operand, exp.Connector) for operand in operands)
    return reduce(lambda left, right: kind(this=left, expression=right), parts)


def _enclosed(operand: SQL, kinds: type[SQL] | UnionType) -> SQL:
    # sqlglot writes a tree as it stands: what binds less tightly needs its parentheses.
    return exp.Paren(this=operand) if isinstance(operand, kinds) else operand


def _content(term: Term) -> tuple[object, ...]:
    match term:
        case Column(name=name):
            return (name,)
        case Literal(value=value):
            # `True == 1`, but they are not alike.
            return (type(value), value)
        case _:
            return ()


def _parts(term: Term) -> tuple[Term, ...]:
    match term:
        case Column() | Literal():
            return ()
        case Plus(left=left, right=right) | Less(left=left, right=right):
            return (left, right)
        case AtMost(left=left, right=right) | Equal(left=left, right=right):
            return (left, right)
        case And(parts=parts) | Or(parts=parts):
            return parts
        case Not(part=part):
            return (part,)
        case If(condition=condition, then=then, otherwise=otherwise):
            return (condition, then, otherwise)
        case _:
            raise _not_plain(term)


def _not_plain(term: Term) -> TypeError:
    return TypeError(f"`{type(term).__name__}` is to be written out before it is translated")
