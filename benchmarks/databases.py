"""What the same judgement costs where its SQL runs elsewhere: whole processes, answers checked.

Run: python benchmarks/databases.py [--cases 2000] [--address postgresql://me@/postgres] ...

Spark is started for each run, a PostgreSQL server has to be running; of its work only the time by
the clock shows, as it is no child of ours.
"""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import contenders
from contenders import Contender, Expected, Run, WrongError

ENGINES = ("reference", "columnar", "columnar+local[2]")
REPEATED = 3


def contender(engine: str) -> Contender:
    """Return who judges by an engine as the others do in the race."""
    meant = contenders.contenders()["reference"]

    def command(folder: Path, expected: Expected, report: Path) -> Sequence[str | Path]:
        asked = meant.command(folder, expected, report)
        return tuple(engine if part == "reference" else part for part in asked)

    return replace(meant, name=engine, form="csv", command=command)


def quarter(engine: str, at_most: float) -> Run:
    """Judge the fixture of kz-229 by all norms.

    Raises:
        WrongError: it did not end as it should.
    """
    told = ("--as-of", contenders.FIXTURE_AS_OF, "--engine", engine)
    command = (contenders.GOVRULES, "check", contenders.FIXTURE, *told)
    taken, code, said = contenders._timed(command, at_most)  # noqa: SLF001 - it is beside us
    if code != 1:
        message = f"{engine} ended with {code}: {said}"
        raise WrongError(message)
    return taken


def main() -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=2000)
    parser.add_argument("--address", action="append", default=[])
    parser.add_argument("--at-most", type=float, default=600.0, metavar="SECONDS")
    asked = parser.parse_args()
    print("| data | engine | wall s | CPU s of ours |\n|---|---|---|---|")
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "cases"
        expected = contenders.made(folder, "csv", asked.cases, 1)
        for engine in (*ENGINES, *(f"columnar+{address}" for address in asked.address)):
            shown = engine.partition("://")[0]
            for data in ("the quarter", f"{asked.cases:,} cases"):
                runs = [
                    quarter(engine, asked.at_most)
                    if data == "the quarter"
                    else contenders.run(contender(engine), folder, expected, asked.at_most)
                    for _ in range(REPEATED)
                ]
                wall, work = (min(getattr(run, name) for run in runs) for name in ("wall", "work"))
                print(f"| {data} | {shown} | {wall:.1f} | {work:.1f} |", flush=True)


if __name__ == "__main__":
    try:
        main()
    except WrongError as error:
        sys.exit(f"\n{error}")
