"""The program Open Policy Agent on this machine."""

import os
import shutil

from govrules.engines.opa.faults import NAME, fault
from govrules.sentences import Sentence

_PROGRAM = "GOVRULES_OPA"
"""The variable that names the program, where it is not the `opa` on the path."""


def found() -> str:
    """Find the program; a name that was given and is not there is an error, not a hint.

    Raises:
        EngineError: it is not on this machine.
    """
    named = os.environ.get(_PROGRAM)
    found = shutil.which(named or NAME)
    if found is not None:
        return found
    help_ = Sentence(
        "put `{program}` on the path, name it in `{variable}`, or name a server with `--opa-url`",
        program=NAME,
        variable=_PROGRAM,
    )
    message = (
        Sentence("`{variable}` names no program: `{path}`", variable=_PROGRAM, path=named)
        if named
        else Sentence(
            "Open Policy Agent is not on this machine: there is no `{program}`", program=NAME
        )
    )
    raise fault("engine-not-installed", message, help_)
