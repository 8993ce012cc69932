"""Slots: the duties of periods and of days, worked out from the calendar when the plan is made.

Who is bound, to whom, from when and until when is known before any record is read; a slot is one
such duty, a row of a table of the plan.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from govrules.calendars import Calendar, Period, month_after, periods_between
from govrules.facts import Facts, Row
from govrules.instants import ABSENT, EARLIEST, Instant, civil_day, day_end, day_start
from govrules.norms import (
    Act,
    Anybody,
    ByDate,
    Clock,
    DayAfterPeriod,
    Executors,
    Holder,
    InPeriod,
    Link,
    Members,
    NoDeadline,
    Norm,
    OnceTrigger,
    Party,
    PeriodTrigger,
    WithinMonth,
    WithinWorkingDays,
)
from govrules.planning.parties import Office, members, tenures, validity
from govrules.verdicts import Reason

SLOT_COLUMNS = (
    *("subject", "bearer", "counterparty", "opened", "due.lo", "due.hi", "exempt"),
    *("unbound", "spoiled", "redaction", "defective", "unclear", "linked"),
)

SLOT_EXEMPTIONS = frozenset({Reason.OUT_OF_FORCE, Reason.REPEALED, Reason.SELF})
"""What can be known to take such a duty away before any record is read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One duty of a period or a day, before any record of its performance is read.

    `due` bounds the last instant in time, `ABSENT` where there is none; `agents` are those whose
    performance counts; `exempt` is the reason for which the duty does not apply, if any; `links`
    are the rows of the relation that a norm demands, if it has been in force without a gap;
    `persons` says that those whom the bearer authorised act for it as well.
    """

    subject: str
    bearer: str
    agents: tuple[str, ...]
    counterparty: str
    opened: Instant
    due: tuple[Instant, Instant]
    exempt: str = ""
    unbound: bool = False
    spoiled: bool = False
    redaction: bool = False
    defective: bool = False
    unclear: bool = False
    links: tuple[int, ...] = ()
    persons: bool = False

    def row(self) -> tuple[int | str | bool, ...]:
        """Return the slot as a row of `SLOT_COLUMNS`."""
        return (
            *(self.subject, self.bearer, self.counterparty, self.opened, *self.due, self.exempt),
            *(self.unbound, self.spoiled, self.redaction, self.defective, self.unclear),
            bool(self.links),
        )


@dataclass(frozen=True, slots=True)
class Diary:
    """What the slots of one act are worked out from."""

    act: Act
    facts: Facts
    as_of: Instant

    @property
    def zone(self) -> ZoneInfo:
        """Return the zone in which the act counts days."""
        return ZoneInfo(self.act.zone)

    def slots(self, norm: Norm) -> Iterator[Slot]:
        """Yield the duties of a norm of periods or of days."""
        trigger = norm.trigger
        if isinstance(trigger, PeriodTrigger):
            for period in self._series(norm, trigger):
                yield from self._of_period(norm, trigger, period)
        elif isinstance(trigger, OnceTrigger):
            opened = day_start(trigger.since, self.zone)
            due, defective = self._due(norm, trigger.since)
            seen = max(opened, min(due[0], self.as_of)) if due[0] < ABSENT else self.as_of
            yield from self._borne(norm, trigger.subject, opened, due, max(opened, seen), defective)

    def _series(self, norm: Norm, trigger: PeriodTrigger) -> tuple[Period, ...]:
        first = civil_day(norm.in_force[0], self.zone)
        last = civil_day(self.as_of, self.zone)
        if trigger.until is not None:
            last = min(last, trigger.until)
        begun = periods_between(trigger.period, first, max(first, last))
        found = tuple(period for period in begun if period.first <= last)
        late_start = isinstance(norm.deadline, InPeriod) and norm.deadline.when == "from-Q4"
        return found[1:] if late_start and found and found[0].first < first else found

    def _of_period(self, norm: Norm, trigger: PeriodTrigger, period: Period) -> Iterator[Slot]:
        after = period.last + timedelta(days=1)
        end = day_end(period.last, self.zone)
        unclear = False
        match norm.deadline:
            case DayAfterPeriod(day=day):
                opened = day_start(after, self.zone)
                due = self._day(norm.clock, date(after.year, after.month, day))
            case InPeriod(when="next-quarter"):
                opened = day_start(after, self.zone)
                due = (day_end(_next(period).last, self.zone),) * 2
            case InPeriod(when=when):
                opened = max(day_start(period.first, self.zone), norm.in_force[0])
                due = (end, end)
                unclear = when == "contract-date"
            case _:
                raise _unfit(norm)
        seen = min(end, self.as_of)
        for slot in self._borne(norm, period.label, opened, due, seen, defective=False):
            lapsed = bool(trigger.given) and not self._related(
                trigger.given, slot.agents, slot.counterparty, seen
            )
            yield replace(slot, unclear=unclear or lapsed)

    def _due(self, norm: Norm, since: date) -> tuple[tuple[Instant, Instant], bool]:
        match norm.deadline:
            case NoDeadline():
                return (ABSENT, ABSENT), False
            case WithinMonth():
                return self._day(norm.clock, month_after(since)), False
            case WithinWorkingDays(days=days):
                calendar = self._calendar()
                day = calendar.nth_working_day_after(since, days) if calendar else None
                if day is None:
                    return (EARLIEST, ABSENT), False
                return self._day(norm.clock, day), False
            case ByDate(day=day, before_act=before_act):
                if day >= self.act.adopted or before_act == "literal":
                    return self._day(norm.clock, day), False
                in_force = civil_day(norm.in_force[0], self.zone)
                return self._day(norm.clock, in_force), before_act == "indeterminate"
        raise _unfit(norm)

    def _calendar(self) -> Calendar | None:
        return self.act.calendar

    def _day(self, clock: Clock, day: date) -> tuple[Instant, Instant]:
        """Return the bounds of the last instant of a due day, rolled as its clock says."""
        if clock.roll in {"roll-official", "roll-back"}:
            calendar = self._calendar()
            forward = clock.roll == "roll-official"
            rolled = calendar and (
                calendar.roll_forward(day) if forward else calendar.roll_back(day)
            )
            if not rolled:
                bound = day_end(day, self.zone)
                return (bound, ABSENT) if forward else (EARLIEST, bound)
            day = rolled
        if clock.tie == "office-hours":
            return day_start(day, self.zone), day_end(day, self.zone)
        return (day_end(day, self.zone),) * 2

    def _borne(
        self,
        norm: Norm,
        subject: str,
        opened: Instant,
        due: tuple[Instant, Instant],
        seen: Instant,
        defective: bool,  # noqa: FBT001 - a fact of the deadline, not a switch
    ) -> Iterator[Slot]:
        counterparty, unbound = self._named(norm.counterparty, max(seen, min(opened, self.as_of)))
        redaction, repealed = self._wording(norm)
        for bearer, agents, vacant, spoiled in self._bearers(norm.bearer, seen):
            exempt = self._exempt(norm, opened, due, bearer, counterparty)
            links = self._links(norm, (*agents, counterparty), opened)
            yield Slot(
                subject=subject,
                bearer=bearer,
                agents=agents,
                counterparty=counterparty,
                opened=opened,
                due=due,
                exempt=Reason.REPEALED if repealed else exempt,
                unbound=unbound or vacant,
                spoiled=spoiled or (not links and self._blurred(norm)),
                redaction=redaction,
                defective=defective,
                links=links,
                persons=isinstance(norm.bearer, Members) and norm.bearer.or_authorised,
            )

    def _blurred(self, norm: Norm) -> bool:
        """Say whether a row set aside might be the relation that a norm demands."""
        performance = norm.performance
        return isinstance(performance, Link) and any(
            row.aside for row in self._relations(performance.relation)
        )

    def _wording(self, norm: Norm) -> tuple[bool, bool]:
        wording = norm.wording
        if wording is None:
            return False, False
        known = self.as_of >= wording.known_from
        repealed = wording.repealed and (known or wording.before == "throughout")
        return not known and wording.before == "indeterminate", repealed

    def _exempt(
        self, norm: Norm, opened: Instant, due: tuple[Instant, Instant], bearer: str, to: str
    ) -> str:
        if bearer == to and norm.settled.get("self-report") != "due":
            return Reason.SELF
        start, end = norm.in_force
        judged = due[0] if norm.settled.get("straddling") == "running-term" else opened
        running = start <= judged and (judged < end or end == ABSENT)
        return Reason.NONE if running else Reason.OUT_OF_FORCE

    def _named(self, party: Party, at: Instant) -> tuple[str, bool]:
        if isinstance(party, Holder):
            for tenure in tenures(self.facts, self.act.roles[party.role]):
                if tenure.start <= at < tenure.end:
                    return tenure.holder or party.role, not tenure.holder
        return getattr(party, "role", ""), False

    def _bearers(
        self, party: Party, at: Instant
    ) -> Iterable[tuple[str, tuple[str, ...], bool, bool]]:
        """Return bearers as name, agents, whether the role is vacant, whether a row is spoiled."""
        if isinstance(party, Holder):
            name, vacant = self._named(party, at)
            return [(name, (name,), vacant, False)]
        if isinstance(party, Anybody):
            return [(party.role, (), False, False)]
        roles = party.roles if isinstance(party, Executors) else (getattr(party, "role", ""),)
        rows = [
            row
            for role in roles
            for row in members(self.facts, self.act.roles[role])
            if _valid(row, at)
        ]
        spoiled = {str(row.cells["id"]) for row in rows if row.aside}
        ids = {str(row.cells["id"]) for row in rows}
        if isinstance(party, Members) and party.involved:
            involved = self._involved(at)
            ids &= involved.keys()
            spoiled |= {id_ for id_ in ids if involved[id_]}
        if isinstance(party, Executors) and party.jointly:
            names = tuple(sorted(ids))
            joined = "+".join(names) or "+".join(party.roles)
            return [(joined, names, not names, bool(spoiled))]
        return [(id_, (id_,), False, id_ in spoiled) for id_ in sorted(ids)]

    def _involved(self, at: Instant) -> dict[str, bool]:
        """Return who takes part in the act at an instant, and whether only ghost rows say so."""
        found: dict[str, bool] = {}
        for row in self._relations("participates-in"):
            if row.cells["target"] == self.act.id and _valid(row, at):
                source = str(row.cells["source"])
                found[source] = row.aside and found.get(source, True)
        return found

    def _relations(self, word: str) -> Iterator[Row]:
        table = self.facts.tables.get("relations")
        return (row for row in (table.rows if table else ()) if row.cells["relation"] == word)

    def _related(self, word: str, ones: Sequence[str], other: str, at: Instant) -> bool:
        return any(
            not row.aside
            and _valid(row, at)
            and any({row.cells["source"], row.cells["target"]} == {one, other} for one in ones)
            for row in self._relations(word)
        )

    def _links(self, norm: Norm, parties: Sequence[str], since: Instant) -> tuple[int, ...]:
        """Return the rows by which a relation has held from an instant until now, or nothing."""
        if not isinstance(norm.performance, Link):
            return ()
        spans = sorted(
            (*validity(row), row.number)
            for row in self._relations(norm.performance.relation)
            if not row.aside and {row.cells["source"], row.cells["target"]} == set(parties)
        )
        reached, rows = since, []
        for start, end, number in spans:
            if start <= reached < end:
                reached = end
                rows.append(number)
        return tuple(rows) if reached > self.as_of else ()


def _next(period: Period) -> Period:
    after = period.last + timedelta(days=1)
    return periods_between(period.kind, after, after)[0]


def _valid(row: Row, at: Instant) -> bool:
    start, end = validity(row)
    return start <= at < end


def _unfit(norm: Norm) -> TypeError:
    return TypeError(f"`{norm.id}` has a deadline that its trigger cannot have")


def office(diary: Diary, role: str) -> Office:
    """Return an office of the act by its role."""
    return Office(role, tenures(diary.facts, diary.act.roles[role]))
