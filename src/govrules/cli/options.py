"""The options that several commands share, and how their values are read."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import wraps
from ipaddress import ip_address
from pathlib import Path
from pkgutil import iter_modules
from typing import Any, NotRequired, TypeAlias, TypedDict, TypeVar
from urllib.parse import urlsplit

import click

from govrules import engines, languages, reports
from govrules.instants import Instant, NotAnInstantError, read_exact
from govrules.verdicts import Verdict

ENGINES = tuple(sorted(module.name for module in iter_modules(engines.__path__)))

Form: TypeAlias = tuple[str, Path | None]
"""A report format and the file it goes to, `None` for standard output."""

_Command = TypeVar("_Command", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """The Open Policy Agent to ask, and the files by which to be let in."""

    url: str
    token_file: Path | None = None
    ca: Path | None = None
    cert: Path | None = None
    key: Path | None = None


@dataclass(frozen=True, slots=True)
class Wants:
    """The verdicts whose duties are needed: `listed` all at once, `kept` one after the other.

    Where data are many, duties with other verdicts are counted only.
    """

    listed: frozenset[Verdict]
    kept: frozenset[Verdict]


class Asked(TypedDict):
    """What every command is asked that judges data."""

    datasets: tuple[Path, ...]
    as_of: Instant
    act: tuple[str, ...]
    norm: tuple[str, ...]
    engine: str
    server: NotRequired[Server | None]
    memory: NotRequired[int | None]
    reading: tuple[tuple[str, str], ...]
    lang: str


def moment(ctx: click.Context, param: click.Parameter, value: str | None) -> Instant | None:
    """Read the moment of judgement, or say why there is none without being told.

    Where a command judges only if it is handed data, none is needed without.

    Raises:
        click.BadParameter: no moment, no instant, or none with an offset.
    """
    if value is None:
        if ctx.resilient_parsing or ctx.params.get("law"):
            return None
        why = (
            "A verdict holds at a moment, and no clock is read for it, so that the same command "
            "gives the same answer next year: write it like `2026-09-01T00:00:00+05:00`."
        )
        raise click.MissingParameter(why, ctx, param)
    try:
        return read_exact(value)
    except NotAnInstantError as error:
        raise click.BadParameter(f"{error}: {error.help}") from error


def taken(value: str) -> tuple[str, str]:
    """Split a reading from the choice taken: `P3=received-as-sent`.

    Raises:
        click.BadParameter: one of the two is not there.
    """
    reading, _, choice = value.partition("=")
    if not (reading and choice):
        message = f"`{value}` names no choice: write it like `P3=received-as-sent`"
        raise click.BadParameter(message)
    return reading, choice


def form(value: str) -> Form:
    """Split a report format from the file it goes to: `json=verdicts.json`.

    Raises:
        click.BadParameter: no such format, one whose library is not installed, or an empty path.
    """
    name, equals, path = value.partition("=")
    if name not in reports.available():
        known = ", ".join(reports.available())
        raise click.BadParameter(f"`{name}` is no format: there are {known}")
    lacking = reports.lacking(name)
    if lacking:
        library, extra = lacking
        why = f"`{name}` needs `{library}`, which is not installed: install `govrules[{extra}]`"
        raise click.BadParameter(why)
    if equals and not path:
        raise click.BadParameter(f"`{value}` names no file: write it like `{name}=FILE`")
    return name, Path(path) if path else None


def verdicts(value: str) -> tuple[Verdict, ...]:
    """Read words of verdicts divided by commas, or `all`.

    Raises:
        click.BadParameter: a word that is none of them.
    """
    words = [*Verdict] if value == "all" else value.split(",")
    for word in words:
        if word not in [*Verdict]:
            known = ", ".join(Verdict)
            raise click.BadParameter(f"`{word}` is no verdict: there are {known}, and `all`")
    return tuple(verdict for verdict in Verdict if verdict in words)


_BYTES = {
    f"{letter}{infix}b": base**power
    for infix, base in (("", 1000), ("i", 1024))
    for power, letter in enumerate("kmgt", start=1)
}
_SIZE = re.compile(rf"(\d+(?:\.\d+)?) ?({'|'.join(_BYTES)})", re.ASCII | re.IGNORECASE)
_MOST_MEMORY = 10**15
_LEAST_MEMORY = 64 * 10**6
"""With less DuckDB fails at the first step, whatever is judged; measured."""


def size(value: str) -> int:
    """Read how much memory may be taken, in bytes: `512MB`, `1GB`, `1.5 GiB`.

    Raises:
        click.BadParameter: no size, or one with which nothing can be judged.
    """
    found = _SIZE.fullmatch(value)
    if found is None:
        raise click.BadParameter(f"`{value}` is no size: write it like `512MB`, `1GB` or `2GiB`")
    number, unit = found.groups()
    bytes_ = int(Fraction(number) * _BYTES[unit.lower()])
    if bytes_ < _LEAST_MEMORY:
        least = _LEAST_MEMORY // 10**6
        raise click.BadParameter(f"`{value}` is too little to judge anything: give `{least}MB`")
    if bytes_ > _MOST_MEMORY:
        raise click.BadParameter(f"`{value}` is more than any machine has")
    return bytes_


def address(value: str) -> str:
    """Read the address of a server; what is judged is not sent in the clear to another machine.

    Raises:
        click.BadParameter: no address, one with more in it, or one that is not safe.
    """
    try:
        parts = urlsplit(value)
        named = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:
        named = False
        parts = urlsplit("")
    if not named or "@" in parts.netloc or parts.path.strip("/") or parts.query or parts.fragment:
        raise click.BadParameter(
            f"`{value}` is no address: write it like `https://opa.example:8181`"
        )
    if parts.scheme == "http" and not _is_here(str(parts.hostname)):
        raise click.BadParameter(
            f"`{value}` would send the data in the clear: use `https`, or a server on this machine"
        )
    return value


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class EngineType(click.Choice[str]):
    """The name of an engine; of one that evaluates in databases, with `+` and an address."""

    def __init__(self) -> None:
        super().__init__(ENGINES)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return what was asked, or say which databases there are; nothing for nothing."""
        if not value:
            return ""
        name, plus, address_ = str(value).partition("+")
        if not plus or name != "columnar":
            return super().convert(value, param, ctx)
        from govrules.engines.columnar import addresses  # noqa: PLC0415 - seldom asked

        shown = str(value).partition("://")[0]  # what follows may be secret
        if not address_ or addresses.database_of(address_) is None:
            self.fail(
                f"`{shown}` is no database that `{name}` knows: there are `{name}` alone, "
                f"{', '.join(f'`{name}+{each}`' for each in addresses.EXAMPLES)}",
                param,
                ctx,
            )
        if addresses.tells_a_secret(address_):
            self.fail(
                f"`{shown}` is given a password that all on this machine can read: leave it out, "
                "and write it into the file that `PGPASSFILE` names",
                param,
                ctx,
            )
        return str(value)


