"""What rows say about each other: repeats, conflicts, references to nothing, impossible orders.

Refuses to choose between rows that contradict each other: one ghost stands for all of them.
"""

import difflib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import TYPE_CHECKING, Final, TypeAlias, cast

from govrules.facts.cells import unknown
from govrules.facts.drafts import Draft, names, overlap
from govrules.facts.lookalikes import pairs, skeleton, visible
from govrules.facts.tables import RELATION_ENDS, TABLES, TableForm
from govrules.findings import Finding, Level, Place
from govrules.sentences import Sentence, listed

if TYPE_CHECKING:
    from govrules.instants import Span

Drafts: TypeAlias = Mapping[str, Sequence[Draft]]


class Elsewhere:
    """The rows that are not among the drafts: here, that there are none."""

    def among(self, table: str, names: Collection[str]) -> Collection[str]:  # noqa: ARG002 - for others
        """Tell which of some names are the ids of such rows of a table."""
        return ()

    def near(self, table: str, shape: str, most: int) -> tuple[Collection[str], bool]:  # noqa: ARG002 - for others
        """Return the ids of a table if they are not more than `most`, and that this is so.

        Of more only those are returned that are the `shape` in small letters.
        """
        return (), True


NOWHERE: Final = Elsewhere()
_COMPARED_AT_MOST: Final = 1_000


def settle(tables: Drafts, elsewhere: Elsewhere = NOWHERE) -> list[Finding]:
    """Find what the rows of all tables say against each other and set the losers aside.

    Rows for which another row stands get that row as their `twin`. What rows name may also stand
    `elsewhere`; of that nothing else is said here.
    """
    findings: list[Finding] = []
    for name, rows in tables.items():
        findings.extend(_repeats(rows))
        findings.extend(_conflicts(TABLES[name], [row for row in rows if row.twin is None]))
    kept = {name: [row for row in rows if row.twin is None] for name, rows in tables.items()}
    findings.extend(_look_alikes(kept))
    findings.extend(_dangling(kept, elsewhere))
    findings.extend(_before_detection(kept))
    findings.extend(_before_notice(kept))
    return findings


def _repeats(rows: Iterable[Draft]) -> Iterator[Finding]:
    seen: dict[object, Draft] = {}
    for row in rows:
        # Two cells that nobody could read are equal only if their characters are.
        told = row.handed_over() if row.aside else ()
        first = seen.setdefault((row.aside, told, *row.cells.values()), row)
        if first is row:
            continue
        row.twin = first
        yield Finding(
            place=row.place,
            code="duplicate-row",
            level=Level.WARNING,
            message=Sentence(
                "the row says the same as {place}: it counts once", place=str(first.place)
            ),
            help=Sentence("delete one of the two rows"),
        )


def _conflicts(form: TableForm, rows: Iterable[Draft]) -> Iterator[Finding]:
    if not form.key:
        return
    groups: dict[tuple[str, ...], list[Draft]] = {}
    for row in rows:
        key = tuple(cast("str", row.cells[name]) for name in form.key)
        if all(key):
            groups.setdefault(key, []).append(row)
    for key, group in groups.items():
        if len(group) > 1 and not (form.versioned and _disjoint(form, group)):
            yield _merge(form, key, group)


def _disjoint(form: TableForm, group: Iterable[Draft]) -> bool:
    validity = form.validity
    return validity is not None and not any(
        overlap(one, other, validity) for one, other in combinations(group, 2)
    )


def _merge(form: TableForm, key: tuple[str, ...], group: Sequence[Draft]) -> Finding:
    ghost, *others = group
    differing = [
        name for name in form.columns if len({row.cells[name] for row in group}) > 1
    ] or _unread(form, group)
    for name in differing:
        ghost.cells[name] = unknown(form.columns[name])
    ghost.aside = True
    for row in others:
        row.twin = ghost
    columns = listed([f"`{name}`" for name in differing], "and")
    return Finding(
        place=ghost.place,
        code="conflicting-rows",
        message=Sentence(
            "`{key}` stands in {places} with different {columns}: none of them is used",
            key=visible("/".join(key)),
            places=listed([str(row.place) for row in group], "and"),
            columns=columns or Sentence("cells"),
        ),
        help=Sentence("correct the rows, delete all but one, or give them different keys"),
    )


def _unread(form: TableForm, group: Sequence[Draft]) -> list[str]:
    """Name the columns that differ only in characters that could not be read."""
    told = [row.handed_over() for row in group]
    return [name for name, *cells in zip(form.columns, *told, strict=True) if len(set(cells)) > 1]


def _look_alikes(tables: Drafts) -> Iterator[Finding]:
    found: dict[str, Place] = {}
    for rows in tables.values():
        for row in rows:
            for column, name in names(row):
                if name not in found:
                    found[name] = row.at(column)
    if not all(map(str.isascii, found)):
        yield from pairs(found.items())


