"""Messages and the line they should have gone: by whom, for whom, to whom."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from govrules.facts import Row
from govrules.facts.lookalikes import visible
from govrules.findings import Finding, Level
from govrules.graphs.agencies.bodies import AUTHORISES, Bodies
from govrules.instants import Span
from govrules.norms import Act, Anybody, Executors, Holder, Members, Message, Norm, Party
from govrules.sentences import Sentence


@dataclass(frozen=True, slots=True)
class Letter:
    """A message that was sent, `owner` the body whose object its case is about, if known."""

    type: str
    document: str
    sender: str
    recipients: tuple[str, ...]
    sent: Span
    owner: str
    row: Row


def letters(bodies: Bodies) -> Iterator[Letter]:
    """Yield the messages surely sent by the instant."""
    objects = {str(row.cells["id"]): str(row.cells["owner"]) for row in bodies.rows("objects")}
    cases = {
        str(row.cells["id"]): objects.get(str(row.cells["object"]), "")
        for row in bodies.rows("cases")
    }
    for row in bodies.rows("messages"):
        sent = row.span("sent_at")
        if not row.aside and sent.hi <= bodies.as_of:
            yield Letter(
                str(row.cells["type"]),
                str(row.cells["document"]),
                str(row.cells["sender"]),
                row.listed("recipient"),
                sent,
                cases.get(str(row.cells["case"]), ""),
                row,
            )


def without_authority(bodies: Bodies) -> Iterator[Finding]:
    """Find persons who wrote or were written to when the body they act for had not authorised them.

    A person is who has been authorised by some body and holds no role; once told for each body.
    """
    found: dict[tuple[str, str], list[tuple[Letter, str]]] = {}
    for letter in letters(bodies):
        named = [("sender", letter.sender), *(("recipient", each) for each in letter.recipients)]
        for column, name in named:
            ties = bodies.authorities.get(name, ())
            life = bodies.lives.get(name)
            if not ties or (life is not None and any(each.roles for each in life.versions)):
                continue
            meant = [tie for tie in ties if letter.owner in {"", tie.target}] or ties
            told = bodies.known("relations", letter.sent.lo) and not bodies.may_be(
                AUTHORISES, source=name
            )
            if told and not any(tie.touches(letter.sent) for tie in meant):
                key = (name, meant[0].target)
                found.setdefault(key, []).append((letter, column))
    for (person, body), uses in found.items():
        yield _unauthorised(bodies, person, body, uses)


def _unauthorised(
    bodies: Bodies, person: str, body: str, uses: Sequence[tuple[Letter, str]]
) -> Finding:
    letter, column = min(uses, key=lambda use: (use[0].sent.lo, use[0].row.source))
    ties = [tie for tie in bodies.authorities[person] if tie.target == body]
    before = [tie for tie in ties if tie.end <= letter.sent.lo]
    nearest = max(before, key=lambda tie: tie.end) if before else min(ties, key=lambda t: t.start)
    known: dict[str, str | int] = {
        "count": len(uses),
        "person": visible(person),
        "body": visible(body),
        "moment": bodies.told(nearest.end if before else nearest.start),
        "place": str(nearest.row.source),
    }
    lapsed = Sentence(
        "the authority of `{person}` from `{body}` had ended at {moment} ({place}), before {count}"
        " message was sent",
        "the authority of `{person}` from `{body}` had ended at {moment} ({place}), before {count}"
        " messages were sent, this one first",
        **known,
    )
    early = Sentence(
        "the authority of `{person}` from `{body}` began only at {moment} ({place}), after {count}"
        " message was sent",
        "the authority of `{person}` from `{body}` began only at {moment} ({place}), after {count}"
        " messages were sent, this one first",
        **known,
    )
    return Finding(
        place=replace(letter.row.source, column=column),
        code="no-authority",
        level=Level.WARNING,
        message=lapsed if before else early,
        help=Sentence("add the authorisation in force then, or write to the body itself"),
    )


class _Line:
    """A norm's way from its bearer to its counterparty, for one kind of message."""

    def __init__(self, act: Act, norm: Norm, message: Message, bodies: Bodies) -> None:
        self._document = message.document
        self.bears = _matcher(act, norm.bearer, bodies)
        self.receives = _matcher(act, norm.counterparty, bodies)

    def carries(self, letter: Letter) -> bool:
        """Say whether the norm is about such a message: of documents only about one of them."""
        return self._document in {"", letter.document}


