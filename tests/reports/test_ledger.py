"""The ledger of a duty: its arithmetic, and a promise that is kept to the microsecond."""

import re
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from tests.agency_made import Rows, agency, concluded

from govrules import reports
from govrules.instants import read_exact, write
from govrules.norms import AfterUnless
from govrules.verdicts import Judgement, Reason, Verdict

ZONE = ZoneInfo("Asia/Almaty")
PROMISE = re.compile(r"compliant if (?P<how>.*?)\b(?P<word>by|after) (?P<at>[\d:.T+-]+)")
TO_OWNER = "kz-229/rules/10.3.g.mo"
UPWARDS = "kz-229/rules/10.3.k.knb"
ANSWER = "kz-229/rules/12.e.event"

INCIDENT: Rows = [
    {
        "id": "C1",
        "object": "OBJ-1",
        "class": "incident",
        "detected_at": "2026-07-20T14:02:00+05:00",
    }
]


def message(type_: str, sender: str, recipient: str, at: str, covers: str = "") -> dict[str, str]:
    """Return a row of a message received as soon as sent."""
    return {
        "id": f"M-{type_}-{sender}-{recipient}",
        "type": type_,
        "case": "C1",
        "sender": sender,
        "recipient": recipient,
        "sent_at": at,
        "received_at": at,
        "covers": covers,
    }


REPORT = """\
organisations:
  - {id: GKITS, roles: [kg:gkits]}
  - {id: MF, roles: [kg:ministry]}
relations:
  - {source: MF, relation: participates-in, target: kg-369, valid_from: 2023-07-01}
messages:
  - {id: M1, type: progress-report, sender: MF, recipient: [GKITS], sent_at: SENT, period: 2023-H2}
"""

NOTICE = message("notice", "STC", "MO-1", "2026-07-20T14:10:00+05:00", "event")


def the_one(folder: Path, norm: str) -> tuple[Judgement, str]:
    """Return the only duty of a norm, and its ledger in one line."""
    assessed, view = concluded(folder, "2026-08-01T00:00:00+05:00", (norm,))
    (judgement,) = assessed.judgements
    return judgement, " ".join(reports.render("ledger", assessed, view).split())


@pytest.mark.parametrize(
    ("norm", "reason", "messages", "repaired"),
    [
        (
            TO_OWNER,
            Reason.LATE,
            [message("notice", "STC", "MO-1", "2026-07-20T14:41:00+05:00", "event")],
            message("notice", "STC", "MO-1", "", "event"),
        ),
        (TO_OWNER, Reason.MISSING, [], message("notice", "STC", "MO-1", "", "event")),
        (
            TO_OWNER,
            Reason.WRONG_RECIPIENT,
            [message("notice", "STC", "AB", "2026-07-20T14:10:00+05:00", "event")],
            message("notice", "STC", "MO-1", "", "event"),
        ),
        (
            ANSWER,
            Reason.INCOMPLETE,
            [NOTICE, message("reply", "MO-1", "STC", "2026-07-20T15:00:00+05:00", "threats")],
            message("reply", "MO-1", "STC", "", "analysis"),
        ),
    ],
    ids=lambda value: value.value if isinstance(value, Reason) else "",
)
def test_what_is_promised_is_compliant_and_a_microsecond_more_is_not(
    tmp_path: Path, norm: str, reason: Reason, messages: Rows, repaired: dict[str, str]
) -> None:
    """The counterfactual is the sentence that a lawyer will quote."""
    before, told = the_one(agency(tmp_path / "before", messages=messages), norm)
    promise = PROMISE.search(told)
    assert promise is not None
    assert (Verdict.VIOLATED, reason, "by") == (before.verdict, before.reason, promise["word"])
    last = read_exact(promise["at"])
    kept = [each for each in messages if each["id"] == NOTICE["id"] and norm == ANSWER]
    words = []
    for instant in (last, last + 1):
        at = write(instant, ZONE)
        moved = [*kept, {**repaired, "sent_at": at, "received_at": at}]
        after, _ = the_one(agency(tmp_path / f"after-{instant}", messages=moved), norm)
        words.append((after.verdict, after.reason))
    assert [(Verdict.COMPLIANT, Reason.NONE), (Verdict.VIOLATED, Reason.LATE)] == words


def test_what_was_premature_counts_only_after_the_instant_promised(tmp_path: Path) -> None:
    """The term must have lapsed; at its last instant it has not."""
    early = message("escalation", "STC", "KNB", "2026-07-21T10:00:00+05:00")
    folder = agency(tmp_path / "before", cases=INCIDENT, messages=[early])
    before, told = the_one(folder, UPWARDS)
    promise = PROMISE.search(told)
    assert promise is not None
    assert (Reason.PREMATURE, "after") == (before.reason, promise["word"])
    words = []
    for instant in (read_exact(promise["at"]), read_exact(promise["at"]) + 1):
        at = write(instant, ZONE)
        moved = [{**early, "sent_at": at, "received_at": at}]
        folder = agency(tmp_path / f"after-{instant}", cases=INCIDENT, messages=moved)
        words.append(the_one(folder, UPWARDS)[0].verdict)
    assert [Verdict.VIOLATED, Verdict.COMPLIANT] == words


