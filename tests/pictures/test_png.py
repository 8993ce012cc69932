"""The picture as PNG: drawn where the library is, refused in words where it is not."""

import struct
import sys

import pytest
from tests.pictures_made import hostile, many, small

from govrules import pictures
from govrules.pictures import LibraryError
from govrules.pictures.formats import png


def size(drawn: bytes) -> tuple[int, int]:
    """Return width and height of a PNG, from its header."""
    assert drawn.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", drawn[16:24])
    return width, height


def test_a_picture_is_drawn_at_twice_its_size() -> None:
    """Fine enough for paper; the same bytes each time on one machine."""
    document = pictures.render("svg", small()).decode()
    wide, high = (int(part.partition('"')[0]) for part in document.split('="')[2:4])
    assert (2 * wide, 2 * high) == size(pictures.render("png", small()))
    assert pictures.render("png", hostile()) == pictures.render("png", hostile())


def test_a_long_picture_stays_within_what_programs_open() -> None:
    """No side is longer than the limit."""
    assert max(size(pictures.render("png", many(2_000, parts=200)))) <= 16_000


def test_letters_leave_something_on_the_page() -> None:
    """The drawing with its texts is another than without."""
    document = pictures.render("svg", small()).decode()
    silent = document.replace("<text", "<desc").replace("</text", "</desc")
    assert png._drawn(document, 1) != png._drawn(silent, 1)


def test_without_the_library_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever lacks an extra is told its name, and what does without."""
    png._has_fonts.cache_clear()
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    with pytest.raises(LibraryError) as refused:
        pictures.render("png", small())
    message = "a PNG needs `resvg_py`, which is not installed"
    help_ = "install `govrules[png]`, or write an `svg`"
    assert (message, help_) == (refused.value.message, refused.value.help)


def test_without_fonts_there_is_no_picture_without_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """A PNG that leaves out every name would still look finished."""
    monkeypatch.setattr(png, "_has_fonts", lambda: False)
    with pytest.raises(LibraryError) as refused:
        pictures.render("png", small())
    message = "a PNG needs a font, and this machine has none"
    help_ = "install one, such as DejaVu Sans, or write an `svg`"
    assert (message, help_) == (refused.value.message, refused.value.help)
