"""`drift`: what a newer text of an act changes, told from prints of the older one alone.

Example:
  govrules drift kz-229 --source kz-229.txt
"""

from pathlib import Path

import click

from govrules import languages
from govrules.cli.options import example
from govrules.cli.output import say
from govrules.drafting.drift import run_drift


@click.command(name="drift", epilog=example(__doc__))
@click.argument("act")
@click.option(
    "--source",
    required=True,
    type=click.Path(path_type=Path),
    help="The newer text, plain and in the language of the act.",
)
@click.option(
    "--lang",
    type=click.Choice(languages.available()),
    default="en",
    show_default=True,
    help="The language to tell it in.",
)
def command(act: str, source: Path, lang: str) -> int:
    """Find each unit of ACT again in a newer text, or say that it changed, moved or vanished.

    Names the norms, scenarios and translations that rest on what changed. Layout is ignored.
    """
    text, code = run_drift(act, source, lang)
    say(text)
    return code
