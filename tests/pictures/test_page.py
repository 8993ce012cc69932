"""The page in a browser: it opens without a network, does what it says, and runs nothing else."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from tests.pages_opened import browser as started
from tests.pictures_made import hostile, many, small

from govrules import pictures
from govrules.pictures import Picture


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start the browser once for all pages."""
    with started() as found:
        yield found


@dataclass
class Seen:
    """A page with what it said and whom it asked."""

    page: Page
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)


def opened(browser: Browser, picture: Picture, folder: Path, name: str = "html") -> Seen:
    """Open a picture from a file, as whoever was sent it does."""
    path = folder / f"picture.{name}"
    path.write_bytes(pictures.render(name, picture))
    seen = Seen(browser.new_page(viewport={"width": 1400, "height": 900}))
    seen.page.on("console", lambda message: seen.said.append(message.text))
    seen.page.on("pageerror", lambda error: seen.said.append(str(error)))
    seen.page.on("request", lambda request: seen.asked.append(request.url))
    seen.page.goto(path.as_uri())
    return seen


def shown(page: Page) -> list[str]:
    """Name the bodies that are not dimmed in the picture."""
    names: list[str] = page.evaluate(
        "picture.nodes('.box').filter(box => !box.hasClass('dim'))"
        ".map(box => box.data('label').split('\\n')[0]).sort()"
    )
    return names


def test_the_page_opens_silently_and_asks_nobody(browser: Browser, tmp_path: Path) -> None:
    """No error, no warning, and no request but for the file itself."""
    seen = opened(browser, many(40), tmp_path)
    seen.page.wait_for_function("picture.nodes('.box').length > 40")
    assert [] == seen.said
    assert [(tmp_path / "picture.html").as_uri()] == seen.asked


def test_a_click_on_a_body_shows_what_it_owes_and_is_owed(browser: Browser, tmp_path: Path) -> None:
    """On the canvas itself, at the place where the body is drawn."""
    seen = opened(browser, small(), tmp_path)
    place = seen.page.evaluate(
        "(() => { const box = picture.nodes('.box').filter(b => b.data('label')"
        ".startsWith('watch'))[0].renderedPosition(); return [box.x, box.y]; })()"
    )
    seen.page.locator("#canvas").click(position={"x": place[0], "y": place[1]})
    about = seen.page.locator("#about")
    assert "watch" == about.locator("h2").inner_text()
    assert ["owes (1)", "is owed (2)"] == about.locator("h3").all_inner_texts()
    row = about.locator("table").first.locator("tr").first
    assert ["✗ 2\n✓ 5", "notifies ≤ 2 h · 3\nThe watch tells the operator.", "first ferry"] == [
        text.strip() for text in row.locator("td").all_inner_texts()
    ]
    seen.page.keyboard.press("Escape")
    assert about.is_hidden()
    assert [] == seen.said


def test_filters_dim_what_they_do_not_let_through(browser: Browser, tmp_path: Path) -> None:
    """By norm, by verdict, and both lists with it."""
    seen = opened(browser, small(), tmp_path)
    page = seen.page
    assert ["first ferry", "second ferry", "watch"] == shown(page)
    page.select_option("#norm", "port-12/3")
    assert ["first ferry", "watch"] == shown(page)
    assert ["watch", "first ferry"] == page.locator("#bodies bdi").all_inner_texts()
    page.select_option("#norm", "")
    for verdict in ("violated", "compliant", "indeterminate"):
        page.uncheck(f"#verdicts input[value={verdict}]")
    assert ["second ferry", "watch"] == shown(page)
    dimmed = page.evaluate("picture.nodes('.label').filter('.dim').length")
    assert 2 == dimmed
    assert [] == seen.said


