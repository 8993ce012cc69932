r"""`explain`: the arithmetic behind a verdict.

Example:
  govrules explain fixtures/kz-229/quarter kz-229/rules/10.3.g.mo \
    --subject C-2026-006 --as-of 2026-10-05T09:00:00+05:00
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Unpack

import click

from govrules import reports
from govrules.cli.drawing import draw, picture_form
from govrules.cli.judging import judge, screen
from govrules.cli.options import Asked, Form, example, judging
from govrules.cli.output import say
from govrules.pictures import Picture
from govrules.pictures.duties import duty_picture
from govrules.reports import View
from govrules.verdicts import Assessment, Duty, Judgement

_LEAST = 4
"""How many digits of a duty's id must be given at least."""
_NAMED = 5
"""How many choices are named when none fits."""


class Given(Asked):
    """The arguments and options of `explain`."""

    duty: str
    subject: str | None
    occasion: str | None
    bearer: str | None
    graph: Form | None


@click.command(
    name="explain",
    epilog=example(__doc__),
)
@click.argument(
    "datasets", nargs=-1, required=True, metavar="DATASET...", type=click.Path(path_type=Path)
)
@click.argument("duty", metavar="DUTY-OR-NORM")
@judging
@click.option("--subject", metavar="ID", help="Only the duties about this case, period or row.")
@click.option("--occasion", metavar="WORD", help="Only the duties of this occasion.")
@click.option("--bearer", metavar="ID", help="Only the duties of this body.")
@click.option(
    "--graph",
    metavar="FORMAT[=PATH]",
    type=picture_form,
    is_flag=False,
    flag_value="svg",
    help="Instead of the ledger, draw the path of one duty and of those around it; `svg` if no "
    "format is named.",
)
def command(**given: Unpack[Given]) -> int:
    """Show the clock of a duty as a ledger, and what would have been compliant.

    A duty is named by its id, as `check` prints it, or by its norm; the options narrow down which.
    """
    assessment, view = judge(given)
    judgements = list(assessment.each())
    meant = [judgement for judgement in judgements if _is_meant(judgement.duty, given)]
    if not meant:
        raise _none_fits(given, [judgement.duty for judgement in judgements])
    if given["graph"] is not None:
        draw([given["graph"]], _path(_only(meant), assessment, view))
        return 0
    colour, width = screen()
    narrowed = replace(assessment, judgements=tuple(meant))
    say(reports.render("ledger", narrowed, replace(view, colour=colour, width=width)))
    return 0


def _only(meant: Sequence[Judgement]) -> Judgement:
    """Return the one duty that is meant.

    Raises:
        click.BadParameter: there are several.
    """
    if len(meant) == 1:
        return meant[0]
    ids = [each.duty.id for each in meant[:_NAMED]]
    more = f" and {len(meant) - _NAMED} more" if len(meant) > _NAMED else ""
    message = f"{len(meant)} duties fit, and one is drawn at a time: {', '.join(ids)}{more}"
    raise click.BadParameter(message, param_hint="DUTY-OR-NORM")


def _path(judgement: Judgement, assessment: Assessment, view: View) -> Picture:
    return duty_picture(
        judgement,
        assessment.each(),
        name=view.name,
        label=lambda each: _outcome(each, view),
        provision=view.clause,
        code=view.language,
    )


def _outcome(judgement: Judgement, view: View) -> str:
    """Say a verdict with its reason and by how much it was late."""
    word = view.tell(reports.VERDICTS[judgement.verdict])
    return " ".join(part for part in (word, judgement.reason, judgement.late_by) if part)


def _is_meant(duty: Duty, given: Given) -> bool:
    asked = given["duty"]
    named = duty.norm == asked or (len(asked) >= _LEAST and duty.id.startswith(asked.lower()))
    return (
        named
        and given["subject"] in {None, duty.subject}
        and given["occasion"] in {None, duty.occasion}
        and (given["bearer"] in {None, duty.bearer} or given["bearer"] in duty.bearer.split("+"))
    )


def _none_fits(given: Given, duties: Sequence[Duty]) -> click.BadParameter:
    of_norm = [duty for duty in duties if duty.norm == given["duty"]]
    if of_norm:
        known = "duties of that norm are about"
        names = list(dict.fromkeys(duty.subject for duty in of_norm))
    else:
        known = "there are duties of"
        names = sorted({duty.norm for duty in duties}) or ["no norm"]
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    message = f"no duty fits `{given['duty']}`: {known} {', '.join(names[:_NAMED])}{more}"
    return click.BadParameter(message, param_hint="DUTY-OR-NORM")
