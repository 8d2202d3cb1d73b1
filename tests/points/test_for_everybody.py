"""The pages of the network and of committees in a real browser: axe finds nothing and nothing is too wide."""

import asyncio
import datetime as dt
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright
from sqlalchemy import select

from hotline_platform.database.engine import database_from
from hotline_platform.settings import Settings
from hotline_tenants.points import acting, drawing, filing
from hotline_tenants.points.model import PointChange, TestCall
from tests.cast import EAST, PASSWORD, Cast
from tests.conftest import House
from tests.divisions.bringing import ROWS, file_of, looked_at
from tests.points.setting_up import committee, ready
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
def places(settings: Settings, seeded: Cast, tmp_path: Path) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """The address of the product, and its pages with who opens each."""

    async def prepare() -> list[tuple[str, str]]:
        house = House(
            settings, database_from(settings), seeded, dt.datetime.now(dt.UTC).replace(microsecond=0)
        )
        unit_id = await ready(house)
        await committee(house, "east_head")
        known = filing.Change(
            subject="leader", happened_on=house.now.date() - dt.timedelta(days=2), note="调任"
        )
        async with house.acting("network_officer") as (db, actor):
            await acting.open_point(db, actor, unit_id, version=None, at=house.now)
            await filing.announce_change(db, actor, unit_id, known, version=None, at=house.now)
            new = drawing.NewRound(title="月度拨测", due_on=house.now.date() + dt.timedelta(days=9), size=3)
            round_id = await drawing.plan_round(db, actor, new, at=house.now)
            await db.write()
            call = await db.scalar(
                select(TestCall.id).where(TestCall.tenant_id == db.tenant, TestCall.round_id == round_id)
            )
            change = await db.scalar(
                select(PointChange.id).where(
                    PointChange.tenant_id == db.tenant, PointChange.filed_at.is_(None)
                )
            )
        file = await looked_at(house, file_of(tmp_path, [*ROWS, ("x", "坏行", "9901", "street")]))
        await house.database.close()
        keeper = [
            "", f"/points/{unit_id}", f"/points/{house.cast.units['C-HOUSING']}", "/changes", f"/changes/{change}",
            "/changes/filed", "/test-calls", "/test-calls/new", f"/test-calls/{round_id}", f"/test-calls/calls/{call}",
            "/health", "/divisions", f"/divisions/{file}",
        ]  # fmt: skip
        return [
            *(("network_officer", f"/network{place}") for place in keeper),
            ("duty_head", "/network"), ("duty_head", "/network/coverage"), ("inspector", f"/network/coverage/{EAST}"),
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
    return [*found, *([f"{where} is {wide} px too wide"] if wide > 0 else [])]


def test_the_network_is_usable_by_everybody(
    browser: Browser, places: tuple[str, list[tuple[str, str]]]
) -> None:
    address, pages = places
    found: list[str] = []
    for language, theme, width in LOOKS:
        for login in ("network_officer", "duty_head", "inspector"):
            context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=theme)  # type: ignore[arg-type]
            page = context.new_page()
            sign_in(page, address, login, language)
            for _, place in (one for one in pages if one[0] == login):
                answer = page.goto(f"{address}{place}")
                assert answer is not None
                assert answer.ok, place
                found += faults(page, f"{place} {language} {width}")
            context.close()
    assert found == []
