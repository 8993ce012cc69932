"""Excel books (XLSX): the one door to openpyxl, opened only on what is safe and whole.

Refuses bombs by the directory of the archive, before anything is inflated; macros, passwords,
the old binary format; and whatever of a book cannot be read to its end.
"""

import io
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import IO, Any, Final

from defusedxml.common import DefusedXmlException
from openpyxl.cell.read_only import ReadOnlyCell
from openpyxl.reader.excel import ExcelReader
from openpyxl.xml.constants import SHARED_STRINGS

from govrules.facts.layout import Layout, OutOfOrderError, layout
from govrules.facts.shared_texts import shared_texts
from govrules.facts.usual_sheets import Cell, TextCell, UsualRows, usual_layout
from govrules.findings import FactsError, Finding, Place
from govrules.sentences import Sentence

_MOST: Final = 2**30
_INFLATED: Final = 2**26
_RATIO: Final = 100
_COMPOUND: Final = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_UNZIPPING: Final = (
    zipfile.BadZipFile,
    zlib.error,
    KeyError,
    OSError,
    EOFError,
    NotImplementedError,
    RuntimeError,
)
_STRICT: Final = b"http://purl.oclc.org/ooxml/"


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """One sheet of a book; `rows` yields each row that has cells, with its number.

    `part` names what of the archive it is, `texts` are those that the cells of the book share; it
    is `usual` if it is written so that plain rows can be told by their characters.
    """

    name: str
    hidden: bool
    layout: Layout = field(repr=False)
    place: Place
    part: str
    texts: Sequence[str] = field(repr=False)
    usual: bool
    _source: Any = field(repr=False)
    _archive: zipfile.ZipFile = field(repr=False)

    def rows(self) -> Iterator[tuple[int, Sequence[Cell]]]:
        """Yield the number of each row and its cells that hold a value or a formula.

        Raises:
            FactsError: `broken-book`: the rest of the sheet cannot be read.
        """
        with told(self.place):
            for number, cells in self._every():
                held = [cell for cell in cells if self._holds(cell, number)]
                if held:
                    yield number, held

    def _every(self) -> Iterator[tuple[int, Sequence[Cell]]]:
        if not self.usual:
            for number, cells in enumerate(self._source.iter_rows(), start=1):
                # What openpyxl has for a blank one does not even say its column.
                yield number, [cell for cell in cells if isinstance(cell, ReadOnlyCell)]
            return
        with self._archive.open(self.part) as part:
            yield from UsualRows(self._source, self.texts).rows(part)

    def _holds(self, cell: Cell, row: int) -> bool:
        if isinstance(cell, TextCell):
            return True
        if cell.value is None:
            return (row, cell.column) in self.layout.pending
        return not isinstance(cell.value, str) or bool(cell.value.strip())


class _Archive(zipfile.ZipFile):
    """An archive of which some parts are said to be others."""

    instead: Mapping[str, bytes] = MappingProxyType({})

    def open(self, name: str | zipfile.ZipInfo, *args: Any, **kwargs: Any) -> IO[bytes]:
        """Open a part, or what stands for it."""
        if name in self.instead:
            return io.BytesIO(self.instead[str(name)])
        return super().open(name, *args, **kwargs)


