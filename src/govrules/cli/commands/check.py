"""`check`: judge an agency's tables by the acts.

Example:
  govrules check fixtures/kz-229/quarter --as-of 2026-10-05T09:00:00+05:00
"""

from pathlib import Path
from typing import Unpack

import click

from govrules.cli.delivering import Wanted, deliver, once_each, reporting
from govrules.cli.judging import hanging, judge
from govrules.cli.options import Asked, example, judging
from govrules.cli.output import say
from govrules.facts.tables import TABLES


class Given(Asked, Wanted):
    """The options of `check`."""

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
@reporting
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
    datasets = [dataset.resolve() for dataset in given["datasets"]]
    once_each(given["output"], lambda place: any(_holds(each, place) for each in datasets))
    return deliver(given, *judge(given, unmask=given["unmask"]))


def _holds(dataset: Path, place: Path) -> bool:
    table = place.parent == dataset and place.stem in {*TABLES, "dataset"}
    return place == dataset or table
