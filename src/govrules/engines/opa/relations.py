"""Relations → rules: rows as arrays of objects, groups as objects by their keys.

A relation that is used once is part of the body that uses it; what several use, and what is looked
up by key, is a rule. Arrays and numbered rows keep duplicates, which sets would drop.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from govrules.calculus import (
    Aggregate,
    Count,
    Extend,
    Given,
    Greatest,
    Group,
    Join,
    Least,
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
from govrules.engines.opa.numbers import Numbers, terms_of
from govrules.engines.opa.parts import Parts, keyed
from govrules.engines.opa.sheets import (
    Environment,
    Node,
    Sheet,
    given,
    identifier,
    listed,
    written,
)
from govrules.engines.opa.sheets import field as field_of
from govrules.facts.tables import LISTS, TABLES


@dataclass(slots=True)
class Package:
    """The rules of one module: their names, their texts in the order in which they were needed."""

    name: str
    rules: dict[str, str] = field(default_factory=dict)
    imports: set[str] = field(default_factory=set)
    variables: set[str] = field(default_factory=set)

    def named(self, text: str) -> str:
        """Name a rule, differently from all others of the module."""
        name, number = identifier(text), 1
        while name in self.rules or name in self.variables:
            number += 1
            name = f"{identifier(text)}_{number}"
        self.rules[name] = ""
        return name


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
        package.rules[rule] = _comprehension(rule, listed("[", row, "]"), body.sheet, comment)
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
        return _comprehension(rule.name, body.record(self._needed(relation)), body.sheet, "")

    def _rows(self, part: Relation, whole: Relation, package: Package) -> str:
        body = self._body(part, package, at_top=False)
        record = body.record(self._needed(whole))
        lines = _read_lines(body.sheet.lines, record)
        inside = "".join(f"\t{_indented(line)}\n" for line in lines)
        return f"[{record} |\n{inside}]"

    def _needed(self, relation: Relation) -> list[str]:
        wanted = self._parts.needed(relation)
        return [name for name in columns_of(relation) if name in wanted]

    def _body(self, relation: Relation, package: Package, *, at_top: bool) -> "_Body":
        body = _Body(self, package)
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
        record = _record(fields)
        package.rules[weighed] = _comprehension(weighed, record, sheet, "")
        by_key = package.named(f"{rule.name} by key")
        package.rules[by_key] = (
            f"{by_key}[weighed.key] contains number if some number, weighed in {weighed}"
        )
        own = {name: f"key[{at}]" for at, name in enumerate(group.keys)}
        package.rules[rule.name] = (
            f"{rule.name}[key] := {_record(own | told)} if {{\n\tsome key, numbers in {by_key}\n"
            f"\trows := [{weighed}[number] | some number in numbers]\n}}"
            if told
            else f"{rule.name}[key] := {_record(own)} if some key, _ in {by_key}"
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
            fields = [field_of("it", self.field(relation, column)) for column in columns]
            home.rules[rule.name] = (
                f"{rule.name}[{_key(fields)}] contains number if some number, it in {of_home}"
            )
        return rows, self._indexes[key].seen_from(package)

    def rows(self, relation: Relation, package: Package) -> tuple[str, Package]:
        """Return a reference to the rows of a relation, and the home of rules about them."""
        if isinstance(relation, Given):
            return given(relation), self._homes[id(relation)]
        if isinstance(relation, Scan) and not exploded(relation):
            return field_of("input.tables", relation.table), self._homes[id(relation)]
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

    def field(self, relation: Relation, column: str) -> str:
        """Name the field of a relation's rows that holds a column."""
        plain = isinstance(relation, Scan) and not exploded(relation)
        return column.removeprefix(relation.prefix) if plain else column  # type: ignore[union-attr]


