"""`check --show-plan`: what would be asked of the database, told to whoever reads it."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from tests.agency_made import agency
from tests.facts_made import act_of

from govrules.cli import run
from govrules.cli.planned import Comments
from govrules.instants import ABSENT, EARLIEST, Instant, read_exact
from govrules.norms import Edition
from govrules.reports import View

AS_OF = ("--as-of", "2026-07-21T00:00:00+05:00", "--act", "kz-229")
SOONER, LATER = (read_exact(f"2026-0{month}-01T00:00:00+05:00") for month in (8, 9))
TO_OWNER = ("--norm", "kz-229/rules/10.3.g.mo")

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def data(tmp_path: Path) -> str:
    """Return the folder of the small agency."""
    return str(agency(tmp_path / "agency"))


def planned(data: str, capsys: Captured, *options: str) -> str:
    """Return the plan that a command prints."""
    assert run(["check", data, *AS_OF, "--show-plan", *options]) == 0
    streams = capsys.readouterr()
    assert streams.err == ""
    return streams.out


def comments(text: str) -> list[str]:
    """Return the lines of a plan that are comments."""
    return [line.removeprefix("-- ") for line in text.splitlines() if line.startswith("--")]


def test_each_norm_is_told_before_its_statement(data: str, capsys: Captured) -> None:
    """Its id, its edition, and in our own words who owes what to whom."""
    told = comments(planned(data, capsys, *TO_OWNER))
    at = told.index("kz-229/rules/10.3.g.mo, as adopted")
    assert told[at + 1].startswith("10 3) indent 7 (limb 1): ")
    assert told[at + 2] == "the rows that bear on the duties of kz-229/rules/10.3.g.mo"


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "table `cases` of the agency: 1 row"),
        ("kk", "мекеменің `cases` кестесі: 1 жол"),
        ("ky", "мекеменин `cases` таблицасы: 1 сап"),
        ("ru", "таблица `cases` ведомства: 1 строка"),
    ],
)
def test_comments_are_in_the_language_asked_for(
    language: str, line: str, data: str, capsys: Captured
) -> None:
    """The statements are the same."""
    text = planned(data, capsys, *TO_OWNER, "--lang", language)
    assert line in comments(text)
    statements = [line for line in text.splitlines() if not line.startswith("--")]
    english = planned(data, capsys, *TO_OWNER)
    assert [line for line in english.splitlines() if not line.startswith("--")] == statements


@pytest.mark.parametrize(
    ("governs", "told"),
    [
        ((EARLIEST, ABSENT), "as made by `kz-229/more`"),
        ((EARLIEST, LATER), "as made by `kz-229/more`, for duties opened before {later}"),
        ((SOONER, ABSENT), "as made by `kz-229/more`, for duties opened from {sooner} on"),
        (
            (SOONER, LATER),
            "as made by `kz-229/more`, for duties opened from {sooner} on and before {later}",
        ),
    ],
)
def test_an_edition_is_told_with_the_duties_it_governs(
    governs: tuple[Instant, Instant], told: str
) -> None:
    """Each version of a norm has a statement of its own."""
    act = act_of("kz-229")
    [norm] = [norm for norm in act.norms if norm.id == TO_OWNER[1]]
    edition = replace(norm, edition=Edition("kz-229/more", governs))
    view = View(acts={act.id: replace(act, norms=(edition,))})
    first, _ = Comments(view, ZoneInfo(act.zone)).norm(norm.id, "kz-229/more").split("\n")
    expected = told.format(sooner="2026-08-01T00:00:00+05:00", later="2026-09-01T00:00:00+05:00")
    assert f"{norm.id}, {expected}" == first


def test_what_is_planned_and_how_to_read_it_stands_above(data: str, capsys: Captured) -> None:
    """The acts, the dataset, the moment, and what a time is."""
    _, *head = comments(planned(data, capsys, *TO_OWNER))[:3]
    assert [
        "SQL of DuckDB; the tables of the agency are filled before the rest is run",
        "times are microseconds since 1970 in UTC, 4503599627370496 is never",
    ] == head


def test_norms_that_are_not_assessed_are_told(data: str, capsys: Captured) -> None:
    """And a statement that reads what has no rows is left out, and says so."""
    (Path(data) / "cases.csv").unlink()
    (Path(data) / "relations.csv").write_text("source,relation,target\n", encoding="utf-8")
    told = comments(planned(data, capsys))
    absent = "`kz-229/rules/10.3.g.mo` is not assessed: a table that it needs is absent"
    left_out = "left out: a table that it reads has no rows"
    assert {absent, left_out, "table `attestations` of the agency: 0 rows"} <= {*told}


def test_what_many_norms_read_is_told_once(data: str, capsys: Captured) -> None:
    """Few of them by name, of more their number."""
    told = comments(planned(data, capsys))
    assert "messages of occasions, for 7 norms" in told
    both = planned(data, capsys, *TO_OWNER, "--norm", "kz-229/rules/10.3.g.knb")
    named = "messages of occasions, for kz-229/rules/10.3.g.knb and kz-229/rules/10.3.g.mo"
    assert named in comments(both)


def test_no_engine_is_run_for_a_plan(data: str) -> None:
    """The database is not even loaded."""
    script = (
        "import sys; from govrules.cli import run; code = run(sys.argv[1:]); "
        "print(code, 'duckdb' in sys.modules, file=sys.stderr)"
    )
    command = [sys.executable, "-c", script, "check", data, *AS_OF, *TO_OWNER, "--show-plan"]
    ended = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "0 False\n" == ended.stderr


def test_without_its_library_it_says_what_to_install(
    data: str, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the engine does."""
    monkeypatch.delitem(sys.modules, "govrules.engines.columnar.shown", raising=False)
    for name in [name for name in sys.modules if name.startswith("sqlglot")]:
        monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.setitem(sys.modules, "sqlglot", None)
    for module in ("order", "relations", "terms"):
        monkeypatch.delitem(sys.modules, f"govrules.engines.columnar.{module}", raising=False)
    assert run(["check", data, *AS_OF, *TO_OWNER, "--show-plan"]) == 7
    assert "install `govrules[columnar]`" in capsys.readouterr().err


def test_the_words_of_an_agency_stay_in_their_comments(data: str, capsys: Captured) -> None:
    """A name with a line break would otherwise end the comment, and begin a statement."""
    header = 'name: "one\\nDROP TABLE cases;"\nacts: [kz-229]\n'
    (Path(data) / "dataset.yaml").write_text(header, encoding="utf-8")
    text = planned(data, capsys, *TO_OWNER)
    assert "DROP TABLE" in comments(text)[0]
    assert "DROP TABLE" not in "".join(text.splitlines(keepends=True)[1:])
