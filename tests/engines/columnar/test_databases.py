"""Every database means what the reference means: operators, hostile texts, shipped and made data.

What they share is asked in few evaluations: each costs Spark seconds.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import pytest
from tests.agreement.made_cases import ACT, DETECTED, PLAIN, made_case, tables_of
from tests.engines.test_columnar import FACTS, NOTHING, OPERATORS
from tests.facts_made import act_of, made
from tests.servers_started import served
from tests.tools_found import java

from govrules import facts, reports
from govrules.assessing import assess
from govrules.calculus import (
    FALSE,
    TRUE,
    Aggregate,
    Count,
    Extend,
    Given,
    Greatest,
    Least,
    Literal,
    Plus,
    Relation,
    Scan,
    Where,
    all_of,
    col,
    equal,
    extend,
    group,
    join,
    less,
    lit,
    negation,
    plus,
    project,
    when,
)
from govrules.engines import columnar, reference
from govrules.facts import Facts
from govrules.findings import EngineError
from govrules.instants import DAY, read_exact
from govrules.norms import Act
from govrules.reports import View
from govrules.verdicts import Assessment, Verdict

FIXTURES = Path(__file__).resolve().parents[3] / "fixtures"
DATASETS = {
    "kz-229/quarter": "2026-10-05T09:00:00+05:00",
    "kg-369/2019-2023": "2024-02-01T09:00:00+06:00",
}


HASTY = "spark.driver.extraJavaOptions -XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
"""Half the time for so few rows; Spark reads it where it reads what it should know of a cluster."""


@pytest.fixture(scope="module", params=["postgresql", "spark"])
def engine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[columnar.Opened]:
    """Have the engine ready on a database, once for all that is asked of it."""
    if request.param == "spark":
        java()
        settings = tmp_path_factory.mktemp("conf")
        (settings / "spark-defaults.conf").write_text(HASTY, encoding="ascii")
        with pytest.MonkeyPatch.context() as patched:
            patched.setenv("SPARK_CONF_DIR", str(settings))
            with columnar.opened("local[2]") as opened:
                yield opened
        return
    with served() as address, columnar.opened(address) as opened:
        yield opened


def differing(
    engine: columnar.Opened, relations: dict[str, Relation], read: Facts = NOTHING
) -> dict[str, tuple[object, object]]:
    """Return the relations of which the rows are not those of the reference, types included."""
    found = engine.evaluate(relations.values(), read)
    meant = [sorted(rows) for rows in reference.evaluate(relations.values(), read)]
    return {
        name: (ours, theirs)
        for name, ours, theirs in zip(relations, meant, found, strict=True)
        if repr(ours) != repr([tuple(row) for row in theirs])
    }


def test_operators_mean_what_the_reference_means(engine: columnar.Opened) -> None:
    """All of them, on tables of three lines and on none at all."""
    assert {} == differing(engine, {name: relation for name, (relation, _) in OPERATORS.items()})


def test_scans_mean_what_the_reference_means(engine: columnar.Opened) -> None:
    """Texts that are not Latin, quotes, lists, instants that are absent, columns shared or not."""
    one, other = (Scan("cases", ("id", "class"), prefix) for prefix in ("a.", "b."))
    scans = {
        "instants": Scan("cases", ("id", "detected_at.lo", "detected_at.hi", "aside")),
        "lists": Scan("messages", ("recipient", "id")),
        "words": Scan("messages", ("id", "covers.has.event", "covers.any", "id/internal"), "m."),
        "none": Scan("objects", ("id", "owner")),
        "joined": join(one, other, {"a.id": "b.id"}, {"b.id": "", "b.class": ""}),
    }
    assert {} == differing(engine, scans, FACTS)


HOSTILE = (
    *(
        "it's",
        "\\",
        "\\n",
        "a\nb",
        "a\r\nb",
        "?",
        "%s",
        "%%",
        "🙂",
        " ",
        "",
        "\t",
        "$1",
        "$$",
        "--",
    ),
    *(
        "é",
        "e\u0301",
        "É",
        "ß",
        "SS",
        "қаржы",
        "Қаржы",
        "'; --",
        '"',
        "`",
        "\\.",
        "\\N",
        "null",
        "{}",
    ),
)


def test_a_text_is_itself_in_data_and_in_terms(engine: columnar.Opened) -> None:
    """Nothing is read as SQL or as an escape; nothing is trimmed, folded or normalised."""
    table = Given(("text",), tuple((text,) for text in HOSTILE))
    alike = {text: Where(table, equal(col("text"), lit(text))) for text in HOSTILE}
    assert [[(text,)] for text in HOSTILE] == engine.evaluate(alike.values(), NOTHING)
    named = Given(tuple(f"{text}." for text in HOSTILE), (tuple(range(len(HOSTILE))),))
    twice = project(named, {f"{text}-": plus(col(f"{text}."), lit(1)) for text in HOSTILE})
    assert {} == differing(engine, {"all": table, "named": named, "twice": twice})


def test_texts_are_ordered_by_their_characters_whatever_the_server_sorts_by(
    engine: columnar.Opened,
) -> None:
    """A dictionary has `a` before `B`; the reference has not."""
    texts = Given(("text",), tuple((text,) for text in ("a", "B", "ä", "Z", "қ", "Я", "-a", "🙂")))
    ends: dict[str, Aggregate] = {
        "least": Least(col("text"), TRUE, ""),
        "most": Greatest(col("text"), TRUE, ""),
    }
    assert {} == differing(engine, {"all": texts, "ends": group(texts, (), ends)})


def test_names_that_a_database_would_take_for_one_are_two(engine: columnar.Opened) -> None:
    """They differ in case only, or after the 63rd byte, where PostgreSQL cuts them off."""
    long = "қ" * 40
    names = ("a", "A", "a~2", long, f"{long}a", f"{long}b", "part", "select", "a.b", "*", "a b")
    table = Given(names, (tuple(range(len(names))),))
    turned = project(table, dict(zip(names, map(col, reversed(names)), strict=True)))
    assert {} == differing(engine, {"table": table, "turned": turned})


def test_integers_have_64_bits_and_words_are_texts(engine: columnar.Opened) -> None:
    """Small constants are not small integers; plans hold verdicts, not only plain texts."""
    big = Given(("n",), ((2**62,), (-(2**62),), (2**63 - 1,), (-(2**63),), (1,)))
    small = Where(big, all_of(less(col("n"), lit(2**62)), less(lit(-(2**62)), col("n"))))
    sums = {
        "sum": plus(plus(col("n"), lit(2**31 - 1)), lit(2**31 - 1)),
        "constant": Plus(Literal(2**31 - 1), Literal(2**31 - 1)),
    }
    words = Given(("word",), ((Verdict.PENDING,), ("late",)))
    pending = Where(words, equal(col("word"), lit(Verdict.PENDING)))
    assert {} == differing(engine, {"big": big, "sums": project(small, sums)})
    assert [[("pending", "violated")]] == engine.evaluate(
        [project(pending, {"word": col("word"), "other": lit(Verdict.VIOLATED)})], NOTHING
    )


def test_common_parts_do_not_show(engine: columnar.Opened) -> None:
    """Layers of them, shared relations, and one that turns out to be empty."""
    table = Given(("name", "size"), (("a", 1), ("b", 2), ("c", 3)))
    size = col("size")
    base = all_of(less(lit(0), size), negation(equal(col("name"), lit("b"))))
    next_ = when(base, plus(size, lit(5)), plus(size, lit(7)))
    last = when(less(next_, lit(8)), plus(next_, next_), next_)
    extended = extend(table, {"last": last, "next": next_})
    empty = Where(extended, less(col("last"), col("size")))
    assert {} == differing(
        engine,
        {
            "extended": extended,
            "kept": Extend(extended, (("more", plus(col("last"), col("next"))),)),
            "empty": empty,
            "joined": join(
                extended, project(empty, {"n": col("name")}), {"name": "n"}, {"n": "none"}
            ),
            "grouped": group(extended, ("name",), {"n": Count(less(next_, last))}),
            "nothing": group(empty, (), {"n": Count(FALSE)}),
        },
    )


def test_an_overflow_is_a_failure_and_no_verdict(engine: columnar.Opened) -> None:
    """And the database is as it was: it judges the next dataset."""
    table = Given(("n",), ((2**63 - 1,),))
    with pytest.raises(EngineError) as raised:
        engine.evaluate([project(table, {"m": plus(col("n"), lit(1))})], NOTHING)
    (finding,) = raised.value.findings
    assert ("engine-failed", "columnar") == (finding.code, finding.place.path)
    assert "the engine failed: " == finding.message[:19]
    assert "judge with `--engine reference`, and send this to the maintainers" == finding.help
    assert [[(2**63 - 1,)]] == engine.evaluate([table], NOTHING)


def alike(act: Act, read: Facts, as_of: str, engine: columnar.Opened) -> Assessment:
    """Judge with the reference and with a database, and compare every byte that is written."""
    at = read_exact(as_of)
    meant = assess([act], read, at)
    found = assess([act], read, at, engine=engine)
    assert meant.engine["name"] != found.engine["name"]
    found = replace(found, engine=meant.engine)
    assert meant == found
    view = View(acts={act.id: act}, norms={norm.id: norm for norm in act.norms}, provisions={})
    assert reports.render("json", meant, view) == reports.render("json", found, view)
    return meant


@pytest.mark.parametrize("dataset", DATASETS)
def test_a_shipped_dataset_is_assessed_alike(engine: columnar.Opened, dataset: str) -> None:
    """All norms of its act: the same bytes but for the name of the engine."""
    act = act_of(dataset.partition("/")[0])
    read = facts.read([FIXTURES / dataset], zone=ZoneInfo(act.zone))
    assert alike(act, read, DATASETS[dataset], engine).judgements


def test_generated_cases_are_assessed_alike(engine: columnar.Opened) -> None:
    """With cells forgotten and dates for times; all norms of the act, in one evaluation."""
    random = Random(229)  # noqa: S311 - the same cases each time, nothing secret
    made_ = [made_case(random, forgetting=True).forgotten() for _ in range(60)]
    named = {f"C{number}": case for number, case in enumerate(made_)}
    act = act_of(ACT)
    read = made(tables_of(PLAIN, named), act.zone)
    late = "2026-10-18T10:00:00+05:00"
    assert read_exact(late) == DETECTED + 90 * DAY
    words = {judgement.verdict for judgement in alike(act, read, late, engine).judgements}
    assert {Verdict.COMPLIANT, Verdict.VIOLATED, Verdict.INDETERMINATE} <= words
