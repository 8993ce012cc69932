"""Which files are left where they lie, and what the database may open of them."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import duckdb

from govrules.facts.bulk import books, divided, lines
from govrules.facts.bulk.days import dated
from govrules.facts.bulk.doubts import NEEDED
from govrules.facts.bulk.lying import Leave, Lying, NotInBulkError, columns, pattern
from govrules.facts.bulk.texts import encoding_of, in_utf8
from govrules.facts.cells import Reading
from govrules.facts.readers import Dataset, read_left
from govrules.facts.watching import Watch
from govrules.interruptions import Database
from govrules.sentences import Sentence

LEFT: Final = ("cases", "messages")
STATED: Final = "attestations"
"""Left too, unless reading it costs less."""
_WAYS: Final[Mapping[str, Leave]] = {
    ".csv": divided.left,
    ".tsv": partial(divided.left, tabs=True),
    ".ndjson": lines.left,
    ".json": lines.left_array,
    ".xlsx": books.left,
    ".parquet": columns,
}
_BINARY: Final = (".parquet", ".xlsx")


@contextmanager
def left(
    connection: Database, dataset: Dataset, path: Path, reading: Reading, watch: Watch
) -> Iterator[dict[str, Lying]]:
    """Leave each table of a dataset in its file; read the statements where they cannot be left.

    From then on the database opens these files and no other.

    Raises:
        NotInBulkError: one of the tables has to be read row by row.
    """
    with ExitStack() as stack:
        found = {name: _readable(dataset, path, file, stack) for name, file in dataset.left.items()}
        _close(connection, found.values())
        try:
            lying = {name: _one(connection, dataset, name, found[name], watch) for name in LEFT}
        except duckdb.Error as error:
            _raise_own(error)
            raise NotInBulkError("cells") from error
        if STATED in found:
            stated = _statements(connection, dataset, found[STATED], reading, watch)
            if stated is None:
                read_left(dataset, STATED)
            else:
                lying[STATED] = stated
        # Every cell was looked at: what fails from here on is no fault of a file.
        yield lying


def _statements(
    connection: Database, dataset: Dataset, file: Path, reading: Reading, watch: Watch
) -> Lying | None:
    """Leave the statements if they can be, and some are about cases with all there is to say."""
    try:
        lying = dated(connection, _one(connection, dataset, STATED, file, watch), reading)
    except (NotInBulkError, duckdb.Error) as error:
        _raise_own(error)
        return None
    whole = lying.headings.keys() >= set(NEEDED[STATED])
    return lying if whole and not lying.fields["case"].blank else None


def _one(connection: Database, dataset: Dataset, name: str, file: Path, watch: Watch) -> Lying:
    watch(Sentence("reading {path}", path=file.name), 0, 0)
    way = _WAYS[dataset.left[name].suffix]
    mapping = dataset.header.columns.get(name, {})
    return way(connection, name, file, dataset.left[name].name, mapping)


def _raise_own(error: Exception) -> None:
    """Raise what is the database's own fault; what is wrong with a file is told by its reader."""
    if isinstance(error, duckdb.OutOfMemoryException | duckdb.InterruptException):
        raise error


def _readable(dataset: Dataset, path: Path, file: Path, stack: ExitStack) -> Path:
    """Return where the database finds a table: where it lies, or a copy in UTF-8."""
    found = dataset.files.path(path, file, file.name)
    if file.suffix in _BINARY:
        return found
    encoding = encoding_of(found, dataset.header.encoding)
    if encoding == "utf-8":
        return found
    return in_utf8(found, encoding, stack.enter_context(_private()) / file.name)


@contextmanager
def _private() -> Iterator[Path]:
    """Make a folder for a while that only its owner can look into.

    Raises:
        NotInBulkError: there is no place for one.
    """
    try:
        made = TemporaryDirectory(prefix="govrules-", ignore_cleanup_errors=True)
    except OSError as error:
        raise NotInBulkError("room") from error
    with made as folder:
        yield Path(folder)


def _close(connection: Database, files: Iterable[Path]) -> None:
    """Let the database open some files and nothing else."""
    paths = [each for file in files for each in (str(file), pattern(file))]
    allowed = ", ".join("'" + each.replace("'", "''") + "'" for each in paths)
    connection.execute(f"SET allowed_paths = [{allowed}]")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
