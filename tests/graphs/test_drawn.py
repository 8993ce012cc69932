"""From graphs to pictures: each edge of the law, and the agencies as they were judged."""

import pytest
from tests.bodies_made import body, relation
from tests.facts_made import act_of, made

from govrules import acts
from govrules.graphs.agencies import agency_graph
from govrules.graphs.drawn import agency_picture, law_picture, short_numbers
from govrules.graphs.law import law_graph
from govrules.instants import read_exact
from govrules.pictures import Picture
from govrules.verdicts import Duty, Judgement, Verdict

ACTS = acts.available()


def law(act: str, code: str = "en") -> Picture:
    """Draw a shipped act."""
    loaded = acts.load(act)
    return law_picture(loaded, law_graph(loaded, acts.provisions(act)), code)


@pytest.mark.parametrize("act", ACTS)
def test_every_edge_of_the_law_is_a_line(act: str) -> None:
    """With the unit that draws it and our own sentence on it."""
    graph = law_graph(acts.load(act), acts.provisions(act))
    expected = sorted((source, target, unit) for source, target, unit in graph.edges(keys=True))
    picture = law(act)
    assert expected == sorted((line.source, line.target, line.norm) for line in picture.lines)
    assert all(line.detail and line.provision for line in picture.lines)


def test_a_line_says_by_when_and_by_which_provision_in_the_language_chosen() -> None:
    """In the words of the catalogue, with the short name of the unit."""
    texts = {
        code: next(
            line.text for line in law("kz-229", code).lines if line.norm.endswith("/10.3.g.mo")
        )
        for code in ("en", "ru", "kk")
    }
    assert {
        "en": "notifies ≤ 30 min · 10.3.g.mo",
        "ru": "уведомляет ≤ 30 минут · 10.3.g.mo",
        "kk": "хабарлайды ≤ 30 минут · 10.3.g.mo",
    } == texts


def test_reports_for_periods_run_from_left_to_right() -> None:
    """They weigh more than all other lines together."""
    lines = law("kz-229").lines
    heavy = {line.provision for line in lines if line.weight > 1}
    assert {"12.c", "13", "14"} == heavy


def test_units_are_named_as_shortly_as_tells_them_apart() -> None:
    """The part that most norms stand in goes without saying."""
    loaded = [acts.load(act) for act in ACTS]
    units = ["kz-229/rules/13", "kz-229/order/2.1", "kg-369/plan/1.4", "kg-369/res/3"]
    assert ["13", "order/2.1", "1.4", "res/3"] == list(short_numbers(loaded, units).values())


def agencies(code: str = "en") -> Picture:
    """Draw three bodies and a role, with one duty, one relation and two messages."""
    act = act_of("kz-229")
    facts = made(
        {
            "organisations": [
                body("STC", "kz:stc"),
                body("KNB", "kz:knb"),
                body("MO", "kz:state-body", until="2026-01-01"),
            ],
            "relations": [relation("KNB", "contract", "STC")],
            "messages": [
                {"id": "M1", "type": "notice", "sender": "STC", "recipient": "KNB",
                 "sent_at": "2026-07-20T10:00:00+05:00"},
                {"id": "M2", "type": "reply", "sender": "MO", "recipient": "KNB",
                 "sent_at": "2026-07-20T11:00:00+05:00"},
            ],
        },
        act.zone,
    )  # fmt: skip
    as_of = read_exact("2026-09-01T00:00:00+05:00")
    judgements = [
        Judgement(duty=Duty(norm, "C1", "event", "STC", party), verdict=verdict)
        for norm, party, verdict in (
            ("kz-229/rules/10.3.g.knb", "KNB", Verdict.VIOLATED),
            ("kz-229/rules/10.3.f", "unspecified", Verdict.INDETERMINATE),
        )
    ]
    graph = agency_graph([act], facts, as_of, judgements)
    return agency_picture([act], acts.provisions(act.id), graph, code)


def test_agencies_are_drawn_with_their_verdicts_relations_and_stray_messages() -> None:
    """A message along a line that a duty draws already is no line of its own."""
    lines = {(line.source, line.target, line.text): dict(line.counts) for line in agencies().lines}
    assert {
        ("STC", "KNB", "notifies ≤ 3 h · 10.3.g.knb"): {"violated": 1},
        ("STC", "unspecified", "no term · 10.3.f"): {"indeterminate": 1},
        ("KNB", "STC", "contract"): {},
        ("MO", "KNB", "sent: reply (1)"): {},
    } == lines


def test_agencies_have_their_group_their_state_and_what_they_are_guilty_of() -> None:
    """Whom nobody names is no body; who is gone is said to be."""
    picture = agencies()
    nodes = {node.id: node for node in picture.nodes}
    assert ("violated", 1, 1) == (
        nodes["STC"].status,
        nodes["STC"].violated,
        nodes["STC"].indeterminate,
    )
    assert "MO: does not exist at this moment" == nodes["MO"].note
    assert not nodes["unspecified"].named
    assert "State Technical Service" == picture.groups[nodes["STC"].group]
    assert "kz-229, as of 2026-09-01T00:00:00+05:00" == picture.subtitle