_Matches = Callable[[str, Letter], bool]


def _matcher(act: Act, party: Party, bodies: Bodies) -> _Matches:
    """Return whether an organisation may be the party; what nobody can tell may be."""
    if isinstance(party, Anybody):
        return lambda _name, _letter: True
    if isinstance(party, Holder):
        return _office(act, party, bodies)
    named = party.roles if isinstance(party, Executors) else (party.role,)
    roles = {inner for role in named for inner in act.roles[role]}

    def is_member(name: str, letter: Letter) -> bool:
        life = bodies.lives.get(name)
        if life is None or life.doubtful or not bodies.known("organisations", letter.sent.lo):
            return True
        return life.holds(roles, letter.sent.lo) or life.holds(roles, letter.sent.hi)

    if isinstance(party, Members | Executors):
        return is_member
    return lambda name, letter: name == letter.owner if letter.owner else is_member(name, letter)


def _office(act: Act, party: Holder, bodies: Bodies) -> _Matches:
    stretches = bodies.tenures(act.roles[party.role])
    starts = [each.start for each in stretches]

    def holds(name: str, letter: Letter) -> bool:
        first, last = (bisect_right(starts, at) for at in (letter.sent.lo, letter.sent.hi))
        return not bodies.known("organisations", letter.sent.lo) or any(
            tenure.open or not tenure.holders or name in tenure.holders
            for tenure in stretches[first - 1 : last]
        )

    return holds


def off_the_line(acts: Sequence[Act], bodies: Bodies) -> Iterator[Finding]:
    """Find messages of a kind that norms demand which went to somebody whom none of them names.

    The norms are those that bind the sender to send such a message, else all that ask for one.
    Who acts for a body, or ever did, stands for it here: whether he might, is told elsewhere.
    """
    lines: dict[str, list[_Line]] = {}
    for act in acts:
        for norm in act.norms:
            if isinstance(norm.performance, Message):
                line = _Line(act, norm, norm.performance, bodies)
                lines.setdefault(norm.performance.type, []).append(line)
    astray: dict[tuple[str, str, str], list[Letter]] = {}
    for letter in letters(bodies):
        for name in _astray(lines, bodies, letter):
            astray.setdefault((letter.type, letter.sender, name), []).append(letter)
    for (type_, sender, name), found in astray.items():
        yield _round_the_line(type_, sender, name, found)


def _astray(lines: Mapping[str, Sequence[_Line]], bodies: Bodies, letter: Letter) -> Iterator[str]:
    known = [line for line in lines.get(letter.type, ()) if line.carries(letter)]
    if not known or not letter.sender:
        return
    senders = _identities(bodies, letter.sender)
    own = [line for line in known if any(line.bears(name, letter) for name in senders)]
    for recipient in letter.recipients:
        names = _identities(bodies, recipient)
        if bodies.may_be(AUTHORISES, source=recipient):
            continue
        if not any(line.receives(name, letter) for line in own or known for name in names):
            yield recipient


def _identities(bodies: Bodies, name: str) -> Iterable[str]:
    return {name, *(tie.target for tie in bodies.authorities.get(name, ()))}


def _round_the_line(type_: str, sender: str, name: str, found: Sequence[Letter]) -> Finding:
    first = min(found, key=lambda letter: (letter.sent.lo, letter.row.source))
    return Finding(
        place=replace(first.row.source, column="recipient"),
        code="round-the-line",
        level=Level.WARNING,
        message=Sentence(
            "`{sender}` sent `{type}` to `{recipient}`, to whom no norm sends it, {count} time",
            "`{sender}` sent `{type}` to `{recipient}`, to whom no norm sends it, {count} times",
            count=len(found),
            sender=visible(sender),
            type=type_,
            recipient=visible(name),
        ),
        help=Sentence("correct the recipient, or ask why the message went round the line"),
    )
