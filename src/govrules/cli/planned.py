"""The plan of a judgement as SQL: asked for on the command line, told in its language."""

from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from govrules import __version__, planning
from govrules.cli.judging import prepared, told_in, view_of
from govrules.cli.options import Asked
from govrules.cli.progress import progress
from govrules.engines import columnar
from govrules.instants import ABSENT, Instant, write
from govrules.reports import View, shown
from govrules.sentences import Sentence, listed

_NAMED = 3
"""How many norms are named that read one relation; of more their number is told."""


def plan_shown(asked: Asked) -> Iterator[str]:
    """Read the datasets, plan how they are judged, and yield that plan as SQL; nothing is run.

    Raises:
        click.UsageError: an act, norm, reading or choice that does not exist.
        FindingsError: the acts or the data are not valid, or sqlglot is not installed.
    """
    with told_in(asked["lang"]):
        with progress(asked["lang"]) as told:
            acts, facts = prepared(asked, told)
        wanted = {*asked["norm"]}
        norms = [norm for act in acts for norm in act.norms if not wanted or norm.id in wanted]
        plan = planning.plan(acts, norms, facts, asked["as_of"])
        zone = ZoneInfo(acts[0].zone) if acts else ZoneInfo("UTC")
        comments = Comments(view_of(asked, acts, facts), zone)
        yield comments.head(facts.name, asked["as_of"], plan.not_assessed)
        yield from columnar.show(plan, facts, zone, comments)


class Comments:
    """What is told before each statement."""

    def __init__(self, view: View, zone: ZoneInfo) -> None:
        """Keep what the acts say, and the zone in which times are told."""
        self._view, self._zone = view, zone
        self._editions = {
            (norm.id, norm.edition.amendment): norm.edition
            for act in view.acts.values()
            for norm in act.norms
        }

    def head(self, dataset: str, as_of: Instant, unlisted: tuple[str, ...]) -> str:
        """Tell what is planned, and how its values are to be read."""
        told = [
            Sentence(
                "govrules {version}: how {acts} is judged over `{dataset}` as of {as_of}",
                version=__version__,
                acts=listed([*self._view.acts], "and"),
                dataset=shown(dataset),
                as_of=write(as_of, self._zone),
            ),
            Sentence("SQL of DuckDB; the tables of the agency are filled before the rest is run"),
            Sentence("times are microseconds since 1970 in UTC, {absent} is never", absent=ABSENT),
            *(
                Sentence("`{norm}` is not assessed: a table that it needs is absent", norm=norm)
                for norm in unlisted
            ),
        ]
        return "".join(f"-- {self._view.tell(line)}\n" for line in told) + "\n"

    def table(self, name: str, rows: int) -> str:
        """Tell of a table that an agency handed over."""
        return self._view.tell(
            Sentence(
                "table `{table}` of the agency: {count} row",
                "table `{table}` of the agency: {count} rows",
                table=name,
                count=rows,
            )
        )

    def given(self, name: str) -> str:
        """Tell of a table that was made when the plan was."""
        return self._view.tell(Sentence("worked out when the plan was made: {name}", name=name))

    def shared(self, name: str, norms: Sequence[str]) -> str:
        """Tell of a relation that several statements read, and of which norms those are."""
        if len(norms) <= _NAMED:
            told = Sentence("{name}, for {norms}", name=name, norms=listed([*norms], "and"))
        else:
            told = Sentence(
                "{name}, for {count} norm", "{name}, for {count} norms", name=name, count=len(norms)
            )
        return self._view.tell(told)

    def norm(self, norm: str, amendment: str) -> str:
        """Tell which norm, in which edition, and who owes what to whom."""
        view, edition = self._view, self._editions[norm, amendment]
        made = Sentence("as adopted")
        if amendment:
            made = Sentence("as made by `{amendment}`", amendment=amendment)
        since, until = edition.governs
        if since or until < ABSENT:
            when = self._interval(since, until)
            made = Sentence("{edition}, for duties {interval}", edition=made, interval=when)
        return f"{norm}, {view.tell(made)}\n{view.clause(norm)}: {view.summary(norm)}"

    def evidence(self, norm: str) -> str:
        """Tell of the rows that bear on the duties of a norm."""
        return self._view.tell(Sentence("the rows that bear on the duties of {norm}", norm=norm))

    def nothing(self) -> str:
        """Tell of a statement that is left out."""
        return self._view.tell(Sentence("left out: a table that it reads has no rows"))

    def _interval(self, since: Instant, until: Instant) -> Sentence:
        first, last = write(since, self._zone), write(until, self._zone)
        if not since:
            return Sentence("opened before {last}", last=last)
        if until >= ABSENT:
            return Sentence("opened from {first} on", first=first)
        return Sentence("opened from {first} on and before {last}", first=first, last=last)
