"""`bundle`: an act as policies for Open Policy Agent, and the input that they judge.

Example:
  govrules bundle kz-229 --output kz-229.tar.gz
"""

from pathlib import Path
from typing import TypedDict, Unpack
from zoneinfo import ZoneInfo

import click

from govrules import __version__, acts, facts
from govrules.assessing.consistency import doubts
from govrules.assessing.decisions import of_finding
from govrules.cli.judging import load
from govrules.cli.options import example, moment, taken
from govrules.cli.output import say
from govrules.engines.opa import bundle, signatures
from govrules.findings import Level
from govrules.publishing import put


class Given(TypedDict):
    """The options of `bundle`."""

    act: str | None
    output: Path | None
    reading: tuple[tuple[str, str], ...]
    sign: Path | None
    gate: bool
    input: Path | None
    as_of: str | None
    verify: Path | None
    key: Path | None
    algorithm: str


_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command(name="bundle", epilog=example(__doc__))
@click.argument("act", required=False)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="The file of the bundle; with --input, the folder of the documents.",
)
@click.option(
    "--reading", metavar="P=CHOICE", type=taken, multiple=True, help="Take a reading otherwise."
)
@click.option("--sign", metavar="KEY", type=_FILE, help="Sign the bundle with a key, as OPA does.")
@click.option(
    "--gate/--no-gate",
    default=True,
    show_default=True,
    help="Answer for whole submissions under `data.govrules.gate` too; of several bundles on one "
    "server only one can.",
)
@click.option(
    "--input",
    metavar="DATASET",
    type=click.Path(path_type=Path),
    help="Instead of the bundle, write the documents of a dataset that it judges.",
)
@click.option("--as-of", metavar="TIME", help="With --input: the moment of judgement.")
@click.option(
    "--verify",
    metavar="BUNDLE",
    type=_FILE,
    help="Instead of writing anything, see that a bundle is what its revision says.",
)
@click.option("--key", type=_FILE, help="With --verify: who must have signed it.")
@click.option(
    "--algorithm",
    type=click.Choice(signatures.ALGORITHMS),
    default="RS256",
    show_default=True,
    help="That of the signature.",
)
def command(**given: Unpack[Given]) -> int:
    """Write ACT as a bundle of policies, sign it, verify one, or write what it judges.

    A bundle hangs on no dataset and no day. `opa run --bundle` and `opa eval --bundle` load it.
    """
    if given["verify"] is not None:
        return _verify(given["verify"], given)
    if given["act"] is None or given["output"] is None:
        message = "name an act and an --output, or a bundle to --verify"
        raise click.UsageError(message)
    if given["input"] is not None:
        return _inputs(given["act"], given["input"], given["output"], given)
    return _build(given["act"], given["output"], given)


def _verify(path: Path, given: Given) -> int:
    files = bundle.verified(path)
    if given["key"] is not None:
        signatures.check(path, files, given["key"], given["algorithm"])
    signed = "its signature is that of the key" if given["key"] else "no signature was looked at"
    say(f"{path}: {len(files)} files are what the revision says; {signed}\n")
    return 0


def _build(name: str, output: Path, given: Given) -> int:
    [known] = load([name])
    act = acts.load(known.id, taken=dict(given["reading"]))
    files = bundle.build(act, __version__, output.name, gated=given["gate"])
    if given["sign"] is not None:
        files = signatures.signed(files, given["sign"], given["algorithm"])
    put(output, [bundle.packed(files)])
    say(f"{output}: {len(files)} files of `{act.id}`\n")
    return 0


def _inputs(name: str, dataset: Path, folder: Path, given: Given) -> int:
    as_of = moment(click.get_current_context(), _as_of(), given["as_of"])
    assert as_of is not None  # noqa: S101 - else `moment` has refused
    [known] = load([name])
    act = acts.load(known.id, taken=dict(given["reading"]))
    rejected = act.settled.get("naive-times") == "reject"
    read = facts.read(
        [dataset], zone=ZoneInfo(act.zone), naive="reject" if rejected else "act-zone"
    )
    errors = [
        of_finding(each)
        for each in sorted({*read.findings, *doubts([act], read, as_of)})
        if each.level is Level.ERROR
    ]
    whole = bundle.submission(act, read, as_of, errors)
    for document in (*bundle.inputs(act, read, as_of), whole):
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{document.name}.json"
        put(path, [document.text])
        say(f"{path}: for {document.rule}\n")
    return 0


def _as_of() -> click.Parameter:
    return next(each for each in command.params if each.name == "as_of")
