"""What each engine takes for the same work, as ratios of one run: `make bench`.

    python -m benchmarks.bench [--cases N ...] [--engines NAME ...] [--keep FOLDER]

For each number of cases the generator makes a dataset, then every engine judges it in a process of
its own by all case norms of kz-229, as a user would ask for it, and what it counted is held
against what was drawn: a wrong answer ends the benchmark. What would take too long by what fewer
cases took is not run; its line says so and scales. See README.md beside this file.
"""

import argparse
import math
import platform
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.contenders import COLUMNAR, COLUMNAR_CSV, FLOOR, OPA, Contender, Expected, Run

from benchmarks import contenders

CASES: Final = (10_000, 100_000, 1_000_000)
REPEATED: Final = 3
"""So often a run is repeated, the fastest counts; one of more than `BRIEF` seconds is not."""
BRIEF: Final = 10.0
MEGABYTE, GIGABYTE = 1e6, 1e9
ROOM, STEEPER, SOON = 2.0, 0.05, 0.7
"""The figures: gigabytes for ten million cases, an exponent, seconds for the fixture."""


@dataclass(frozen=True, slots=True)
class Line:
    """What a contender took for so many cases; `of` fewer cases, where it was scaled from them."""

    name: str
    cases: int
    run: Run
    of: int

    @property
    def scaled(self) -> bool:
        """Say whether nobody ran it."""
        return self.of != self.cases


class Table:
    """The lines so far."""

    def __init__(self) -> None:
        self._lines: dict[tuple[str, int], Line] = {}
        self._ended: set[str] = set()

    def add(self, line: Line) -> None:
        """Add a line and print it."""
        self._lines[line.name, line.cases] = line
        floor = self._lines.get((FLOOR, line.cases))
        run, sign = line.run, "~" if line.scaled else ""
        note = f"scaled from {line.of:,}" if line.scaled else ""
        ratios = ("", "") if floor is None else (_ratio(run, floor.run), _work(run, floor.run))
        memory = "" if line.scaled else f"{run.peak / MEGABYTE:,.0f}"
        cells = (
            f"{line.cases:,}",
            line.name,
            f"{sign}{run.wall:,.2f}",
            f"{sign}{ratios[0]}",
            f"{sign}{run.work:,.2f}",
            f"{sign}{ratios[1]}",
            memory,
            note,
        )
        print(f"| {' | '.join(cells)} |", flush=True)

    def get(self, name: str, cases: int) -> Line | None:
        """Return the line of a contender for so many cases."""
        return self._lines.get((name, cases))

    def end(self, name: str, cases: int, at_most: float) -> None:
        """Note that a contender was ended, and print it: it will not be run with more cases."""
        self._ended.add(name)
        print(f"| {cases:,} | {name} | over {at_most:,.0f} | | | | | |", flush=True)

    def ended(self, name: str) -> bool:
        """Say whether a contender was ended with fewer cases."""
        return name in self._ended

    def guess(self, name: str, cases: int) -> Line | None:
        """Return what so many cases should take a contender, by the two largest runs of fewer.

        After a single run time is taken to grow with the number of cases from nothing.
        """
        known = (line for line in self._lines.values() if line.name == name and not line.scaled)
        run = sorted(known, key=lambda line: line.cases)[-2:]
        if not run:
            return None
        last = run[-1]
        first = run[0] if len(run) > 1 else Line(name, 0, Run(0, 0, 0), 0)
        by = (cases - last.cases) / (last.cases - first.cases)
        wall = last.run.wall + by * (last.run.wall - first.run.wall)
        work = last.run.work + by * (last.run.work - first.run.work)
        return Line(name, cases, Run(wall, work, last.run.peak), last.cases)

    def growths(self) -> Iterator[tuple[str, int, int, float, float]]:
        """Yield a contender, two sizes, and the exponents of wall time and work between them."""
        for (name, cases), line in self._lines.items():
            fewer = max((n for other, n in self._lines if other == name and n < cases), default=0)
            before = self._lines.get((name, fewer))
            if before is not None and not line.scaled and not before.scaled:
                by = math.log(cases / fewer)
                wall = math.log(line.run.wall / before.run.wall) / by
                yield name, fewer, cases, wall, math.log(line.run.work / before.run.work) / by


HEADINGS: Final = ("cases", "engine", "wall s", "x floor", "CPU s", "x floor", "peak MB", "")


def _heading(headings: Sequence[str]) -> None:
    print(f"| {' | '.join(headings)} |")
    print(f"|{'|'.join('---' for _ in headings)}|")


def _ratio(run: Run, floor: Run) -> str:
    return f"{run.wall / floor.wall:.2f}"


def _work(run: Run, floor: Run) -> str:
    return f"{run.work / floor.work:.2f}"


def measure(contender: Contender, folder: Path, expected: Expected, most: float) -> Run:
    """Run a contender until its fastest of some runs is known; check what it found each time."""
    fastest: Run | None = None
    for _ in range(REPEATED):
        run = contenders.run(contender, folder, expected, most)
        fastest = run if fastest is None or run.wall < fastest.wall else fastest
        if run.wall > BRIEF:
            break
    assert fastest is not None  # noqa: S101 - it ran at least once
    return fastest


