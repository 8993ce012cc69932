"""Reports to where they were asked for: files first, then standard output."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypedDict, TypeVar

import click

from govrules import reports
from govrules.cli.judging import screen, told_in
from govrules.cli.options import Form, form, verdicts
from govrules.cli.output import say
from govrules.cli.progress import progress
from govrules.publishing import publish
from govrules.reports import View
from govrules.sentences import Sentence
from govrules.verdicts import SEVERITIES, Assessment, Verdict, exit_code

_Command = TypeVar("_Command", bound=Callable[..., Any])


class Wanted(TypedDict):
    """What every command is asked that writes reports of an assessment."""

    output: tuple[Form, ...]
    fail_on: str
    include: Collection[Verdict] | None
    root: str


_REPORTING = (
    click.option(
        "-o",
        "--output",
        metavar="FORMAT[=PATH]",
        type=form,
        multiple=True,
        default=["terminal"],
        help="A report and the file it goes to, else standard output; may be given several times. "
        f"Formats: {', '.join(reports.available())}.  [default: terminal]",
    ),
    click.option(
        "--fail-on",
        type=click.Choice([*reversed(SEVERITIES), "new", "never"]),
        default="low",
        show_default=True,
        help="The least severity of a violation that ends with exit code 1; `new`: any that the "
        "baseline does not know.",
    ),
    click.option(
        "--include",
        metavar="VERDICT,...",
        type=verdicts,
        help="Which verdicts to list; the counts and the exit code speak of all.  [default: all; "
        "where people read, those that ask for an act]",
    ),
    click.option(
        "--root",
        metavar="FOLDER",
        default="",
        help="Where the data lies in the repository: `github`, `gitlab` and `sarif` reports put it "
        "before the paths of rows.",
    ),
)


def reporting(command: _Command) -> _Command:
    """Add the options of every command that writes reports of an assessment."""
    for option in reversed(_REPORTING):
        command = option(command)
    return command


def once_each(output: Sequence[Form], holds: Callable[[Path], bool]) -> None:
    """Refuse two reports in one place, and a report in the place of what it is made from.

    `holds` says whether a resolved path is part of that.

    Raises:
        click.BadParameter: either.
    """
    seen: set[Path | None] = set()
    for _, path in output:
        place = path.resolve() if path else None
        if place in seen:
            where = f"`{path}`" if path else "standard output"
            message = f"two reports cannot go to {where}: give each its own file"
            raise click.BadParameter(message, param_hint="'-o'")
        seen.add(place)
        if place and holds(place):
            message = f"`{path}` is the data: a report must not replace it"
            raise click.BadParameter(message, param_hint="'-o'")


def against_something(fail_on: str, baseline: object | None) -> None:
    """Refuse to fail on what is new where there is nothing to compare with.

    Raises:
        click.BadParameter: `fail_on` is `new`, and there is no baseline.
    """
    if fail_on == "new" and baseline is None:
        message = "`new` is new since a baseline: give `check` the earlier one as `--baseline FILE`"
        raise click.BadParameter(message, param_hint="'--fail-on'")


def deliver(wanted: Wanted, assessment: Assessment, view: View) -> int:
    """Write every report asked for, and return the exit code that the assessment calls for.

    Raises:
        ReportError: files that cannot be written.
        UnfaithfulReportError: a report did not read back as what was to be written.
        click.ClickException: standard output is closed, full, or no place for such a report.
    """
    view = replace(view, include=wanted["include"], root=wanted["root"])
    with told_in(view.language), progress(view.language) as told:
        told.at(Sentence("writing reports"))
        publish([(name, path) for name, path in wanted["output"] if path], assessment, view)
    for name, path in wanted["output"]:
        if path is None:
            colour, width = screen()
            seen = replace(view, colour=colour, width=width)
            say(reports.pieces(name, assessment, seen))
    return exit_code(assessment, wanted["fail_on"])
