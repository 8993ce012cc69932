"""`schema`: the JSON Schemas that ship.

Example:
  govrules schema assessment
"""

import click

from govrules import documents
from govrules.cli.options import example
from govrules.cli.output import say

_SUFFIX = ".schema.json"


@click.command(
    name="schema",
    epilog=example(__doc__),
)
@click.argument("name", required=False)
def command(name: str | None) -> int:
    """Print the JSON Schema called NAME; without one, list what there is."""
    folder = documents.shipped("schemas")
    known = sorted(path.name.removesuffix(_SUFFIX) for path in folder.glob(f"*{_SUFFIX}"))
    if name is None:
        say("".join(f"{each}\n" for each in known))
    elif name in known:
        say((folder / f"{name}{_SUFFIX}").read_text(encoding="utf-8"))
    else:
        message = f"there is no schema `{name}`: there are {', '.join(known)}"
        raise click.BadParameter(message, param_hint="NAME")
    return 0
