"""From what was asked on the command line to the engine that judges."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import click

from govrules import engines
from govrules.cli.options import Server
from govrules.engines import Engine, columnar
from govrules.engines.columnar.limits import Limits
from govrules.facts.watching import Watch, unwatched


def heeded(name: str, memory: int | None) -> Limits | None:
    """Return what an engine may take of the machine; `memory` in bytes.

    Raises:
        click.UsageError: the engine is one that heeds no such limit.
    """
    if memory is None:
        return None
    if name not in ("", columnar.NAME):
        raise click.UsageError(f"`--memory` is for `--engine {columnar.NAME}`")
    return Limits(memory)


_SMALL: Final = 4_000_000
"""Up to how many bytes of data plain Python is quicker than the start of a database; measured."""


def usual(datasets: Iterable[Path], memory: int | None) -> str:
    """Name the engine that judges where none was asked for: all of them give the same answers.

    With a limit of `memory` it is the one that heeds it.
    """
    if memory is not None:
        return columnar.NAME
    at_hand = find_spec("duckdb") and find_spec("sqlglot")
    return columnar.NAME if at_hand and sum(map(_size, datasets)) > _SMALL else "reference"


def _size(dataset: Path) -> int:
    try:
        files = list(dataset.iterdir()) if dataset.is_dir() else [dataset]
        return sum(file.stat().st_size for file in files if file.is_file())
    except OSError:
        # What cannot be read is told by who reads it.
        return 0


@contextmanager
def chosen(
    name: str, server: Server | None, limits: Limits | None = None, watch: Watch = unwatched
) -> Iterator[Engine]:
    """Have an engine ready for as long as the context lasts; `watch` is told how far it has come.

    Raises:
        click.BadParameter: the token file holds no token.
        EngineError: a server that the engine needs is not to be had.
    """
    kind, _, place_of_data = name.partition("+")
    if kind == columnar.NAME:
        with columnar.opened(place_of_data, limits, watch) as engine:
            yield engine
        return
    if kind != "opa":
        yield engines.named(kind)
        return
    from govrules.engines import opa, reference  # noqa: PLC0415 - other engines need no network

    place = None
    if server is not None:
        place = opa.Address(
            url=server.url,
            token=_token(server.token_file),
            ca=server.ca,
            cert=server.cert,
            key=server.key,
        )
    with opa.opened(place, sampled_by=reference.evaluate) as engine:
        yield engine


def _token(file: Path | None) -> str:
    if file is None:
        return ""
    hint = "'--opa-token-file'"
    try:
        token = file.read_text(encoding="ascii").strip()
    except (OSError, ValueError) as error:
        raise click.BadParameter(f"`{file}` cannot be read as text", param_hint=hint) from error
    if not token or not token.isprintable() or " " in token:
        raise click.BadParameter(
            f"`{file}` holds no token: one line, without spaces", param_hint=hint
        )
    return token
