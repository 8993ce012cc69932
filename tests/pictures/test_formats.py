"""What each format writes, whole; and what none of them lets through."""

import io
import json
import random
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import networkx as nx
import pytest
from jsonschema import Draft202012Validator
from tests.pictures_made import HOSTILE, hostile, many, small

from govrules import documents, pictures
from govrules.pictures import Picture
from govrules.pictures.formats import dot, mermaid

WRITTEN = Path(__file__).parent / "written"
TEXTS = ("dot", "graphml", "json", "mermaid", "svg", "terminal")
VALIDATOR = Draft202012Validator(documents.schema("graph"))


def shuffled(picture: Picture) -> Picture:
    """Return the same picture with its parts in another order."""
    chance = random.Random(7)  # noqa: S311 - an order, no secret
    nodes, lines = [*picture.nodes], [*picture.lines]
    chance.shuffle(nodes)
    chance.shuffle(lines)
    return replace(picture, nodes=nodes, lines=lines)


def problems(document: object) -> list[str]:
    """Hold a document to the schema of graphs."""
    return [error.message for error in VALIDATOR.iter_errors(document)]


def test_the_formats_are_the_modules_of_their_package() -> None:
    """Nothing else registers them."""
    assert (*sorted((*TEXTS, "html", "png")),) == pictures.available()
    with pytest.raises(KeyError):
        pictures.render("bmp", small())


@pytest.mark.parametrize("name", TEXTS)
def test_a_small_picture_is_written_whole(name: str) -> None:
    """Byte for byte as it lies beside this test."""
    expected = (WRITTEN / f"small.{name}").read_text(encoding="utf-8")
    assert expected == pictures.render(name, small()).decode()


@pytest.mark.parametrize("name", [*TEXTS, "html"])
@pytest.mark.parametrize("picture", [small(), many(30), many(200, parts=9), hostile()])
def test_the_order_of_the_parts_does_not_show(name: str, picture: Picture) -> None:
    """The same picture gives the same bytes."""
    assert pictures.render(name, picture) == pictures.render(name, shuffled(picture))


@pytest.mark.parametrize("picture", [small(), many(40), hostile()])
def test_json_is_as_its_schema_has_it(picture: Picture) -> None:
    """Every node, line and finding, with texts as they are."""
    document = json.loads(pictures.render("json", picture))
    assert [] == problems(document)
    assert sorted(node.id for node in picture.nodes) == sorted(
        node["id"] for node in document["nodes"]
    )
    assert len(picture.lines) == len(document["edges"])


def test_the_schema_refuses_what_is_no_graph() -> None:
    """A count that is none, and a word that is no verdict."""
    document = json.loads(pictures.render("json", small()))
    document["edges"][0]["counts"] = {"guilty": 1}
    document["nodes"][0]["violated"] = -1
    assert 2 == len(problems(document))


def test_graphml_is_read_by_a_graph_library() -> None:
    """Nodes, parallel edges, types and counts arrive as they were."""
    written = pictures.render("graphml", small())
    graph = nx.read_graphml(io.BytesIO(written))
    assert {"F1", "F2", "W"} == set(graph)
    assert {"label": "watch", "status": "violated", "violated": 2, "indeterminate": 1} == dict(
        graph.nodes["W"]
    )
    edge = graph.get_edge_data("W", "F1")
    assert (2, 5, "3") == (edge["violated"], edge["compliant"], edge["provision"])


@pytest.mark.parametrize("name", ["svg", "graphml"])
def test_names_that_mean_harm_stay_text_in_xml(name: str) -> None:
    """The document is well-formed, and no element or attribute came out of a name."""
    written = pictures.render(name, hostile()).decode()
    root = ET.fromstring(written)  # noqa: S314 - what we wrote ourselves
    tags = {element.tag.rpartition("}")[2] for element in root.iter()}
    drawing = {"svg", "title", "desc", "rect", "g", "path", "text"}
    graph = {"graphml", "key", "desc", "graph", "node", "edge", "data"}
    assert tags <= (drawing if name == "svg" else graph)
    handlers = [key for element in root.iter() for key in element.attrib if key.startswith("on")]
    assert [] == handlers
    said = "".join(root.itertext())
    assert HOSTILE[0] in said
    assert r"\u202eright to left\u202c" in said
    assert r"bell\x07 null\x00" in said


def test_names_that_mean_harm_stay_quoted() -> None:
    """In a string of Graphviz, and in a label of Mermaid."""
    assert r'"a\\n\"b\" <c>"' == dot.quoted('a\\n"b" <c>')
    assert "#60;b#62; #34;c#34; #96;d#96; #35;quot;" == mermaid.coded('<b> "c" `d` #quot;')
    written = pictures.render("mermaid", hostile()).decode()
    assert "<script" not in written
    assert "<img" not in written


def test_the_svg_says_in_words_what_it_shows() -> None:
    """A screen reader gets a title and every line, the worst first."""
    root = ET.fromstring(pictures.render("svg", small()))  # noqa: S314 - our own
    space = {"svg": "http://www.w3.org/2000/svg"}
    assert "img" == root.get("role")
    assert "title desc" == root.get("aria-labelledby")
    assert "Who reports to whom" == root.findtext("svg:title", namespaces=space)
    assert (
        "port-12; 3 nodes; 3 lines; "
        "watch → first ferry: notifies ≤ 2 h · 3, violated 2, compliant 5; "
        "first ferry → watch: reports · 5, indeterminate 1; "
        "second ferry → watch: contract"
    ) == root.findtext("svg:desc", namespaces=space)


def test_violations_and_unknowns_are_told_apart_without_colours() -> None:
    """By weight and mark, and by dashes."""
    written = pictures.render("svg", small()).decode()
    assert 'stroke="#b00020" stroke-width="3"/>' in written
    assert 'stroke="#8a4b00" stroke-width="2" stroke-dasharray="7 5"/>' in written


def test_findings_are_listed_where_people_read() -> None:
    """On the terminal with place and help; a finding is no part of the drawing."""
    [found] = small().findings
    assert str(found) in pictures.render("terminal", small()).decode()


def test_a_picture_refuses_lines_to_nobody_and_two_of_one_name() -> None:
    """Whoever makes one has made a mistake."""
    with pytest.raises(ValueError, match="two nodes of a picture have one id"):
        replace(small(), nodes=[*small().nodes, small().nodes[0]])
    with pytest.raises(ValueError, match="`W` or `F1` is no node of the picture"):
        replace(small(), nodes=[node for node in small().nodes if node.id != "F1"])
