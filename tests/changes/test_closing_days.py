"""Closed days as changes: by two, before they are over, with the clocks that would move beforehand, and back again."""

import datetime as dt
import uuid

import pytest
from sqlalchemy import select

from hotline_platform.errors import Refused
from hotline_platform.jobs.pending import run_pending
from hotline_tenants.changes.closing import propose_closing, propose_opening, waiting_days
from hotline_tenants.changes.foreseeing import foresee
from hotline_tenants.changes.putting_back import put_back
from hotline_tenants.changes.reading import change_of
from hotline_tenants.clocks.model import Closure
from tests.cases.test_the_main_road import dispatched_to, registered
from tests.changes.making import approved
from tests.clocks.test_recomputing import clocks_of
from tests.conftest import House

DAY = dt.date(2026, 3, 4)
"""The Wednesday after the house's first Monday."""


async def closed(house: House) -> list[dt.date]:
    async with house.acting("tenant_admin") as (db, _):
        return list(await db.scalars(select(Closure.day).where(Closure.tenant_id == db.tenant)))


async def closing(house: House, day: dt.date = DAY) -> uuid.UUID:
    async with house.acting("tenant_admin") as (db, actor):
        return await propose_closing(
            db, actor, day=day, reason_zh="市民运动会", reason_en="City games", at=house.now
        )


async def test_who_approves_sees_which_open_clocks_a_closed_day_moves(house: House) -> None:
    opened = await registered(house)
    await dispatched_to(house, opened, "C-HOUSING")
    before = (await clocks_of(house, house.cast.city, opened.id))["reply"].due_at
    change = await closing(house)
    async with house.acting("duty_head") as (db, _):
        await foresee(db, change, at=house.now)
        effect = (await change_of(db, change)).effect
        assert list(await waiting_days(db)) == [DAY]
    assert effect is not None
    (reply,) = [line for line in effect["hours"]["lines"] if line["clock"] == "reply"]
    assert (reply["earlier"], reply["later"]) == (0, 1)
    await approved(house, change)
    assert await closed(house) == [DAY]
    await run_pending(house.database, now=house.later(minutes=1), queues=("bulk",))
    assert (await clocks_of(house, house.cast.city, opened.id))["reply"].due_at == before + dt.timedelta(
        days=1
    ), "as it was foreseen"


async def test_a_day_that_is_over_is_neither_closed_nor_agreed_on(house: House) -> None:
    with pytest.raises(Refused) as refused:
        await closing(house, dt.date(2026, 3, 1))
    assert set(refused.value.fields) == {"day"}
    change = await closing(house)
    house.later(days=3)
    with pytest.raises(Refused, match="is over"):
        await approved(house, change)
    assert await closed(house) == []


async def test_a_closed_day_is_opened_again_by_the_same_road_or_put_back(house: House) -> None:
    first = await closing(house)
    await approved(house, first)
    with pytest.raises(Refused):
        await closing(house)
    house.later(minutes=1)
    async with house.acting("tenant_admin") as (db, actor):
        again = await propose_opening(db, actor, day=DAY, at=house.now)
    await approved(house, again)
    assert await closed(house) == []
    house.later(minutes=1)
    async with house.acting("tenant_admin") as (db, actor):
        back = await put_back(db, actor, again, "before", effective_on=DAY, reason="仍须停办", at=house.now)
    await approved(house, back)
    assert await closed(house) == [DAY]
