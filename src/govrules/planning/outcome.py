"""The one table that turns a duty's life into a verdict.

`ORDER` is the order of reasons of the specification: the first entry that surely holds decides,
and every entry that possibly holds before it keeps its word in play. When more than one word
stays in play the verdict is `indeterminate`, or `pending` where only pending and not-triggered
remain.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from govrules.calculus import TRUE, Decided, Term, all_of, any_of, called, lit, negation, when
from govrules.planning.pairs import Pair, named
from govrules.verdicts import Reason, Verdict

NOT_APPLICABLE: Sequence[Reason] = (
    Reason.OUT_OF_FORCE,
    Reason.REPEALED,
    Reason.SELF,
    Reason.TERRITORY,
    Reason.WORK_TYPE,
    Reason.EXCLUDED,
    Reason.EVENT,
)
"""Grounds that outrank every other reason, if they are certain; in the order they are named."""

ORDER: Sequence[tuple[Verdict, Reason]] = (
    (Verdict.INDETERMINATE, Reason.REDACTION),
    (Verdict.NOT_TRIGGERED, Reason.NONE),
    (Verdict.INDETERMINATE, Reason.UNBOUND_ROLE),
    (Verdict.INDETERMINATE, Reason.DEFECTIVE_DEADLINE),
    (Verdict.COMPLIANT, Reason.NONE),
    (Verdict.VIOLATED, Reason.LATE),
    (Verdict.INDETERMINATE, Reason.BAD_DATA),
    (Verdict.PENDING, Reason.NONE),
    (Verdict.VIOLATED, Reason.INCOMPLETE),
    (Verdict.VIOLATED, Reason.PREMATURE),
    (Verdict.VIOLATED, Reason.WRONG_RECIPIENT),
    (Verdict.ATTESTATION_REQUIRED, Reason.NONE),
    (Verdict.VIOLATED, Reason.MISSING),
)
"""Everything else a duty can be, from what outranks to what is left over."""


@dataclass(frozen=True, slots=True)
class Exemption:
    """A ground that takes the duty away: its reason, its provision, and where it holds."""

    reason: Reason
    provision: str
    holds: Pair


@dataclass(frozen=True, slots=True)
class Life:
    """All that can be said of a duty: what exempts it and which entries of `ORDER` hold.

    Entries that are left out hold nowhere; `missing` holds where nothing else does.
    `spoiled` says where a row of the duty itself cannot be used; `doubt` is the reason to give
    where unknowns leave more than one word possible.
    """

    exemptions: Sequence[Exemption]
    entries: Mapping[tuple[Verdict, Reason], Pair]
    spoiled: Term
    doubt: Term


@dataclass(frozen=True, slots=True)
class Outcome:
    """The terms of a verdict: its word, its reason, and the provision behind it."""

    verdict: Term
    reason: Term
    ground: Term


def decide(life: Life) -> Outcome:
    """Compile the life of a duty to the terms of its verdict."""
    exemptions = [
        replace(each, holds=named(f"exempt as {each.reason}", each.holds))
        for each in sorted(life.exemptions, key=lambda each: NOT_APPLICABLE.index(each.reason))
    ]
    steps = _steps(life)
    in_play = _in_play(exemptions, steps)
    word: Term = lit(Verdict.INDETERMINATE)
    reason: Term = called("doubt", life.doubt)
    ground: Term = lit("")
    waiting = _only({Verdict.PENDING, Verdict.NOT_TRIGGERED}, in_play)
    word = when(waiting, lit(Verdict.PENDING), word)
    reason = when(waiting, lit(Reason.NONE), reason)
    for each in in_play:
        alone = _only({each}, in_play)
        word = when(alone, lit(each), word)
        reason = when(alone, _first_reason(steps, each), reason)
    spoiled = called("spoiled", life.spoiled)
    word = when(spoiled, lit(Verdict.INDETERMINATE), word)
    reason = when(spoiled, lit(Reason.BAD_DATA), reason)
    for exemption in reversed(exemptions):
        word = when(exemption.holds.sure, lit(Verdict.NOT_APPLICABLE), word)
        reason = when(exemption.holds.sure, lit(exemption.reason), reason)
        ground = when(exemption.holds.sure, lit(exemption.provision), ground)
    return Outcome(
        *(
            _decided(name, written_out, exemptions, life, spoiled)
            for name, written_out in (("verdict", word), ("reason", reason), ("ground", ground))
        )
    )


def _decided(
    word: str, written_out: Term, exemptions: Sequence[Exemption], life: Life, spoiled: Term
) -> Term:
    return Decided(
        word,
        tuple((e.reason, e.provision, e.holds.sure, e.holds.possible) for e in exemptions),
        tuple((word, reason, pair.sure, pair.possible) for word, reason, pair in _entries(life)),
        spoiled,
        called("doubt", life.doubt),
        written_out,
    )


def _entries(life: Life) -> Iterator[tuple[Verdict, Reason, Pair]]:
    for word, reason in ORDER:
        pair = life.entries.get((word, reason))
        if reason is Reason.MISSING:
            pair = Pair(TRUE, TRUE)
        if pair is not None:
            yield word, reason, named(f"{word} {reason}".rstrip(), pair)


def _steps(life: Life) -> list[tuple[Verdict, Reason, Term]]:
    reach = TRUE
    steps = []
    for word, reason, pair in _entries(life):
        steps.append((word, reason, all_of(reach, pair.possible)))
        reach = all_of(reach, negation(pair.sure))
    return steps


def _only(words: set[Verdict], in_play: Mapping[Verdict, Term]) -> Term:
    others = (term for word, term in in_play.items() if word not in words)
    return negation(any_of(*others))


def _in_play(
    exemptions: Sequence[Exemption], steps: Sequence[tuple[Verdict, Reason, Term]]
) -> Mapping[Verdict, Term]:
    possible: dict[Verdict, list[Term]] = {
        Verdict.NOT_APPLICABLE: [each.holds.possible for each in exemptions]
    }
    for word, _, reached in steps:
        possible.setdefault(word, []).append(reached)
    return {word: any_of(*terms) for word, terms in possible.items()}


def _first_reason(steps: Sequence[tuple[Verdict, Reason, Term]], word: Verdict) -> Term:
    reasons = [(reason, reached) for each, reason, reached in steps if each is word]
    term = lit(reasons[-1][0]) if reasons else lit(Reason.NONE)
    for reason, reached in reversed(reasons[:-1]):
        term = when(reached, lit(reason), term)
    return term
