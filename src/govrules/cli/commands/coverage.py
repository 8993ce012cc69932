"""`coverage`: what became of every unit of an act, and which verdicts scenarios expect.

Example:
  govrules coverage kg-369
"""

import click

from govrules import languages
from govrules.cli.options import example
from govrules.cli.output import say
from govrules.drafting.coverage import run_coverage


@click.command(name="coverage", epilog=example(__doc__))
@click.argument("act", nargs=-1)
@click.option(
    "--lang",
    type=click.Choice(languages.available()),
    default="en",
    show_default=True,
    help="The language to tell it in.",
)
def command(act: tuple[str, ...], lang: str) -> int:
    """Account for every unit of each ACT, by default of all; fail if one is forgotten."""
    text, code = run_coverage(act, lang=lang)
    say(text)
    return code
