"""Books that are not what they should be: each is refused with its whole message."""

import io
import zipfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

import pytest
from tests.books_made import altered, book, filled, saved, without

from govrules.facts import Facts, read
from govrules.findings import FactsError

Files = Mapping[str, str | bytes]
Read = Callable[[Files], Facts]
Refusal = Callable[[Files], str]

SHEET = "xl/worksheets/sheet1.xml"
GOOD = book([["id", "object"], ["C1", "O1"], ["C2", "O2"]])
AGAIN = "help: copy it again, or open it in the spreadsheet and save it as `.xlsx`"
UNPLAIN = "help: open it in the spreadsheet and save it as `.xlsx`"


def entities(text: bytes) -> bytes:
    """Put a bomb of entities before the XML of a part."""
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    head, _, body = text.rpartition(b"?>")
    return head + (b"?>" if head else b"") + bomb + body


def compound(stream: str) -> bytes:
    """Return what a book of the old format starts with, and the name of a stream in it."""
    return bytes.fromhex("d0cf11e0a1b11ae1") + bytes(500) + stream.encode("utf-16-le")


@pytest.mark.parametrize(
    ("data", "refused"),
    [
        (
            compound("EncryptedPackage"),
            (
                "protected-book `cases.xlsx` is protected by a password\n"
                "  help: take the password off in the spreadsheet, save the book, and check again"
            ),
        ),
        (
            compound("Workbook"),
            f"unreadable-format `cases.xlsx` is a book of the old binary format\n  {UNPLAIN}",
        ),
        (
            GOOD[: len(GOOD) // 2],
            f"broken-book `cases.xlsx` is no Excel book, or not the whole of one\n  {AGAIN}",
        ),
        (
            altered(GOOD, "xl/vbaProject.bin", lambda _: b"macro"),
            (
                f"unreadable-format `cases.xlsx` holds macros: it was not opened\n  {UNPLAIN},"
                f" without"
                " macros"
            ),
        ),
        (
            altered(
                GOOD,
                "_rels/.rels",
                lambda text: text.replace(
                    b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/office",
                    b"http://purl.oclc.org/ooxml/officeDocument/relationships/office",
                ),
            ),
            (
                "unreadable-format `cases.xlsx` is a Strict Open XML book\n"
                "  help: save it as an Excel workbook (`.xlsx`), not as a strict one"
            ),
        ),
        (
            altered(GOOD, SHEET, entities),
            (
                "unsafe-book `cases.xlsx` defines entities, which no spreadsheet does\n"
                "  help: ask where the file comes from; save the table as `.csv` in UTF-8"
            ),
        ),
        (
            altered(GOOD, "xl/workbook.xml", entities),
            (
                "unsafe-book `cases.xlsx` defines entities, which no spreadsheet does\n"
                "  help: ask where the file comes from; save the table as `.csv` in UTF-8"
            ),
        ),
        (
            altered(GOOD, SHEET, lambda text: text.replace(b'<row r="3"', b'<row r="2"')),
            f"broken-book `cases.xlsx` is broken: its rows or cells stand out of order\n  {AGAIN}",
        ),
        (
            altered(GOOD, SHEET, lambda text: text.replace(b'r="B3"', b'r="A3"')),
            f"broken-book `cases.xlsx` is broken: its rows or cells stand out of order\n  {AGAIN}",
        ),
        (
            without(GOOD, SHEET),
            f"broken-book `cases.xlsx` is broken: a sheet that it lists is not in it\n  {AGAIN}",
        ),
        (
            altered(GOOD, SHEET, lambda text: text.removesuffix(b"</worksheet>")),
            (
                "broken-book `cases.xlsx` is broken: ParseError: no element found: line 1, column"
                f" {{column}}\n  {AGAIN}"
            ),
        ),
        (
            altered(
                book([["id", "object"], ["C1", 5]]),
                SHEET,
                lambda text: text.replace(b'r="B2"', b'r="B2" s="9"'),
            ),
            f"broken-book `cases.xlsx` is broken: IndexError: list index out of range\n  {AGAIN}",
        ),
    ],
    ids=[
        "password",
        "old-binary",
        "cut-short",
        "macros",
        "strict",
        "entities-in-a-sheet",
        "entities-in-the-book",
        "row-twice",
        "cell-twice",
        "sheet-lost",
        "sheet-cut-short",
        "style-lost",
    ],
)
def test_a_book_that_cannot_be_trusted_is_refused(
    data: bytes, refused: str, refusal: Refusal
) -> None:
    """The message says what it is and how it becomes a book that is read."""
    with zipfile.ZipFile(io.BytesIO(GOOD)) as archive:
        column = len(archive.read(SHEET)) - len(b"</worksheet>")
    assert f"cases.xlsx: {refused.format(column=column)}" == refusal({"cases.xlsx": data})


def test_a_bomb_is_refused_by_its_directory(
    refusal: Refusal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing of it is inflated: the directory says how large it would be."""
    bomb = altered(GOOD, SHEET, lambda text: text + b" " * 100_000_000)

    def inflate(*_: object) -> bytes:
        raise AssertionError

    monkeypatch.setattr(zipfile.ZipFile, "open", inflate)
    with zipfile.ZipFile(io.BytesIO(bomb)) as archive:
        inflated = sum(entry.file_size for entry in archive.infolist())
    assert (
        f"cases.xlsx: inflated-book `cases.xlsx` would grow from {len(bomb)} bytes to {inflated}:"
        " it was not opened\n"
        "  help: save the table as `.csv` in UTF-8, if the book is what it should be"
    ) == refusal({"cases.xlsx": bomb})


def test_a_directory_that_lies_is_no_way_around(refusal: Refusal) -> None:
    """A part is read no further than the directory says, and its checksum is then wrong."""
    bomb = altered(GOOD, SHEET, lambda text: text + b" " * 100_000_000)
    with zipfile.ZipFile(io.BytesIO(bomb)) as archive:
        size = archive.getinfo(SHEET).file_size.to_bytes(4, "little")
    lying = bomb.replace(size, (1000).to_bytes(4, "little"))
    assert bomb != lying
    assert refusal({"cases.xlsx": lying}).startswith(
        "cases.xlsx: broken-book `cases.xlsx` is broken"
    )


@pytest.mark.parametrize("suffix", ["xls", "xlsm", "xlsb", "ods"])
def test_books_of_other_formats_are_refused(suffix: str, tmp_path: Path) -> None:
    """In a folder and as a whole dataset."""
    expected = (
        f"trial.{suffix}: unreadable-format `.{suffix}` books are not read\n"
        "  help: open it in the spreadsheet and save it as `.xlsx`, without macros"
    )
    path = tmp_path / f"trial.{suffix}"
    path.write_bytes(b"x")
    with pytest.raises(FactsError) as caught:
        read([path], zone=None)
    assert expected == str(caught.value)
    path.rename(tmp_path / f"cases.{suffix}")
    with pytest.raises(FactsError) as caught:
        read([tmp_path], zone=None)
    assert expected.replace("trial", "cases") == str(caught.value)


def test_a_flipped_bit_never_changes_what_a_book_says(facts: Read) -> None:
    """Its parts have checksums: a damaged book is refused, or says what it said."""
    rows = [["id", "object"], *([f"C{n}", f"O{n}"] for n in range(20))]
    data = saved(filled({"cases": rows, "objects": [["id"], *([f"O{n}"] for n in range(20))]}))
    said = facts({"trial.xlsx": data})
    read_anyway = 0
    for at in range(0, len(data), 29):
        damaged = bytearray(data)
        damaged[at] ^= 1 << at % 8
        with suppress(FactsError):
            found = facts({"trial.xlsx": bytes(damaged)})
            read_anyway += 1
            assert (said.tables, said.findings) == (found.tables, found.findings)
    assert 0 < read_anyway < len(range(0, len(data), 29))
