"""What is told of files that hold no table, or none that can be read."""

from collections.abc import Sequence

from govrules.facts.cells import did_you_mean
from govrules.facts.tables import TABLES
from govrules.findings import Finding, Level, Place
from govrules.sentences import Sentence


def no_dataset(shown: str) -> Finding:
    """Say that a path is no dataset."""
    return Finding(
        place=Place(path=shown),
        code="not-a-dataset",
        message=Sentence("`{path}` is no dataset", path=shown),
        help=Sentence(
            "name the folder in which the tables lie, or one `.xlsx`, `.yaml` or `.json` with all"
            " of them"
        ),
    )


def other_book(place: Place, suffix: str) -> Finding:
    """Say that books of a kind are not read."""
    return Finding(
        place=place,
        code="unreadable-format",
        message=Sentence("`{suffix}` books are not read", suffix=suffix),
        help=Sentence("open it in the spreadsheet and save it as `.xlsx`, without macros"),
    )


def without(place: Place, library: str) -> Finding:
    """Say that a library is not installed without which a table cannot be read."""
    return Finding(
        place=place,
        code="unreadable-format",
        message=Sentence(
            "`{path}` needs `{library}`, which is not installed", path=place.path, library=library
        ),
        help=Sentence("install `govrules[columnar]`, or save the table as `.csv` in UTF-8"),
    )


def open_book(place: Place, name: str) -> Finding:
    """Say that somebody has a book open."""
    return Finding(
        place=place,
        code="open-book",
        level=Level.WARNING,
        message=Sentence("somebody has `{path}` open: what is not saved was not read", path=name),
        help=Sentence("save and close it, and check again"),
    )


def none_named(shown: str) -> Finding:
    """Say that no sheet of a book is named for a table."""
    return Finding(
        place=Place(path=shown),
        code="no-tables",
        message=Sentence("no sheet of `{path}` is named for a table", path=shown),
        help=Sentence(
            "name each sheet for the table that it holds: {tables}",
            tables=", ".join(f"`{name}`" for name in TABLES),
        ),
    )


def two_files(place: Place, name: str, first: str) -> Finding:
    """Say that a table stands in two files."""
    return Finding(
        place=place,
        code="two-files",
        message=Sentence("table `{table}` stands in `{path}` already", table=name, path=first),
        help=Sentence("put all rows of a table into one file"),
    )


def unknown_table(place: Place, name: str, readable: Sequence[str], header: str) -> Finding:
    """Say that a file is named for no table."""
    stem, _, suffix = name.rpartition(".")
    suffixes = [known.lstrip(".") for known in readable]
    known = [f"{table}.{suffix if suffix in suffixes else 'csv'}" for table in TABLES]
    return Finding(
        place=place,
        code="unknown-table",
        level=Level.WARNING,
        message=Sentence("`{path}` is no table: it was not read", path=name),
        help=Sentence(
            "{hint}take it out of the folder, or name it after a table",
            hint=did_you_mean(name if stem else f"{name}.csv", [*known, header]),
        ),
    )


def empty(place: Place, name: str) -> Finding:
    """Say that a file is empty."""
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


def no_tables(shown: str) -> Finding:
    """Say that a dataset holds no table."""
    return Finding(
        place=Place(path=shown),
        code="no-tables",
        message=Sentence("`{path}` holds no table", path=shown),
        help=Sentence(
            "put a table into it: {tables}", tables=", ".join(f"`{name}`" for name in TABLES)
        ),
    )
