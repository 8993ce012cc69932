"""Organisations and relations looked up by name: who lived when, and who was tied to whom.

Rows that were set aside are complained of where they were read; they prove nothing here.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from govrules.facts import Facts, Row
from govrules.facts.tables import RELATION_ENDS
from govrules.instants import ABSENT, EARLIEST, Instant, Span, write
from govrules.planning.parties import Tenure, tenures, validity

AUTHORISES: Final = "authorised-by"
"""The relation from a person to the body for which it acts."""


class Tie(NamedTuple):
    """A row of the relations table that can be used: valid from `start` until before `end`."""

    source: str
    relation: str
    target: str
    start: Instant
    end: Instant
    row: Row

    def holds(self, at: Instant) -> bool:
        """Say whether the relation is in force at an instant."""
        return self.start <= at < self.end

    def touches(self, span: Span) -> bool:
        """Say whether the relation is in force at some instant between two bounds."""
        return self.start <= span.hi and span.lo < self.end


class Version(NamedTuple):
    """A row of the organisations table: what a body was from `start` until before `end`."""

    start: Instant
    end: Instant
    roles: tuple[str, ...]
    row: Row


class Life(NamedTuple):
    """All versions of one body, the earliest first; `doubtful` if a row of it was set aside."""

    versions: tuple[Version, ...]
    doubtful: bool

    @property
    def start(self) -> Instant:
        """Return the beginning of the first version."""
        return self.versions[0].start

    @property
    def end(self) -> Instant:
        """Return the end of the last version."""
        return self.versions[-1].end

    def at(self, instant: Instant) -> Version | None:
        """Return the version at an instant, if there is one."""
        return next((each for each in self.versions if each.start <= instant < each.end), None)

    def holds(self, roles: Iterable[str], at: Instant) -> bool:
        """Say whether the body holds one of some roles at an instant."""
        version = self.at(at)
        return version is not None and not set(roles).isdisjoint(version.roles)


class Bodies:
    """The organisations and relations of some facts, as far as they are seen at an instant."""

    def __init__(self, facts: Facts, as_of: Instant, zone: str) -> None:
        """Read the two tables once; `zone` is where instants are told."""
        self.facts, self.as_of, self._zone = facts, as_of, ZoneInfo(zone)
        self._told: dict[Instant, str] = {}
        self._tenures: dict[tuple[str, ...], tuple[Tenure, ...]] = {}
        lives: dict[str, list[Version]] = {}
        doubtful = set()
        for row in self.rows("organisations"):
            name = str(row.cells["id"])
            lives.setdefault(name, []).append(Version(*validity(row), row.listed("roles"), row))
            if row.aside:
                doubtful.add(name)
        lives.pop("", None)
        self.lives = {
            name: Life(tuple(sorted(rows, key=lambda each: each.start)), name in doubtful)
            for name, rows in lives.items()
        }
        self.ties = tuple(self._ties())

    def rows(self, table: str) -> Sequence[Row]:
        """Return the rows of a table, those set aside among them; none if it is not there."""
        return self.facts.tables[table].rows if table in self.facts.tables else ()

    def _ties(self) -> Iterator[Tie]:
        for row in self.rows("relations"):
            if not row.aside:
                cells = row.cells
                start, end = validity(row)
                yield Tie(
                    str(cells["source"]),
                    str(cells["relation"]),
                    str(cells["target"]),
                    start,
                    end,
                    row,
                )

    @cached_property
    def authorities(self) -> dict[str, tuple[Tie, ...]]:
        """Return by person every authorisation that the person ever had."""
        found: dict[str, list[Tie]] = {}
        for tie in self.ties:
            if tie.relation == AUTHORISES:
                found.setdefault(tie.source, []).append(tie)
        return {name: tuple(ties) for name, ties in found.items()}

    def known(self, table: str, at: Instant) -> bool:
        """Say whether a table lacks nothing at an instant: what is not in it then is not so."""
        start, end = self.facts.complete.get(table, (EARLIEST, ABSENT))
        return table in self.facts.tables and start <= at < end

    def may_be(self, relation: str, *, source: str = "", target: str = "") -> bool:
        """Say whether a row set aside may be a relation from or to a body; one end is asked for."""
        ghosts, name = (self._ghosts[0], source) if source else (self._ghosts[1], target)
        return any((word, end) in ghosts for word in (relation, "") for end in (name, ""))

    @cached_property
    def _ghosts(self) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
        """Return the relations set aside with their sources, and with their targets."""
        rows = [row.cells for row in self.rows("relations") if row.aside]
        sources, targets = (
            {(str(cells["relation"]), str(cells[end])) for cells in rows}
            for end in ("source", "target")
        )
        return sources, targets

    def current(self) -> Iterator[Tie]:
        """Yield the relations in force at the instant."""
        return (tie for tie in self.ties if tie.holds(self.as_of))

    def tenures(self, roles: Sequence[str]) -> tuple[Tenure, ...]:
        """Return who held one of some roles when, as duties are judged by."""
        key = tuple(roles)
        if key not in self._tenures:
            self._tenures[key] = tenures(self.facts, key)
        return self._tenures[key]

    def told(self, instant: Instant) -> str:
        """Write an instant as reports do."""
        if instant not in self._told:
            self._told[instant] = write(instant, self._zone)
        return self._told[instant]


def ends(tie: Tie) -> Iterator[tuple[str, str]]:
    """Yield the column and the name of each end of a relation that may be an organisation."""
    sources, targets = RELATION_ENDS[tie.relation]
    if "organisations" in sources:
        yield "source", tie.source
    if "organisations" in targets:
        yield "target", tie.target
