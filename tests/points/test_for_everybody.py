"""The pages of the network and of committees in a real browser: axe finds nothing and nothing is too wide."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from sqlalchemy import select

from hotline_platform.settings import Settings
from hotline_tenants.points import acting, drawing, filing
from hotline_tenants.points.model import PointChange, TestCall
from tests.cast import EAST, Cast
from tests.conftest import House
from tests.divisions.bringing import ROWS, file_of, looked_at
from tests.points.setting_up import committee, ready
from tests.seeing import Pages, shut_out, sign_in, window
from tests.serving import filled
from tests.showing import showing


@pytest.fixture
def places(settings: Settings, seeded: Cast, tmp_path: Path) -> Iterator[tuple[str, Pages]]:
    """The address of the product, and its pages with who opens each."""

    async def life(house: House) -> list[tuple[str, str]]:
        unit_id = await ready(house)
        await committee(house, "east_head")
        known = filing.Change(
            subject="leader", happened_on=house.now.date() - dt.timedelta(days=2), note="调任"
        )
        async with house.acting("network_officer") as (db, actor):
            await acting.open_point(db, actor, unit_id, version=None, at=house.now)
            await filing.announce_change(db, actor, unit_id, known, version=None, at=house.now)
            new = drawing.NewRound(title="月度拨测", due_on=house.now.date() + dt.timedelta(days=9), size=3)
            round_id = await drawing.plan_round(db, actor, new, at=house.now)
            await db.write()
            call = await db.scalar(
                select(TestCall.id).where(TestCall.tenant_id == db.tenant, TestCall.round_id == round_id)
            )
            change = await db.scalar(
                select(PointChange.id).where(
                    PointChange.tenant_id == db.tenant, PointChange.filed_at.is_(None)
                )
            )
        file = await looked_at(house, file_of(tmp_path, [*ROWS, ("x", "坏行", "9901", "street")]))
        keeper = [
            "", f"/points/{unit_id}", f"/points/{house.cast.units['C-HOUSING']}", "/changes", f"/changes/{change}",
            "/changes/filed", "/test-calls", "/test-calls/new", f"/test-calls/{round_id}", f"/test-calls/calls/{call}",
            "/health", "/divisions", f"/divisions/{file}",
        ]  # fmt: skip
        return [
            *(("network_officer", f"/network{place}") for place in keeper),
            ("duty_head", "/network"), ("duty_head", "/network/coverage"), ("inspector", f"/network/coverage/{EAST}"),
            ("inspector", "/network/levels"), ("inspector", f"/network/levels/{EAST}"),
        ]  # fmt: skip

    pages = filled(settings, seeded, life, at=dt.datetime.now(dt.UTC).replace(microsecond=0))
    with showing(settings) as address:
        yield address, pages


def test_the_network_is_usable_by_everybody(places: tuple[str, Pages], browser: Browser) -> None:
    assert shut_out(browser, *places) == []


def test_a_field_of_the_map_leads_to_its_place_in_the_same_window(
    places: tuple[str, Pages], browser: Browser
) -> None:
    with window(browser) as page:
        sign_in(page, places[0], "duty_head")
        page.goto(f"{places[0]}/network/coverage")
        field = page.locator("[data-chart] canvas").first
        box = field.bounding_box()
        assert box is not None
        field.click(position={"x": box["width"] * 0.3, "y": box["height"] * 0.6})
        page.wait_for_url("**/network/coverage/99*")
