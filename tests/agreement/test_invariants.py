"""What no dataset may change: invariants of every verdict, on generated cases of kz-229."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from random import Random

from hypothesis import given
from hypothesis import strategies as st
from tests.agreement.made_cases import (
    ACT,
    AS_OF,
    NORMS,
    PLAIN,
    SETTINGS,
    Cell,
    MadeCase,
    consistent,
    made_cases,
    tables_of,
    text,
    worlds,
)
from tests.facts_made import DutyKey, Tables, act_of, assessed, judged, words

from govrules.instants import DAY, HOUR, MINUTE, Duration, Instant, read_exact
from govrules.verdicts import Judgement

KNOWN = made_cases(forgetting=False)
PERFORMANCES: Mapping[str, tuple[str, ...]] = {
    "notice": ("10.3.g.mo", "10.3.g.knb"),
    "escalation": ("10.3.k.auth", "10.3.k.knb"),
    "reply": ("12.e.event", "12.e.incident"),
}


def told(tables: Tables, as_of: Instant) -> dict[DutyKey, str]:
    """Return the words of all duties under the default readings."""
    return words(judged(act_of(ACT), tables, as_of, NORMS))


def named(cases: list[MadeCase]) -> dict[str, MadeCase]:
    """Name cases."""
    return {f"C{number}": case for number, case in enumerate(cases)}


@SETTINGS
@given(
    worlds(),
    made_cases(),
    AS_OF,
    st.sampled_from(sorted(PERFORMANCES)),
)
def test_deleting_a_performance_never_turns_violated_into_compliant(
    world: Tables, cases: list[MadeCase], as_of: Instant, type_: str
) -> None:
    """Each message of the type left out once; a reply is not judged by the want of a notice."""
    tables = tables_of(world, {name: case.forgotten() for name, case in named(cases).items()})
    before = told(tables, as_of)
    for deleted in tables["messages"]:
        if deleted["type"] != type_:
            continue
        kept = [message for message in tables["messages"] if message != deleted]
        after = told({**tables, "messages": kept}, as_of)
        for key, word in before.items():
            if key[0].removeprefix("kz-229/rules/") in PERFORMANCES[type_]:
                assert not (word.startswith("violated") and after[key] == "compliant"), key


def essence(tables: Tables, judgement: Judgement) -> tuple[object, ...]:
    """Return all of a judgement but where its rows stand: instead, which rows they are."""
    rows = [
        tables[Path(place.path).stem][place.row - 2].get("id", "")
        for place in (*judgement.evidence, *judgement.missing)
    ]
    plain = replace(judgement, evidence=(), missing=())
    return (plain, tuple(map(str, sorted(rows, key=str))))


@SETTINGS
@given(worlds(), made_cases(), AS_OF, st.integers(0, 10**6))
def test_shuffling_rows_changes_row_numbers_only(
    world: Tables, cases: list[MadeCase], as_of: Instant, seed: int
) -> None:
    """Verdict, clock, reason and grounds stay as they are, and so do the rows relied on."""
    tables = tables_of(world, {name: case.forgotten() for name, case in named(cases).items()})
    random = Random(seed)  # noqa: S311 - an order, no secret
    shuffled = {name: random.sample(rows, len(rows)) for name, rows in tables.items()}
    before, after = (assessed(act_of(ACT), each, as_of, NORMS) for each in (tables, shuffled))
    assert [essence(tables, each) for each in before.judgements] == [
        essence(shuffled, each) for each in after.judgements
    ]


def moved(case: MadeCase, by: Duration) -> MadeCase:
    """Move every instant of a case by a length of time."""
    rows = {
        table: [
            {
                column: text(read_exact(str(value)) + by)
                if value and column.endswith("_at")
                else value
                for column, value in row.items()
            }
            for row in rows
        ]
        for table, rows in case.rows.items()
    }
    return MadeCase(rows, {})


@SETTINGS
@given(KNOWN, AS_OF, st.sampled_from([1, MINUTE, 7 * HOUR + 1, 3 * DAY]))
def test_moving_everything_by_the_same_time_changes_no_verdict(
    cases: list[MadeCase], as_of: Instant, by: Duration
) -> None:
    """Inside one quarter, one offset and after commencement; organisations are there all along."""
    cases = [case for case in cases if str(case.rows["cases"][0]["detected_at"]) > "2026-07-20"]
    before = judged(act_of(ACT), tables_of(PLAIN, named(cases)), as_of, NORMS)
    later = {name: moved(case, by) for name, case in named(cases).items()}
    after = judged(act_of(ACT), tables_of(PLAIN, later), as_of + by, NORMS)
    assert words(before) == words(after)
    assert {key: (each.late_by, each.delay) for key, each in before.items()} == {
        key: (each.late_by, each.delay) for key, each in after.items()
    }
    assert [each.due_at and each.due_at + by for each in before.values()] == [
        each.due_at for each in after.values()
    ]


@SETTINGS
@given(worlds(), made_cases(), AS_OF)
def test_blanking_cells_never_contradicts_the_verdict_of_the_full_cells(
    world: Tables, cases: list[MadeCase], as_of: Instant
) -> None:
    """The same word, or indeterminate; pending also stands for a duty not triggered."""
    act = act_of(ACT, (("P22", "indeterminate"),))
    possible = {
        name: case
        for name, case in named(cases).items()
        if consistent(case, case.holes, as_of) and Cell("cases", 0, "class") not in case.holes
    }
    forgotten = {name: case.forgotten() for name, case in possible.items()}
    full = words(judged(act, tables_of(world, possible), as_of, NORMS))
    dim = words(judged(act, tables_of(world, forgotten), as_of, NORMS))
    known = {(key[0], key[1], key[2]): word.split("/")[0] for key, word in full.items()}
    for key, said in dim.items():
        word, truth = said.split("/")[0], known[key[0], key[1], key[2]]
        assert word in {truth, "indeterminate"} or (word, truth) == ("pending", "not-triggered"), (
            key
        )
