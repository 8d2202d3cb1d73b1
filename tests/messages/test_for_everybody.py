"""The pages of messages in a real browser: axe finds nothing, nothing is too wide, the form works by keyboard."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from hotline_platform.settings import Settings
from tests.cast import Cast
from tests.conftest import House
from tests.messages.gateway import listening, sent
from tests.messages.steps import extended, written
from tests.seeing import Theme, faults, sign_in, window
from tests.serving import filled
from tests.showing import showing
from tests.webhooks import receiving as far


@pytest.fixture
def address(settings: Settings, seeded: Cast) -> Iterator[str]:
    """The product with two messages to a caller that were refused, and one to a person on duty that waits."""

    async def life(house: House) -> None:
        case_id = await extended(house)
        async with listening(house, far.saying(422)):
            await sent(house)
        await written(house, on_duty="housing_officer", case_id=case_id)

    filled(settings, seeded, life)
    with showing(settings) as found:
        yield found


@pytest.mark.parametrize(("language", "theme", "width"), [("zh", "light", 1440), ("en", "dark", 390)])
def test_no_page_of_messages_shuts_anybody_out(
    address: str, browser: Browser, language: str, theme: Theme, width: int
) -> None:
    with window(browser, language, theme, width, refusals=True) as page:
        sign_in(page, address, "callback_officer", language)
        found: list[str] = []
        for path in ("/messages?tab=all", "/messages?kind=deferred", "/messages"):
            page.goto(address + path)
            found += faults(page, path)
        case = page.locator("tbody a[href^='/cases/']").first.get_attribute("href")
        page.locator("tbody a[href^='/messages/']").first.click()
        page.wait_for_url("**/messages/*")
        found += faults(page, "one")
        page.focus("#told-told_at")
        page.keyboard.press("Enter")
        page.wait_for_selector("#told-errors")
        found += faults(page, "refused")
        page.goto(f"{address}{case}")
        found += faults(page, "case")
        assert found == []
