"""`agree`: judge with two engines and compare.

Example:
  govrules agree fixtures/kz-229/quarter --as-of 2026-10-05T09:00:00+05:00
"""

from pathlib import Path
from typing import Unpack

import click

from govrules.cli.judging import judge_with_facts, judged_again, told_in
from govrules.cli.options import Asked, example, judging
from govrules.cli.output import say
from govrules.drafting.agreement import differences
from govrules.findings import DisagreementError
from govrules.languages import language
from govrules.sentences import Sentence

_MEANING, _HELD_TO_IT = "reference", "columnar"
_NOTHING_COMPARED = 5


@click.command(
    name="agree",
    epilog=example(__doc__),
)
@click.argument(
    "datasets", nargs=-1, required=True, metavar="DATASET...", type=click.Path(path_type=Path)
)
@judging
def command(**given: Unpack[Asked]) -> int:
    """Judge each DATASET with the reference engine and with another one, and compare.

    The other one is `columnar` unless --engine names a third. Whatever differs is listed, and
    ends with exit code 8; where no duty exists, nothing was compared, and the exit code is 5.
    """
    engine = given["engine"] if given["engine"] not in {"", _MEANING} else _HELD_TO_IT
    judged = judge_with_facts({**given, "engine": _MEANING, "server": None, "memory": None})
    meant, found = judged.assessment, judged_again(judged, {**given, "engine": engine})
    with told_in(given["lang"]):
        differing = differences(meant, found)
        if differing:
            raise DisagreementError(differing)
    agreed = Sentence(
        "`{one}` and `{other}` agree on {count} duty",
        "`{one}` and `{other}` agree on {count} duties",
        one=_MEANING,
        other=found.engine["name"],
        count=len(meant.judgements),
    )
    say(language(given["lang"]).tell(agreed) + "\n")
    return 0 if meant.judgements else _NOTHING_COMPARED
