"""Acts drawn from the whole vocabulary of norms are assessed alike by every engine, to the byte.

Two thousand cases are judged for a change, a hundred thousand by `make fuzz`, in shards. The
engines to hold to the reference are the modules of `govrules.engines` that `GOVRULES_HELD` names.
"""

import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from tests.agreement import vocabulary
from tests.agreement.drawn_matters import matter
from tests.agreement.kept import keep
from tests.agreement.matters import Matter, answer, difference, differs
from tests.agreement.shrinking import shrunk

from govrules.engines import Engine, named, reference
from govrules.verdicts import Assessment

HELD = tuple(named(name) for name in os.environ.get("GOVRULES_HELD", "columnar").split(","))
FUZZING = settings.get_current_profile_name() == "fuzz"
ASKED = int(os.environ.get("GOVRULES_CASES", "100000" if FUZZING else "2000"))
"""How many cases are judged, all shards together."""
SHARDS, AT_ONCE = (20, 80) if FUZZING else (1, 40)
"""Among how many tests they are shared, and how many cases there are to an act."""
SEED = os.environ.get("GOVRULES_SEED", "" if FUZZING else "1")
"""Where Hypothesis starts, the same for every change; `make fuzz` looks elsewhere each time."""
FOUND = Path(os.environ.get("GOVRULES_FOUND", "build/agreement"))
"""Where a matter on which engines differ is written, made small."""

GROUNDS = {
    *("out-of-force", "repealed", "self", "territory", "work-type", "excluded", "event"),
}
"""Reasons for which a duty does not apply."""
MET = {
    *(f"violated/{r}" for r in ("late", "missing", "wrong-recipient", "premature", "incomplete")),
    *(f"not-applicable/{reason}" for reason in GROUNDS),
    *(
        f"indeterminate/{reason}"
        for reason in (
            *("missing-data", "bad-data", "redaction", "defective-deadline", "unbound-role"),
            "outside-coverage",
        )
    ),
    *("compliant/", "pending/", "not-triggered/", "attestation-required/"),
}
"""Every verdict with every reason it can have: there are no others, and all must be met."""


class Hunt:
    """What was judged so far: how many cases and duties, and which words were met."""

    def __init__(self) -> None:
        """Start with nothing."""
        self.count = Counter[str]()
        self.words: set[str] = set()
        self.verdicts = Counter[str]()

    def take(self, drawn: Matter) -> None:
        """Judge a matter with all engines; one on which they differ is made small and kept."""
        act = drawn.loaded()
        facts = drawn.facts(act)
        meant = answer(act, facts, drawn.as_of, reference)
        for engine in HELD:
            if differs(act, meant, facts, drawn.as_of, engine):
                pytest.fail(kept_small(drawn, engine, FOUND))
        self._count(drawn, meant)

    def _count(self, drawn: Matter, meant: Assessment) -> None:
        self.count["acts"] += 1
        self.count["cases"] += len({j.duty.subject for j in meant.judgements if j.duty.occasion})
        self.count["duties"] += len(meant.judgements)
        self.verdicts.update(f"{j.verdict}/{j.reason}" for j in meant.judgements)
        for path, document in drawn.documents.items():
            if path.endswith("act.yaml"):
                self.words |= {*vocabulary.used(document["settled"], drawn.taken)}
            if "/norms/" in path or "/amendments/" in path:
                self.words |= {*vocabulary.used(document, drawn.taken)}


def kept_small(drawn: Matter, engine: Engine, folder: Path) -> str:
    """Make a matter small on which an engine differs, write it, and say so."""
    small = shrunk(drawn, lambda lesser: bool(difference(lesser, engine)))
    found = difference(small, engine)
    to = folder / f"{engine.NAME}-{abs(hash(found)) % 10**8:08}"
    keep(small, to, f"the engine {engine.NAME} differed: {found}")
    return f"`{engine.NAME}` differs from the reference: {found}; see {to}"


@pytest.mark.parametrize("shard", range(SHARDS))
def test_drawn_acts_are_assessed_alike(
    shard: int, record_property: Callable[[str, object], None]
) -> None:
    """Every verdict, reason, time and evidence row; for a change, all there is to meet is met."""
    hunt, wanted = Hunt(), ASKED // SHARDS

    @settings(
        max_examples=wanted,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        database=None,
        deadline=None,
    )
    @given(st.integers(0, 2**64 - 1))
    def judge(number: int) -> None:
        if hunt.count["cases"] < wanted:
            hunt.take(matter(Random(number), AT_ONCE))  # noqa: S311 - makes cases, protects nothing

    (seed(int(SEED) + shard)(judge) if SEED else judge)()
    for what, number in hunt.count.items():
        record_property(f"drawn {what}", number)
    assert hunt.count["cases"] >= wanted
    if not FUZZING:
        assert set() == vocabulary.expected() - hunt.words
        assert MET == set(hunt.verdicts)
