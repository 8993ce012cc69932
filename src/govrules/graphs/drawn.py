"""Graphs as pictures: what is drawn of each, told in a language."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeAlias

from govrules.acts.inventory import Unit
from govrules.findings import Finding
from govrules.graphs import labels
from govrules.graphs.edges import NOBODY, Edge, edges
from govrules.graphs.relations import RELATIONS
from govrules.languages import Language, language
from govrules.norms import Act, Norm, PeriodTrigger
from govrules.pictures import Line, Node, Picture
from govrules.sentences import Sentence, listed
from govrules.verdicts import Verdict

if TYPE_CHECKING:
    import networkx as nx

Graph: TypeAlias = "nx.MultiDiGraph[str]"

_UPWARDS = 1_000
"""How much more a report for a period weighs than any other line: it goes up the line, and the
line is drawn from left to right."""
_KINDS: Mapping[str, Sentence] = {
    "body": Sentence("other bodies"),
    "people": Sentence("people"),
    "system": Sentence("systems"),
    "act": Sentence("the act"),
    "nobody": Sentence("nobody is named"),
}
"""The groups of a law's graph that are no roles."""


def law_picture(act: Act, graph: Graph, code: str, findings: Sequence[Finding] = ()) -> Picture:
    """Return the picture of the graph of an act, as `law_graph` gives it, in a language."""
    tongue = language(code)
    short = short_numbers([act], [about["unit"] for *_, about in graph.edges(data=True)])
    return Picture(
        title=_said(tongue, act.title),
        subtitle=tongue.tell(Sentence("{act}: who owes what to whom by its text", act=act.id)),
        language=code,
        nodes=[
            Node(
                id=name,
                label=_name(tongue, about),
                note=name if about["kind"] == "role" else "",
                group=about["group"],
                named=name != NOBODY,
            )
            for name, about in graph.nodes(data=True)
        ],
        lines=[_law_line(about["edge"], short, tongue) for *_, about in graph.edges(data=True)],
        groups={**_role_names([act], tongue), **{k: tongue.tell(v) for k, v in _KINDS.items()}},
        findings=findings,
    )


def _law_line(edge: Edge, short: Mapping[str, str], tongue: Language) -> Line:
    return Line(
        source=edge.source,
        target=edge.target,
        label=tongue.tell(_labelled(edge)),
        provision=short.get(edge.unit, edge.unit),
        norm=edge.unit,
        relation=edge.relation,
        detail=_said(tongue, edge.summary),
        weight=_weight(edge.norm),
        mutual=edge.mutual,
    )


def agency_picture(
    acts: Sequence[Act],
    units: Mapping[str, Unit],
    graph: Graph,
    code: str,
    findings: Sequence[Finding] = (),
) -> Picture:
    """Return the picture of the agencies, as `agency_graph` gives them, in a language.

    Duties are drawn with their verdicts, relations as they stand, and messages only where no duty
    says that the one owes anything to the other.
    """
    tongue = language(code)
    named = _names(acts, tongue)
    subtitle = Sentence(
        "{acts}, as of {moment}",
        acts=listed([act.id for act in acts]),
        moment=graph.graph["as_of"],
    )
    return Picture(
        title=tongue.tell(Sentence("Who reports to whom")),
        subtitle=tongue.tell(subtitle),
        language=code,
        nodes=[_agency(name, about, named, tongue) for name, about in graph.nodes(data=True)],
        lines=[*_agency_lines(acts, units, graph, tongue)],
        groups=named,
        findings=findings,
    )


def _agency_lines(
    acts: Sequence[Act], units: Mapping[str, Unit], graph: Graph, tongue: Language
) -> Iterator[Line]:
    norms = {norm.id: norm for act in acts for norm in act.norms}
    drawn = {edge.unit: edge for act in acts for edge in edges(act, units)}
    short = short_numbers(acts, norms)
    every = [*graph.edges(data=True)]
    owing = {(one, other) for one, other, about in every if about["relation"] == "duty"}
    for source, target, about in every:
        relation = about["relation"]
        if relation == "duty":
            norm = norms[about["norm"]]
            line = _duty_line((source, target), about, norm, drawn.get(norm.id), tongue)
            summary = units[norm.id].summary if norm.id in units else {}
            yield replace(line, provision=short[norm.id], detail=_said(tongue, summary))
        elif relation != "message":
            label = tongue.tell(_worded(relation))
            yield Line(source=source, target=target, label=label, relation=relation)
        elif (source, target) not in owing:
            sent = Sentence("sent: {type} ({count})", type=about["label"], count=about["count"])
            kind = f"message:{about['label']}"
            yield Line(source=source, target=target, label=tongue.tell(sent), relation=kind)


