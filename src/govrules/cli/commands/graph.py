"""`graph`: who reports to whom, as the law draws it or as the agencies are.

Example:
  govrules graph fixtures/kz-229/quarter --as-of 2026-10-05T09:00:00+05:00
"""

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

import click

from govrules import acts
from govrules.cli.drawing import draw, drawing
from govrules.cli.options import Asked, Form, example, judging
from govrules.findings import Finding, Level
from govrules.languages import language
from govrules.pictures import Picture
from govrules.sentences import Sentence, listed
from govrules.verdicts import exit_code

if TYPE_CHECKING:
    from govrules.graphs.drawn import Graph

UNDECIDED = 3
"""The exit code of a finding at the level of an error, where nothing is violated."""


class Given(Asked):
    """The arguments and options of `graph`."""

    law: str | None
    output: tuple[Form, ...]


@click.command(
    name="graph",
    epilog=example(__doc__),
)
@click.argument("datasets", nargs=-1, metavar="[DATASET]...", type=click.Path(path_type=Path))
@click.option(
    "--law",
    metavar="ACT",
    type=click.Choice(acts.available()),
    help="Draw this act by its text alone, without any data.",
)
@judging
@drawing
def command(**given: Unpack[Given]) -> int:
    """Draw who reports to whom, and list what is wrong with it.

    Without DATASET, `--law ACT` draws the duties of an act and finds gaps in its text. With it, the
    organisations are drawn with their relations, messages, duties and verdicts at `--as-of`.
    """
    if (given["law"] is None) == (not given["datasets"]):
        message = "name either an act, with `--law`, or the data of agencies"
        raise click.UsageError(message)
    return _agencies(given) if given["law"] is None else _law(given, given["law"])


def _law(given: Given, name: str) -> int:
    from govrules.graphs.documents import law_document  # noqa: PLC0415 - networkx takes its time
    from govrules.graphs.drawn import law_picture  # noqa: PLC0415 - the same
    from govrules.graphs.flaws import flaws  # noqa: PLC0415 - the same
    from govrules.graphs.law import law_graph  # noqa: PLC0415 - the same

    act = acts.load(name)
    units = acts.provisions(act.id)
    found = flaws(act, units)
    graph = _checked(law_graph(act, units), given)
    tell = language(given["lang"]).tell
    picture = law_picture(act, graph, given["lang"], found)
    picture = _said_to_be_narrowed(picture, given)
    draw(given["output"], picture, {"json": lambda: law_document(graph, found, tell)})
    return _code(0, found)


def _agencies(given: Given) -> int:
    from govrules.cli.judging import judge_with_facts  # noqa: PLC0415 - and all that judges
    from govrules.graphs.agencies import agency_graph, findings  # noqa: PLC0415 - networkx
    from govrules.graphs.drawn import agency_picture  # noqa: PLC0415 - the same

    judged = judge_with_facts(given)
    chosen, facts, judgements = judged.acts, judged.facts, tuple(judged.assessment.each())
    units = {name: unit for act in chosen for name, unit in acts.provisions(act.id).items()}
    found = findings(chosen, facts, given["as_of"], judgements)
    graph = _checked(agency_graph(chosen, facts, given["as_of"], judgements), given)
    picture = agency_picture(chosen, units, graph, given["lang"], found)
    draw(given["output"], _said_to_be_narrowed(picture, given))
    return _code(exit_code(judged.assessment, "low"), found)


def _checked(graph: "Graph", given: Given) -> "Graph":
    """Keep the edges of the norms asked for.

    Raises:
        click.BadParameter: none of them draws any.
    """
    from govrules.graphs.drawn import narrowed  # noqa: PLC0415 - networkx takes its time

    kept = narrowed(graph, given["norm"])
    if given["norm"] and not kept:
        message = f"no line is drawn for {', '.join(f'`{norm}`' for norm in given['norm'])}"
        raise click.BadParameter(message, param_hint="'--norm'")
    return kept


def _said_to_be_narrowed(picture: Picture, given: Given) -> Picture:
    if not given["norm"]:
        return picture
    said = Sentence(
        "{subtitle}; only {norms}", subtitle=picture.subtitle, norms=listed(given["norm"])
    )
    return replace(picture, subtitle=language(given["lang"]).tell(said))


def _code(code: int, findings: Collection[Finding]) -> int:
    """Return the exit code with what was found on the graph: an error is never a 0."""
    errors = any(finding.level is Level.ERROR for finding in findings)
    return UNDECIDED if errors and code == 0 else code
