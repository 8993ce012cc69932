"""Waivers: what they let be, until when, and that they never hide a verdict."""

from pathlib import Path

import pytest
from tests.agency_made import agency, concluded

from govrules.cli import run
from govrules.findings import FactsError, Finding, Level, Place
from govrules.sentences import Sentence
from govrules.verdicts import Assessment, Verdict, exit_code
from govrules.waivers import honoured, load

REFUSED = Path(__file__).parent / "refused" / "waivers"
NORM = "kz-229/rules/10.3.g.mo"
AS_OF = "2026-07-21T00:00:00+05:00"
WAIVER = {
    "waiver": "W-1",
    "norm": NORM,
    "scope": "{bearer: STC}",
    "reason": "the channel was being rebuilt",
    "legal_ground": "joint order 17",
    "approver": "A. First",
    "second_approver": "B. Second",
    "valid_from": "2026-07-01T00:00:00+05:00",
    "valid_to": "2026-12-01T00:00:00+05:00",
}
"""It lets the one violation of the small agency be, which is of high severity."""


def file_of(folder: Path, **cells: str) -> Path:
    """Write a file with the waiver, some of its fields given otherwise or, if empty, left out."""
    fields = {name: value for name, value in {**WAIVER, **cells}.items() if value}
    lines = [f"{name}: {value}" for name, value in fields.items()]
    path = folder / "waivers.yaml"
    path.write_text("waivers:\n  - " + "\n    ".join(lines) + "\n", encoding="utf-8")
    return path


def waived(folder: Path, **cells: str) -> tuple[Assessment, list[str]]:
    """Judge the small agency under the waiver; return the codes of what is found about it too."""
    before, view = concluded(agency(folder / "agency"), norm=(NORM,))
    after = honoured(before, load(file_of(folder, **cells), view.norms))
    assert before.counts() == after.counts()
    return after, [each.code for each in after.findings if each.place.path == "waivers.yaml"]


def named(assessment: Assessment) -> list[str]:
    """Return the waivers that the violations name."""
    return [j.waiver for j in assessment.judgements if j.verdict is Verdict.VIOLATED]


def test_a_waived_violation_is_told_and_fails_nothing(tmp_path: Path) -> None:
    """The verdict stays what it is; only the gate opens."""
    assessment, codes = waived(tmp_path)
    assert named(assessment) == ["W-1"]
    assert exit_code(assessment, "low") == 0
    assert codes == []


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        ("{bearer: STC}", ["W-1"]),
        ("{bearer: [AB, STC]}", ["W-1"]),
        ("{bearer: STC, subject: C1, occasion: event, counterparty: MO-1}", ["W-1"]),
        ("{bearer: MO-1}", [""]),
        ("{bearer: STC, subject: C2}", [""]),
    ],
)
def test_every_field_of_the_scope_must_match(
    tmp_path: Path, scope: str, expected: list[str]
) -> None:
    """A waiver for one case is none for its neighbour."""
    assessment, _ = waived(tmp_path, scope=scope)
    assert expected == named(assessment)


@pytest.mark.parametrize(
    ("norm", "expected"),
    [
        ("kz-229/rules/10.3.g", ["W-1"]),
        ("[kz-229/rules/12.c, kz-229/rules/10.3.g.mo]", ["W-1"]),
        ("kz-229/rules/10.3.g.knb", [""]),
    ],
)
def test_a_unit_stands_for_all_its_parts(tmp_path: Path, norm: str, expected: list[str]) -> None:
    """The committee's part of the sentence is not the body's."""
    assessment, _ = waived(tmp_path, norm=norm)
    assert expected == named(assessment)


@pytest.mark.parametrize(
    ("start", "end", "expected", "code"),
    [
        ("2026-07-21T00:00:00+05:00", "2026-12-01T00:00:00Z", ["W-1"], []),
        ("2026-07-20T19:00:01Z", "2026-12-01T00:00:00Z", [""], ["waiver-not-yet"]),
        ("2026-07-01T00:00:00Z", "2026-07-21T00:00:00+05:00", [""], ["waiver-expired"]),
        (
            "2026-07-01T00:00:00Z",
            "2026-07-21T00:00:00.000001+05:00",
            ["W-1"],
            ["waiver-ends-soon"],
        ),
        ("2026-07-01T00:00:00Z", "2026-08-20T00:00:00+05:00", ["W-1"], []),
    ],
)
def test_a_waiver_holds_from_its_first_instant_to_before_its_last(
    tmp_path: Path, start: str, end: str, expected: list[str], code: list[str]
) -> None:
    """It is the moment of judgement that counts, to the microsecond, and offsets are offsets."""
    assessment, codes = waived(tmp_path, valid_from=start, valid_to=end)
    assert expected == named(assessment)
    assert code == codes
    assert exit_code(assessment, "low") == (0 if expected == ["W-1"] else 1)


def test_a_grave_violation_needs_a_second_approver(tmp_path: Path) -> None:
    """With one signature it stands, and the report says why."""
    assessment, _ = waived(tmp_path, second_approver="")
    expected = Finding(
        place=Place(path="waivers.yaml", line=2),
        code="waiver-needs-second-approver",
        level=Level.ERROR,
        message=Sentence(
            "waiver `W-1` has one approver: 1 violation of high severity stands", count=1
        ),
        help=Sentence("have somebody else agree, and write who under `second_approver`"),
    )
    assert named(assessment) == [""]
    assert [str(expected)] == [str(each) for each in assessment.findings if each.place.line == 2]


def test_a_waiver_that_lets_nothing_be_is_told(tmp_path: Path) -> None:
    """It may be a slip in the scope: whoever wrote it believes to be covered."""
    _, codes = waived(tmp_path, scope="{subject: C9}")
    assert codes == ["waiver-unused"]


@pytest.mark.parametrize("path", sorted(REFUSED.glob("*.yaml")), ids=lambda path: path.stem)
def test_each_refused_file_gets_its_whole_message(path: Path) -> None:
    """Who, why, on what ground and until when: what is left open is refused."""
    with pytest.raises(FactsError) as error:
        load(path, [NORM])
    assert path.with_suffix(".yaml.txt").read_text(encoding="utf-8") == f"{error.value}\n"


def test_the_command_line_takes_a_file_of_waivers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The violation is printed with its leave, and the program ends with zero."""
    data, file = agency(tmp_path / "agency"), file_of(tmp_path)
    asked = ["check", str(data), "--act", "kz-229", "--norm", NORM, "--as-of", AS_OF]
    assert run([*asked, "--waivers", str(file)]) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "VIOLATED late" in told
    assert (
        "waived by W-1, until 2026-12-01 00:00: the channel was being rebuilt"
        " (joint order 17; A. First, B. Second)" in told
    )
    assert "1 of 1 violations waived, by waivers.yaml" in told
    file.write_text("waivers: []\n", encoding="utf-8")
    assert run([*asked, "--waivers", str(file)]) == 4
