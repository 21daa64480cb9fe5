"""The audit page in a real browser; skipped where no Chromium is installed."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from openscope.catalog import load_catalog
from openscope.config import Company, Money
from openscope.render.html import render
from openscope.weigh import weighed
from tests.render.reports import everything, hostile

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
COMPANY = Company(
    facts={"commercial": True, "hosted_service": True},
    figures={"monthly-active-users": 2_000_000, "annual-revenue": Money(3_000_000, "USD")},
)
pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")]


@pytest.fixture(scope="module")
def browser() -> "Iterator[Browser]":
    sync = pytest.importorskip("playwright.sync_api")
    with sync.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


def opened(browser: "Browser", path: Path, width: int, scheme: str) -> "tuple[Page, list[str]]":
    """The page, and whatever went wrong in it: errors, messages, requests that leave it."""
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme="dark" if scheme == "dark" else "light"
    )
    page = context.new_page()
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("request", lambda request: None if request.url == path.as_uri() else wrong.append(request.url))
    page.on("dialog", lambda dialog: wrong.append(dialog.message))
    page.goto(path.as_uri())
    return page, wrong


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("facts", [everything, hostile], ids=["fixtures", "hostile"])
def test_it_renders_without_errors_requests_or_overflow(
    browser: "Browser", tmp_path: Path, width: int, scheme: str, facts: object
) -> None:
    path = tmp_path / "audit.html"
    text = render(weighed(everything() if facts is everything else hostile(), COMPANY, load_catalog()))
    path.write_text(text, encoding="utf-8")
    page, wrong = opened(browser, path, width, scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("h1").inner_text() == "Licence and openness audit"
    assert page.locator("svg.share").first.is_visible()
    assert wrong == []
    page.context.close()


def test_the_filter_leaves_what_fits(browser: "Browser", tmp_path: Path) -> None:
    path = tmp_path / "audit.html"
    path.write_text(render(everything()), encoding="utf-8")
    page, wrong = opened(browser, path, 1280, "light")
    items = everything()["items"]
    page.select_option("#filter-category", "source-available")
    assert page.locator("table.items tbody tr:visible").count() == sum(
        item["category"] == "source-available" for item in items
    )
    page.select_option("#filter-category", "")
    page.fill("#filter-text", "demo/nc-voice")
    page.locator("#filter-count", has_text=f"1 of {len(items)}").wait_for()
    assert page.locator("table.items tbody tr:visible").count() == 1
    assert wrong == []
    page.context.close()


def test_it_prints_and_works_without_its_script(browser: "Browser", tmp_path: Path) -> None:
    path = tmp_path / "audit.html"
    path.write_text(render(everything()), encoding="utf-8")
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(path.as_uri())
    assert page.locator("table.items tbody tr").count() == len(everything()["items"])
    assert not page.locator(".filter").is_visible()
    assert page.pdf(format="A4").startswith(b"%PDF")
    context.close()
