"""Pieces: the prints of an act cover its whole text, and each names a unit."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.library_made import Library

from govrules import acts
from govrules.drafting.drift import basis
from govrules.findings import PolicyError


def without_start(printed: Any) -> None:
    """Forget where a unit starts."""
    del printed["starts"]["library/2.c"]


def with_stranger(printed: Any) -> None:
    """Say where a unit starts that is none."""
    printed["starts"]["library/9"] = 0


def without_range(printed: Any) -> None:
    """Forget the lines after the last unit."""
    del printed["ranges"][-1]


MISSING = """\
missing-start the unit `library/2.c` has a print, but no start
  help: write where it starts, in characters of the normalised text"""
STRANGER = """\
unknown-unit there is no unit `library/9` with a print of its own
  help: write the id as `provisions.yaml` has it, or delete this"""
UNPRINTED = """\
unprinted-text the pieces do not fit the text at characters 660 to 678
  help: take the prints of all units and of every range between them again"""


@pytest.mark.parametrize(
    ("spoil", "refusal"),
    [(without_start, MISSING), (with_stranger, STRANGER), (without_range, UNPRINTED)],
)
def test_prints_that_do_not_cover_the_text_are_refused(
    library: Library, tmp_path: Path, spoil: Callable[[Any], None], refusal: str
) -> None:
    """A stretch that no print covers could change without a name to tell it by."""
    shutil.copytree(library.folder / "library", tmp_path / "library")
    path = tmp_path / "library" / "act-print.yaml"
    printed = json.loads(path.read_text(encoding="utf-8"))
    spoil(printed)
    path.write_text(json.dumps(printed, indent=1), encoding="utf-8")
    with pytest.raises(PolicyError) as raised:
        basis("library", tmp_path)
    assert refusal == str(raised.value).partition(": ")[2]


@pytest.mark.parametrize("act", acts.available())
def test_the_prints_of_the_shipped_acts_cover_their_texts(act: str) -> None:
    """Every character of the official texts is in a piece; pieces come by their places."""
    pieces = basis(act).older.pieces
    assert sorted(piece.start for piece in pieces) == [piece.start for piece in pieces]
    assert basis(act).older.whole.length == max(piece.end for piece in pieces)
