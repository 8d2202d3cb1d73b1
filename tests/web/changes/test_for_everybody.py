"""The pages of settings and their changes in a real browser: axe finds nothing and nothing is too wide."""

import datetime as dt
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from hotline_platform.settings import Settings
from hotline_tenants.changes.foreseeing import foresee
from hotline_tenants.changes.hours import HOURS
from hotline_tenants.onboarding.giving import put_given
from tests.cases.test_the_main_road import dispatched_to, registered
from tests.cast import Cast
from tests.changes.making import approved, limits, proposed
from tests.conftest import House
from tests.seeing import Pages, shut_out
from tests.serving import filled
from tests.showing import showing

RULE = "rule.general"


@pytest.fixture
def places(settings: Settings, seeded: Cast) -> Iterator[tuple[str, Pages]]:
    """The address of the product, and its pages with something in them."""

    async def life(house: House) -> list[str]:
        await approved(house, await proposed(house, {RULE: await limits(house, reply="4wd")}, days=5))
        await registered(house)
        await dispatched_to(house, await registered(house), "C-HOUSING")
        waiting = await proposed(
            house, {"rule.general": await limits(house, sign="2wh", review="2wh")}, days=9
        )
        hours = await proposed(house, {HOURS: ["08:00-12:00", "13:00-17:30"]})
        cards = await proposed(house, {"threshold.repeated_demand": 2, "threshold.to_phone": 3})
        for change in (waiting, hours, cards):
            async with house.acting("duty_head") as (db, _):
                await foresee(db, change, at=house.now)
        async with house.acting("system_admin") as (db, actor):
            put_given(db, actor, {"value.accent": "#0b6e4f"}, road="page", at=house.now)
        url = f"/settings/changes/{waiting}"
        return [
            "/settings",
            "/settings/changes",
            url,
            f"{url}/cases",
            *(f"/settings/changes/{one}{page}" for one in (hours, cards) for page in ("", "/cases")),
            f"/settings/proposal?of={RULE}&of=value.channels&of={HOURS}",
        ]

    pages = filled(settings, seeded, life, at=dt.datetime.now(dt.UTC).replace(microsecond=0))
    with showing(settings) as address:
        yield address, [("duty_head", one) for one in pages]


def test_nobody_is_shut_out_of_the_settings(places: tuple[str, Pages], browser: Browser) -> None:
    assert shut_out(browser, *places) == []