class _Reader(ExcelReader):
    """Reads the shared texts otherwise, or not at all where they are known."""

    def __init__(
        self, data: bytes, instead: Mapping[str, bytes], texts: Sequence[str] | None
    ) -> None:
        super().__init__(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        self.archive = _Archive(io.BytesIO(data))
        self.archive.instead = instead
        self._texts = texts

    def read_strings(self) -> None:
        package: Any = self.package
        part = package.find(SHARED_STRINGS)
        if self._texts is not None:
            self.shared_strings = [*self._texts]
        elif part is not None:
            self.shared_strings = shared_texts(self.archive.read(part.PartName[1:]))


def open_book(
    data: bytes,
    place: Place,
    instead: Mapping[str, bytes] = MappingProxyType({}),
    texts: Sequence[str] | None = None,
) -> list[Sheet]:
    """Return the sheets of a book in their order; charts are none.

    Of parts that stand in `instead` that is read; `texts` are the shared ones if they are known.

    Raises:
        FactsError: it is no book of the format, it is not safe to open, or it is broken.
    """
    guard(data, place)
    with told(place):
        reader = _Reader(data, instead, texts)
        reader.read()
        parts = {sheet.name: rel.target for sheet, rel in reader.parser.find_sheets()}
        charts = {chart.title for chart in reader.wb.chartsheets}
        opened: dict[str, Any] = {sheet.title: sheet for sheet in reader.wb.worksheets}
        if {*parts} - charts != {*opened}:
            raise FactsError([_broken(place, Sentence("a sheet that it lists is not in it"))])
        found = []
        for name, sheet in opened.items():
            # Programs write wrong dimensions, and whatever lies outside would not be read.
            sheet.reset_dimensions()
            with reader.archive.open(parts[name]) as part:
                usual = usual_layout(part)
            found.append(
                Sheet(
                    name=name,
                    hidden=sheet.sheet_state != "visible",
                    layout=usual or _layout(reader.archive, parts[name]),
                    place=_in(place, name),
                    part=parts[name],
                    texts=reader.shared_strings,
                    usual=usual is not None,
                    _source=sheet,
                    _archive=reader.archive,
                )
            )
        return found


def _layout(archive: zipfile.ZipFile, name: str) -> Layout:
    with archive.open(name) as part:
        return layout(part)


def _in(place: Place, sheet: str) -> Place:
    return Place(path=place.path, sheet=sheet)


def guard(data: bytes, place: Place) -> None:
    """Look at the first bytes and at the directory of the archive, and inflate next to nothing.

    Raises:
        FactsError: it is no book of the format, or not safe to open.
    """
    if data.startswith(_COMPOUND):
        raise FactsError([_protected(place) if _ENCRYPTED in data else _old(place)])
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            sizes = {entry.filename: entry.file_size for entry in archive.infolist()}
            inflated = sum(sizes.values())
            if inflated > _MOST or (inflated > _INFLATED and inflated > _RATIO * len(data)):
                raise FactsError([_bomb(place, inflated, len(data))])
            strict = _STRICT in archive.read("_rels/.rels")
    except _UNZIPPING:
        # A file that was cut short has lost its directory, which stands at the end.
        raise FactsError([_no_book(place)]) from None
    if any(name.lower().endswith("vbaproject.bin") for name in sizes):
        raise FactsError([_macros(place)])
    if strict:
        raise FactsError([_strict(place)])


@contextmanager
def told(place: Place) -> Iterator[None]:
    """Say of whatever goes wrong inside that the book is broken; hear no warnings of openpyxl.

    It warns of what it does not keep when it writes, which concerns nobody who reads.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except (FactsError, GeneratorExit, MemoryError):
        raise
    except OutOfOrderError:
        why = Sentence("its rows or cells stand out of order")
        raise FactsError([_broken(place, why)]) from None
    except Exception as error:  # noqa: BLE001 - what a broken book sets off in openpyxl is open
        cause = error.__cause__ or error
        if isinstance(cause, DefusedXmlException):
            raise FactsError([_entities(place)]) from None
        said = " ".join(f"{type(cause).__name__}: {cause}".split())
        raise FactsError([_broken(place, said)]) from None


def _refused(place: Place, code: str, message: Sentence, help_: Sentence) -> Finding:
    return Finding(place=place, code=code, message=message, help=help_)


def _protected(place: Place) -> Finding:
    return _refused(
        place,
        "protected-book",
        Sentence("`{path}` is protected by a password", path=place.path),
        Sentence("take the password off in the spreadsheet, save the book, and check again"),
    )


def _old(place: Place) -> Finding:
    return _refused(
        place,
        "unreadable-format",
        Sentence("`{path}` is a book of the old binary format", path=place.path),
        Sentence("open it in the spreadsheet and save it as `.xlsx`"),
    )


def _no_book(place: Place) -> Finding:
    return _refused(
        place,
        "broken-book",
        Sentence("`{path}` is no Excel book, or not the whole of one", path=place.path),
        Sentence("copy it again, or open it in the spreadsheet and save it as `.xlsx`"),
    )


def _bomb(place: Place, inflated: int, size: int) -> Finding:
    return _refused(
        place,
        "inflated-book",
        Sentence(
            "`{path}` would grow from {size} bytes to {inflated}: it was not opened",
            path=place.path,
            size=size,
            inflated=inflated,
        ),
        Sentence("save the table as `.csv` in UTF-8, if the book is what it should be"),
    )


def _macros(place: Place) -> Finding:
    return _refused(
        place,
        "unreadable-format",
        Sentence("`{path}` holds macros: it was not opened", path=place.path),
        Sentence("open it in the spreadsheet and save it as `.xlsx`, without macros"),
    )


def _strict(place: Place) -> Finding:
    return _refused(
        place,
        "unreadable-format",
        Sentence("`{path}` is a Strict Open XML book", path=place.path),
        Sentence("save it as an Excel workbook (`.xlsx`), not as a strict one"),
    )


def _entities(place: Place) -> Finding:
    return _refused(
        place,
        "unsafe-book",
        Sentence("`{path}` defines entities, which no spreadsheet does", path=place.path),
        Sentence("ask where the file comes from; save the table as `.csv` in UTF-8"),
    )


def _broken(place: Place, why: str) -> Finding:
    return _refused(
        place,
        "broken-book",
        Sentence("`{path}` is broken: {why}", path=place.path, why=why),
        Sentence("copy it again, or open it in the spreadsheet and save it as `.xlsx`"),
    )
