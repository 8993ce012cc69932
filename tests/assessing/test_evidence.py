"""Every compliant verdict names the row that shows it."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml
from tests.facts_made import act_of

from govrules import assessing, facts
from govrules.instants import read_exact
from govrules.verdicts import Reason, Verdict

FIXTURES = Path(__file__).parents[2] / "fixtures"
INDEX = yaml.safe_load((FIXTURES / "index.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("entry", INDEX, ids=lambda entry: str(entry["dataset"]))
def test_every_compliant_or_late_duty_names_its_witness(entry: dict[str, str]) -> None:
    """Green because nothing was there to look at does not exist in the fixtures."""
    act = act_of(entry["dataset"].split("/")[0])
    given = facts.read([FIXTURES / entry["dataset"]], zone=ZoneInfo(act.zone))
    as_of = entry["as_of"]
    found = assessing.assess([act], given, read_exact(_text(as_of)))
    shown = {Verdict.COMPLIANT, Reason.LATE}
    bare = [j.duty for j in found.judgements if {j.verdict, j.reason} & shown and not j.evidence]
    assert [] == bare


def _text(value: object) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
