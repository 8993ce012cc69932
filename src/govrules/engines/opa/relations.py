"""Relations → rules: rows as arrays of objects, groups as objects by their keys.

A relation that is used once is part of the body that uses it; what several use, and what is looked
up by key, is a rule. Arrays and numbered rows keep duplicates, which sets would drop.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from govrules.calculus import (
    Aggregate,
    Count,
    Given,
    Greatest,
    Group,
    Least,
    Only,
    Relation,
    Scan,
    Some,
    Titled,
    Union,
    columns_of,
)
from govrules.calculus.numbers import Numbers, terms_of
from govrules.engines.opa.bodies import Body, Package, exploded, field_name
from govrules.engines.opa.parts import Parts
from govrules.engines.opa.sheets import Sheet
from govrules.engines.opa.texts import (
    comprehension,
    field,
    given,
    identifier,
    indented,
    keyed_by,
    listed,
    record,
    written,
)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that holds the rows of a relation, and the module that it stands in."""

    package: Package
    name: str

    def seen_from(self, package: Package) -> str:
        """Write a reference to the rule."""
        if package is self.package:
            return self.name
        package.imports.add(self.package.name)
        return f"{self.package.name.rsplit('.', 1)[-1]}.{self.name}"


class Translation:
    """Rules for relations; `home` says in which module the rules of a relation stand."""

    def __init__(self, parts: Parts, homes: Mapping[int, Package], shared: Package) -> None:
        """Take what is known of how relations are used."""
        self._parts = parts
        self._homes = homes
        self._rules: dict[int, Rule] = {}
        self._indexes: dict[tuple[int, tuple[str, ...]], Rule] = {}
        self._functions: dict[int, tuple[Rule, tuple[str, ...]]] = {}
        self._shared = shared
        self._numbers = Numbers()

    def answer(self, relation: Relation, package: Package, name: str, comment: str) -> str:
        """Write the rule that answers with the rows of a relation; return its name."""
        rule = package.named(name)
        body = self._body(relation, package, at_top=True)
        row = [body.sheet.expression(node) for node in body.use(columns_of(relation))]
        package.rules[rule] = _rule(rule, listed("[", row, "]"), body.sheet, comment)
        return rule

    def _rule(self, relation: Relation) -> Rule:
        """Return the rule of a relation's rows; a group's are values by key."""
        if id(relation) not in self._rules:
            package = self._homes[id(relation)]
            rule = Rule(package, package.named(self._parts.title(relation)))
            self._rules[id(relation)] = rule
            if isinstance(relation, Group):
                self._grouped(relation, rule)
            else:
                package.rules[rule.name] = self._materialised(relation, rule)
        return self._rules[id(relation)]

    def _materialised(self, relation: Relation, rule: Rule) -> str:
        inner = relation
        while isinstance(inner, Titled):
            inner = inner.source
        if isinstance(inner, Union) and (inner is relation or not self._parts.is_shared(inner)):
            parts = [self._rows(part, relation, rule.package) for part in inner.parts]
            return f"{rule.name} := {listed('library.together([', parts, '])')}"
        body = self._body(relation, rule.package, at_top=True)
        return _rule(rule.name, body.record(self._needed(relation)), body.sheet)

    def _rows(self, part: Relation, whole: Relation, package: Package) -> str:
        body = self._body(part, package, at_top=False)
        told = body.record(self._needed(whole))
        return comprehension(told, body.sheet.lines)

    def _needed(self, relation: Relation) -> list[str]:
        wanted = self._parts.needed(relation)
        return [name for name in columns_of(relation) if name in wanted]

    def _body(self, relation: Relation, package: Package, *, at_top: bool) -> Body:
        body = Body(self, package)
        body.environment = body.read(relation, at_top=at_top)
        return body

    def _grouped(self, group: Group, rule: Rule) -> None:
        """Write a group: what is counted in each row, the rows by key, and the counts."""
        package = rule.package
        weighed = package.named(f"{rule.name} rows")
        body = self._body(group.source, package, at_top=False)
        sheet = body.sheet
        nodes = [node for _, a in group.aggregates for node in body.nodes(terms_of(a))]
        keys = body.use(group.keys)
        sheet.use(nodes)
        texts = [sheet.expression(node) for node in nodes]
        fields = {"key": listed("[", [sheet.expression(key) for key in keys], "]")}
        places: dict[str, str] = {}
        told: dict[str, str] = {}
        for text in texts:
            if text not in places:
                places[text] = _free(identifier(text) if len(text) < _SHORT else "part", fields)
                fields[places[text]] = text
        pairs = iter(texts)
        for name, aggregate in group.aggregates:
            told[name] = _fold(aggregate, places[next(pairs)], places[next(pairs)])
        package.rules[weighed] = _rule(weighed, record(fields), sheet)
        by_key = package.named(f"{rule.name} by key")
        package.rules[by_key] = (
            f"{by_key}[weighed.key] contains number if some number, weighed in {weighed}"
        )
        own = {name: f"key[{at}]" for at, name in enumerate(group.keys)}
        package.rules[rule.name] = (
            f"{rule.name}[key] := {record(own | told)} if {{\n\tsome key, numbers in {by_key}\n"
            f"\trows := [{weighed}[number] | some number in numbers]\n}}"
            if told
            else f"{rule.name}[key] := {record(own)} if some key, _ in {by_key}"
        )

    def index(
        self, relation: Relation, columns: Sequence[str], package: Package
    ) -> tuple[str, str]:
        """Return references to rows and to their numbers by the values of some columns."""
        rows, home = self.rows(relation, package)
        key = (id(relation), tuple(columns))
        if key not in self._indexes:
            title = self._parts.title(relation)
            short = [column.rsplit(".", 1)[-1] for column in columns]
            rule = Rule(home, home.named(f"{title} by {' '.join(short)}"))
            self._indexes[key] = rule
            of_home, _ = self.rows(relation, home)
            fields = [field("it", field_name(relation, column)) for column in columns]
            home.rules[rule.name] = (
                f"{rule.name}[{keyed_by(fields)}] contains number if some number, it in {of_home}"
            )
        return rows, self._indexes[key].seen_from(package)

    def rows(self, relation: Relation, package: Package) -> tuple[str, Package]:
        """Return a reference to the rows of a relation, and the home of rules about them."""
        if isinstance(relation, Given):
            return given(relation), self._homes[id(relation)]
        if isinstance(relation, Scan) and not exploded(relation):
            return field("input.tables", relation.table), self._homes[id(relation)]
        rule = self._rule(relation)
        return rule.seen_from(package), rule.package

    def look_up(self, term: Some | Only, package: Package) -> tuple[str, tuple[str, ...]]:
        """Return the function that looks into a table, and the columns that it is called with."""
        number = self._numbers.of(term)
        if number not in self._functions:
            columns = tuple(sorted(self._numbers.columns(term)))
            rule = Rule(self._shared, self._shared.named(term.table.name))
            self._functions[number] = (rule, columns)
            self._shared.rules[rule.name] = _function(rule, term, columns)
        rule, columns = self._functions[number]
        return rule.seen_from(package), columns

    def counts(self, group: Group, package: Package) -> str:
        """Return a reference to the values of a group by their keys."""
        return self._rule(group).seen_from(package)

    def has_rule(self, relation: Relation) -> bool:
        """Say whether a relation is read from a rule of its own."""
        return self._parts.is_shared(relation)


