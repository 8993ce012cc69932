"""Having documents judged: by a real Open Policy Agent."""

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby, islice
from pathlib import Path
from typing import Any

from govrules.engines.opa.case_files import CaseFile
from govrules.engines.opa.modules import Program
from govrules.findings import EngineError, Finding, Place
from govrules.sentences import Sentence

AT_ONCE = 200
"""How many documents go into one question."""


def found() -> str:
    """Return the program.

    Raises:
        EngineError: it is not on this machine.
    """
    program = shutil.which(os.environ.get("GOVRULES_OPA", "opa"))
    if program is None:
        message = Sentence(
            "Open Policy Agent is not on this machine: there is no `{program}`", program="opa"
        )
        help_ = Sentence(
            "put `{program}` on the path, name it in `{variable}`, or name a server with"
            " `--opa-url`",
            program="opa",
            variable="GOVRULES_OPA",
        )
        place = Place(path="opa")
        raise EngineError(
            [Finding(place=place, code="engine-not-installed", message=message, help=help_)]
        )
    return program


def decide(program: Program, case_files: Iterable[CaseFile]) -> Iterator[Mapping[str, Any]]:
    """Yield the answer to each case file, in their order."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in program.modules.items():
            (Path(folder) / f"{name}.rego").write_text(text, encoding="utf-8")
        for family, own in groupby(case_files, lambda each: each.family):
            while batch := list(islice(own, AT_ONCE)):
                yield from _answers(Path(folder), family, batch)


def _answers(folder: Path, family: str, batch: Iterable[CaseFile]) -> list[Mapping[str, Any]]:
    document = json.dumps({"files": [each.document for each in batch]}, ensure_ascii=False)
    done = subprocess.run(  # noqa: S603 - the program that the user named
        [
            *(found(), "eval", "--data", str(folder)),
            *("--stdin-input", "--format", "json", "--strict-builtin-errors"),
            f"data.{family}.answers",
        ],
        input=document.encode(),
        capture_output=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stdout.decode() + done.stderr.decode())
    told: list[Mapping[str, Any]] = json.loads(done.stdout)["result"][0]["expressions"][0]["value"]
    return told
