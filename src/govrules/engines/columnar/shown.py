"""The statements of the engine as a text to read: named, in order, each with what it is.

They are those that the engine runs, written otherwise: what it nests has a name here, and a choice
in a choice is one choice. Nothing is run; what only a run can tell, such as that a relation turned
out to have no rows, is not known here.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import ClassVar, Final, Protocol
from zoneinfo import ZoneInfo

from sqlglot import exp
from sqlglot.generators.duckdb import DuckDBGenerator

from govrules.calculus import (
    Given,
    Group,
    Join,
    Literal,
    Plainer,
    Project,
    Relation,
    Scan,
    Term,
    Union,
    Value,
    Where,
    Without,
    sources_of,
)
from govrules.engines.columnar.order import exploded, in_order, together
from govrules.engines.columnar.relations import LEFT, Queries
from govrules.engines.columnar.terms import Names, named
from govrules.facts import Facts, Table
from govrules.facts import relation as encoded
from govrules.instants import ABSENT, SECOND, write, write_duration
from govrules.planning import Plan

_INSTANT: Final = 10**14
"""From this number on an integer is an instant, for whoever reads it: 1973 begins there."""


class Heading(Protocol):
    """What a reader is told before a statement, in a language of theirs."""

    def table(self, name: str, rows: int) -> str:
        """Tell of a table that an agency handed over."""

    def given(self, name: str) -> str:
        """Tell of a table that was made when the plan was."""

    def shared(self, name: str, norms: Sequence[str]) -> str:
        """Tell of a relation that several statements read, and of which norms those are."""

    def norm(self, norm: str, amendment: str) -> str:
        """Tell of the duties of a norm, in the edition that an amendment made, if any."""

    def evidence(self, norm: str) -> str:
        """Tell of the rows that bear on the duties of a norm."""

    def nothing(self) -> str:
        """Tell of a statement that is left out, because what it reads has no rows."""


def shown(plan: Plan, facts: Facts, zone: ZoneInfo, heading: Heading) -> Iterator[str]:
    """Yield the text of a plan over an agency's facts, a statement at a time; times in a zone.

    Executed in DuckDB from top to bottom, once the tables of the agency are filled, its queries
    give the rows that the engine gives, in the same order.
    """
    return _Text(plan, facts, zone, heading).pieces()


class _Names(Names):
    """Names that tell what terms are, where the plan calls them something."""

    def __init__(self, calls: Mapping[int, str]) -> None:
        super().__init__()
        self._calls = calls
        self._fresh: list[str] = []

    def fresh(self, term: Term | None = None) -> str:
        name = self.free(self._calls.get(id(term), "term"))
        self._fresh.append(name)
        return name

    def forget(self) -> None:
        """Give the names of terms free: they are not seen beyond their statement."""
        for name in self._fresh:
            del self._taken[name.casefold()]
        self._fresh.clear()


class _Queries(Queries):
    """Queries that read from named ones instead of nesting them; `tables` as in `Queries`."""

    def __init__(
        self, names: _Names, tables: Mapping[int, str | None], titles: Mapping[int, str]
    ) -> None:
        super().__init__(names, tables)
        self._terms = names
        self._titles = titles
        self._before: list[exp.CTE] = []
        self._taken = Names()

    def statement(self, relation: Relation) -> exp.Query:
        """Write the whole query of a relation, those it reads from before it."""
        self._terms.forget()
        self._before, self._taken = [], Names()
        for table in dict.fromkeys(filter(None, self._tables.values())):
            self._taken.free(table)
        query = self.query(relation)
        if self._before:
            query.set("with_", exp.With(expressions=self._before))
        return query

    def _nested(
        self, query: exp.Query, alias: str = LEFT, relation: Relation | None = None
    ) -> exp.Table | exp.Subquery:
        title = "with terms" if relation is None else self.title(relation)
        name = self._taken.free(title)
        self._before.append(exp.CTE(this=query, alias=exp.TableAlias(this=named(name))))
        return exp.Table(this=named(name), alias=exp.TableAlias(this=named(alias)))

    def title(self, relation: Relation) -> str:
        """Say what a relation is: as it is titled in the plan, else by what was done last."""
        if id(relation) in self._titles:
            return self._titles[id(relation)]
        match relation:
            case Scan(prefix=prefix, table=table):
                return f"{table} as {prefix.removesuffix('.')}" if prefix else table
            case Given(name=name):
                return name or "given"
            case Join(right=right):
                return f"with {self._subject(right)}"
            case Without(right=right):
                return f"without {self._subject(right)}"
            case Where():
                return f"{self._subject(relation)} kept"
            case Union():
                return f"{self._subject(relation)} united"
            case Group():
                return f"{self._subject(relation)} grouped"
            case Project():
                return f"{self._subject(relation)} projected"
            case _:
                return f"{self._subject(relation)} extended"

    def _subject(self, relation: Relation) -> str:
        """Say what the rows of a relation are about: what it was made of first that has a name."""
        while id(relation) not in self._titles and sources_of(relation):
            relation = sources_of(relation)[0]
        return self.title(relation)


class _Text:
    def __init__(self, plan: Plan, facts: Facts, zone: ZoneInfo, heading: Heading) -> None:
        self._facts, self._zone, self._heading = facts, zone, heading
        self._plainer = plainer = Plainer()  # names go by identity: what they name has to stay
        self._duties = [plainer.relation(each) for each in plan.duties]
        self._evidence = [plainer.relation(each) for each in plan.evidence]
        self._tables: dict[int, str | None] = {}
        self._names = _Names(plainer.calls)
        self._queries = _Queries(self._names, self._tables, plainer.titles)
        self._taken = Names()

    def pieces(self) -> Iterator[str]:
        order, uses = in_order([*self._duties, *self._evidence])
        readers = self._readers()
        yield from self._scans([each for each in order if isinstance(each, Scan)])
        for relation in order:
            if isinstance(relation, Given):
                yield from self._given(relation)
        for relation in order:
            if not isinstance(relation, Given | Scan) and uses[id(relation)] > 1:
                yield from self._shared(relation, readers[id(relation)])
        for relation in self._duties:
            of, edition = _constant(relation, "norm"), _constant(relation, "edition")
            yield self._query(self._heading.norm(of, edition), relation)
        for relation in self._evidence:
            yield self._query(self._heading.evidence(_constant(relation, "norm")), relation)

    def _scans(self, scans: Sequence[Scan]) -> Iterator[str]:
        for table, columns, alike in together(scans):
            rows = self._facts.tables[table].rows if table in self._facts.tables else ()
            lists = sorted(exploded(alike[0]))
            name = self._taken.free(f"{table} by {', '.join(lists)}" if lists else table)
            self._tables.update((id(scan), name if rows else None) for scan in alike)
            comment = self._heading.table(table, len(rows))
            if not rows:
                yield _piece(comment)
                continue
            first = replace(self._facts, tables={table: Table(table, rows[:1])})
            yield _piece(comment, self._created(name, columns, encoded(first, table, columns)[0]))

    def _given(self, given: Given) -> Iterator[str]:
        if not given.rows:
            self._tables[id(given)] = None
            return
        name = self._taken.free(self._queries.title(given))
        self._tables[id(given)] = name
        created = self._created(name, given.columns, given.rows[0])
        rows = ",\n".join(f"  ({', '.join(map(self._written, row))})" for row in given.rows)
        filled = f"INSERT INTO {_sql(named(name))} VALUES\n{rows}"
        yield _piece(self._heading.given(name), created, filled)

    def _created(self, name: str, columns: Sequence[str], row: Sequence[Value]) -> str:
        defined = [
            exp.ColumnDef(this=named(self._names.of(column)), kind=exp.DataType(this=_kind(value)))
            for column, value in zip(columns, row, strict=True)
        ]
        schema = exp.Schema(this=exp.Table(this=named(name)), expressions=defined)
        return _sql(exp.Create(this=schema, kind="TABLE", properties=_temporary()))

    def _readers(self) -> Mapping[int, Sequence[str]]:
        """Return for every relation, by its identity, the norms that rest on it."""
        found: dict[int, dict[str, None]] = {}
        for answer in (*self._duties, *self._evidence):
            for relation in in_order([answer])[0]:
                found.setdefault(id(relation), {})[_constant(answer, "norm")] = None
        return {relation: [*norms] for relation, norms in found.items()}

    def _shared(self, relation: Relation, norms: Sequence[str]) -> Iterator[str]:
        if self._queries.is_empty(relation):
            self._tables[id(relation)] = None
            return
        query = self._readable(relation)
        name = self._taken.free(self._queries.title(relation))
        self._tables[id(relation)] = name
        created = exp.Create(
            this=exp.Table(this=named(name)),
            kind="TABLE",
            properties=_temporary(),
            expression=query,
        )
        yield _piece(self._heading.shared(name, norms), _sql(created))

    def _query(self, comment: str, relation: Relation) -> str:
        if self._queries.is_empty(relation):
            return _piece(f"{comment}\n{self._heading.nothing()}")
        return _piece(comment, _sql(self._readable(relation)))

    def _readable(self, relation: Relation) -> exp.Query:
        query = self._queries.statement(relation)
        for node in [*query.walk()]:
            if isinstance(node, exp.Case):
                _flatten(node)
            if isinstance(node, exp.Cast):
                self._explain(node)
        return query

    def _explain(self, constant: exp.Cast) -> None:
        """Say what a large integer is: an instant, or what is added to one."""
        written = self._said(int(constant.this.to_py()), added=isinstance(constant.parent, exp.Add))
        if written:
            constant.add_comments([written])

    def _said(self, number: int, *, added: bool = False) -> str:
        if added and number > 0 and number % SECOND == 0:
            return write_duration(number)
        if number == ABSENT:
            return "never"
        return write(number, self._zone) if _INSTANT <= number < ABSENT else ""

    def _written(self, value: Value) -> str:
        if isinstance(value, bool) or not isinstance(value, int):
            return _sql(exp.Boolean(this=value) if isinstance(value, bool) else _text(value))
        said = self._said(value)
        return f"{value} /* {said} */" if said else str(value)


def _constant(relation: Relation, column: str) -> str:
    """Return what all rows of a relation of a plan have in a column, as its norm."""
    match relation:
        case Project(columns=columns):
            term = dict(columns)[column]
            return str(term.value) if isinstance(term, Literal) else ""
        case Union(parts=parts):
            return _constant(parts[0], column)
        case Given(columns=names, rows=rows) if rows:
            return str(rows[0][names.index(column)])
    return ""


class _Generator(DuckDBGenerator):
    """Casts as people write them."""

    TRANSFORMS: ClassVar = {
        **DuckDBGenerator.TRANSFORMS,
        exp.Cast: lambda self, cast: _cast(self.sql(cast, "this"), self.sql(cast, "to")),
    }


def _cast(value: str, kind: str) -> str:
    # `-1::BIGINT` is minus `1::BIGINT`: the least integer could not be written so.
    return f"({value})::{kind}" if value.startswith("-") else f"{value}::{kind}"


def _sql(expression: exp.Expr) -> str:
    return _Generator(dialect="duckdb", pretty=True, max_text_width=100).generate(
        expression, copy=False
    )


def _text(value: Value) -> exp.Literal:
    return exp.Literal.string(str(value))


def _kind(value: Value) -> exp.DType:
    if isinstance(value, bool):
        return exp.DType.BOOLEAN
    return exp.DType.BIGINT if isinstance(value, int) else exp.DType.VARCHAR


def _temporary() -> exp.Properties:
    return exp.Properties(expressions=[exp.TemporaryProperty()])


def _flatten(case: exp.Case) -> None:
    """Make one choice of a choice whose alternative is another choice."""
    while isinstance(case.args.get("default"), exp.Case):
        other = case.args["default"]
        case.set("ifs", [*case.args["ifs"], *other.args["ifs"]])
        case.set("default", other.args.get("default"))


def _piece(comment: str, *statements: str) -> str:
    """Put a comment before statements, each of which ends with a semicolon."""
    told = "\n".join(f"-- {line}".rstrip() for line in comment.splitlines())
    ended = (f"{statement};" for statement in statements)
    return "\n".join(chain([told], ended)) + "\n\n"
