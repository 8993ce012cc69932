"""Roles and their holders: offices that fell vacant, holders who are not what their role is."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from govrules.facts import Row
from govrules.facts.lookalikes import visible
from govrules.findings import Finding, Level
from govrules.graphs.agencies.bodies import Bodies, Tie, Version
from govrules.instants import ABSENT, Instant
from govrules.norms import Act, Holder, Members, RoleLink
from govrules.sentences import Sentence

_NAMED = 5
"""How many bodies a finding about many names."""


def vacant(acts: Sequence[Act], bodies: Bodies) -> Iterator[Finding]:
    """Find the times at which nobody held an office of an act that somebody had held before.

    An office that never had a holder is what its duties are judged `unbound-role` for.
    """
    for act in acts:
        parties = {party for norm in act.norms for party in (norm.bearer, norm.counterparty)}
        for role in sorted({party.role for party in parties if isinstance(party, Holder)}):
            last: tuple[str, ...] = ()
            for tenure in bodies.tenures(act.roles[role]):
                seen = tenure.start <= bodies.as_of and tenure.end > act.commencement
                if last and not tenure.holders and not tenure.open and seen:
                    since = max(tenure.start, act.commencement)
                    if bodies.known("organisations", since):
                        yield _vacant(bodies, role, last, (since, tenure.end))
                last = tenure.holders or last


def _vacant(
    bodies: Bodies, role: str, last: Sequence[str], time: tuple[Instant, Instant]
) -> Finding:
    since, until = time
    if until == ABSENT:
        message = Sentence(
            "nobody holds the role `{role}` from {since} on; `{body}` held it last",
            role=role,
            since=bodies.told(since),
            body=visible(last[0]),
        )
    else:
        message = Sentence(
            "nobody holds the role `{role}` from {since} to {until}; `{body}` held it before",
            role=role,
            since=bodies.told(since),
            until=bodies.told(until),
            body=visible(last[0]),
        )
    ended = [each for each in bodies.lives[last[0]].versions if each.end <= since]
    return Finding(
        place=replace(ended[-1].row.source, column="valid_to"),
        code="vacant-role",
        level=Level.WARNING,
        message=message,
        help=Sentence("add the body that held it then: duties to or of nobody cannot be judged"),
    )


def unlinked(acts: Sequence[Act], bodies: Bodies) -> Iterator[Finding]:
    """Find holders of a role who lack what makes one by its definition, and bodies without any.

    The first is told of the first time at which a link was missing. The second is a note, about
    bodies that own objects: no duty to have a holder follows from a definition.
    """
    for act in acts:
        for role, links in act.role_links.items():
            held = list(_held(bodies, act.roles[role], act.commencement))
            for link in links:
                others = list(_held(bodies, act.roles[link.role], act.commencement))
                linked = _linked(bodies, link, {str(each.row.cells["id"]) for each in others})
                for version in held:
                    yield from _gap(act, bodies, role, link, version, linked)
                if link.outward and held:
                    yield from _without(bodies, role, link, held, others)


def _held(bodies: Bodies, roles: Iterable[str], since: Instant) -> Iterator[Version]:
    """Yield the versions of bodies that held one of some roles and are seen."""
    wanted = set(roles)
    for life in bodies.lives.values():
        for version in () if life.doubtful else life.versions:
            seen = version.start <= bodies.as_of and version.end > since
            if seen and not wanted.isdisjoint(version.roles):
                yield version


def _linked(bodies: Bodies, link: RoleLink, others: set[str]) -> Mapping[str, list[Tie]]:
    """Return by holder the relations that make its link, the earliest first.

    One to a body of which a row was set aside may make it.
    """
    others |= {name for name, life in bodies.lives.items() if life.doubtful}
    found: dict[str, list[Tie]] = {}
    for tie in sorted(bodies.ties, key=lambda tie: tie.start):
        if tie.relation == link.relation:
            holder, other = (tie.source, tie.target) if link.outward else (tie.target, tie.source)
            if other in others:
                found.setdefault(holder, []).append(tie)
    return found


def _gap(
    act: Act,
    bodies: Bodies,
    role: str,
    link: RoleLink,
    version: Version,
    linked: Mapping[str, list[Tie]],
) -> Iterator[Finding]:
    name = str(version.row.cells["id"])
    reached = max(version.start, act.commencement)
    for tie in linked.get(name, ()):
        if tie.start > reached:
            break
        reached = max(reached, tie.end)
    ghost = {"source": name} if link.outward else {"target": name}
    if bodies.may_be(link.relation, **ghost) or not bodies.known("relations", reached):
        return
    if reached < version.end and reached <= bodies.as_of:
        yield Finding(
            place=replace(version.row.source, column="roles"),
            code="unlinked-role",
            level=Level.WARNING,
            message=Sentence(
                "`{body}` holds the role `{role}`, but at {since} no `{relation}` ties it to"
                " a `{other}`, which `{unit}` makes part of that role",
                body=visible(name),
                role=role,
                since=bodies.told(reached),
                relation=link.relation,
                other=link.role,
                unit=link.unit,
            ),
            help=Sentence("add the relation for all the time of the role, or end the role"),
        )


def _without(
    bodies: Bodies, role: str, link: RoleLink, held: Sequence[Version], others: Sequence[Version]
) -> Iterator[Finding]:
    """Tell of the bodies that own objects and to which no holder of a role is linked now."""
    if not bodies.known("relations", bodies.as_of):
        return
    holders = {each.row.cells["id"] for each in held if each.end > bodies.as_of}
    reached = {
        tie.target
        for tie in bodies.current()
        if tie.relation == link.relation and tie.source in holders
    }
    owners = {row.cells["owner"] for row in bodies.rows("objects")}
    lacking = [
        version.row
        for version in others
        if version.row.cells["id"] in owners - reached
        and version.start <= bodies.as_of < version.end
        and not bodies.may_be(link.relation, target=str(version.row.cells["id"]))
    ]
    if lacking:
        yield _lacking(bodies, role, link, sorted(lacking, key=lambda row: row.source))


def _lacking(bodies: Bodies, role: str, link: RoleLink, rows: Sequence[Row]) -> Finding:
    names = [f"`{visible(str(row.cells['id']))}`" for row in rows]
    more = ["…"] if len(names) > _NAMED else []
    return Finding(
        place=replace(rows[0].source, column="id"),
        code="nobody-linked",
        level=Level.NOTE,
        message=Sentence(
            "{count} body owns objects, and no `{role}` is tied to it by `{relation}` at {moment}:"
            " {names}",
            "{count} bodies own objects, and no `{role}` is tied to them by `{relation}` at"
            " {moment}: {names}",
            count=len(names),
            names=", ".join([*names[:_NAMED], *more]),
            role=role,
            relation=link.relation,
            moment=bodies.told(bodies.as_of),
        ),
        help=Sentence(
            "`{unit}` says what the role is, not that a body must have one", unit=link.unit
        ),
    )


def idle(acts: Sequence[Act], bodies: Bodies) -> Iterator[Finding]:
    """Find bodies that take part in an act without a role for which taking part means anything."""
    meaning = {
        act.id: {
            role
            for norm in act.norms
            if isinstance(norm.bearer, Members) and norm.bearer.involved
            for role in act.roles[norm.bearer.role]
        }
        for act in acts
    }
    for tie in bodies.ties:
        roles = meaning.get(tie.target) if tie.relation == "participates-in" else None
        life = bodies.lives.get(tie.source)
        if roles is None or life is None or life.doubtful or tie.start > bodies.as_of:
            continue
        if not any(
            version.start < tie.end and tie.start < version.end and roles & set(version.roles)
            for version in life.versions
        ):
            yield Finding(
                place=replace(tie.row.source, column="source"),
                code="idle-participant",
                level=Level.WARNING,
                message=Sentence(
                    "`{body}` takes part in `{act}` and holds none of the roles that owe"
                    " anything for it",
                    body=visible(tie.source),
                    act=tie.target,
                ),
                help=Sentence("give it its role, or delete the row: nothing is owed because of it"),
            )
