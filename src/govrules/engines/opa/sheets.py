"""Sheets: the terms of one body of Rego, each worked out once, under a name where it has one.

A body reads like a sheet that somebody fills in from top to bottom. Conditions are values there,
true or false: a body that lets a condition fail, or a value be undefined, drops its row.
"""

import re
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from govrules.calculus import (
    And,
    AtMost,
    Called,
    Column,
    Decided,
    Equal,
    If,
    Known,
    Less,
    Literal,
    Not,
    Only,
    Or,
    Plus,
    Some,
    Term,
)
from govrules.calculus.numbers import content, parts_of
from govrules.engines.opa.texts import field, identifier, listed, written

Node: TypeAlias = int
Environment: TypeAlias = Mapping[str, Node]
LookUp: TypeAlias = Callable[[Some | Only], tuple[str, Sequence[str]]]

_SIGNS: Mapping[type[Term], str] = {Plus: "+", Less: "<", AtMost: "<=", Equal: "=="}
_SORTS: Mapping[type[Term], str] = {
    Less: "before",
    AtMost: "by",
    Equal: "same",
    Not: "otherwise",
    Plus: "shifted",
    And: "together",
    Or: "either",
    If: "chosen",
    Some: "some_row",
    Only: "only_value",
}
_OPPOSITES: Mapping[type[Term], str] = {Less: ">=", AtMost: ">", Equal: "!="}


