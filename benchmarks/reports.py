"""What a report costs beyond the assessment: `python benchmarks/reports.py [FORMAT|COUNT ...]`.

For each format and count a process of its own makes a seeded assessment of so many duties, notes
the memory it holds, has the peak forgotten (Linux: 5 into /proc/self/clear_refs), then publishes
the report as `check` does, reading it back included, and prints by how much the peak rose above
what was held before.
"""

import random
import re
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from govrules.findings import Place
from govrules.instants import HOUR, MINUTE, read_exact, write_duration
from govrules.publishing import publish
from govrules.reports import View
from govrules.verdicts import Assessment, Duty, Judgement, Reason, Verdict

FORMATS = ("ndjson", "csv", "junit", "sarif", "json", "gitlab", "parquet", "xlsx")
COUNTS = ("100000", "1000000")
SEED = 7
BEGAN = read_exact("2026-07-12T00:00:00+05:00")
VERDICTS = (
    (Verdict.COMPLIANT, Reason.NONE),
    (Verdict.COMPLIANT, Reason.NONE),
    (Verdict.VIOLATED, Reason.LATE),
    (Verdict.VIOLATED, Reason.MISSING),
    (Verdict.INDETERMINATE, Reason.MISSING_DATA),
    (Verdict.NOT_APPLICABLE, Reason.EVENT),
    (Verdict.PENDING, Reason.NONE),
)


def made(count: int) -> Assessment:
    """Make an assessment of so many duties, sorted, of forty norms and fifty bodies."""
    chance = random.Random(SEED)  # noqa: S311 - a seeded benchmark
    judgements = tuple(judgement(number, count, chance) for number in range(count))
    return Assessment(
        as_of=BEGAN + 90 * 24 * HOUR,
        zone="Asia/Almaty",
        engine={"name": "made", "version": "0", "tzdata": "0"},
        acts={"kz-229": f"sha256:{'0' * 64}"},
        readings={"P1": "closed"},
        not_assessed=(),
        narrowed_to=(),
        inputs=(),
        judgements=judgements,
        findings=(),
    )


def judgement(number: int, count: int, chance: random.Random) -> Judgement:
    """Make one of so many judgements."""
    verdict, reason = chance.choice(VERDICTS)
    opened = BEGAN + chance.randrange(80 * 24) * HOUR
    due = opened + 30 * MINUTE
    late = reason is Reason.LATE
    done = verdict is Verdict.COMPLIANT or late
    performed = due + (HOUR if late else -MINUTE) if done else None
    norm = f"kz-229/rules/{number * 40 // count:02d}"
    return Judgement(
        duty=Duty(norm, f"C-{number:07d}", "event", "STC", f"MO-{chance.randrange(50):02d}"),
        verdict=verdict,
        reason=reason,
        opened_at=opened,
        due_at=due,
        performed_at=performed,
        late_by=write_duration(performed - due) if performed and late else "",
        delay=None if performed is None else performed - opened,
        readings=("P1", "P2"),
        evidence=(Place(path="cases.csv", row=number + 2, line=number + 2),),
        severity="high",
        zone="Asia/Almaty",
    )


def memory(name: str) -> float:
    """Return `VmRSS` (held) or `VmHWM` (peak) of this process in MB."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    found = re.search(rf"{name}:\s+(\d+) kB", status)
    return int(found[1]) / 1024 if found else 0.0


def measure(name: str, count: int) -> None:
    """Print what one report of one assessment costs."""
    assessment = made(count)
    held = memory("VmRSS")
    Path("/proc/self/clear_refs").write_text("5", encoding="utf-8")
    with TemporaryDirectory() as folder:
        path = Path(folder, f"report.{name}")
        began = time.perf_counter()
        publish([(name, path)], assessment, View())
        seconds = time.perf_counter() - began
        size = path.stat().st_size / 1e6
    risen = memory("VmHWM") - held
    print(f"{name:<8} {count:>9,} {held:>9.0f} {risen:>9.1f} {size:>9.1f} {seconds:>7.1f}")


def main(arguments: list[str]) -> None:
    """Measure every format at every count, each in its own process."""
    if arguments[:1] == ["one"]:
        measure(arguments[1], int(arguments[2]))
        return
    print("format      duties   held MB  risen MB   file MB       s")
    for name in [each for each in arguments if not each.isdigit()] or FORMATS:
        for count in [each for each in arguments if each.isdigit()] or COUNTS:
            sys.stdout.flush()
            subprocess.run([sys.executable, __file__, "one", name, count], check=True)  # noqa: S603 - ourselves


if __name__ == "__main__":
    main(sys.argv[1:])
