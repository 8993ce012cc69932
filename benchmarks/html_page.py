"""How large the page of 100,000 verdicts is, how fast it opens and filters in Chromium.

`python benchmarks/html_page.py`. Copies the quarter of the fixtures until there are that many
duties, each copy with other ids and other times, then writes the page and uses it as a reader
does. Prints the bounds beside the figures; the machine should have two cores to spare.
"""

import argparse
import random
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from govrules import reports
from govrules.cli.judging import judge
from govrules.cli.options import Asked
from govrules.findings import Place
from govrules.instants import SECOND, Instant, read_exact
from govrules.verdicts import Assessment, EvidenceRow, Judgement

QUARTER = Path(__file__).parents[1] / "fixtures" / "kz-229" / "quarter"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
MEGABYTES, OPENED, FILTERED = 15, 2.0, 0.3
"""The bounds: size in 10^6 bytes, seconds to open, seconds to filter."""
ROWS_OF_A_COPY = 100_000
FILTERING = """async ([name, value]) => {
  const field = document.querySelector(`[name=${name}]`);
  const began = performance.now();
  if (field.type === "checkbox") field.click();
  else {
    field.value = value;
    field.dispatchEvent(new Event(field.type === "search" ? "input" : "change"));
  }
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  return [performance.now() - began, document.querySelector("#count").textContent];
}"""


def quarter() -> tuple[Assessment, reports.View]:
    """Judge the quarter of the fixtures."""
    asked = Asked(
        datasets=(QUARTER,),
        as_of=read_exact("2026-10-05T09:00:00+05:00"),
        act=("kz-229",),
        norm=(),
        engine="reference",
        reading=(),
        lang="en",
    )
    return judge(asked)


def enlarged(assessment: Assessment, count: int) -> Assessment:
    """Copy duties and rows until there are `count` duties, no two with the same id or times."""
    chance = random.Random(229)  # noqa: S311 - for variety, not for secrets
    judgements: list[Judgement] = []
    rows: list[EvidenceRow] = []
    copy = 0
    while len(judgements) < count:
        judgements += _copied(assessment, copy, chance)
        rows += (_row(row, copy) for row in assessment.rows)
        copy += 1
    judgements = sorted(judgements[:count], key=lambda each: each.duty)
    return replace(assessment, judgements=tuple(judgements), rows=tuple(sorted(rows)))


def _copied(assessment: Assessment, copy: int, chance: random.Random) -> Iterator[Judgement]:
    moved: Mapping[str, int] = {
        each.duty.subject: chance.randrange(90 * 86_400) * SECOND for each in assessment.judgements
    }
    for each in assessment.judgements:
        by = moved[each.duty.subject]
        yield replace(
            each,
            duty=replace(each.duty, subject=f"{each.duty.subject}-{copy:03d}"),
            opened_at=_later(each.opened_at, by),
            due_at=_later(each.due_at, by),
            performed_at=_later(each.performed_at, by),
            evidence=tuple(_place(place, copy) for place in each.evidence),
            missing=tuple(_place(place, copy) for place in each.missing),
        )


def _later(instant: Instant | None, by: int) -> Instant | None:
    return None if instant is None else instant + by


def _place(place: Place, copy: int) -> Place:
    far = copy * ROWS_OF_A_COPY
    return replace(place, row=place.row + far, line=place.line + far)


def _row(row: EvidenceRow, copy: int) -> EvidenceRow:
    cells = {
        name: f"{text}-{copy:03d}" if text and name in {"id", "case", "message"} else text
        for name, text in row.cells.items()
    }
    return replace(row, place=_place(row.place, copy), cells=cells)


def used(page: Page, address: str) -> None:
    """Open the page and filter it, printing how long each step took."""
    began = time.perf_counter()
    page.goto(address)
    page.wait_for_selector("html[data-ready=yes]", state="attached", timeout=60_000)
    took = time.perf_counter() - began
    print(f"opened in {took:.2f} s (bound {OPENED} s)")
    for name, value in (
        ("q", "c-2026-08"),
        ("q", "c-2026-08 mo-0 violated"),
        ("q", ""),
        ("sort", "late"),
        ("verdict", ""),
        ("body", "STC"),
        ("reading", "P7"),
    ):
        milliseconds, found = page.evaluate(FILTERING, [name, value])
        print(f"{name}={value}: {milliseconds / 1000:.3f} s (bound {FILTERED} s): {found}")


def main() -> None:
    """Make the page and use it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--verdicts", type=int, default=100_000)
    parser.add_argument("--keep", type=Path, help="where to leave the page")
    options = parser.parse_args()
    assessment, view = quarter()
    large = enlarged(assessment, options.verdicts)
    print(f"{len(large.judgements)} verdicts, {len(large.rows)} rows")
    began = time.perf_counter()
    text = reports.render("html", large, view)
    print(f"written in {time.perf_counter() - began:.1f} s")
    print(f"size {len(text.encode()) / 1e6:.2f} MB (bound {MEGABYTES} MB)")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        path = (options.keep or Path(folder) / "page.html").resolve()
        path.write_text(text, encoding="utf-8")
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        used(browser.new_context(viewport={"width": 1280, "height": 900}).new_page(), path.as_uri())
        browser.close()


if __name__ == "__main__":
    main()
