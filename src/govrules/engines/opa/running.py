"""From relations and facts to rows: translated, cut into case files, judged, put together again."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TypeAlias

from govrules.calculus import Relation, Value, columns_of, plain
from govrules.engines.opa.asking import Answer
from govrules.engines.opa.case_files import CaseFile, case_files, own_rows
from govrules.engines.opa.faults import NAME as _NAME
from govrules.engines.opa.faults import unbelievable
from govrules.engines.opa.modules import Family, compile_
from govrules.engines.opa.samples import Evaluate, Sample
from govrules.engines.opa.sessions import Session
from govrules.engines.opa.shapes import Shapes
from govrules.facts import Facts
from govrules.findings import EngineError
from govrules.sentences import Sentence

Row: TypeAlias = tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Judge:
    """A server that evaluates relations, and who else judges a sample of what it said."""

    session: Session
    sampled_by: Evaluate | None = None

    @property
    def NAME(self) -> str:  # noqa: N802 - what every engine is called by
        """Return the name of the engine."""
        return _NAME

    def evaluate(self, relations: Iterable[Relation], facts: Facts) -> list[list[Row]]:
        """Return the rows of some relations over an agency's facts, each relation's rows sorted.

        Raises:
            EngineError: the server failed, did not answer in full, or what cannot be an answer.
            DisagreementError: a case file of the sample is judged otherwise by the other engine.
        """
        asked = list(relations)
        program = compile_(asked, together=True)
        answers = dict(each for own in program.families.values() for each in own.answers)
        judged = _Judged(plain(answers[number].relation for number in range(len(asked))))
        files = _Passing(
            chain.from_iterable(case_files(each, facts) for each in program.families.values())
        )
        for answer in self.session.decide(program, files):
            case_file = files.passed()
            judged.take(program.families[case_file.family], case_file, answer)
        if self.sampled_by is not None:
            judged.sample.compare(judged.relations, self.sampled_by, facts)
        return [sorted(rows) for rows in judged.rows]


class _Passing:
    """Hands case files on and remembers them until they are answered."""

    def __init__(self, files: Iterator[CaseFile]) -> None:
        self._files = files
        self._waiting: deque[CaseFile] = deque()

    def __iter__(self) -> Iterator[CaseFile]:
        for file in self._files:
            self._waiting.append(file)
            yield file

    def passed(self) -> CaseFile:
        """Return the first case file that was not answered yet."""
        return self._waiting.popleft()


class _Judged:
    """What was answered so far: rows by the number of their relation, and a sample of it."""

    def __init__(self, relations: Sequence[Relation]) -> None:
        self.relations = relations
        self.rows: list[list[Row]] = [[] for _ in relations]
        self.sample = Sample()
        self._shapes = Shapes()

    def take(self, family: Family, case_file: CaseFile, answer: Answer) -> None:
        """Take the answer to a case file, if every relation could have given its rows."""
        expected = {norm: set[str]() for norm in answer}
        answered: dict[tuple[int, int], list[Row]] = {}
        for number, asked in family.answers:
            rule = family.rules[number][1]
            rows = answer.get(asked.norm, {}).get(rule)
            if rows is None or not self._shapes.fits(self.relations[number], rows):
                raise _unfit(asked.norm)
            expected.setdefault(asked.norm, set()).add(rule)
            at = columns_of(asked.relation).index(asked.column) if asked.column else 0
            own = own_rows(rows, at, case_file.value)
            answered[number, at] = own
            self.rows[number] += own
        if expected != {norm: set(rules) for norm, rules in answer.items()}:
            raise unbelievable(Sentence("other rules answered than were asked"))
        self.sample.offer(case_file, answered)


def _unfit(norm: str) -> EngineError:
    return unbelievable(Sentence("`{rule}` gave what its norm cannot give", rule=norm))
