"""Forms that were sent: a duty for each cell and section, and whether the whole is in order."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from govrules import calculus
from govrules.calculus import (
    FALSE,
    Aggregate,
    Count,
    Given,
    Relation,
    Scan,
    Term,
    all_of,
    any_of,
    col,
    equal,
    less,
    lit,
    negation,
    when,
)
from govrules.facts import Facts
from govrules.instants import ABSENT, EARLIEST, Instant
from govrules.norms import Act, FormCell, FormTrigger, Members, Norm
from govrules.planning import lives, messages
from govrules.planning.counting import with_counts
from govrules.planning.duties import Family, Judged, Named, duty_rows, evidence_rows, governed
from govrules.planning.lives import Circumstances, Tally, sight
from govrules.planning.messages import MESSAGE, SECTIONS, SENT
from govrules.planning.outcome import Exemption
from govrules.planning.pairs import HOLDS, Bounds, before, during, moment
from govrules.planning.parties import Office, members, tenures, validity
from govrules.planning.settled import handed_over
from govrules.planning.windows import Window
from govrules.verdicts import Reason

ASSET = "asset."
SUBMITTER = "submitter."
_Submitter: TypeAlias = tuple[str, str, str, Instant, Instant]
_SUBMITTER_COLUMNS = ("person", "body", "name", "from", "to")


@dataclass(frozen=True, slots=True)
class Form:
    """The form of an act: the norms about its cells and sections, and who submits it."""

    act: Act
    norms: Sequence[Norm]
    facts: Facts

    def cells(self) -> tuple[FormCell, ...]:
        """Return the demands on the cells of a row, whichever norms are judged."""
        return tuple(n.performance for n in self.act.norms if isinstance(n.performance, FormCell))

    def submitters(self) -> Given:
        """Return who may submit the form for which body: itself, or whom it authorised."""
        bearer = self.norms[0].bearer
        role = bearer.role if isinstance(bearer, Members) else ""
        rows: list[_Submitter] = []
        for body in members(self.facts, self.act.roles[role]):
            id_, name = str(body.cells["id"]), str(body.cells["name"])
            start, end = validity(body)
            rows.append((id_, id_, name, start, end))
            # A body may have versions: for each the person acts as long as both are so.
            spans = [
                (person, max(start, since), min(end, until))
                for person, (since, until) in self._authorised(id_)
            ]
            rows += [
                (person, id_, name, since, until) for person, since, until in spans if since < until
            ]
        columns = tuple(SUBMITTER + column for column in _SUBMITTER_COLUMNS)
        return Given(columns, tuple(_joined(rows)), f"submitters of {role}")

    def _authorised(self, body: str) -> list[tuple[str, tuple[Instant, Instant]]]:
        table = self.facts.tables.get("relations")
        return [
            (str(row.cells["source"]), validity(row))
            for row in (table.rows if table else ())
            if (row.cells["relation"], row.cells["target"]) == ("authorised-by", body)
        ]


def _joined(rows: Sequence[_Submitter]) -> Iterator[_Submitter]:
    """Make one stretch of those that touch: what was sent on some day was sent once."""
    last: _Submitter | None = None
    for row in sorted(rows):
        if last is not None and row[:3] == last[:3] and row[3] <= last[4]:
            last = (*last[:4], max(last[4], row[4]))
            continue
        if last is not None:
            yield last
        last = row
    if last is not None:
        yield last


def of_act(act: Act, facts: Facts) -> Form | None:
    """Return the form of an act, if its norms know one."""
    norms = [norm for norm in act.norms if isinstance(norm.trigger, FormTrigger)]
    return Form(act, norms, facts) if norms else None


def demand(cell: FormCell) -> Term:
    """Hold where a cell of a row is as demanded; a body must be the one that submits."""
    if cell.demand == "body":
        name = col(ASSET + cell.column)
        return any_of(equal(name, col(SUBMITTER + "body")), equal(name, col(SUBMITTER + "name")))
    return col(f"{ASSET}{cell.column}.is.{cell.demand}")


def _assets(form: Form) -> Relation:
    columns = {
        cell.column if cell.demand == "body" else f"{cell.column}.is.{cell.demand}"
        for cell in form.cells()
    }
    return Scan("assets", ("row", "aside", "label", "message", "section", *sorted(columns)), ASSET)


def _submitted(form: Form, sent: Relation) -> Relation:
    """Join to each message of the form the body for which it was, or may have been, submitted."""
    joined = calculus.join(sent, form.submitters(), {MESSAGE + "sender": SUBMITTER + "person"})
    inside = during(SENT, col(SUBMITTER + "from"), col(SUBMITTER + "to"))
    return calculus.Where(joined, inside.possible)


def with_form(sent: Relation, form: Form) -> Relation:
    """Add to messages whether the form that came with them is in order (`form.sure`, `.possible`).

    A message with neither rows nor sections declared empty has unknown content.
    """
    counts: dict[str, Aggregate] = {
        f"form.{section}": Count(equal(col(ASSET + "section"), lit(section)))
        for section in SECTIONS
    }
    counts["form.bad"] = Count(negation(all_of(*(demand(cell) for cell in form.cells()))))
    counts["form.aside"] = Count(col(ASSET + "aside"))
    rows = calculus.join(_submitted(form, sent), _assets(form), {MESSAGE + "id": ASSET + "message"})
    joined = with_counts(sent, rows, (MESSAGE + "id",), counts, "form.of.")
    faultless = (equal(col(f"form.{count}"), lit(0)) for count in ("bad", "aside"))
    known = handed_over(form.facts, "assets")
    sound = all_of(known, *(_shown(section) for section in SECTIONS), *faultless)
    unknown = negation(all_of(known, any_of(*(_shown(section) for section in SECTIONS))))
    dim = less(lit(0), col("form.aside"))
    return calculus.extend(
        joined, {"form.sure": sound, "form.possible": any_of(sound, unknown, dim)}
    )


def _shown(section: str) -> Term:
    nil = col(f"{MESSAGE}nil_sections.has.{section}")
    return any_of(less(lit(0), col(f"form.{section}")), nil)


def family(form: Form, as_of: Instant) -> Family:
    """Plan the duties of a form's cells and sections."""
    trigger = _trigger(form.norms[0])
    of_form = equal(col(MESSAGE + "type"), lit(trigger.message))
    arrived = negation(equal(col(MESSAGE + "status"), lit("failed")))
    labels = tuple(f"id/{section}" for section in SECTIONS)
    seen = calculus.Where(messages.scan(form.norms, as_of, labels), all_of(of_form, arrived))
    sent = _once(seen)
    submitted = _submitted(form, sent)
    rows = calculus.join(submitted, _assets(form), {MESSAGE + "id": ASSET + "message"})
    whole = _submitted(form, with_form(sent, form))
    planned = [
        _duty(form, norm, rows if isinstance(norm.performance, FormCell) else whole, as_of)
        for norm in form.norms
    ]
    return Family(tuple(d for d, _ in planned), tuple(e for _, e in planned))


