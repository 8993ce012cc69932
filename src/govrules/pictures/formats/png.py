"""The picture as PNG: its SVG, drawn by resvg, at twice its size so that it prints well.

resvg is one wheel without system libraries on every platform, draws static SVG only and never
fetches anything. It uses the fonts of the machine, so the bytes may differ from one to another;
without any font it would leave out every text, so that is refused.
"""

from functools import cache

from govrules.pictures.formats import svg
from govrules.pictures.letters import FONTS
from govrules.pictures.model import Picture
from govrules.pictures.refusals import LibraryError
from govrules.sentences import Sentence

_ZOOM = 2
_LONGEST = 16_000
"""How many pixels a side may have: beyond that many programs open no picture."""


def render(picture: Picture) -> bytes:
    """Write the picture as a PNG.

    Raises:
        LibraryError: `resvg_py` is not installed, or this machine has no font.
    """
    document = svg.render(picture)
    wide, high = svg.size(document)
    zoom = min(_ZOOM, _LONGEST / max(wide, high))
    if not _has_fonts():
        raise LibraryError(
            Sentence("a PNG needs a font, and this machine has none"),
            Sentence("install one, such as DejaVu Sans, or write an `svg`"),
        )
    return _drawn(document, zoom)


def _drawn(document: str, zoom: float) -> bytes:
    try:
        from resvg_py import svg_to_bytes  # noqa: PLC0415 - an extra that few need
    except ModuleNotFoundError as error:
        raise LibraryError(
            Sentence("a PNG needs `{library}`, which is not installed", library="resvg_py"),
            Sentence("install `govrules[{extra}]`, or write an `svg`", extra="png"),
        ) from error
    return bytes(svg_to_bytes(svg_string=document, zoom=zoom))


@cache
def _has_fonts() -> bool:
    """Return whether a letter leaves anything on an empty page."""
    page = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20">{}</svg>'
    letter = f'<text y="15" font-family="{FONTS}">W</text>'
    return _drawn(page.format(letter), 1) != _drawn(page.format(""), 1)
