"""The unknown cells that are listed are those that, known, could change the word."""

from tests.facts_made import Tables, act_of, judged

AS_OF = "2026-10-20T00:00:00+05:00"
REPLY = "kz-229/rules/12.e.incident"
NOTICE = "kz-229/rules/10.3.g.mo"


def tables(**cells: str) -> Tables:
    """Make one incident, told and answered; `cells` override those of its object."""
    object_ = {
        "id": "O1",
        "owner": "MO-1",
        "category": "digital-resource",
        "contains_state_secrets": "false",
        "country": "KZ",
        "work_types": ["3"],
        **cells,
    }
    return {
        "organisations": [
            {"id": "STC", "roles": ["kz:stc"]},
            {"id": "KNB", "roles": ["kz:knb"]},
            {"id": "MO-1", "roles": ["kz:state-body"]},
        ],
        "relations": [],
        "objects": [object_],
        "cases": [
            {
                "id": "C1",
                "object": "O1",
                "class": "incident",
                "detected_at": "2026-10-05T10:00:00+05:00",
            }
        ],
        "messages": [
            {
                "id": "M1",
                "type": "notice",
                "case": "C1",
                "sender": "STC",
                "recipient": ["MO-1"],
                "sent_at": "2026-10-05T10:20:00+05:00",
            },
            {
                "id": "M2",
                "type": "reply",
                "case": "C1",
                "sender": "MO-1",
                "recipient": ["STC"],
                "sent_at": "2026-10-07T10:45:00+05:00",
                "covers": ["measures"],
            },
        ],
    }


def missing(norm: str, **cells: str) -> list[tuple[str, int, str]]:
    """Judge the incident and return what is missing for one norm."""
    return missing_of(norm, tables(**cells))


def missing_of(norm: str, facts: Tables) -> list[tuple[str, int, str]]:
    """Judge one incident and return what is missing for one norm."""
    found = judged(act_of("kz-229"), facts, AS_OF)
    (judgement,) = [each for key, each in found.items() if key[0] == norm]
    return [(place.path, place.row, place.column) for place in judgement.missing]


def test_a_receipt_that_nobody_recorded_is_what_a_late_looking_reply_lacks() -> None:
    """The reply was in time if the notice took twenty-five minutes to arrive."""
    assert [("messages.csv", 2, "received_at")] == missing(REPLY)


def test_a_cell_that_cannot_matter_is_not_listed() -> None:
    """A blank class of network says nothing about a digital resource."""
    assert [("objects.csv", 2, "contains_state_secrets")] == missing(
        NOTICE, contains_state_secrets=""
    )


def test_every_cell_that_alone_could_settle_the_matter_is_listed() -> None:
    """A foreign country or a secret would each take the object out."""
    assert [
        ("objects.csv", 2, "contains_state_secrets"),
        ("objects.csv", 2, "country"),
    ] == missing(NOTICE, contains_state_secrets="", country="")


def test_a_blank_category_could_settle_the_matter_with_its_secret() -> None:
    """What kind of object it is decides whether its secret matters."""
    listed = missing(NOTICE, category="", contains_state_secrets="true")
    assert ("objects.csv", 2, "category") in listed


def test_nothing_is_missing_where_the_verdict_is_certain() -> None:
    """A sound notice in time needs nothing more."""
    assert [] == missing(NOTICE)


def test_one_blank_that_decides_alone_is_listed_and_one_that_cannot_is_not() -> None:
    """A foreign country takes the duty away; when the notice came cannot, while that is open."""
    assert [("objects.csv", 2, "country")] == missing(REPLY, country="")


def test_blanks_that_decide_only_together_are_all_listed() -> None:
    """Either message may be the notice: each says so with its sender and its recipient only."""
    known = {"network_class": "ordinary", "egov_integrated": "false"}
    facts = tables(protected_execution="false", **known)
    notice = {**facts["messages"][0], "received_at": "2026-10-05T10:21:00+05:00"}
    nobody = {"sender": "", "recipient": []}
    messages = [{**notice, **nobody, "id": name} for name in ("M1", "M2")]
    assert [
        ("messages.csv", 2, "recipient"),
        ("messages.csv", 2, "sender"),
        ("messages.csv", 3, "recipient"),
        ("messages.csv", 3, "sender"),
    ] == missing_of(NOTICE, {**facts, "messages": messages})


def test_a_blank_beside_it_leaves_a_cell_that_decides_alone() -> None:
    """With one message known to be no notice the other is told by its sender, whoever got it."""
    facts = tables()
    notice = {**facts["messages"][0], "received_at": "2026-10-05T10:21:00+05:00"}
    messages = [{**notice, "sender": ""}, {**notice, "id": "M2", "sender": "MO-1"}]
    assert [("messages.csv", 2, "sender")] == missing_of(NOTICE, {**facts, "messages": messages})


def test_a_blank_that_decides_between_two_known_instants_alone_is_listed() -> None:
    """Detected on that day: only an hour of it leaves the notice in time and the answer too."""
    facts = tables()
    detected = {**facts["cases"][0], "detected_at": "2026-10-05"}
    listed = missing_of(NOTICE, {**facts, "cases": [detected]})
    assert [("cases.csv", 2, "detected_at")] == listed