def _once(sent: Relation) -> Relation:
    """Take each message once, however many recipients it had."""
    names = [name for name in calculus.columns_of(sent) if name != MESSAGE + "recipient"]
    return calculus.group(sent, names, {})


def _trigger(norm: Norm) -> FormTrigger:
    assert isinstance(norm.trigger, FormTrigger)  # noqa: S101 - the family's norms are about forms
    return norm.trigger


def _duty(form: Form, norm: Norm, rows: Relation, as_of: Instant) -> tuple[Relation, Relation]:
    of_row = isinstance(norm.performance, FormCell)
    section = _trigger(norm).section
    subject = col(ASSET + "label") if of_row else col(f"{MESSAGE}id/{section}")
    named = Named(subject, lit(""), col(SUBMITTER + "body"), _counterparty(form, norm))
    good, unknown = _state(norm)
    performed = Bounds(when(good, SENT.lo, lit(ABSENT)), when(good, SENT.hi, lit(ABSENT)))
    clock = Window(SENT, SENT, HOLDS, since=moment(EARLIEST), accepted_late=True, endless=True)
    prefix, table = (ASSET, "assets") if of_row else (MESSAGE, "messages")
    around = Circumstances(
        exemptions=[
            Exemption(Reason.OUT_OF_FORCE, norm.id, before(SENT, moment(norm.in_force[0])))
        ],
        spoiled=any_of(col(prefix + "aside"), col(MESSAGE + "aside")),
        unclear=unknown,
        awaited=FALSE,
    )
    tally = Tally(performed, lacking=negation(any_of(good, unknown)))
    life = lives.of(clock, tally, around, sight(form.facts, "messages"), as_of)
    rows = governed(rows, norm, SENT)
    judged = duty_rows(rows, norm, named, Judged(clock, life, performed), as_of)
    use = when(good, lit("performs"), when(unknown, lit("may-perform"), lit("lacking")))
    return judged, evidence_rows(rows, norm, named, use, SENT, table, prefix + "row")


def _state(norm: Norm) -> tuple[Term, Term]:
    """Say where what a norm demands is so, and where that cannot be known."""
    if isinstance(norm.performance, FormCell):
        return demand(norm.performance), FALSE
    shown = any_of(*(_shown(section) for section in SECTIONS))
    return _shown(_trigger(norm).section), negation(shown)


def _counterparty(form: Form, norm: Norm) -> Term:
    role = getattr(norm.counterparty, "role", "")
    return Office(role, tenures(form.facts, form.act.roles[role])).holder(SENT)
