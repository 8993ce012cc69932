"""Messages that went round the line, and persons who had no authority."""

import pytest
from tests.bodies_made import body, codes, found, relation
from tests.facts_made import MadeRow, Tables

BODIES = [
    body("STC", "kz:stc"),
    body("KNB", "kz:knb"),
    body("UO", "kz:authorised-body"),
    body("MO", "kz:state-body"),
    body("MO-2", "kz:state-body"),
    body("AP"),
]
OBJECTS: list[MadeRow] = [{"id": "OBJ", "owner": "MO"}]
CASES: list[MadeRow] = [
    {"id": "C", "object": "OBJ", "class": "event", "detected_at": "2026-08-01T10:00:00+05:00"}
]
AUTHORITY = relation("AP", "authorised-by", "MO", "2026-07-15", "2026-08-09")


def message(kind: str, sender: str, recipient: str, at: str = "08-05", **cells: str) -> MadeRow:
    """Return a row of the messages table; `at` is a day of the year."""
    return {
        "id": f"{kind}-{sender}-{recipient}-{at}",
        "type": kind,
        "sender": sender,
        "recipient": recipient,
        "sent_at": f"2026-{at}T10:00:00+05:00",
        **cells,
    }


def world(*messages: MadeRow, relations: tuple[MadeRow, ...] = (AUTHORITY,)) -> Tables:
    """Return the bodies with some messages."""
    return {
        "organisations": BODIES,
        "relations": relations,
        "objects": OBJECTS,
        "cases": CASES,
        "messages": messages,
    }


def test_a_report_to_somebody_whom_no_norm_names_is_told() -> None:
    """Once for each type, sender and recipient, at the first of them."""
    first, second = (message("digest", "STC", "UO", at) for at in ("08-06", "08-05"))
    assert [
        (
            "messages.csv:3: [recipient] round-the-line `STC` sent `digest` to `UO`, to whom no"
            " norm sends it, 2 times\n"
            "  help: correct the recipient, or ask why the message went round the line"
        )
    ] == found(world(first, second))


@pytest.mark.parametrize(
    "sent",
    [
        message("digest", "STC", "KNB"),
        message("digest", "KNB", "UO"),
        message("annex-data", "MO", "STC"),
        message("notice", "STC", "MO", case="C"),
        message("notice", "STC", "KNB", case="C"),
        message("notice", "STC", "AP", case="C"),
        message("reply", "AP", "STC", case="C"),
        message("progress-report", "MO", "KNB"),
        message("digest", "", "MO"),
        message("digest", "STC", "UO", "09-02"),
    ],
    ids=lambda row: "-".join((row["id"], row.get("case", ""))),
)
def test_what_went_its_way_is_not_told(sent: MadeRow) -> None:
    """Also what no norm of the act asks for, what nobody sent, and what is yet to come."""
    assert [] == codes(world(sent))


@pytest.mark.parametrize(
    "sent",
    [
        message("notice", "STC", "MO-2", case="C"),
        message("annex-data", "MO", "KNB"),
        message("digest", "UO", "MO"),
        message("reply", "MO", "MO-2", case="C"),
    ],
    ids=lambda row: row["id"],
)
def test_what_left_its_way_is_told(sent: MadeRow) -> None:
    """A notice of a case belongs to the owner of its object, no other body."""
    assert ["round-the-line"] == codes(world(sent))


def test_of_several_recipients_only_those_off_the_line_are_told() -> None:
    """A copy to somebody else is one message that went two ways."""
    (told,) = found(world(message("digest", "STC", "KNB;MO-2")))
    assert "to `MO-2`" in told


def test_an_office_without_a_holder_may_be_anybody() -> None:
    """Unknown is not no."""
    vacant = [row for row in BODIES if row["id"] != "KNB"]
    assert [] == codes({**world(message("digest", "STC", "UO")), "organisations": vacant})


def test_a_person_written_to_after_the_authority_lapsed_is_told() -> None:
    """The validity is tested when the message was sent: on its last day it is in force."""
    sent = [message("notice", "STC", "AP", at, case="C") for at in ("08-09", "08-10", "08-11")]
    assert [
        (
            "messages.csv:3: [recipient] no-authority the authority of `AP` from `MO` had ended at"
            " 2026-08-10T00:00:00+05:00 (relations.csv:2), before 2 messages were sent, this one"
            " first\n"
            "  help: add the authorisation in force then, or write to the body itself"
        )
    ] == found(world(*sent))


def test_a_person_who_wrote_before_being_authorised_is_told() -> None:
    """At the cell that names the sender."""
    (told,) = found(world(message("reply", "AP", "STC", "07-14", case="C")))
    assert told.startswith(
        "messages.csv:2: [sender] no-authority the authority of `AP` from `MO` began only at"
        " 2026-07-15T00:00:00+05:00 (relations.csv:2), after 1 message was sent\n"
    )


def test_an_authority_from_another_body_does_not_help() -> None:
    """The case is about an object of the one whose authority lapsed."""
    other = relation("AP", "authorised-by", "MO-2", "2026-01-01")
    sent = message("notice", "STC", "AP", "08-20", case="C")
    assert ["no-authority"] == codes(world(sent, relations=(AUTHORITY, other)))
    elsewhere = message("reply", "AP", "STC", "08-20")
    assert [] == codes(world(elsewhere, relations=(AUTHORITY, other)))


def test_a_renewed_authority_is_one() -> None:
    """Whenever it was written into the table."""
    renewed = relation("AP", "authorised-by", "MO", "2026-08-10")
    sent = message("notice", "STC", "AP", "08-20", case="C")
    assert [] == codes(world(sent, relations=(renewed, AUTHORITY)))


def test_a_row_set_aside_may_be_the_authority() -> None:
    """A person whose authorisation nobody can read may have been authorised."""
    ghost = relation("AP", "authorised-by", "MO", "2026-08-10", "2026-08-01")
    sent = message("notice", "STC", "AP", "08-20", case="C")
    assert [] == codes(world(sent, relations=(AUTHORITY, ghost)))


def test_a_day_on_which_the_authority_still_held_is_in_time() -> None:
    """The hour of a message may not be known; its day is."""
    sent = {**message("reply", "AP", "STC", case="C"), "sent_at": "2026-07-15"}
    early = {**message("reply", "AP", "STC", case="C"), "sent_at": "2026-07-14"}
    assert [] == codes(world(sent))
    assert ["no-authority"] == codes(world(early))


def test_without_a_table_of_organisations_no_message_is_astray() -> None:
    """Whoever got it may hold the role."""
    bodies = world(message("annex-data", "MO", "KNB"), message("digest", "STC", "MO"))
    assert [] == codes({name: rows for name, rows in bodies.items() if name != "organisations"})


def test_documents_are_held_against_the_norm_about_that_document_only() -> None:
    """The order goes to the institute; a letter may go to anybody."""
    order = message("document", "KIB", "MO", document="kz-229")
    letter = message("document", "KIB", "MO", document="letter")
    bodies = [*BODIES, body("KIB", "kz:isc"), body("IZPI", "kz:rcli")]
    assert ["round-the-line"] == codes({**world(order), "organisations": bodies})
    assert [] == codes({**world(letter), "organisations": bodies})


def test_a_message_of_an_unknown_time_is_not_held_against_anybody() -> None:
    """It may have been sent in time."""
    sent = {**message("notice", "STC", "AP", case="C"), "sent_at": ""}
    assert [] == codes(world(sent))
