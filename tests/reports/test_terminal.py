"""The report for people: what is late, by how much, which clause, which row, what to do."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from tests.agency_made import WORLD, agency, but, concluded

from govrules import reports
from govrules.findings import Finding, Level, Place
from govrules.instants import DAY, HOUR, MINUTE, SECOND, day_end, read_exact
from govrules.reports import View, length, shown
from govrules.reports.terminal.moments import moment, roughly, timeline
from govrules.sentences import Sentence
from govrules.verdicts import Assessment, Verdict

ZONE = ZoneInfo("Asia/Almaty")
QUARTER = Path(__file__).parents[2] / "fixtures" / "kz-229" / "quarter"
LATER = "2026-07-21T00:00:00+05:00"
NOTICES = ("kz-229/rules/10.3.g.knb", "kz-229/rules/10.3.g.mo", "kz-229/rules/12.e.event")


def written(folder: Path, as_of: str = LATER, **changes: object) -> str:
    """Return the report on a dataset, as far as it is about notices of events."""
    assessed, view = concluded(folder, as_of, NOTICES)
    return reports.render("terminal", assessed, replace(view, **changes))  # type: ignore[arg-type]


def concluded_with(findings: Iterable[Finding]) -> tuple[Assessment, View]:
    """Return an assessment of nothing but findings."""
    assessed = Assessment(
        as_of=read_exact(LATER),
        zone="Asia/Almaty",
        engine={"name": "reference", "version": "0", "tzdata": "0"},
        acts={},
        readings={},
        not_assessed=(),
        narrowed_to=(),
        inputs=(),
        judgements=(),
        findings=tuple(findings),
    )
    return assessed, View()


def test_a_late_duty_is_told_with_clause_clock_rows_and_next_step(tmp_path: Path) -> None:
    """Everything that is needed to act stands together."""
    expected = """\
STC  State Technical Service
  1 violated

  VIOLATED late · severity high
    why: it was done after the last moment
    next: correct the time if the row is wrong; if it is right, put the cause on
          file
    clause 10 3) indent 7 (limb 1): The State Technical Service notifies the
      state body or the person it authorised within 30 minutes of detection.
      [kz-229/rules/10.3.g.mo]
      owed to MO-1 (Ministry of Examples)
      C1 event · 2026-07-20
        detection 14:02 · last moment 14:32 · sent 14:41 · 9 min late
        cases.csv:2 · messages.csv:2 · duty """
    assert expected in written(agency(tmp_path / "agency"))


def test_the_worst_body_comes_first(tmp_path: Path) -> None:
    """The reader starts where the most is wrong."""
    messages = but(WORLD["messages"], 0, sent_at="2026-07-20T14:10:00+05:00")
    report = written(
        agency(tmp_path / "agency", messages=messages[:1]), "2026-08-01T00:00:00+05:00"
    )
    headings = re.findall(r"^(STC|MO-1)  ", report, re.MULTILINE)
    assert ["STC", "MO-1"] == headings


def test_what_falls_due_next_is_the_last_block_with_the_time_that_is_left(tmp_path: Path) -> None:
    """The end of the report is what stays on the screen."""
    report = written(agency(tmp_path / "agency"), "2026-07-20T15:00:00+05:00")
    last = report.split("What falls due next\n")[1]
    expected = """\
  2026-07-22 14:41 · in 1 d 23 h · C1 event
      MO-1: send the `reply` to STC, clause 12 indent 5 (limb 1)
