"""The columnar engine: the calculus as SQL, run by DuckDB in this process, or where data are kept.

`terms` and `relations` translate to expressions of sqlglot, `running` loads what an agency handed
over and asks a database, each of which is a module of `databases`; `limits` says what the one in
this process may take, `shown` writes the same statements for people. Libraries are imported only
when they are used.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias
from zoneinfo import ZoneInfo

from govrules.calculus import Relation, Value, plain
from govrules.engines.columnar import addresses, faults
from govrules.engines.columnar.limits import Limits
from govrules.facts import Facts
from govrules.facts.watching import Watch, unwatched
from govrules.planning import Plan

if TYPE_CHECKING:
    from govrules.engines.columnar.databases import Database
    from govrules.engines.columnar.shown import Heading

NAME = faults.NAME

Row: TypeAlias = tuple[Value, ...]


def evaluate(relations: Iterable[Relation], facts: Facts) -> list[list[Row]]:
    """Return the rows of some relations over an agency's facts, each relation's rows sorted.

    Raises:
        EngineError: DuckDB or sqlglot is not installed, or DuckDB failed.
    """
    with opened("") as engine:
        return engine.evaluate(relations, facts)


@dataclass(frozen=True, slots=True)
class Opened:
    """The engine on a database that is ready."""

    NAME: str
    _database: "Database"
    _watch: Watch = unwatched

    def evaluate(self, relations: Iterable[Relation], facts: Facts) -> list[list[Row]]:
        """Return the rows of some relations over an agency's facts, each relation's rows sorted.

        Raises:
            EngineError: a statement failed, or the database went away.
        """
        from govrules.engines.columnar.running import answers  # noqa: PLC0415 - loads sqlglot

        with self._database.tables() as tables:
            return answers(plain(relations), facts, tables, self._watch)


@contextmanager
def opened(
    address: str, limits: Limits | None = None, watch: Watch = unwatched
) -> Iterator[Opened]:
    """Have the engine ready on a database; the empty address is DuckDB in this process.

    `limits` are those of this process: only DuckDB keeps them. `watch` is told how far it is.

    Raises:
        ValueError: no database is addressed so.
        EngineError: its library is not installed, or it is not to be had.
    """
    kind = addresses.database_of(address)
    if kind is None:
        raise ValueError(address)
    try:
        from govrules.engines.columnar import databases  # noqa: PLC0415 - half a second at most

        database = databases.opened(kind, address, limits)
    except ImportError as error:
        library = (error.name or kind).partition(".")[0]
        raise faults.without(library, addresses.EXTRAS[kind]) from error
    name = NAME if kind == addresses.HERE else f"{NAME}+{kind}"
    with database as ready:
        yield Opened(name, ready, watch)


def show(plan: Plan, facts: Facts, zone: ZoneInfo, heading: "Heading") -> Iterator[str]:
    """Yield the statements of a plan as a text in SQL of DuckDB; nothing is run.

    Raises:
        EngineError: sqlglot is not installed.
    """
    try:
        from govrules.engines.columnar.shown import shown  # noqa: PLC0415 - loads sqlglot
    except ModuleNotFoundError as error:
        library = str(error.name).partition(".")[0]
        raise faults.without(library, addresses.EXTRAS[addresses.HERE]) from error
    return shown(plan, facts, zone, heading)
