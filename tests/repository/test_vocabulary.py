"""The vocabulary of norms: what an act may name of the agency's tables is what the tables have."""

from collections.abc import Iterable

import pytest

from govrules import documents
from govrules.facts.tables import RELATION_ENDS, TABLES, Kind
from govrules.norms import CLOCK_QUESTIONS

DEFINED = documents.schema("norms")["$defs"]


def columns(table: str, *kinds: Kind) -> list[str]:
    """Name the columns of a table that are of some kinds."""
    return [name for name, column in TABLES[table].columns.items() if column.kind in kinds]


def between(first: str, second: str) -> list[str]:
    """Name the relations that run from a row of one table to a row of another."""
    return [word for word, ends in RELATION_ENDS.items() if first in ends[0] and second in ends[1]]


OPENS = ("detected_at", "classified_at")
"""What opens an occasion; neither a performance nor the end of a term."""


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("message-type", TABLES["messages"].columns["type"].words),
        ("covered", TABLES["messages"].columns["covers"].words),
        ("case-instant", [c for c in columns("cases", Kind.INSTANT) if c not in OPENS]),
        ("case-flag", columns("cases", Kind.FLAG)),
        ("form-cell", columns("assets", Kind.TEXT)),
        ("form-section", TABLES["assets"].columns["section"].words),
        ("relation-of-bodies", between("organisations", "organisations")),
    ],
)
def test_the_words_of_norms_are_those_of_the_tables(name: str, known: Iterable[str]) -> None:
    """Word for word and in their order."""
    assert list(known) == DEFINED[name]["enum"]


def test_roles_are_defined_by_relations_that_end_at_a_body() -> None:
    """Of whoever is defined and a holder of another role at least one is an organisation."""
    link = documents.schema("act")["$defs"]["role-link"]["properties"]
    ending = [word for word, ends in RELATION_ENDS.items() if "organisations" in ends[0] + ends[1]]
    assert [word for word in ending if word != "participates-in"] == link["relation"]["enum"]


def test_conditions_test_the_columns_of_objects() -> None:
    """Each with the words that the column has, flags with theirs, and free text with none."""
    table = TABLES["objects"].columns
    tested = columns("objects", Kind.WORD, Kind.FLAG, Kind.TEXT, Kind.WORDS)
    flag = ["true", "false"]
    expected = {
        name: flag if table[name].kind is Kind.FLAG else list(table[name].words) for name in tested
    }
    words = DEFINED["object-words"]["properties"]
    assert expected == {name: column.get("enum", []) for name, column in words.items()}


def test_conditions_follow_the_relations_of_objects() -> None:
    """An object is linked by what may start from it, and a flag decides where it is not."""
    properties = DEFINED["test"]["properties"]
    starting = [word for word, (sources, _) in RELATION_ENDS.items() if "objects" in sources]
    assert starting == properties["linked"]["enum"]
    assert columns("objects", Kind.FLAG) == properties["otherwise"]["enum"]


def test_the_cells_that_conditions_read_are_those_with_words() -> None:
    """One word with `is`, a list with `has`."""
    read = {
        rule["if"]["required"][1]: rule["then"]["properties"]["cell"]["enum"]
        for rule in DEFINED["test"]["allOf"]
        if "cell" in rule["then"]["properties"]
    }
    assert {
        "is": columns("objects", Kind.WORD, Kind.FLAG, Kind.TEXT),
        "has": columns("objects", Kind.WORDS),
    } == read


def test_amendments_set_what_norms_say() -> None:
    """Both schemas define the parts of a norm in the same words."""
    amended = documents.schema("amendment")
    changes = amended["properties"]["changes"]["items"]["oneOf"]
    norm = dict(documents.schema("norms")["properties"]["norms"]["items"]["properties"])
    del norm["norm"]
    assert norm == changes[0]["properties"]["set"]["properties"]
    assert norm == documents.schema("norms")["properties"]["each"]["properties"]
    own = {"test", "object-words"}
    assert {k: v for k, v in DEFINED.items() if k not in own} == amended["$defs"]


def test_an_act_settles_what_its_norms_settle_and_how_times_are_read() -> None:
    """The points of a norm are points of an act as well."""
    settled = documents.schema("act")["properties"]["settled"]["properties"]
    assert {*DEFINED["points"]["properties"], "naive-times"} == settled.keys()


def test_the_clock_card_asks_its_nine_questions() -> None:
    """In the order in which they are asked."""
    assert list(CLOCK_QUESTIONS) == list(DEFINED["clock"]["properties"])
