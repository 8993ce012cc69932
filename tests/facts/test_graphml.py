"""Graphs in GraphML: edges are relations, nodes are organisations, and nothing else gets in."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import networkx as nx
import pytest

from govrules.facts import Facts
from govrules.findings import Place

if TYPE_CHECKING:
    from pathlib import Path

Files = Mapping[str, str | bytes]
Read = Callable[[Files], Facts]
Refused = Callable[[Files], str]

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
<key id="d0" for="edge" attr.name="relation" attr.type="string"/>
<key id="d1" for="edge" attr.name="valid_from"><default>2020-01-01</default></key>
<key id="d2" for="node" attr.name="name" attr.type="string"/>
<key id="d3" for="node" yfiles.type="nodegraphics"/>
"""
GRAPH = f"""{HEAD}<graph edgedefault="directed">
<node id="A"><data key="d2">Agency &amp; Co</data><data key="d3"><Shape>x</Shape></data></node>
<node id="B"/>
<edge source="A" target="B"><data key="d0">part-of</data></edge>
<edge source="B" target="A">
<data key="d0">supervises</data>
<data key="d1">2021-02-03</data>
</edge>
</graph></graphml>
"""


def edge(text: str, default: str = "directed") -> str:
    """Return a graph with one more element."""
    return f'{HEAD}<graph edgedefault="{default}">\n{text}\n</graph></graphml>'


def rows(facts: Facts, table: str, *columns: str) -> list[tuple[object, ...]]:
    """Return some cells of a table."""
    return [tuple(row.cells[name] for name in columns) for row in facts.tables[table].rows]


def told(facts: Facts) -> list[str]:
    """Return the findings as they are told."""
    return [str(finding) for finding in facts.findings]


def test_edges_are_relations_and_nodes_are_organisations(facts: Read) -> None:
    """Of one graph under two names; drawings are left out, a default fills what is not said."""
    dated = "timezone: UTC"
    found = facts(
        {"relations.graphml": GRAPH, "organisations.graphml": GRAPH, "dataset.yaml": dated}
    )
    assert [] == told(found)
    assert [("A", "part-of", "B"), ("B", "supervises", "A")] == rows(
        found, "relations", "source", "relation", "target"
    )
    assert [("A", "Agency & Co"), ("B", "")] == rows(found, "organisations", "id", "name")
    spans = [row.span("valid_from").lo for row in found.tables["relations"].rows]
    assert [1577836800000000, 1612310400000000] == spans


def test_every_cell_knows_its_line(facts: Read) -> None:
    """A word that is none is told where its data stand, a row where its element begins."""
    text = edge('<edge source="A"\n target="B">\n<data key="d0">befriends</data></edge>')
    found = facts({"relations.graphml": text, "dataset.yaml": "timezone: UTC"})
    assert [Place(path="relations.graphml", line=10, row=1, column="relation")] == [
        finding.place for finding in found.findings
    ]
    assert [8] == [row.source.line for row in found.tables["relations"].rows]


@pytest.mark.parametrize(
    ("element", "default", "complaint"),
    [
        (
            '<edge source="A" target="B"><data key="d0">part-of</data></edge>',
            "undirected",
            (
                "undirected-edge the edge has no direction: nobody can tell its source from its"
                " target\n"
                '  help: write `edgedefault="directed"` on the graph if its edges run from'
                " the source"
            ),
        ),
        (
            '<edge source="A" target="B" directed="false"><data key="d0">part-of</data></edge>',
            "directed",
            (
                "undirected-edge the edge has no direction: nobody can tell its source from its"
                " target\n"
                '  help: write `edgedefault="directed"` on the graph if its edges run from'
                " the source"
            ),
        ),
        (
            '<hyperedge><endpoint node="A"/><endpoint node="B"/></hyperedge>',
            "directed",
            (
                "hyperedge a hyperedge is no relation between two\n"
                "  help: draw one edge for each two that are related"
            ),
        ),
        (
            '<edge source="A" target="B"><data key="d9">part-of</data></edge>',
            "directed",
            (
                "undeclared-key the data name the key `d9`, which no `<key>` declares\n"
                "  help: declare the key with its `attr.name` before the graph"
            ),
        ),
        (
            (
                '<edge source="A" target="B"><data key="d0">part-of</data><data key="d0">x</data>'
                "</edge>"
            ),
            "directed",
            "doubled-data the data of key `d0` stand twice\n  help: delete one of the two",
        ),
    ],
    ids=["undirected graph", "undirected edge", "hyperedge", "undeclared", "doubled"],
)
def test_an_edge_that_is_no_relation_is_set_aside(
    element: str, default: str, complaint: str, facts: Read
) -> None:
    """With its line; the others are used."""
    sound = '\n<edge source="B" target="C" directed="true"><data key="d0">part-of</data></edge>'
    files = {"relations.graphml": edge(element + sound, default), "dataset.yaml": "timezone: UTC"}
    found = facts(files)
    assert [f"relations.graphml:8: {complaint}"] == told(found)
    assert [True, False] == [row.aside for row in found.tables["relations"].rows]


