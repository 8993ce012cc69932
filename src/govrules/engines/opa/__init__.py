"""The engine `opa`: the calculus as Rego v1, judged by Open Policy Agent.

`numbers`, `narrowing` and `parts` find what each norm needs and what several share; `sheets` and
`relations` write rules; `modules` puts them into one module for each norm beside what the norms
of a family share; `lineage` and `case_files` cut an agency's rows into the documents that the
modules judge; `running` has them judged.

The contract between what is written and what runs it:

    Program     `modules`: the text in Rego v1 of each package; every package lies under `govrules`.
                `families`: what is judged together, by the name of the package that answers.
    CaseFile    `family`: the package that judges it. `document`: its `input`, plain JSON.
    decide(program, case_files) -> answers, one for each case file, in their order

`data.<family>.answer` is total: of any document it is `{"norms": {norm: {rule: rows}}}`, or
`{"faults": [...]}` where the document lacks a column, a table or a constant that is read. Many
documents are judged in one question by `data.<family>.answers` of the input `{"files": [...]}`,
an array as long as `files`: each file judged `with input as` itself. A row is an array in the
order of `DUTY_COLUMNS` or `EVIDENCE_COLUMNS`.

Open Policy Agent compiles all that it holds anew for every policy that is put in force, two seconds
for the fifty modules of an act. A server of our own is therefore started with them as files, which
compiles once, and for a run the norms of a family stand in one module.

`server` starts one of our own with its `keeper`, `client` speaks to any, `uploads` puts modules in
force on a shared one, `asking` asks, `sessions` holds all that together; what comes back is held to
`shapes` and a part of it to `samples`, and where it cannot be believed `faults` says so.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeAlias

from govrules.calculus import Relation, Value
from govrules.engines.opa.addresses import Address
from govrules.engines.opa.faults import NAME, fault
from govrules.facts import Facts
from govrules.findings import EngineError
from govrules.sentences import Sentence

if TYPE_CHECKING:
    from govrules.engines.opa.running import Judge
    from govrules.engines.opa.samples import Evaluate

__all__ = ["NAME", "Address", "evaluate", "opened"]

Row: TypeAlias = tuple[Value, ...]


def evaluate(relations: Iterable[Relation], facts: Facts) -> list[list[Row]]:
    """Return the rows of some relations over an agency's facts, each relation's rows sorted.

    Raises:
        EngineError: Open Policy Agent is not there, failed, or did not answer in full.
    """
    with opened() as judge:
        return judge.evaluate(relations, facts)


@contextmanager
def opened(
    address: Address | None = None, *, sampled_by: "Evaluate | None" = None
) -> Iterator["Judge"]:
    """Hold a server for as long as the context lasts: the one at an address, else one of our own.

    Nothing that it judged is to be told before the context was left without an error. `sampled_by`
    is an engine that judges a sample of the case files as well.

    Raises:
        EngineError: there is no server, it does not let us in, it is not what it was any more, or
            a library is not installed.
    """
    try:
        from govrules.engines.opa.running import (  # noqa: PLC0415 - other engines need no network
            Judge,
        )
        from govrules.engines.opa.sessions import Session  # noqa: PLC0415 - the same
    except ModuleNotFoundError as error:
        raise _without(str(error.name)) from error
    with Session(address) as session:
        yield Judge(session, sampled_by)


def _without(library: str) -> EngineError:
    message = Sentence("the engine needs `{library}`, which is not installed", library=library)
    help_ = Sentence(
        "install `govrules[{extra}]`, or judge with `--engine {engine}`",
        extra=NAME,
        engine="reference",
    )
    return fault("engine-not-installed", message, help_)
