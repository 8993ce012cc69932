"""`coverage`: what became of every unit of an act, and which verdicts scenarios expect.

Example:
  govrules coverage kg-369
"""

import click

from govrules.cli.options import example
from govrules.cli.output import say
from govrules.drafting.coverage import run_coverage


@click.command(name="coverage", epilog=example(__doc__))
@click.argument("act", nargs=-1)
def command(act: tuple[str, ...]) -> int:
    """Account for every unit of each ACT, by default of all; fail if one is forgotten."""
    text, code = run_coverage(act)
    say(text)
    return code
