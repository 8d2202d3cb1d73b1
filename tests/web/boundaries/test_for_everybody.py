"""The pages of boundaries in a real browser: axe finds nothing and nothing is too wide."""

import datetime as dt
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from hotline_platform.settings import Settings
from tests.boundaries.moving import bridge_to_west, carried_out, drafted
from tests.boundaries.test_moving_a_street import in_bridge
from tests.boundaries.test_reading_on import ended, in_east
from tests.cast import CITY, EAST, Cast
from tests.conftest import House
from tests.seeing import Pages, shut_out
from tests.serving import filled
from tests.showing import showing


@pytest.fixture
def places(settings: Settings, seeded: Cast) -> Iterator[tuple[str, Pages]]:
    """The address of the product, and its pages with who opens each."""

    async def life(house: House) -> list[tuple[str, str]]:
        past = await in_east(house)
        await ended(house, past.id)
        done = await carried_out(house, bridge_to_west(house))
        await in_bridge(house, area="E-WILLOW", lead="E-ORDER")
        waits = await drafted(house, bridge_to_west(house, units=[house.cast.units["E-WILLOW"]]))
        return [
            ("system_admin", "/boundaries"), ("system_admin", f"/boundaries/new?source={EAST}"),
            ("system_admin", f"/boundaries/new?source={CITY}"), ("system_admin", f"/boundaries/{waits}/change"),
            ("duty_head", f"/boundaries/{waits}"), ("duty_head", f"/boundaries/{done.id}"),
            ("west_dispatcher", "/cases/before"),
        ]  # fmt: skip

    pages = filled(settings, seeded, life, at=dt.datetime.now(dt.UTC).replace(microsecond=0))
    with showing(settings) as address:
        yield address, pages


def test_nobody_is_shut_out_where_boundaries_change(places: tuple[str, Pages], browser: Browser) -> None:
    assert shut_out(browser, *places) == []
