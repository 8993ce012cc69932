"""Pages in the real browser: opened from a file, watched for what no report may do."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from tests.tools_found import chromium

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@dataclass(frozen=True, slots=True)
class Watched:
    """A page, and what it did that it should not have done: errors told, addresses asked for."""

    page: Page
    errors: list[str] = field(default_factory=list)
    asked_for: list[str] = field(default_factory=list)


@contextmanager
def browser() -> Iterator[Browser]:
    """Start the browser, and end it."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield started
        started.close()


def opened(
    browser: Browser, path: Path, address: str = "", *, dark: bool = False, width: int = 1280
) -> Watched:
    """Open a file, at an address within it, and wait until the report is there."""
    context = browser.new_context(
        color_scheme="dark" if dark else "light", viewport={"width": width, "height": 900}
    )
    watched = Watched(context.new_page())
    page = watched.page
    page.on("console", lambda message: watched.errors.append(message.text))
    page.on("pageerror", lambda error: watched.errors.append(str(error)))
    page.on("dialog", lambda dialog: watched.errors.append(f"dialog {dialog.message}"))
    page.on("request", lambda request: watched.asked_for.append(request.url))
    page.goto(f"{path.as_uri()}{address}")
    page.wait_for_selector("html[data-ready=yes]", state="attached", timeout=20_000)
    return watched
