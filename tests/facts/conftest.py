"""Datasets written for one test."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from govrules.facts import Facts, read
from govrules.findings import FactsError

Write = Callable[[Mapping[str, str | bytes]], Path]


@pytest.fixture
def dataset(tmp_path: Path) -> Write:
    """Write a dataset folder `trial` from file names and their contents."""

    def write(files: Mapping[str, str | bytes]) -> Path:
        folder = tmp_path / "trial"
        folder.mkdir(exist_ok=True)
        for name, content in files.items():
            data = content.encode() if isinstance(content, str) else content
            (folder / name).write_bytes(data)
        return folder

    return write


@pytest.fixture
def facts(dataset: Write) -> Callable[[Mapping[str, str | bytes]], Facts]:
    """Read a dataset folder made of file names and their contents."""
    return lambda files: read([dataset(files)], zone=None)


@pytest.fixture
def refusal(dataset: Write) -> Callable[[Mapping[str, str | bytes]], str]:
    """Return the whole message with which a dataset is refused."""

    def refused(files: Mapping[str, str | bytes]) -> str:
        with pytest.raises(FactsError) as caught:
            read([dataset(files)], zone=None)
        return str(caught.value)

    return refused
