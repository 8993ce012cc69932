"""Bodies that stand alone: no role, no relation, no object, no message, no record."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from govrules.facts.lookalikes import visible
from govrules.facts.tables import LISTS, TABLES
from govrules.findings import Finding, Level
from govrules.graphs.agencies.bodies import AUTHORISES, Bodies
from govrules.sentences import Sentence

_NAMING = {
    name: tuple(column for column in form.columns.values() if "organisations" in column.refers)
    for name, form in TABLES.items()
}
"""The columns of each table that name organisations."""

_OF_PERSONS: Final = (AUTHORISES, "employs", "posted-to")


def orphans(bodies: Bodies) -> Iterator[Finding]:
    """Find bodies that exist at the instant and with which nothing connects anybody.

    Any role counts as a connection, also one that no act knows, which is told elsewhere; so does
    any message or record, whenever it was made. Relations of persons count for ever: nobody
    strikes out those who have left.
    """
    if not bodies.known("relations", bodies.as_of):
        return
    connected = _named(bodies)
    for tie in bodies.ties:
        if tie.source != tie.target and (tie.holds(bodies.as_of) or tie.relation in _OF_PERSONS):
            connected.update((tie.source, tie.target))
    for name, life in bodies.lives.items():
        version = life.at(bodies.as_of)
        if version is None or life.doubtful or name in connected or version.roles:
            continue
        yield Finding(
            place=replace(version.row.source, column="id"),
            code="orphan-body",
            level=Level.WARNING,
            message=Sentence(
                "nothing connects `{body}` with any other body at {moment}",
                body=visible(name),
                moment=bodies.told(bodies.as_of),
            ),
            help=Sentence(
                "give it its role or its place among `relations`, or end its validity if it is gone"
            ),
        )


def _named(bodies: Bodies) -> set[str]:
    """Return the bodies that some row names, and those that a row set aside may have named."""
    found: set[str] = set()
    for table, columns in _NAMING.items():
        for row in bodies.rows(table) if columns else ():
            for column in columns:
                if column.kind in LISTS:
                    found.update(row.listed(column.name))
                else:
                    found.add(str(row.cells[column.name]))
    for row in bodies.rows("relations"):
        if row.aside:
            found.update((str(row.cells["source"]), str(row.cells["target"])))
    return found
