"""The CI kit: the scripts of the action, the template and the hooks, run as a runner does."""

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.agency_made import WORLD, agency

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
COMMITTED = "2026-07-21T00:00:00+05:00"
PAGE = (ROOT / "ci" / "README.md").read_text(encoding="utf-8")
NORM = "kz-229/rules/10.3.g.mo"
Ended = subprocess.CompletedProcess[str]


def loaded(*parts: str) -> Any:
    """Read a YAML file of the repository."""
    return yaml.safe_load(ROOT.joinpath(*parts).read_text(encoding="utf-8"))


def shown(name: str) -> str:
    """Return a file as the page shows it."""
    found: list[str] = re.findall(rf"```yaml\n# {re.escape(name)}\n(.*?)```", PAGE, re.DOTALL)
    return found[0]


@pytest.fixture
def submitted(tmp_path: Path) -> Path:
    """Return a repository with a submission that was committed at a known moment."""
    agency(tmp_path / "submission")
    commit(tmp_path)
    return tmp_path


def commit(repository: Path) -> None:
    """Commit all that is there."""
    names = {"GIT_COMMITTER_DATE": COMMITTED, "GIT_AUTHOR_DATE": COMMITTED}
    identity = ("-c", "user.name=ministry", "-c", "user.email=ministry@example.org")
    for arguments in (("init", "-q"), ("add", "-A"), (*identity, "commit", "-qm", "quarter")):
        subprocess.run(["git", *arguments], cwd=repository, check=True, env={**os.environ, **names})


def run(script: str, repository: Path, variables: Mapping[str, str]) -> Ended:
    """Run a script as a runner does: by bash, ending at its first failure."""
    path = f"{BIN}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
        cwd=repository,
        env={**os.environ, **variables, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )


def act_on(repository: Path, **inputs: str) -> tuple[Ended, str, str]:
    """Run the action's step; return its end, the summary of the run and the outputs."""
    action = loaded("ci", "github", "action.yml")
    given = {name: each.get("default", "") for name, each in action["inputs"].items()}
    given |= {name.replace("_", "-"): value for name, value in inputs.items()}
    step = action["runs"]["steps"][-1]
    variables = {
        name: given[re.sub(r"\$\{\{ inputs\.(\S+) \}\}", r"\1", value)]
        for name, value in step["env"].items()
    }
    summary, outputs = repository / "summary", repository / "outputs"
    files = {"GITHUB_STEP_SUMMARY": str(summary), "GITHUB_OUTPUT": str(outputs)}
    ended = run(step["run"], repository, {**variables, **files})
    return ended, summary.read_text(encoding="utf-8"), outputs.read_text(encoding="utf-8")


def test_the_action_annotates_the_row_and_stops(submitted: Path) -> None:
    """The annotation stands on the line of the file as the repository has it."""
    ended, summary, outputs = act_on(submitted, data="submission", act="kz-229")
    assert (1, "exit-code=1\n") == (ended.returncode, outputs), ended.stderr
    assert "file=submission/cases.csv,line=2" in ended.stdout
    assert "late" in summary
    kept = submitted / "govrules-reports"
    assert {"govrules.html", "govrules.json", "govrules.md", "govrules.sarif"} == {
        path.name for path in kept.iterdir()
    }
    judged = json.loads((kept / "govrules.json").read_text(encoding="utf-8"))
    assert judged["as_of"] == COMMITTED


def test_the_action_stops_for_a_file_that_cannot_be_read(submitted: Path) -> None:
    """Nothing was judged, and reports of an earlier run are not taken for its own."""
    act_on(submitted, data="submission", act="kz-229")
    (submitted / "submission" / "cases.csv").write_bytes(b"id\xff,object\n")
    ended, summary, outputs = act_on(submitted, data="submission", act="kz-229")
    assert (4, "exit-code=1\nexit-code=4\n") == (ended.returncode, outputs)
    assert summary.endswith("govrules judged nothing: it ended with exit code 4\n")
    assert list((submitted / "govrules-reports").iterdir()) == []


def test_a_submission_is_gated_from_start_to_finish(submitted: Path) -> None:
    """A violation stops it; a waiver in force does not; what is new since then stops it again."""
    first = act_on(submitted, data="submission", act="kz-229")
    assert first[0].returncode == 1
    text = shown("waivers.yaml").replace("subject: C-2026-010", "subject: C1")
    (submitted / "waivers.yaml").write_text(text, encoding="utf-8")
    waived, summary, _ = act_on(submitted, data="submission", act="kz-229", waivers="waivers.yaml")
    assert waived.returncode in {0, 3}, waived.stderr
    assert "W-2026-01" in summary
    baseline = submitted / "last.json"
    (submitted / "govrules-reports" / "govrules.json").rename(baseline)
    known, _, _ = act_on(
        submitted, data="submission", act="kz-229", baseline="last.json", fail_on="new"
    )
    assert known.returncode in {0, 3}, known.stderr
    agency(submitted / "submission", cases=[*WORLD["cases"], {**WORLD["cases"][0], "id": "C2"}])
    again, _, _ = act_on(
        submitted, data="submission", act="kz-229", baseline="last.json", fail_on="new"
    )
    assert again.returncode == 1


def test_the_template_leaves_what_gitlab_shows(submitted: Path) -> None:
    """Every file that the job hands over is there, and the job fails."""
    job = loaded("ci", "gitlab", "govrules.gitlab-ci.yml")[".govrules"]
    variables = {**job["variables"], "GOVRULES_ACT": "kz-229", "CI_COMMIT_TIMESTAMP": COMMITTED}
    ended = run("\n".join(job["script"]), submitted, variables)
    assert ended.returncode == 1, ended.stderr
    assert "VIOLATED late" in ended.stdout
    artifacts = job["artifacts"]
    for name in (*artifacts["paths"], *artifacts["reports"].values()):
        assert (submitted / name).stat().st_size > 0, name


def hook(name: str) -> list[str]:
    """Return the command of a hook."""
    (found,) = [each for each in loaded(".pre-commit-hooks.yaml") if each["id"] == name]
    return shlex.split(found["entry"])


def test_the_hooks_run_what_they_say(submitted: Path) -> None:
    """Before the commit: the submission, with the arguments of the page; a chapter of scenarios."""
    arguments = yaml.safe_load(shown(".pre-commit-config.yaml"))["repos"][0]["hooks"][0]["args"]
    command = shlex.join([*hook("govrules-submission"), *map(str, arguments)])
    assert run(command, submitted, {}).returncode == 1
    acts = hook("govrules-acts")
    chapter = shlex.join([*acts[:-1], f"{acts[-1]}/kg-369/scenarios/reports.yaml"])
    ended = run(chapter, ROOT, {})
    assert ended.returncode == 0, ended.stdout


def test_the_page_names_inputs_that_the_action_has() -> None:
    """What is copied from the page works."""
    workflow = re.findall(
        r"```yaml\n# \.github/workflows/submission\.yml\n(.*?)```", PAGE, re.DOTALL
    )
    steps = yaml.safe_load(workflow[0])["jobs"]["submission"]["steps"]
    (ours,) = [step for step in steps if "ci/github" in step["uses"]]
    assert ours["with"].keys() <= loaded("ci", "github", "action.yml")["inputs"].keys()
    template = loaded("ci", "gitlab", "govrules.gitlab-ci.yml")[".govrules"]["variables"]
    job = yaml.safe_load(shown(".gitlab-ci.yml"))
    assert job["submission"]["variables"].keys() <= template.keys()
