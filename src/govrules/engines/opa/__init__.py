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
for the fifty modules of an act: a server of our own has to be started with them as files, which
compiles once; on a shared server fifty uploads take minutes.
"""

from collections.abc import Sequence
from itertools import chain
from typing import TypeAlias

from govrules.calculus import Relation, Value, columns_of
from govrules.engines.opa.case_files import case_files, own_rows
from govrules.engines.opa.modules import compile_
from govrules.engines.opa.running import decide
from govrules.facts import Facts

NAME = "opa"

Row: TypeAlias = tuple[Value, ...]


def evaluate(relations: Sequence[Relation], facts: Facts) -> list[list[Row]]:
    """Return the rows of some relations over an agency's facts, each relation's rows sorted.

    Raises:
        EngineError: Open Policy Agent is not there, failed, or did not answer in full.
    """
    program = compile_(relations)
    found: list[list[Row]] = [[] for _ in relations]
    files = list(chain.from_iterable(case_files(f, facts) for f in program.families.values()))
    for file, answer in zip(files, decide(program, files), strict=True):
        family = program.families[file.family]
        for number, asked in family.answers:
            rows = answer["norms"][asked.norm][family.rules[number][1]]
            at = columns_of(asked.relation).index(asked.column) if asked.column else 0
            found[number] += own_rows(rows, at, file.value)
    return [sorted(rows) for rows in found]
