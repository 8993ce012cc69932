"""SHOW a graph: a picture → SVG, HTML, PNG, or a text that other programs draw or read.

`model` says what a picture is, `scenes` gathers it into what an eye can take in, `layout` gives
everything a place, and each module of `formats` writes one format; its name is the format's.
Nothing here knows an act, a table or a graph library.
"""

from importlib import import_module
from pkgutil import iter_modules

from govrules.pictures import formats
from govrules.pictures.model import LAW, Line, Node, Picture, worst
from govrules.pictures.refusals import LibraryError

__all__ = ["LAW", "LibraryError", "Line", "Node", "Picture", "available", "render", "worst"]


def available() -> tuple[str, ...]:
    """Return the names of the formats, sorted."""
    return tuple(sorted(module.name for module in iter_modules(formats.__path__)))


def render(name: str, picture: Picture) -> bytes:
    """Write a picture in the format of that name; texts are UTF-8.

    Raises:
        KeyError: no such format.
        LibraryError: the format needs a library that is not installed, or that has no font.
    """
    if name not in available():
        raise KeyError(name)
    written: str | bytes = import_module(f"{formats.__name__}.{name}").render(picture)
    return written if isinstance(written, bytes) else written.encode("utf-8", "backslashreplace")
