"""`report`: write more reports of an assessment that was kept.

Example:
  govrules report verdicts.json -o terminal
"""

from pathlib import Path
from typing import Unpack

import click

from govrules import languages
from govrules.cli.delivering import Wanted, against_something, deliver, once_each, reporting
from govrules.cli.judging import told_in
from govrules.cli.options import example
from govrules.rereading import reread


class Given(Wanted):
    """The arguments and options of `report`."""

    assessment: Path
    lang: str


@click.command(name="report", epilog=example(__doc__))
@click.argument("assessment", metavar="ASSESSMENT.json", type=click.Path(path_type=Path))
@reporting
@click.option(
    "--lang",
    type=click.Choice(languages.available()),
    default="en",
    show_default=True,
    help="The language of reports.",
)
def command(**given: Unpack[Given]) -> int:
    """Write reports of an ASSESSMENT that `check` wrote as JSON, without the data or an engine.

    They are the same, byte for byte, that `check` would have written then. What can be worked out
    again is; a file that was changed, or an act that was, ends with exit code 6.
    """
    kept = given["assessment"].resolve()
    once_each(given["output"], lambda place: place == kept)
    with told_in(given["lang"]):
        assessment, view = reread(given["assessment"], given["lang"])
    against_something(given["fail_on"], assessment.baseline)
    return deliver(given, assessment, view)
