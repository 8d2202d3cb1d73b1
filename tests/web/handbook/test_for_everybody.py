"""The map in a real browser: axe finds nothing, no page is too wide, the row of a case takes one line."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from hotline_platform.database.engine import database_from
from hotline_platform.settings import Settings
from tests.cases.test_the_main_road import dispatched_to, registered
from tests.cast import MONDAY, PASSWORD, Cast
from tests.conftest import House
from tests.serving import serving

CHROMIUM = Path("/usr/bin/chromium")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LINES = """() => new Set([...document.querySelectorAll('.hl-standing > li')].map((each) => {
  const box = each.getBoundingClientRect(); return Math.round((box.top + box.bottom) / 2) })).size"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM))
        yield browser
        browser.close()


@pytest.fixture
def served(settings: Settings, seeded: Cast) -> Iterator[tuple[str, str]]:
    """The address of the product on this test's database, and the path of a dispatched case."""

    async def open_one() -> str:
        house = House(settings, database_from(settings), seeded, MONDAY)
        opened = await registered(house)
        await dispatched_to(house, opened, "C-HOUSING")
        await house.database.close()
        return f"/cases/{opened.id}"

    with ThreadPoolExecutor() as pool:  # the browser keeps an event loop of its own in this thread
        case = pool.submit(asyncio.run, open_one()).result()
    with serving(settings) as address:
        yield address, case


@pytest.mark.parametrize(
    ("language", "views"),
    [("zh", [("light", 1440), ("dark", 390)]), ("en", [("dark", 1440), ("light", 390)])],
)
def test_the_map_shuts_nobody_out(
    served: tuple[str, str],
    browser: Browser,
    language: str,
    views: list[tuple[Literal["light", "dark"], int]],
) -> None:
    address, case = served
    page = browser.new_page()
    found: list[str] = []
    page.on("console", lambda said: found.append(said.text) if said.type == "error" else None)
    page.goto(f"{address}/sign-in")
    page.fill("[name=login]", "dispatcher")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/dispatch")
    if language == "en":
        page.get_by_role("button", name="English").first.click()
        page.wait_for_selector("html[lang=en]")
    for theme, wide in views:
        page.emulate_media(color_scheme=theme)
        page.set_viewport_size({"width": wide, "height": 900})
        for path in ("/handbook", "/handbook/case", "/handbook/assignment", case):
            page.goto(address + path)
            found += [f"{path} {theme} {wide}: {one}" for one in complaints(page)]
        assert page.evaluate(LINES) == 1
    page.close()
    assert found == []


def complaints(page: Page) -> list[str]:
    page.evaluate(
        "document.querySelectorAll('details:not([data-menu])').forEach((each) => { each.open = true })"
    )
    results = Axe().run(page, options={"runOnly": TAGS})
    found = [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in results.response["violations"]]
    beyond = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return [*found, f"{beyond} px too wide"] if beyond > 0 else found
