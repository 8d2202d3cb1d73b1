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
from tests.seeing import Pages, shut_out
from tests.serving import filled
from tests.showing import showing
from tests.supervision.desk import staffed


@pytest.fixture
def served(settings: Settings, seeded: Cast) -> Iterator[tuple[str, Pages]]:
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
        yield (
            address,
            [
                *(("duty_head", one) for one in ("/answering", "/answering/new", *pages)),
                *(("operator", one) for one in pages),
            ],
        )


def test_answering_days_shut_nobody_out(served: tuple[str, Pages], browser: Browser) -> None:
    assert shut_out(browser, *served) == []
