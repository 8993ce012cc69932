"""Data that cannot be read at all: every fixture is refused with its whole message."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from govrules.facts import read, read_header
from govrules.findings import FactsError

_REFUSED = Path(__file__).parents[1] / "refused" / "facts"
Files = Mapping[str, str | bytes]


@pytest.mark.parametrize("case", sorted(path.name for path in _REFUSED.iterdir()))
def test_a_refused_dataset_is_refused_with_its_whole_message(case: str) -> None:
    """Each fixture is one dataset `trial` and the message beside it."""
    dataset = next(path for path in (_REFUSED / case).iterdir() if path.stem == "trial")
    with pytest.raises(FactsError) as caught:
        read([dataset], zone=None)
    expected = (_REFUSED / case / "refusal.txt").read_text(encoding="utf-8").removesuffix("\n")
    assert expected == str(caught.value)


def test_a_cell_longer_than_a_million_characters_is_refused(
    refusal: Callable[[Files], str],
) -> None:
    """The limit stands in the message."""
    assert (
        "cases.csv:2: bad-quoting a cell holds more than 1000000 characters\n"
        "  help: shorten the cell"
    ) == refusal({"cases.csv": f"id,object\nC1,{'x' * 1_000_001}\n"})


def test_a_path_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """Also when only the header is wanted."""
    message = (
        "nowhere.yaml: unreadable-file `nowhere.yaml` cannot be read: no such file or"
        " directory\n"
        "  help: check that it is there and that you may read it"
    )
    for work in (lambda paths: read(paths, zone=None), read_header):
        with pytest.raises(FactsError) as caught:
            work([tmp_path / "nowhere.yaml"])
        assert message == str(caught.value)


@pytest.mark.parametrize("what", ["iterdir", "read_bytes", "is_dir"])
def test_what_may_not_be_read_is_refused(
    what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder or a file without permission; simulated, because root may read everything."""

    def denied(self: Path) -> None:
        raise PermissionError(13, "Permission denied", str(self))

    (tmp_path / "trial").mkdir()
    (tmp_path / "trial" / "cases.csv").write_text("id\nC1\n")
    monkeypatch.setattr(Path, what, denied)
    with pytest.raises(FactsError) as caught:
        read([tmp_path / "trial"], zone=None)
    shown = "cases.csv" if what == "read_bytes" else "trial"
    assert (
        f"{shown}: unreadable-file `{shown}` cannot be read: permission denied\n"
        "  help: check that it is there and that you may read it"
    ) == str(caught.value)


def test_a_link_out_of_the_dataset_is_refused(tmp_path: Path) -> None:
    """What is judged must lie in the dataset."""
    (tmp_path / "elsewhere.csv").write_text("id\nC1\n")
    (tmp_path / "trial").mkdir()
    (tmp_path / "trial" / "cases.csv").symlink_to(tmp_path / "elsewhere.csv")
    with pytest.raises(FactsError) as caught:
        read([tmp_path / "trial"], zone=None)
    assert (
        "cases.csv: outside-dataset `cases.csv` is a link out of the dataset\n"
        "  help: put the file itself into the dataset: what is judged must lie there"
    ) == str(caught.value)


def test_a_folder_in_the_place_of_a_table_is_refused(tmp_path: Path) -> None:
    """So would be a pipe, which nobody could wait for."""
    (tmp_path / "trial" / "cases.csv").mkdir(parents=True)
    with pytest.raises(FactsError) as caught:
        read([tmp_path / "trial"], zone=None)
    assert (
        "cases.csv: unreadable-file `cases.csv` cannot be read: it is no regular file\n"
        "  help: put a file there, not a folder, a pipe or a device"
    ) == str(caught.value)


def test_the_problems_of_all_files_are_told_at_once(refusal: Callable[[Files], str]) -> None:
    """Nobody wants to meet them one by one."""
    codes = [
        line.split(" ")[1] if "[" not in line else line.split(" ")[2]
        for line in refusal({"cases.csv": "object\nO1\n", "objects.csv": '"id\n'}).splitlines()
        if not line.startswith("  help")
    ]
    assert ["bad-quoting"] == codes