def example(docstring: str | None) -> str:
    """Return the example of a command's module as a help text that keeps its lines."""
    _, heading, lines = (docstring or "").partition("Example:")
    return f"\b\n{heading}{lines}"


_JUDGING = (
    click.option(
        "--as-of",
        metavar="TIME",
        callback=moment,
        help="The moment of judgement, with its offset from UTC: later facts are not seen, "
        "and no clock is read, so that the answer can be had again.  [required]",
    ),
    click.option(
        "--act",
        multiple=True,
        metavar="ID",
        help="An act to judge by; else those that the dataset names, else every one shipped.",
    ),
    click.option(
        "--norm",
        multiple=True,
        metavar="ID",
        help="Look at this norm only; the report says so.",
    ),
    click.option(
        "--engine",
        type=EngineType(),
        default="",
        help="What evaluates the norms; `columnar+local[2]`, `columnar+spark://HOST:PORT` and "
        "`columnar+postgresql://HOST/DATABASE` do it in Spark and PostgreSQL.  [default: columnar; "
        "reference for a few megabytes, where it is quicker]",
    ),
    click.option(
        "--memory",
        metavar="SIZE",
        type=size,
        help="With `--engine columnar`: how much memory the engine may take, as `512MB` or `2GiB`; "
        "what does not fit is kept in temporary files.  [default: most of what the machine has]",
    ),
    click.option(
        "--reading",
        metavar="READING=CHOICE",
        type=taken,
        multiple=True,
        help="Settle a point that the text leaves open otherwise than by default; "
        "`govrules acts ACT` lists them.",
    ),
    click.option(
        "--lang",
        type=click.Choice(languages.available()),
        default="en",
        show_default=True,
        help="The language of reports.",
    ),
)


_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_SERVER = (
    click.option(
        "--opa-url",
        metavar="URL",
        type=address,
        help="With `--engine opa`: a running Open Policy Agent; else the `opa` on this machine is "
        "started for the while.",
    ),
    click.option("--opa-token-file", metavar="FILE", type=_FILE, help="The bearer token for it."),
    click.option(
        "--opa-ca", metavar="FILE", type=_FILE, help="The authorities that it is trusted by."
    ),
    click.option("--opa-cert", metavar="FILE", type=_FILE, help="Our own certificate to show it."),
    click.option("--opa-key", metavar="FILE", type=_FILE, help="The key of that certificate."),
)
_SERVED = ("url", "token_file", "ca", "cert", "key")


def served(command: _Command) -> _Command:
    """Add the options that name a server, which the command gets together as `server`."""

    @wraps(command)
    def together(**given: Any) -> Any:
        parts = {name: given.pop(f"opa_{name}") for name in _SERVED}
        return command(**given, server=_server(given["engine"], parts))

    for option in reversed(_SERVER):
        together = option(together)
    return together  # type: ignore[return-value] # what is called is still the command


def _server(engine: str, parts: dict[str, Any]) -> Server | None:
    """Put the parts together, or say which of them have no use.

    Raises:
        click.UsageError: a part without that which it belongs to.
    """
    given = {name: part for name, part in parts.items() if part is not None}
    spelt = {name: f"`--opa-{name.replace('_', '-')}`" for name in _SERVED}
    for name in given:
        if engine != "opa":
            raise click.UsageError(f"{spelt[name]} is for `--engine opa`")
        if "url" not in given:
            raise click.UsageError(f"{spelt[name]} needs `--opa-url`: a server of our own has none")
        if name in {"ca", "cert", "key"} and not given["url"].startswith("https:"):
            raise click.UsageError(f"{spelt[name]} needs an address with `https`")
    if "key" in given and "cert" not in given:
        raise click.UsageError("`--opa-key` needs the `--opa-cert` that it belongs to")
    return Server(**given) if given else None


def judging(command: _Command) -> _Command:
    """Add the options of every command that judges data."""
    command = served(command)
    for option in reversed(_JUDGING):
        command = option(command)
    return command
