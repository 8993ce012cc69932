"""Which sheet of a book is which table.

Refuses a book named for a table when several sheets could be it; a sheet that is no table is told.
"""

from collections.abc import Mapping, Sequence

from govrules.facts.books import Sheet, open_book
from govrules.facts.cells import did_you_mean
from govrules.facts.raw import RawTable
from govrules.facts.sheets import read_sheet
from govrules.facts.tables import TABLES
from govrules.facts.watching import Watch, unwatched
from govrules.findings import FactsError, Finding, Level, Place
from govrules.sentences import Sentence


def read_book(
    data: bytes,
    stem: str,
    path: str,
    mappings: Mapping[str, Mapping[str, str]],
    findings: list[Finding],
    watch: Watch = unwatched,
) -> list[RawTable]:
    """Return the tables of a book: its sheets named for tables, or its only one for its own name.

    `stem` is the name of the file without its suffix; places name the sheet where there are
    several. What is noteworthy is added to `findings`.

    Raises:
        FactsError: the book cannot be read, or none of its sheets is the table it is named for.
    """
    return read_sheets(open_book(data, Place(path=path)), stem, path, mappings, findings, watch)


def read_sheets(
    sheets: Sequence[Sheet],
    stem: str,
    path: str,
    mappings: Mapping[str, Mapping[str, str]],
    findings: list[Finding],
    watch: Watch = unwatched,
) -> list[RawTable]:
    """Return the tables of a book that was opened, as `read_book`.

    Raises:
        FactsError: a sheet cannot be read, or none is the table that the book is named for.
    """
    several = len(sheets) > 1
    found: list[RawTable] = []
    for sheet, name in tables_of(sheets, stem, path).items():
        place = sheet.place if several else Place(path=path)
        if not name:
            findings.append(_unknown(place, sheet.name))
            continue
        table = read_sheet(name, sheet, place, mappings.get(name, {}), findings, watch)
        if table is None:
            findings.append(_empty(place, name))
        else:
            found.append(table)
    return found


def tables_of(sheets: Sequence[Sheet], stem: str, path: str) -> dict[Sheet, str]:
    """Return the table of each sheet that holds something, nothing for one that is no table.

    Raises:
        FactsError: none is the table that the book is named for.
    """
    filled = [sheet for sheet in sheets if sheet.layout.filled or sheet.name in TABLES]
    named = {sheet: sheet.name if sheet.name in TABLES else "" for sheet in filled}
    if stem not in TABLES or stem in named.values():
        return named
    if not filled:
        return {sheets[0]: stem} if sheets else {}
    if len(filled) == 1 and not any(named.values()):
        return {filled[0]: stem}
    raise FactsError([_which(Place(path=path), stem, [sheet.name for sheet in filled])])


def _which(place: Place, name: str, sheets: Sequence[str]) -> Finding:
    return Finding(
        place=place,
        code="which-sheet",
        message=Sentence(
            "no sheet of `{path}` is named `{table}`: there are {sheets}",
            path=place.path,
            table=name,
            sheets=", ".join(f"`{sheet}`" for sheet in sheets),
        ),
        help=Sentence("name the sheet that holds the table `{table}`", table=name),
    )


def _unknown(place: Place, name: str) -> Finding:
    return Finding(
        place=place,
        code="unknown-sheet",
        level=Level.WARNING,
        message=Sentence("the sheet `{sheet}` is no table: it was not read", sheet=name),
        help=Sentence(
            "{hint}take it out of the book, or name it for a table",
            hint=did_you_mean(name.strip().lower(), TABLES),
        ),
    )


def _empty(place: Place, name: str) -> Finding:
    return Finding(
        place=place,
        code="empty-file",
        message=Sentence(
            "the sheet is empty: table `{table}` counts as not handed over", table=name
        ),
        help=Sentence("write the headings if there are no rows; or delete it"),
    )
