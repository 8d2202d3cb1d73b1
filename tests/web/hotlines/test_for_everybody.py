"""Merged hotlines in a real browser: axe finds nothing, and no page is too wide."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from hotline_platform.settings import Settings
from tests.cast import Cast
from tests.conftest import House
from tests.hotlines.desk import merged, planned_below
from tests.seeing import LOOKS, Theme, faults, sign_in, window
from tests.serving import filled
from tests.showing import showing


@pytest.fixture
def served(settings: Settings, seeded: Cast) -> Iterator[tuple[str, dict[str, list[str]]]]:
    """The address of the product on this test's database, and the pages of each."""

    async def life(house: House) -> list[str]:
        await planned_below(house)
        return [f"/network/hotlines/{await merged(house)}"]

    pages = filled(settings, seeded, life)
    with showing(settings) as address:
        yield address, {"network_officer": ["/network/hotlines", "/network/hotlines/new", *pages],
                        "duty_head": ["/network/hotlines/below", *pages]}  # fmt: skip


@pytest.mark.parametrize(("language", "theme", "width"), LOOKS)
def test_merged_hotlines_shut_nobody_out(
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
