"""The pages of figures in a real browser: axe finds nothing, nothing is too wide, charts are drawn without a fault."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from hotline_platform.database.engine import database_from
from hotline_platform.settings import Settings
from tests.cast import EAST, MONDAY, PASSWORD, Cast
from tests.conftest import House
from tests.figures.world import live_through
from tests.serving import serving

CHROMIUM = Path("/usr/bin/chromium")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
MARCH = "first=2026-03-01&last=2026-03-31"
PATHS = (
    f"/overview?{MARCH}",
    f"/overview?{MARCH}&origin=imported",
    "/overview?first=2026-03-31&last=2026-03-01",
    f"/overview/{EAST}?{MARCH}",
    f"/figures?{MARCH}",
    f"/figures/cases?measure=reply_cohort&unit={EAST}&{MARCH}",
)


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
    """The product on this test's database, in which the small world has lived."""

    async def fill() -> None:
        house = House(settings, database_from(settings), seeded, MONDAY)
        await live_through(house)
        await house.database.close()

    with ThreadPoolExecutor() as pool:  # the browser keeps an event loop of its own in this thread
        pool.submit(asyncio.run, fill()).result()
    with serving(settings) as found:
        yield found


def signed_in(page: Page, address: str, language: str) -> None:
    page.goto(f"{address}/sign-in")
    page.fill("[name=login]", "inspector")
    page.fill("[name=password]", PASSWORD)
    page.click("main button")
    page.wait_for_url("**/overview")
    if not (page.locator("html").get_attribute("lang") or "").startswith(language):
        page.locator("form[action='/language'] button").first.click()
        page.wait_for_url("**/overview")


def faults(page: Page, where: str) -> list[str]:
    results = Axe().run(page, options={"runOnly": TAGS})
    assert "color-contrast" in {one["id"] for one in results.response["passes"]}
    found = [
        f"{where} {one['id']}: {one['nodes'][0]['html'][:160]}" for one in results.response["violations"]
    ]
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return found + ([f"{where} is {wide} px too wide"] if wide > 0 else [])


@pytest.mark.parametrize(
    ("language", "theme", "width"), [("zh", "light", 1440), ("en", "dark", 390), ("en", "light", 1440)]
)
def test_no_page_of_figures_shuts_anybody_out(
    address: str, browser: Browser, language: str, theme: str, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=theme)  # type: ignore[arg-type]
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if "Content Security" in said.text else None)
    signed_in(page, address, language)
    found: list[str] = []
    for path in PATHS:
        page.goto(f"{address}{path}")
        page.evaluate("document.querySelectorAll('.hl-chart-table').forEach((each) => { each.open = true })")
        found += faults(page, path)
    page.goto(f"{address}{PATHS[0]}")
    page.wait_for_selector(".hl-chart-canvas.is-drawn canvas")
    assert page.locator(".hl-chart-canvas canvas").count() == 8
    context.close()
    assert found == []
    assert complaints == []


def test_the_question_is_asked_and_answered_without_javascript(address: str, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    signed_in(page, address, "zh")
    page.fill("[name=first]", "2026-03-01")
    page.fill("[name=last]", "2026-03-31")
    page.click(".hl-asked button")
    assert page.locator(".hl-compared tbody tr").count() == 6, "two districts and all together, twice"
    page.locator(".hl-compared tbody tr").first.locator("a[href*='measure=dispatched']").click()
    assert page.locator(".hl-row-link").count() > 0
    context.close()
