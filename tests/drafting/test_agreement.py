"""What is told of two engines that differ, and that `agree` ends accordingly."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.agency_made import agency

from govrules import facts
from govrules.calculus import Relation
from govrules.cli import run
from govrules.drafting.agreement import differences
from govrules.engines import columnar
from govrules.facts import Facts
from govrules.findings import Finding, Place
from govrules.instants import HOUR, read_exact
from govrules.verdicts import Assessment, Duty, Judgement, Reason, Verdict

DUE = read_exact("2026-07-20T10:30:00+05:00")
EVIDENCE = Place(path="cases.csv", line=2, row=2)
LATE = Judgement(
    duty=Duty("act/1", "C1", "event", "A", "B"),
    verdict=Verdict.VIOLATED,
    reason=Reason.LATE,
    due_at=DUE,
    performed_at=DUE + HOUR,
    late_by="PT1H",
    delay=2 * HOUR,
    evidence=(EVIDENCE,),
    zone="Asia/Almaty",
)
OTHER = Duty("act/2", "2026-Q3", "", "A", "")


def assessment(engine: str, *judgements: Judgement) -> Assessment:
    """Make an assessment of an engine."""
    return Assessment(
        as_of=DUE,
        zone="Asia/Almaty",
        engine={"name": engine},
        acts={},
        readings={},
        not_assessed=(),
        narrowed_to=(),
        inputs=(),
        judgements=judgements,
        findings=(),
    )


def told(*findings: Finding) -> list[str]:
    """Return what differs, without the words around it."""
    return [finding.message.split(" for `A` is ")[0] for finding in findings]


def test_equal_assessments_have_no_differences() -> None:
    """The name of the engine is none."""
    one, other = assessment("one", LATE), assessment("other", LATE)
    assert () == differences(one, other)


def test_a_difference_is_told_with_both_values_and_where_the_duty_is_from() -> None:
    """Instants in the zone of the act."""
    later = replace(LATE, due_at=DUE + HOUR)
    (finding,) = differences(assessment("reference", LATE), assessment("columnar", later))
    assert str(finding) == (
        "cases.csv:2: engines-disagree `due_at` of `act/1` on `C1 event` for `A` is "
        "`2026-07-20T10:30:00+05:00` by the engine `reference` and `2026-07-20T11:30:00+05:00` "
        "by `columnar`\n"
        "  help: rely on `reference`, which is right by definition, and send these data to the "
        "maintainers"
    )


def test_every_part_of_a_judgement_is_compared() -> None:
    """Verdict, reason, times, lengths of time and evidence; each difference by itself."""
    other = Judgement(duty=LATE.duty, verdict=Verdict.INDETERMINATE, zone=LATE.zone)
    found = differences(assessment("reference", LATE), assessment("columnar", other))
    names = ["delay", "due_at", "evidence", "late_by", "performed_at", "reason", "verdict"]
    assert [f"`{name}` of `act/1` on `C1 event`" for name in names] == told(*found)
    assert "is `PT2H` by the engine `reference` and `` by `columnar`" in found[0].message
    assert "is `cases.csv:2` by the engine `reference` and `` by" in found[2].message


def test_a_duty_that_one_engine_lacks_or_tells_twice_is_a_difference() -> None:
    """It has no row to point at, so it stands at its norm."""
    one = Judgement(duty=OTHER, verdict=Verdict.PENDING)
    found = differences(assessment("reference", LATE, LATE), assessment("columnar", LATE, one))
    assert ["`duties` of `act/2` on `2026-Q3`", "`duties` of `act/1` on `C1 event`"] == told(*found)
    assert Place(path="act/2") == found[0].place
    assert "is `2` by the engine `reference` and `1` by `columnar`" in found[1].message


AS_OF = ("--as-of", "2026-07-21T00:00:00+05:00", "--act", "kz-229")


@pytest.mark.parametrize("asked", [(), ("--engine", "reference"), ("--engine", "columnar")])
def test_engines_that_agree_end_with_zero(
    asked: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """And say on how many duties; two that are one would always agree."""
    data = str(agency(tmp_path / "agency"))
    norm = ("--norm", "kz-229/rules/10.3.g.mo")
    assert run(["agree", data, *AS_OF, *norm, *asked]) == 0
    assert "`reference` and `columnar` agree on 1 duty\n" == capsys.readouterr().out


def test_engines_that_differ_end_with_eight(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An engine that lets a late notice pass is told on; nothing goes to standard output then."""
    honest = columnar.Opened.evaluate

    def lenient(
        self: columnar.Opened, relations: Iterable[Relation], facts: Facts
    ) -> list[list[columnar.Row]]:
        return [
            [tuple("compliant" if cell == "violated" else cell for cell in row) for row in rows]
            for rows in honest(self, relations, facts)
        ]

    monkeypatch.setattr(columnar.Opened, "evaluate", lenient)
    data = str(agency(tmp_path / "agency"))
    norm = ("--norm", "kz-229/rules/10.3.g.mo")
    assert run(["agree", data, *AS_OF, *norm]) == 8
    streams = capsys.readouterr()
    assert "" == streams.out
    assert streams.err.splitlines() == [
        (
            "cases.csv:2: engines-disagree `verdict` of `kz-229/rules/10.3.g.mo` on `C1 event` for "
            "`STC` is `violated` by the engine `reference` and `compliant` by `columnar`"
        ),
        (
            "  help: rely on `reference`, which is right by definition, and send these data to the "
            "maintainers"
        ),
        "1 problem: nothing was judged",
    ]


def test_the_data_are_read_once_for_both_engines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What two engines differ about cannot be what a file held at two times."""
    read: list[Sequence[Path]] = []
    reading = facts.read

    def counted(paths: Sequence[Path], **how: Any) -> Facts:
        read.append(paths)
        return reading(paths, **how)

    monkeypatch.setattr(facts, "read", counted)
    data = agency(tmp_path / "agency")
    assert run(["agree", str(data), *AS_OF]) == 0
    assert [(data,)] == read
