"""Relations put to a real Open Policy Agent, many questions to one process, and compared."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from tests.tools_found import opa

from govrules import planning
from govrules.calculus import Relation
from govrules.engines import reference
from govrules.engines.opa import opened
from govrules.facts import Facts
from govrules.instants import Instant
from govrules.norms import Act


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


def differing(
    questions: Sequence[Question], setenv: Callable[[str, str], None]
) -> Mapping[str, list[str]]:
    """Return, by question, the rows that the reference and OPA do not both give.

    Questions that come to the same policies are put to one server. `setenv` is that of
    `pytest.MonkeyPatch`; without the program the test is skipped.
    """
    setenv("GOVRULES_OPA", str(opa()))
    found: dict[str, list[str]] = {}
    with opened() as judge:
        for asked in questions:
            rows = judge.evaluate(asked.relations, asked.facts)
            meant = [sorted(each) for each in reference.evaluate(asked.relations, asked.facts)]
            wrong = [
                f"meant {set(ours) - set(theirs)}, OPA says {set(theirs) - set(ours)}"
                for ours, theirs in zip(meant, rows, strict=True)
                if ours != theirs
            ]
            if wrong:
                found[asked.named] = wrong
    return found
