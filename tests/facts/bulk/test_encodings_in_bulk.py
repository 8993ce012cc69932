"""Texts of other encodings in bulk: copied to UTF-8 once, and the copy is gone however it ends."""

import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import pytest
from tests.bulk_made import MANY, folder_of, held, lines_of, world
from tests.facts_made import Tables

from govrules.facts.bulk import NotInBulkError, opened, texts

Written = Callable[[Path, Tables], Path]

WAYS: Mapping[str, Written] = {
    "separated": folder_of,
    "lines": lines_of,
    "array": lambda folder, tables: lines_of(folder, tables, array=True),
}
KAZAKH = "Қаржы министрлігі"
RUSSIAN = "Министерство финансов"


def made(folder: Path, written: Written, encoding: str, declared: str, name: str) -> Path:
    """Write a world in an encoding, with a document of a name that is not in ASCII."""
    written(folder, world(messages=[{"again": "C5-1", "document": name}]))
    for file in folder.iterdir():
        file.write_bytes(file.read_text(encoding="utf-8").encode(encoding))
    if declared:
        (folder / "dataset.yaml").write_text(f"encoding: {declared}\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize("written", WAYS.values(), ids=WAYS.keys())
@pytest.mark.parametrize(
    ("encoding", "declared", "name"),
    [
        ("utf-8-sig", "", KAZAKH),
        ("utf-8", "cp1251", KAZAKH),
        ("utf-8-sig", "utf-16", KAZAKH),
        ("utf-16", "utf-16", KAZAKH),
        ("utf-16-le", "utf-16-le", KAZAKH),
        ("utf-16-be", "utf-16-be", KAZAKH),
        ("kz1048", "kz1048", KAZAKH),
        ("cp1251", "cp1251", RUSSIAN),
        ("cp1251", "windows-1251", RUSSIAN),
        ("cp866", "cp866", RUSSIAN),
    ],
)
def test_a_declared_encoding_is_judged_in_bulk_too(
    tmp_path: Path, written: Written, encoding: str, declared: str, name: str
) -> None:
    """Digests, lines and rows are those of the file; one case is taken, the rest stays."""
    folder = made(tmp_path / "made", written, encoding, declared, name)
    assert MANY - 1 == held(folder).stayed


@pytest.mark.parametrize("written", WAYS.values(), ids=WAYS.keys())
@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("cp1251", ""),
        ("cp1251", "utf-8"),
        ("cp1251", "utf-16"),
        ("utf-16", ""),
        ("utf-16", "kz1048"),
    ],
)
def test_an_encoding_is_not_guessed_in_bulk_either(
    tmp_path: Path, written: Written, encoding: str, declared: str
) -> None:
    """Whoever reads row by row refuses it, and says which it may be."""
    folder = made(tmp_path / "made", written, "utf-8", declared, RUSSIAN)
    for file in folder.glob("messages.*"):
        file.write_bytes(file.read_text(encoding="utf-8").encode(encoding))
    assert held(folder).not_in_bulk


def test_the_copy_is_private_and_gone_when_all_is_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where the run ends in the middle."""
    room = tmp_path / "room"
    room.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(room))
    folder = made(tmp_path / "made", folder_of, "kz1048", "kz1048", KAZAKH)
    with pytest.raises(KeyboardInterrupt):
        _interrupted(folder, room)
    assert [] == [*room.iterdir()]


def _interrupted(folder: Path, room: Path) -> None:
    """Open a folder, look for the copy, and be interrupted."""
    zone = ZoneInfo("Asia/Almaty")
    with (
        duckdb.connect(":memory:") as connection,
        opened(connection, folder, zone=zone, naive="act-zone"),
    ):
        [private] = room.iterdir()
        assert 0o700 == private.stat().st_mode & 0o777
        assert ["messages.csv"] == [file.name for file in private.iterdir()]
        raise KeyboardInterrupt


def test_without_room_for_a_copy_rows_are_read_one_by_one(tmp_path: Path) -> None:
    """That takes memory, and no room."""
    folder = made(tmp_path / "made", folder_of, "kz1048", "kz1048", KAZAKH)
    nowhere = tmp_path / "none" / "messages.csv"
    with pytest.raises(NotInBulkError, match=r"^room$"):
        texts.in_utf8(folder / "messages.csv", "kz1048", nowhere)


def test_a_character_that_two_chunks_share_is_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files are looked through piece by piece."""
    monkeypatch.setattr(texts, "_CHUNK", 3)
    for encoding, declared in (("utf-8", ""), ("utf-16", "utf-16")):
        folder = made(tmp_path / encoding, folder_of, encoding, declared, KAZAKH)
        assert MANY - 1 == held(folder).stayed
