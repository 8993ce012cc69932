"""The graph of an act as JSON."""

import json

import pytest
from jsonschema import Draft202012Validator

from govrules import acts, documents
from govrules.graphs.documents import law_document
from govrules.graphs.flaws import flaws
from govrules.graphs.law import law_graph
from govrules.languages import language

VALIDATOR = Draft202012Validator(documents.schema("law-graph"))


def document(act: str, code: str = "en") -> str:
    """Write the graph of a shipped act."""
    loaded, units = acts.load(act), acts.provisions(act)
    return law_document(law_graph(loaded, units), flaws(loaded, units), language(code).tell)


@pytest.mark.parametrize("act", acts.available())
def test_the_graph_of_each_act_is_as_its_schema_has_it(act: str) -> None:
    """Every edge, node and finding; and the same bytes each time."""
    written = document(act)
    assert [] == [error.message for error in VALIDATOR.iter_errors(json.loads(written))]
    assert written == document(act)


def test_an_edge_says_what_a_program_needs_to_know() -> None:
    """Either recipient, the event that starts the clock, and the term in ISO 8601."""
    edges = json.loads(document("kz-229"))["edges"]
    (edge,) = (each for each in edges if each["unit"] == "kz-229/rules/10.3.g.mo")
    del edge["summary"]
    assert {
        "unit": "kz-229/rules/10.3.g.mo",
        "norm": "kz-229/rules/10.3.g.mo",
        "provision": "10 3) indent 7 (limb 1)",
        "source": "kz:stc",
        "relation": "notifies",
        "target": "kz:state-body",
        "senders": ["kz:stc"],
        "recipients": ["kz:state-body", "authorised-person"],
        "jointly": False,
        "implied": False,
        "mutual": False,
        "basis_of": [],
        "content": ["event", "incident"],
        "when": None,
        "trigger": {"occasion": ["event", "incident"]},
        "start": "detection",
        "deadline": {"within": "PT30M"},
        "label": "≤ 30 min",
    } == edge


def test_every_kind_of_term_is_written() -> None:
    """What the acts set between them, and `null` where they set none."""
    edges = [each for act in acts.available() for each in json.loads(document(act))["edges"]]
    terms = {json.dumps(each["deadline"]) for each in edges}
    assert {
        "null",
        '{"after": "PT48H"}',
        '{"by": "2019-08-30"}',
        '{"by": "2020-03-20"}',
        '{"by": "2020-06-20"}',
        '{"by": "2023-08-20"}',
        '{"by": "2023-12-20"}',
        '{"by": "2023-12-30"}',
        '{"by": "2023-12-31"}',
        '{"day_of_month_after_period": 25}',
        '{"day_of_month_after_period": 5}',
        '{"in_period": true}',
        '{"months": 1}',
        '{"within": "PT30M"}',
        '{"within": "PT3H"}',
        '{"within": "PT48H"}',
        '{"working_days": 5}',
    } == terms


def test_labels_and_findings_are_told_in_the_language_asked_for() -> None:
    """Ids, codes and terms stay as they are."""
    told = json.loads(document("kz-229", "ru"))
    (edge,) = (each for each in told["edges"] if each["unit"] == "kz-229/rules/10.3.k.knb")
    assert "> 48 часов, без конца" == edge["label"]
    (single, _) = (each for each in told["findings"] if each["code"] == "single-point-of-failure")
    assert (
        "все линии от `kz:objects` и `kz:protection-tools` к `kz:event-management` "
        "проходят через `kz:log-collection`: `10 3) абзац 5`"
    ) == single["message"]
