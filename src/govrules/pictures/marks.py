"""How each status looks, on any paper: by weight, pattern and mark as well as by colour."""

from collections.abc import Mapping
from dataclasses import dataclass

from govrules.pictures.model import LAW
from govrules.sentences import Sentence
from govrules.verdicts import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """The look of a status: line colour and width, dashes as SVG writes them, a sign, a meaning.

    `shape` is the sign as an SVG path in a square of 10 by 10, `sign` the one of plain texts.
    """

    colour: str
    width: str
    dashes: str
    shape: str
    sign: str
    meaning: Sentence


MARKS: Mapping[str, Mark] = {
    Verdict.VIOLATED: Mark(
        colour="#b00020",
        width="3",
        dashes="",
        shape="M1 1L9 9M9 1L1 9",
        sign="✗",
        meaning=Sentence("violated, with the number of duties"),
    ),
    Verdict.INDETERMINATE: Mark(
        colour="#8a4b00",
        width="2",
        dashes="7 5",
        shape="M2 3.2A3 2.7 0 1 1 6.2 5.6Q5 6.2 5 7M5 9.2V9.6",
        sign="?",
        meaning=Sentence("unknown: the data do not say"),
    ),
    Verdict.ATTESTATION_REQUIRED: Mark(
        colour="#5b3c88",
        width="1.6",
        dashes="2 4",
        shape="M1.5 1.5H8.5V8.5H1.5Z",
        sign="□",
        meaning=Sentence("somebody has to attest it"),
    ),
    Verdict.PENDING: Mark(
        colour="#1f4e8c",
        width="1.6",
        dashes="11 4 2 4",
        shape="M5 1A4 4 0 1 1 4.99 1ZM5 2.6V5.2H7",
        sign="…",
        meaning=Sentence("pending: there is still time"),
    ),
    Verdict.COMPLIANT: Mark(
        colour="#22603a",
        width="1.4",
        dashes="",
        shape="M1 5.5L4 8.5L9 1.5",
        sign="✓",
        meaning=Sentence("compliant"),
    ),
    Verdict.NOT_TRIGGERED: Mark(
        colour="#6b6b6b",
        width="1",
        dashes="",
        shape="M1.5 5H8.5",
        sign="–",
        meaning=Sentence("not triggered: nothing was owed yet"),
    ),
    Verdict.NOT_APPLICABLE: Mark(
        colour="#6b6b6b",
        width="1",
        dashes="1 3",
        shape="M1.5 5H8.5",
        sign="–",
        meaning=Sentence("not applicable"),
    ),
    LAW: Mark(
        colour="#33415c",
        width="1.4",
        dashes="",
        shape="",
        sign="",
        meaning=Sentence("who owes what to whom"),
    ),
}
"""Every status."""
