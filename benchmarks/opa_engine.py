"""Throughput and memory of the engine `opa` beside the others, on made cases with all case norms.

Run: GOVRULES_OPA=... python benchmarks/opa_engine.py [CASES ...]
"""

import os
import resource
import sys
import time
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread
from zoneinfo import ZoneInfo

from govrules import acts, facts, planning
from govrules.engines import columnar, opa
from govrules.facts import Facts
from govrules.findings import Place
from govrules.instants import Instant, read_exact
from govrules.norms import OccasionTrigger, ReceiptTrigger

ACT = "kz-229"
AS_OF = read_exact("2026-12-01T00:00:00+05:00")
ROLES = {"STC": "kz:stc", "KNB": "kz:knb", "AB": "kz:authorised-body", "MO-1": "kz:state-body"}


def made(count: int) -> Facts:
    """Make cases, each with its object and four messages, some late and some not sent."""
    day = "2026-07-{:02}T{:02}:{:02}:00+05:00"
    tables: dict[str, list[dict[str, str | list[str]]]] = {
        "organisations": [{"id": name, "roles": [role]} for name, role in ROLES.items()],
        **{name: [] for name in ("relations", "objects", "cases", "messages", "attestations")},
    }
    for number in range(count):
        name, when = f"C{number}", (15 + number % 14, number % 20)
        object_ = {"id": f"O{number}", "owner": "MO-1", "category": "software", "country": "KZ"}
        tables["objects"].append({**object_, "work_types": ["1", "2", "3"]})
        class_ = "incident" if number % 2 else "event"
        case = {"id": name, "object": f"O{number}", "class": class_}
        tables["cases"].append({**case, "detected_at": day.format(*when, 0)})
        for at, (type_, sender, to) in enumerate(
            (
                ("notice", "STC", "MO-1"),
                ("notice", "STC", "KNB"),
                ("recommendation", "STC", "MO-1"),
                ("reply", "MO-1", "STC"),
            )
        ):
            if (number + at) % 7:
                sent = day.format(*when, (10 * at + number) % 60)
                message = {"id": f"{name}-{at}", "type": type_, "case": name, "sender": sender}
                rest = {"recipient": [to], "sent_at": sent, "received_at": sent, "covers": [class_]}
                tables["messages"].append({**message, **rest})
    placed = {
        name: [(row, Place(path=name, line=at, row=at)) for at, row in enumerate(rows, 2)]
        for name, rows in tables.items()
    }
    return facts.from_rows(placed, zone=ZoneInfo("Asia/Almaty"))


class Watch(Thread):
    """Looks at the server that this process started: its peak in megabytes, its processor time."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.peak = self.seconds = 0.0
        self.over = Event()

    def run(self) -> None:
        """Look until it is over."""
        while not self.over.wait(0.05):
            parents = {int(path.name): _parent(path) for path in Path("/proc").glob("[0-9]*")}
            for process, (name, parent) in parents.items():
                if name == "opa" and parents.get(parent, ("", 0))[1] == os.getpid():
                    self._look(Path(f"/proc/{process}"))

    def _look(self, process: Path) -> None:
        with suppress(OSError, IndexError):
            words = (process / "status").read_text().partition("VmHWM:")[2].split()
            self.peak = max(self.peak, int(words[0]) / 1024)
            ticks = (process / "stat").read_text().rpartition(")")[2].split()[11:13]
            self.seconds = sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")


def _parent(process: Path) -> tuple[str, int]:
    """Return the name of a process and the number of its parent."""
    with suppress(OSError, IndexError):
        name, _, rest = (process / "stat").read_text().partition("(")[2].rpartition(")")
        return name, int(rest.split()[1])
    return "", 0


def measure(count: int, as_of: Instant) -> None:
    """Print what one engine after the other takes for some cases."""
    act = acts.load(ACT)
    read = made(count)
    norms = [n for n in act.norms if isinstance(n.trigger, OccasionTrigger | ReceiptTrigger)]
    plan = planning.plan([act], norms, read, as_of)
    relations = (*plan.duties, *plan.evidence)
    found = {}
    for engine in (columnar, opa):
        watch = Watch()
        watch.start()
        begun, used = time.perf_counter(), time.process_time()
        found[engine.NAME] = engine.evaluate(relations, read)
        took = time.perf_counter() - begun
        watch.over.set()
        own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        server = f", server {watch.peak:.0f} MB, {watch.seconds:.1f} s" if watch.peak else ""
        duties = sum(map(len, found[engine.NAME][: len(plan.duties)]))
        print(
            f"{engine.NAME}: {count} cases, {duties} duties in {took:.1f} s "
            f"({count / took:.0f} cases/s, {time.process_time() - used:.1f} s of ours), "
            f"this process {own:.0f} MB{server}",
            flush=True,
        )
    same = found["columnar"] == found["opa"]
    print("the same rows" if same else "OTHER ROWS", flush=True)


if __name__ == "__main__":
    for asked in sys.argv[1:] or ["1000", "10000", "50000"]:
        measure(int(asked), AS_OF)
