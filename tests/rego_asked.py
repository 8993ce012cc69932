"""Relations put to a real Open Policy Agent, many questions to one process, and compared."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from tests.tools_found import opa

from govrules import planning
from govrules.calculus import Relation
from govrules.engines import opa as engine
from govrules.engines import reference
from govrules.engines.opa import modules, running
from govrules.engines.opa.case_files import CaseFile, case_files
from govrules.facts import Facts
from govrules.instants import Instant
from govrules.norms import Act

Rows = list[list[tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class Question:
    """Some relations over some facts; `named` says which when they are judged differently."""

    named: str
    relations: Sequence[Relation]
    facts: Facts


def question(
    named: str, act: Act, facts: Facts, as_of: Instant, only: Iterable[str] = ()
) -> Question:
    """Plan the duties and the evidence of some norms of an act, or of all, over facts."""
    wanted = set(only)
    norms = [norm for norm in act.norms if not wanted or norm.id in wanted]
    plan = planning.plan([act], norms, facts, as_of)
    return Question(named, (*plan.duties, *plan.evidence), facts)


def answered(
    questions: Sequence[Question], setenv: Callable[[str, str], None]
) -> Iterator[tuple[Question, Rows]]:
    """Answer questions, those that come to the same policies by one process.

    `setenv` is that of `pytest.MonkeyPatch`; without the program the test is skipped.
    """
    setenv("GOVRULES_OPA", str(opa()))
    programs = [modules.compile_(each.relations) for each in questions]
    alike: dict[tuple[tuple[str, str], ...], list[int]] = {}
    for at, program in enumerate(programs):
        alike.setdefault(tuple(sorted(program.modules.items())), []).append(at)
    for numbers in alike.values():
        files = [list(_files(programs[at], questions[at].facts)) for at in numbers]
        told = running.decide(programs[numbers[0]], _in_order(files))
        answers = {id(file): answer for file, answer in zip(_in_order(files), told, strict=True)}
        for at, own in zip(numbers, files, strict=True):
            found = engine.collected(programs[at], [(file, answers[id(file)]) for file in own])
            yield questions[at], found


def _files(program: modules.Program, facts: Facts) -> Iterator[CaseFile]:
    return chain.from_iterable(case_files(family, facts) for family in program.families.values())


def _in_order(files: Iterable[list[CaseFile]]) -> list[CaseFile]:
    # One question to the program holds case files of one family.
    return sorted(chain.from_iterable(files), key=lambda file: file.family)


def differing(
    questions: Sequence[Question], setenv: Callable[[str, str], None]
) -> Mapping[str, list[str]]:
    """Return, by question, the rows that the reference and OPA do not both give."""
    found: dict[str, list[str]] = {}
    for asked, rows in answered(questions, setenv):
        meant = [sorted(each) for each in reference.evaluate(asked.relations, asked.facts)]
        wrong = [
            f"meant {set(ours) - set(theirs)}, OPA says {set(theirs) - set(ours)}"
            for ours, theirs in zip(meant, rows, strict=True)
            if ours != theirs
        ]
        if wrong:
            found[asked.named] = wrong
    return found
