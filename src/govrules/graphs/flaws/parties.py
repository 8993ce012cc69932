"""Findings on who bears a duty and who is to be told: nobody, somebody unappointed, others."""

from collections.abc import Iterator

from govrules.findings import Finding, Level
from govrules.graphs.edges import NOBODY, in_force, roles
from govrules.graphs.flaws.drawing import REPORTING, Drawing, by_unit, ends, found, quoted
from govrules.norms import Anybody
from govrules.sentences import Sentence

_HEADINGS = frozenset({"chapeau", "composite", "goal"})


def findings(drawing: Drawing) -> Iterator[Finding]:
    """Yield the findings on parties."""
    yield from _unknown(drawing)
    yield from _unnamed(drawing)
    yield from _unfilled(drawing)
    yield from _self_made(drawing)
    yield from _without_line(drawing)
    yield from _of_other_bearers(drawing)


def _unknown(drawing: Drawing) -> Iterator[Finding]:
    """Yield ends that `act.yaml` does not list: a slip in a norm would draw a body of its own."""
    act = drawing.act
    known = {*act.roles, *act.others, act.id, NOBODY}
    for unit, group in by_unit(drawing.edges).items():
        for name in dict.fromkeys(end for edge in group for end in (edge.source, edge.target)):
            if name not in known:
                yield found(
                    drawing,
                    unit,
                    "undeclared-party",
                    Sentence(
                        "{number} speaks of `{name}`, whom `act.yaml` does not list",
                        number=drawing.number(unit),
                        name=name,
                    ),
                    Sentence("declare it under `others` in `act.yaml`, or correct the norm"),
                    Level.ERROR,
                )


def _unnamed(drawing: Drawing) -> Iterator[Finding]:
    for unit, group in by_unit(drawing.edges).items():
        relation = group[0].relation
        if any(edge.target == NOBODY for edge in group):
            yield found(
                drawing,
                unit,
                "unnamed-recipient",
                Sentence(
                    "{number} binds {sources} and names nobody as recipient: `{relation}`",
                    number=drawing.number(unit),
                    sources=ends(group)[0],
                    relation=relation,
                ),
                Sentence("name whom it goes to, or no message can show that it was done"),
            )
        if any(edge.source == NOBODY for edge in group):
            yield found(
                drawing,
                unit,
                "unnamed-sender",
                Sentence(
                    "{number} names nobody who acts towards {targets}: `{relation}`",
                    number=drawing.number(unit),
                    targets=ends(group)[1],
                    relation=relation,
                ),
                Sentence("name who is to do it, or nobody can be held to it"),
            )


def _unfilled(drawing: Drawing) -> Iterator[Finding]:
    appointed = {role for unit in drawing.units.values() for role in unit.appoints}
    for role, how in drawing.act.filled.items():
        units = [edge.unit for edge in drawing.edges if role in (edge.source, edge.target)]
        if not units or role in appointed:
            continue
        if how == "by-appointment":
            yield found(
                drawing,
                units[0],
                "unappointed-role",
                Sentence(
                    "nobody is obliged to appoint `{role}`, of whom {numbers} speak",
                    role=role,
                    numbers=drawing.numbers(units),
                ),
                Sentence("say who appoints it and by when"),
            )
        else:
            yield found(
                drawing,
                units[0],
                "unidentified-role",
                Sentence(
                    "the text describes `{role}` without saying who that is: {numbers}",
                    role=role,
                    numbers=drawing.numbers(units),
                ),
                Sentence("name the body, or say which act does"),
                Level.NOTE,
            )


def _self_made(drawing: Drawing) -> Iterator[Finding]:
    norms = in_force(drawing.act)
    for unit in drawing.units.values():
        bearers = roles(norms[unit.id].bearer) if unit.id in norms else ()
        for role in unit.appoints:
            if role in bearers:
                yield found(
                    drawing,
                    unit.id,
                    "self-appointing-role",
                    Sentence(
                        "`{role}` exists only once {number} is carried out, and is to carry it out",
                        role=role,
                        number=drawing.number(unit.id),
                    ),
                    Sentence("leave it out of those who carry it out"),
                )


def _without_line(drawing: Drawing) -> Iterator[Finding]:
    within = drawing.act.roles
    reporting = {
        role
        for edge in drawing.edges
        if edge.relation in REPORTING
        for role in within.get(edge.source, ())
    }
    owed: dict[str, list[str]] = {}
    for unit, norm in in_force(drawing.act).items():
        supervises = any(
            edge.unit == unit and edge.relation == "supervises" for edge in drawing.edges
        )
        if unit in drawing.units and not supervises and not isinstance(norm.bearer, Anybody):
            for role in roles(norm.bearer):
                owed.setdefault(role, []).append(unit)
    for role, units in owed.items():
        narrower = set(within.get(role, ())) - {role}
        if role in within and role not in reporting and not (narrower and narrower <= reporting):
            first = min(units, key=list(drawing.units).index)
            yield found(
                drawing,
                first,
                "no-reporting-line",
                Sentence(
                    "`{role}` bears {count} duty and need not report to anybody",
                    "`{role}` bears {count} duties and need not report to anybody",
                    role=role,
                    count=len(units),
                ),
                Sentence("say to whom it reports, from {number} on", number=drawing.number(first)),
            )


def _of_other_bearers(drawing: Drawing) -> Iterator[Finding]:
    norms = in_force(drawing.act)
    for heading in drawing.units.values():
        if heading.role not in _HEADINGS or heading.state.word != "structure":
            continue
        groups: dict[frozenset[str], list[str]] = {}
        for unit in heading.state.names:
            if unit in norms:
                groups.setdefault(frozenset(roles(norms[unit].bearer)), []).append(unit)
        if len(groups) > 1:
            told = [
                Sentence(
                    "{numbers} by {bearers}",
                    numbers=drawing.numbers(units),
                    bearers=quoted(sorted(bearers)),
                )
                for bearers, units in groups.items()
            ]
            yield found(
                drawing,
                heading.id,
                "bearers-differ",
                Sentence(
                    "duties under {number} are borne by different bodies: {groups}",
                    number=drawing.number(heading.id),
                    groups=_joined(told),
                ),
                Sentence("give duties that belong together to the same bodies, or say who leads"),
                Level.NOTE,
            )


def _joined(parts: list[Sentence]) -> Sentence:
    told = parts[0]
    for part in parts[1:]:
        told = Sentence("{first}; {next}", first=told, next=part)
    return told
