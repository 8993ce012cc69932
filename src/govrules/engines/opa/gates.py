"""The gate: policies that decide on a submission by the answers of its act's other policies."""

from collections.abc import Iterable
from importlib import resources

from govrules.verdicts import Verdict

GATE = "govrules.gate"
"""The package that answers for whatever act its bundle is of."""


def gate(root: str) -> str:
    """Write the policy that passes the decision of the act under `root` on: `govrules.act_1`."""
    return _template("gate").replace("data.govrules.ACT", f"data.{root}")


def submission(root: str, families: Iterable[str]) -> str:
    """Write the policy that decides, for the act whose packages stand under `root`.

    `families` are the last words of the packages that answer.
    """
    names = sorted(families)
    answers = [
        f'answers["{name}"] := found if {{\n'
        f'\tfound := {name}.answers with input as {{"files": documents("{name}")}}\n}}'
        for name in names
    ]
    parts = {
        "govrules.ACT": root,
        "IMPORTS": "\n".join(f"import data.{root}.{name}" for name in names),
        "VERDICTS": ", ".join(f'"{word}"' for word in Verdict),
        "FAMILIES": ", ".join(f'"{name}"' for name in names),
        "ANSWERS": "\n\n".join(answers),
    }
    text = _template("submission")
    for place, part in parts.items():
        text = text.replace(place, part)
    return text


def _template(name: str) -> str:
    return resources.files("govrules.engines.opa").joinpath(f"{name}.rego").read_text("utf-8")
