"""The encoding that engines read: a table as tuples of integers, texts and booleans.

Refuses columns that a table does not have; holds no null and no object of ours.
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import product
from typing import TypeAlias, cast

from govrules.facts.forms import FORMS
from govrules.facts.rows import Facts, Row
from govrules.facts.tables import LISTS, TABLES, TIMES, Column
from govrules.instants import ABSENT, MINUTE, Instant, Span

Field: TypeAlias = int | str | bool
_Getter: TypeAlias = Callable[[Row], Field]


def relation(facts: Facts, table: str, columns: Sequence[str]) -> list[tuple[Field, ...]]:
    """Return the rows of a table, in their order, as tuples with one field per column.

    A column is `row` (the number of the row), `aside`, or for a column `c` of the table:
    `c` (text; the empty text where blank), `c.lo` and `c.hi` (bounds in microseconds),
    `c.minute.lo` and `c.minute.hi` (the same, whole minutes down), `c.has.word` (whether a list
    holds the word), `c.any` (whether a list holds anything) and `c.is.form` (whether a text has
    one of the `FORMS`). A list asked for as `c` gives one tuple per element, one with the empty
    text when there is none. `label` joins the key of a row by slashes, `c/suffix` a text and a
    suffix. A table that was not handed over has no rows.

    Raises:
        KeyError: the table has no such column, or not in that form.
    """
    getters = [_getter(table, column) for column in columns]
    exploded = [at for at, column in enumerate(columns) if _is_list(table, column)]
    rows = facts.tables[table].rows if table in facts.tables else ()
    if not exploded:
        return [tuple([get(row) for get in getters]) for row in rows]
    return [fields for row in rows for fields in _explode(row, columns, getters, exploded)]


def _explode(
    row: Row, columns: Sequence[str], getters: Sequence[_Getter], exploded: Sequence[int]
) -> Iterable[tuple[Field, ...]]:
    fields = [get(row) for get in getters]
    lists = [cast("tuple[str, ...]", row.cells[columns[at]]) or ("",) for at in exploded]
    for elements in product(*lists):
        for at, element in zip(exploded, elements, strict=True):
            fields[at] = element
        yield tuple(fields)


def _is_list(table: str, column: str) -> bool:
    known = TABLES[table].columns.get(column)
    return known is not None and known.kind in LISTS


def _getter(table: str, column: str) -> _Getter:
    if column == "row":
        return lambda row: row.number
    if column == "aside":
        return lambda row: row.aside
    if column == "label":
        key = TABLES[table].key
        return lambda row: "/".join(cast("str", row.cells[name]) for name in key)
    if "/" in column:
        labelled, suffix = column.split("/", 1)
        return lambda row: f"{row.cells[labelled]}/{suffix}"
    name, *form = column.split(".", 2)
    known = TABLES[table].columns.get(name)
    getter = None if known is None else _typed(known, form)
    if getter is None:
        message = f"table `{table}` has no column `{column}`"
        raise KeyError(message)
    return getter


def _typed(column: Column, form: list[str]) -> _Getter | None:
    if column.kind in TIMES:
        return _instant(column.name, form)
    if column.kind in LISTS:
        return _list(column.name, form)
    return _text(column.name, form)


def _text(name: str, form: list[str]) -> _Getter | None:
    match form:
        case []:
            return lambda row: cast("str", row.cells[name])
        case ["is", known] if known in FORMS:
            return lambda row: FORMS[known](cast("str", row.cells[name]))
    return None


def _instant(name: str, form: list[str]) -> _Getter | None:
    match form:
        case ["lo"]:
            return lambda row: cast("Span", row.cells[name]).lo
        case ["hi"]:
            return lambda row: cast("Span", row.cells[name]).hi
        case ["minute", "lo"]:
            return lambda row: _minute(cast("Span", row.cells[name]).lo)
        case ["minute", "hi"]:
            return lambda row: _minute(cast("Span", row.cells[name]).hi)
    return None


def _list(name: str, form: list[str]) -> _Getter | None:
    match form:
        case []:
            # Its elements are filled in one by one.
            return lambda _: ""
        case ["has", word]:
            return lambda row: word in cast("tuple[str, ...]", row.cells[name])
        case ["any"]:
            return lambda row: bool(row.cells[name])
    return None


def _minute(instant: Instant) -> Instant:
    # What did not happen still did not happen when seconds are not looked at.
    return instant if instant == ABSENT else instant - instant % MINUTE
