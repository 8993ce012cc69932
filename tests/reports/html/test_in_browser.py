"""The page in the real browser: what an inspector does with it, and what it must never do."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from tests.agency_made import WORLD, agency, but, concluded
from tests.pages_opened import Watched, browser, opened

from govrules import languages, reports
from govrules.instants import MINUTE
from govrules.languages.lengths import length
from govrules.sentences import Sentence
from govrules.verdicts import Baseline, Change, Verdict, Waiver, Waivers

HOSTILE = (
    "</script><script>window.ran=1</script>",
    '<img src=x onerror="window.ran=1">',
    "\"'><svg onload=window.ran=1>",
    "javascript:window.ran=1",
    "{{constructor.constructor('window.ran=1')()}}",
    "${window.ran=1}",
    "{count} {0} %s `code`",
    "__proto__",
    "\u202egnp.exe\u2066",
    "a&lt;b&amp;c",
    "#v=1&q=2",
)
IN_TWO_SIGHTS = [False, True]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Start the browser once for all pages."""
    with browser() as started:
        yield started


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the page of a small agency: one event, told late to one and in time to the other."""
    folder = tmp_path_factory.mktemp("small")
    return written(folder, *concluded(agency(folder / "agency"), "2026-07-21T00:00:00+05:00"))


def written(folder: Path, assessed: Any, view: Any) -> Path:
    """Write the page of an assessment."""
    path = folder / "report.html"
    path.write_text(reports.render("html", assessed, view), encoding="utf-8")
    return path


def quiet(watched: Watched, path: Path) -> None:
    """Assert that nothing was told on the console and that nothing but the file was asked for."""
    assert [] == watched.errors
    assert {path.as_uri()} == {address.split("#")[0] for address in watched.asked_for}


def listed(page: Page) -> list[str]:
    """Return the first two cells of each row in sight."""
    return [
        " ".join(row.locator("[role=cell]").nth(at).inner_text() for at in (0, 1, 2))
        for row in page.locator(".rows [role=row]").all()
    ]


def count(page: Page) -> int:
    """Return how many duties the page says fit."""
    return int(page.inner_text("#count").split(" ")[0].replace("\xa0", ""))


def late(tmp_path: Path) -> str:
    """Return the address of the notice that came nine minutes late."""
    assessed, _ = concluded(agency(tmp_path / "agency"), "2026-07-21T00:00:00+05:00")
    (one,) = [each for each in assessed.judgements if each.late_by == "PT9M"]
    return f"#v={one.duty.id}"


def test_the_page_opens_and_its_totals_are_those_of_the_assessment(
    chromium: Browser, small: Path, tmp_path: Path
) -> None:
    """What the inspector reads first is what was concluded."""
    assessed, _ = concluded(agency(tmp_path / "agency"), "2026-07-21T00:00:00+05:00")
    watched = opened(chromium, small)
    shown = [int(each) for each in watched.page.locator("ul.totals b").all_inner_texts()]
    assert [*assessed.counts().values()] == shown
    assert len(assessed.judgements) == count(watched.page)
    quiet(watched, small)


def test_duties_are_filtered_and_searched(chromium: Browser, small: Path) -> None:
    """By verdict, by body, by words in the evidence; and back to all."""
    page = opened(chromium, small).page
    every = count(page)
    page.check("input[value=violated]")
    violated = count(page)
    assert {"✕violated"} == set(page.locator(".rows .mark").all_inner_texts())
    page.select_option("select[name=body]", "STC")
    page.fill("input[name=q]", "9 minutes no such word")
    page.locator("#count", has_text="no duty fits").wait_for()
    page.click("text=clear the filters")
    assert every == count(page)
    page.fill("input[name=q]", "10.3.g.mo m1")
    page.locator("#count", has_text="1 duty fits").wait_for()
    assert 0 < violated < every


def test_a_cell_of_the_heat_map_leads_to_its_duties(chromium: Browser, small: Path) -> None:
    """From the number to what it counts."""
    page = opened(chromium, small).page
    name = page.locator(".heat td.violated a").first.get_attribute("aria-label") or ""
    page.locator(".heat td.violated a").first.click()
    assert sum(map(int, re.findall(r"\d+(?=,|$)", name.split(": ", 1)[1]))) == count(page)


@pytest.mark.parametrize("code", languages.available())
def test_a_duty_says_in_each_language_what_its_ledger_says(
    chromium: Browser, small: Path, tmp_path: Path, code: str
) -> None:
    """The page and `govrules explain` tell one arithmetic, in the same words."""
    assessed, view = concluded(agency(tmp_path / "agency"), "2026-07-21T00:00:00+05:00")
    (one,) = [each for each in assessed.judgements if each.late_by == "PT9M"]
    text = reports.render(
        "ledger",
        replace(assessed, judgements=(one,)),
        replace(view, language=code, width=1000),
    )
    watched = opened(chromium, small, f"#v={one.duty.id}&lang={code}")
    page = watched.page
    rows = [
        (row.locator("th").inner_text(), row.locator("td").inner_text())
        for row in page.locator(".ledger tr").all()
    ]
    tell = languages.language(code).tell
    (block,) = [part for part in text.split("\n\n") if tell(Sentence("= last moment")) in part]
    expected = [(line[2:32].strip(), line[32:]) for line in block.splitlines()]
    assert one.delay is not None
    in_words = {"PT39M": tell(length(one.delay)), "PT9M": f"{tell(length(9 * MINUTE))} (PT9M)"}
    assert [(name, in_words.get(value, value)) for name, value in expected] == rows
    assert page.locator(".otherwise").first.inner_text() in text
    assert code == page.locator("html").get_attribute("lang")
    quiet(watched, small)


def test_a_duty_shows_its_rows_as_they_stood(
    chromium: Browser, small: Path, tmp_path: Path
) -> None:
    """Every cell of the file, blanks too."""
    page = opened(chromium, small, late(tmp_path)).page
    places = page.locator(".row h4").all_inner_texts()
    cells = {
        term: value.strip()
        for term, value in zip(
            page.locator(".row dt").all_inner_texts(),
            page.locator(".row dd").all_inner_texts(),
            strict=True,
        )
    }
    assert ["cases.csv:2", "messages.csv:2"] == places
    assert {**WORLD["cases"][0], **WORLD["messages"][0]} == cells


def test_the_picture_has_every_clock_of_the_case(
    chromium: Browser, small: Path, tmp_path: Path
) -> None:
    """One lane for each duty with a clock, the one asked for marked, lateness hatched."""
    page = opened(chromium, small, late(tmp_path)).page
    lanes = page.locator(".timeline .clock").count()
    assert lanes == page.locator("#clocks-table tbody tr").count()
    assert 1 == page.locator(".timeline .own").count()
    assert 1 == page.locator(".timeline .own .late").count()


def test_the_language_is_changed_in_the_page(chromium: Browser, small: Path) -> None:
    """One file serves the service, the ministry and the visitor."""
    watched = opened(chromium, small)
    page = watched.page
    seen = []
    for code in ("kk", "ky", "ru", "en"):
        page.select_option("#language", code)
        seen.append(page.locator("#duties-title").inner_text())
    assert ["Міндеттер", "Милдеттер", "Обязанности", "Duties"] == seen
    quiet(watched, small)


def test_the_list_is_walked_with_the_keyboard(chromium: Browser, small: Path) -> None:
    """Down, to the end, open, and back."""
    page = opened(chromium, small).page
    page.locator(".rows a").first.focus()
    page.keyboard.press("End")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_selector(".duty")
    assert "duty-title" == page.evaluate("document.activeElement.id")
    page.go_back()
    page.wait_for_selector("#duties")
    every = count(page)
    last = page.locator(".list").get_attribute("aria-rowcount")
    assert str(every + 1) == last


@pytest.mark.parametrize("dark", IN_TWO_SIGHTS)
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing(
    chromium: Browser, small: Path, tmp_path: Path, *, dark: bool, width: int
) -> None:
    """Names, roles, contrasts: overview and duty, light and dark, wide and narrow."""
    for address in ("", late(tmp_path)):
        page = opened(chromium, small, address, dark=dark, width=width).page
        found = Axe().run(page)
        assert [] == [
            (each["id"], [node["html"] for node in each["nodes"]])
            for each in found.response["violations"]
        ]


def test_the_page_prints(chromium: Browser, small: Path, tmp_path: Path) -> None:
    """On paper there is no scrolling: the rows stand there, and the controls do not."""
    page = opened(chromium, small).page
    every = count(page)
    pdf = page.pdf(format="A4", landscape=True)
    assert b"%PDF-" == pdf[:5]
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert every == page.locator(".rows [role=row]").count()
    page.emulate_media(media="print")
    assert not page.locator(".filters").is_visible()
    detail = opened(chromium, small, late(tmp_path)).page
    assert b"%PDF-" == detail.pdf()[:5]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_and_nothing_of_it_runs(
    chromium: Browser, tmp_path: Path, text: str
) -> None:
    """In ids, names and cells alike; the page goes on working."""
    folder = agency(
        tmp_path / "agency",
        organisations=but([{**row, "name": text} for row in WORLD["organisations"]], 2, id=text),
        objects=but(WORLD["objects"], 0, owner=text),
        cases=but(WORLD["cases"], 0, id=text),
        messages=[
            {**row, "case": text, "id": f"{text}{at}", "document": text}
            for at, row in enumerate(WORLD["messages"])
        ],
        assets=[{"message": f"{text}0", "section": "internal", "person": text}],
    )
    path = written(tmp_path, *concluded(folder, "2026-07-21T00:00:00+05:00"))
    watched = opened(chromium, path)
    page = watched.page
    page.fill("input[name=q]", "violated")
    page.locator(".rows a").first.click()
    page.wait_for_selector(".duty")
    for code in ("ru", "kk"):
        page.select_option("#language", code)
    page.go_back()
    assert page.evaluate("window.ran === undefined")
    quiet(watched, path)


def test_what_is_left_out_is_named(chromium: Browser, tmp_path: Path) -> None:
    """`--include` shortens the list; the totals and a remark say so."""
    assessed, view = concluded(agency(tmp_path / "agency"), "2026-07-21T00:00:00+05:00")
    path = written(tmp_path, assessed, replace(view, include=(Verdict.VIOLATED,)))
    page = opened(chromium, path).page
    counts = assessed.counts()
    assert "only these verdicts are listed: violated" in page.inner_text(".notices")
    assert f"{len(assessed.judgements)} duties in all" in page.inner_text("#totals")
    assert counts[Verdict.VIOLATED] == count(page)


def test_waivers_and_the_baseline_are_told_and_hide_nothing(
    chromium: Browser, tmp_path: Path
) -> None:
    """Leave given for a violation stands beside it; what is new can be listed."""
    assessed, view = concluded(agency(tmp_path / "agency"), "2026-07-21T00:00:00+05:00")
    judgements = tuple(
        replace(each, waiver="W-1", change=Change.NEW)
        if each.late_by == "PT9M"
        else replace(each, change=Change.UNCHANGED)
        for each in assessed.judgements
    )
    waiver = Waiver(
        name="W-1",
        line=2,
        norms=("kz-229/rules/10.3.g",),
        scope={},
        reason="the line was cut",
        legal_ground="order 7",
        approver="A. Head",
        second_approver="",
        valid_from=assessed.as_of,
        valid_to=assessed.as_of + MINUTE,
    )
    digest = f"sha256:{'0' * 64}"
    told = replace(
        assessed,
        judgements=judgements,
        waivers=Waivers(path="waivers.yaml", digest=digest, given=(waiver,)),
        baseline=Baseline(
            path="old.json",
            digest=digest,
            as_of=assessed.as_of - MINUTE,
            gone=((replace(assessed.judgements[0].duty, subject="C0"), Verdict.VIOLATED),),
        ),
    )
    watched = opened(chromium, path := written(tmp_path, told, view))
    page = watched.page
    violations = assessed.counts()[Verdict.VIOLATED]
    totals = page.inner_text("#totals")
    assert f"1 of {violations} violations waived, by waivers.yaml" in totals
    assert f"1 new, 0 updated, {violations - 1} unchanged, 1 gone" in totals
    assert str(violations) == page.locator("ul.totals b").first.inner_text()
    page.select_option("select[name=waiver]", "waived")
    page.select_option("select[name=change]", "new")
    assert 1 == count(page)
    page.locator(".rows a").first.click()
    assert (
        "waived by W-1, until 2026-07-21T00:01:00+05:00: the line was cut (order 7; A. Head)"
        in page.locator(".duty header").inner_text()
    )
    quiet(watched, path)


def test_an_address_of_another_report_is_answered(chromium: Browser, small: Path) -> None:
    """A link sent with the wrong file must not show an empty page."""
    page = opened(chromium, small, "#v=0123456789abcdef").page
    assert "there is no duty 0123456789abcdef in this report" == page.inner_text(".duty h2")


def test_a_damaged_file_says_so(chromium: Browser, small: Path, tmp_path: Path) -> None:
    """Half a download must not look like a report without violations."""
    text = small.read_text(encoding="utf-8")
    whole = re.search(r'gzip">([^<]*)<', text)
    assert whole is not None
    path = tmp_path / "damaged.html"
    path.write_text(text.replace(whole[1], whole[1][: len(whole[1]) // 2]), encoding="utf-8")
    page = chromium.new_context().new_page()
    page.goto(path.as_uri())
    page.wait_for_selector("#failed:visible")
    assert "This browser cannot open the report" in page.inner_text("#failed")


def test_without_scripts_the_totals_are_there(chromium: Browser, small: Path) -> None:
    """Some offices switch them off: an empty page would look like an empty report."""
    page = chromium.new_context(java_script_enabled=False).new_page()
    page.goto(small.as_uri())
    text = page.inner_text("noscript")
    assert "scripts are switched off here" in text
    assert 7 == page.locator("noscript tr").count()
