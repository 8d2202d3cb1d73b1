"""The public's pages in a real browser: axe finds nothing, nothing is too wide, all of it by keyboard, and without scripts."""

import asyncio
import datetime as dt
from collections.abc import Iterator

import psycopg
import pytest
from playwright.sync_api import Browser, Page

from hotline_platform.settings import Settings
from hotline_tenants.cases.model import Case
from hotline_tenants.cases.opening import Opened
from tests.cases.test_the_main_road import dispatched_to
from tests.cast import CITY, Cast
from tests.conftest import House
from tests.openness.test_rating import accepted_again
from tests.openness.the_public import how_many, the_case
from tests.seeing import Theme, faults, window
from tests.serving import filled, start_hotline
from tests.showing import showing


@pytest.fixture(scope="module")
def address(kept_settings: Settings) -> Iterator[str]:
    """The product on this file's database, web process only."""
    with showing(kept_settings) as found:
        yield found


@pytest.fixture
def own_address(settings: Settings) -> Iterator[str]:
    """The product on this test's database, on which nobody else submits; web process only."""
    with showing(settings) as found:
        yield found


@pytest.fixture
def worker(settings: Settings, seeded: Cast) -> Iterator[None]:
    process = start_hotline(settings, "worker")
    yield
    process.terminate()
    process.wait(15)


def shut_out(page: Page, where: str) -> list[str]:
    """The faults of a page, and whatever is too small for a thumb."""
    small: list[str] = page.evaluate(
        "[...document.querySelectorAll('main button, main input:not([type=hidden]), main select, main a.btn')]"
        ".filter(one => one.offsetParent && one.getBoundingClientRect().height < 22)"
        ".map(one => one.outerHTML.slice(0, 80))"
    )
    return faults(page, where) + small


async def answered(house: House) -> None:
    """Once the worker has taken the only demand up: a unit replies, the reviewer accepts."""
    for _ in range(200):
        if await how_many(house, Case):
            break
        await asyncio.sleep(0.1)
    case = await the_case(house)
    await dispatched_to(house, Opened(case.id, case.number, None), "C-HOUSING")
    await accepted_again(house, case)


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
    own_address: str,
    browser: Browser,
    settings: Settings,
    seeded: Cast,
    language: str,
    theme: Theme,
    width: int,
) -> None:
    with window(browser, language, theme, width, refusals=True) as page:
        found: list[str] = []
        for path in ("/p", f"/p/{CITY}", f"/p/{CITY}/track", f"/p/{CITY}/submit"):
            page.goto(f"{own_address}{path}")
            found += shut_out(page, path)
        page.click("main button")
        page.wait_for_selector("[role=alert]")
        found += shut_out(page, "the form with its messages")
        fill_in(page)
        page.click("main button")
        page.wait_for_url("**/receipt")
        found += shut_out(page, "receipt")
        code = page.inner_text(".hl-public-code")
        page.click("main a.btn")
        page.fill("[name=code]", "0000000000")
        page.click("main button")
        page.wait_for_selector("[role=alert]")
        found += shut_out(page, "nothing found")
        page.fill("[name=code]", code)
        page.click("main button")
        page.wait_for_url("**/demand")
        found += shut_out(page, "received")
        filled(settings, seeded, answered, at=dt.datetime.now(dt.UTC) - dt.timedelta(hours=9))
        page.reload()
        page.wait_for_selector("[name=solved]")
        found += shut_out(page, "answered")
        page.click("#rating button")
        page.wait_for_selector("[role=alert]")
        found += shut_out(page, "the rating with its messages")
        page.click("header button")
        page.wait_for_load_state()
    assert not found, "\n".join(found)


def test_a_demand_is_submitted_by_keyboard_alone(address: str, browser: Browser) -> None:
    with window(browser, width=390) as page:
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


def test_everything_works_without_javascript(address: str, browser: Browser) -> None:
    with window(browser, scripts=False) as page:
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


def test_a_double_click_sends_once(own_address: str, browser: Browser, superuser: psycopg.Connection) -> None:
    with window(browser, width=390) as page:
        page.goto(f"{own_address}/p/{CITY}/submit")
        fill_in(page)
        page.evaluate(
            "() => { const button = document.querySelector('main button'); button.click(); button.click(); }"
        )
        page.wait_for_url("**/receipt")
        assert superuser.execute("SELECT count(*) FROM submissions").fetchone() == (1,)
