"""Judging in bulk gives the assessment of the reference row by row, to the byte, on drawn acts."""

from collections import Counter
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import Phase, given, seed, settings
from hypothesis import strategies as st
from tests.agreement.drawn_matters import matter
from tests.agreement.in_bulk import bulk_difference

from govrules.facts import bulk
from govrules.facts.bulk import NotInBulkError

FUZZING = settings.get_current_profile_name() == "fuzz"
WANTED, AT_ONCE = (200, 80) if FUZZING else (8, 40)
"""How many acts, and how many cases to each."""


def test_drawn_acts_are_judged_alike_in_bulk(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many rows are in doubt; where whole tables are withheld, there is no bulk."""
    monkeypatch.setattr(bulk, "_MOST_IN_DOUBT", 1)
    monkeypatch.setattr(bulk, "_MOST_ODD", 1)
    found = Counter[str]()

    @settings(phases=[Phase.generate], max_examples=2 * WANTED, database=None, deadline=None)
    @given(st.integers(0, 2**64 - 1))
    def judge(number: int) -> None:
        if found["in bulk"] == WANTED:
            return
        drawn = matter(Random(number), AT_ONCE)  # noqa: S311 - makes cases, protects nothing
        with TemporaryDirectory() as folder:
            try:
                assert "" == bulk_difference(drawn, drawn.loaded(), Path(folder))
                found["in bulk"] += 1
            except NotInBulkError:
                found["row by row"] += 1

    (judge if FUZZING else seed(1)(judge))()
    assert WANTED == found["in bulk"], found
