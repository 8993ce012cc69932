"""A newer text → where each piece of the older one stands in it, and where it does not.

Only prints are known of the older text. A piece that is found again is certain, for its SHA-256
is; what lies between found pieces is where the text changed.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from govrules.drafting import prints
from govrules.drafting.pieces import Piece, PrintedText


@dataclass(frozen=True, slots=True)
class Gap:
    """What no piece accounts for: from `start` to `end` of the older text, now `at`.

    `between` are the found pieces beside it, None at the edges of the text. `at` may run
    backwards: then found pieces overlap that did not, and what they share is gone.
    """

    start: int
    end: int
    at: tuple[int, int]
    between: tuple[Piece | None, Piece | None]

    def touches(self, piece: Piece) -> bool:
        """Say whether the gap holds some of a piece, or opens inside it."""
        if self.start == self.end:
            return piece.start < self.start < piece.end
        return self.start < piece.end and piece.start < self.end


@dataclass(frozen=True, slots=True)
class Alignment:
    """Where the pieces stand in a newer text: in their order or out of it; and the gaps."""

    found: Mapping[Piece, int]
    moved: Mapping[Piece, int]
    missing: tuple[Piece, ...]
    gaps: tuple[Gap, ...]

    def span(self, piece: Piece) -> tuple[int, int]:
        """Return where in the newer text a missing piece must be, if anywhere."""
        at = [gap.at for gap in self.gaps if gap.touches(piece)]
        return min(start for start, _ in at), max(end for _, end in at)

    def rest(self, span: tuple[int, int], pieces: Mapping[Piece, int]) -> int:
        """Count the characters of a span of the newer text that are of none of some pieces."""
        count, reached = 0, span[0]
        taken = sorted((at, at + piece.print.length) for piece, at in pieces.items())
        for start, end in [*taken, (span[1], span[1])]:
            count += max(0, min(start, span[1]) - reached)
            reached = max(reached, end)
        return count


def align(older: PrintedText, newer: str) -> Alignment:
    """Find the pieces of a printed text in a newer text, which is normalised."""
    candidates = _candidates(older, newer)
    found = _heaviest([(p, at[0]) for p, at in candidates.items() if len(at) == 1])
    loose = [piece for piece in older.pieces if piece not in candidates]
    loose += [piece for piece, at in candidates.items() if len(at) > 1]
    found |= _between_neighbours(loose, found, newer, (older.whole.length, len(newer)))
    moved = {p: at[0] for p, at in candidates.items() if at and p not in found}
    missing = tuple(p for p in older.pieces if p not in found and p not in moved)
    in_order = {piece: found[piece] for piece in older.pieces if piece in found}
    gaps = tuple(_gaps(in_order, older.whole.length, len(newer)))
    return Alignment(in_order, moved, missing, gaps)


def _stands(piece: Piece, newer: str, at: int) -> bool:
    stretch = newer[max(at, 0) : at + piece.print.length]
    return at >= 0 and prints.take(stretch) == piece.print


def _candidates(older: PrintedText, newer: str) -> dict[Piece, Sequence[int]]:
    """Return the places of each piece that can be told by its print alone.

    Most pieces moved as far as the one before, or as the end of the text: the search of the whole
    text is for the others.
    """
    places: dict[Piece, Sequence[int]] = {}
    last, whole = 0, len(newer) - older.whole.length
    for piece in older.pieces:
        if piece.by_order:
            continue
        near = [piece.start + shift for shift in dict.fromkeys((last, whole))]
        places[piece] = [at for at in near if _stands(piece, newer, at)][:1]
        if not places[piece]:
            places[piece] = tuple(prints.places(piece.print, newer))
        if len(places[piece]) == 1:
            last = places[piece][0] - piece.start
    return places


def _heaviest(anchors: Sequence[tuple[Piece, int]]) -> dict[Piece, int]:
    """Return the anchors that keep their order, those that hold the most text together."""
    if all(left[1] <= right[1] for left, right in pairwise(anchors)):
        return dict(anchors)
    weights: list[int] = []  # of the heaviest chain that ends at each anchor
    links: list[int] = []  # the anchor before it in that chain, -1 where there is none
    for number, (piece, at) in enumerate(anchors):
        earlier = [each for each in range(number) if anchors[each][1] <= at]
        link = max(earlier, key=weights.__getitem__, default=-1)
        weights.append(piece.print.length + (weights[link] if earlier else 0))
        links.append(link)
    chain: list[tuple[Piece, int]] = []
    number = max(range(len(weights)), key=weights.__getitem__)
    while number >= 0:
        chain.append(anchors[number])
        number = links[number]
    return dict(reversed(chain))


def _between_neighbours(
    loose: Iterable[Piece], anchors: Mapping[Piece, int], newer: str, edge: tuple[int, int]
) -> dict[Piece, int]:
    """Find the pieces that are short or repeated: only between their neighbours, in order.

    One that keeps its distance from a neighbour is settled before one that only lies between.
    """
    settled: dict[Piece, int] = {}
    waiting = sorted(loose, key=lambda piece: (piece.start, piece.end))
    for strict in (True, False):
        for piece in [each for each in waiting if each not in settled]:
            low, high, shifts = _window({**anchors, **settled}, piece, edge)
            at = [low + offset for offset in prints.places(piece.print, newer[low:high])]
            if strict:
                at = [place for place in at if place - piece.start in shifts]
            if at:
                settled[piece] = at[0]
    return settled


def _window(
    known: Mapping[Piece, int], piece: Piece, edge: tuple[int, int]
) -> tuple[int, int, frozenset[int]]:
    """Return between which places a piece must lie, and how far what is around it has shifted.

    `edge` is the length of the older and of the newer text.
    """
    before, after, shifts = [(0, 0)], [edge], set[int]()
    for each, at in known.items():
        if each.end <= piece.start:
            before.append((each.end, at + each.print.length))
        elif each.start >= piece.end:
            after.append((each.start, at))
        else:
            shifts.add(at - each.start)
    nearest = max(before), min(after)
    shifts |= {now - then for then, now in nearest}
    return nearest[0][1], nearest[1][1], frozenset(shifts)


def _gaps(found: Mapping[Piece, int], older: int, newer: int) -> Iterator[Gap]:
    """Yield the gaps between found pieces, whose keys are in order, and at the edges."""
    reached, at_reached = 0, 0
    last: Piece | None = None  # the piece that reaches farthest so far
    for piece, at in [*found.items(), (None, newer)]:
        start, end = (piece.start, piece.end) if piece else (older, older)
        expected = at_reached - (reached - start)
        if start > reached:
            yield Gap(reached, start, (at_reached, at), (last, piece))
        elif at != expected:
            yield Gap(start, reached, (expected, at), (last, piece))
        if end > reached:
            reached, at_reached, last = end, at + end - start, piece


@dataclass(frozen=True, slots=True)
class Lines:
    """Where each line of a text ends in its normalised form."""

    ends: tuple[int, ...]

    @classmethod
    def read(cls, text: str) -> "Lines":
        """Measure the lines of a text that is not normalised."""
        lengths = (len(prints.normalise(line)) for line in text.split("\n"))
        return cls(tuple(accumulate(lengths)))

    def of(self, span: tuple[int, int]) -> tuple[int, int]:
        """Return the first and last line, from 1, of a span; of an empty one, those around it."""
        start, end = sorted(span)
        lines = sorted((bisect_right(self.ends, start), bisect_left(self.ends, end)))
        first, last = (min(line, len(self.ends) - 1) + 1 for line in lines)
        return first, last
