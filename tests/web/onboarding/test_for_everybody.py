"""The pages of onboarding in a real browser: axe finds nothing in either theme, nothing is too wide."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from hotline_platform.settings import Settings
from tests.cast import CITY, Cast
from tests.conftest import House
from tests.onboarding.making import CODE, brought, held
from tests.seeing import Theme, faults, sign_in, window
from tests.serving import filled
from tests.showing import showing

PATHS = (
    "/governments", f"/governments/{CODE}", f"/governments/{CODE}/readiness", f"/governments/{CODE}/values",
    "/governments/990101/values", "/governments/new",
)  # fmt: skip
STEPS = ("government", "look", "rules", "time_rules", "people", "responsibilities", "check")


@pytest.fixture
def address(settings: Settings, seeded: Cast) -> Iterator[str]:
    """The product with a government in preparation, in a city with a colour of its own."""

    async def life(house: House) -> None:
        await brought(house)
        await held(house, CITY, {"accent": "#0b6e4f"})

    filled(settings, seeded, life)
    with showing(settings) as found:
        yield found


@pytest.mark.parametrize(
    ("language", "theme", "width"), [("zh", "light", 1440), ("en", "dark", 390), ("en", "light", 1440)]
)
def test_no_page_of_onboarding_shuts_anybody_out(
    address: str, browser: Browser, language: str, theme: Theme, width: int
) -> None:
    with window(browser, language, theme, width) as page:
        sign_in(page, address, "system_admin", language)
        found: list[str] = []
        for path in PATHS:
            page.goto(address + path)
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
