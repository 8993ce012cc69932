"""`test`: run the jurist's scenarios.

Example:
  govrules test policies/kz-229/scenarios
"""

from pathlib import Path

import click

from govrules.cli import engines
from govrules.cli.options import EngineType, Server, example, served
from govrules.cli.output import say
from govrules.drafting import scenarios
from govrules.reports import shown, where


@click.command(
    name="test",
    epilog=example(__doc__),
)
@click.argument(
    "paths", nargs=-1, required=True, metavar="PATH...", type=click.Path(path_type=Path)
)
@click.option(
    "--engine",
    type=EngineType(),
    default="reference",
    show_default=True,
    help="What evaluates the norms.",
)
@served
def command(paths: tuple[Path, ...], engine: str, server: Server | None) -> int:
    """Run the scenarios in each PATH, a file or a folder, and tell those that fail."""
    asked = scenarios.read(paths)
    with engines.chosen(engine, server) as evaluator:
        outcomes = [scenarios.run(scenario, evaluator) for scenario in asked]
    failed = [outcome for outcome in outcomes if not outcome.passed]
    for outcome in failed:
        say(f"{where(outcome.scenario.place)}: {shown(outcome.scenario.sentence)}\n")
        say("".join(f"  {shown(failure)}\n" for failure in outcome.failures))
    count = len(outcomes)
    say(f"{count} scenario{'' if count == 1 else 's'}, {len(failed)} failed\n")
    if not outcomes:
        return 5
    return 1 if failed else 0
