"""`check`: judge an agency's tables by the acts.

Example:
  govrules check fixtures/kz-229/quarter --as-of 2026-10-05T09:00:00+05:00
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Unpack

import click

from govrules import reports
from govrules.cli.judging import hanging, judge, screen
from govrules.cli.options import Asked, Form, example, form, judging, verdicts
from govrules.cli.output import say, write
from govrules.facts.tables import TABLES
from govrules.verdicts import SEVERITIES, Verdict, exit_code


class Given(Asked):
    """The options of `check`."""

    output: tuple[Form, ...]
    fail_on: str
    include: Collection[Verdict] | None
    readings_report: bool
    unmask: bool


@click.command(
    name="check",
    epilog=example(__doc__),
)
@click.argument(
    "datasets", nargs=-1, required=True, metavar="DATASET...", type=click.Path(path_type=Path)
)
@judging
@click.option(
    "-o",
    "--output",
    metavar="FORMAT[=PATH]",
    type=form,
    multiple=True,
    default=["terminal"],
    help="A report and the file it goes to, else standard output; may be given several times. "
    f"Formats: {', '.join(reports.available())}.  [default: terminal]",
)
@click.option(
    "--fail-on",
    type=click.Choice([*reversed(SEVERITIES), "never"]),
    default="low",
    show_default=True,
    help="The least severity of a violation that ends with exit code 1.",
)
@click.option(
    "--include",
    metavar="VERDICT,...",
    type=verdicts,
    help="Which verdicts to list; the counts and the exit code speak of all.  [default: all, on a "
    "terminal those that ask for an act]",
)
@click.option(
    "--readings-report",
    is_flag=True,
    help="Instead of the verdicts, say which of them hang on which reading of the text.",
)
@click.option(
    "--unmask",
    is_flag=True,
    help="Show what the rows relied on say of persons; without it, such cells are withheld.",
)
def command(**given: Unpack[Given]) -> int:
    """Judge the tables in each DATASET, a folder or one document, by the acts.

    Every duty gets one verdict with its reason, its clock and the rows it rests on.
    """
    if given["readings_report"]:
        say(hanging(given))
        return 0
    _once_each(given["output"], given["datasets"])
    assessment, view = judge(given, unmask=given["unmask"])
    view = replace(view, include=given["include"])
    for name, path in given["output"]:
        if path is not None:
            write(path, reports.render(name, assessment, view))
    for name, path in given["output"]:
        if path is None:
            colour, width = screen()
            seen = replace(view, colour=colour, width=width)
            say(reports.render(name, assessment, seen))
    return exit_code(assessment, given["fail_on"])


def _once_each(output: Sequence[Form], datasets: Sequence[Path]) -> None:
    """Refuse two reports in one place, and a report in the place of the data.

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
        if place and any(_holds(dataset.resolve(), place) for dataset in datasets):
            message = f"`{path}` is the data: a report must not replace it"
            raise click.BadParameter(message, param_hint="'-o'")


def _holds(dataset: Path, place: Path) -> bool:
    table = place.parent == dataset and place.stem in {*TABLES, "dataset"}
    return place == dataset or table