class _Body:
    """The body of a rule: what it iterates over, and the terms that it reads."""

    def __init__(self, translation: Translation, package: Package) -> None:
        self.sheet = Sheet(
            package.rules,
            package.variables,
            lambda term: translation.look_up(term, package),
        )
        self.environment: Environment = {}
        self._translation = translation
        self._package = package

    def nodes(self, terms: Iterable[Term]) -> list[Node]:
        return [self.sheet.node(term, self.environment) for term in terms]

    def use(self, columns: Iterable[str]) -> list[Node]:
        """Return the nodes of some columns, which will be read."""
        nodes = [self.environment[name] for name in columns]
        self.sheet.use(nodes)
        return nodes

    def record(self, columns: Sequence[str]) -> str:
        """Write a row with some columns, after the lines that it reads."""
        nodes = self.use(columns)
        return _record(
            {name: self.sheet.expression(node) for name, node in zip(columns, nodes, strict=True)}
        )

    def read(self, relation: Relation, *, at_top: bool = False) -> Environment:
        """Write what brings the rows of a relation; return where its columns are."""
        if not at_top and self._translation.has_rule(relation):
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
                _, index = self._translation.index(right, [r for _, r in on], self._package)
                key = self._key(environment, [name for name, _ in on])
                self.sheet.lines.append(f"object.get({index}, {_path(key, on)}, set()) == set()")
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
        rows, _ = self._translation.rows(relation, self._package)
        row = self.sheet.variable("each")
        self.sheet.lines.append(f"some {row} in {rows}")
        return self._fields(row, columns_of(relation))

    def _scanned(self, scan: Scan) -> Environment:
        row = self.sheet.variable(scan.table.removesuffix("s"))
        self.sheet.lines.append(f"some {row} in {field_of('input.tables', scan.table)}")
        found = {scan.prefix + name: field_of(row, name) for name in scan.columns}
        for name in exploded(scan):
            element = self.sheet.variable(name)
            self.sheet.lines.append(f"some {element} in {field_of(row, name)}")
            found[scan.prefix + name] = element
        return {name: self.sheet.leaf(text) for name, text in found.items()}

    def _fields(self, row: str, columns: Iterable[str]) -> Environment:
        return {name: self.sheet.leaf(field_of(row, name)) for name in columns}

    def _of_group(self, group: Group) -> Environment:
        row = self.sheet.variable("counted")
        self.sheet.lines.append(f"some {row} in {self._translation.counts(group, self._package)}")
        return self._fields(row, columns_of(group))

    def _key(self, environment: Environment, columns: Iterable[str]) -> str:
        nodes = [environment[name] for name in columns]
        self.sheet.use(nodes)
        return _key([self.sheet.expression(node) for node in nodes])

    def _joined(self, join: Join) -> Environment:
        environment = self.read(join.left)
        known = keyed(join.right, join.on)
        if known is not None:
            group, names = known
            key = dict(zip((names[r] for _, r in join.on), join.on, strict=True))
            ordered = [key[name][0] for name in group.keys]
            return {**environment, **self._counted(join, group, names, ordered, environment)}
        rows, index = self._translation.index(
            join.right, [name for _, name in join.on], self._package
        )
        key_text = self._key(environment, [name for name, _ in join.on])
        partner = self.sheet.variable("partner")
        fields = {
            name: self._translation.field(join.right, name) for name in columns_of(join.right)
        }
        if join.defaults is None:
            number = self.sheet.variable("number")
            self.sheet.lines += [
                f"some {number} in {index}[{key_text}]",
                f"{partner} := {rows}[{number}]",
            ]
        else:
            alone = _record({fields[name]: written(value) for name, value in join.defaults})
            numbers = f"object.get({index}, {_path(key_text, join.on)}, set())"
            found = listed("library.partners(", [rows, numbers, alone], ")")
            self.sheet.lines.append(f"some {partner} in {found}")
        found_ = {
            name: self.sheet.leaf(field_of(partner, column)) for name, column in fields.items()
        }
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
        counts = self._translation.counts(group, self._package)
        key_text = listed("[", self._texts(environment, key), "]")
        found = self.sheet.variable("counted")
        if join.defaults is None:
            self.sheet.lines.append(f"{found} := {counts}[{key_text}]")
        else:
            nothing = {names[name]: written(value) for name, value in join.defaults}
            items = [counts, f"[{key_text}]", _record(nothing)]
            self.sheet.lines.append(f"{found} := {listed('object.get(', items, ')')}")
        return {name: self.sheet.leaf(field_of(found, own)) for name, own in names.items()}

    def _texts(self, environment: Environment, columns: Iterable[str]) -> list[str]:
        nodes = [environment[name] for name in columns]
        self.sheet.use(nodes)
        return [self.sheet.expression(node) for node in nodes]


