"""Encodings and delimiters: what an office's programs write says the same in all of them."""

from collections.abc import Callable, Mapping

import pytest

from govrules.facts import Facts

Files = Mapping[str, str | bytes]
Read = Callable[[Files], Facts]
Refusal = Callable[[Files], str]

NAMES = ("Қаржы министрлігі", "Ішкі істер; ЦОД")
RUSSIAN = ("Министерство финансов", "Служба; ЦОД")


def written(names: tuple[str, str], delimiter: str, *, named: bool) -> str:
    """Return a table of two organisations, with or without a line that names the delimiter."""
    rows = [("id", "name"), *((f"ORG-{at}", f'"{name}"') for at, name in enumerate(names))]
    lines = [f"sep={delimiter}"] if named else []
    return "\r\n".join([*lines, *(delimiter.join(row) for row in rows), ""])


@pytest.mark.parametrize("named", [False, True], ids=["bare", "named"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"], ids=["comma", "semicolon", "tab"])
@pytest.mark.parametrize(
    ("declared", "encoding", "names"),
    [
        ("", "utf-8", NAMES),
        ("", "utf-8-sig", NAMES),
        ("cp1251", "utf-8-sig", NAMES),
        ("utf-16", "utf-16", NAMES),
        ("utf-16-le", "utf-16-le", NAMES),
        ("utf-16-be", "utf-16-be", NAMES),
        ("kz1048", "kz1048", NAMES),
        ("cp1251", "cp1251", RUSSIAN),
        ("windows-1251", "cp1251", RUSSIAN),
    ],
)
def test_a_table_says_the_same_in_every_encoding(
    declared: str,
    encoding: str,
    names: tuple[str, str],
    delimiter: str,
    *,
    named: bool,
    facts: Read,
) -> None:
    """As it is UTF-8 or as the dataset declares it; with every delimiter, named or not."""
    text = written(names, delimiter, named=named)
    files: dict[str, str | bytes] = {"organisations.csv": text.encode(encoding)}
    if declared:
        files["dataset.yaml"] = f"encoding: {declared}\n"
    found = facts(files)
    rows = found.tables["organisations"].rows
    assert list(names) == [row.cells["name"] for row in rows]
    assert [(2, 2 + named), (3, 3 + named)] == [(row.source.row, row.source.line) for row in rows]


@pytest.mark.parametrize("mark", [b"\xff\xfe", b"\xfe\xff"], ids=["little", "big"])
def test_wide_characters_are_offered_and_not_guessed(mark: bytes, refusal: Refusal) -> None:
    """The first line shows what they would say."""
    encoding = "utf-16-le" if mark == b"\xff\xfe" else "utf-16-be"
    data = mark + written(NAMES, "\t", named=False).encode(encoding)
    first = 'ORG-0\t"Қаржы министрлігі"'
    assert (
        f"organisations.csv:1: bad-encoding byte {data[0]:#04x} is not UTF-8\n"
        "  help: save the file in UTF-8 or declare `encoding: utf-16` in `dataset.yaml` if this"
        f" reads right: `{first}`"
    ) == refusal({"organisations.csv": data})


def test_a_delimiter_of_ones_own_can_be_named(facts: Read) -> None:
    """The line says which; it is no row, but it is a line."""
    found = facts({"cases.csv": "sep=|\nid|object\nC1|O1\n"})
    assert [("C1", "O1", 2, 3)] == [
        (row.cells["id"], row.cells["object"], row.source.row, row.source.line)
        for row in found.tables["cases"].rows
    ]
