"""What is drawn: nodes, lines between them and groups, as plain texts and numbers.

A picture knows no act and no table: whoever makes one has told every text in its language. What
a text holds is not trusted; each format writes it so that it is legible and executes nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from govrules.findings import Finding
from govrules.verdicts import Verdict

LAW = ""
"""The status of what the law draws: a duty in general, on which there is no verdict."""

STATUSES = (*Verdict, LAW)
"""Every status, the worst first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A body or a role: its name, what it is, the group it stands in and what it is part of.

    `note` is a short second line, `part_of` the id of another node. `status` is the worst of the
    verdicts on its duties; the two counts are of duties. `named`: somebody; else it stands for whom
    nobody names.
    """

    id: str
    label: str
    note: str = ""
    group: str = ""
    part_of: str = ""
    status: str = LAW
    violated: int = 0
    indeterminate: int = 0
    named: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What one node owes or is to another, by one norm or relation.

    `label` says what and until when, `provision` is the official number, `detail` one sentence
    more. `counts` are the duties of each verdict; a line of the law has none. `weight` says how
    strongly the line wants to run from left to right. `mutual`: neither end comes first; `chosen`:
    the picture is about this line.
    """

    source: str
    target: str
    label: str
    provision: str = ""
    norm: str = ""
    relation: str = ""
    detail: str = ""
    status: str = LAW
    counts: Mapping[str, int] = field(default_factory=dict)
    weight: int = 1
    mutual: bool = False
    chosen: bool = False

    @property
    def violated(self) -> int:
        """Return how many of its duties are violated."""
        return self.counts.get(Verdict.VIOLATED, 0)

    @property
    def text(self) -> str:
        """Return what is written beside the line: `≤ 30 min · 10.3.g`."""
        return " · ".join(part for part in (self.label, self.provision) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A graph ready to be drawn, in one language.

    `groups` names the groups by their ids; `findings` are those on the graph. Nodes and lines may
    come in any order; formats sort them.
    """

    title: str
    subtitle: str = ""
    language: str = "en"
    nodes: Sequence[Node] = ()
    lines: Sequence[Line] = ()
    groups: Mapping[str, str] = field(default_factory=dict)
    findings: Sequence[Finding] = ()

    def __post_init__(self) -> None:
        """Refuse what cannot be drawn.

        Raises:
            ValueError: two nodes with one id, or a line to a node that is not there.
        """
        ids = {node.id for node in self.nodes}
        if len(ids) != len(self.nodes):
            raise ValueError("two nodes of a picture have one id")
        for line in self.lines:
            if line.source not in ids or line.target not in ids:
                raise ValueError(f"`{line.source}` or `{line.target}` is no node of the picture")


def worst(statuses: Sequence[str]) -> str:
    """Return the worst of some statuses, that of the law if there is none."""
    return min(statuses, key=STATUSES.index, default=LAW)


def node_order(node: Node) -> tuple[str, str]:
    """Return the key that sorts nodes the same way everywhere."""
    return node.group, node.id


def line_order(line: Line) -> tuple[str, ...]:
    """Return the key that sorts lines the same way everywhere."""
    return line.source, line.target, line.norm, line.relation, line.provision, line.label
