"""The worked examples of the contributors' page, and folders of acts to try them in."""

import re
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from govrules.acts import shipped_acts

_PAGE = Path(__file__).resolve().parents[2] / "CONTRIBUTING.md"
_FENCE = re.compile(r"^```\w+\n# (?P<path>\S+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="session")
def page() -> Mapping[str, str]:
    """Return the blocks of the contributors' page by the path that their first line names."""
    text = _PAGE.read_text(encoding="utf-8")
    return {found["path"]: found["text"] for found in _FENCE.finditer(text)}


@pytest.fixture
def with_authority(tmp_path: Path, page: Mapping[str, str]) -> Path:
    """Copy the shipped acts and add the page's norm and its scenarios to one."""
    folder = tmp_path / "policies"
    shutil.copytree(shipped_acts(), folder)
    _write(page, "policies/kz-229/", tmp_path)
    return folder


@pytest.fixture
def with_port(tmp_path: Path, page: Mapping[str, str]) -> Path:
    """Write the page's invented act into an empty folder of acts."""
    _write(page, "policies/port-12/", tmp_path)
    return tmp_path / "policies"


def _write(page: Mapping[str, str], prefix: str, root: Path) -> None:
    chosen = {path: text for path, text in page.items() if path.startswith(prefix)}
    assert chosen
    for path, text in chosen.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