"""
    assert expected == last


def test_every_reading_is_printed_and_said_to_be_the_default(tmp_path: Path) -> None:
    """A default is never hidden."""
    assessed, view = concluded(agency(tmp_path / "agency"))
    report = reports.render("terminal", assessed, view)
    printed = re.findall(r"^  (P\d+) \S+ \(default; or ", report, re.MULTILINE)
    assert list(assessed.readings) == printed


def test_rows_read_are_rows_used_and_rows_set_aside(tmp_path: Path) -> None:
    """Nothing is dropped silently."""
    messages = but(WORLD["messages"], 1, sent_at="yesterday")
    report = written(agency(tmp_path / "agency", messages=messages))
    assert re.search(r"^  messages\.csv +2 +1 +1$", report, re.MULTILINE)
    assert "  messages.csv:3: sent_at: error bad-time: `yesterday` is not a time" in report
    assert "      help: write it like `2026-07-20T10:30:00+05:00`" in report


def test_many_findings_of_one_kind_are_told_by_their_places() -> None:
    """Hundreds of equal sentences would bury the one that differs."""
    assessed, view = concluded_with(
        Finding(
            place=Place(path="cases.csv", line=line, row=line, column="detected_at"),
            code="naive-time",
            level=Level.WARNING,
            message=Sentence("no offset"),
            help=Sentence("write it"),
        )
        for line in range(2, 8)
    )
    report = reports.render("terminal", assessed, view)
    assert report.count("no offset") == 3
    assert "  3 more naive-time: cases.csv:5 · cases.csv:6 · cases.csv:7" in report


def test_errors_are_all_told() -> None:
    """Each of them takes part of the input away."""
    assessed, view = concluded_with(
        Finding(
            place=Place(path="cases.csv", line=line),
            code="bad",
            message=Sentence("bad"),
            help=Sentence("mend it"),
        )
        for line in range(2, 8)
    )
    assert reports.render("terminal", assessed, view).count("error bad: bad") == 6


def test_nothing_looked_at_is_said_plainly(tmp_path: Path) -> None:
    """An empty report must not look like a clean one."""
    report = written(agency(tmp_path / "agency", cases=[]))
    assert "  Nothing was looked at: this data gives rise to no duty.\n" in report


def test_clauses_without_any_duty_are_named(tmp_path: Path) -> None:
    """A norm that nothing triggered has not been kept, it has not been tried."""
    folder = agency(tmp_path / "agency", cases=but(WORLD["cases"], 0, **{"class": "incident"}))
    report = written(folder)
    assert "  Nothing was looked at under clause 12 indent 5 (limb 1)\n" in report


def test_norms_that_cannot_be_assessed_are_named(tmp_path: Path) -> None:
    """Withholding a table must not make its duties vanish."""
    folder = agency(tmp_path / "agency")
    (folder / "cases.csv").unlink()
    report = written(folder)
    assert "[kz-229/rules/10.3.g.mo]" in report.split("Not assessed\n")[1].split("\n\n")[0]


def test_a_narrowed_report_says_so(tmp_path: Path) -> None:
    """What was not asked must not be taken for an answer."""
    folder = agency(tmp_path / "agency")
    assessed, view = concluded(folder, LATER, ("kz-229/rules/10.3.g.knb",))
    expected = "  narrowed to kz-229/rules/10.3.g.knb: other norms were not looked at\n"
    assert expected in reports.render("terminal", assessed, view)


def test_without_colours_there_is_no_escape_sequence_and_with_them_the_words_are_the_same(
    tmp_path: Path,
) -> None:
    """Colour only repeats what the words say."""
    folder = agency(tmp_path / "agency")
    plain, coloured = written(folder), written(folder, colour=True)
    assert ("\x1b" in plain, "\x1b[31m" in coloured) == (False, True)
    assert plain == re.sub(r"\x1b\[\d+m", "", coloured)


def test_eighty_columns_are_enough(tmp_path: Path) -> None:
    """A line that wraps by itself cannot be read as a table."""
    name = " ".join(["Long"] * 40)
    organisations = but(WORLD["organisations"], 0, name=name)
    report = written(agency(tmp_path / "agency", organisations=organisations))
    assert [] == [line for line in report.splitlines() if len(line) > 80]


@pytest.mark.skipif(not QUARTER.is_dir(), reason="the fixtures are not part of a source archive")
def test_a_whole_quarter_fits_eighty_columns() -> None:
    """Real names are longer than invented ones."""
    report = written(QUARTER, "2026-10-05T09:00:00+05:00")
    assert [] == [line for line in report.splitlines() if len(line) > 80]


def test_data_cannot_write_to_the_terminal(tmp_path: Path) -> None:
    """Escape sequences and marks that turn the text round are written out."""
    organisations = but(WORLD["organisations"], 0, name="\x1b[2Jclean\u202egnp\u200b")
    report = written(agency(tmp_path / "agency", organisations=organisations))
    assert (False, False) == ("\x1b" in report, "\u202e" in report)
    assert "gnp\\u200b" in report


def test_what_needs_no_act_is_listed_only_when_asked_for(tmp_path: Path) -> None:
    """A clean duty is of interest to an auditor, not to an officer."""
    folder = agency(tmp_path / "agency")
    without = written(folder)
    asked = written(folder, include=(Verdict.COMPLIANT,))
    assert ("COMPLIANT" in without, "COMPLIANT" in asked) == (False, True)


def test_a_body_is_only_called_idle_if_it_is(tmp_path: Path) -> None:
    """To list less must not say that less is wrong."""
    assessed, view = concluded(agency(tmp_path / "agency"))
    idle = "Nothing to act on now: "
    wrong = {each.duty.bearer for each in assessed.judgements if each.verdict is Verdict.VIOLATED}
    report = reports.render("terminal", assessed, replace(view, include=(Verdict.PENDING,)))
    said = [line.removeprefix(idle) for line in report.splitlines() if line.startswith(idle)]
    assert wrong
    assert set() == wrong & set(", ".join(said).split(", "))


def test_the_counts_are_of_all_duties(tmp_path: Path) -> None:
    """What is not listed is counted all the same."""
    assessed, view = concluded(agency(tmp_path / "agency"))
    report = reports.render("terminal", assessed, replace(view, include=(Verdict.PENDING,)))
    counted = dict(re.findall(r"^  ([a-z-]+) +(\d+)", report.split("Verdicts\n")[1], re.MULTILINE))
    expected = {str(word): str(count) for word, count in assessed.counts().items()}
    assert {**expected, "duties": str(len(assessed.judgements))} == counted


@pytest.mark.parametrize(
    ("instants", "expected"),
    [
        (("2026-07-20T14:02:00+05:00",), ("2026-07-20", ["a 14:02"])),
        (
            ("2026-07-20T14:02:00+05:00", "2026-07-20T14:02:01+05:00"),
            ("2026-07-20", ["a 14:02:00", "b 14:02:01"]),
        ),
        (
            ("2026-07-20T14:02:00+05:00", "2026-07-20T14:02:00.000001+05:00"),
            ("2026-07-20", ["a 14:02:00.000000", "b 14:02:00.000001"]),
        ),
        (
            ("2026-07-20T23:00:00+05:00", "2026-07-20T19:30:00Z"),
            ("", ["a 2026-07-20 23:00", "b 2026-07-21 00:30"]),
        ),
        (
            ("2026-07-20T00:00:00+05:00", "2026-07-20T23:59:59.999999+05:00"),
            ("", ["a 2026-07-20", "b 2026-07-20 end of day"]),
        ),
        (
            ("2026-07-20T10:00:00+05:00", "2026-07-20T23:59:59.999999+05:00"),
            ("2026-07-20", ["a 10:00", "b end of day"]),
        ),
    ],
)
def test_instants_are_as_fine_as_the_finest_needs(
    instants: tuple[str, ...], expected: tuple[str, list[str]]
) -> None:
    """Seconds that are all zero only tire the eye; a microsecond that decides must be seen."""
    events = [(name, read_exact(at)) for name, at in zip("abcd", instants, strict=False)]
    assert expected == timeline(events, ZONE)


def test_the_last_instant_of_a_day_is_called_its_end() -> None:
    """Nobody files a report at 23:59:59.999999."""
    due = day_end(date(2020, 1, 5), ZONE)
    assert "2020-01-05 end of day" == moment(due, ZONE)


@pytest.mark.parametrize(
    ("duration", "expected"),
    [
        (0, "0 s"),
        (1, "0.000001 s"),
        (SECOND + SECOND // 2, "1.5 s"),
        (9 * MINUTE, "9 min"),
        (2 * HOUR + 30 * MINUTE, "2 h 30 min"),
        (3 * DAY + SECOND, "3 d 1 s"),
    ],
)
def test_lengths_are_exact(duration: int, expected: str) -> None:
    """A length that is rounded cannot be checked."""
    assert expected == length(duration)


@pytest.mark.parametrize(
    ("duration", "expected"),
    [
        (59 * MINUTE + 3 * SECOND, "59 min 3 s"),
        (HOUR + MINUTE + SECOND, "1 h 1 min"),
        (2 * DAY + HOUR + MINUTE, "2 d 1 h"),
    ],
)
def test_what_lies_far_off_is_as_exact_as_it_is_near(duration: int, expected: str) -> None:
    """Two days ahead nobody counts seconds, and what is left is never overstated."""
    assert expected == roughly(duration)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Қаржы министрлігі", "Қаржы министрлігі"),
        ("a\xa0b", "a b"),
        ("a\nb\tc", "a\\nb\\tc"),
        ("\u2066x\u2069", "\\u2066x\\u2069"),
        ("\udc80", "\\udc80"),
    ],
)
def test_only_what_can_be_seen_is_shown_as_it_is(text: str, expected: str) -> None:
    """What cannot be seen is written out, letters of any script are not touched."""
    assert expected == shown(text)