class _Names:
    """The ids of one table, and the nearest of them to a name that is none."""

    def __init__(self, table: str, rows: Iterable[Draft], elsewhere: Elsewhere) -> None:
        self._table, self._elsewhere = table, elsewhere
        self.ids = {cast("str", row.cells["id"]) for row in rows} - {""}
        self._shapes = {skeleton(name).lower(): name for name in sorted(self.ids, reverse=True)}

    def near(self, name: str) -> str:
        """Return the id that looks most like the name, the empty text when none does."""
        shape = skeleton(name).lower()
        others, few = self._elsewhere.near(self._table, shape, _COMPARED_AT_MOST)
        alike = {other for other in others if other.lower() == shape}
        if shape in self._shapes:
            alike.add(self._shapes[shape])
        if alike:
            return min(alike)
        ids = self.ids.union(others)
        # Comparing letter by letter is slow: long lists are searched by shape only.
        if len(ids) > _COMPARED_AT_MOST or not few:
            return ""
        return next(iter(difflib.get_close_matches(name, sorted(ids), n=1, cutoff=0.7)), "")


def _dangling(tables: Drafts, elsewhere: Elsewhere) -> Iterator[Finding]:
    known = {
        name: _Names(name, rows, elsewhere)
        for name, rows in tables.items()
        if "id" in TABLES[name].columns
    }
    found: dict[tuple[str, ...], set[str]] = {}
    for name, rows in tables.items():
        form = TABLES[name]
        for row in rows:
            for column, target in list(names(row)):
                refers = _refers(form, row, column)
                # What a table says that was not handed over, nobody can tell.
                if not refers or not known.keys() >= set(refers):
                    continue
                if refers not in found:
                    found[refers] = set[str]().union(*(known[table].ids for table in refers))
                    named = _named(tables, refers) - found[refers]
                    found[refers].update(*(elsewhere.among(table, named) for table in refers))
                if target not in found[refers]:
                    yield _points_nowhere(row.at(column), target, [(t, known[t]) for t in refers])
                    _forget(form, row, column)


def _named(tables: Drafts, refers: tuple[str, ...]) -> set[str]:
    """Return all names that should be ids of some tables."""
    return {
        target
        for name, rows in tables.items()
        for row in rows
        for column, target in names(row)
        if _refers(TABLES[name], row, column) == refers
    }


def _forget(form: TableForm, row: Draft, column: str) -> None:
    if not form.evidence:
        row.cells[column] = unknown(form.columns[column])
        row.aside = True


def _refers(form: TableForm, row: Draft, column: str) -> tuple[str, ...]:
    if form.name == "relations":
        relation = cast("str", row.cells["relation"])
        source, target = RELATION_ENDS.get(relation, ((), ()))
        return source if column == "source" else target
    return form.columns[column].refers


def _points_nowhere(at: Place, name: str, targets: Sequence[tuple[str, _Names]]) -> Finding:
    near = next(filter(None, (ids.near(name) for _, ids in targets)), "")
    hint = Sentence("did you mean `{near}`? ", near=visible(near)) if near else ""
    tables = listed([f"`{table}`" for table, _ in targets], "or")
    return Finding(
        place=at,
        code="dangling-reference",
        message=Sentence(
            "`{text}` is no `id` of table {tables}", text=visible(name), tables=tables
        ),
        help=Sentence("{hint}correct the cell, or add the row that it names", hint=hint),
    )


def _before_detection(tables: Drafts) -> Iterator[Finding]:
    cases = {row.cells["id"]: row for row in tables.get("cases", ()) if row.cells["id"]}
    for row in tables.get("messages", ()):
        case = cases.get(row.cells["case"])
        if case is not None and _precedes(row.cells["sent_at"], case.cells["detected_at"]):
            yield Finding(
                place=row.at("sent_at"),
                code="message-before-detection",
                level=Level.WARNING,
                message=Sentence(
                    "the message was sent before its case `{case}` was detected ({place})",
                    case=visible(_id(case)),
                    place=str(case.place),
                ),
                help=Sentence(
                    "correct `sent_at` of the message, or `case`, or `detected_at` of the case"
                ),
            )


def _before_notice(tables: Drafts) -> Iterator[Finding]:
    messages = {row.cells["id"]: row for row in tables.get("messages", ()) if row.cells["id"]}
    for row in tables.get("messages", ()):
        first = messages.get(row.cells["in_reply_to"])
        if first is not None and _precedes(row.cells["sent_at"], first.cells["received_at"]):
            yield Finding(
                place=row.at("sent_at"),
                code="reply-before-notice",
                level=Level.WARNING,
                message=Sentence(
                    "the message answers `{message}`, which had not been received yet ({place})",
                    message=visible(_id(first)),
                    place=str(first.place),
                ),
                help=Sentence(
                    "correct `sent_at`, or `in_reply_to`, or `received_at` of the other message"
                ),
            )


def _precedes(first: object, then: object) -> bool:
    return cast("Span", first).hi < cast("Span", then).lo


def _id(row: Draft) -> str:
    return cast("str", row.cells["id"])
