"""Which cases cannot stay in the database: something is to be said of them, or they are spoken of.

INVARIANT: of a row that stays, and of what it says together with any other row, `govrules.facts`
has no finding, and it reads every cell as the SQL of `fields` does.
"""

import itertools
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final, cast

from govrules.facts.bulk.fields import DoubtfulTypeError, Fields, identifier, quoted
from govrules.facts.bulk.lying import Lying, NotInBulkError
from govrules.facts.drafts import NAMING
from govrules.facts.lookalikes import skeleton
from govrules.facts.rows import Facts, Value
from govrules.interruptions import Database

NEEDED: Final[Mapping[str, tuple[str, ...]]] = {
    "cases": ("id", "object", "class", "detected_at"),
    "messages": ("id", "type", "case", "sender", "recipient", "sent_at"),
    "attestations": ("provision", "organisation", "date", "holds"),
}
"""What has to be filled in a row that stays, by table."""

_OF_CASE: Final[Mapping[str, str]] = {"cases": "id", "messages": "case", "attestations": "case"}
"""The column that says of which case a row is, by table."""

KEPT: Final = "kept"
"""The database of what is worked out once and read often."""
_SOUND: Final[Mapping[str, str]] = {name: f"{KEPT}.{name}" for name in ("cases", "messages")}
"""The rows that may stay, by table, as they are judged: each message beside its case."""
CASE_ROW: Final = "case.row"
"""The number of the case of a message."""


