"""What is judged in bulk is judged as the reference judges it: shipped data, generated cases."""

from itertools import chain
from pathlib import Path
from random import Random

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.agreement.made_cases import (
    ACT,
    AS_OF,
    PLAIN,
    SETTINGS,
    MadeCase,
    made_cases,
    tables_of,
)
from tests.agreement.made_statements import stated
from tests.bulk_made import folder_of, in_bulk, row_by_row, same
from tests.facts_made import act_of

from govrules.instants import Instant, read_exact
from govrules.verdicts import Verdict

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
QUARTER = "kz-229/quarter"
OVER = read_exact("2026-10-05T09:00:00+05:00")
SETS = (
    frozenset({Verdict.VIOLATED}),
    frozenset({Verdict.COMPLIANT, Verdict.PENDING}),
    frozenset({Verdict.INDETERMINATE, Verdict.VIOLATED}),
    frozenset(Verdict),
)
KEPT = (
    frozenset(Verdict),
    frozenset({Verdict.VIOLATED}),
    frozenset({Verdict.NOT_APPLICABLE, Verdict.VIOLATED}),
    frozenset[Verdict](),
)


FORMATS = {"parquet": "FORMAT parquet", "ndjson": "FORMAT json", "json": "FORMAT json, ARRAY true"}
"""How DuckDB writes them."""


def _copied(dataset: str, folder: Path, suffix: str) -> Path:
    """Copy a shipped data set, its long tables in a format."""
    folder.mkdir()
    for file in (FIXTURES / dataset).iterdir():
        if suffix in FORMATS and file.stem in ("cases", "messages", "attestations"):
            made = f"SELECT * FROM read_csv('{file}', all_varchar = true)"  # noqa: S608 - paths of ours
            duckdb.execute(f"COPY ({made}) TO '{folder / file.stem}.{suffix}' ({FORMATS[suffix]})")
        else:
            (folder / file.name).write_bytes(file.read_bytes())
    return folder


@pytest.mark.parametrize("suffix", ["csv", *FORMATS])
def test_the_shipped_quarter_is_judged_in_bulk_as_always(tmp_path: Path, suffix: str) -> None:
    """Whatever is listed, in memory or as it is asked for, and in however many goes."""
    act = act_of(ACT)
    folder = _copied(QUARTER, tmp_path / "made", suffix)
    ways = list(zip(SETS, (1_000, 7, 50, 1_000), KEPT, strict=True))
    # What rows say is the same in all formats: lines and arrays are judged once.
    for verdicts, at_once, kept in ways if suffix in ("csv", "parquet") else ways[-1:]:
        found = in_bulk(act, folder, OVER, verdicts, at_once, kept)
        expected = row_by_row(act, folder, OVER, verdicts, kept)
        assert "" == found.not_in_bulk
        assert expected.assessment is not None
        assert found.assessment is not None
        same(expected.assessment, found.assessment)


def test_a_dataset_without_cases_is_not_for_bulk() -> None:
    """There is nothing that grows without limit."""
    found = in_bulk(act_of("kg-369"), FIXTURES / "kg-369/2019-2023", OVER)
    assert "tables" == found.not_in_bulk


@settings(SETTINGS, max_examples=6, suppress_health_check=list(HealthCheck))
@given(
    st.lists(made_cases(forgetting=False), min_size=3, max_size=3),
    made_cases(),
    AS_OF,
    st.tuples(
        st.sampled_from([*SETS, *(frozenset({word}) for word in Verdict)]), st.sampled_from(KEPT)
    ),
    st.sampled_from([{}, {"P3": "received-as-sent"}, {"P9": "both"}]),
    st.sampled_from([7, 1_000]),
)
def test_generated_cases_are_judged_in_bulk_as_always(
    tmp_path: Path,
    sound: list[list[MadeCase]],
    odd: list[MadeCase],
    as_of: Instant,
    asked: tuple[frozenset[Verdict], frozenset[Verdict]],
    readings: dict[str, str],
    at_once: int,
) -> None:
    """Three of four cases are beyond doubt; of the rest cells are blank, or cannot be read."""
    cases = [*chain(*sound), *(case.forgotten() for case in odd)]
    tables = tables_of(PLAIN, {f"C{number}": case for number, case in enumerate(cases)})
    doubtful = {f"C{number}" for number in range(len(cases) - len(odd), len(cases))}
    random = Random(str(tables))  # noqa: S311 - makes cases, protects nothing
    folder = folder_of(tmp_path / "made", stated(random, tables, doubtful))
    act, (verdicts, kept) = act_of(ACT, tuple(readings.items())), asked
    found = in_bulk(act, folder, as_of, verdicts, at_once, kept)
    expected = row_by_row(act, folder, as_of, verdicts, kept)
    assert "" == found.not_in_bulk
    assert Verdict.INDETERMINATE in verdicts | kept or len(cases) // 3 < found.stayed
    assert expected.assessment is not None
    assert found.assessment is not None
    same(expected.assessment, found.assessment)
