"""Lines that are drawn as one: between the same boxes, or of a norm that binds several at once."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product

from govrules.pictures.model import Line, line_order, worst
from govrules.verdicts import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """Lines that each run from all the sources to all the targets, the worst first."""

    sources: tuple[str, ...]
    targets: tuple[str, ...]
    lines: tuple[Line, ...]

    @property
    def status(self) -> str:
        """Return the worst status of the lines."""
        return worst([line.status for line in self.lines])

    @property
    def mutual(self) -> bool:
        """Return whether neither end comes first, in none of the lines."""
        return all(line.mutual for line in self.lines)

    @property
    def chosen(self) -> bool:
        """Return whether the picture is about one of the lines."""
        return any(line.chosen for line in self.lines)

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Return each source with each target."""
        return list(product(self.sources, self.targets))

    def split(self) -> Iterator["Bundle"]:
        """Yield a bundle of the same lines for each source and target."""
        for source, target in self.pairs:
            yield replace(self, sources=(source,), targets=(target,))


def bundles(lines: Iterable[Line]) -> tuple[Bundle, ...]:
    """Bundle lines, those of one norm between the same two boxes added up."""
    ends: dict[tuple[tuple[str, ...], tuple[str, ...]], list[Line]] = defaultdict(list)
    for sources, targets, line in _joint(_merged(lines)):
        ends[sources, targets].append(line)
    return tuple(
        Bundle(sources=sources, targets=targets, lines=tuple(sorted(found, key=_badness)))
        for (sources, targets), found in sorted(ends.items())
    )


def _badness(line: Line) -> tuple[bool, int, int]:
    return not line.chosen, -line.violated, -line.counts.get(Verdict.INDETERMINATE, 0)


def _joint(lines: Sequence[Line]) -> Iterator[tuple[tuple[str, ...], tuple[str, ...], Line]]:
    """Yield each line with its ends, lines of the law that differ in nothing else as one."""
    alike: dict[tuple[str, ...], list[Line]] = defaultdict(list)
    for line in lines:
        if line.counts or line.source == line.target:
            yield (line.source,), (line.target,), line
        else:
            alike[line_order(replace(line, source="", target=""))].append(line)
    for same in alike.values():
        to: dict[str, list[str]] = defaultdict(list)
        for line in same:
            to[line.target].append(line.source)
        of: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for target, sources in sorted(to.items()):
            of[tuple(sorted(sources))].append(target)
        for found, targets in sorted(of.items()):
            yield found, tuple(targets), same[0]


def _merged(lines: Iterable[Line]) -> list[Line]:
    alike: dict[tuple[str, ...], list[Line]] = defaultdict(list)
    for line in lines:
        alike[line_order(line)].append(line)
    merged = []
    for _, same in sorted(alike.items()):
        counts: Counter[str] = Counter()
        for line in same:
            counts.update(line.counts)
        status = worst([line.status for line in same])
        weight = max(line.weight for line in same)
        merged.append(replace(same[0], counts=dict(counts), status=status, weight=weight))
    return merged
