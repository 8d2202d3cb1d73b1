"""A point on its way: the steps up to an open one, each by who may do it."""

import datetime as dt
import uuid

from sqlalchemy import select

from hotline_tenants.network.units import add_unit
from hotline_tenants.points import acting, calling, drawing, duty_lists, filing
from hotline_tenants.points.model import Point, TestCall
from tests.conftest import House

DAY = dt.date(2026, 3, 2)
"""The house's first Monday."""


async def applied(house: House, code: str = "C-WATER") -> uuid.UUID:
    """A point that the network officer has applied for."""
    unit_id = house.cast.units[code]
    async with house.acting("network_officer") as (db, actor):
        await acting.apply(db, actor, unit_id, telephone="0531 8600 1200", at=house.now)
    return unit_id


async def approved(house: House, code: str = "C-WATER") -> uuid.UUID:
    """The same, approved by the head of the duty room."""
    unit_id = await applied(house, code)
    async with house.acting("duty_head") as (db, actor):
        await acting.approve(db, actor, unit_id, version=None, at=house.now)
    return unit_id


async def post(house: House, unit_id: uuid.UUID, subject: str, holder: str, day: dt.date = DAY) -> None:
    """Who holds a post from a day on."""
    change = filing.Change(subject=subject, happened_on=day, holder=holder, telephone="0531 8600 1201")
    async with house.acting("network_officer") as (db, actor):
        await filing.file_change(db, actor, unit_id, change, version=None, at=house.now)


async def called(house: House, unit_id: uuid.UUID, *, answered: bool = True) -> int:
    """A round with this one point, called at once; returns the score."""
    async with house.acting("network_officer") as (db, actor):
        code = next(code for code, one in house.cast.units.items() if one == unit_id)
        new = drawing.NewRound(
            title="开通前拨测", due_on=house.now.date() + dt.timedelta(days=30), chosen=(code,)
        )
        round_id = await drawing.plan_round(db, actor, new, at=house.now)
        call_id = await db.scalar(
            select(TestCall.id).where(TestCall.tenant_id == db.tenant, TestCall.round_id == round_id)
        )
        assert call_id is not None
        sheet = calling.Sheet(
            answered=answered, rings=3 if answered else None, greeted=True, knew_duties=True
        )
        call = await calling.score(db, actor, call_id, sheet, at=house.now)
        assert call.score is not None
        return call.score


async def ready(house: House, code: str = "C-WATER") -> uuid.UUID:
    """Everything that a point needs, but not open yet."""
    unit_id = await approved(house, code)
    await post(house, unit_id, "liaison", "江一帆")
    await post(house, unit_id, "leader", "顾远山")
    async with house.acting("network_officer") as (db, actor):
        await duty_lists.give_duty_list(
            db, actor, unit_id, duties="供水、排水", basis="《城市供水条例》", effective_from=DAY, version=None, at=house.now
        )  # fmt: skip
        await acting.train(db, actor, unit_id, trained_on=DAY, version=None, at=house.now)
    await called(house, unit_id)
    return unit_id


async def point_of(house: House, unit_id: uuid.UUID) -> Point:
    """The point as it is now."""
    async with house.acting("network_officer") as (db, _):
        point = await acting.point_for(db, unit_id)
        assert point is not None
        return point


async def committee(
    house: House, login: str, name: str = "花桥社区居委会", code: str = "E-BRIDGE-1"
) -> uuid.UUID:
    """A committee under Flower Bridge Street."""
    async with house.acting(login) as (db, _):
        return await add_unit(
            db,
            code=code,
            name_zh=name,
            name_en=name,
            kind="committee",
            parent_id=house.cast.units["E-BRIDGE"],
        )