def _function(rule: Rule, term: Some | Only, columns: Sequence[str]) -> str:
    """Write the function that looks into a table of the plan."""
    package = rule.package
    sheet = Sheet(package.rules, package.variables, _no_look_up)
    arguments = [sheet.variable(column) for column in columns]
    environment = {
        **{n: sheet.leaf(a) for n, a in zip(columns, arguments, strict=True)},
        **{name: sheet.leaf(field("row", name)) for name in term.table.columns},
    }
    holds = sheet.statements(sheet.node(term.condition, environment))
    lines = [f"some row in {given(term.table)}", *sheet.lines, *holds]
    head = f"{rule.name}({', '.join(arguments)})" if arguments else rule.name
    if isinstance(term, Some):
        return f"# Whether there is such a row.\n{head} := {comprehension('1', lines)} != []"
    found = f"{head} := library.only(values, {written(term.default)}) if {{\n\tvalues := "
    values = indented(comprehension(field("row", term.column), lines, "{}"))
    return f"# What all such rows have.\n{found}{values}\n}}"


def _no_look_up(term: Some | Only) -> tuple[str, Sequence[str]]:
    message = f"a look-up within a look-up into `{term.table.name}`"
    raise TypeError(message)


_SHORT = 40


def _free(name: str, taken: Mapping[str, str]) -> str:
    free, number = name, 1
    while free in taken:
        number += 1
        free = f"{name}_{number}"
    return free


def _fold(aggregate: Aggregate, where: str, term: str) -> str:
    holds = f"some row in rows; {field('row', where)}"
    match aggregate:
        case Least(default=default):
            return f"library.least([{field('row', term)} | {holds}], {written(default)})"
        case Greatest(default=default):
            return f"library.greatest([{field('row', term)} | {holds}], {written(default)})"
        case Count():
            return f"count([1 | {holds}])"


def _rule(name: str, told: str, sheet: Sheet, comment: str = "") -> str:
    said = f"# {comment}\n" if comment else ""
    return f"{said}{name} := {comprehension(told, sheet.lines)}"
