"""What rows say about each other, and what becomes of those that cannot be used."""

from collections.abc import Callable, Mapping
from zoneinfo import ZoneInfo

import pytest

from govrules.facts import Facts, from_rows
from govrules.facts.rows import RawValue
from govrules.findings import Place
from govrules.instants import ABSENT, ANYTHING, UNKNOWN, Span, read_exact

Files = Mapping[str, str | bytes]
Read = Callable[[Files], Facts]


def _told(facts: Facts) -> list[str]:
    return [f"{finding.level} {finding}" for finding in facts.findings]


def _lines(*lines: str) -> list[str]:
    return list(lines)


def _aside(facts: Facts, table: str) -> list[tuple[object, bool]]:
    return [(row.cells["id"], row.aside) for row in facts.tables[table].rows]


def _of(**tables: list[Mapping[str, RawValue]]) -> Facts:
    """Make facts of rows, each on a line of its own."""
    return from_rows(
        {
            name: [(row, Place(path=name, line=at)) for at, row in enumerate(rows, start=1)]
            for name, rows in tables.items()
        },
        zone=ZoneInfo("Asia/Almaty"),
    )


def _at(clock: str) -> str:
    return f"2026-07-20T{clock}:00+05:00"


def test_rows_that_say_the_same_count_once() -> None:
    """However they write the time."""
    found = _of(
        cases=[
            {"id": "C1", "detected_at": "2026-07-20T10:00:00+05:00"},
            {"id": "C1", "detected_at": "2026-07-20T05:00:00Z"},
        ]
    )
    assert [("C1", False)] == _aside(found, "cases")
    assert _lines(
        "warning cases:2: duplicate-row the row says the same as cases:1: it counts once\n"
        "  help: delete one of the two rows"
    ) == _told(found)


def test_rows_with_one_key_that_contradict_each_other_become_one_ghost() -> None:
    """What they agree on is kept."""
    found = _of(
        cases=[
            {"id": "C1", "object": "O1", "class": "event", "detected_at": _at("10:00")},
            {"id": "C1", "object": "O1", "class": "incident", "detected_at": _at("11:00")},
        ]
    )
    (ghost,) = found.tables["cases"].rows
    assert (True, "O1", "", ANYTHING) == (
        ghost.aside,
        *(ghost.cells[name] for name in ("object", "class", "detected_at")),
    )
    assert _lines(
        "error cases:1: conflicting-rows `C1` stands in cases:1 and cases:2 with different"
        " `class` and `detected_at`: none of them is used\n  help: correct the rows, delete all"
        " but one, or give them different keys"
    ) == _told(found)


def test_rows_that_differ_only_in_what_nobody_can_read_are_in_conflict() -> None:
    """They are not the same row twice."""
    found = _of(cases=[{"id": "C1", "class": "evnt"}, {"id": "C1", "class": "evemt"}])
    assert [("C1", True)] == _aside(found, "cases")
    codes = sorted(finding.code for finding in found.findings)
    assert _lines("conflicting-rows", "unknown-word", "unknown-word") == codes


def test_versions_of_an_organisation_are_no_conflict_while_disjoint() -> None:
    """A day of overlap makes them one."""
    first = {"id": "A", "kind": "x", "valid_to": "2026-06-30T00:00:00Z"}
    then = {"id": "A", "kind": "y", "valid_from": "2026-06-30T00:00:00Z"}
    early = {"id": "A", "kind": "y", "valid_from": "2026-06-29T00:00:00Z"}
    assert [("A", False), ("A", False)] == _aside(_of(organisations=[first, then]), "organisations")
    assert [("A", True)] == _aside(_of(organisations=[first, early]), "organisations")


def test_annex_rows_are_told_apart_by_message_section_and_number() -> None:
    """The same number in another section is another row."""
    rows: list[Mapping[str, RawValue]] = [
        {"message": "M1", "section": "internal", "number": "1", "os": "x"},
        {"message": "M1", "section": "external", "number": "1", "os": "x"},
        {"message": "M1", "section": "internal", "number": "1", "os": "y"},
    ]
    assert [("internal", "", True), ("external", "x", False)] == [
        (row.cells["section"], row.cells["os"], row.aside)
        for row in _of(assets=rows).tables["assets"].rows
    ]


