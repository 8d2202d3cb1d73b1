"""The pages of figures in a real browser: axe finds nothing, nothing is too wide, charts are drawn without a fault."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from hotline_platform.settings import Settings
from tests.cast import EAST, Cast
from tests.figures.world import live_through
from tests.seeing import Theme, faults, sign_in, window
from tests.serving import filled
from tests.showing import showing

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
def address(kept_settings: Settings, seeded: Cast) -> Iterator[str]:
    """The product on this file's database, in which the small world has lived."""
    filled(kept_settings, seeded, live_through)
    with showing(kept_settings) as found:
        yield found


@pytest.mark.parametrize(
    ("language", "theme", "width"), [("zh", "light", 1440), ("en", "dark", 390), ("en", "light", 1440)]
)
def test_no_page_of_figures_shuts_anybody_out(
    address: str, browser: Browser, language: str, theme: Theme, width: int
) -> None:
    with window(browser, language, theme, width, refusals=True) as page:
        sign_in(page, address, "inspector", language)
        found: list[str] = []
        for path in PATHS:
            page.goto(f"{address}{path}")
            found += faults(page, path)
        page.goto(f"{address}{PATHS[0]}")
        page.wait_for_selector(".hl-chart-canvas.is-drawn canvas")
        assert page.locator(".hl-chart-canvas canvas").count() == 14
        assert found == []


def test_the_question_is_asked_and_answered_without_javascript(address: str, browser: Browser) -> None:
    with window(browser, scripts=False) as page:
        sign_in(page, address, "inspector")
        assert page.url.endswith("/overview")
        page.fill("[name=first]", "2026-03-01")
        page.fill("[name=last]", "2026-03-31")
        page.click(".hl-asked button")
        assert page.locator(".hl-compared tbody tr").count() == 9, (
            "two districts and all together, in three tables"
        )
        page.locator(".hl-compared tbody tr").first.locator("a[href*='measure=dispatched']").click()
        assert page.locator(".hl-row-link").count() > 0
