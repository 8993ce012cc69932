"""The options that several commands share, and how their values are read."""

from collections.abc import Callable
from pathlib import Path
from pkgutil import iter_modules
from typing import Any, TypeAlias, TypedDict, TypeVar

import click

from govrules import engines, languages, reports
from govrules.instants import Instant, NotAnInstantError, read_exact
from govrules.verdicts import Verdict

ENGINES = tuple(sorted(module.name for module in iter_modules(engines.__path__)))

Form: TypeAlias = tuple[str, Path | None]
"""A report format and the file it goes to, `None` for standard output."""

_Command = TypeVar("_Command", bound=Callable[..., Any])


class Asked(TypedDict):
    """What every command is asked that judges data."""

    datasets: tuple[Path, ...]
    as_of: Instant
    act: tuple[str, ...]
    norm: tuple[str, ...]
    engine: str
    reading: tuple[tuple[str, str], ...]
    lang: str


def moment(ctx: click.Context, param: click.Parameter, value: str | None) -> Instant | None:
    """Read the moment of judgement, or say why there is none without being told.

    Raises:
        click.BadParameter: no moment, no instant, or none with an offset.
    """
    if value is None:
        if ctx.resilient_parsing:
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
        type=click.Choice(ENGINES),
        default="reference",
        show_default=True,
        help="What evaluates the norms.",
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


def judging(command: _Command) -> _Command:
    """Add the options of every command that judges data."""
    for option in reversed(_JUDGING):
        command = option(command)
    return command
