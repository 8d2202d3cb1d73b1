"""Inspection, rectification and re-calls in a real browser: axe finds nothing, and no page is too wide."""

from collections.abc import Iterator

import psycopg
import pytest
from playwright.sync_api import Browser

from hotline_platform.embedded import Embedded
from hotline_platform.settings import Settings
from hotline_tenants.inspection.finding import find
from hotline_tenants.rectification import issuing
from tests.cast import Cast
from tests.conftest import House
from tests.inspection.world import sample_of, scored
from tests.recalls.test_recalls import drawn as recalls_drawn
from tests.recalls.test_recalls import lived as recalls_lived
from tests.rectification.test_notices import a_notice, found
from tests.seeing import Pages, shut_out
from tests.serving import filled
from tests.showing import showing


@pytest.fixture
def places(settings: Settings, seeded: Cast, server: Embedded, copy: str) -> Iterator[tuple[str, Pages]]:
    """The address of the product, and its pages with who opens each."""

    async def life(house: House) -> list[tuple[str, str]]:
        campaign_id = await found(house)
        items = await sample_of(house, campaign_id)
        for item in items[:3]:
            await scored(house, "inspector", campaign_id, item, "full", "half")
            if item.twice:
                await scored(house, "second", campaign_id, item, "full", "none", slot=2)
        async with house.acting("inspector") as (db, actor):
            notice_id = await issuing.draft(db, actor, a_notice(house, campaign_id), at=house.now)
        async with house.acting("duty_head") as (db, actor):
            await issuing.issue(db, actor, notice_id, version=None, at=house.now)
        async with house.acting("inspector") as (db, actor):
            await find(
                db, actor, campaign_id, number=items[0].number, words="登记不全。", version=None, at=house.now
            )
        with psycopg.connect(server.url("postgres", copy), autocommit=True) as superuser:
            await recalls_lived(house, superuser)
        call = (await recalls_drawn(house))[0]
        own, notice = f"/inspection/{campaign_id}", f"/rectifications/{notice_id}"
        return [
            *(("inspector", one) for one in (
                "/inspection", "/inspection/new", own, f"{own}/sample", f"{own}/redraw", f"{own}/items/{items[0].id}",
                f"{own}/items/{items[4].id}", f"{own}/rectification", "/rectifications", notice, "/recalls/results",
            )),
            *(("east_head", one) for one in ("/rectifications", notice, f"{notice}/print", "/recalls/results")),
            *(("callback_officer", one) for one in ("/recalls", f"/recalls/{call.id}")),
        ]  # fmt: skip

    pages = filled(settings, seeded, life)
    with showing(settings) as address:
        yield address, pages


def test_inspection_shuts_nobody_out(places: tuple[str, Pages], browser: Browser) -> None:
    assert shut_out(browser, *places) == []
