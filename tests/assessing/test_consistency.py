"""What an agency's data say that an act does not know."""

import pytest
from tests.facts_made import Tables, act_of, assessed

AS_OF = "2026-10-01T00:00:00+05:00"


def found(act: str, tables: Tables, as_of: str, code: str) -> list[str]:
    """Judge rows and return the findings of one code as they are printed."""
    findings = assessed(act_of(act), tables, as_of).findings
    return [str(each) for each in findings if each.code == code]


def test_a_role_that_no_act_knows_is_named_with_a_suggestion() -> None:
    """A misspelt role would otherwise bind nobody, in silence."""
    tables: Tables = {"organisations": [{"id": "MO-1", "roles": ["kz:state-bodies"]}]}
    expected = (
        "organisations.csv:2: [roles] unknown-role no act judged here knows the role"
        " `kz:state-bodies`\n  help: did you mean `kz:state-body`?"
    )
    assert [expected] == found("kz-229", tables, AS_OF, "unknown-role")


def test_two_holders_of_one_office_are_both_named() -> None:
    """Which of two committees was meant is nobody's to guess."""
    tables: Tables = {
        "organisations": [
            {"id": "KNB-1", "roles": ["kz:knb"]},
            {"id": "KNB-2", "roles": ["kz:knb"], "valid_from": "2026-08-01"},
        ]
    }
    expected = (
        "organisations.csv:3: [roles] two-holders `KNB-1` and `KNB-2` hold the role `kz:knb` at"
        " one time, from 2026-08-01T00:00:00+05:00\n"
        "  help: end the validity of one of them where the other begins"
    )
    assert [expected] == found("kz-229", tables, AS_OF, "two-holders")


@pytest.mark.parametrize(
    ("item", "code", "message"),
    [
        ("9.9", "unknown-item", "no act judged here asks for an item `9.9`"),
        ("1.6", "repealed-item", "item `1.6` was repealed"),
    ],
)
def test_an_item_that_is_not_in_the_plan_or_no_longer_is_told(
    item: str, code: str, message: str
) -> None:
    """A delivery under a wrong number discharges nothing, and its author should know."""
    tables: Tables = {
        "organisations": [{"id": "G", "roles": ["kg:gknb"]}],
        "deliverables": [{"item": item, "organisation": "G", "date": "2023-01-01"}],
    }
    told = found("kg-369", tables, "2024-01-01T00:00:00+06:00", code)
    assert [message] == [each.split(f"{code} ")[1].split("\n")[0] for each in told]


def test_a_statement_about_a_provision_that_asks_for_none_is_told() -> None:
    """A statement cannot stand in for a message."""
    tables: Tables = {
        "organisations": [{"id": "STC", "roles": ["kz:stc"]}],
        "attestations": [
            {"provision": "kz-229/rules/10.3.g.mo", "organisation": "STC", "holds": "true"}
        ],
    }
    assert 1 == len(found("kz-229", tables, AS_OF, "unknown-provision"))


def test_a_report_for_a_period_before_the_act_is_told() -> None:
    """The first half of 2019 ended before the resolution came into force."""
    tables: Tables = {
        "organisations": [{"id": "M", "roles": ["kg:ministry"]}],
        "messages": [
            {"id": "R", "type": "progress-report", "sender": "M", "period": "2019-H1"},
        ],
    }
    expected = (
        "messages.csv:2: [period] period-before-act period `2019-H1` ended before `kg-369` came"
        " into force\n  help: nothing is owed for it; the act is in force from 2019-08-22"
    )
    assert [expected] == found("kg-369", tables, "2024-01-01T00:00:00+06:00", "period-before-act")


def test_a_printed_date_older_than_its_wording_is_noted() -> None:
    """A date of 2019 printed in a wording of 2022 may once have been another."""
    told = found("kg-369", {"organisations": []}, "2024-01-01T00:00:00+06:00", "printed-date")
    assert "kg-369/plan/5.2" in {each.split(":")[0] for each in told}
    assert "kg-369/plan/1.4" not in {each.split(":")[0] for each in told}


def test_a_lapsed_contract_is_the_row_that_is_missing() -> None:
    """Item 13 rests on a contract: where it has ended, its row is what has to be looked at."""
    tables: Tables = {
        "organisations": [
            {"id": "STC", "roles": ["kz:stc"]},
            {"id": "KNB", "roles": ["kz:knb"]},
        ],
        "relations": [
            {"source": "KNB", "relation": "contract", "target": "STC", "valid_to": "2026-08-01"}
        ],
        "messages": [],
    }
    judgements = assessed(act_of("kz-229"), tables, AS_OF, only=["kz-229/rules/13"]).judgements
    (judgement,) = [each for each in judgements if each.duty.subject == "2026-Q3"]
    assert ("indeterminate", "missing-data") == (judgement.verdict, judgement.reason)
    assert [("relations.csv", 2, "valid_to")] == [
        (place.path, place.row, place.column) for place in judgement.missing
    ]
