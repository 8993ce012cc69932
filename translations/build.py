# ruff: noqa: INP001 - a script, no package
"""Compile the catalogues: `python translations/build.py`; says what is untranslated or unused.

What has to be translated is found in the source: the templates of `Sentence(...)` and
`template(...)`, and the events that start the clocks of the acts, which are data.
"""

import ast
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import yaml
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "govrules"
FOLDER = SOURCE / "languages"
MARKERS = ("Sentence", "template")
FIELD = re.compile(r"\{(\w+)\}")

Message = str | tuple[str, str]
"""A template, or that of one and that of many."""


def wanted() -> set[Message]:
    """Return what every catalogue must hold."""
    found = {message for path in sorted(SOURCE.rglob("*.py")) for message in marked(path)}
    return found | set(events())


def marked(path: Path) -> Iterator[Message]:
    """Yield the templates that a module marks, if there is anything in them to translate."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or getattr(node.func, "id", "") not in MARKERS:
            continue
        texts = [
            each.value
            for each in node.args
            if isinstance(each, ast.Constant) and isinstance(each.value, str)
        ]
        if texts and re.search(r"[^\W\d_]", FIELD.sub("", texts[0])):
            yield (texts[0], texts[1]) if len(texts) > 1 else texts[0]


def events() -> Iterator[str]:
    """Yield the events that start a clock, as reports name them."""
    for path in sorted((ROOT / "policies").glob("*/norms/*.yaml")):
        chapter = yaml.safe_load(path.read_text(encoding="utf-8"))
        for part in (chapter.get("each", {}), *chapter["norms"]):
            start = part.get("clock", {}).get("start")
            if isinstance(start, str):
                yield start.replace("-", " ")


def catalogue(code: str) -> Catalog:
    """Read the catalogue of a language."""
    with (FOLDER / f"{code}.po").open("rb") as file:
        return read_po(file, locale=code)


def messages(of: Catalog) -> dict[Message, str | tuple[str, ...]]:
    """Return the translations of a catalogue by what they translate."""
    return {_id(each.id): _text(each.string) for each in of if each.id}


def _id(id_: str | Sequence[str]) -> Message:
    return id_ if isinstance(id_, str) else (id_[0], id_[1])


def _text(string: str | Sequence[str] | None) -> str | tuple[str, ...]:
    return string if isinstance(string, str) else tuple(string or ())


def codes() -> list[str]:
    """Return the languages that have a catalogue."""
    return sorted(path.stem for path in FOLDER.glob("*.po"))


def main() -> int:
    """Compile every catalogue; return how many messages are amiss."""
    amiss = 0
    needed = wanted()
    for code in codes():
        read = catalogue(code)
        held = messages(read)
        lacking = sorted(needed - {id_ for id_, text in held.items() if text}, key=str)
        unused = sorted(held.keys() - needed, key=str)
        for word, listed in (("untranslated", lacking), ("unused", unused)):
            for message in listed:
                print(f"{code}: {word}: {message!r}")  # noqa: T201 - what the script is for
        amiss += len(lacking) + len(unused)
        with (FOLDER / f"{code}.mo").open("wb") as file:
            write_mo(file, read)
    return min(amiss, 1)


if __name__ == "__main__":
    sys.exit(main())
