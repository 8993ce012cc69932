"""Messages as performances: which messages of a case or period count for a norm, and how.

Every norm of a family reads the same joined rows and contributes filtered minima and counts to
one grouping; nothing is scanned twice.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from govrules import calculus
from govrules.calculus import (
    TRUE,
    Aggregate,
    Count,
    Greatest,
    Least,
    Relation,
    Scan,
    Term,
    all_of,
    any_of,
    called,
    col,
    equal,
    less,
    lit,
    negation,
    one_of,
    when,
)
from govrules.facts import Facts
from govrules.instants import ABSENT, EARLIEST, Instant
from govrules.norms import FormTrigger, Holder, Message, Norm, ObjectOwner, Party, ReceiptTrigger
from govrules.planning.duties import Named, evidence_rows
from govrules.planning.pairs import (
    HOLDS,
    Bounds,
    Pair,
    both,
    bounds,
    by,
    during,
    either,
    exactly,
    named,
    opposite,
)
from govrules.planning.parties import AUTHORITY, Office, acts_for
from govrules.planning.settled import handed_over, now
from govrules.planning.windows import Window

MESSAGE = "m."
SECTIONS = ("internal", "external")
SENDER_AUTHORITY = "sender."
RECIPIENT_AUTHORITY = "recipient."
"""Prefixes of the columns that a message and its two authorisations bring to a joined row."""

SENT = bounds(MESSAGE + "sent_at")
FORM = Pair(col("form.sure"), col("form.possible"))
"""Where the form that came with a message is in order; joined by `govrules.planning.forms`."""


def scan(norms: Sequence[Norm], as_of: Instant, labels: Sequence[str] = ()) -> Relation:
    """Read the messages of the types that some norms know, as far as they are seen by `as_of`.

    `labels` are columns to read beside those that every norm may need.
    """
    types = sorted({word for norm in norms for word in message_types(norm)})
    asked = [norm.performance for norm in norms if isinstance(norm.performance, Message)]
    covers = {"event", "incident"} | {word for each in asked for word in each.covers}
    languages = {word for each in asked for word in each.languages}
    times = (f"{name}{form}.{side}" for name in _TIMES for form in _FORMS for side in ("lo", "hi"))
    columns = (
        *("row", "aside", "id", "type", "case", "sender", "recipient", "status", "period"),
        *("document", "covers.any", "languages.any", *times),
        *(f"nil_sections.has.{section}" for section in SECTIONS),
        *(f"covers.has.{word}" for word in sorted(covers)),
        *(f"languages.has.{word}" for word in sorted(languages)),
        *labels,
    )
    kept = calculus.Where(
        Scan("messages", columns, MESSAGE),
        all_of(
            one_of(col(MESSAGE + "type"), ("", *types)),
            by(SENT, now(as_of)).possible,
        ),
    )
    return calculus.Titled("messages seen", kept)


_TIMES = ("sent_at", "received_at")
_FORMS = ("", ".minute")


def message_types(norm: Norm) -> tuple[str, ...]:
    """Return the types of message that a norm's trigger and performance look at."""
    received = ""
    if isinstance(norm.trigger, ReceiptTrigger | FormTrigger):
        received = norm.trigger.message
    performed = norm.performance.type if isinstance(norm.performance, Message) else ""
    return tuple(word for word in (received, performed) if word)


def with_authority(rows: Relation, body: str, organisation: str, prefix: str) -> Relation:
    """Join the authorisations that run from an organisation to a body, keeping rows without."""
    authority: Relation = calculus.Where(
        Scan("relations", ("relation", *AUTHORITY), prefix),
        equal(col(prefix + "relation"), lit("authorised-by")),
    )
    authority = calculus.Titled(f"authorised {prefix}", authority)
    return calculus.join(
        rows,
        authority,
        {organisation: prefix + "source", body: prefix + "target"},
        {
            prefix + "relation": "",
            prefix + "source": "",
            prefix + "target": "",
            prefix + "valid_from.lo": ABSENT,
            prefix + "valid_to.lo": EARLIEST,
            prefix + "aside": False,
        },
    )


