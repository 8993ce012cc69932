"""The columnar engine: the calculus as SQL, run by DuckDB in this process, or where data are kept.

`terms` and `relations` translate to expressions of sqlglot, `running` loads what an agency handed
over and asks a database, each of which is a module of `databases`. Their libraries are imported
only when the engine is used.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from govrules.calculus import Relation, Value, plain
from govrules.engines.columnar import addresses, faults
from govrules.facts import Facts

if TYPE_CHECKING:
    from govrules.engines.columnar.databases import Database

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

    def evaluate(self, relations: Iterable[Relation], facts: Facts) -> list[list[Row]]:
        """Return the rows of some relations over an agency's facts, each relation's rows sorted.

        Raises:
            EngineError: a statement failed, or the database went away.
        """
        from govrules.engines.columnar.running import answers  # noqa: PLC0415 - loads sqlglot

        with self._database.tables() as tables:
            return answers(plain(relations), facts, tables)


@contextmanager
def opened(address: str) -> Iterator[Opened]:
    """Have the engine ready on a database; the empty address is DuckDB in this process.

    Raises:
        ValueError: no database is addressed so.
        EngineError: its library is not installed, or it is not to be had.
    """
    kind = addresses.database_of(address)
    if kind is None:
        raise ValueError(address)
    try:
        from govrules.engines.columnar import databases  # noqa: PLC0415 - half a second at most

        database = databases.opened(kind, address)
    except ImportError as error:
        library = (error.name or kind).partition(".")[0]
        raise faults.without(library, addresses.EXTRAS[kind]) from error
    name = NAME if kind == addresses.HERE else f"{NAME}+{kind}"
    with database as ready:
        yield Opened(name, ready)
