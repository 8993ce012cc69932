"""An act that nobody foresaw, in a folder of its own: judged without a line of Python."""

import json
from pathlib import Path

import pytest
from tests.engines.opa.test_gate import decided
from tests.facts_made import MadeRow, Tables, judged, made, words

from govrules import acts
from govrules.engines.opa import bundle
from govrules.instants import read_exact

DETECTED = "2025-03-01T08:00:00+04:00"
AS_OF = "2025-03-10T00:00:00+04:00"


def facts_of(*messages: MadeRow, **case: str) -> Tables:
    """Make the port's organisations, one incident on a ferry's system and some messages."""
    return {
        "organisations": [
            {"id": "W", "roles": ["port:watch"]},
            {"id": "MIN", "roles": ["port:ministry"]},
            {"id": "FERRY", "roles": ["port:ferry-operator"]},
            {"id": "CRANE", "roles": ["port:operator"]},
        ],
        "relations": [],
        "objects": [{"id": "O1", "owner": "FERRY"}],
        "cases": [
            {"id": "C1", "object": "O1", "class": "incident", "detected_at": DETECTED, **case}
        ],
        "messages": [
            {"id": f"M{number}", **message} for number, message in enumerate(messages, start=1)
        ],
    }


def of_case(type_: str, recipient: str, sent_at: str) -> MadeRow:
    """Make a message that the watch sends in the case."""
    return {
        "type": type_,
        "case": "C1",
        "sender": "W",
        "recipient": [recipient],
        "sent_at": sent_at,
    }


def verdict(folder: Path, norm: str, tables: Tables, as_of: str = AS_OF) -> str:
    """Return the one verdict of a norm on the case."""
    act = acts.load("port-12", folder=folder)
    (word,) = words(judged(act, tables, as_of, [norm])).values()
    return word


def test_the_act_is_found_by_its_folder(with_port: Path) -> None:
    """Nothing else registers it."""
    assert ("port-12",) == acts.available(with_port)
    act = acts.load("port-12", folder=with_port)
    assert ("Asia/Tbilisi", read_exact("2025-02-01T00:00:00+04:00")) == (act.zone, act.commencement)
    assert ["port-12/3.notice", "port-12/4.escalation", "port-12/5.report"] == [
        norm.id for norm in act.norms
    ]
    assert [("P1",), (), ("P11",)] == [norm.readings for norm in act.norms]


@pytest.mark.parametrize(
    ("sent_at", "expected"),
    [
        ("2025-03-01T10:00:00+04:00", "compliant"),
        ("2025-03-01T10:00:00.000001+04:00", "violated/late"),
    ],
)
def test_a_notice_is_due_within_two_hours(with_port: Path, sent_at: str, expected: str) -> None:
    """To the owner of the object."""
    tables = facts_of(of_case("notice", "FERRY", sent_at))
    assert expected == verdict(with_port, "port-12/3.notice", tables)


def test_a_reading_of_the_act_moves_its_boundary(with_port: Path) -> None:
    """Half-open terms end before their last instant."""
    act = acts.load("port-12", folder=with_port, taken={"P1": "half-open"})
    tables = facts_of(of_case("notice", "FERRY", "2025-03-01T10:00:00+04:00"))
    assert ["violated/late"] == list(
        words(judged(act, tables, AS_OF, ["port-12/3.notice"])).values()
    )


@pytest.mark.parametrize(
    ("sent_at", "as_of", "expected"),
    [
        ("2025-03-02T08:00:00+04:00", AS_OF, "violated/premature"),
        ("2025-03-02T08:00:00.000001+04:00", AS_OF, "compliant"),
        ("2025-03-02T20:00:00+04:00", AS_OF, "compliant"),
        ("2025-03-02T20:00:00.000001+04:00", AS_OF, "violated/late"),
        (AS_OF, "2025-03-02T07:59:59+04:00", "not-triggered"),
        (AS_OF, "2025-03-02T08:00:01+04:00", "pending"),
        (AS_OF, "2025-03-02T20:00:01+04:00", "violated/missing"),
    ],
)
def test_an_escalation_is_due_after_a_day_and_within_twelve_hours_of_it(
    with_port: Path, sent_at: str, as_of: str, expected: str
) -> None:
    """Neither at the end of the day itself nor after the grace."""
    tables = facts_of(of_case("escalation", "MIN", sent_at))
    assert expected == verdict(with_port, "port-12/4.escalation", tables, as_of)


