"""The gate in Open Policy Agent: the decision of `govrules gate`, and closed where it cannot be."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.agency_made import agency
from tests.tools_found import opa

from govrules.cli import run
from govrules.documents.shipped import schema
from govrules.documents.violations import violations

ROOT = Path(__file__).resolve().parents[3]
SMALL = ROOT / "fixtures/kg-369/small.yaml"
Captured = pytest.CaptureFixture[str]
Document = dict[str, Any]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Build the bundle of an act, once."""
    folder = tmp_path_factory.mktemp("bundles")

    def build(act: str) -> Path:
        path = folder / f"{act}.tar.gz"
        if not path.is_file():
            assert 0 == run(["bundle", act, "--output", str(path)])
        return path

    return build


def written(folder: Path, act: str, dataset: Path, as_of: str) -> Document:
    """Write a dataset as the submission that the gate decides on."""
    asked = ["--input", str(dataset), "--as-of", as_of, "--output", str(folder / "documents")]
    assert 0 == run(["bundle", act, *asked])
    text = (folder / "documents" / "submission.json").read_text(encoding="utf-8")
    document: Document = json.loads(text)
    assert [] == list(violations(document, schema("submission")))
    return document


def decided(bundle: Path, submission: object) -> Document:
    """Ask Open Policy Agent."""
    command = ["eval", "--bundle", str(bundle), "--format", "raw", "--stdin-input"]
    done = subprocess.run(
        [str(opa()), *command, "data.govrules.gate"],
        check=True,
        capture_output=True,
        input=json.dumps(submission).encode(),
    )
    found: Document = json.loads(done.stdout)
    return found


def ours(captured: Captured, act: str, dataset: Path, as_of: str, fail_on: str) -> Document:
    """Decide by `govrules gate`."""
    captured.readouterr()
    run(["gate", str(dataset), "--act", act, "--as-of", as_of, "--fail-on", fail_on])
    found: Document = json.loads(captured.readouterr().out)
    return {name: found[name] for name in ("allow", "reasons", "summary")}


@pytest.mark.parametrize("fail_on", ["low", "high", "never"])
@pytest.mark.parametrize(
    ("act", "dataset", "as_of"),
    [
        ("kz-229", ROOT / "fixtures/kz-229/quarter", "2026-10-05T09:00:00+05:00"),
        ("kg-369", SMALL, "2024-01-05T12:00:00+06:00"),
    ],
)
def test_the_decision_is_that_of_the_command(
    built: Callable[[str], Path],
    tmp_path: Path,
    capsys: Captured,
    act: str,
    dataset: Path,
    as_of: str,
    fail_on: str,
) -> None:
    """The same reasons in the same order, with rows that cannot be used among the data."""
    submission = {**written(tmp_path, act, dataset, as_of), "fail_on": fail_on}
    assert ours(capsys, act, dataset, as_of, fail_on) == decided(built(act), submission)


def test_a_table_that_is_withheld_is_a_reason(
    built: Callable[[str], Path], tmp_path: Path, capsys: Captured
) -> None:
    """Norms that cannot be assessed without it are named, by both."""
    dataset = agency(tmp_path / "agency")
    (dataset / "organisations.csv").unlink()
    as_of = "2026-07-21T00:00:00+05:00"
    submission = written(tmp_path, "kz-229", dataset, as_of)
    expected = ours(capsys, "kz-229", dataset, as_of, "low")
    assert "not-assessed" in {each["code"] for each in expected["reasons"]}
    assert expected == decided(built("kz-229"), submission)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"families": {}}, "`families` has no list of `bodies`"),
        ({"families": {"bodies": [{}]}}, "a document of `bodies` lacks what is read"),
        ({"not_assessed": None}, "`not_assessed` is no list"),
        ({"findings": {}}, "`findings` is no list"),
        ({"fail_on": "none"}, "`fail_on` is none of"),
        ({"act": {"id": "kg-369", "digest": "sha256:0", "readings": {}}}, "for another act"),
    ],
)
def test_what_cannot_be_judged_is_not_let_in(
    built: Callable[[str], Path], tmp_path: Path, change: Document, fault: str
) -> None:
    """Each fault is a reason of its own."""
    document = written(tmp_path, "kg-369", SMALL, "2024-01-05T12:00:00+06:00")
    found = decided(built("kg-369"), {**document, **change})
    assert found["allow"] is False
    told = [each["fault"] for each in found["reasons"] if each["code"] == "not-judged"]
    assert any(fault in each for each in told), told


@pytest.mark.parametrize("nonsense", [{}, [], None, "yes", {"allow": True}])
def test_nonsense_is_not_let_in(built: Callable[[str], Path], nonsense: object) -> None:
    """There is an answer whatever is asked, and it is no."""
    found = decided(built("kg-369"), nonsense)
    assert found["allow"] is False
    assert found["reasons"]
