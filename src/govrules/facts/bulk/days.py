"""Days that stand for times in a file left where it lies: each is read once, and looked up.

What instants a local day has is nothing to ask a database: its zones are not ours.
"""

from dataclasses import replace

from govrules.facts.bulk.fields import Fields, identifier
from govrules.facts.bulk.lying import Lying, NotInBulkError
from govrules.facts.cells import Reading, cell
from govrules.facts.tables import TIMES, Kind
from govrules.findings import Place
from govrules.instants import Span
from govrules.interruptions import Database


def dated(connection: Database, lying: Lying, reading: Reading) -> Lying:
    """Return a table in which times may be days: they have the bounds that `cells` finds.

    Raises:
        NotInBulkError: a column of days has none that can be read.
    """
    fields = dict(lying.fields)
    wanted, joined = ["lying.*"], ""
    for name, each in lying.fields.items():
        days = _days(connection, lying, each, reading)
        if each.type_ == "DATE" and not (each.blank or days):
            raise NotInBulkError("days")
        if not days:
            continue
        table, first, last = (
            identifier(f"{what} {lying.table} {name}") for what in ("days", "first", "last")
        )
        connection.execute(f"CREATE TEMP TABLE {table} (day VARCHAR, first BIGINT, last BIGINT)")
        connection.execute(
            f"INSERT INTO {table} SELECT unnest(?), unnest(?), unnest(?)",
            [list(column) for column in zip(*days, strict=True)],
        )
        exact = "NULL" if each.type_ == "DATE" else each.instant
        wanted += [
            f"COALESCE({exact}, {table}.{side}) AS {alias}"
            for side, alias in (("first", first), ("last", last))
        ]
        joined += f" LEFT JOIN {table} ON CAST({each.raw} AS VARCHAR) = {table}.day"
        same = each.column.kind is not Kind.INSTANT
        fields[name] = replace(each, at=first, until="" if same else last)
    if not joined:
        return lying
    source = f"(SELECT {', '.join(wanted)} FROM {lying.source} AS lying{joined})"
    return replace(lying, source=source, fields=fields)


def _days(
    connection: Database, lying: Lying, each: Fields, reading: Reading
) -> list[tuple[str, int, int]]:
    """Return the days among the times of a column, with the bounds of each."""
    if each.column.kind not in TIMES or each.blank or each.type_ not in ("VARCHAR", "DATE"):
        return []
    query = f"SELECT DISTINCT CAST({each.raw} AS VARCHAR) AS day FROM {lying.source}"
    day = "regexp_full_match(day, '[0-9]{4}-[0-9]{2}-[0-9]{2}')"
    rows = connection.execute(f"SELECT day FROM ({query}) WHERE {day} ORDER BY day").fetchall()
    nowhere = Place(path=lying.shown)
    spans = ((day, cell(each.column, day, nowhere, reading)) for (day,) in rows)
    return [
        (day, read.value.lo, read.value.hi)
        for day, read in spans
        if isinstance(read.value, Span) and not read.bad
    ]