@dataclass(frozen=True, slots=True)
class Parties:
    """How the parties of norms are told in a joined row: offices by role, the body's column.

    With `agents` the rows were joined to those who may act for the bearer, see `is_agent`.
    """

    facts: Facts
    offices: Mapping[str, Office]
    body: Term
    agents: bool = False

    def is_party(self, party: Party, organisation: str, authority: str, at: Bounds) -> Pair:
        """Hold where the organisation in a message's column is the party at an instant."""
        named = col(MESSAGE + organisation)
        if self.agents and organisation == "sender":
            return is_agent(at)
        if isinstance(party, Holder):
            return self.offices[party.role].is_held_by(named, at)
        if isinstance(party, ObjectOwner):
            known = handed_over(self.facts, "relations")
            return acts_for(named, self.body, authority, at, known)
        itself = equal(named, self.body)
        return Pair(itself, any_of(itself, equal(named, lit(""))))


AGENT_COLUMNS = ("agent.subject", "agent.bearer", "agent", "agent.from", "agent.to", "agent.aside")
"""A duty's bearer paired with one who acts for it in an interval; nameless, it may be anybody."""


def is_agent(at: Bounds) -> Pair:
    """Hold where the agent joined to a record could act for the bearer at an instant."""
    nameless = equal(col("agent"), lit(""))
    inside = during(at, col("agent.from"), col("agent.to"))
    sound = negation(any_of(nameless, col("agent.aside")))
    return Pair(all_of(sound, inside.sure), any_of(nameless, inside.possible))


def from_to(norm: Norm, parties: Parties, type_: str) -> Pair:
    """Hold where a message of a type went to the bearer from the counterparty."""
    return both(
        sent_by(type_, norm.counterparty, parties),
        parties.is_party(norm.bearer, "recipient", RECIPIENT_AUTHORITY, SENT),
    )


def sent_by(type_: str, sender: Party, parties: Parties) -> Pair:
    """Hold where a message of a type was sent, and not returned, by a party."""
    type_column, aside = col(MESSAGE + "type"), col(MESSAGE + "aside")
    of_type = equal(type_column, lit(type_))
    arrived = negation(equal(col(MESSAGE + "status"), lit("failed")))
    return both(
        Pair(of_type, any_of(of_type, equal(type_column, lit("")))),
        exactly(arrived),
        Pair(negation(aside), TRUE),
        parties.is_party(sender, "sender", SENDER_AUTHORITY, SENT),
    )


def contents(performance: Message) -> Pair:
    """Hold where a message is and covers all that is demanded; what is blank is unknown."""
    demands = [FORM] if performance.form else []
    for column, words in (("covers", performance.covers), ("languages", performance.languages)):
        has = all_of(*(col(f"{MESSAGE}{column}.has.{word}") for word in words))
        blank = negation(col(f"{MESSAGE}{column}.any"))
        demands += [Pair(has, any_of(has, blank))] if words else []
    return both(HOLDS, *demands)


def transmits(performance: Message) -> Pair:
    """Hold where a message transmits the document that it should, if it should any."""
    if not performance.document:
        return HOLDS
    document = col(MESSAGE + "document")
    named = equal(document, lit(performance.document))
    return Pair(named, any_of(named, equal(document, lit(""))))


@dataclass(frozen=True, slots=True)
class Counted:
    """What a norm counts among the messages of a duty; each a condition on one message."""

    performs: Pair
    broken: Term
    early: Term
    lacking: Term
    stray: Pair
    at: Bounds

    @property
    def any(self) -> Term:
        """Hold where a message bears on the duty at all."""
        return any_of(
            self.performs.possible, self.broken, self.early, self.lacking, self.stray.possible
        )

    def aggregates(self, name: str, settled: Mapping[str, str]) -> dict[str, Aggregate]:
        """Return the minima and counts that decide the duty, named after the norm.

        Where repeats are settled as `last`, also what lets the last performance count and not the
        first; where what went astray may have been `forwarded`, what possibly went astray.
        """
        sure, possible = self.performs.sure, self.performs.possible
        found: dict[str, Aggregate] = {
            f"{name}.performed.lo": Least(self.at.lo, possible, ABSENT),
            f"{name}.performed.hi": Least(self.at.hi, sure, ABSENT),
            f"{name}.broken": Count(self.broken),
            f"{name}.early": Count(self.early),
            f"{name}.lacking": Count(self.lacking),
            f"{name}.stray": Count(self.stray.sure),
            f"{name}.dim": Count(all_of(possible, col(MESSAGE + "aside"))),
        }
        if settled.get("astray") == "forwarded":
            found[f"{name}.forwardable"] = Count(self.stray.possible)
        if settled.get("repeats") == "last":
            found |= {
                f"{name}.last.lo": Greatest(self.at.lo, sure, EARLIEST),
                f"{name}.last.hi": Greatest(self.at.hi, possible, EARLIEST),
            }
        return found

    def evidence(self, rows: Relation, norm: Norm, named: Named) -> Relation:
        """Return the messages that bear on a norm's duties, each with the use it has for them."""
        uses = (
            ("broken", self.broken),
            ("early", self.early),
            ("lacking", self.lacking),
            ("stray", self.stray.sure),
            ("performs", self.performs.sure),
        )
        use: Term = lit("may-perform")
        for word, holds in uses:
            use = when(holds, lit(word), use)
        kept = calculus.Where(rows, self.any)
        return evidence_rows(kept, norm, named, use, self.at, "messages", MESSAGE + "row")


