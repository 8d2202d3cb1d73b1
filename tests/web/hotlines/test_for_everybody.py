"""Merged hotlines in a real browser: axe finds nothing, and no page is too wide."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from hotline_platform.settings import Settings
from tests.cast import Cast
from tests.conftest import House
from tests.hotlines.desk import merged, planned_below
from tests.seeing import Pages, shut_out
from tests.serving import filled
from tests.showing import showing


@pytest.fixture
def served(settings: Settings, seeded: Cast) -> Iterator[tuple[str, Pages]]:
    """The address of the product on this test's database, and the pages of each."""

    async def life(house: House) -> list[str]:
        await planned_below(house)
        return [f"/network/hotlines/{await merged(house)}"]

    pages = filled(settings, seeded, life)
    with showing(settings) as address:
        yield (
            address,
            [
                *(("network_officer", one) for one in ("/network/hotlines", "/network/hotlines/new", *pages)),
                *(("duty_head", one) for one in ("/network/hotlines/below", *pages)),
            ],
        )


def test_merged_hotlines_shut_nobody_out(served: tuple[str, Pages], browser: Browser) -> None:
    assert shut_out(browser, *served) == []
