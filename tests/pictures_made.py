"""Pictures for tests: a small one, one of many bodies, one whose names mean harm."""

from govrules.findings import Finding, Level, Place
from govrules.pictures import Line, Node, Picture
from govrules.sentences import Sentence
from govrules.verdicts import Verdict

HOSTILE = (
    "<script>window.harmed = 1</script>",
    "\"><img src=x onerror='window.harmed = 1'>",
    "</script><script>window.harmed = 1</script>",
    ']]> -- %% {{x}} \\" \\n',
    "\u202eright to left\u202c",
    "bell\x07 null\x00 line\u2028 half\ud800",
    "\u200fوزارة المالية\u200e & Sons",
    "#quot; &lt; `code` [x] (y) |z|",
)


def small() -> Picture:
    """Three bodies, one of each kind of line."""
    return Picture(
        title="Who reports to whom",
        subtitle="port-12",
        nodes=[
            Node(id="W", label="watch", status=Verdict.VIOLATED, violated=2, indeterminate=1),
            Node(id="F1", label="first ferry", note="F1", group="ferry"),
            Node(id="F2", label="second ferry", note="F2", group="ferry", part_of="F1"),
        ],
        lines=[
            Line(
                source="W",
                target="F1",
                label="notifies ≤ 2 h",
                provision="3",
                norm="port-12/3",
                relation="notifies",
                detail="The watch tells the operator.",
                status=Verdict.VIOLATED,
                counts={Verdict.VIOLATED: 2, Verdict.COMPLIANT: 5},
            ),
            Line(
                source="F1",
                target="W",
                label="reports",
                provision="5",
                norm="port-12/5",
                relation="reports",
                status=Verdict.INDETERMINATE,
                counts={Verdict.INDETERMINATE: 1},
                weight=9,
            ),
            Line(source="F2", target="W", label="contract", relation="contract"),
        ],
        groups={"ferry": "ferries"},
        findings=[
            Finding(
                place=Place(path="relations.csv", row=3, line=3, column="target"),
                code="orphan",
                level=Level.WARNING,
                message=Sentence("nobody answers"),
                help=Sentence("say who does"),
            )
        ],
    )


def many(count: int, *, parts: int = 0, groups: int = 1) -> Picture:
    """Return a service, a committee and many bodies; some violate, some nobody knows about."""
    nodes = [
        Node(id="S", label="State Technical Service", group="service", status=Verdict.COMPLIANT),
        Node(id="K", label="Комитет национальной безопасности", group="committee"),
    ]
    lines = [_line("S", "K", "13", Verdict.COMPLIANT, 1)]
    for number in range(count - 2):
        status = (Verdict.VIOLATED, *[Verdict.COMPLIANT] * 3, Verdict.INDETERMINATE)[number % 5]
        bad = 1 + number % 7 if status is Verdict.VIOLATED else 0
        unknown = 1 if status is Verdict.INDETERMINATE else 0
        name = f"M{number:05}"
        nodes.append(
            Node(
                id=name,
                label=f"Ministry of Agriculture, Water and Land Reclamation {number}",
                group=f"ministries {number % groups}",
                part_of=f"M{number % parts:05}" if parts and number >= parts else "",
                status=status,
                violated=bad,
                indeterminate=unknown,
            )
        )
        lines.append(_line(name, "S", "12.c", status, bad or 1))
        lines.append(_line("S", name, "10.3.g", Verdict.COMPLIANT, 3))
    named = {f"ministries {number}": f"ministries of kind {number}" for number in range(groups)}
    return Picture(title="many", nodes=nodes, lines=lines, groups=named)


def _line(source: str, target: str, provision: str, status: Verdict, count: int) -> Line:
    return Line(
        source=source,
        target=target,
        label="reports every quarter, no day",
        provision=provision,
        norm=f"x/{provision}",
        relation="reports",
        status=status,
        counts={status: count},
        weight=9 if source != "S" else 1,
    )


def hostile() -> Picture:
    """Names, labels and groups that would do harm if anything took them for more than text."""
    nodes = [
        Node(id=name, label=name, note=name, group=HOSTILE[index % 2])
        for index, name in enumerate(HOSTILE)
    ]
    lines = [
        Line(
            source=name,
            target=HOSTILE[(index + 1) % len(HOSTILE)],
            label=name,
            provision=name,
            norm=name,
            relation=name,
            detail=name,
            status=Verdict.VIOLATED,
            counts={Verdict.VIOLATED: 1},
        )
        for index, name in enumerate(HOSTILE)
    ]
    return Picture(
        title=HOSTILE[0],
        subtitle=HOSTILE[1],
        nodes=nodes,
        lines=lines,
        groups={HOSTILE[0]: HOSTILE[2]},
    )
