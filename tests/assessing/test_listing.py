"""Duties listed out of the database: in their order, a portion at a time, with their witnesses."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from tests.bulk_made import ALL, agreed, decided, folder_of, in_bulk, row_by_row, same
from tests.facts_made import act_of

from govrules.assessing import listing
from govrules.engines.columnar.listing import Bearing, Listing, Row
from govrules.instants import read_exact
from govrules.planning import is_of_cases
from govrules.verdicts import Verdict

AS_OF = read_exact("2026-08-01T00:00:00+05:00")
SOUND = frozenset(Verdict) - {Verdict.INDETERMINATE}


@pytest.mark.parametrize("portion", [1, 7, 15, 29, 20_000])
def test_portions_of_any_size_make_the_same_list(
    portion: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each has no more duties than it may, and evidence of its own duties only."""
    seen: list[tuple[int, int]] = []
    real = Listing.portions

    def watched(*given: Any) -> Iterator[tuple[Sequence[Row], Sequence[Bearing]]]:
        for duties, evidence in real(*given):
            seen.append((len(duties), max((at for at, *_ in evidence), default=0)))
            yield duties, evidence

    monkeypatch.setattr(listing, "AT_ONCE", portion)
    monkeypatch.setattr(Listing, "portions", watched)
    folder = folder_of(tmp_path / "made", decided())
    found = in_bulk(act_of("kz-229"), folder, AS_OF, (), 1_000, SOUND).assessment
    expected = row_by_row(act_of("kz-229"), folder, AS_OF, (), SOUND).assessment
    assert expected is not None
    assert found is not None
    same(expected, found)
    of_cases = {norm.id for norm in act_of("kz-229").norms if is_of_cases(norm)}
    # The first case is always read row by row.
    there = (each.duty for each in found.judgements if each.duty.subject != "C1")
    counts = Counter(duty.norm for duty in there if duty.norm in of_cases)
    sizes = [
        min(portion, count - first)
        for count in counts.values()
        for first in range(0, count, portion)
    ]
    assert sizes == [many for many, _ in seen]
    assert all(last < many for many, last in seen)


def test_cases_read_row_by_row_stand_in_their_places_among_the_others(tmp_path: Path) -> None:
    """Four of thirty cases are in doubt: the first, the last, and some between them."""
    blank = "2026-07-20 10:00:00+05:00"
    odd = [{"again": f"C{number}", "detected_at": blank} for number in (1, 10, 15, 30)]
    folder = folder_of(tmp_path / "made", decided(odd))
    found = in_bulk(act_of("kz-229"), folder, AS_OF, (), 7, ALL)
    expected = row_by_row(act_of("kz-229"), folder, AS_OF, (), ALL).assessment
    assert expected is not None
    assert found.assessment is not None
    same(expected, found.assessment)
    judgements = found.assessment.judgements
    assert all(one.duty <= next_.duty for one, next_ in pairwise(judgements))
    assert 0 < found.stayed <= 26


@pytest.mark.parametrize("ids", [("A", "Z"), ("Z", "A")])
def test_of_messages_of_one_instant_the_witness_has_the_smaller_id(
    ids: tuple[str, str], tmp_path: Path
) -> None:
    """Whichever stands first in the file, and as the reference has it."""
    moment = "2026-07-20T10:05:00+05:00"
    common = {
        "type": "notice",
        "case": "C7",
        "sender": "STC",
        "recipient": "MO-1",
        "sent_at": moment,
        "received_at": moment,
        "covers": "incident",
    }
    made = decided(
        messages=[
            *({**common, "id": name} for name in ids),
        ]
    )
    folder = folder_of(tmp_path / "made", made)
    found = agreed(folder, AS_OF, SOUND).assessment
    assert found is not None
    numbers = {row["id"]: at for at, row in enumerate(made["messages"], 2)}
    witnesses = {
        place.row
        for each in found.judgements
        if each.duty.subject == "C7"
        for place in each.evidence
        if place.path == "messages.csv"
    }
    assert (True, False) == (numbers["A"] in witnesses, numbers["Z"] in witnesses)
