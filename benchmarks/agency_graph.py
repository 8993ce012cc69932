"""How long the organisation graph of a whole state takes: `python benchmarks/agency_graph.py`.

Makes an invented state of 100,000 organisations and 300,000 relations over twenty years, the same
with each seed, as CSV; reads it, judges the norms over the graph, looks for every finding and
draws the graph. Faults are strewn in: loops, lapsed authorities, relations that outlive a body.
"""

import argparse
import csv
import random
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from govrules import acts, facts
from govrules.assessing import assess
from govrules.graphs.agencies import agency_graph, findings
from govrules.instants import read_exact
from govrules.norms import Act, Link, Members, PeriodTrigger

AS_OF = "2026-10-05T09:00:00+05:00"
FIRST, LAST = date(2006, 10, 5), date(2026, 10, 4)
OFFICES = {
    "STC": "kz:stc",
    "KNB": "kz:knb;kg:gknb",
    "UO": "kz:authorised-body",
    "KIB": "kz:isc",
    "GKITS": "kg:gkits",
    "GOV": "kg:gov-apparatus",
}
FAULTY = 0.002
"""The share of rows with a fault."""

Rows = Iterable[Sequence[str]]


class State:
    """An invented state: ministries at the top, departments under them, persons who act for them.

    Of `size` organisations one in twenty is a body with duties, one in five a person.
    """

    def __init__(self, size: int, relations: int, seed: int) -> None:
        """Choose whom there is; `relations` is the number of rows of that table."""
        self.random = random.Random(seed)  # noqa: S311 - the same state each time, no secret
        self.relations = relations
        self.bodies = [f"MO-{number}" for number in range(size // 20)]
        self.people = [f"P-{number}" for number in range(size // 5)]
        rest = size - len(self.bodies) - len(self.people) - len(OFFICES)
        self.departments = [f"D-{number}" for number in range(rest)]

    def organisations(self) -> Iterator[Sequence[str]]:
        """Yield the rows of organisations; some departments have ended."""
        for name, roles in OFFICES.items():
            yield name, f"Office {name}", "office", roles, "", ""
        for name in self.bodies:
            yield name, f"Body {name}", "ministry", "kz:state-body;kg:ministry", "", ""
        for number, name in enumerate(self.people):
            roles = "kz:coordinator" if number < len(self.bodies) // 2 else ""
            yield name, f"Person {name}", "person", roles, "", ""
        for name in self.departments:
            ended = self.random.random() < FAULTY
            yield name, f"Department {name}", "department", "", "", "2026-06-30" if ended else ""

    def ties(self) -> Iterator[Sequence[str]]:
        """Yield as many relations as asked for: the people's, then a tree that is reformed."""
        left = self.relations
        for row in (*self._offices(), *self._of_people()):
            yield row
            left -= 1
        spans: dict[tuple[int, str], date] = {}
        ring = self.departments[: max(3, int(left * FAULTY))]
        for number, name in enumerate(ring):
            yield name, "supervises", ring[(number + 1) % len(ring)], FIRST.isoformat(), ""
            left -= 1
        for at in range(len(self.departments)):
            yield self.departments[at], "part-of", self._above(at), FIRST.isoformat(), ""
            left -= 1
        words = ("reports-to", "supervises")
        while left:
            at, word = self.random.randrange(len(self.departments)), self.random.choice(words)
            start = spans.get((at, word), FIRST)
            if start > LAST:
                continue
            end = start + timedelta(days=self.random.randrange(1_000, 6_000))
            spans[at, word] = end + timedelta(days=1)
            until = "" if end > LAST else end.isoformat()
            yield self.departments[at], word, self._above(at), start.isoformat(), until
            left -= 1

    def _above(self, at: int) -> str:
        """Return a department before another one, or a body; seldom one behind it, or itself."""
        if self.random.random() < FAULTY:
            return self.random.choice(self.departments)
        above = self.random.randrange(-len(self.departments) // 10, at) if at else -1
        return self.random.choice(self.bodies) if above < 0 else self.departments[above]

    def _offices(self) -> Iterator[Sequence[str]]:
        for year in range(FIRST.year, LAST.year + 1):
            yield "KNB", "contract", "STC", f"{year}-01-01", f"{year}-12-31"
        for name in self.bodies[:500]:
            yield name, "participates-in", "kg-369", "2019-08-22", "2023-12-31"

    def _of_people(self) -> Iterator[Sequence[str]]:
        """Yield posts of coordinators, and authorities that are renewed every four years."""
        for number, name in enumerate(self.people):
            body = self.bodies[number % len(self.bodies)]
            if number < len(self.bodies) // 2:
                yield "STC", "employs", name, "2020-01-01", ""
                yield name, "posted-to", body, "2020-01-01", ""
                continue
            for year in range(FIRST.year + 1, LAST.year, 4):
                lapsed = self.random.random() < FAULTY
                until = f"{year + 2}-12-31" if lapsed else f"{year + 3}-12-31"
                yield name, "authorised-by", body, f"{year}-01-01", until

    def messages(self) -> Iterator[Sequence[str]]:
        """Yield a report of each body for each of twenty quarters; seldom to somebody else."""
        for quarter in range(20):
            day = date(2021, 12, 1) + timedelta(days=91 * quarter)
            sent = f"{day.isoformat()}T10:00:00+05:00"
            for number, body in enumerate(self.bodies):
                deputy = self.people[len(self.bodies) + number]
                sender = deputy if self.random.random() < 0.5 else body  # noqa: PLR2004 - half of them
                to = "KNB" if self.random.random() < FAULTY else "STC"
                yield f"M-{quarter}-{number}", "annex-data", sender, to, sent, sent


def write(folder: Path, state: State) -> None:
    """Write the tables of a state."""
    validity = ("valid_from", "valid_to")
    _table(
        folder, "organisations", ("id", "name", "kind", "roles", *validity), state.organisations()
    )
    _table(folder, "relations", ("source", "relation", "target", *validity), state.ties())
    columns = ("id", "type", "sender", "recipient", "sent_at", "received_at")
    _table(folder, "messages", columns, state.messages())


def _table(folder: Path, name: str, columns: Sequence[str], rows: Rows) -> None:
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(rows)


def over_the_graph(act: Act) -> list[str]:
    """Name the norms of an act that a relation fulfils, brings about or bounds."""
    return [
        norm.id
        for norm in act.norms
        if isinstance(norm.performance, Link)
        or (isinstance(norm.trigger, PeriodTrigger) and norm.trigger.given)
        or (isinstance(norm.bearer, Members) and norm.bearer.involved)
    ]


def measure(folder: Path) -> None:
    """Print what each step takes, and what it finds."""
    last = (time.perf_counter(), time.process_time())
    print(f"{'':42} elapsed    work")

    def lap(what: str) -> None:
        nonlocal last
        now = (time.perf_counter(), time.process_time())
        print(f"{what:42} {now[0] - last[0]:5.2f} s {now[1] - last[1]:5.2f} s")
        last = now

    law = [acts.load(name) for name in acts.available()]
    lap("load the acts")
    given = facts.read([folder], zone=ZoneInfo(law[0].zone))
    lap("read the tables")
    as_of = read_exact(AS_OF)
    wanted = [norm for act in law for norm in over_the_graph(act)]
    judgements = assess(law, given, as_of, only=wanted).judgements
    lap("judge the norms over the graph")
    found = findings(law, given, as_of, judgements)
    lap("look for findings on the graph")
    graph = agency_graph(law, given, as_of, judgements)
    lap("draw the graph")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"{'peak memory of the process':42} {memory:6.2f} GiB")
    print({name: len(table.rows) for name, table in given.tables.items()})
    size = f"{graph.number_of_nodes()} nodes, {graph.number_of_edges()} edges"
    print(f"{len(judgements)} duties; {size}")
    print(dict(sorted(Counter(each.code for each in found).items())))


def main() -> None:
    """Make a state in a folder of its own, unless one is given, and measure it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--organisations", type=int, default=100_000)
    parser.add_argument("--relations", type=int, default=300_000)
    parser.add_argument("--seed", type=int, default=6)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        write(Path(made), State(asked.organisations, asked.relations, asked.seed))
        sys.stdout.flush()
        measure(Path(made))


if __name__ == "__main__":
    main()
