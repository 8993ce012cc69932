"""Where rows beyond doubt are kept: in memory, or in a file that is gone with the run."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from tests.bulk_made import folder_of, world
from tests.facts_made import act_of

from govrules import planning
from govrules.engines.columnar.databases import duckdb
from govrules.engines.columnar.folded import names_asked
from govrules.engines.columnar.limits import Limits
from govrules.facts.bulk import opened
from govrules.instants import read_exact


@pytest.mark.parametrize("sparing", [False, True], ids=["in memory", "in a file"])
def test_what_is_kept_lies_where_it_was_asked_for(
    sparing: bool,  # noqa: FBT001 - a parameter of the test
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The same rows in both; the name of the folder may hold a quote."""
    spilled = tmp_path / "it's temporary"
    spilled.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(spilled))
    act, folder = act_of("kz-229"), folder_of(tmp_path / "made", world())
    with (
        duckdb.alone(Limits(10**9 if sparing else None)) as connection,
        opened(
            connection, folder, zone=ZoneInfo(act.zone), naive="act-zone", sparing=sparing
        ) as bulk,
    ):
        norms = [norm for norm in act.norms if planning.is_of_cases(norm)]
        plan = planning.plan([act], norms, bulk.facts, read_exact("2026-10-05T09:00:00+05:00"))
        bulk.doubt((), names_asked(plan.duties, plan.evidence))
        assert sparing == bool([*spilled.rglob("kept.duckdb")])
        (found,) = connection.execute("SELECT count(*) FROM known").fetchone() or (0,)
        assert bulk.cases == found
    assert [] == [*spilled.iterdir()]
