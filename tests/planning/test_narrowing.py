"""Narrowing to one norm never changes what is said of it."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from tests.facts_made import act_of

from govrules import assessing, facts
from govrules.instants import read_exact
from govrules.verdicts import Duty

FIXTURE = Path(__file__).parents[2] / "fixtures" / "kz-229" / "quarter"
AS_OF = read_exact("2026-10-05T09:00:00+05:00")
ACT = act_of("kz-229")
NORMS = sorted(norm.id for norm in ACT.norms)


@pytest.fixture(scope="module")
def whole() -> dict[Duty, str]:
    """Judge the whole quarter once."""
    return assessing.words([ACT], facts.read([FIXTURE], zone=ZoneInfo(ACT.zone)), AS_OF)


@pytest.mark.parametrize("norm", NORMS)
def test_a_norm_judged_alone_says_what_it_says_among_the_others(
    norm: str, whole: dict[Duty, str]
) -> None:
    """Siblings that name other recipients still do, though nobody asked about them."""
    given = facts.read([FIXTURE], zone=ZoneInfo(ACT.zone))
    alone = assessing.words([ACT], given, AS_OF, only=[norm])
    assert {duty: word for duty, word in whole.items() if duty.norm == norm} == alone
