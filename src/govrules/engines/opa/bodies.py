"""Bodies: what brings the rows of a relation, written into a sheet line by line."""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from govrules.calculus import (
    Extend,
    Given,
    Group,
    Join,
    Only,
    Project,
    Relation,
    Scan,
    Some,
    Term,
    Titled,
    Union,
    Where,
    Without,
    columns_of,
)
from govrules.engines.opa.parts import keyed
from govrules.engines.opa.sheets import Environment, Node, Sheet
from govrules.engines.opa.texts import field, identifier, keyed_by, listed, path, record, written
from govrules.facts.tables import LISTS, TABLES


@dataclasses.dataclass(slots=True)
class Package:
    """The rules of one module: their names, their texts in the order in which they were needed."""

    name: str
    rules: dict[str, str] = dataclasses.field(default_factory=dict)
    imports: set[str] = dataclasses.field(default_factory=set)
    variables: set[str] = dataclasses.field(default_factory=set)

    def named(self, text: str) -> str:
        """Name a rule, differently from all others of the module."""
        name, number = identifier(text), 1
        while name in self.rules or name in self.variables:
            number += 1
            name = f"{identifier(text)}_{number}"
        self.rules[name] = ""
        return name


class Rules(Protocol):
    """The rules that bodies read from."""

    def has_rule(self, relation: Relation) -> bool:
        """Say whether a relation is read from a rule of its own."""

    def rows(self, relation: Relation, package: Package) -> tuple[str, Package]:
        """Return a reference to the rows of a relation, and the home of rules about them."""

    def counts(self, group: Group, package: Package) -> str:
        """Return a reference to the values of a group by their keys."""

    def index(
        self, relation: Relation, columns: Sequence[str], package: Package
    ) -> tuple[str, str]:
        """Return references to rows and to their numbers by the values of some columns."""

    def look_up(self, term: Some | Only, package: Package) -> tuple[str, tuple[str, ...]]:
        """Return the function that looks into a table, and the columns that it is called with."""


