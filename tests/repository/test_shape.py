"""The shape of the house: sizes, and words that have no business in a place."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULES = sorted((ROOT / "src").rglob("*.py"))
LONGEST_MODULE = 400
LONGEST_FUNCTION = 45
MACHINE_PATH = re.compile(rb"(?<![\w.~/-])/(?:work|home|Users|root|tmp)/[\w.]")
LEGAL_WORD = re.compile(r"\b(?:kz|kg)[:-]|\bAsia/|\b(?:Kazakh|Kyrgyz)", re.IGNORECASE)
FIRST_YEAR, LAST_YEAR = 2000, 2100


def name(path: Path) -> str:
    """Return a path as it is written in the project."""
    return path.relative_to(ROOT).as_posix()


def kept_files() -> list[Path]:
    """Return the files that git keeps, or would if they were added."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a git work tree")
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / each for each in listed.split("\0") if each and (ROOT / each).is_file()]


def constants(tree: ast.AST) -> Iterator[ast.Constant]:
    """Yield the constants of a module except its docstrings."""
    texts = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in texts:
            yield node


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_a_module_has_one_subject(path: Path) -> None:
    """A module over the ceiling has grown a second subject."""
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_MODULE


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_a_function_fits_a_screen(path: Path) -> None:
    """Functions stay short enough to be read at once."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    long = [
        f"{node.name}: {node.end_lineno - node.lineno + 1}"
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno >= LONGEST_FUNCTION
    ]
    assert [] == long


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_the_law_is_data(path: Path) -> None:
    """No act, role, zone or year stands in the code; docstrings may give examples."""
    acts = [each.name for each in (ROOT / "policies").iterdir() if each.is_dir()]
    found = [
        f"{node.lineno}: {node.value!r}"
        for node in constants(ast.parse(path.read_text(encoding="utf-8")))
        if (
            isinstance(node.value, str)
            and (LEGAL_WORD.search(node.value) or node.value in set(acts) - {"calendars"})
        )
        or (type(node.value) is int and FIRST_YEAR <= node.value <= LAST_YEAR)
    ]
    assert [] == found


def test_no_file_names_a_place_on_somebodys_machine() -> None:
    """Absolute paths of one machine mean nothing on another."""
    ours = [path for path in kept_files() if not name(path).startswith("tests/vendored/")]
    assert [] == [name(path) for path in ours if MACHINE_PATH.search(path.read_bytes())]


def test_the_lock_pins_every_package() -> None:
    """`requirements.lock` holds exact versions and no address to fetch them from."""
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    assert [] == [line for line in lines if not re.fullmatch(r"[\w.-]+==[\w.]+", line)]
    names = [line.partition("==")[0].lower() for line in lines]
    assert sorted(set(names)) == names
