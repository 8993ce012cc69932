"""`gate`: let a submission pass, or say why not.

Example:
  govrules gate fixtures/kz-229/quarter --as-of 2026-10-05T09:00:00+05:00
"""

import json
from pathlib import Path
from typing import Unpack

import click

from govrules.assessing.decisions import decision
from govrules.cli.judging import judge
from govrules.cli.options import Asked, example, judging
from govrules.cli.output import say
from govrules.verdicts import SEVERITIES, exit_code


class Given(Asked):
    """The options of `gate`."""

    fail_on: str


@click.command(
    name="gate",
    epilog=example(__doc__),
)
@click.argument(
    "datasets", nargs=-1, required=True, metavar="DATASET...", type=click.Path(path_type=Path)
)
@judging
@click.option(
    "--fail-on",
    type=click.Choice([*reversed(SEVERITIES), "never"]),
    default="low",
    show_default=True,
    help="The least severity of a violation that denies.",
)
def command(**given: Unpack[Given]) -> int:
    """Judge a submission and answer a gate: `allow`, with the reasons if not, as JSON.

    What is undetermined is not allowed. The exit code is that of `check`; without one of 0, 1, 3
    or 5 there is no answer, and a gate has to stay shut.
    """
    assessment, _ = judge(given)
    decided = decision(assessment, given["fail_on"])
    say(json.dumps(decided, ensure_ascii=False, indent=2) + "\n")
    return exit_code(assessment, given["fail_on"])
