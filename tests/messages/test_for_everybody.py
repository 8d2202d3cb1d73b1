"""The pages of messages in a real browser: axe finds nothing, nothing is too wide, the form works by keyboard."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from hotline_platform.database.engine import database_from
from hotline_platform.settings import Settings
from tests.cast import MONDAY, PASSWORD, Cast
from tests.conftest import House
from tests.messages.gateway import listening, sent
from tests.messages.steps import extended, written
from tests.serving import serving
from tests.webhooks import receiving as far

CHROMIUM = Path("/usr/bin/chromium")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM))
        yield browser
        browser.close()


@pytest.fixture
def address(settings: Settings, seeded: Cast) -> Iterator[str]:
    """The product with two messages to a caller that were refused, and one to a person on duty that waits."""

    async def fill() -> None:
        house = House(settings, database_from(settings), seeded, MONDAY)
        case_id = await extended(house)
        async with listening(house, far.saying(422)):
            await sent(house)
        await written(house, on_duty="housing_officer", case_id=case_id)
        await house.database.close()

    with ThreadPoolExecutor() as pool:  # the browser keeps an event loop of its own in this thread
        pool.submit(asyncio.run, fill()).result()
    with serving(settings) as found:
        yield found


def faults(page: Page, where: str) -> list[str]:
    results = Axe().run(page, options={"runOnly": TAGS})
    assert "color-contrast" in {one["id"] for one in results.response["passes"]}
    found = [
        f"{where} {one['id']}: {one['nodes'][0]['html'][:160]}" for one in results.response["violations"]
    ]
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return found + ([f"{where} is {wide} px too wide"] if wide > 0 else [])


@pytest.mark.parametrize(("language", "theme", "width"), [("zh", "light", 1440), ("en", "dark", 390)])
def test_no_page_of_messages_shuts_anybody_out(
    address: str, browser: Browser, language: str, theme: str, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=theme)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{address}/sign-in")
    page.fill("[name=login]", "callback_officer")
    page.fill("[name=password]", PASSWORD)
    page.click("main button")
    page.wait_for_url("**/callbacks")
    if not (page.locator("html").get_attribute("lang") or "").startswith(language):
        page.locator("form[action='/language'] button").first.click()
        page.wait_for_url("**/callbacks")
    found: list[str] = []
    for path in ("/messages?tab=all", "/messages?kind=deferred", "/messages"):
        page.goto(address + path)
        found += faults(page, path)
    case = page.locator("tbody a[href^='/cases/']").first.get_attribute("href")
    page.locator("tbody a[href^='/messages/']").first.click()
    page.wait_for_url("**/messages/*")
    found += faults(page, "one")
    page.focus("#told-told_at")
    page.keyboard.press("Enter")
    page.wait_for_selector("#told-errors")
    found += faults(page, "refused")
    page.goto(f"{address}{case}")
    found += faults(page, "case")
    assert found == []
    context.close()
