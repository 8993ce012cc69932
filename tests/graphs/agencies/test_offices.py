"""Offices that fell vacant, coordinators who are none, participants who owe nothing."""

import pytest
from tests.bodies_made import body, codes, found, relation
from tests.facts_made import MadeRow, Tables, act_of

from govrules import acts

STC = body("STC", "kz:stc")
MO = body("MO", "kz:state-body")
CO = body("CO", "kz:coordinator")
EMPLOYED = relation("STC", "employs", "CO", "2026-01-01")
POSTED = relation("CO", "posted-to", "MO", "2026-07-12")


def test_an_office_that_nobody_holds_any_more_is_told() -> None:
    """At the end of whoever held it last."""
    rows = [body("UO", "kz:authorised-body", "", "2026-07-31")]
    assert [
        (
            "organisations.csv:2: [valid_to] vacant-role nobody holds the role `kz:authorised-body`"
            " from 2026-08-01T00:00:00+05:00 on; `UO` held it last\n"
            "  help: add the body that held it then: duties to or of nobody cannot be judged"
        )
    ] == found({"organisations": rows})


def test_a_gap_between_two_holders_is_told_from_commencement_on() -> None:
    """What was before the act nobody asks."""
    rows = [
        body("UO-1", "kz:authorised-body", "", "2026-06-30"),
        body("UO-2", "kz:authorised-body", "2026-08-01"),
    ]
    (told,) = found({"organisations": rows})
    assert (
        "vacant-role nobody holds the role `kz:authorised-body` from 2026-07-12T00:00:00+05:00 to"
        " 2026-08-01T00:00:00+05:00; `UO-1` held it before\n"
    ) in told


@pytest.mark.parametrize(
    ("rows", "as_of"),
    [
        ([body("UO", "kz:authorised-body", "2026-08-01")], "2026-09-01T00:00:00+05:00"),
        ([body("UO", "kz:authorised-body", "", "2026-12-31")], "2026-09-01T00:00:00+05:00"),
        (
            [
                body("UO-1", "kz:authorised-body", "", "2026-07-31"),
                body("UO-2", "kz:authorised-body", "2026-08-01"),
            ],
            "2026-09-01T00:00:00+05:00",
        ),
        ([body("MO", "kz:state-body", "", "2026-07-31")], "2026-09-01T00:00:00+05:00"),
    ],
    ids=["not held before", "not yet vacant", "handed over", "no office"],
)
def test_an_office_held_throughout_or_never_before_is_not_vacant(
    rows: list[MadeRow], as_of: str
) -> None:
    """That a role was never held its duties are judged for."""
    assert [] == codes({"organisations": rows}, as_of)


def test_a_row_set_aside_leaves_open_whether_an_office_is_vacant() -> None:
    """It may be that of the next holder."""
    rows = [
        body("UO-1", "kz:authorised-body", "", "2026-07-31"),
        body("UO-2", "kz:authorised-body", "2026-08-01", "2026-07-01"),
    ]
    assert [] == codes({"organisations": rows})


def test_a_coordinator_employed_and_posted_is_one() -> None:
    """From the commencement of the act on, whatever was before."""
    tables = {"organisations": [STC, MO, CO], "relations": [EMPLOYED, POSTED]}
    assert [] == codes(tables)


def test_a_coordinator_of_another_employer_is_none() -> None:
    """The definition is of the act; the finding is about the data."""
    elsewhere = relation("MO", "employs", "CO", "2026-01-01")
    assert [
        (
            "organisations.csv:4: [roles] unlinked-role `CO` holds the role `kz:coordinator`,"
            " but at 2026-07-12T00:00:00+05:00 no `employs` ties it to a `kz:stc`, which"
            " `kz-229/rules/2.4` makes part of that role\n"
            "  help: add the relation for all the time of the role, or end the role"
        )
    ] == found({"organisations": [STC, MO, CO], "relations": [elsewhere, POSTED]})


