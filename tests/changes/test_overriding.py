"""A district that has set for itself what the city changes is told, and the preview of the proposal names it."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select

from hotline_platform.access.actor import system_actor
from hotline_platform.database.scope import at as standing_in
from hotline_platform.jobs.pending import run_pending
from hotline_platform.notices.model import Notice
from hotline_platform.tenancy.values import ACCENT, OFFICE_HOURS
from hotline_tenants.changes.foreseeing import foresee
from hotline_tenants.changes.overriding import overriding
from hotline_tenants.changes.values import put
from hotline_tenants.supervision.thresholds import set_threshold
from tests.changes.making import approved, proposed, today
from tests.changes.test_office_hours import LONGER
from tests.conftest import House
from tests.web.browsing import browsing

NOTICE = "change_above_own"


async def told(house: House, login: str = "east_head") -> list[str]:
    async with house.acting(login) as (db, actor):
        wanted = select(Notice.kind).where(
            Notice.tenant_id == db.tenant, Notice.account_id == actor.account_id
        )
        return list(await db.scalars(wanted.order_by(Notice.id)))


async def own_hours(house: House) -> None:
    await put(house.database, house.cast.east, {OFFICE_HOURS: ["08:30-12:00", "13:30-17:30"]})


async def own_threshold(house: House) -> None:
    async with house.database.transaction(standing_in(house.cast.east)) as db:
        await set_threshold(db, system_actor(db.tenant), "no_progress", 2, at=house.now)


@pytest.mark.parametrize(
    ("sets", "wanted", "name"),
    [
        (own_hours, {f"value.{OFFICE_HOURS}": LONGER}, "办公时间"),
        (own_threshold, {"threshold.no_progress": 4}, "单位没有办理进展的工作日数"),
    ],
)
async def test_the_preview_names_it_and_the_approval_tells_its_people(
    house: House, sets: Any, wanted: dict[str, Any], name: str
) -> None:
    await sets(house)
    change = await proposed(house, wanted, days=3)
    async with house.acting("duty_head") as (db, _):
        await foresee(db, change, at=house.now)
    async with browsing(house, "duty_head") as browser:
        page = (await browser.get(f"/settings/changes/{change}")).text
        own = page.split("自定义该项设置的区县")[1].split("</ul>")[0]
        assert "东湖区" in own
        assert "西岭县" not in own, "it takes what the city sets"
        assert name in own
    assert NOTICE not in await told(house), "a proposal changes nothing yet"
    await approved(house, change)
    await run_pending(house.database)
    assert (await told(house))[-1] == NOTICE
    async with browsing(house, "east_head") as browser:
        notice = (await browser.get("/notices")).text.split('href="/notices/')[1].split('"')[0]
        assert (await browser.get(f"/notices/{notice}")).headers["location"] == "/settings"
        assert (await browser.get("/settings")).status_code == 200


async def test_nobody_is_told_where_nothing_of_its_own_stands(house: House) -> None:
    await approved(house, await proposed(house, {"threshold.no_progress": 4}))
    assert NOTICE not in await told(house)


async def test_hours_that_end_before_the_day_are_no_longer_its_own(house: House) -> None:
    day = today(house) + dt.timedelta(days=10)
    turns = [[None, LONGER], [(day - dt.timedelta(days=1)).isoformat(), None]]
    await put(house.database, house.cast.east, {"office_hours_turns": turns, ACCENT: "#336699"})
    async with house.acting("duty_head") as (db, _):
        wanted = [f"value.{OFFICE_HOURS}", f"value.{ACCENT}"]
        found = await overriding(db, wanted, since=day)
        assert [named for _, named in found.values()] == [[f"value.{ACCENT}"]]
        earlier = await overriding(db, wanted, since=day - dt.timedelta(days=5))
        assert [named for _, named in earlier.values()] == [wanted]