def test_a_report_counts_from_the_instant_at_which_its_period_has_ended(tmp_path: Path) -> None:
    """The first instant of the next half-year is the first that will do, unlike after a term."""
    dataset = tmp_path / "reports.yaml"

    def judged(sent_at: str) -> tuple[Judgement, str]:
        dataset.write_text(REPORT.replace("SENT", sent_at), encoding="utf-8")
        assessed, view = concluded(
            dataset, "2024-02-01T00:00:00+06:00", ("kg-369/res/3",), "kg-369"
        )
        (judgement,) = [each for each in assessed.judgements if each.duty.subject == "2023-H2"]
        one = replace(assessed, judgements=(judgement,))
        return judgement, " ".join(reports.render("ledger", one, view).split())

    before, told = judged("2023-12-28T10:00:00+06:00")
    promise = re.search(r"compliant if sent from (\S+) on and by (\S+)", told)
    assert promise is not None
    first, last = map(read_exact, promise.groups())
    at = [write(instant, ZoneInfo("UTC")) for instant in (first - 1, first, last, last + 1)]
    assert [
        (Verdict.VIOLATED, Reason.PREMATURE),
        (Verdict.COMPLIANT, Reason.NONE),
        (Verdict.COMPLIANT, Reason.NONE),
        (Verdict.VIOLATED, Reason.LATE),
    ] == [(judged(each)[0].verdict, judged(each)[0].reason) for each in at]
    assert before.reason is Reason.PREMATURE


def test_where_lateness_is_accepted_no_last_moment_is_promised(tmp_path: Path) -> None:
    """The text sets no upper limit: sending it now still helps, and the ledger says so."""
    folder = agency(tmp_path / "agency", cases=INCIDENT, messages=[])
    _, told = the_one(folder, UPWARDS)
    assert (
        "compliant if sent after 2026-07-22T14:02:00+05:00 and at any later time "
        "(the delay is reported)"
    ) in told


def test_a_ledger_shows_the_whole_sum(tmp_path: Path) -> None:
    """Trigger, length, last moment, performance and lateness, and what they rest on."""
    assessed, view = concluded(agency(tmp_path / "agency"), norm=(TO_OWNER,))
    (judgement,) = assessed.judgements
    expected = f"""\
kz-229/rules/10.3.g.mo · C1 · event
  duty {judgement.duty.id} · severity high
  clause 10 3) indent 7 (limb 1): The State Technical Service notifies the state
    body or the person it authorised within 30 minutes of detection.
  operative words: “30 минут ішінде”
  owed by STC (State Technical Service)
  owed to MO-1 (Ministry of Examples)

  detection                     2026-07-20T14:02:00+05:00
  + PT30M                       unit elapsed, tie closed
  = last moment                 2026-07-20T14:32:00+05:00
  sent                          2026-07-20T14:41:00+05:00
  after the opening             PT39M
  late by                       PT9M
  judged as of                  2026-07-21T00:00:00+05:00

  violated late: it was done after the last moment
  compliant if sent by 2026-07-20T14:32:00+05:00
"""
    written = reports.render("ledger", assessed, view)
    assert expected == written[: len(expected)]


def test_a_ledger_prints_every_reading_and_row_that_it_rests_on(tmp_path: Path) -> None:
    """What the text leaves open, and what was believed, stays visible."""
    assessed, view = concluded(agency(tmp_path / "agency"), norm=(TO_OWNER,))
    (judgement,) = assessed.judgements
    written = reports.render("ledger", assessed, view)
    assert list(judgement.readings) == re.findall(r"^    (P\d+) ", written, re.MULTILINE)
    assert ["cases.csv:2", "messages.csv:2"] == re.findall(
        r"^    (\S+:\d+)$", written, re.MULTILINE
    )


def test_a_term_that_cannot_be_kept_is_said_to_be_so(tmp_path: Path) -> None:
    """With no grace the last moment is not after the first."""
    folder = agency(tmp_path / "agency", cases=INCIDENT, messages=[])
    assessed, view = concluded(folder, "2026-08-01T00:00:00+05:00", (UPWARDS,))
    norm = view.norms[UPWARDS]
    assert isinstance(norm.deadline, AfterUnless)
    strict = replace(norm.deadline, grace=0, afterwards="late")
    judged = replace(assessed.judgements[0], due_at=assessed.judgements[0].opened_at)
    written = reports.render(
        "ledger",
        replace(assessed, judgements=(judged,)),
        replace(view, norms={UPWARDS: replace(norm, deadline=strict)}),
    )
    expected = (
        "no moment would do: it must be after 2026-07-22T14:02:00+05:00 "
        "and by 2026-07-22T14:02:00+05:00"
    )
    assert expected in " ".join(written.split())


def test_an_undecided_duty_names_the_cells_that_are_not_known(tmp_path: Path) -> None:
    """Whoever reads it must see what to fill in."""
    messages = [
        {**NOTICE, "received_at": ""},
        message("reply", "MO-1", "STC", "2026-07-22T14:30:00+05:00", "analysis"),
    ]
    judgement, told = the_one(agency(tmp_path / "agency", messages=messages), ANSWER)
    assert (Verdict.INDETERMINATE, Reason.MISSING_DATA) == (judgement.verdict, judgement.reason)
    assert "compliant if" not in told


def test_an_empty_assessment_is_said_to_be_empty(tmp_path: Path) -> None:
    """An empty page would look like a fault."""
    assessed, view = concluded(agency(tmp_path / "agency", cases=[]), norm=(TO_OWNER,))
    assert reports.render("ledger", assessed, view) == "There is no duty to explain.\n"