def compete(
    cases: int, chosen: Sequence[Contender], asked: argparse.Namespace, table: Table
) -> None:
    """Have contenders do the same work, each from the format that it reads."""
    made: dict[str, Expected] = {}
    for contender in chosen:
        guess = table.guess(contender.name, cases)
        if table.ended(contender.name) or (guess and guess.run.wall > asked.at_most):
            if guess is not None:
                table.add(guess)
            continue
        folder = Path(asked.keep) / f"{cases}-{contender.form}"
        if contender.form not in made:
            drawn = {"cases": cases, "seed": asked.seed, "undecided": asked.undecided}
            made[contender.form] = contenders.made(folder, contender.form, drawn)
        try:
            run = measure(contender, folder, made[contender.form], asked.at_most)
        except contenders.TooLongError:
            table.end(contender.name, cases, asked.at_most)
            continue
        table.add(Line(contender.name, cases, run, cases))


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that was asked for: its bound, what was measured by the clock and as work."""

    what: str
    bound: str
    wall: str
    work: str
    met: bool


def judge(table: Table) -> Iterator[Figure]:
    """Yield each figure that can be said of the lines."""
    million, most = 1_000_000, 10_000_000
    for cases, bound in ((million, 5.0), (most, 4.0)):
        yield from _times(table, (COLUMNAR, cases), (FLOOR, cases), bound)
    largest = table.get(COLUMNAR, most)
    if largest is not None and not largest.scaled:
        peak = largest.run.peak / GIGABYTE
        what = f"memory of {COLUMNAR} at {most:,}"
        yield Figure(what, f"{ROOM:g} GB", f"{peak:.2f} GB", "", peak <= ROOM)
    grown = {(name, *sizes): (wall, work) for name, *sizes, wall, work in table.growths()}
    for (name, *sizes), (wall, work) in grown.items():
        if name == COLUMNAR and (FLOOR, *sizes) in grown:
            of_floor = grown[FLOOR, *sizes]
            over = wall - of_floor[0]
            what = f"growth above the floor's, {sizes[0]:,} to {sizes[1]:,}"
            works = f"{work - of_floor[1]:+.3f}"
            yield Figure(what, f"{STEEPER:+}", f"{over:+.3f}", works, over <= STEEPER)
    yield from _times(table, (COLUMNAR_CSV, million), (COLUMNAR, million), 2.5)
    for cases, bound in ((100_000, 25.0), (million, 60.0)):
        yield from _times(table, (OPA, cases), (COLUMNAR, cases), bound, least=True)


def _times(
    table: Table,
    one: tuple[str, int],
    other: tuple[str, int],
    bound: float,
    *,
    least: bool = False,
) -> Iterator[Figure]:
    first, second = table.get(*one), table.get(*other)
    if first is None or second is None or second.scaled:
        return
    ratio = first.run.wall / second.run.wall
    scaled = f", {first.name} scaled from {first.of:,}" if first.scaled else ""
    yield Figure(
        f"{first.name} to {second.name} at {first.cases:,}{scaled}",
        f"{'at least' if least else 'at most'} {bound:g} x",
        f"{ratio:.2f} x",
        f"{first.run.work / second.run.work:.2f} x",
        ratio >= bound if least else ratio <= bound,
    )


def compare(asked: argparse.Namespace) -> None:
    """Print the tables."""
    known = contenders.contenders(asked.memory)
    chosen = [known[name] for name in known if name in asked.engines]
    for name in filter(contenders.missing, asked.engines):
        print(f"{name} is not installed, and left out\n")
        chosen.remove(known[name])
    print(f"{contenders.PROCESSORS} processors, {platform.platform()}")
    print(f"seed {asked.seed}, undecided {asked.undecided:g} of the cases")
    print(f"whole processes, the fastest of {REPEATED} runs\n")
    table = Table()
    _heading(HEADINGS)
    for cases in sorted({*asked.cases, *(probe for each in chosen for probe in each.probes)}):
        here = [each for each in chosen if cases in asked.cases or cases in each.probes]
        compete(cases, here, asked, table)
    print("\nHow time grows with the number of cases: the exponent.\n")
    _heading(("engine", "from", "to", "wall", "CPU"))
    for name, fewer, cases, wall, work in table.growths():
        print(f"| {name} | {fewer:,} | {cases:,} | {wall:.3f} | {work:.3f} |")
    figures = list(judge(table))
    if known[COLUMNAR] in chosen:
        run = min((contenders.fixture() for _ in range(REPEATED)), key=lambda run: run.wall)
        taken = (f"{run.wall:.2f} s", f"{run.work:.2f} s")
        figures.append(Figure("the fixture of kz-229", f"{SOON} s", *taken, run.wall < SOON))
    if not figures:
        return
    print("\nThe figures asked for.\n")
    _heading(("figure", "bound", "wall", "CPU", ""))
    for each in figures:
        word = "met" if each.met else "missed"
        print(f"| {each.what} | {each.bound} | {each.wall} | {each.work} | {word} |")


def main() -> None:
    """Measure what the command line asks for."""
    known = list(contenders.contenders())
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, nargs="+", default=CASES)
    parser.add_argument("--engines", nargs="+", choices=known, default=known)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--undecided", type=float, default=0.001, metavar="SHARE")
    parser.add_argument("--at-most", type=float, default=120.0, metavar="SECONDS")
    parser.add_argument("--memory", help="what columnar may use, as `--memory` of `check` has it")
    parser.add_argument("--keep", help="where to leave the datasets; else they are deleted")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        asked.keep = asked.keep or scratch
        try:
            compare(asked)
        except contenders.WrongError as error:
            sys.exit(f"\n{error}")


if __name__ == "__main__":
    main()
