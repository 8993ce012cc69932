"""What is concluded: duties, verdicts, evidence and the assessment that holds them.

Plain values; nothing here judges. Instants are microseconds since 1970 UTC, `None` where they
are not certain or do not exist.
"""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from heapq import merge
from operator import attrgetter
from typing import Protocol

from govrules.findings import Finding, Level, Place
from govrules.instants import Duration, Instant


class Verdict(StrEnum):
    """The words a duty can be judged with."""

    VIOLATED = "violated"
    INDETERMINATE = "indeterminate"
    ATTESTATION_REQUIRED = "attestation-required"
    PENDING = "pending"
    COMPLIANT = "compliant"
    NOT_TRIGGERED = "not-triggered"
    NOT_APPLICABLE = "not-applicable"


class Reason(StrEnum):
    """Why: which of the ways to be violated, not applicable or indeterminate."""

    NONE = ""
    LATE = "late"
    MISSING = "missing"
    WRONG_RECIPIENT = "wrong-recipient"
    PREMATURE = "premature"
    INCOMPLETE = "incomplete"
    OUT_OF_FORCE = "out-of-force"
    REPEALED = "repealed"
    SELF = "self"
    TERRITORY = "territory"
    WORK_TYPE = "work-type"
    EXCLUDED = "excluded"
    EVENT = "event"
    MISSING_DATA = "missing-data"
    BAD_DATA = "bad-data"
    REDACTION = "redaction"
    DEFECTIVE_DEADLINE = "defective-deadline"
    UNBOUND_ROLE = "unbound-role"
    OUTSIDE_COVERAGE = "outside-coverage"


@dataclass(frozen=True, slots=True, order=True)
class Duty:
    """One norm × one occasion × one bearer: what a verdict is of. Sorted as reports list them."""

    norm: str
    subject: str
    occasion: str
    bearer: str
    counterparty: str

    @property
    def id(self) -> str:
        """Return the first 16 hex digits of SHA-256 over the five parts joined by U+001F."""
        parts = (self.norm, self.subject, self.occasion, self.bearer, self.counterparty)
        return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]


