"""Relations that say nothing, or the same twice: of a body to itself, overlapping one another."""

from collections.abc import Iterator
from dataclasses import replace

from govrules.facts.lookalikes import visible
from govrules.findings import Finding, Level
from govrules.graphs.agencies.bodies import Bodies, Tie
from govrules.sentences import Sentence


def overlaps(bodies: Bodies) -> Iterator[Finding]:
    """Find relations of a body to itself and relations stated twice for the same time.

    Rows that are equal in every cell were found when they were read.
    """
    alike: dict[tuple[str, str, str], list[Tie]] = {}
    for tie in bodies.ties:
        if tie.source == tie.target:
            yield _to_itself(tie)
        else:
            alike.setdefault(tie[:3], []).append(tie)
    for ties in alike.values():
        if len(ties) > 1:
            yield from _twice(bodies, ties)


def _to_itself(tie: Tie) -> Finding:
    return Finding(
        place=replace(tie.row.source, column="target"),
        code="self-relation",
        message=Sentence(
            "`{body}` is related to itself by `{relation}`",
            body=visible(tie.source),
            relation=tie.relation,
        ),
        help=Sentence("name the other body in one of the two cells, or delete the row"),
    )


def _twice(bodies: Bodies, ties: list[Tie]) -> Iterator[Finding]:
    """Compare each relation with the one before it that lasts longest."""
    ordered = sorted(ties, key=lambda tie: (tie.start, tie.end, tie.row.number))
    longest = ordered[0]
    for tie in ordered[1:]:
        if tie.start < longest.end:
            yield Finding(
                place=replace(tie.row.source, column="valid_from"),
                code="overlapping-relations",
                level=Level.WARNING,
                message=Sentence(
                    "`{source}` `{relation}` `{target}` is stated twice for the time from"
                    " {since}: {place} says so too",
                    source=visible(tie.source),
                    relation=tie.relation,
                    target=visible(tie.target),
                    since=bodies.told(tie.start),
                    place=str(longest.row.source),
                ),
                help=Sentence("end one of the two where the other begins, or make them one row"),
            )
        longest = max(longest, tie, key=lambda each: each.end)
