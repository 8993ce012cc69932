"""What rows that were read name may also stand in the database, in rows that were not."""

from collections.abc import Collection, Mapping

from govrules.facts.bulk.fields import identifier, plain, quoted
from govrules.facts.bulk.lying import Lying
from govrules.facts.contradictions import Elsewhere
from govrules.interruptions import Database


class There(Elsewhere):
    """The rows in the database."""

    def __init__(self, connection: Database, lying: Mapping[str, Lying]) -> None:
        """Look into the tables that were left."""
        self._connection, self._lying = connection, lying

    def among(self, table: str, names: Collection[str]) -> Collection[str]:
        """Tell which of some names are ids there."""
        if table not in self._lying or not names:
            return ()
        id_ = identifier(self._lying[table].headings["id"])
        self._connection.execute("CREATE OR REPLACE TEMP TABLE named (id VARCHAR)")
        self._connection.execute("INSERT INTO named SELECT unnest(?)", [sorted(names)])
        return self._ids(table, f"{id_} IN (SELECT id FROM named)")

    def near(self, table: str, shape: str, most: int) -> tuple[Collection[str], bool]:
        """Return the ids there, of many only those of a shape; see `Elsewhere`."""
        if table not in self._lying:
            return (), True
        id_ = identifier(self._lying[table].headings["id"])
        # Others are read otherwise than they are written, and so were taken.
        plainly = plain(id_)
        query = f"SELECT count(DISTINCT {id_}) FROM {self._lying[table].source} WHERE {plainly}"
        (count,) = self._connection.execute(query).fetchone() or (0,)
        if count > most:
            return self._ids(table, f"{plainly} AND lower({id_}) = {quoted(shape)}"), False
        return self._ids(table, plainly), True

    def _ids(self, table: str, condition: str) -> Collection[str]:
        lying = self._lying[table]
        id_ = identifier(lying.headings["id"])
        query = f"SELECT DISTINCT {id_} FROM {lying.source} WHERE {condition}"
        return {name for (name,) in self._connection.execute(query).fetchall()}
