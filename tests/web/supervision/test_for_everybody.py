"""Supervision in a real browser: axe finds nothing, and no page is too wide."""

import asyncio
import datetime as dt
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.sync_api import Browser, sync_playwright

from hotline_platform.database.engine import database_from
from hotline_platform.settings import Settings
from tests.cast import MONDAY, PASSWORD, Cast
from tests.conftest import House
from tests.serving import serving
from tests.supervision.desk import issued, late_case, staffed, time_passes
from tests.web.handbook.test_for_everybody import CHROMIUM, complaints


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM))
        yield browser
        browser.close()


@pytest.fixture
def served(settings: Settings, seeded: Cast) -> Iterator[tuple[str, list[str]]]:
    """The address of the product on this test's database, and the pages of a supervisor there."""

    async def live() -> list[str]:
        house = await staffed(House(settings, database_from(settings), seeded, MONDAY))
        case_id = await late_case(house)
        await time_passes(house, house.later(hours=8))
        letter = await issued(house, cases=(case_id,))
        special = await issued(house, form="special", look_back_on=dt.date(2027, 1, 1))
        await house.database.close()
        pages = [f"/supervision/{letter}", f"/supervision/{special}", f"/supervision/{letter}/print"]
        return [*pages, f"/supervision/new?form=written&case={case_id}", f"/cases/{case_id}"]

    with ThreadPoolExecutor() as pool:  # the browser keeps an event loop of its own in this thread
        pages = pool.submit(asyncio.run, live()).result()
    fixed = ["/supervision?tab=open", "/supervision?tab=cards", "/supervision/ladder", "/supervision/new",
             "/supervision-rules"]  # fmt: skip
    with serving(settings) as address:
        yield address, [*fixed, *pages]


@pytest.mark.parametrize(("language", "wide"), [("zh", 1440), ("en", 390)])
def test_the_desk_of_supervision_shuts_nobody_out(
    served: tuple[str, list[str]], browser: Browser, language: str, wide: int
) -> None:
    address, pages = served
    page = browser.new_page()
    found: list[str] = []
    page.on("console", lambda said: found.append(said.text) if said.type == "error" else None)
    page.goto(f"{address}/sign-in")
    page.fill("[name=login]", "supervisor")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/supervision")
    if language == "en":
        page.get_by_role("button", name="English").first.click()
        page.wait_for_selector("html[lang=en]")
    page.set_viewport_size({"width": wide, "height": 900})
    for path in pages:
        page.goto(address + path)
        found += [f"{path} {wide}: {one}" for one in complaints(page)]
    page.close()
    assert found == []