def performed(norm: Norm) -> Bounds:
    """Return when a norm was performed, by the minima that `Counted.aggregates` left."""
    first = bounds(f"{norm.key}.performed")
    if norm.settled.get("repeats") != "last":
        return first
    some = less(first.hi, lit(ABSENT))
    last = bounds(f"{norm.key}.last")
    return Bounds(when(some, last.lo, first.lo), when(some, last.hi, first.hi))


@dataclass(frozen=True, slots=True)
class Recipients:
    """To whom a message must have gone to count, and to whom it may go without being astray."""

    wanted: Pair
    lawful: Pair


def recipients(norm: Norm, parties: Parties, siblings: Iterable[Party]) -> Recipients:
    """Return the recipients of a norm; `siblings` name those of its type of message.

    As the norm's point `recipients` is settled, its own counterparty counts, or `any` sibling's.
    """

    def to(party: Party) -> Pair:
        return parties.is_party(party, "recipient", RECIPIENT_AUTHORITY, SENT)

    lawful = either(*(to(party) for party in siblings))
    wanted = lawful if norm.settled.get("recipients") == "any" else to(norm.counterparty)
    return Recipients(wanted, lawful)


def count(
    norm: Norm,
    clock: Window,
    parties: Parties,
    about: Pair,
    recipients: Recipients,
    as_of: Instant,
) -> Counted:
    """Sort the messages of a duty by what they are to a norm.

    `about` says which messages concern the duty's occasion.
    """
    performance = norm.performance
    assert isinstance(performance, Message)  # noqa: S101 - the caller's norms are about messages
    at = bounds(MESSAGE + ("sent_at" if performance.counts_when == "sent" else "received_at"))
    seen = all_of(by(at, now(as_of)).possible, less(at.lo, lit(ABSENT)))
    own = sent_by(performance.type, norm.bearer, parties)
    sent = both(
        named(f"{performance.type} of the bearer", own),
        transmits(performance),
        named("about this", about),
        exactly(seen),
    )
    addressed = named("addressed", recipients.wanted)
    content = named("complete", contents(performance))
    in_window = named("in the window", _opened_by(at, clock))
    impossible = called("impossible", less(at.hi, clock.since.lo))
    meant = called("meant", all_of(sent.sure, addressed.sure, content.possible))
    return Counted(
        performs=named(
            "performed", both(sent, addressed, content, in_window, exactly(negation(impossible)))
        ),
        broken=called("broken", all_of(meant, impossible)),
        early=called("early", all_of(meant, opposite(in_window).sure, negation(impossible))),
        lacking=called(
            "lacking",
            all_of(sent.sure, addressed.sure, in_window.possible, opposite(content).sure),
        ),
        stray=named("astray", both(sent, opposite(recipients.lawful))),
        at=at,
    )


def _opened_by(at: Bounds, clock: Window) -> Pair:
    # A message proves that what it answers came before it: bounds that overlap do not make it
    # early, only certainty does. A strict window demands certainty of the opposite.
    if clock.ajar:
        return HOLDS
    if clock.strict:
        return Pair(less(clock.opened.hi, at.lo), less(clock.opened.lo, at.hi))
    return exactly(negation(less(at.hi, clock.opened.lo)))
