"""The public's pages in a real browser: axe finds nothing, nothing is too wide, all of it by keyboard, and without scripts."""

import asyncio
import datetime as dt
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from hotline_platform.database.engine import database_from
from hotline_platform.settings import Settings
from hotline_tenants.cases.model import Case
from hotline_tenants.cases.opening import Opened
from tests.cases.test_the_main_road import dispatched_to
from tests.cast import CITY, Cast
from tests.conftest import House
from tests.openness.test_rating import accepted_again
from tests.openness.the_public import how_many, the_case
from tests.serving import serving, start_hotline

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
    """The product on this test's database, web process only."""
    with serving(settings) as found:
        yield found


@pytest.fixture
def worker(settings: Settings, seeded: Cast) -> Iterator[None]:
    process = start_hotline(settings, "worker")
    yield
    process.terminate()
    process.wait(15)


def faults(page: Page, where: str) -> list[str]:
    results = Axe().run(page, options={"runOnly": TAGS})
    assert "color-contrast" in {one["id"] for one in results.response["passes"]}
    found = [
        f"{where} {one['id']}: {one['nodes'][0]['html'][:160]}" for one in results.response["violations"]
    ]
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    small: list[str] = page.evaluate(
        "[...document.querySelectorAll('main button, main input:not([type=hidden]), main select, main a.btn')]"
        ".filter(one => one.offsetParent && one.getBoundingClientRect().height < 22)"
        ".map(one => one.outerHTML.slice(0, 80))"
    )
    return found + ([f"{where} is {wide} px too wide"] if wide > 0 else []) + small


def context_for(browser: Browser, language: str, theme: str, width: int) -> BrowserContext:
    return browser.new_context(
        viewport={"width": width, "height": 844},
        color_scheme=theme,  # type: ignore[arg-type]
        locale={"zh": "zh-CN", "en": "en-GB"}[language],
    )


async def answered(settings: Settings, cast: Cast) -> None:
    """Once the worker has taken the only demand up: a unit replies, the reviewer accepts."""
    house = House(settings, database_from(settings), cast, dt.datetime.now(dt.UTC) - dt.timedelta(hours=9))
    try:
        for _ in range(200):
            if await how_many(house, Case):
                break
            await asyncio.sleep(0.1)
        case = await the_case(house)
        await dispatched_to(house, Opened(case.id, case.number, None), "C-HOUSING")
        await accepted_again(house, case)
    finally:
        await house.database.close()


def fill_in(page: Page, **changed: str) -> None:
    page.select_option("[name=type]", "help")
    for name, value in {"title": "路灯不亮", "body": "三天没有亮。", **changed}.items():
        page.fill(f"[name={name}]", value)
    page.check("[name=consent]")


@pytest.mark.usefixtures("worker")
@pytest.mark.parametrize(
    ("language", "theme", "width"),
    [("zh", "light", 390), ("en", "dark", 320), ("zh", "dark", 1440)],
)
def test_no_page_shuts_anybody_out(
    address: str, browser: Browser, settings: Settings, seeded: Cast, language: str, theme: str, width: int
) -> None:
    context = context_for(browser, language, theme, width)
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if "Content Security" in said.text else None)
    found: list[str] = []
    for path in ("/p", f"/p/{CITY}", f"/p/{CITY}/track", f"/p/{CITY}/submit"):
        page.goto(f"{address}{path}")
        found += faults(page, path)
    page.click("main button")
    page.wait_for_selector("[role=alert]")
    found += faults(page, "the form with its messages")
    fill_in(page)
    page.click("main button")
    page.wait_for_url("**/receipt")
    found += faults(page, "receipt")
    code = page.inner_text(".hl-public-code")
    page.click("main a.btn")
    page.fill("[name=code]", "0000000000")
    page.click("main button")
    page.wait_for_selector("[role=alert]")
    found += faults(page, "nothing found")
    page.fill("[name=code]", code)
    page.click("main button")
    page.wait_for_url("**/demand")
    found += faults(page, "received")
    with ThreadPoolExecutor(1) as aside:  # the browser's own event loop occupies this thread
        aside.submit(asyncio.run, answered(settings, seeded)).result(60)
    page.reload()
    page.wait_for_selector("[name=solved]")
    found += faults(page, "answered")
    page.click("#rating button")
    page.wait_for_selector("[role=alert]")
    found += faults(page, "the rating with its messages")
    page.click("header button")
    page.wait_for_load_state()
    context.close()
    assert found == []
    assert complaints == []


def test_a_demand_is_submitted_by_keyboard_alone(address: str, browser: Browser) -> None:
    context = context_for(browser, "zh", "light", 390)
    page = context.new_page()
    page.goto(f"{address}/p/{CITY}/submit")

    def tab_to(name: str) -> None:
        for _ in range(40):
            page.keyboard.press("Tab")
            if (
                page.evaluate("document.activeElement.name || document.activeElement.textContent.trim()")
                == name
            ):
                return
        raise AssertionError(f"the keyboard does not reach {name}")

    tab_to("type")
    page.keyboard.press("ArrowDown")
    for name, typed in (("title", "路灯不亮"), ("body", "三天没有亮。"), ("caller_phone", "13800001234")):
        tab_to(name)
        page.keyboard.type(typed)
    tab_to("consent")
    page.keyboard.press("Space")
    tab_to("提交诉求")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    page.wait_for_url("**/receipt")
    context.close()


def test_everything_works_without_javascript(address: str, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    page.goto(f"{address}/p")
    page.get_by_role("link", name="临江市").first.click()
    page.get_by_role("link", name="提交诉求").click()
    fill_in(page, caller_phone="13800001234")
    page.locator("main button").click()
    code = page.locator(".hl-public-code").inner_text()
    page.get_by_role("link", name="查询诉求").click()
    page.locator("[name=code]").fill(code)
    page.locator("[name=check]").fill("1234")
    page.locator("main button").click()
    assert page.get_by_text("您的诉求已收到。").is_visible()
    context.close()


def test_a_double_click_sends_once(address: str, browser: Browser, superuser: psycopg.Connection) -> None:
    context = context_for(browser, "zh", "light", 390)
    page = context.new_page()
    page.goto(f"{address}/p/{CITY}/submit")
    fill_in(page)
    page.evaluate(
        "() => { const button = document.querySelector('main button'); button.click(); button.click(); }"
    )
    page.wait_for_url("**/receipt")
    assert superuser.execute("SELECT count(*) FROM submissions").fetchone() == (1,)
    context.close()
