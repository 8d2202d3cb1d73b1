"""Hotlines for the tests: another service line of the city, and how far its merging has come."""

import datetime as dt
import uuid
from dataclasses import replace
from typing import Any

from hotline_tenants.hotlines import approving, planning
from hotline_tenants.hotlines.model import MergedHotline
from hotline_tenants.hotlines.planning import Particulars
from hotline_tenants.hotlines.reaching import hotline_for
from tests.conftest import House

AGREED, RUNNING, MERGED = dt.date(2026, 1, 5), dt.date(2026, 1, 12), dt.date(2026, 2, 9)
UNTIL = dt.date(2026, 3, 8)
MARKET = Particulars(
    line="12315", name="消费者投诉举报专线", authority="市市场监管局", form="whole", basis="临政办发〔2026〕1号", agreed_on=AGREED,
    seats=12, staff=15, knowledge="partly",
)  # fmt: skip


async def planned(house: House, login: str = "network_officer", **other: Any) -> uuid.UUID:
    async with house.acting(login) as (db, actor):
        return await planning.plan(db, actor, replace(MARKET, **other), at=house.later(minutes=1))


async def does(house: House, login: str, verb: Any, hotline_id: uuid.UUID, **given: Any) -> None:
    async with house.acting(login) as (db, actor):
        await verb(
            db, actor, hotline_id, version=given.pop("version", None), at=house.later(minutes=1), **given
        )


async def running(house: House, **other: Any) -> uuid.UUID:
    hotline_id = await planned(house, **other)
    await does(house, "duty_head", approving.start, hotline_id, running_from=RUNNING)
    return hotline_id


async def merged(
    house: House, *, fate: str = "redirected", until: dt.date | None = UNTIL, **other: Any
) -> uuid.UUID:
    hotline_id = await running(house, **other)
    await does(
        house,
        "duty_head",
        approving.complete,
        hotline_id,
        merged_on=MERGED,
        fate=fate,
        redirected_until=until,
    )
    return hotline_id


async def planned_below(house: House) -> uuid.UUID:
    """East Lake District has a line of its own."""
    async with house.acting("east_head") as (db, head):
        keeper = replace(head, role="network_officer")
        return await planning.plan(db, keeper, replace(MARKET, name="区政务服务热线"), at=house.now)


async def seen(house: House, hotline_id: uuid.UUID, login: str = "network_officer") -> MergedHotline:
    async with house.acting(login) as (db, actor):
        return await hotline_for(db, actor, hotline_id)
