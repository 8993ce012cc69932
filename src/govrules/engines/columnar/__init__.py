"""The columnar engine: the calculus as SQL, run by DuckDB in this process.

`terms` and `relations` translate to expressions of sqlglot, `running` loads what an agency handed
over and asks DuckDB; both libraries are imported only when the engine is used.
"""

from collections.abc import Iterable
from typing import TypeAlias

from govrules.calculus import Relation, Value, plain
from govrules.facts import Facts
from govrules.findings import EngineError, Finding, Place
from govrules.sentences import Sentence

NAME = "columnar"

Row: TypeAlias = tuple[Value, ...]


def evaluate(relations: Iterable[Relation], facts: Facts) -> list[list[Row]]:
    """Return the rows of some relations over an agency's facts, each relation's rows sorted.

    Raises:
        EngineError: DuckDB or sqlglot is not installed, or DuckDB failed.
    """
    try:
        from duckdb import Error  # noqa: PLC0415 - half a second that other engines do not need

        from govrules.engines.columnar.running import answers  # noqa: PLC0415 - the same
    except ModuleNotFoundError as error:
        raise _without(str(error.name)) from error
    try:
        return answers(plain(relations), facts)
    except Error as error:
        raise _failed(error) from error


def _without(library: str) -> EngineError:
    message = Sentence("the engine needs `{library}`, which is not installed", library=library)
    help_ = Sentence(
        "install `govrules[{extra}]`, or judge with `--engine {engine}`",
        extra=NAME,
        engine="reference",
    )
    return _error("engine-not-installed", message, help_)


def _failed(error: Exception) -> EngineError:
    why = " ".join(str(error).split())
    message = Sentence("the engine failed: {why}", why=why)
    help_ = Sentence(
        "judge with `--engine {engine}`, and send this to the maintainers", engine="reference"
    )
    return _error("engine-failed", message, help_)


def _error(code: str, message: Sentence, help_: Sentence) -> EngineError:
    return EngineError([Finding(place=Place(path=NAME), code=code, message=message, help=help_)])