@pytest.mark.parametrize(
    ("contained_at", "expected"),
    [
        ("2025-03-02T08:00:00+04:00", "not-triggered"),
        ("2025-03-02T08:00:00.000001+04:00", "violated/missing"),
    ],
)
def test_no_escalation_is_owed_for_what_was_contained_in_time(
    with_port: Path, contained_at: str, expected: str
) -> None:
    """Up to the last instant of the day."""
    tables = facts_of(contained_at=contained_at)
    assert expected == verdict(with_port, "port-12/4.escalation", tables)


def test_each_operator_reports_by_the_tenth_after_each_half_year(with_port: Path) -> None:
    """The ferry operator is one by containment; the half-year of commencement is the first."""
    report = {"type": "progress-report", "recipient": ["MIN"]}
    tables = facts_of(
        {
            **report,
            "sender": "FERRY",
            "sent_at": "2025-07-10T23:59:59.999999+04:00",
            "period": "2025-H1",
        },
        {**report, "sender": "CRANE", "sent_at": "2025-07-12T00:00:00+04:00", "period": "2025-H1"},
        {**report, "sender": "CRANE", "sent_at": "2025-12-31T12:00:00+04:00", "period": "2025-H2"},
    )
    norm = "port-12/5.report"
    act = acts.load("port-12", folder=with_port)
    found = judged(act, tables, "2026-01-11T00:00:00+04:00", [norm])
    assert {
        (norm, "2025-H1", "", "FERRY"): "compliant",
        (norm, "2025-H1", "", "CRANE"): "violated/late",
        (norm, "2025-H2", "", "FERRY"): "violated/missing",
        (norm, "2025-H2", "", "CRANE"): "violated/premature",
        (norm, "2026-H1", "", "FERRY"): "not-triggered",
        (norm, "2026-H1", "", "CRANE"): "not-triggered",
    } == words(found)
    late = found[norm, "2025-H1", "", "CRANE"]
    assert (read_exact("2025-07-11T00:00:00+04:00") - 1, "P2D") == (late.due_at, late.late_by)


@pytest.mark.parametrize(
    ("sent_at", "allowed"),
    [("2025-03-01T10:00:00+04:00", True), ("2025-03-01T10:00:00.000001+04:00", False)],
)
def test_open_policy_agent_lets_in_what_was_kept(
    with_port: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    sent_at: str,
    *,
    allowed: bool,
) -> None:
    """The act's bundle decides on a whole submission, and says yes where nothing is against it."""
    act = acts.load("port-12", folder=with_port)
    # The port quotes no text of its own: another act's unit stands for each of its own.
    unit = next(iter(acts.provisions("kg-369").values()))
    monkeypatch.setattr(acts, "provisions", lambda _: {norm.id: unit for norm in act.norms})
    message = of_case("notice", "FERRY", sent_at)
    tables = facts_of(message, contained_at="2025-03-01T09:00:00+04:00")
    read = made({**tables, "attestations": [], "assets": []}, act.zone)
    packed = tmp_path / "port-12.tar.gz"
    packed.write_bytes(bundle.packed(bundle.build(act, "0", packed.name)))
    submission = bundle.submission(act, read, read_exact(AS_OF), [])
    found = decided(packed, json.loads(submission.text))
    assert allowed == found["allow"], found["reasons"]
    assert allowed == (found["reasons"] == [])