class Doubts:
    """Finds the cases to take out; their ids stand in the table `taken` of the database."""

    def __init__(
        self,
        connection: Database,
        lying: Mapping[str, Lying],
        facts: Facts,
    ) -> None:
        """Begin without a doubt."""
        self._connection, self._lying, self._facts = connection, lying, facts
        self._asked = "NULL"
        self._heads: Mapping[str, Collection[str]] = {}
        self.sound: dict[str, Lying] = {}
        self._ids: set[str] = set()
        self._run("CREATE TEMP TABLE taken (id VARCHAR)")

    def exact(self, table: str, column: str) -> bool:
        """Tell whether an instant is known in every row that stays, or surely did not happen."""
        found = self._lying[table].fields[column]
        return not found.until and (
            found.full or column in NEEDED[table] or found.column.blank.lo == found.column.blank.hi
        )

    def taken(self) -> int:
        """Count the cases that were taken."""
        return self._count("SELECT count(DISTINCT id) FROM taken")

    def take(self, ids: str) -> None:
        """Take cases; `ids` is SQL."""
        self._run(f"INSERT INTO taken {ids}")

    def chosen(self, types: Collection[str]) -> Iterator[tuple[str, str]]:
        """Yield each table with the name of a table of the numbers of its rows to read.

        Messages of some types are read too, whatever their case.
        """
        listed = ", ".join(map(quoted, sorted(types))) or "NULL"
        apart = {
            "cases": "",
            "messages": f" OR {_raw(self._lying['messages'], 'type')} IN ({listed})",
        }
        if "attestations" in self._lying:
            apart["attestations"] = f" OR NOT {self._about_a_case()}"
        for name, lying in self._lying.items():
            column, numbers = _OF_CASE[name], f"chosen {name}"
            self._run(
                f"CREATE OR REPLACE TEMP TABLE {identifier(numbers)} AS SELECT row FROM"
                f" {lying.source} WHERE {_raw(lying, column)} IN (SELECT id FROM taken)"
                f"{apart[name]}"
                f" UNION SELECT row FROM {identifier(f'odd {name}')}"
            )
            yield name, identifier(numbers)

    def odd_statements(self) -> int:
        """Find the statements of which something is to be said whatever cases there are."""
        lying = self._lying["attestations"]
        rows = f'SELECT row, {_raw(lying, "case")} AS "case" FROM {lying.source}'
        sound = " AND ".join(self._sound("attestations"))
        # Whether two rows say the same is told by who reads them; here they need only be alike.
        alike = f"hash({', '.join(lying.fields[name].like for name in lying.headings)})"
        twice = f"SELECT {alike} FROM {lying.source} GROUP BY 1 HAVING count(*) > 1"
        self._run(
            f'CREATE TEMP TABLE "odd attestations" AS {rows} WHERE ({sound}) IS NOT TRUE'
            f" OR {alike} IN ({twice})"
        )
        return self._count('SELECT count(*) FROM "odd attestations"')

    def find(
        self, facts: Facts, asked: Collection[str], heads: Mapping[str, Collection[str]]
    ) -> None:
        """Find the cases to take, and keep in `sound` what will be asked of those that stay.

        `facts` has what was not left; `asked` are the provisions that statements about cases are
        asked for; `heads` are the columns that will be asked for, by table.

        Raises:
            NotInBulkError: a column has a type of which each cell has to be looked at.
        """
        self._facts = facts
        self._asked = ", ".join(map(quoted, sorted(asked))) or "NULL"
        self._heads = heads
        try:
            self._odd_cases()
            self._odd_messages()
            if "attestations" in self._lying:
                self._of_no_case()
        except DoubtfulTypeError as error:
            raise NotInBulkError("types") from error
        self._take(self._of_odd_rows())
        self._take(self._of_first_rows())
        self._take(self._looking_alike())

    def _odd_cases(self) -> None:
        """Keep the cases that are sound by themselves, and note the others."""
        lying = self._lying["cases"]
        id_, sound = _raw(lying, "id"), " AND ".join(self._sound("cases"))
        cells = self._cells("cases", {"id", "detected_at"})
        self._run(
            f"CREATE TABLE {_SOUND['cases']} AS"
            f" SELECT row, {cells} FROM {lying.source} WHERE {sound}"
        )
        self._run(
            "CREATE TEMP VIEW known AS SELECT row AS known_row, id AS known_id,"
            f" detected_at AS known_detected FROM {_SOUND['cases']}"
        )
        self._run('CREATE TEMP TABLE "odd cases" (row BIGINT, id VARCHAR)')
        if self._count("SELECT count(*) FROM known") < lying.rows:
            self._run(
                f'INSERT INTO "odd cases" SELECT row, {id_} FROM {lying.source}'
                " WHERE row NOT IN (SELECT known_row FROM known)"
            )
        self._repeated("cases", lying)
        # A message finds one case at most.
        self._run(f'DELETE FROM {_SOUND["cases"]} WHERE id IN (SELECT id FROM "odd cases")')

    def _odd_messages(self) -> None:
        """Keep the messages with the rows of their cases, and note those that are not sound."""
        lying = self._lying["messages"]
        id_, case = _raw(lying, "id"), _raw(lying, "case")
        conditions = [
            *self._sound("messages"),
            "known_id IS NOT NULL",
            f"{lying.fields['sent_at'].instant} >= known_detected",
        ]
        self._run(
            f"CREATE TABLE {_SOUND['messages']} AS SELECT m.row,"
            f' known_row AS "{CASE_ROW}", {self._cells("messages", {"sent_at"})},'
            f" ({' AND '.join(conditions)}) IS TRUE AS sound"
            f" FROM (SELECT * FROM {lying.source}) AS m LEFT JOIN known ON {case} = known_id"
        )
        self._run('CREATE TEMP TABLE "odd messages" (row BIGINT, id VARCHAR, "case" VARCHAR)')
        odd = f"SELECT row FROM {_SOUND['messages']} WHERE NOT sound"
        if self._count(f"SELECT count(*) FROM ({odd})"):
            self._run(
                f'INSERT INTO "odd messages" SELECT row, {id_}, {case} FROM {lying.source}'
                f" WHERE row IN ({odd})"
            )
        self._repeated("messages", lying)
        if not lying.fields["in_reply_to"].blank:
            self._unanswered(lying)

    def _cells(self, table: str, needed: Collection[str]) -> str:
        """Return the SQL of what is kept of a table: columns that are asked for, or `needed`.

        Times are worked out once, and what is blank everywhere is not kept.
        """
        fields = self._lying[table].fields
        # The number of its case says what a message has to say of it.
        asked = {*needed, *self._heads.get(table, ())} & fields.keys() - {"case"}
        asked |= {fields[name].column.not_before for name in asked} & fields.keys()
        kept = {name: fields[name] for name in sorted(asked) if fields[name].raw}
        named = {name: each for name, each in fields.items() if not each.raw}
        named |= {name: each.kept(identifier(name)) for name, each in kept.items()}
        self.sound[table] = replace(self._lying[table], source=_SOUND[table], fields=named)
        return ", ".join(f"{each.cell} AS {identifier(name)}" for name, each in kept.items())

    def _of_no_case(self) -> None:
        """Add the statements about cases that are not there."""
        lying = self._lying["attestations"]
        case = _raw(lying, "case")
        self._run(
            f'INSERT INTO "odd attestations" SELECT row, {case} FROM {lying.source}'
            f" ANTI JOIN known ON {case} = known_id WHERE NOT {_blank(case)}"
        )

    def of_any_case(self) -> str:
        """Name a table of the numbers of the statements that may be about any case."""
        numbers = identifier("of any case")
        lying = self._lying["attestations"]
        self._run(
            f"CREATE OR REPLACE TEMP TABLE {numbers} AS SELECT row FROM {lying.source}"
            f" WHERE {_blank(_raw(lying, 'case'))} AND {self._asked_for()}"
            ' UNION SELECT row FROM "odd attestations"'
        )
        return numbers

    def _about_a_case(self) -> str:
        """Return a condition that a statement is one that cases are judged by, and names one."""
        named = f"NOT {_blank(_raw(self._lying['attestations'], 'case'))}"
        return f"({named} AND {self._asked_for()})"

    def _asked_for(self) -> str:
        provision = _raw(self._lying["attestations"], "provision")
        return f"({provision} IN ({self._asked})) IS TRUE"

    def _sound(self, table: str) -> Iterator[str]:
        """Yield the conditions that a row has to fulfil by itself and by what it names."""
        lying = self._lying[table]
        if not lying.headings.keys() >= set(NEEDED[table]):
            raise NotInBulkError("columns")
        if lying.sound:
            yield lying.sound
        for name, fields in lying.fields.items():
            filled = name in NEEDED[table]
            if fields.blank:
                yield from ["false"] * filled
                continue
            known = self._known(fields)
            refers = set(fields.column.refers)
            if refers and not refers & {*self._lying, *self._facts.tables}:
                # Names that nobody can look up may still look like others.
                raise NotInBulkError("names")
            if known is not None:
                listed = f"{fields.raw} IN (SELECT id FROM {known})"
                yield listed if filled else f"({fields.text} = '' OR {listed})"
            elif name not in ("case", "in_reply_to"):
                yield fields.beyond_doubt(filled=filled)
            first = fields.column.not_before
            if first:
                yield f"({fields.instant} >= {lying.fields[first].instant}) IS NOT FALSE"
        if table == "attestations" and not lying.fields["valid_to"].blank:
            start, end = (lying.fields[name].instant for name in ("date", "valid_to"))
            yield f"({end} > {start}) IS NOT FALSE"

    def _known(self, fields: Fields) -> str | None:
        """Name a table of the ids that a column may hold, if they were read already."""
        tables = [name for name in fields.column.refers if name in self._facts.tables]
        if not tables or set(tables) & self._lying.keys():
            return None
        known = identifier(" and ".join(("ids of", *tables)))
        if known not in self._ids:
            ids = {str(row.cells["id"]) for name in tables for row in self._facts.tables[name].rows}
            plain = sorted(id_ for id_ in ids if id_.isascii() and ";" not in id_)
            self._run(f"CREATE TEMP TABLE {known} (id VARCHAR)")
            self._connection.execute(f"INSERT INTO {known} SELECT unnest(?::VARCHAR[])", [plain])
            self._ids.add(known)
        return known

    def _repeated(self, table: str, lying: Lying) -> None:
        """Add the rows that share an id with another one."""
        id_ = _raw(lying, "id")
        # Where all hashes differ, so do the ids, and hashes are told apart in half the time.
        if self._count(f"SELECT count(DISTINCT hash({id_})) FROM {lying.source}") == lying.rows:
            return
        others = f', {_raw(lying, "case")} AS "case"' if table == "messages" else ""
        self._run(
            f"INSERT INTO {identifier(f'odd {table}')} SELECT row, {id_}{others}"
            f" FROM {lying.source} WHERE {id_} IN"
            f" (SELECT {id_} FROM {lying.source} GROUP BY 1 HAVING count(*) > 1)"
        )

    def _unanswered(self, lying: Lying) -> None:
        """Add the answers to messages that are not of their case, or were received later."""
        id_, case, first = (_raw(lying, name) for name in ("id", "case", "in_reply_to"))
        sent = lying.fields["sent_at"].instant
        received = lying.fields["received_at"]
        # What is not said to have been received was not before it was sent.
        known = sent if received.blank else f"COALESCE({received.instant}, {sent})"
        self._run(
            'INSERT INTO "odd messages" SELECT a.row, a.id, a."case"'
            f" FROM (SELECT row, {id_} AS id,"
            f' {case} AS "case", {first} AS first, {sent} AS sent FROM {lying.source}'
            f" WHERE {first} IS NOT NULL AND {first} <> '') AS a LEFT JOIN (SELECT {id_} AS id,"
            f' {case} AS "case", {known} AS received FROM {lying.source}) AS b'
            ' ON a.first = b.id AND a."case" = b."case"'
            " WHERE (b.id IS NOT NULL AND a.sent >= b.received) IS NOT TRUE"
        )

    def _of_odd_rows(self) -> Iterator[str]:
        for (id_,) in self._rows('SELECT DISTINCT id FROM "odd cases"'):
            yield from _stripped(id_)
        for table in self._lying.keys() - {"cases"}:
            for (case,) in self._rows(f'SELECT DISTINCT "case" FROM {identifier(f"odd {table}")}'):
                yield from _stripped(case)
        ids = {
            name
            for (id_,) in self._rows('SELECT id FROM "odd messages"')
            for name in _stripped(id_)
        }
        # Whether an answer came too early is told by both.
        if "in_reply_to" in self._lying["messages"].headings:
            first = _raw(self._lying["messages"], "in_reply_to")
            for (id_,) in self._rows(f"SELECT DISTINCT {first} FROM {self._odd('messages')}"):
                ids.update(_stripped(id_))
        yield from self._cases_of(ids)

    def _odd(self, table: str) -> str:
        odd = identifier(f"odd {table}")
        return f"(SELECT * FROM {self._lying[table].source} WHERE row IN (SELECT row FROM {odd}))"

    def _of_first_rows(self) -> Iterator[str]:
        """Yield the cases of the first rows: where a heading first stands is told by them."""
        for name, column in (("cases", "id"), ("messages", "case")):
            lying = self._lying[name]
            query = f"SELECT {_raw(lying, column)} FROM {lying.source} ORDER BY row LIMIT 1"
            for (id_,) in self._rows(query):
                yield from _stripped(id_)

    def _looking_alike(self) -> Iterator[str]:
        """Yield the cases whose ids, or those of their messages, look like names elsewhere."""
        shapes = {
            skeleton(name)
            for table, rows in self._facts.tables.items()
            for row in rows.rows
            for column in itertools.chain(*NAMING[table])
            for name in _names(row.cells[column])
            if not name.isascii()
        }
        shapes.update(skeleton(name) for name in self._odd_names() if not name.isascii())
        yield from self._cases_of(shapes)
        yield from shapes

    def _odd_names(self) -> Iterator[str]:
        """Yield what stands in the odd rows where names belong."""
        for table, lying in self._lying.items():
            single, several = NAMING[table]
            for column in lying.headings.keys() & {*single, *several}:
                query = f"SELECT DISTINCT {_raw(lying, column)} FROM {self._odd(table)}"
                for (cell,) in self._rows(query):
                    parts = (cell or "").split(";") if column in several else [cell]
                    yield from itertools.chain.from_iterable(map(_stripped, parts))

    def _cases_of(self, messages: Collection[str]) -> Iterator[str]:
        if not messages:
            return
        lying = self._lying["messages"]
        self._run("CREATE OR REPLACE TEMP TABLE named (id VARCHAR)")
        self._connection.execute("INSERT INTO named SELECT unnest(?)", [sorted(messages)])
        query = (
            f"SELECT DISTINCT {_raw(lying, 'case')} FROM {lying.source}"
            f" WHERE {_raw(lying, 'id')} IN (SELECT id FROM named)"
        )
        for (case,) in self._rows(query):
            yield from _stripped(case)

    def _take(self, ids: Iterable[str]) -> None:
        found = sorted(set(ids))
        if found:
            self._connection.execute("INSERT INTO taken SELECT unnest(?)", [found])

    def _run(self, statement: str) -> None:
        self._connection.execute(statement)

    def _rows(self, query: str) -> list[tuple[str | None, ...]]:
        return self._connection.execute(query).fetchall()

    def _count(self, query: str) -> int:
        (count,) = self._connection.execute(query).fetchone() or (0,)
        return int(count)


def _raw(lying: Lying, column: str) -> str:
    return identifier(lying.headings[column])


def _blank(text: str) -> str:
    return f"({text} IS NULL OR {text} = '')"


def _names(cell: Value) -> tuple[str, ...]:
    return (cell,) if isinstance(cell, str) else cast("tuple[str, ...]", cell)


def _stripped(text: str | None) -> Iterator[str]:
    if text is not None and text.strip():
        yield text.strip()
