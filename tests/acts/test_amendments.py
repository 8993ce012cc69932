"""Amendments: dated patches, the editions they make, and the proof of one version each day."""

import shutil
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from tests.facts_made import Tables, act_of, judged, words

from govrules import acts
from govrules.acts.amendments import one_version_each_day
from govrules.findings import PolicyError
from govrules.instants import ABSENT, EARLIEST, HOUR, read_exact, write
from govrules.norms import Edition

NORM = "kz-229/rules/10.3.g.mo"
CARD = (
    "{start: detection, first-unit: does-not-arise, length: %s, unit: elapsed,"
    " calendar: does-not-arise, zone: act, roll: does-not-arise, suspended-by: nothing,"
    " tie: {reading: P1}}"
)
TABLES: Tables = {
    "organisations": [
        {"id": "STC", "roles": ["kz:stc"]},
        {"id": "KNB", "roles": ["kz:knb"]},
        {"id": "MO-1", "roles": ["kz:state-body"]},
    ],
    "relations": [],
    "objects": [
        {
            "id": "O1",
            "owner": "MO-1",
            "category": "software",
            "country": "KZ",
            "work_types": ["3"],
        }
    ],
    "cases": [
        {
            "id": "OLD",
            "object": "O1",
            "class": "event",
            "detected_at": "2026-08-31T23:59:59.999999+05:00",
        },
        {
            "id": "NEW",
            "object": "O1",
            "class": "event",
            "detected_at": "2026-09-01T00:00:00+05:00",
        },
    ],
    "messages": [
        {
            "id": f"M-{case}",
            "type": "notice",
            "case": case,
            "sender": "STC",
            "recipient": ["MO-1"],
            "sent_at": "2026-09-01T00:45:00+05:00",
        }
        for case in ("OLD", "NEW")
    ],
}


def amended(folder: Path, *amendments: str) -> Path:
    """Copy the shipped acts into a folder and amend one of them."""
    home = folder / "policies"
    shutil.copytree(acts.shipped_acts(), home)
    (home / "kz-229" / "amendments").mkdir()
    for number, text in enumerate(amendments):
        (home / "kz-229" / "amendments" / f"{number}.yaml").write_text(text, encoding="utf-8")
    return home


def patch(name: str, day: str, change: str) -> str:
    """Write an amendment of one change."""
    return (
        f"amendment: {name}\ntitle: {{en: invented}}\ncommencement: {day}\nchanges:\n  - {change}\n"
    )


def test_a_duty_is_judged_by_the_edition_in_force_at_its_trigger(tmp_path: Path) -> None:
    """One microsecond divides an old duty of thirty minutes from a new one of an hour."""
    longer = patch("kz-229/a1", "2026-09-01", f"{{norm: {NORM}, set: {{clock: {CARD % 'PT1H'}}}}}")
    act = acts.load("kz-229", folder=amended(tmp_path, longer))
    found = words(judged(act, TABLES, "2026-10-01T00:00:00+05:00", only=[NORM]))
    assert {
        (NORM, "OLD", "event", "STC"): "violated/late",
        (NORM, "NEW", "event", "STC"): "compliant",
    } == found


ESCALATION = "kz-229/rules/10.3.k.knb"
CHANGE = read_exact("2026-09-01T00:00:00+05:00")


@pytest.mark.parametrize(
    ("length", "before", "opened"),
    [
        ("PT24H", 47, "2026-08-31T01:00:00+05:00"),
        ("PT24H", 49, "2026-08-31T23:00:00+05:00"),
        ("PT72H", 49, "2026-08-31T23:00:00+05:00"),
        ("PT72H", 47, "2026-09-02T01:00:00+05:00"),
    ],
)
def test_a_duty_that_two_wordings_open_at_different_instants_is_judged_once(
    tmp_path: Path, length: str, before: int, opened: str
) -> None:
    """By the first wording that opened it while it was the text; it is never left out."""
    change = f"{{norm: {ESCALATION}, set: {{clock: {CARD % length}}}}}"
    act = acts.load("kz-229", folder=amended(tmp_path, patch("kz-229/a1", "2026-09-01", change)))
    case = {"id": "C1", "object": "O1", "class": "incident"}
    detected = write(CHANGE - before * HOUR, ZoneInfo(act.zone))
    sent = {**TABLES["messages"][0], "type": "escalation", "case": "C1", "recipient": ["KNB"]}
    tables = {
        **TABLES,
        "cases": [{**case, "detected_at": detected}],
        "messages": [{**sent, "sent_at": "2026-09-02T02:00:00+05:00"}],
    }
    found = judged(act, tables, "2026-10-01T00:00:00+05:00", only=[ESCALATION])
    ((key, judgement),) = found.items()
    assert (ESCALATION, "C1", "incident", "STC") == key
    assert opened == write(judgement.opened_at or 0, ZoneInfo(act.zone))
    assert ["cases.csv", "messages.csv"] == [place.path for place in judgement.evidence]


