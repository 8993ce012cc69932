"""Answers → a program: a module for each norm, one for what each family shares, and the library."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources

from govrules.calculus import Given, Literal, Project, Relation, Scan, Value, columns_of
from govrules.calculus.narrowing import Narrowing
from govrules.engines.opa.bodies import Package, exploded
from govrules.engines.opa.constants import Constants
from govrules.engines.opa.lineage import Origin, Recipe, Wanted, lineage, pushed, wanted
from govrules.engines.opa.parts import Parts, sources_of
from govrules.engines.opa.relations import Translation
from govrules.engines.opa.texts import identifier, indented, record, written
from govrules.facts.tables import TABLES
from govrules.planning import DUTY_COLUMNS, EVIDENCE_COLUMNS

ROOT = "govrules"
_LIBRARY = "library"


@dataclass(frozen=True, slots=True)
class Answer:
    """One rule that answers: the relation, its norm, what it lists, by what it can be split."""

    relation: Relation
    norm: str
    listing: str
    column: str
    anchor: Origin | None

    @property
    def act(self) -> str:
        """Name the act that the norm is of."""
        return self.norm.partition("/")[0]


@dataclass(slots=True)
class Family:
    """Answers that are judged together, over the same case files."""

    name: str
    answers: list[tuple[int, Answer]]
    recipe: Recipe
    wanted: Mapping[str, list[Wanted] | None]
    columns: Mapping[str, Mapping[str, str]]
    constants: Constants
    rules: dict[int, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Program:
    """Modules by the names of their packages, and the families that they judge."""

    modules: Mapping[str, str]
    families: Mapping[str, Family]


def compile_(
    relations: Sequence[Relation],
    cards: Mapping[str, str] | None = None,
    *,
    together: bool = False,
) -> Program:
    """Translate relations of duties and of evidence; answers are numbered in their order.

    `cards` are comments for the modules of norms, by the ids of the norms. With `together` the
    norms of a family stand in its own module, the same rules in a tenth of the uploads: Open
    Policy Agent compiles all that it holds anew for each of them.
    """
    narrowing = Narrowing()
    answers = [_answer(narrowing.narrowed(each)) for each in relations]
    families: dict[str, list[tuple[int, Answer]]] = {}
    for number, answer in enumerate(answers):
        families.setdefault(_family_name(answer), []).append((number, answer))
    modules = {name: _library(name) for name in sorted({_library_of(each) for each in families})}
    found: dict[str, Family] = {}
    for name, own in families.items():
        found[name] = _family(name, own, modules, cards or {}, together=together)
    return Program(modules, found)


def _answer(relation: Relation) -> Answer:
    norm, columns = _norm(relation), columns_of(relation)
    listing = "duties" if columns == DUTY_COLUMNS else "evidence"
    if columns not in {DUTY_COLUMNS, EVIDENCE_COLUMNS}:
        return Answer(relation, norm, "rows", "", None)
    for column, key in (("subject", "id"), ("bearer", "")):
        origin = lineage(relation, column)
        if origin is None or origin.constants:
            continue
        if origin.column == key or (not key and origin.source not in TABLES):
            return Answer(relation, norm, listing, column, origin)
    return Answer(relation, norm, listing, "", None)


def _norm(relation: Relation) -> str:
    """Name the norm that a relation of duties or of evidence is about."""
    if isinstance(relation, Project):
        term = dict(relation.columns).get("norm")
        return str(term.value) if isinstance(term, Literal) else "plan"
    name = relation.name if isinstance(relation, Given) else "plan"
    return name.rpartition(" ")[2].partition("@")[0]


def _family_name(answer: Answer) -> str:
    kind = "whole"
    if answer.anchor is not None:
        kind = answer.anchor.source if answer.anchor.source in TABLES else "bodies"
    return f"{ROOT}.{identifier(answer.act)}.{kind}"


def _family(
    name: str,
    own: list[tuple[int, Answer]],
    modules: dict[str, str],
    cards: Mapping[str, str],
    *,
    together: bool,
) -> Family:
    parts = Parts(answer.relation for _, answer in own)
    shared = Package(name)
    packages = (
        dict.fromkeys((answer.norm for _, answer in own), shared)
        if together
        else _packages(name, own, modules)
    )
    translation = Translation(parts, _homes(own, packages, shared), shared)
    rules: dict[int, tuple[str, str]] = {}
    recipe = Recipe()
    for number, answer in own:
        package = packages[answer.norm]
        rule = translation.answer(answer.relation, package, answer.listing, _ABOUT[answer.listing])
        rules[number] = (package.name, rule)
        if answer.anchor is None:
            recipe.whole.update(_sources(parts))
        else:
            pushed(answer.relation, answer.column, recipe)
    family = Family(
        name, own, recipe, wanted(parts.order), _columns(parts), Constants(parts.order), rules
    )
    for norm, package in packages.items():
        if package is not shared:
            modules[package.name] = _module(package, cards.get(norm, ""))
    modules[name] = _module(shared, "", _entry(family))
    return family


def _packages(
    name: str, own: Iterable[tuple[int, Answer]], taken: Container[str]
) -> dict[str, Package]:
    found: dict[str, Package] = {}
    for _, answer in own:
        package = f"{name.rpartition('.')[0]}.{identifier(answer.norm.partition('/')[2])}"
        while package in taken or package in {each.name for each in found.values()} - {
            found[answer.norm].name if answer.norm in found else ""
        }:
            package += "_"
        found.setdefault(answer.norm, Package(package))
    return found


_ABOUT = {
    "rows": "The rows of a relation.",
    "duties": "The duties, each a row of `duty_columns`.",
    "evidence": "The records that bear on them, each a row of `evidence_columns`.",
}


def _sources(parts: Parts) -> set[str]:
    return {each.table for each in parts.order if isinstance(each, Scan)} | {
        f"given {each.name}" for each in parts.order if isinstance(each, Given)
    }


def _homes(
    own: Sequence[tuple[int, Answer]], packages: Mapping[str, Package], shared: Package
) -> dict[int, Package]:
    """Give what one norm alone uses to its module, everything else to what they share."""
    homes: dict[int, Package] = {}
    seen: set[tuple[int, int]] = set()

    def visit(relation: Relation, package: Package) -> None:
        if (id(relation), id(package)) in seen:
            return
        seen.add((id(relation), id(package)))
        if homes.setdefault(id(relation), package) is not package:
            homes[id(relation)] = shared
        for source in sources_of(relation):
            visit(source, homes[id(relation)])

    for _, answer in own:
        visit(answer.relation, packages[answer.norm])
    return homes


def _columns(parts: Parts) -> dict[str, dict[str, str]]:
    """Return by table the columns that are read, with the kind of their values."""
    found: dict[str, dict[str, str]] = {}
    for scan in parts.order:
        if not isinstance(scan, Scan):
            continue
        lists = exploded(scan)
        wanted = parts.needed(scan)
        for name in scan.columns:
            if scan.prefix + name in wanted or name in lists:
                own = found.setdefault(scan.table, {})
                own[name] = "texts" if name in lists else _kind(name)
        found.setdefault(scan.table, {})
    return {table: dict(sorted(found[table].items())) for table in sorted(found)}


def _kind(column: str) -> str:
    if column == "row" or column.endswith((".lo", ".hi")):
        return "integer"
    flag = column == "aside" or ".has." in column or ".is." in column or column.endswith(".any")
    return "condition" if flag else "text"


_INTEGERS = frozenset({"from", "to", "start", "end", "opened", "lo", "hi", "row"})
_CONDITIONS = frozenset(
    {"aside", "open", "unbound", "spoiled", "redaction", "defective", "unclear", "linked"}
)


def kind_of(column: str) -> str:
    """Return the kind of the values of a column of a table of the plan."""
    last = column.rpartition(".")[2]
    flag = last in _CONDITIONS
    return "integer" if last in _INTEGERS else "condition" if flag else "text"


def _library_of(package: str) -> str:
    """Name the library of the act that a package is about: a bundle of one act is whole."""
    return ".".join([*package.split(".")[:2], _LIBRARY])


def _library(name: str) -> str:
    text = resources.files("govrules.engines.opa").joinpath("library.rego").read_text("utf-8")
    return text.replace(f"package {ROOT}.{_LIBRARY}", f"package {name}")


def _module(package: Package, card: str, entry: str = "") -> str:
    imports = sorted({*package.imports, _library_of(package.name)} - {package.name})
    head = f"{card}package {package.name}\n\n" + "".join(
        f"import data.{each}\n" for each in imports
    )
    return "\n".join([head, *(f"{text}\n" for text in [*package.rules.values(), entry] if text)])


def _entry(family: Family) -> str:
    """Write the rules that say what a document must hold, and that answer."""
    tables = {
        name: {column: kind_of(column) for column in table.columns}
        for name, table in sorted(family.constants.tables.items())
    }
    known = {name: _kind_of_value(value) for name, value in sorted(family.constants.known.items())}
    norms: dict[str, dict[str, str]] = {}
    for number, answer in family.answers:
        package, rule = family.rules[number]
        norms.setdefault(answer.norm, {})[rule] = f"data.{package}.{rule}"
    told = record({norm: record(rules) for norm, rules in sorted(norms.items())})
    return _ENTRY.format(
        columns=_nested(family.columns),
        known=record({name: written(kind) for name, kind in known.items()}),
        tables=_nested(tables),
        norms=indented(told),
    )


_ENTRY = """# What is read of a document, and how its values are written.
columns := {columns}

# The constants that a document brings.
constants := {known}

# The tables that were worked out for it.
tables := {tables}

# What a document lacks: nothing, or it cannot be judged.
faults := library.faults(input, columns, constants, tables)

# The answer of every norm, or what the document lacks.
answer := {{"norms": norms}} if {{
	faults == set()
	norms := {norms}
}} else := {{"faults": faults}}

# The answers to many documents, in their order.
answers := [one |
	some file in input.files
	one := answer with input as file
]"""


def _kind_of_value(value: Value) -> str:
    if isinstance(value, bool):
        return "condition"
    return "integer" if isinstance(value, int) else "text"


def _nested(value: Mapping[str, Mapping[str, str]]) -> str:
    return record(
        {name: record({k: written(v) for k, v in own.items()}) for name, own in value.items()}
    )
