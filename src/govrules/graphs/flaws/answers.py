"""Findings on what should come back: acknowledgements, answers to escalations, copies, names."""

from collections.abc import Iterator

from govrules.findings import Finding, Level
from govrules.graphs.edges import AUTHORISED, Edge, occasions
from govrules.graphs.flaws.drawing import Drawing, found
from govrules.norms import ReceiptTrigger
from govrules.sentences import Sentence


def findings(drawing: Drawing) -> Iterator[Finding]:
    """Yield the findings on answers."""
    yield from _unanswered(drawing)
    yield from _unacknowledged(drawing)
    yield from _uncopied(drawing)
    yield from _of_authority(drawing)


def _unanswered(drawing: Drawing) -> Iterator[Finding]:
    for edge in drawing.edges:
        if edge.relation != "escalates" or any(_answers(drawing, edge, x) for x in drawing.edges):
            continue
        yield found(
            drawing,
            edge.unit,
            "unanswered-escalation",
            Sentence(
                "{number} escalates to `{target}`, whom no provision then obliges to do anything",
                number=drawing.number(edge.unit),
                target=edge.target,
            ),
            Sentence("say what `{target}` does on receiving it, and by when", target=edge.target),
        )


def _answers(drawing: Drawing, sent: Edge, edge: Edge) -> bool:
    trigger = edge.norm.trigger if edge.norm else None
    return (
        isinstance(trigger, ReceiptTrigger)
        and sent.message is not None
        and trigger.message == sent.message.type
        and drawing.meet(sent.target, edge.source)
    )


def _unacknowledged(drawing: Drawing) -> Iterator[Finding]:
    acknowledged = [edge for edge in drawing.edges if edge.relation == "acknowledges"]
    for edge in drawing.edges:
        if edge.relation != "notifies" or any(
            drawing.meet(edge.target, back.source) and drawing.meet(edge.source, back.target)
            for back in acknowledged
        ):
            continue
        clocks = [then.unit for then in drawing.edges if _answers(drawing, edge, then)]
        resting = (
            Sentence("the clock of {numbers} runs from it", numbers=drawing.numbers(clocks))
            if clocks
            else Sentence("nothing comes back at all")
        )
        yield found(
            drawing,
            edge.unit,
            "missing-acknowledgement",
            Sentence(
                "`{target}` need not acknowledge what {number} sends it: {resting}",
                target=edge.target,
                number=drawing.number(edge.unit),
                resting=resting,
            ),
            Sentence("let `{target}` acknowledge receipt", target=edge.target),
        )


def _uncopied(drawing: Drawing) -> Iterator[Finding]:
    escalations = [edge for edge in drawing.edges if edge.relation == "escalates"]
    for sender in dict.fromkeys(edge.source for edge in escalations):
        sent = [edge for edge in escalations if edge.source == sender]
        about = {occasion for edge in sent for occasion in occasions(edge)}
        told = {edge.target for edge in sent}
        for edge in drawing.edges:
            notified = edge.relation == "notifies" and edge.source == sender
            if notified and about & {*occasions(edge)} and edge.target not in told:
                told.add(edge.target)
                yield found(
                    drawing,
                    sent[0].unit,
                    "escalation-not-copied",
                    Sentence(
                        "`{target}`, told first by {number}, is not told when {numbers} escalate",
                        target=edge.target,
                        number=drawing.number(edge.unit),
                        numbers=drawing.numbers(each.unit for each in sent),
                    ),
                    Sentence("copy the escalation to `{target}`", target=edge.target),
                    Level.NOTE,
                )


def _of_authority(drawing: Drawing) -> Iterator[Finding]:
    chosen = [edge for edge in drawing.edges if AUTHORISED in edge.recipients]
    pairs = dict.fromkeys((edge.source, edge.target) for edge in chosen)
    for sender, body in pairs:
        announced = any(
            edge.relation == "announces-authority"
            and drawing.meet(edge.source, body)
            and drawing.meet(edge.target, sender)
            for edge in drawing.edges
        )
        units = [edge.unit for edge in chosen if (edge.source, edge.target) == (sender, body)]
        if not announced:
            yield found(
                drawing,
                units[0],
                "authority-not-announced",
                Sentence(
                    "`{sender}` may tell whom `{body}` authorised, and nobody tells it who that "
                    "is: {numbers}",
                    sender=sender,
                    body=body,
                    numbers=drawing.numbers(units),
                ),
                Sentence("let `{body}` say whom it authorised, and when that changes", body=body),
                Level.NOTE,
            )