class Body:
    """The body of a rule: what it iterates over, and the terms that it reads."""

    def __init__(self, rules: Rules, package: Package) -> None:
        self.sheet = Sheet(
            package.rules,
            package.variables,
            lambda term: rules.look_up(term, package),
        )
        self.environment: Environment = {}
        self._rules = rules
        self._package = package

    def nodes(self, terms: Iterable[Term]) -> list[Node]:
        """Return the nodes of some terms over the columns of the body."""
        return [self.sheet.node(term, self.environment) for term in terms]

    def use(self, columns: Iterable[str]) -> list[Node]:
        """Return the nodes of some columns, which will be read."""
        nodes = [self.environment[name] for name in columns]
        self.sheet.use(nodes)
        return nodes

    def record(self, columns: Sequence[str]) -> str:
        """Write a row with some columns, after the lines that it reads."""
        nodes = self.use(columns)
        return record(
            {name: self.sheet.expression(node) for name, node in zip(columns, nodes, strict=True)}
        )

    def read(self, relation: Relation, *, at_top: bool = False) -> Environment:
        """Write what brings the rows of a relation; return where its columns are."""
        if not at_top and self._rules.has_rule(relation):
            return self._iterated(relation)
        match relation:
            case Titled(source=source):
                return self.read(source)
            case Scan() | Given() | Union():
                return self._iterated(relation, exploding=at_top)
            case Where(source=source, condition=condition):
                environment = self.read(source)
                node = self.sheet.node(condition, environment)
                self.sheet.lines += self.sheet.statements(node)
                return environment
            case Extend(source=source, columns=columns):
                environment = self.read(source)
                return {**environment, **self._terms(columns, environment)}
            case Project(source=source, columns=columns):
                return self._terms(columns, self.read(source))
            case Join():
                return self._joined(relation)
            case Without(left=left, right=right, on=on):
                environment = self.read(left)
                _, index = self._rules.index(right, [r for _, r in on], self._package)
                key = self._key_of(environment, [name for name, _ in on])
                self.sheet.lines.append(f"object.get({index}, {path(key, on)}, set()) == set()")
                return environment
            case Group():
                return self._of_group(relation)

    def _terms(
        self, columns: Iterable[tuple[str, Term]], environment: Environment
    ) -> dict[str, Node]:
        return {name: self.sheet.node(term, environment, name) for name, term in columns}

    def _iterated(self, relation: Relation, *, exploding: bool = False) -> Environment:
        if isinstance(relation, Scan) and (exploding or not exploded(relation)):
            return self._scanned(relation)
        rows, _ = self._rules.rows(relation, self._package)
        row = self.sheet.variable("each")
        self.sheet.lines.append(f"some {row} in {rows}")
        return self._fields(row, columns_of(relation))

    def _scanned(self, scan: Scan) -> Environment:
        row = self.sheet.variable(scan.table.removesuffix("s"))
        self.sheet.lines.append(f"some {row} in {field('input.tables', scan.table)}")
        found = {scan.prefix + name: field(row, name) for name in scan.columns}
        for name in exploded(scan):
            element = self.sheet.variable(name)
            self.sheet.lines.append(f"some {element} in {field(row, name)}")
            found[scan.prefix + name] = element
        return {name: self.sheet.leaf(text) for name, text in found.items()}

    def _fields(self, row: str, columns: Iterable[str]) -> Environment:
        return {name: self.sheet.leaf(field(row, name)) for name in columns}

    def _of_group(self, group: Group) -> Environment:
        row = self.sheet.variable("counted")
        self.sheet.lines.append(f"some {row} in {self._rules.counts(group, self._package)}")
        return self._fields(row, columns_of(group))

    def _key_of(self, environment: Environment, columns: Iterable[str]) -> str:
        nodes = [environment[name] for name in columns]
        self.sheet.use(nodes)
        return keyed_by([self.sheet.expression(node) for node in nodes])

    def _joined(self, join: Join) -> Environment:
        environment = self.read(join.left)
        known = keyed(join.right, join.on)
        if known is not None:
            group, names = known
            key = dict(zip((names[r] for _, r in join.on), join.on, strict=True))
            ordered = [key[name][0] for name in group.keys]
            return {**environment, **self._counted(join, group, names, ordered, environment)}
        rows, index = self._rules.index(join.right, [name for _, name in join.on], self._package)
        key_text = self._key_of(environment, [name for name, _ in join.on])
        partner = self.sheet.variable("partner")
        fields = {name: field_name(join.right, name) for name in columns_of(join.right)}
        if join.defaults is None:
            number = self.sheet.variable("number")
            self.sheet.lines += [
                f"some {number} in {index}[{key_text}]",
                f"{partner} := {rows}[{number}]",
            ]
        else:
            alone = record({fields[name]: written(value) for name, value in join.defaults})
            numbers = f"object.get({index}, {path(key_text, join.on)}, set())"
            found = listed("library.partners(", [rows, numbers, alone], ")")
            self.sheet.lines.append(f"some {partner} in {found}")
        found_ = {name: self.sheet.leaf(field(partner, column)) for name, column in fields.items()}
        return {**environment, **found_}

    def _counted(
        self,
        join: Join,
        group: Group,
        names: Mapping[str, str],
        key: Sequence[str],
        environment: Environment,
    ) -> Environment:
        """Look up what was counted; where nothing was, the defaults stand."""
        counts = self._rules.counts(group, self._package)
        key_text = listed("[", self._texts(environment, key), "]")
        found = self.sheet.variable("counted")
        if join.defaults is None:
            self.sheet.lines.append(f"{found} := {counts}[{key_text}]")
        else:
            nothing = {names[name]: written(value) for name, value in join.defaults}
            items = [counts, f"[{key_text}]", record(nothing)]
            self.sheet.lines.append(f"{found} := {listed('object.get(', items, ')')}")
        return {name: self.sheet.leaf(field(found, own)) for name, own in names.items()}

    def _texts(self, environment: Environment, columns: Iterable[str]) -> list[str]:
        nodes = [environment[name] for name in columns]
        self.sheet.use(nodes)
        return [self.sheet.expression(node) for node in nodes]


def exploded(scan: Scan) -> list[str]:
    """Name the lists of which a scan has a row for each element."""
    known = TABLES[scan.table].columns
    return [name for name in scan.columns if name in known and known[name].kind in LISTS]


def field_name(relation: Relation, column: str) -> str:
    """Name the field of a relation's rows that holds a column."""
    plain = isinstance(relation, Scan) and not exploded(relation)
    return column.removeprefix(relation.prefix) if plain else column  # type: ignore[union-attr]
