"""`acts`: what ships, and what one act demands.

Example:
  govrules acts kz-229
"""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

import click

from govrules import acts
from govrules.cli.judging import load, screen
from govrules.cli.options import example
from govrules.cli.output import say
from govrules.instants import civil_day
from govrules.norms import Act
from govrules.reports import View, shown, wrap


@click.command(
    name="acts",
    epilog=example(__doc__),
)
@click.argument("act", required=False)
def command(act: str | None) -> int:
    """List the acts that ship, or show the norms and the open points of one ACT."""
    loaded = load([act] if act else acts.available())
    view = View(width=screen()[1], acts={each.id: each for each in loaded})
    written = [line for each in loaded for line in _listed(each, view)]
    if act:
        written += [line for each in loaded for line in _norms(each, view)]
        written += [line for each in loaded for line in _readings(each, view)]
    say("\n".join(written) + "\n")
    return 0


def _listed(act: Act, view: View) -> Iterator[str]:
    day = civil_day(act.commencement, ZoneInfo(act.zone))
    yield from wrap(f"{act.id}  {shown(view.said(act.title))}", view, 0, 2)
    yield from wrap(f"in force from {day}, times in {act.zone}, {len(act.norms)} norms", view, 2)
    yield f"  {act.digest}"


def _norms(act: Act, view: View) -> Iterator[str]:
    provisions = acts.provisions(act.id)
    yield ""
    yield "Norms"
    for norm in act.norms:
        yield f"  {norm.id}  severity {norm.severity}"
        provision = provisions.get(norm.id)
        if provision is not None:
            text = f"clause {provision.number}: {view.said(provision.summary)}"
            yield from wrap(shown(text), view, 4)
        if norm.readings:
            yield from wrap(f"rests on {', '.join(norm.readings)}", view, 4)


def _readings(act: Act, view: View) -> Iterator[str]:
    yield ""
    yield "Open points of the text, the default first"
    for reading in act.readings.values():
        choices = ", ".join(reading.choices)
        yield from wrap(f"{reading.id}  {view.question(reading.id)} {choices}", view, 2, 4)
