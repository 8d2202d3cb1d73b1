"""The pages of onboarding in a real browser: axe finds nothing in either theme, nothing is too wide."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from hotline_platform.database.engine import database_from
from hotline_platform.settings import Settings
from hotline_tenants.onboarding.values import set_values
from tests.cast import CITY, MONDAY, PASSWORD, Cast
from tests.conftest import House
from tests.onboarding.making import CODE, OPERATOR, brought
from tests.serving import serving

CHROMIUM = Path("/usr/bin/chromium")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PATHS = (
    "/governments", f"/governments/{CODE}", f"/governments/{CODE}/readiness", f"/governments/{CODE}/values",
    "/governments/990101/values", "/governments/new",
)  # fmt: skip
STEPS = ("government", "look", "rules", "people", "responsibilities", "check")


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
    """The product with a government in preparation, in a city with a colour of its own."""

    async def fill() -> None:
        house = House(settings, database_from(settings), seeded, MONDAY)
        await brought(house)
        await set_values(house.database, OPERATOR, CITY, {"accent": "#0b6e4f"}, at=house.now)
        await house.database.close()

    with ThreadPoolExecutor() as pool:  # the browser keeps an event loop of its own in this thread
        pool.submit(asyncio.run, fill()).result()
    with serving(settings) as found:
        yield found


def signed_in(page: Page, address: str, language: str) -> None:
    page.goto(f"{address}/sign-in")
    page.fill("[name=login]", "system_admin")
    page.fill("[name=password]", PASSWORD)
    page.click("main button")
    page.wait_for_url("**/governments")
    if not (page.locator("html").get_attribute("lang") or "").startswith(language):
        page.locator("form[action='/language'] button").first.click()
        page.wait_for_url("**/governments")


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
def test_no_page_of_onboarding_shuts_anybody_out(
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
        page.goto(address + path)
        page.evaluate("document.querySelectorAll('main details').forEach(one => one.open = true)")
        found += faults(page, path)
    page.locator("main form[action='/governments/new'] button").click()
    draft = page.url.rsplit("/", 1)[0]
    for step in STEPS:
        page.goto(f"{draft}/{step}")
        found += faults(page, step)
    page.goto(f"{address}/governments/{CODE}/readiness")
    page.locator("form[action$='rehearsal'] button").click()
    page.wait_for_load_state()
    found += faults(page, "rehearsal")
    assert found == []
    assert complaints == []
    context.close()