def test_annex_cells_never_set_their_row_aside() -> None:
    """They are what the body handed over."""
    found = _of(messages=[], assets=[{"message": "M9", "section": "intern", "ip": "10.0.0.300"}])
    (row,) = found.tables["assets"].rows
    assert (False, "M9", "", "10.0.0.300") == (
        row.aside,
        *(row.cells[name] for name in ("message", "section", "ip")),
    )
    assert _lines(
        "error assets:1: [message] dangling-reference `M9` is no `id` of table `messages`\n"
        "  help: correct the cell, or add the row that it names",
        "error assets:1: [section] unknown-word `intern` is no word of `section`\n"
        "  help: did you mean `internal`? write one of `internal`, `external`",
    ) == _told(found)


def test_a_reference_to_nothing_sets_its_row_aside() -> None:
    """The nearest id is suggested, be it only a look-alike."""
    found = _of(
        cases=[{"id": "C1", "object": "OBJ-2"}, {"id": "C2", "object": "\u041eBJ-1"}],
        objects=[{"id": "OBJ-1"}],
    )
    assert [("C1", True), ("C2", True)] == _aside(found, "cases")
    help_ = "  help: did you mean `OBJ-1`? correct the cell, or add the row that it names"
    assert _lines(
        "error cases:1: [object] dangling-reference `OBJ-2` is no `id` of table `objects`\n"
        + help_,
        "error cases:2: [object] dangling-reference `\u041eBJ-1` is no `id` of table `objects`\n"
        + help_,
    ) == [line for line in _told(found) if line.startswith("error")]


def test_a_reference_into_an_absent_table_is_no_fault() -> None:
    """Nobody can tell what the table would have said."""
    assert () == _of(cases=[{"id": "C1", "object": "O1"}]).findings


def test_an_object_without_owner_is_no_fault() -> None:
    """Its owner is unknown."""
    found = _of(organisations=[], objects=[{"id": "O1", "owner": ""}])
    assert ([("O1", False)], ()) == (_aside(found, "objects"), found.findings)


@pytest.mark.parametrize(
    ("relation", "source", "target", "aside"),
    [
        ("reports-to", "A", "B", False),
        ("reports-to", "A", "egov", True),
        ("integrated-with", "O1", "egov", False),
        ("integrated-with", "A", "egov", True),
        ("participates-in", "A", "act-1", False),
        ("employs", "A", "Someone", False),
        ("posted-to", "Someone", "B", False),
        ("posted-to", "A", "Nowhere", True),
        ("part-of", "O1", "A", False),
    ],
)
def test_the_ends_of_a_relation_are_what_it_relates(
    relation: str, source: str, target: str, *, aside: bool
) -> None:
    """Employees, platforms and acts are no rows of ours."""
    found = _of(
        organisations=[{"id": "A"}, {"id": "B"}],
        relations=[{"source": source, "relation": relation, "target": target}],
        objects=[{"id": "O1"}],
    )
    assert [aside] == [row.aside for row in found.tables["relations"].rows]


def test_a_blank_required_cell_sets_its_row_aside() -> None:
    """Nobody can tell what the row is about."""
    found = _of(messages=[{"id": "M1", "case": "C1"}])
    assert [("M1", True)] == _aside(found, "messages")
    assert _lines(
        "error messages:1: [type] blank-cell `type` is blank\n"
        "  help: fill the cell: without it nobody can tell what the row is about"
    ) == _told(found)


def test_received_is_never_before_sent() -> None:
    """A blank is bounded by the sending, a day by it too, an impossible order is bad."""
    message = {"id": "M1", "type": "notice", "sent_at": _at("10:00")}
    sent = read_exact(_at("10:00"))

    def times(received: str) -> tuple[object, object]:
        cells = (
            _of(messages=[{**message, "received_at": received}]).tables["messages"].rows[0].cells
        )
        return cells["sent_at"], cells["received_at"]

    assert (Span(sent, sent), Span(sent, ABSENT - 1)) == times("")
    midnight = read_exact("2026-07-21T00:00:00+05:00")
    assert (Span(sent, sent), Span(sent, midnight - 1)) == times("2026-07-20")
    assert (ANYTHING, ANYTHING) == times(_at("09:59"))


