"""The morning page, guidance and the looks from above in a real browser: axe finds nothing, nothing is too wide."""

import datetime as dt
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from hotline_platform.settings import Settings
from hotline_tenants.guidance.asking import ask
from hotline_tenants.guidance.drafting import Text, draft
from hotline_tenants.guidance.issuing import issue
from tests.cast import EAST, WEST, Cast
from tests.conftest import House
from tests.seeing import Theme, faults, sign_in, window
from tests.serving import filled
from tests.showing import showing

PATHS = ("/morning", "/guidance?tab=issued", "/guidance?tab=questions", "/guidance/new", "/guidance/new?kind=training",
         "/guidance/reading", "/looked-in")  # fmt: skip


async def guided(house: House) -> None:
    """A training that was sent out, a draft, and a question that waits."""
    begins = dt.datetime.now(dt.UTC) + dt.timedelta(days=5)
    lesson = Text(title="派单员培训", body="带上派单目录。", place="市民中心", starts_at=begins, capacity=30)
    async with house.acting("duty_head") as (db, actor):
        paper = await draft(db, actor, "training", lesson, at=house.now)
        await draft(db, actor, "document", Text(title="回访用语", body="先说明身份。"), at=house.now)
    async with house.acting("duty_head") as (db, actor):
        units = [house.cast.units[one] for one in (EAST, WEST, "C-HOUSING")]
        await issue(db, actor, paper, units, read_by=None, at=house.now)
    async with house.acting("east_head") as (db, actor):
        await ask(db, actor, "谁来回访", "转办的工单由谁回访？", at=house.now)


@pytest.fixture
def address(settings: Settings, seeded: Cast) -> Iterator[str]:
    filled(settings, seeded, guided)
    with showing(settings) as found:
        yield found


@pytest.mark.parametrize(("language", "theme", "width"), [("zh", "light", 1440), ("en", "dark", 390)])
def test_no_page_shuts_anybody_out(
    address: str, browser: Browser, language: str, theme: Theme, width: int
) -> None:
    with window(browser, language, theme, width, refusals=True) as page:
        sign_in(page, address, "duty_head", language)
        found: list[str] = []
        for path in PATHS:
            page.goto(f"{address}{path}")
            found += faults(page, path)
        for tab in ("issued", "drafts", "questions"):
            page.goto(f"{address}/guidance?tab={tab}")
            page.locator(".hl-row-link").first.click()
            page.wait_for_load_state()
            found += faults(page, tab)
            if tab == "drafts":
                page.goto(f"{page.url}/draft")
                found += faults(page, "a draft being written in")
        assert found == []
