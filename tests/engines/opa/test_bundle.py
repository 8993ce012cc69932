"""Bundles: the same bytes for the same act, verified, signed, loaded and asked as users do."""

import json
import re
import shlex
import shutil
import subprocess
import tarfile
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from tests.facts_made import act_of
from tests.tools_found import opa

from govrules import facts
from govrules.cli import run
from govrules.documents.shipped import schema
from govrules.documents.violations import violations
from govrules.engines import reference
from govrules.engines.opa import bundle
from govrules.findings import EvidenceError
from govrules.instants import read_exact
from govrules.planning import plan

ROOT = Path(__file__).resolve().parents[3]
SMALL = ROOT / "fixtures/kg-369/small.yaml"
AS_OF = "2024-01-05T12:00:00+06:00"


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """Build the bundle of an act."""
    path = tmp_path / "kg-369.tar.gz"
    assert 0 == run(["bundle", "kg-369", "--output", str(path)])
    return path


def unpacked(path: Path) -> dict[str, bytes]:
    """Return the files of a bundle."""
    with tarfile.open(path) as archive:
        return {
            each.name: data.read()
            for each in archive.getmembers()
            if (data := archive.extractfile(each)) is not None
        }


def changed(path: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """Change the files of a bundle."""
    files = unpacked(path)
    change(files)
    path.write_bytes(bundle.packed(files))
    return path


def test_a_bundle_is_the_same_whenever_it_is_built(built: Path) -> None:
    """Byte by byte; its revision names what is in it, its roots are its act's and the gate."""
    act = act_of("kg-369")
    again = bundle.packed(bundle.build(act, "0.1.0", built.name))
    assert built.read_bytes() == again
    manifest = json.loads(unpacked(built)[".manifest"])
    assert ["govrules/kg_369", "govrules/gate"] == manifest["roots"]
    assert act.digest == manifest["metadata"]["digest"]


def test_the_answers_of_a_bundle_are_those_of_the_reference(
    built: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """By the query of its own README, from the documents that `--input` writes."""
    folder = tmp_path / "documents"
    asked = ["--input", str(SMALL), "--as-of", AS_OF, "--output", str(folder)]
    assert 0 == run(["bundle", "kg-369", *asked])
    capsys.readouterr()
    document = json.loads((folder / "bodies.json").read_text(encoding="utf-8"))
    assert [] == list(violations(document, schema("case-files")))
    query = document["rule"]
    assert query in unpacked(built)["README.md"].decode()
    command = ["eval", "--bundle", str(built), "--input", str(folder / "bodies.json"), query]
    done = subprocess.run([str(opa()), *command], check=True, capture_output=True)
    answers = json.loads(done.stdout)["result"][0]["expressions"][0]["value"]
    assert len(document["files"]) == len(answers)
    found = [
        tuple(row)
        for answer in answers
        for rules in answer["norms"].values()
        for name, rows in rules.items()
        if name.startswith("duties")
        for row in rows
    ]
    act = act_of("kg-369")
    read = facts.read([SMALL], zone=ZoneInfo(act.zone))
    meant = reference.evaluate(plan([act], act.norms, read, read_exact(AS_OF)).duties, read)
    assert sorted(row for rows in meant for row in rows) == sorted(found)


def test_a_document_that_lacks_what_is_read_is_not_judged(built: Path) -> None:
    """Not even an empty one: there is an answer, and it names what is not there."""
    query = "count(data.govrules.kg_369.bodies.answer.faults)"
    command = ["eval", "--bundle", str(built), "--format", "raw", "--stdin-input", query]
    done = subprocess.run([str(opa()), *command], check=True, capture_output=True, input=b"{}")
    assert int(done.stdout) > 1


def test_a_bundle_that_was_changed_is_refused(
    built: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One word of one policy; the exit code is that of evidence that does not check."""
    assert 0 == run(["bundle", "--verify", str(built)])

    def loosen(files: dict[str, bytes]) -> None:
        name = "govrules/kg_369/plan_1_1.rego"
        files[name] = files[name].replace(b'"violated"', b'"compliant"')

    changed(built, loosen)
    capsys.readouterr()
    assert 6 == run(["bundle", "--verify", str(built)])
    assert "altered-bundle the bundle is not what its revision says" in capsys.readouterr().err


@pytest.mark.parametrize("data", [b"", b"no archive", bundle.packed({"README.md": b""})])
def test_what_is_no_bundle_is_refused(tmp_path: Path, data: bytes) -> None:
    """An empty file, another one, and an archive without a manifest."""
    path = tmp_path / "some.tar.gz"
    path.write_bytes(data)
    with pytest.raises(EvidenceError) as raised:
        bundle.verified(path)
    assert "not-a-bundle" == raised.value.findings[0].code


def test_the_commands_of_the_readme_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One after the other, in the reader's folder; what they write is where the page says."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    lines = re.findall(r"^    govrules (bundle .*)$", readme, re.MULTILINE)
    shutil.copytree(ROOT / "fixtures/kz-229/quarter", tmp_path / "my-quarter")
    monkeypatch.chdir(tmp_path)
    assert [0, 0, 0] == [run(shlex.split(line)) for line in lines]
    asked = re.findall(r"^    opa (eval .*)$", readme, re.MULTILINE)
    done = subprocess.run([str(opa()), *shlex.split(asked[0])], check=True, capture_output=True)
    (told,) = json.loads(done.stdout)["result"]
    assert all("norms" in answer for answer in told["expressions"][0]["value"])


def keys(folder: Path, name: str) -> tuple[Path, Path]:
    """Make a secret of a length that OPA takes; who signs and who verifies have the same."""
    path = folder / name
    path.write_text(f"{name} {'0123456789abcdef' * 4}", encoding="utf-8")
    return path, path


def test_a_signature_is_of_one_key_and_cannot_be_left_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Signed and verified; with another key, or without the signature, it is refused."""
    monkeypatch.setenv("GOVRULES_OPA", str(opa()))
    path = tmp_path / "kg-369.tar.gz"
    own, other = keys(tmp_path, "own")[0], keys(tmp_path, "other")[0]
    signing = ["--sign", str(own), "--algorithm", "HS256"]
    assert 0 == run(["bundle", "kg-369", "--output", str(path), *signing])
    asked = ["bundle", "--verify", str(path), "--algorithm", "HS256", "--key"]
    assert 0 == run([*asked, str(own)])
    assert 6 == run([*asked, str(other)])
    assert "bad-signature" in capsys.readouterr().err
    changed(path, lambda files: files.__delitem__(".signatures.json"))
    assert 6 == run([*asked, str(own)])
    assert "no-signature the bundle is not signed" in capsys.readouterr().err
