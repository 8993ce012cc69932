"""Baselines: what is new, updated, unchanged and gone since an earlier assessment."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.agency_made import WORLD, agency, but, concluded
from tests.assessment_made import assessment, one_of_each
from tests.test_waivers import file_of

from govrules.baselines import compared
from govrules.cli import run
from govrules.publishing import publish
from govrules.rereading import remembered, reread
from govrules.verdicts import Change, Duty, Judgement, Reason, Verdict, exit_code

Captured = pytest.CaptureFixture[str]
NORM = "kz-229/rules/10.3.g.mo"
AS_OF = ("--as-of", "2026-07-21T00:00:00+05:00")
DIGEST = f"sha256:{'1' * 64}"


def violated(subject: str, reason: Reason = Reason.MISSING) -> Judgement:
    """Return a violation."""
    duty = Duty(NORM, subject, "event", "STC", "MO-1")
    return Judgement(duty=duty, verdict=Verdict.VIOLATED, reason=reason, severity="high")


def test_every_conclusion_is_new_updated_unchanged_or_gone() -> None:
    """The four words cover both assessments, and each conclusion gets one."""
    then = assessment(violated("A"), violated("B"), violated("C"), *one_of_each())
    fulfilled = replace(violated("C"), verdict=Verdict.COMPLIANT, reason=Reason.NONE)
    now = assessment(
        violated("A"), violated("B", Reason.LATE), fulfilled, violated("D"), *one_of_each()
    )
    found = compared(now, then, path="then.json", digest=DIGEST)
    changes = {each.duty.subject: each.change for each in found.judgements[:4]}
    assert changes == {
        "A": Change.UNCHANGED,
        "B": Change.UPDATED,
        "C": Change.NEW,
        "D": Change.NEW,
    }
    assert {each.change for each in found.judgements[4:]} == {Change.UNCHANGED}
    assert found.baseline is not None
    assert found.baseline.gone == ((violated("C").duty, Verdict.VIOLATED),)
    assert exit_code(found, "new") == 1


def test_an_assessment_compared_with_itself_has_nothing_new() -> None:
    """A gate on what is new lets through what was known."""
    same = assessment(violated("A"), *one_of_each())
    found = compared(same, same, path="then.json", digest=DIGEST)
    assert {each.change for each in found.judgements} == {Change.UNCHANGED}
    assert found.baseline is not None
    assert found.baseline.gone == ()
    assert (exit_code(found, "new"), exit_code(found, "low")) == (3, 1)


def test_what_explains_differences_is_found() -> None:
    """Another law, other readings, other norms, the wrong way round."""
    then = assessment(violated("A"))
    now = replace(
        then,
        acts={"kz-229": f"sha256:{'2' * 64}"},
        readings={"P1": "half-open"},
        narrowed_to=(NORM,),
        as_of=then.as_of - 1,
    )
    found = compared(now, then, path="then.json", digest=DIGEST).findings
    assert sorted(each.code for each in found) == [
        "baseline-later",
        "baseline-other-law",
        "baseline-other-norms",
        "baseline-other-readings",
    ]


def test_a_gate_can_fail_on_what_is_new_alone(tmp_path: Path, capsys: Captured) -> None:
    """Yesterday's violation is known; today's second one stops the submission."""
    data = agency(tmp_path / "agency")
    asked = ["check", str(data), *AS_OF, "--act", "kz-229", "--norm", NORM]
    kept = tmp_path / "kept.json"
    assert run([*asked, "-o", f"json={kept}"]) == 1
    against = ["--baseline", str(kept), "--fail-on", "new"]
    assert run([*asked, *against]) == 0
    assert "0 new, 0 updated, 1 unchanged, 0 gone" in capsys.readouterr().out
    second = {**WORLD["cases"][0], "id": "C2"}
    agency(data, cases=[*WORLD["cases"], second])
    assert run([*asked, *against]) == 1
    told = capsys.readouterr().out
    assert "1 new, 0 updated, 1 unchanged, 0 gone" in told
    assert told.count("new since the baseline") == 1
    agency(data, messages=but(WORLD["messages"], 0, sent_at="2026-07-20T14:03:00+05:00"))
    assert run([*asked, *against]) == 0
    assert "0 new, 0 updated, 0 unchanged, 1 gone" in capsys.readouterr().out


def test_to_fail_on_what_is_new_takes_a_baseline(tmp_path: Path, capsys: Captured) -> None:
    """Without one nothing could be new, and the gate would stand open."""
    data = agency(tmp_path / "agency")
    assert run(["check", str(data), *AS_OF, "--fail-on", "new"]) == 2
    assert "give `check` the earlier one as `--baseline FILE`" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("change", "code", "said"),
    [
        (lambda kept: kept["verdicts"].pop(), 6, "changed-by-hand"),
        (lambda kept: kept["verdicts"][0].update(subject="C9"), 6, "changed-by-hand"),
        (lambda kept: kept.update(included=["violated"]), 4, "partial-assessment"),
        (lambda kept: kept.pop("summary"), 4, "missing-key"),
    ],
)
def test_a_baseline_that_was_changed_is_refused(
    tmp_path: Path, capsys: Captured, change: Any, code: int, said: str
) -> None:
    """Whoever takes a violation out of yesterday's file would have it counted as new, or not."""
    data, kept = agency(tmp_path / "agency"), tmp_path / "kept.json"
    asked = ["check", str(data), *AS_OF, "--act", "kz-229"]
    run([*asked, "-o", f"json={kept}"])
    document = json.loads(kept.read_text(encoding="utf-8"))
    change(document)
    kept.write_text(json.dumps(document), encoding="utf-8")
    capsys.readouterr()
    assert run([*asked, "--baseline", str(kept)]) == code
    assert said in capsys.readouterr().err


def test_what_was_compared_is_read_back_as_it_was(tmp_path: Path) -> None:
    """Waivers, changes and what is gone travel in the file."""
    data, kept = agency(tmp_path / "agency"), tmp_path / "kept.json"
    asked = ["check", str(data), *AS_OF, "--act", "kz-229"]
    run([*asked, "-o", f"json={kept}"])
    agency(data, messages=but(WORLD["messages"], 0, sent_at="2026-07-20T14:40:00+05:00"))
    again = tmp_path / "again.json"
    against = ["--baseline", str(kept), "--waivers", str(file_of(tmp_path))]
    run([*asked, *against, "-o", f"json={again}"])
    found, view = reread(again, "en")
    assert found.waivers is not None
    assert found.baseline is not None
    assert found.baseline.as_of == remembered(kept).as_of
    assert {Change.UPDATED, Change.UNCHANGED} == {each.change for each in found.judgements}
    third = tmp_path / "third.json"
    publish([("json", third)], found, view)
    assert again.read_bytes() == third.read_bytes()


def test_the_law_may_have_changed_since(tmp_path: Path) -> None:
    """An old assessment stays readable; only its difference in law is told."""
    found, view = concluded(agency(tmp_path / "agency"))
    kept = tmp_path / "kept.json"
    publish([("json", kept)], replace(found, acts={"kz-229": DIGEST}), view)
    codes = [
        each.code
        for each in compared(found, remembered(kept), path="kept.json", digest=DIGEST).findings
    ]
    assert "baseline-other-law" in codes