def _duty_line(
    ends: tuple[str, str], about: Mapping[str, Any], norm: Norm, edge: Edge | None, tongue: Language
) -> Line:
    label = _labelled(edge) if edge else labels.term(norm, "")
    return Line(
        source=ends[0],
        target=ends[1],
        label=tongue.tell(label),
        norm=norm.id,
        relation=edge.relation if edge else "duty",
        status=about["status"],
        counts={str(word): about[word] for word in Verdict if about[word]},
        weight=_weight(norm),
    )


def _agency(
    name: str, about: Mapping[str, Any], named: Mapping[str, str], tongue: Language
) -> Node:
    note = name
    if about["kind"] != "role" and not about["exists"]:
        note = tongue.tell(Sentence("{id}: does not exist at this moment", id=name))
    return Node(
        id=name,
        label=named.get(name, about["label"]),
        note=note,
        group=about["group"],
        part_of=about["part_of"],
        status=about["status"],
        violated=about[Verdict.VIOLATED],
        indeterminate=about[Verdict.INDETERMINATE],
        named=name != NOBODY,
    )


def _names(acts: Sequence[Act], tongue: Language) -> dict[str, str]:
    """Return the names of roles and of whomever else acts speak of."""
    others = {name: _said(tongue, other.name) for act in acts for name, other in act.others.items()}
    return {**others, NOBODY: tongue.tell(_KINDS["nobody"]), **_role_names(acts, tongue)}


def narrowed(graph: Graph, norms: Collection[str]) -> Graph:
    """Keep the edges of some norms only, and whom they join; all if none is named."""
    if not norms:
        return graph
    edges_ = graph.edges(keys=True, data=True)
    kept = [(one, other, key) for one, other, key, about in edges_ if about.get("norm") in norms]
    return graph.edge_subgraph(kept)  # type: ignore[arg-type] # the stubs know no keyed edges


def short_numbers(acts: Sequence[Act], units: Iterable[str]) -> dict[str, str]:
    """Return the units of acts by as short a name as tells them apart: `10.3.g`, `order/2.1`.

    The part of an act that most of its norms stand in goes without saying.
    """
    parts = Counter(norm.id.rpartition("/")[0] for act in acts for norm in act.norms)
    main = {
        act.id: max(
            (part for part in parts if part.split("/")[0] == act.id),
            key=lambda part: (parts[part], part),
            default=act.id,
        )
        for act in acts
    }
    return {
        unit: unit.removeprefix(f"{main.get(unit.split('/')[0], '')}/").removeprefix(
            f"{unit.split('/')[0]}/"
        )
        for unit in units
    }


def _labelled(edge: Edge) -> Sentence:
    relation = _worded(edge.relation)
    if edge.implied:
        relation = Sentence("{relation} (implied)", relation=relation)
    return Sentence("{relation} {term}", relation=relation, term=edge.label)


def _worded(relation: str) -> str:
    return RELATIONS.get(relation, relation)


def _weight(norm: Norm | None) -> int:
    return _UPWARDS if norm is not None and isinstance(norm.trigger, PeriodTrigger) else 1


def _name(tongue: Language, about: Mapping[str, Any]) -> str:
    return _said(tongue, about["names"]) or tongue.tell(about["label"])


def _said(tongue: Language, texts: Mapping[str, str]) -> str:
    return next((texts[code] for code in tongue.choices if texts.get(code)), "")


def _role_names(acts: Sequence[Act], tongue: Language) -> dict[str, str]:
    return {role: _said(tongue, names) for act in acts for role, names in act.role_names.items()}
