"""A stranger adds a norm by writing YAML only: the contributors' page, taken at its word."""

from pathlib import Path

import pytest
from tests.facts_made import Tables, judged, words

from govrules import acts
from govrules.drafting import scenarios

NORM = "kz-229/rules/10.3.g.auth"
DETECTED = "2026-07-20T10:00:00+05:00"


def facts_of(sent_at: str, class_: str = "incident") -> Tables:
    """Make a case and the notice that the technical service sent to the authorised body."""
    return {
        "organisations": [
            {"id": "STC", "roles": ["kz:stc"]},
            {"id": "AB", "roles": ["kz:authorised-body"]},
            {"id": "KNB", "roles": ["kz:knb"]},
            {"id": "MO-1", "roles": ["kz:state-body"]},
        ],
        "relations": [],
        "objects": [
            {
                "id": "O1",
                "owner": "MO-1",
                "category": "digital-resource",
                "contains_state_secrets": "false",
                "country": "KZ",
                "work_types": ["3"],
            }
        ],
        "cases": [{"id": "C1", "object": "O1", "class": class_, "detected_at": DETECTED}],
        "messages": [
            {
                "id": "M1",
                "type": "notice",
                "case": "C1",
                "sender": "STC",
                "recipient": ["AB"],
                "sent_at": sent_at,
            }
        ],
    }


@pytest.mark.parametrize(
    ("sent_at", "class_", "expected"),
    [
        ("2026-07-20T15:59:59+05:00", "incident", "compliant"),
        ("2026-07-20T16:00:00+05:00", "incident", "compliant"),
        ("2026-07-20T16:00:00.000001+05:00", "incident", "violated/late"),
        ("2026-07-20T10:30:00+05:00", "event", "not-applicable/event"),
        ("2026-10-01T00:00:00+05:00", "incident", "violated/missing"),
    ],
)
def test_a_norm_added_to_a_copy_of_the_act_is_judged(
    with_authority: Path, sent_at: str, class_: str, expected: str
) -> None:
    """At its boundary, where it does not reach, and where a message is not yet seen."""
    act = acts.load("kz-229", folder=with_authority)
    found = words(judged(act, facts_of(sent_at, class_), "2026-09-01T00:00:00+05:00", [NORM]))
    assert {(NORM, "C1", class_, "STC"): expected} == found


def test_the_added_norm_takes_nothing_from_the_others(with_authority: Path) -> None:
    """What the other norms say of the same facts stays as it was."""
    tables = facts_of("2026-07-20T10:10:00+05:00")
    as_of = "2026-09-01T00:00:00+05:00"
    before = words(judged(acts.load("kz-229"), tables, as_of))
    after = words(judged(acts.load("kz-229", folder=with_authority), tables, as_of))
    added = {key for key in after if key[0] == NORM}
    assert 1 == len(added)
    # A notice to the authorised body alone went astray before; now it is lawful there.
    changed = {key for key in before if before[key] != after[key]}
    assert {"violated/wrong-recipient"} == {before[key] for key in changed}
    assert {"violated/missing"} == {after[key] for key in changed}
    assert set(before) == set(after) - added


def test_the_scenarios_of_the_page_hold(
    with_authority: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All of them, on the copy; none holds on the act as it ships."""
    read = scenarios.read([with_authority / "kz-229" / "scenarios" / "authority.yaml"])
    assert 3 == len(read)
    assert [] == [each.sentence for each in read if scenarios.run(each).passed]
    monkeypatch.setattr(acts, "shipped_acts", lambda: with_authority)
    scenarios._act.cache_clear()
    try:
        assert [()] * 3 == [scenarios.run(each).failures for each in read]
    finally:
        scenarios._act.cache_clear()