def test_an_edge_without_an_end_is_told(facts: Read) -> None:
    """As a blank cell of any other table is."""
    text = edge('<edge target="B"><data key="d0">part-of</data></edge>')
    assert [
        (
            "relations.graphml:8: [source] blank-cell `source` is blank\n"
            "  help: fill the cell: without it nobody can tell what the row is about"
        )
    ] == told(facts({"relations.graphml": text, "dataset.yaml": "timezone: UTC"}))


def test_the_agencys_own_headings_are_mapped(facts: Read) -> None:
    """As those of any other table are."""
    mapping = "{timezone: UTC, columns: {relations: {kind: relation}}}"
    text = GRAPH.replace('attr.name="relation"', 'attr.name="kind"')
    found = facts({"relations.graphml": text, "dataset.yaml": mapping})
    assert ["part-of", "supervises"] == [
        row.cells["relation"] for row in found.tables["relations"].rows
    ]


def test_data_after_a_nested_graph_belong_to_the_outer_node(facts: Read) -> None:
    """Groups of drawing programs are nodes with a graph inside."""
    text = edge(
        '<node id="A"><graph edgedefault="directed"><node id="B"/></graph>'
        '<data key="d2">outer</data></node>'
    )
    found = facts({"organisations.graphml": text})
    assert [("A", "outer"), ("B", "")] == rows(found, "organisations", "id", "name")


def test_what_networkx_writes_can_be_read(facts: Read, tmp_path: "Path") -> None:
    """Its keys, its order of attributes and its pretty printing."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_edge("MO-1", "GOV", relation="part-of")
    nx.write_graphml(graph, tmp_path / "out.graphml")
    found = facts({"relations.graphml": (tmp_path / "out.graphml").read_bytes()})
    assert [] == told(found)
    assert [("MO-1", "part-of", "GOV")] == rows(found, "relations", "source", "relation", "target")


BOMB = """<?xml version="1.0"?>
<!DOCTYPE graphml [
<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
]>
<graphml>&b;</graphml>"""
OUTSIDE = '<!DOCTYPE graphml SYSTEM "file:///etc/passwd">\n<graphml/>'


@pytest.mark.parametrize(("text", "line"), [(BOMB, 2), (OUTSIDE, 1)], ids=["bomb", "outside"])
def test_a_document_type_is_refused_before_any_entity(
    text: str, line: int, refusal: Refused
) -> None:
    """Nothing is expanded and nothing is fetched."""
    assert (
        f"relations.graphml:{line}: document-type the file declares a document type\n"
        "  help: delete the `<!DOCTYPE` declaration: GraphML needs none"
    ) == refusal({"relations.graphml": text})


def test_broken_xml_is_refused_at_its_character(refusal: Refused) -> None:
    """With the words of the parser."""
    assert (
        "relations.graphml:2:10: bad-xml the file is no XML: mismatched tag\n"
        "  help: export the graph again as GraphML"
    ) == refusal({"relations.graphml": "<graphml>\n<graph></graphml>"})


def test_another_kind_of_xml_is_refused(refusal: Refused) -> None:
    """A drawing, say."""
    assert (
        "relations.graphml:1: not-graphml the file starts with `<svg>`, GraphML with `<graphml>`\n"
        "  help: export the graph as GraphML"
    ) == refusal({"relations.graphml": "<svg/>"})


def test_a_graph_of_another_table_is_no_table(facts: Read) -> None:
    """Cases are no graph."""
    found = facts({"cases.graphml": GRAPH})
    assert ["unknown-table", "no-tables"] == sorted(
        (finding.code for finding in found.findings), reverse=True
    )