def test_several_amendments_follow_one_another(tmp_path: Path) -> None:
    """Each edition governs from its commencement to the next, the first from the beginning."""
    texts = [
        patch("kz-229/b", "2027-01-01", f"{{norm: {NORM}, set: {{clock: {CARD % 'PT2H'}}}}}"),
        patch("kz-229/a", "2026-09-01", f"{{norm: {NORM}, set: {{severity: low}}}}"),
    ]
    act = acts.load("kz-229", folder=amended(tmp_path, *texts))
    editions = [norm for norm in act.norms if norm.id == NORM]
    first, second = read_exact("2026-09-01T00:00:00+05:00"), read_exact("2027-01-01T00:00:00+05:00")
    assert [
        ("", (EARLIEST, first), "high", "PT30M"),
        ("kz-229/a", (first, second), "low", "PT30M"),
        ("kz-229/b", (second, ABSENT), "low", "PT2H"),
    ] == [(n.edition.amendment, n.edition.governs, n.severity, n.clock.length) for n in editions]


def test_an_amendment_of_what_is_not_there_is_refused(tmp_path: Path) -> None:
    """A patch that finds no anchor is a mistake, never a silence."""
    text = patch("kz-229/a1", "2026-09-01", "{norm: kz-229/rules/99, set: {severity: low}}")
    with pytest.raises(PolicyError) as refused:
        acts.load("kz-229", folder=amended(tmp_path, text))
    expected = (
        "kz-229/amendments/0.yaml:5:5: patches-nothing amendment `kz-229/a1` changes"
        " `kz-229/rules/99`, which the act lacks\n"
        "  help: name a norm of the act as it stands in one of its chapters"
    )
    assert expected == str(refused.value)


def test_two_versions_on_one_day_are_refused(tmp_path: Path) -> None:
    """Which of two patches of one day would win is nobody's to guess."""
    texts = [
        patch(f"kz-229/{name}", "2026-09-01", f"{{norm: {NORM}, set: {{severity: low}}}}")
        for name in "ab"
    ]
    with pytest.raises(PolicyError) as refused:
        acts.load("kz-229", folder=amended(tmp_path, *texts))
    expected = (
        f"{NORM}: two-versions `{NORM}` has two versions from `2026-08-31 19:00:00+00:00` on\n"
        "  help: give every change of one norm a commencement of its own"
    )
    assert expected == str(refused.value)


def test_every_day_of_the_shipped_acts_has_one_version() -> None:
    """The proof is by intervals: no day is sampled, none is left out."""
    for name in acts.available():
        one_version_each_day(act_of(name).norms)


@pytest.mark.parametrize(
    ("governs", "code"),
    [
        ([(EARLIEST, 5), (7, ABSENT)], "no-version"),
        ([(EARLIEST, 7), (5, ABSENT)], "two-versions"),
        ([(EARLIEST, 5)], "no-version"),
        ([(5, ABSENT)], "no-version"),
    ],
)
def test_a_gap_and_an_overlap_are_found(governs: list[tuple[int, int]], code: str) -> None:
    """The proof fails where editions do not cover all time exactly once."""
    norm = next(norm for norm in act_of("kz-229").norms if norm.id == NORM)
    editions = [
        replace(norm, edition=Edition(str(number), span)) for number, span in enumerate(governs)
    ]
    with pytest.raises(PolicyError) as refused:
        one_version_each_day(editions)
    assert [code] == [finding.code for finding in refused.value.findings]


def test_the_plan_of_2019_is_known_in_its_wording_of_2022_only() -> None:
    """Every live row of the plan was reworded and two rows repealed, by one amendment."""
    norms = {norm.id: norm for norm in act_of("kg-369").norms if "/plan/" in norm.id}
    repealed = {"kg-369/plan/1.6", "kg-369/plan/1.9"}
    assert repealed == {
        id_ for id_, norm in norms.items() if norm.wording and norm.wording.repealed
    }
    known_from = {norm.wording.known_from if norm.wording else None for norm in norms.values()}
    assert {read_exact("2022-04-08T00:00:00+06:00")} == known_from
