"""A sample of what a server said, judged once more by an engine that is right by definition.

Which case files it is made of is decided only after they were answered, so that a server cannot
answer those otherwise. It tells a server that judges by something else; a single changed verdict
among many it mostly misses, and only `agree` finds that.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import product
from secrets import randbelow
from typing import Any, TypeAlias

from govrules.calculus import (
    Extend,
    Given,
    Group,
    Join,
    Project,
    Relation,
    Scan,
    Titled,
    Union,
    Value,
    Where,
    Without,
)
from govrules.engines.opa.case_files import CaseFile, own_rows
from govrules.engines.opa.faults import NAME
from govrules.facts import Facts
from govrules.findings import DisagreementError, Finding, Place
from govrules.sentences import Sentence

Row: TypeAlias = tuple[Value, ...]
Evaluate: TypeAlias = Callable[[Iterable[Relation], Facts], list[list[Row]]]
"""Another engine."""

Answered: TypeAlias = Mapping[tuple[int, int], list[Row]]
"""Rows by the number of their relation, and the column that says which case file they are of."""

SIZE = 20
"""How many case files are judged twice."""


class Sample:
    """Case files with what was answered, each as likely to be kept as any other."""

    def __init__(self) -> None:
        """Begin with nothing seen."""
        self._seen = 0
        self.kept: list[tuple[CaseFile, Answered]] = []

    def offer(self, case_file: CaseFile, answered: Answered) -> None:
        """Perhaps keep a case file with the rows that answered it."""
        self._seen += 1
        if len(self.kept) < SIZE:
            self.kept.append((case_file, answered))
        elif (at := randbelow(self._seen)) < SIZE:
            self.kept[at] = (case_file, answered)

    def compare(self, relations: Sequence[Relation], evaluate: Evaluate, facts: Facts) -> None:
        """Have what was kept judged by another engine.

        Raises:
            DisagreementError: it judges otherwise.
        """
        differing = {
            str(row[0])
            for case_file, answered in self.kept
            for row in _differing(relations, evaluate, facts, case_file, answered)
        }
        if differing:
            raise DisagreementError([_finding(norm) for norm in sorted(differing)])


def _differing(
    relations: Sequence[Relation],
    evaluate: Evaluate,
    facts: Facts,
    case_file: CaseFile,
    answered: Answered,
) -> Iterable[Row]:
    """Return the rows that one has and the other has not, or not as often."""
    meant = evaluate(over([relations[number] for number, _ in answered], case_file), facts)
    for ((_, at), found), rows in zip(answered.items(), meant, strict=True):
        ours, theirs = Counter(own_rows(rows, at, case_file.value)), Counter(found)
        yield from (ours - theirs) + (theirs - ours)


def _finding(norm: str) -> Finding:
    message = Sentence(
        "`{engine}` judges otherwise than the server by `{rule}`, in a case file taken as a sample",
        engine="reference",
        rule=norm,
    )
    help_ = Sentence(
        "rely on nothing that this server said; `govrules agree` lists every difference"
    )
    return Finding(place=Place(path=NAME), code="engines-disagree", message=message, help=help_)


def over(relations: Iterable[Relation], case_file: CaseFile) -> list[Relation]:
    """Return relations over the rows of a case file instead of an agency's tables."""
    tables = case_file.document["tables"]
    done: dict[int, tuple[Relation, Relation]] = {}

    def made(relation: Relation) -> Relation:
        if id(relation) not in done:
            done[id(relation)] = (relation, _rebuilt(relation, made, tables))
        return done[id(relation)][1]

    return [made(relation) for relation in relations]


def _rebuilt(relation: Relation, made: Callable[[Relation], Relation], tables: Any) -> Relation:
    match relation:
        case Scan(table=table, columns=names, prefix=prefix):
            rows = (row for fields in tables[table] for row in _rows(fields, names))
            return Given(tuple(prefix + name for name in names), tuple(rows))
        case Given():
            return relation
        case Join(left=left, right=right) | Without(left=left, right=right):
            return replace(relation, left=made(left), right=made(right))
        case Union(parts=parts):
            return Union(tuple(map(made, parts)))
        case Where() | Extend() | Project() | Group() | Titled():
            return replace(relation, source=made(relation.source))


def _rows(fields: Mapping[str, Any], names: Sequence[str]) -> Iterable[Row]:
    """Write one row for each combination of elements of lists; nobody reads what is not there."""
    cells = (fields.get(name, "") for name in names)
    return product(*(cell if isinstance(cell, list) else (cell,) for cell in cells))
