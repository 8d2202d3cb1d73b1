"""Answering days in a real browser: axe finds nothing, and no page is too wide."""

import datetime as dt
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from hotline_platform.settings import Settings
from hotline_tenants.answering import calls
from tests.answering.desk import TUESDAY, does, planned
from tests.cases.test_the_main_road import registered
from tests.cast import Cast
from tests.conftest import House
from tests.seeing import LOOKS, Theme, faults, sign_in, window
from tests.serving import filled
from tests.showing import showing
from tests.supervision.desk import staffed


@pytest.fixture
def served(settings: Settings, seeded: Cast) -> Iterator[tuple[str, dict[str, list[str]]]]:
    """The address of the product on this test's database, and the pages of each."""

    async def life(house: House) -> list[str]:
        await staffed(house)
        day = await planned(house)
        house.now = TUESDAY + dt.timedelta(minutes=10)
        await registered(house)
        await does(house, "operator", calls.gather, day)
        return [f"/answering/{day}"]

    pages = filled(settings, seeded, life)
    with showing(settings) as address:
        yield address, {"duty_head": ["/answering", "/answering/new", *pages], "operator": pages}


@pytest.mark.parametrize(("language", "theme", "width"), LOOKS)
def test_answering_days_shut_nobody_out(
    served: tuple[str, dict[str, list[str]]], browser: Browser, language: str, theme: Theme, width: int
) -> None:
    address, pages = served
    found = []
    for login, paths in pages.items():
        with window(browser, language, theme, width) as page:
            sign_in(page, address, login, language)
            for path in paths:
                page.goto(address + path)
                found += faults(page, f"{login} {path} {language} {width}")
    assert found == []
