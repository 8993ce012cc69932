"""A dataset on disk to its header and raw tables; every byte that is read is digested.

Refuses what lies outside the dataset, what cannot be opened, and two files for one table.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar, cast

from govrules import documents
from govrules.facts import graphml, outlines
from govrules.facts.decoding import decode
from govrules.facts.files import Files, unreadable
from govrules.facts.headers import Header, Locate, common, header
from govrules.facts.raw import RawTable
from govrules.facts.refusals import (
    empty,
    no_dataset,
    no_tables,
    none_named,
    open_book,
    other_book,
    two_files,
    unknown_table,
    without,
)
from govrules.facts.separated import read_separated
from govrules.facts.structured import read_lines, table
from govrules.facts.tables import TABLES
from govrules.facts.watching import Watch, unwatched
from govrules.findings import EvidenceError, FactsError, Finding, Place

if TYPE_CHECKING:
    from govrules.facts.rows import RawValue

_SEPARATED: Final = (".csv", ".tsv")
_JSON: Final = ".json"
_DOCUMENTS: Final = (".yaml", _JSON)
_LINES: Final = ".ndjson"
_GRAPH, _OUTLINE = ".graphml", ".outline"
_DRAWN: Final = {_GRAPH: tuple(graphml.ELEMENTS), _OUTLINE: outlines.TABLES}
"""The formats in which graphs are drawn, with the tables that they can hold."""

_BOOK: Final = ".xlsx"
_COLUMNS: Final = ".parquet"
_READABLE: Final = (*_SEPARATED, *_DOCUMENTS, _LINES, _BOOK, _COLUMNS)
_LEFT: Final = (*_SEPARATED, _LINES, _JSON, _BOOK, _COLUMNS)
"""What a database can read where it lies."""

_OTHER_BOOKS: Final = (".xls", ".xlsm", ".xlsb", ".ods")
_LOCK: Final = "~$"
"""What the name of the file starts with by which a spreadsheet keeps others from a book."""

_HEADER: Final = "dataset.yaml"

_Result = TypeVar("_Result")


@dataclass(slots=True)
class Dataset:
    """One dataset as read.

    `left` are the files of tables that were not read, by table, and `left_rows` how many rows of
    a file, by its shown path, are used without having been read.
    """

    header: Header
    tables: list[RawTable] = field(default_factory=list)
    files: Files = field(default_factory=Files)
    watch: Watch = unwatched
    findings: list[Finding] = field(default_factory=list)
    left: dict[str, Path] = field(default_factory=dict)
    left_rows: dict[str, int] = field(default_factory=dict)


def read_header(paths: Sequence[Path]) -> Header:
    """Return what the headers of datasets say together, without reading the tables of folders.

    Raises:
        FactsError: a header that is not valid, a path that cannot be read.
    """
    return common(_each(paths, lambda path, label: _open(path, label).header))


def read_datasets(paths: Sequence[Path], watch: Watch = unwatched) -> list[Dataset]:
    """Read datasets: folders of tables, or single documents that hold all of theirs.

    Raises:
        FactsError: whatever cannot be read at all, the problems of all files at once.
        EvidenceError: `changed-file`: a file is no longer what was read.
    """
    datasets = _each(paths, lambda path, label: _dataset(path, label, watch))
    changed = [finding for dataset in datasets for finding in dataset.files.changed()]
    if changed:
        raise EvidenceError(changed)
    return datasets


def read_all_but(path: Path, leave: frozenset[str], watch: Watch = unwatched) -> Dataset:
    """Read a dataset, but leave some tables in their files if a database can read these.

    Raises:
        FactsError: whatever cannot be read at all.
    """
    (dataset,) = _each([path], lambda path, label: _dataset(path, label, watch, leave))
    return dataset


def read_left(dataset: Dataset, table: str) -> None:
    """Read a table of a dataset's folder after all that was left in its file.

    Raises:
        FactsError: it cannot be read.
    """
    file = dataset.left.pop(table)
    _take(dataset, _read_tables(dataset, file, file.name))


def _each(paths: Sequence[Path], work: Callable[[Path, str], _Result]) -> list[_Result]:
    """Do something with every dataset and the label that its paths get; collect the problems."""
    problems: list[Finding] = []
    found = []
    for path, label in zip(paths, _labels(paths), strict=True):
        try:
            found.append(work(path, label))
        except FactsError as error:
            problems.extend(error.findings)
        except OSError as error:
            # A folder on the way that may not be searched.
            problems.append(unreadable(label or path.name, error))
    if problems:
        raise FactsError(problems)
    return found


def _labels(paths: Sequence[Path]) -> list[str]:
    """Return what stands before the files of each dataset: nothing where there is only one.

    Otherwise the name of the dataset, or its path as given where two datasets share a name.
    """
    if len(paths) == 1:
        return [""]
    names = [_name(path) for path in paths]
    return [
        name if names.count(name) == 1 else path.as_posix()
        for name, path in zip(names, paths, strict=True)
    ]


def _name(path: Path) -> str:
    return path.name if path.name not in ("", "..") else path.resolve().name


def _open(path: Path, label: str) -> Dataset:
    """Read what a dataset says of itself; of a single document that is all there is."""
    if not path.is_dir():
        return _single(path, label or path.name)
    name = _name(path)
    dataset = Dataset(Header(name=name))
    file = path / _HEADER
    if file.is_symlink() or file.exists():
        shown = _inside(label, _HEADER)
        data = dataset.files.read(path, file, shown)
        value, locate = _document(data, "", shown, "dataset")
        dataset.header = header(cast("Mapping[str, object]", value), name, locate)
    return dataset


def _single(path: Path, shown: str) -> Dataset:
    if path.suffix in _OTHER_BOOKS:
        raise FactsError([other_book(Place(path=shown), path.suffix)])
    if path.exists() and path.suffix not in (*_DOCUMENTS, _BOOK):
        raise FactsError([no_dataset(shown)])
    dataset = Dataset(Header(name=path.stem))
    if path.suffix == _BOOK:
        # Its sheets are tables, none of them says anything of the dataset.
        return dataset
    data = dataset.files.read(None, path, shown)
    value, locate = _document(data, "", shown, "tables")
    found = cast("Mapping[str, object]", value)
    dataset.header = header(found, path.stem, locate)
    for name in TABLES:
        if found.get(name) is not None:
            rows = cast("Sequence[Mapping[str, RawValue]]", found[name])
            dataset.tables.append(table(name, shown, rows, _below(locate, name)))
    return dataset


def _below(locate: Locate, name: str) -> Locate:
    return lambda *keys: locate(name, *keys)


def _dataset(path: Path, label: str, watch: Watch, leave: frozenset[str] = frozenset()) -> Dataset:
    dataset = _open(path, label)
    dataset.watch = watch
    if path.is_dir():
        problems: list[Finding] = []
        for file in _files(path, label, dataset):
            if file.stem in leave and file.suffix in _LEFT:
                dataset.left[file.stem] = file
                continue
            try:
                _take(dataset, _read_tables(dataset, file, _inside(label, file.name)))
            except FactsError as error:
                problems.extend(error.findings)
        if problems:
            raise FactsError(problems)
    elif path.suffix == _BOOK:
        shown = label or path.name
        data = dataset.files.read(None, path, shown)
        dataset.tables = _of_book(dataset, path.stem, data, shown)
        if not dataset.tables:
            raise FactsError([none_named(shown)])
    if not dataset.tables and not dataset.left:
        dataset.findings.append(no_tables(label or _name(path)))
    return dataset


def _files(folder: Path, label: str, dataset: Dataset) -> list[Path]:
    """Return the files of a folder that hold tables; what is no table becomes a finding."""
    try:
        entries = sorted(entry.name for entry in folder.iterdir() if entry.name[0] != ".")
    except OSError as error:
        raise FactsError([unreadable(label or _name(folder), error)]) from None
    found: list[Path] = []
    problems: list[Finding] = []
    for name in entries:
        file, place = folder / name, Place(path=_inside(label, name))
        first = next((other.name for other in found if other.stem == file.stem), None)
        if name == _HEADER:
            continue
        readable = file.suffix in _READABLE or file.stem in _DRAWN.get(file.suffix, ())
        if name.startswith(_LOCK) and file.suffix == _BOOK:
            dataset.findings.append(open_book(place, name.removeprefix(_LOCK)))
        elif file.suffix == _BOOK and file.stem not in TABLES:
            found.append(file)
        elif file.stem not in TABLES or not (readable or file.suffix in _OTHER_BOOKS):
            dataset.findings.append(unknown_table(place, name, _READABLE, _HEADER))
        elif file.suffix in _OTHER_BOOKS:
            problems.append(other_book(place, file.suffix))
        elif first is not None:
            problems.append(two_files(place, file.stem, first))
        else:
            found.append(file)
    if problems:
        raise FactsError(problems)
    return found


def _take(dataset: Dataset, tables: Iterable[RawTable]) -> None:
    """Add tables to a dataset; a book may hold one that another file holds already."""
    for new in tables:
        for old in dataset.tables:
            books = [path for path in (old.path, new.path) if path.endswith(_BOOK)]
            if old.name == new.name and books:
                raise FactsError([two_files(new.top, new.name, old.path)])
        dataset.tables.append(new)


def _read_tables(dataset: Dataset, file: Path, shown: str) -> list[RawTable]:
    """Return the tables of a file of a folder: of a book several, of any other file at most one."""
    if file.suffix == _COLUMNS:
        return [_of_columns(dataset, file, shown)]
    data = dataset.files.read(file.parent, file, shown)
    if file.suffix == _BOOK:
        return _of_book(dataset, file.stem, data, shown)
    name, head = file.stem, dataset.header
    if not data.removeprefix(b"\xef\xbb\xbf").strip():
        dataset.findings.append(empty(Place(path=shown), name))
        return []
    if file.suffix in _DOCUMENTS:
        value, locate = _document(data, head.encoding, shown, "table")
        rows = cast("Sequence[Mapping[str, RawValue]]", value)
        return [table(name, shown, rows, locate)]
    if file.suffix == _GRAPH:
        # The file says itself how it is encoded.
        return [graphml.read_graphml(name, shown, data)]
    text = decode(data, head.encoding, Place(path=shown))
    if file.suffix == _LINES:
        return [read_lines(name, shown, text, dataset.watch)]
    if file.suffix == _OUTLINE:
        return list(outlines.read_outline(name, shown, text))
    mapping, tabs = head.columns.get(name, {}), file.suffix == ".tsv"
    watch = dataset.watch
    return [read_separated(name, shown, text, mapping, tabs=tabs, watch=watch)]


def _of_columns(dataset: Dataset, file: Path, shown: str) -> RawTable:
    found = dataset.files.path(file.parent, file, shown)
    try:
        from govrules.facts.parquet import read_parquet  # noqa: PLC0415 - an extra, and slow to load
    except ModuleNotFoundError as error:
        raise FactsError([without(Place(path=shown), str(error.name))]) from None
    mapping = dataset.header.columns.get(file.stem, {})
    return read_parquet(file.stem, found, shown, mapping, dataset.findings, dataset.watch)


def _of_book(dataset: Dataset, stem: str, data: bytes, shown: str) -> list[RawTable]:
    from govrules.facts.workbooks import read_book  # noqa: PLC0415 - only who has books waits for it

    mappings, findings, watch = dataset.header.columns, dataset.findings, dataset.watch
    return read_book(data, stem, shown, mappings, findings, watch)


def _document(data: bytes, encoding: str, shown: str, schema: str) -> tuple[object, Locate]:
    """Return what a document holds, and where each of its values stands."""
    text = decode(data, encoding, Place(path=shown))
    document = documents.parse(text, schema, shown, error=FactsError)

    def locate(*keys: str | int) -> Place:
        return document.place(keys)

    return document.value, locate


def _inside(label: str, name: str) -> str:
    return f"{label}/{name}" if label else name
