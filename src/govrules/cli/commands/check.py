"""`check`: judge an agency's tables by the acts.

Example:
  govrules check fixtures/kz-229/quarter --as-of 2026-10-05T09:00:00+05:00
"""

import hashlib
from pathlib import Path
from typing import Unpack

import click

from govrules.baselines import compared
from govrules.cli.delivering import Wanted, against_something, deliver, once_each, reporting
from govrules.cli.judging import hanging, judged_for
from govrules.cli.options import Asked, Wants, example, judging
from govrules.cli.output import say
from govrules.cli.planned import plan_shown
from govrules.facts.tables import TABLES
from govrules.reports import View, needs, streamed
from govrules.rereading import remembered
from govrules.verdicts import Assessment, Verdict
from govrules.waivers import honoured, load


class Given(Asked, Wanted):
    """The options of `check`."""

    readings_report: bool
    show_plan: bool
    unmask: bool
    waivers: Path | None
    baseline: Path | None


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
    "--show-plan",
    is_flag=True,
    help="Instead of judging, print the SQL of the columnar engine for these acts and data, a "
    "comment on each norm; no engine is run.",
)
@click.option(
    "--unmask",
    is_flag=True,
    help="Show what the rows relied on say of persons; without it, such cells are withheld.",
)
@click.option(
    "--waivers",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Leave given to let violations be for a time: they are listed, and fail nothing.",
)
@click.option(
    "--baseline",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="An earlier assessment as JSON: say what is new, updated, unchanged and gone since.",
)
def command(**given: Unpack[Given]) -> int:
    """Judge the tables in each DATASET, a folder or one document, by the acts.

    Every duty gets one verdict with its reason, its clock and the rows it rests on.
    """
    if given["readings_report"]:
        say(hanging(given))
        return 0
    if given["show_plan"]:
        say(plan_shown(given))
        return 0
    against_something(given["fail_on"], given["baseline"])
    datasets = [dataset.resolve() for dataset in given["datasets"]]
    once_each(given["output"], lambda place: any(_holds(each, place) for each in datasets))
    with judged_for(given, _wants(given), unmask=given["unmask"]) as (assessment, view):
        return deliver(given, _held_against(given, assessment, view), view)


def _wants(given: Given) -> Wants | None:
    """Return the verdicts whose duties the reports need; nothing if a baseline needs them all."""
    if given["baseline"] is not None:
        return None
    view = View(include=given["include"])
    listed = {Verdict.VIOLATED} if given["waivers"] is not None else set[Verdict]()
    kept: set[Verdict] = set()
    for name, _ in given["output"]:
        (kept if streamed(name) else listed).update(needs(name, view))
    return Wants(frozenset(listed), frozenset(kept))


def _held_against(given: Given, assessment: Assessment, view: View) -> Assessment:
    """Hold an assessment against the waivers and the earlier assessment that were given.

    Raises:
        FindingsError: one of the files is not valid, or not what it was when it was written.
    """
    if given["waivers"] is not None:
        assessment = honoured(assessment, load(given["waivers"], view.norms))
    if given["baseline"] is not None:
        path = given["baseline"]
        earlier = remembered(path)
        digest = f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"
        assessment = compared(assessment, earlier, path=path.name, digest=digest)
    return assessment


def _holds(dataset: Path, place: Path) -> bool:
    # Any book in a dataset may hold tables, whatever its name.
    table = place.stem in {*TABLES, "dataset"} or place.suffix == ".xlsx"
    return place == dataset or (place.parent == dataset and table)
