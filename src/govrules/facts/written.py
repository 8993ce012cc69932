"""Rows as they stood in their files, for whoever checks a verdict against them.

Gives away nothing personal unless asked, and nothing of a column that was not read.
"""

from collections.abc import Mapping

from govrules.facts.rows import RawValue, Row, Unreadable
from govrules.facts.tables import TABLES


def written(table: str, row: Row, *, unmask: bool = False) -> Mapping[str, str | None]:
    """Return the cells of a row as written, by column in the order of the table's form.

    A column that the file does not have is left out. A list is divided by `; `, a blank cell is
    the empty text. Unless `unmask` is set, `None` stands for what is written in a personal column,
    and for every cell of a row whose cells may stand under the headings of others.
    """
    columns = TABLES[table].columns.values()
    slipped = row.faulty and any(column.personal for column in columns)
    cells: dict[str, str | None] = {}
    for column in columns:
        heading = row.titles.get(column.name)
        if heading is None or heading not in row.raw:
            continue
        text = _text(row.raw[heading])
        hidden = (column.personal or slipped) and text.strip() and not unmask
        cells[column.name] = None if hidden else text
    return cells


def _text(raw: RawValue) -> str:
    if raw is None:
        return ""
    if isinstance(raw, Unreadable):
        return raw.said
    if isinstance(raw, bool):
        return "true" if raw else "false"
    return raw if isinstance(raw, str) else "; ".join(raw)