def test_the_page_works_by_keyboard(browser: Browser, tmp_path: Path) -> None:
    """Bodies are buttons; the picture moves and grows."""
    seen = opened(browser, small(), tmp_path)
    page = seen.page
    page.focus("#search")
    page.keyboard.type("SECOND")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert "second ferry" == page.locator("#about h2").inner_text()
    page.focus("#canvas")
    before = page.evaluate("[picture.zoom(), picture.pan().x]")
    page.keyboard.press("+")
    page.keyboard.press("ArrowLeft")
    after = page.evaluate("[picture.zoom(), picture.pan().x]")
    assert after[0] > before[0]
    assert after[1] != before[1]
    page.keyboard.press("0")
    inside = page.evaluate(
        "(() => { const b = picture.elements().renderedBoundingBox();"
        "return b.x1 >= 0 && b.x2 <= picture.width(); })()"
    )
    assert inside


def test_a_crowd_shows_who_is_inside_a_box(browser: Browser, tmp_path: Path) -> None:
    """A click on a gathered box lists its bodies, a click on one of them its duties."""
    seen = opened(browser, many(300, parts=6), tmp_path)
    page = seen.page
    members = page.evaluate(
        "(() => { const box = picture.nodes('.box').filter(b => b.data('members').length > 9)[0];"
        "box.emit('tap'); return box.data('members').length; })()"
    )
    buttons = page.locator("#about button")
    assert members == buttons.count()
    name = buttons.first.locator("bdi").inner_text()
    buttons.first.click()
    assert name == page.locator("#about h2").inner_text()
    assert [] == seen.said


@pytest.mark.parametrize("name", ["html", "svg"])
def test_names_that_mean_harm_do_nothing(browser: Browser, tmp_path: Path, name: str) -> None:
    """Nothing runs, nothing is asked for; the names are there to read."""
    seen = opened(browser, hostile(), tmp_path, name)
    if name == "html":
        for number in range(seen.page.locator("#bodies button").count()):
            seen.page.locator("#bodies button").nth(number).click()
        assert "<script>" in seen.page.locator("#bodies").inner_text()
        assert r"\u202eright" in seen.page.locator("#bodies").inner_text()
    assert seen.page.evaluate("window.harmed === undefined")
    assert [] == seen.said
    assert 1 == len(seen.asked)


def test_the_policy_of_the_page_lets_only_its_own_scripts_run(tmp_path: Path) -> None:
    """By digest; nothing else may load, and no address stands in what the page adds."""
    page = pictures.render("html", small()).decode()
    [policy] = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]+)"', page)
    assert re.fullmatch(
        r"default-src 'none'; script-src 'sha256-[\w+/=]+' 'sha256-[\w+/=]+'; "
        r"style-src 'sha256-[\w+/=]+' 'sha256-[\w+/=]+'; base-uri 'none'; form-action 'none'",
        policy,
    )
    assert not re.search(r'(?:src|href)="', page.partition("<script>")[0])
    assert not (tmp_path / "picture.html").exists()


def test_texts_fit_their_boxes_in_the_fonts_of_a_browser(browser: Browser, tmp_path: Path) -> None:
    """As rendered: every text of forty bodies lies inside the rectangle it was placed in."""
    seen = opened(browser, many(40, groups=6), tmp_path, "svg")
    outside = seen.page.evaluate(
        """[...document.querySelectorAll('g > rect')].flatMap(rect => {
          const frame = rect.getBBox();
          const texts = [...rect.parentNode.children].filter(each => each.tagName === 'text');
          return texts.filter(text => { const box = text.getBBox();
            return box.x < frame.x || box.x + box.width > frame.x + frame.width; })
            .map(text => text.textContent);
        })"""
    )
    assert [] == outside


def test_on_paper_the_page_is_the_drawing(browser: Browser, tmp_path: Path) -> None:
    """In print the canvas gives way to the SVG."""
    seen = opened(browser, small(), tmp_path)
    assert seen.page.locator(".still svg").is_hidden()
    seen.page.emulate_media(media="print")
    assert seen.page.locator(".still svg").is_visible()
    assert seen.page.locator("#canvas").is_hidden()
