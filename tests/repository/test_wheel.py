"""What ships: a wheel that works without the repository beside it."""

import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel once, by way of the sdist as a release does."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    [built] = folder.glob("*.whl")
    return built


def test_the_wheel_holds_every_act_and_schema(wheel: Path) -> None:
    """Each file of `policies/` and `schemas/` lies inside the package."""
    expected = {
        f"govrules/{path.relative_to(ROOT).as_posix()}"
        for kind in ("policies", "schemas")
        for path in (ROOT / kind).rglob("*")
        if path.is_file()
    }
    with zipfile.ZipFile(wheel) as archive:
        assert set() == expected - set(archive.namelist())


def test_the_wheel_holds_every_catalogue(wheel: Path) -> None:
    """An installation speaks every language, not English alone."""
    expected = {
        path.relative_to(ROOT / "src").as_posix()
        for path in (ROOT / "src" / "govrules" / "languages").glob("*.mo")
    }
    with zipfile.ZipFile(wheel) as archive:
        assert set() == expected - set(archive.namelist())
    assert expected


def test_the_wheel_holds_every_part_of_the_page(wheel: Path) -> None:
    """The HTML report is put together from files that are no Python."""
    page = ROOT / "src" / "govrules" / "reports" / "html"
    parts = [path for path in page.iterdir() if path.suffix in {".css", ".html", ".js"}]
    expected = {path.relative_to(ROOT / "src").as_posix() for path in parts}
    with zipfile.ZipFile(wheel) as archive:
        assert set() == expected - set(archive.namelist())
    assert expected


def test_the_wheel_holds_what_pages_are_made_of(wheel: Path) -> None:
    """The script that draws graphs ships with its licence."""
    expected = {"cytoscape.min.js", "cytoscape.LICENSE", "page.js", "page.css"}
    with zipfile.ZipFile(wheel) as archive:
        found = {Path(name).name for name in archive.namelist() if "/pictures/page/" in name}
    assert set() == expected - found


def test_the_installed_wheel_finds_its_own_acts(wheel: Path, tmp_path: Path) -> None:
    """In a bare environment, `govrules` lists the shipped acts from inside the package."""
    venv.create(tmp_path / "bare", with_pip=False)
    python = tmp_path / "bare" / "bin" / "python"
    inside = Path(
        subprocess.run(
            [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
            check=True,
            capture_output=True,
            text=True,
        ).stdout.strip()
    )
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(inside)
    script = (
        f"import sys; sys.path.append({sysconfig.get_path('purelib')!r})\n"
        "from govrules import documents\n"
        "folder = documents.shipped('policies')\n"
        "print(folder)\n"
        "for act in sorted(folder.glob('*/act.yaml')):\n"
        "    print(documents.load(act, 'act').value['act'])\n"
    )
    command = [str(python), "-I", "-c", script]
    run = subprocess.run(command, check=True, capture_output=True, text=True, timeout=60)
    acts = sorted(path.parent.name for path in (ROOT / "policies").glob("*/act.yaml"))
    assert [str(inside / "govrules" / "policies"), *acts] == run.stdout.splitlines()
