"""Duty rosters in a real browser: axe finds nothing and nothing is too wide; one key opens the note of a transfer."""

import asyncio
import datetime as dt
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from hotline_platform.database.engine import database_from
from hotline_platform.settings import Settings
from tests.cast import PASSWORD, Cast
from tests.conftest import House
from tests.ladders.climbing import sent, urgent
from tests.rosters.on_the_roster import on_duty, stands
from tests.serving import serving

CHROMIUM = Path("/usr/bin/chromium")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LOOKS = (("zh", "light", 1440), ("en", "dark", 390))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM))
        yield browser
        browser.close()


@pytest.fixture
def places(settings: Settings, seeded: Cast) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """The address of the product, and its pages with who opens each."""

    async def prepare() -> list[tuple[str, str]]:
        house = House(
            settings, database_from(settings), seeded, dt.datetime.now(dt.UTC).replace(microsecond=0)
        )
        shift = await on_duty(house, "water_officer")
        await stands(house, "water_leader")
        opened = await urgent(house)
        await sent(house, opened.id, "C-WATER")
        water = f"/rosters/{house.cast.units['C-WATER']}"
        await house.database.close()
        return [
            ("network_officer", "/rosters"), ("network_officer", "/rosters/gaps"), ("network_officer", water),
            ("network_officer", f"{water}?span=month"), ("network_officer", f"{water}/filling"),
            ("network_officer", "/rosters/desk"), ("network_officer", "/rosters/desk/filling"),
            ("network_officer", f"/rosters/shifts/{shift}"), ("dispatcher", f"/cases/{opened.id}"),
            ("operator", "/intake"),
        ]  # fmt: skip

    with ThreadPoolExecutor() as pool:  # the browser keeps an event loop of its own in this thread
        pages = pool.submit(asyncio.run, prepare()).result()
    with serving(settings) as address:
        yield address, pages


def sign_in(page: Page, address: str, login: str, language: str) -> None:
    page.goto(f"{address}/sign-in")
    page.fill("[name=login]", login)
    page.fill("[name=password]", PASSWORD)
    page.click("main button")
    page.wait_for_selector("[href='/notices']")
    if not (page.locator("html").get_attribute("lang") or "").startswith(language):
        page.locator("form[action='/language'] button").first.click()
        page.wait_for_selector(f"html[lang^={language}]")


def faults(page: Page, where: str) -> list[str]:
    results = Axe().run(page, options={"runOnly": TAGS})
    found = [
        f"{where} {one['id']}: {one['nodes'][0]['html'][:160]}" for one in results.response["violations"]
    ]
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return found + ([f"{where} is {wide} px too wide"] if wide > 0 else [])


def test_nobody_is_shut_out_of_the_rosters(
    places: tuple[str, list[tuple[str, str]]], browser: Browser
) -> None:
    address, pages = places
    found: list[str] = []
    for language, theme, width in LOOKS:
        for who in dict.fromkeys(login for login, _ in pages):
            context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=theme)  # type: ignore[arg-type]
            page = context.new_page()
            sign_in(page, address, who, language)
            for url in (url for login, url in pages if login == who):
                page.goto(address + url)
                page.evaluate(
                    "document.querySelectorAll('main details').forEach((one) => { one.open = true; })"
                )
                found += faults(page, f"{url} {language} {width}")
            context.close()
    assert found == []


def test_one_key_puts_a_caller_through(places: tuple[str, list[tuple[str, str]]], browser: Browser) -> None:
    context = browser.new_context()
    page = context.new_page()
    sign_in(page, places[0], "operator", "zh")
    page.goto(f"{places[0]}/intake")
    # What a keyboard sends for Alt+9; Playwright's own press leaves out the text by which access keys are found.
    key = {
        "modifiers": 1,
        "key": "9",
        "code": "Digit9",
        "windowsVirtualKeyCode": 57,
        "unmodifiedText": "9",
        "text": "",
    }
    context.new_cdp_session(page).send("Input.dispatchKeyEvent", {"type": "keyDown", **key})
    page.wait_for_url("**/cases/*?transfer=119#transfer")
    assert page.locator("[name=line][value='119']").is_checked()
    assert page.locator("#transfer").is_visible()
    context.close()