def _function(rule: Rule, term: Some | Only, columns: Sequence[str]) -> str:
    """Write the function that looks into a table of the plan."""
    package = rule.package
    sheet = Sheet(package.rules, package.variables, _no_look_up)
    arguments = [sheet.variable(column) for column in columns]
    environment = {
        **{n: sheet.leaf(a) for n, a in zip(columns, arguments, strict=True)},
        **{name: sheet.leaf(field_of("row", name)) for name in term.table.columns},
    }
    holds = sheet.statements(sheet.node(term.condition, environment))
    lines = "".join(
        f"\t{_indented(line)}\n"
        for line in [f"some row in {given(term.table)}", *sheet.lines, *holds]
    )
    head = f"{rule.name}({', '.join(arguments)})" if arguments else rule.name
    if isinstance(term, Some):
        return f"# Whether there is such a row.\n{head} := [1 |\n{lines}] != []"
    told = field_of("row", term.column)
    values = f"{{{told} |\n{lines}}}"
    return f"# What all such rows have.\n{head} := library.only({values}, {written(term.default)})"


def _no_look_up(term: Some | Only) -> tuple[str, Sequence[str]]:
    message = f"a look-up within a look-up into `{term.table.name}`"
    raise TypeError(message)


_SHORT = 40


def exploded(scan: Scan) -> list[str]:
    """Name the lists of which a scan has a row for each element."""
    known = TABLES[scan.table].columns
    return [name for name in scan.columns if name in known and known[name].kind in LISTS]


def _free(name: str, taken: Mapping[str, str]) -> str:
    free, number = name, 1
    while free in taken:
        number += 1
        free = f"{name}_{number}"
    return free


def _key(texts: Sequence[str]) -> str:
    return texts[0] if len(texts) == 1 else f"[{', '.join(texts)}]"


def _path(key: str, on: Sequence[object]) -> str:
    # An array as key is read as a path.
    return f"[{key}]" if len(on) != 1 else key


def _record(fields: Mapping[str, str]) -> str:
    return listed("{", [f"{written(name)}: {text}" for name, text in fields.items()], "}")


def _fold(aggregate: Aggregate, where: str, term: str) -> str:
    holds = f"some row in rows; {field_of('row', where)}"
    match aggregate:
        case Least(default=default):
            return f"library.least([{field_of('row', term)} | {holds}], {written(default)})"
        case Greatest(default=default):
            return f"library.greatest([{field_of('row', term)} | {holds}], {written(default)})"
        case Count():
            return f"count([1 | {holds}])"


def _read_lines(lines: Sequence[str], told: str) -> list[str]:
    """Leave out what nothing reads: the values of rows that only had to be there."""
    kept: list[str] = []
    below = told
    for line in reversed(lines):
        assigned = re.match(r"(some )?(\w+) (:=|in) ", line)
        if assigned and not re.search(rf"\b{assigned[2]}\b", below):
            if not assigned[1]:
                continue
            line = line.replace(f"some {assigned[2]} in", "some _ in", 1)  # noqa: PLW2901 - the same line
        kept.append(line)
        below += f"\n{line}"
    return kept[::-1]


def _comprehension(name: str, told: str, sheet: Sheet, comment: str) -> str:
    lines = "".join(f"\t{_indented(line)}\n" for line in _read_lines(sheet.lines, told))
    said = f"# {comment}\n" if comment else ""
    return f"{said}{name} := [{_indented(told)} |\n{lines}]"


def _indented(text: str) -> str:
    return text.replace("\n", "\n\t")
