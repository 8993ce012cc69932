"""The engines against cases whose verdicts were drawn before anybody judged them."""

import csv
import hashlib
import json
from collections import Counter
from pathlib import Path
from typing import Any, Final

import pytest

from benchmarks import generator
from govrules.cli import run

SHARES: Final = {"violated": 0.3, "undecided": 0.1, "edging": 0.2}
"""Many of what is rare in the benchmarks, so that few cases hold all of it."""
FATES: Final = 110
"""So many pairs of a norm and a verdict with its reason; fewer would be cases that missed some."""


def drawn(folder: Path) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Return the verdicts that were drawn, by duty."""
    with generator.beside(folder, "csv").open(encoding="utf-8", newline="") as file:
        return {
            (row["norm"], row["subject"], row["occasion"]): (row["verdict"], row["reason"])
            for row in csv.DictReader(file)
        }


def judged(folder: Path, expected: Any, engine: str, *more: str) -> list[Any]:
    """Judge all case norms as a user does, and return the records of the report."""
    report = folder.with_suffix(".judged.ndjson")
    norms = [f"--norm={norm}" for norm in expected["counts"]]
    asked = ["check", str(folder), "--as-of", expected["as_of"], "--act", "kz-229", *norms]
    code = run([*asked, "--engine", engine, "-o", f"ndjson={report}", *more])
    assert code == 1
    return [json.loads(line) for line in report.read_text(encoding="utf-8").splitlines()]


def listed(records: list[Any]) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Return the verdicts that a report lists, by duty."""
    return {
        (each["norm"], each["subject"], each["occasion"]): (each["verdict"], each["reason"] or "")
        for each in records
        if each["record"] == "verdict"
    }


@pytest.mark.parametrize(
    ("engine", "form", "seed"),
    [
        ("reference", "parquet", 1),
        ("reference", "csv", 2),
        ("columnar", "parquet", 1),
        ("columnar", "csv", 2),
        ("columnar", "ndjson", 3),
    ],
)
def test_every_duty_is_judged_as_it_was_drawn(
    engine: str, form: str, seed: int, tmp_path: Path
) -> None:
    """Each verdict and reason of each norm, and their counts, whatever the format."""
    folder = tmp_path / "made"
    expected = generator.generate(folder, form, cases=800, seed=seed, **SHARES)
    wanted = drawn(folder)
    records = judged(folder, expected, engine)
    assert wanted == listed(records)
    counted = Counter((norm, "/".join(word).rstrip("/")) for (norm, *_), word in wanted.items())
    counts = expected["counts"]
    assert {
        (norm, word): count for norm, words in counts.items() for word, count in words.items()
    } == counted
    assert len(counted) >= FATES
    totals = Counter(word for word, _ in wanted.values())
    assert totals == +Counter({word: records[0]["summary"][word] for word in totals})


@pytest.mark.parametrize(("form", "seed"), [("parquet", 5), ("csv", 6)])
def test_what_is_counted_and_not_listed_is_as_it_was_drawn(
    form: str, seed: int, tmp_path: Path
) -> None:
    """As the benchmarks ask: violations and what is undecided are listed, all else is counted."""
    folder = tmp_path / "made"
    expected = generator.generate(folder, form, cases=1500, seed=seed, **SHARES)
    include = ("violated", "indeterminate")
    records = judged(folder, expected, "columnar", "--include", ",".join(include))
    wanted = drawn(folder)
    assert {duty: word for duty, word in wanted.items() if word[0] in include} == listed(records)
    assert Counter((norm, word) for (norm, *_), (word, _) in wanted.items()) == +Counter(
        {
            (norm, word): count
            for norm, words in records[0]["summary"]["by_norm"].items()
            for word, count in words.items()
        }
    )


def test_no_file_of_the_cases_was_set_aside_but_by_design(tmp_path: Path) -> None:
    """The only findings are those of the cells made unreadable: nothing else is odd in the data."""
    folder = tmp_path / "made"
    expected = generator.generate(folder, "csv", cases=800, seed=4, **SHARES)
    found = judged(folder, expected, "reference")
    messages = {each["message"] for each in found if each["record"] == "finding"}
    assert {"`perhaps` is no word of `dispatch_needed`"} == messages


def test_the_same_seed_gives_the_same_bytes_and_another_one_does_not(tmp_path: Path) -> None:
    """In every format, every table and what is expected; a benchmark can be run again."""
    for form in ("parquet", "csv", "ndjson"):
        once, again, other = (tmp_path / form / name / "made" for name in ("a", "b", "c"))
        for folder, seed in ((once, 7), (again, 7), (other, 8)):
            generator.generate(folder, form, cases=300, seed=seed, **SHARES)
        assert digests(once.parent) == digests(again.parent)
        assert digests(once.parent) != digests(other.parent)


def digests(folder: Path) -> dict[str, str]:
    """Return the digest of each file below a folder."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_messages_stand_in_order_of_time_and_the_shares_are_as_asked(tmp_path: Path) -> None:
    """About seven messages a case, two cases in a hundred with a violation."""
    folder = tmp_path / "made"
    expected = generator.generate(
        folder, "csv", cases=20_000, seed=1, violated=0.02, undecided=0.001, edging=0.01
    )
    with (folder / "messages.csv").open(encoding="utf-8", newline="") as file:
        sent = [row["sent_at"] for row in csv.DictReader(file)]
    assert sorted(sent) == sent
    assert expected["rows"]["messages"] == len(sent)
    assert expected["violated_cases"] == pytest.approx(400, rel=0.2)
    assert len(sent) == pytest.approx(140_000, rel=0.02)
