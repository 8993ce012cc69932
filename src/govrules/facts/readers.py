"""A dataset on disk to its header and raw tables; every byte that is read is digested.

Refuses what lies outside the dataset, what cannot be opened, and two files for one table.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar, cast

from govrules import documents
from govrules.facts import graphml, outlines
from govrules.facts.cells import did_you_mean
from govrules.facts.decoding import decode
from govrules.facts.headers import Header, Locate, common, header
from govrules.facts.raw import RawTable
from govrules.facts.separated import read_separated
from govrules.facts.structured import read_lines, table
from govrules.facts.tables import TABLES
from govrules.findings import FactsError, Finding, Level, Place
from govrules.sentences import Sentence, failure

if TYPE_CHECKING:
    from govrules.facts.rows import RawValue

_SEPARATED: Final = (".csv", ".tsv")
_DOCUMENTS: Final = (".yaml", ".json")
_LINES: Final = ".ndjson"
_GRAPH, _OUTLINE = ".graphml", ".outline"
_DRAWN: Final = {_GRAPH: tuple(graphml.ELEMENTS), _OUTLINE: outlines.TABLES}
"""The formats in which graphs are drawn, with the tables that they can hold."""

_READABLE: Final = (*_SEPARATED, *_DOCUMENTS, _LINES)
_NOT_YET: Final = (".xlsx", ".parquet")
_HEADER: Final = "dataset.yaml"

_Result = TypeVar("_Result")


@dataclass(slots=True)
class Dataset:
    """One dataset as read; `digests` has every file under the path that reports show."""

    header: Header
    tables: list[RawTable] = field(default_factory=list)
    digests: dict[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def read_header(paths: Sequence[Path]) -> Header:
    """Return what the headers of datasets say together, without reading the tables of folders.

    Raises:
        FactsError: a header that is not valid, a path that cannot be read.
    """
    return common(_each(paths, lambda path, label: _open(path, label).header))


def read_datasets(paths: Sequence[Path]) -> list[Dataset]:
    """Read datasets: folders of tables, or single documents that hold all of theirs.

    Raises:
        FactsError: whatever cannot be read at all, the problems of all files at once.
    """
    return _each(paths, _dataset)


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
            problems.append(_unreadable(label or path.name, error))
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
        value, locate = _document(_bytes(dataset, path, file, shown), "", shown, "dataset")
        dataset.header = header(cast("Mapping[str, object]", value), name, locate)
    return dataset


def _single(path: Path, shown: str) -> Dataset:
    if path.suffix in _NOT_YET:
        raise FactsError([_not_yet(Place(path=shown), path.suffix)])
    if path.exists() and path.suffix not in _DOCUMENTS:
        raise FactsError([_no_dataset(shown)])
    dataset = Dataset(Header(name=path.stem))
    data = _bytes(dataset, None, path, shown)
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


def _dataset(path: Path, label: str) -> Dataset:
    dataset = _open(path, label)
    if path.is_dir():
        problems: list[Finding] = []
        for name, file in _files(path, label, dataset).items():
            try:
                _read_table(dataset, name, file, _inside(label, file.name))
            except FactsError as error:
                problems.extend(error.findings)
        if problems:
            raise FactsError(problems)
    if not dataset.tables:
        dataset.findings.append(_no_tables(label or _name(path)))
    return dataset


def _files(folder: Path, label: str, dataset: Dataset) -> dict[str, Path]:
    """Return the file of each table of a folder; what is no table becomes a finding."""
    try:
        entries = sorted(entry.name for entry in folder.iterdir() if entry.name[0] != ".")
    except OSError as error:
        raise FactsError([_unreadable(label or _name(folder), error)]) from None
    found: dict[str, Path] = {}
    problems: list[Finding] = []
    for name in entries:
        file, place = folder / name, Place(path=_inside(label, name))
        if name == _HEADER:
            continue
        readable = file.suffix in _READABLE or file.stem in _DRAWN.get(file.suffix, ())
        if file.stem not in TABLES or not (readable or file.suffix in _NOT_YET):
            dataset.findings.append(_unknown_table(place, name))
        elif file.suffix in _NOT_YET:
            problems.append(_not_yet(place, file.suffix))
        elif file.stem in found:
            problems.append(_two_files(place, file.stem, found[file.stem].name))
        else:
            found[file.stem] = file
    if problems:
        raise FactsError(problems)
    return {name: found[name] for name in TABLES if name in found}


def _read_table(dataset: Dataset, name: str, file: Path, shown: str) -> None:
    data = _bytes(dataset, file.parent, file, shown)
    if not data.removeprefix(b"\xef\xbb\xbf").strip():
        dataset.findings.append(_empty(Place(path=shown), name))
        return
    head = dataset.header
    if file.suffix in _DOCUMENTS:
        value, locate = _document(data, head.encoding, shown, "table")
        rows = cast("Sequence[Mapping[str, RawValue]]", value)
        dataset.tables.append(table(name, shown, rows, locate))
        return
    if file.suffix == _GRAPH:
        # The file says itself how it is encoded.
        dataset.tables.append(graphml.read_graphml(name, shown, data))
        return
    text = decode(data, head.encoding, Place(path=shown))
    if file.suffix == _LINES:
        dataset.tables.append(read_lines(name, shown, text))
        return
    if file.suffix == _OUTLINE:
        dataset.tables.extend(outlines.read_outline(name, shown, text))
        return
    mapping, tabs = head.columns.get(name, {}), file.suffix == ".tsv"
    dataset.tables.append(read_separated(name, shown, text, mapping, tabs=tabs))


def _bytes(dataset: Dataset, folder: Path | None, file: Path, shown: str) -> bytes:
    """Return the bytes of a file, which must lie in the folder if there is one; keep the digest."""
    try:
        resolved = file.resolve(strict=True)
        if folder is not None and not resolved.is_relative_to(folder.resolve()):
            raise FactsError([_outside(shown)])
        if not resolved.is_file():
            raise FactsError([_no_file(shown)])
        data = resolved.read_bytes()
    except (OSError, RuntimeError) as error:
        # A loop of links is a `RuntimeError` up to Python 3.12.
        raise FactsError([_unreadable(shown, error)]) from None
    dataset.digests[shown] = f"sha256:{hashlib.sha256(data).hexdigest()}"
    return data


def _document(data: bytes, encoding: str, shown: str, schema: str) -> tuple[object, Locate]:
    """Return what a document holds, and where each of its values stands."""
    text = decode(data, encoding, Place(path=shown))
    document = documents.parse(text, schema, shown, error=FactsError)

    def locate(*keys: str | int) -> Place:
        return document.place(keys)

    return document.value, locate


def _inside(label: str, name: str) -> str:
    return f"{label}/{name}" if label else name


def _unreadable(shown: str, error: Exception) -> Finding:
    return Finding(
        place=Place(path=shown),
        code="unreadable-file",
        message=Sentence("`{path}` cannot be read: {why}", path=shown, why=failure(error)),
        help=Sentence("check that it is there and that you may read it"),
    )


def _outside(shown: str) -> Finding:
    return Finding(
        place=Place(path=shown),
        code="outside-dataset",
        message=Sentence("`{path}` is a link out of the dataset", path=shown),
        help=Sentence("put the file itself into the dataset: what is judged must lie there"),
    )


def _no_file(shown: str) -> Finding:
    return Finding(
        place=Place(path=shown),
        code="unreadable-file",
        message=Sentence("`{path}` cannot be read: it is no regular file", path=shown),
        help=Sentence("put a file there, not a folder, a pipe or a device"),
    )


def _no_dataset(shown: str) -> Finding:
    return Finding(
        place=Place(path=shown),
        code="not-a-dataset",
        message=Sentence("`{path}` is no dataset", path=shown),
        help=Sentence(
            "name the folder in which the tables lie, or one `.yaml` or `.json` with all of them"
        ),
    )


def _not_yet(place: Place, suffix: str) -> Finding:
    return Finding(
        place=place,
        code="unreadable-format",
        message=Sentence("`{suffix}` files cannot be read by this installation", suffix=suffix),
        help=Sentence("save the table as `.csv` in UTF-8"),
    )


def _two_files(place: Place, name: str, first: str) -> Finding:
    return Finding(
        place=place,
        code="two-files",
        message=Sentence("table `{table}` stands in `{path}` already", table=name, path=first),
        help=Sentence("put all rows of a table into one file"),
    )


def _unknown_table(place: Place, name: str) -> Finding:
    stem, _, suffix = name.rpartition(".")
    suffixes = [known.lstrip(".") for known in _READABLE]
    known = [f"{table}.{suffix if suffix in suffixes else 'csv'}" for table in TABLES]
    return Finding(
        place=place,
        code="unknown-table",
        level=Level.WARNING,
        message=Sentence("`{path}` is no table: it was not read", path=name),
        help=Sentence(
            "{hint}take it out of the folder, or name it after a table",
            hint=did_you_mean(name if stem else f"{name}.csv", [*known, _HEADER]),
        ),
    )


def _empty(place: Place, name: str) -> Finding:
    return Finding(
        place=place,
        code="empty-file",
        message=Sentence(
            "the file is empty: table `{table}` counts as not handed over", table=name
        ),
        help=Sentence(
            "write the headings, or `[]` in a document, if there are no rows; or delete it"
        ),
    )


def _no_tables(shown: str) -> Finding:
    return Finding(
        place=Place(path=shown),
        code="no-tables",
        message=Sentence("`{path}` holds no table", path=shown),
        help=Sentence(
            "put a table into it: {tables}", tables=", ".join(f"`{name}`" for name in TABLES)
        ),
    )