@pytest.mark.parametrize(
    ("posted", "since"),
    [
        ([relation("CO", "posted-to", "MO", "2026-07-13")], "2026-07-12"),
        ([relation("CO", "posted-to", "MO", "2026-01-01", "2026-07-31")], "2026-08-01"),
        (
            [
                relation("CO", "posted-to", "MO", "2026-01-01", "2026-07-31"),
                relation("CO", "posted-to", "MO", "2026-08-02"),
            ],
            "2026-08-01",
        ),
        ([], "2026-07-12"),
    ],
    ids=["a day late", "recalled", "a day between", "never"],
)
def test_a_coordinator_is_posted_without_a_gap(posted: list[MadeRow], since: str) -> None:
    """The first moment without a post is told."""
    (told,) = found({"organisations": [STC, MO, CO], "relations": [EMPLOYED, *posted]})
    assert f"but at {since}T00:00:00+05:00 no `posted-to` ties it to a `kz:state-body`" in told


@pytest.mark.parametrize(
    "ghost",
    [
        relation("STC", "employs", "CO", "2026-08-01", "2026-07-01"),
        relation("STC", "hires", "CO"),
        relation("STC", "employs", ""),
    ],
    ids=["bad time", "no word", "no target"],
)
def test_a_row_set_aside_may_be_the_link_that_lacks(ghost: MadeRow) -> None:
    """It is told by itself; what it would have said nobody knows."""
    assert [] == codes({"organisations": [STC, MO, CO], "relations": [POSTED, ghost]})


def test_without_a_table_of_relations_nobody_lacks_a_link() -> None:
    """Unknown is not no."""
    objects: list[MadeRow] = [{"id": "OBJ", "owner": "MO"}]
    assert [] == codes({"organisations": [STC, MO, CO], "objects": objects})


def test_a_link_to_a_body_of_which_a_row_is_set_aside_is_one() -> None:
    """The row that cannot be used may be the one that names the role."""
    doubtful = body("STC", "kz:stc", "2026-02-01", "2026-01-01")
    tables: Tables = {"organisations": [doubtful, MO, CO], "relations": [EMPLOYED, POSTED]}
    assert [] == codes(tables)


def test_one_post_after_another_is_no_gap() -> None:
    """At two bodies in turn."""
    posts = [
        relation("CO", "posted-to", "MO", "2026-01-01", "2026-07-31"),
        relation("CO", "posted-to", "MO-2", "2026-08-01"),
    ]
    bodies = [STC, MO, CO, body("MO-2", "kz:state-body")]
    assert [] == codes({"organisations": bodies, "relations": [EMPLOYED, *posts]})


def test_bodies_with_objects_and_without_a_coordinator_are_noted() -> None:
    """A note only: no provision obliges anybody to appoint one."""
    others = [body(f"MO-{at}", "kz:state-body") for at in range(7)]
    objects: list[MadeRow] = [{"id": f"OBJ-{at}", "owner": f"MO-{at}"} for at in range(6)]
    assert [
        (
            "organisations.csv:5: [id] nobody-linked 6 bodies own objects, and no"
            " `kz:coordinator` is tied to them by `posted-to` at 2026-09-01T00:00:00+05:00:"
            " `MO-0`, `MO-1`, `MO-2`, `MO-3`, `MO-4`, …\n"
            "  help: `kz-229/rules/2.4` says what the role is, not that a body must have one"
        )
    ] == found(
        {
            "organisations": [STC, MO, CO, *others],
            "relations": [EMPLOYED, POSTED],
            "objects": [*objects, {"id": "OBJ", "owner": "MO"}],
        }
    )


def test_whoever_takes_part_without_a_role_that_means_anything_is_told() -> None:
    """The Prosecutor General executes the plan, but owes no half-yearly report."""
    tables: Tables = {
        "organisations": [body("GP", "kg:prosecutor-general"), body("ME", "kg:ministry")],
        "relations": [
            relation("ME", "participates-in", "kg-369", "2019-08-22"),
            relation("GP", "participates-in", "kg-369", "2019-08-22"),
            relation("ME", "participates-in", "another-act", "2019-08-22"),
        ],
    }
    assert [
        (
            "relations.csv:3: [source] idle-participant `GP` takes part in `kg-369` and holds"
            " none of the roles that owe anything for it\n"
            "  help: give it its role, or delete the row: nothing is owed because of it"
        )
    ] == found(tables, act="kg-369")


def test_what_defines_a_role_is_a_unit_of_the_act() -> None:
    """And the other role is one that the act knows."""
    for name in acts.available():
        act, units = act_of(name), acts.provisions(name)
        for links in act.role_links.values():
            assert {link.unit for link in links} <= units.keys()
            assert {link.role for link in links} <= act.roles.keys()
    assert ["kz:coordinator"] == list(act_of("kz-229").role_links)