class Change(StrEnum):
    """How a conclusion, a duty with its verdict, stands to those of an earlier assessment.

    `updated` has the verdict of then with another reason or other times.
    """

    NEW = "new"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    GONE = "gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """A duty with its verdict, its clock and the rows relied on.

    `late_by` and `delay` are ISO 8601 text; `missing` places the unknown cells each of which,
    known, could change the word. `waiver` names the waiver in force for a violation; `change` is
    there if an earlier assessment was compared.
    """

    duty: Duty
    verdict: Verdict
    reason: Reason = Reason.NONE
    grounds: tuple[str, ...] = ()
    opened_at: Instant | None = None
    due_at: Instant | None = None
    performed_at: Instant | None = None
    late_by: str = ""
    delay: Duration | None = None
    readings: tuple[str, ...] = ()
    missing: tuple[Place, ...] = ()
    evidence: tuple[Place, ...] = ()
    severity: str = "medium"
    zone: str = "UTC"
    waiver: str = ""
    change: Change | None = None


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Counted:
    """Duties judged alike that are counted and not listed one by one.

    `unseen` of them rest on no row.
    """

    norm: str
    bearer: str
    verdict: Verdict
    reason: Reason
    severity: str
    count: int
    unseen: int = 0


class Kept(Protocol):
    """Duties that are counted, and can be had one by one from where they are kept meanwhile."""

    verdicts: frozenset[Verdict]
    """All counted duties with one of these can be had."""

    def each(self, verdicts: Collection[Verdict]) -> Iterator[Judgement]:
        """Yield the duties with some of these verdicts, sorted; few are in memory at a time.

        Raises:
            FindingsError: they cannot be had any more.
        """


class OnlyCountedError(Exception):
    """Duties are wanted one by one that an assessment only counts: a fault of ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """Leave given to let some violations be, from an instant to before another.

    A duty falls under it whose norm is one of `norms` or a part of one, and whose fields named in
    `scope` (`bearer`, `counterparty`, `subject`, `occasion`) have one of the values given there.
    `line` is where it stands in its file.
    """

    name: str
    line: int
    norms: tuple[str, ...]
    scope: Mapping[str, tuple[str, ...]]
    reason: str
    legal_ground: str
    approver: str
    second_approver: str
    valid_from: Instant
    valid_to: Instant

    def covers(self, duty: Duty) -> bool:
        """Say whether a duty falls under the waiver, whenever that is in force."""
        named = any(duty.norm == norm or duty.norm.startswith(f"{norm}.") for norm in self.norms)
        return named and all(getattr(duty, part) in among for part, among in self.scope.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class Waivers:
    """The waivers of one file, in force or not, and the file's digest."""

    path: str
    digest: str
    given: tuple[Waiver, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """The earlier assessment that this one was compared with.

    `gone` are the conclusions drawn then and no more: the duty is judged otherwise or not at all.
    """

    path: str
    digest: str
    as_of: Instant
    gone: tuple[tuple[Duty, Verdict], ...]


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class EvidenceRow:
    """A row relied on, as it stood: its cells as written, by column; `None` where it is withheld.

    Only columns that the file has are there; what is withheld is known to be filled.
    """

    place: Place
    table: str
    cells: Mapping[str, str | None] = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """A file read: its digest, and what became of its rows (`rows == used + set_aside`)."""

    path: str
    digest: str
    rows: int
    used: int
    set_aside: int


_COUNTED_BY = attrgetter("duty.norm", "duty.bearer", "verdict")


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """Everything one run concluded; enough for every report, and for a reader a year later.

    `judgements`, sorted, and `counted` hold every duty once. A verdict that is in both is one of
    those that are `kept`: only those can be had one by one although they are counted.
    """

    as_of: Instant
    zone: str
    engine: Mapping[str, str]
    acts: Mapping[str, str]
    readings: Mapping[str, str]
    not_assessed: tuple[str, ...]
    narrowed_to: tuple[str, ...]
    inputs: tuple[Input, ...]
    judgements: tuple[Judgement, ...]
    counted: tuple[Counted, ...] = ()
    kept: Kept | None = field(default=None, compare=False, repr=False)
    findings: tuple[Finding, ...]
    rows: tuple[EvidenceRow, ...] = ()
    """The rows that verdicts rely on, by place; one place names several where a file has all its
    tables on one line."""
    waivers: Waivers | None = None
    baseline: Baseline | None = None

    def __post_init__(self) -> None:
        """Refuse to list some duties with a verdict and to count others with the same one."""
        if self.counted:
            listed = {each.verdict for each in self.judgements} - self._kept()
            both = listed.intersection(each.verdict for each in self.counted)
            if both:
                message = f"both listed and only counted: {', '.join(sorted(both))}"
                raise ValueError(message)

    def _kept(self) -> frozenset[Verdict]:
        return frozenset() if self.kept is None else self.kept.verdicts

    def held(self, verdicts: Collection[Verdict] = tuple(Verdict)) -> Iterator[Judgement]:
        """Return every duty with one of some verdicts, from memory, in the order of `judgements`.

        Raises:
            OnlyCountedError: some of them are only counted, or kept elsewhere.
        """
        return self._here(verdicts, frozenset())

    def each(self, verdicts: Collection[Verdict] = tuple(Verdict)) -> Iterator[Judgement]:
        """Return every duty with one of some verdicts, wherever they are, in their order.

        Raises:
            OnlyCountedError: some of them are only counted.
            FindingsError: on the way, if they cannot be had any more.
        """
        kept = self._kept().intersection(verdicts)
        if self.kept is None or not kept:
            return self.held(verdicts)
        # Of what is kept those read row by row are in memory all the same.
        here = self._here(verdicts, kept)
        return merge(here, self.kept.each(kept), key=attrgetter("duty"))

    def _here(
        self, verdicts: Collection[Verdict], kept: Collection[Verdict]
    ) -> Iterator[Judgement]:
        """Return the duties in memory with some verdicts, those that are not kept all of them."""
        absent = {each.verdict for each in self.counted}.intersection(verdicts).difference(kept)
        if absent:
            message = f"only counted, not listed: {', '.join(sorted(absent))}"
            raise OnlyCountedError(message)
        wanted = frozenset(verdicts)
        return (judgement for judgement in self.judgements if judgement.verdict in wanted)

    def by_norm_and_bearer(self) -> dict[tuple[str, str], Counter[Verdict]]:
        """Count the verdicts of all duties, listed or not, by norm and bearer, both sorted."""
        numbers = Counter(map(_COUNTED_BY, self.judgements))
        for each in self.counted:
            numbers[each.norm, each.bearer, each.verdict] += each.count
        found: dict[tuple[str, str], Counter[Verdict]] = {}
        for (norm, bearer, verdict), count in sorted(numbers.items()):
            found.setdefault((norm, bearer), Counter())[verdict] = count
        return found

    def counts(self) -> dict[Verdict, int]:
        """Count the verdicts of all duties by word, listed or not, every word present."""
        found: Counter[Verdict] = Counter()
        for counts in self.by_norm_and_bearer().values():
            found.update(counts)
        return {word: found[word] for word in Verdict}

    def applies(self) -> bool:
        """Say whether a norm reaches any of the duties."""
        counts = self.counts()
        return sum(counts.values()) > counts[Verdict.NOT_APPLICABLE]


SEVERITIES = ("low", "medium", "high")


def failing(assessment: Assessment, fail_on: str) -> tuple[Judgement, ...]:
    """Return the violations that end with exit code 1; `fail_on` as in `exit_code`.

    Raises:
        OnlyCountedError: violations are only counted.
    """
    violations = assessment.each({Verdict.VIOLATED})
    return tuple(each for each in violations if _fails(each, fail_on))


def exit_code(assessment: Assessment, fail_on: str) -> int:
    """Return the exit code that an assessment calls for: 0, 1, 3 or 5 (DESIGN §6).

    `fail_on` is the least severity of a violation that fails: `low`, `medium`, `high` or `never`;
    `new` lets those fail alone that the baseline does not know. A waived violation fails nothing.
    """
    if not assessment.applies():
        return 5
    judged: tuple[Judgement | Counted, ...] = (*assessment.judgements, *assessment.counted)
    if any(_fails(each, fail_on) for each in judged):
        return 1
    undecided = any(each.verdict is Verdict.INDETERMINATE for each in judged)
    errors = any(finding.level is Level.ERROR for finding in assessment.findings)
    return 3 if undecided or errors or assessment.not_assessed else 0


def _fails(judged: Judgement | Counted, fail_on: str) -> bool:
    if judged.verdict is not Verdict.VIOLATED or fail_on == "never":
        return False
    if isinstance(judged, Judgement) and judged.waiver:
        return False
    if fail_on == "new":
        # What is only counted was compared with nothing: no baseline is known to know it.
        return isinstance(judged, Counted) or judged.change is Change.NEW
    return SEVERITIES.index(judged.severity) >= SEVERITIES.index(fail_on)