class Sheet:
    """The terms of one body; `lines` grows as they are written, each after what it reads."""

    def __init__(self, rules: Container[str], variables: set[str], looking: LookUp) -> None:
        """Begin with an empty body; no variable may be called as a rule of its module is.

        `looking` names the function that looks into a table for a term of this kind.
        """
        self._rules = rules
        self._variables = variables
        self._looking = looking
        self.lines: list[str] = []
        self._nodes: list[tuple[Term | str, tuple[Node, ...]]] = []
        self._alike: dict[object, Node] = {}
        self._seen: dict[tuple[int, int], tuple[Term, Environment, Node]] = {}
        self._hints: dict[Node, str] = {}
        self._uses = Counter[Node]()
        self._names: dict[Node, str] = {}
        self._taken: set[str] = set()

    def variable(self, text: str) -> str:
        """Name a variable of this body, differently from all others."""
        name, number = identifier(text), 1
        while name in self._taken or name in self._rules:
            number += 1
            name = f"{identifier(text)}_{number}"
        self._taken.add(name)
        self._variables.add(name)
        return name

    def leaf(self, text: str) -> Node:
        """Return the node of an expression of Rego."""
        return self._node(("leaf", text), text, ())

    def node(self, term: Term, environment: Environment, hint: str = "") -> Node:
        """Return the node of a term over some columns; alike terms have one."""
        key = (id(term), id(environment))
        if key not in self._seen:
            self._seen[key] = (term, environment, self._made(term, environment))
        node = self._seen[key][2]
        if hint and self._nodes[node][1]:
            self._hints.setdefault(node, hint)
        return node

    def _made(self, term: Term, environment: Environment) -> Node:
        if isinstance(term, Column):
            return environment[term.name]
        if isinstance(term, Literal):
            return self.leaf(written(term.value))
        if isinstance(term, Known):
            return self.leaf(field("input.known", term.name))
        if isinstance(term, Called):
            node = self.node(term.part, environment)
            if self._nodes[node][1]:
                self._hints.setdefault(node, term.name)
            return node
        if isinstance(term, Some | Only):
            function, columns = self._looking(term)
            arguments = tuple(environment[name] for name in columns)
            if not arguments:
                return self.leaf(function)
            return self._node((function, arguments), f"{function}()", arguments)
        parts = tuple(self.node(part, environment) for part in parts_of(term))
        if isinstance(term, Decided):
            whole = self._node(("decided", *content(term)[1:], parts), term, parts)
            self._hints[whole] = "outcome"
            return self._node((term.word, whole), f".{term.word}", (whole,))
        return self._node((type(term), *content(term), parts), term, parts)

    def _node(self, key: object, what: Term | str, parts: tuple[Node, ...]) -> Node:
        node = self._alike.setdefault(key, len(self._nodes))
        if node == len(self._nodes):
            self._nodes.append((what, parts))
            for part in parts:
                self._uses[part] += 1
        return node

    def use(self, nodes: Iterable[Node]) -> None:
        """Say that nodes will be read once more than the terms say that they are part of."""
        self._uses.update(nodes)

    def expression(self, node: Node) -> str:
        """Write what a node is, after lines for what of it has a name."""
        if node in self._names:
            return self._names[node]
        text = self._text(node)
        if self._is_named(node):
            name = self.variable(self._hints.get(node, "") or self._kind(node))
            self._names[node] = name
            self.lines.append(f"{name} := {text}")
            return name
        return text

    def statements(self, node: Node) -> list[str]:
        """Write a condition as statements, all of which must hold."""
        what, parts = self._nodes[node]
        if isinstance(what, And) and node not in self._names:
            return [text for part in parts for text in self.statements(part)]
        return [self.expression(node)]

    def _is_named(self, node: Node) -> bool:
        if not self._nodes[node][1]:
            return False
        return self._uses[node] > 1 or node in self._hints

    def _kind(self, node: Node) -> str:
        what = self._nodes[node][0]
        return "found" if isinstance(what, str) else _SORTS[type(what)]

    def _text(self, node: Node) -> str:
        what, parts = self._nodes[node]
        if isinstance(what, str):
            arguments = ", ".join(self.expression(part) for part in parts)
            whole = f"{arguments}{what}" if what.startswith(".") else f"{what[:-2]}({arguments})"
            return whole if parts else what
        match what:
            case And():
                return listed("library.all_of([", [self.expression(p) for p in parts], "])")
            case Or():
                return listed("library.any_of([", [self.expression(p) for p in parts], "])")
            case Not():
                return self._negated(parts[0])
            case If():
                return self._chosen(node)
            case Decided():
                return self._decided(what, parts)
            case _:
                left, right = (self._operand(part) for part in parts)
                return f"{left} {_SIGNS[type(what)]} {right}"

    def _decided(self, decided: Decided, parts: Sequence[Node]) -> str:
        texts = iter([self.expression(part) for part in parts])
        tables = [
            listed("[", [_sides(one, other, texts) for one, other, _, _ in sides], "]")
            for sides in (decided.exempt, decided.entries)
        ]
        return listed("library.outcome(", [*tables, next(texts), next(texts)], ")")

    def _negated(self, part: Node) -> str:
        what, operands = self._nodes[part]
        if type(what) in _OPPOSITES and not self._is_named(part):
            left, right = (self._operand(each) for each in operands)
            return f"{left} {_OPPOSITES[type(what)]} {right}"  # type: ignore[index]
        return f"{self._operand(part)} == false"

    def _operand(self, node: Node) -> str:
        text = self.expression(node)
        simple = re.fullmatch(r'[\w.]+(\[("[^"]*"|\d+)\])*|-?\d+|"[^"]*"|[\w.]+\(.*\)', text)
        return text if simple or text.startswith("library.") else f"({text})"

    def _chosen(self, node: Node) -> str:
        pairs: list[str] = []
        while True:
            what, parts = self._nodes[node]
            if not isinstance(what, If) or (pairs and self._is_named(node)):
                break
            condition, then, otherwise = parts
            pairs.append(listed("[", [self.expression(condition), self.expression(then)], "]"))
            node = otherwise
        return listed("library.first(", [listed("[", pairs, "]"), self.expression(node)], ")")


def _sides(one: str, other: str, texts: Iterator[str]) -> str:
    return listed("[", [written(one), written(other), next(texts), next(texts)], "]")
