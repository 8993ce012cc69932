"""Pictures as they are asked for on the command line, and to where they go."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from govrules import languages, pictures
from govrules.cli.options import Form
from govrules.cli.output import say
from govrules.pictures import LibraryError, Picture
from govrules.publishing import put

_Command = TypeVar("_Command", bound=Callable[..., Any])


def picture_form(value: str) -> Form:
    """Split the format of a picture from the file it goes to: `svg=graph.svg`.

    Raises:
        click.BadParameter: no such format, or an empty path.
    """
    name, equals, path = value.partition("=")
    if name not in pictures.available():
        known = ", ".join(pictures.available())
        raise click.BadParameter(f"`{name}` is no format of a picture: there are {known}")
    if equals and not path:
        raise click.BadParameter(f"`{value}` names no file: write it like `{name}=FILE`")
    return name, Path(path) if path else None


def drawing(command: _Command) -> _Command:
    """Add the option that says in which formats a picture is written."""
    option = click.option(
        "-o",
        "--output",
        metavar="FORMAT[=PATH]",
        type=picture_form,
        multiple=True,
        default=["terminal"],
        help="A picture and the file it goes to, else standard output; may be given several times. "
        f"Formats: {', '.join(pictures.available())}.  [default: terminal]",
    )
    return option(command)


def draw(
    output: Sequence[Form],
    picture: Picture,
    own: Mapping[str, Callable[[], str]] | None = None,
) -> None:
    """Write a picture in every format asked for: files first, then standard output.

    `own` makes those formats that what is drawn has for itself.

    Raises:
        ReportError: a file cannot be written.
        click.ClickException: standard output cannot be written, two pictures would go to one
            place, or a format needs what is not installed.
    """
    places = [path.resolve() if path else None for _, path in output]
    for place in places:
        if places.count(place) > 1:
            where = f"`{place.name}`" if place else "standard output"
            message = f"two pictures cannot go to {where}: give each its own file"
            raise click.BadParameter(message, param_hint="'-o'")
    for name, path in sorted(output, key=lambda order: order[1] is None):
        try:
            drawn = own[name]() if own and name in own else pictures.render(name, picture)
        except LibraryError as error:
            tell = languages.language(picture.language).tell
            raise click.UsageError(f"{tell(error.message)}: {tell(error.help)}") from error
        if path is None:
            say([drawn])
        else:
            put(path, [drawn])