def test_a_time_of_receipt_bounds_an_unknown_time_of_sending() -> None:
    """But a blank one tells nothing of a time that cannot be read."""
    message = {"id": "M1", "type": "notice", "received_at": _at("10:00")}
    received = read_exact(_at("10:00"))
    (row,) = _of(messages=[message]).tables["messages"].rows
    assert Span(UNKNOWN.lo, received) == row.cells["sent_at"]
    (bad,) = _of(messages=[{"id": "M1", "type": "notice", "sent_at": "x"}]).tables["messages"].rows
    assert [ANYTHING] == [bad.cells["sent_at"]]


def test_impossible_orders_within_a_row_set_it_aside() -> None:
    """Both times are told, and both become unknown."""
    found = _of(
        organisations=[{"id": "A", "valid_from": _at("10:00"), "valid_to": _at("10:00")}],
        cases=[{"id": "C1", "detected_at": _at("10:00"), "classified_at": _at("09:00")}],
        messages=[
            {"id": "M1", "type": "notice", "sent_at": _at("10:00"), "received_at": _at("09:00")}
        ],
    )
    assert all(row.aside for table in found.tables.values() for row in table.rows)
    nine, ten = f"`{_at('09:00')}`", f"`{_at('10:00')}`"
    assert _lines(
        f"error cases:1: [classified_at] classified-before-detected `classified_at` {nine} lies"
        f" before `detected_at` {ten}\n  help: correct one of the two times",
        f"error messages:1: [received_at] received-before-sent `received_at` {nine} lies before"
        f" `sent_at` {ten}\n  help: correct one of the two times",
        f"error organisations:1: [valid_to] end-before-start `valid_to` {ten} is not after"
        f" `valid_from` {ten}\n  help: correct one of the two; `from` a day `to` the same day is"
        " one whole day",
    ) == _told(found)


def test_a_message_before_its_case_was_detected_is_told_and_kept() -> None:
    """What it means for a duty is not for the facts to say."""
    found = _of(
        cases=[{"id": "C1", "detected_at": _at("10:00")}],
        messages=[{"id": "M1", "type": "notice", "case": "C1", "sent_at": _at("09:55")}],
    )
    assert [("M1", False)] == _aside(found, "messages")
    assert _lines(
        "warning messages:1: [sent_at] message-before-detection the message was sent before its"
        " case `C1` was detected (cases:1)\n  help: correct `sent_at` of the message, or `case`,"
        " or `detected_at` of the case"
    ) == _told(found)


def test_a_reply_before_the_notice_it_answers_is_told_and_kept() -> None:
    """It counts from the receipt of the notice."""
    notice = {"id": "M1", "type": "notice", "sent_at": _at("10:00"), "received_at": _at("10:15")}
    found = _of(
        messages=[
            notice,
            {"id": "M2", "type": "reply", "sent_at": _at("10:10"), "in_reply_to": "M1"},
        ]
    )
    assert [("M1", False), ("M2", False)] == _aside(found, "messages")
    assert _lines(
        "warning messages:2: [sent_at] reply-before-notice the message answers `M1`, which had"
        " not been received yet (messages:1)\n  help: correct `sent_at`, or `in_reply_to`, or"
        " `received_at` of the other message"
    ) == _told(found)


def test_ids_that_only_look_alike_are_told() -> None:
    """They stay two."""
    found = _of(objects=[{"id": "A1"}, {"id": "\u04101"}])
    assert [("A1", False), ("\u04101", False)] == _aside(found, "objects")
    assert _lines(
        "warning objects:2: [id] look-alike `\u04101` looks like `A1` and is another name:"
        " U+0410 CYRILLIC CAPITAL LETTER A\n  help: if the two are one, write them with the same"
        " characters"
    ) == _told(found)


def test_the_order_of_rows_changes_nothing_but_their_places(facts: Read) -> None:
    """Findings name the same faults, rows hold the same cells."""
    lines = ["C1,event", "C2,evnt", "C1,incident", "C3,event", "C3,event"]
    first = facts({"cases.csv": "\n".join(["id,class", *lines])})
    then = facts({"cases.csv": "\n".join(["id,class", *reversed(lines)])})
    assert sorted(_aside(first, "cases"), key=str) == sorted(_aside(then, "cases"), key=str)
    codes = sorted(finding.code for finding in first.findings)
    assert codes == sorted(finding.code for finding in then.findings)
