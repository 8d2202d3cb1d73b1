"""Once a day the desk hears of look-backs that have come and of matters whose next rung is due."""

import datetime as dt

import pytest
from sqlalchemy import select

from hotline_platform.notices.model import Notice
from hotline_tenants.supervision import following, queries, reviewing
from hotline_tenants.supervision.reminding import remind, steps_due
from tests.conftest import House
from tests.supervision.desk import accepts, at_once, issued, late_case, reports, staffed, time_passes


@pytest.fixture
async def desk(house: House) -> House:
    return await staffed(house)


async def reminded(house: House, moment: dt.datetime) -> int:
    async with house.acting("supervisor") as (db, _):
        return await remind(db, at=moment)


async def kinds(house: House) -> list[str]:
    async with house.acting("supervisor") as (db, actor):
        told = select(Notice.kind).where(Notice.tenant_id == db.tenant, Notice.account_id == actor.account_id)
        found = await db.scalars(told.order_by(Notice.id))
        return [kind for kind in found if kind in ("supervision_look_back", "ladder_due")]


async def test_a_look_back_is_called_to_mind_on_its_day_and_stands_in_its_list_until_it_is_done(
    desk: House,
) -> None:
    day = dt.date(2026, 9, 1)
    special = await issued(desk, form="special", look_back_on=day, days=20)
    await accepts(desk, special, await reports(desk, special))
    async with desk.acting("supervisor") as (db, actor):
        await reviewing.close(
            db,
            actor,
            special,
            note="专项办结：全部路灯已修复，逐件回访无反弹，转入日常巡查。",
            version=None,
            at=desk.later(days=1),
        )
    eve = dt.datetime(2026, 8, 31, 1, tzinfo=dt.UTC)
    assert await reminded(desk, eve) == 0
    assert sum(await at_once(*(reminded(desk, eve + dt.timedelta(days=1)) for _ in range(3)))) == 1
    assert await reminded(desk, eve + dt.timedelta(days=2)) == 0
    assert await kinds(desk) == ["supervision_look_back"]

    async def waiting() -> int:
        async with desk.acting("supervisor") as (db, _):
            return (await queries.count_tabs(db, ["look_backs"]))["look_backs"]

    assert await waiting() == 1
    async with desk.acting("supervisor") as (db, actor):
        at = eve + dt.timedelta(days=3)
        await following.look_back(db, actor, special, note="未反弹", version=None, at=at)
    assert await waiting() == 0


async def test_a_matter_that_has_stood_on_its_rung_long_enough_is_told_once(desk: House) -> None:
    await late_case(desk)
    await time_passes(desk, desk.later(days=10))
    first = await reminded(desk, desk.later(minutes=5))
    assert first == 0, "a red card of this very day is not due for the telephone yet"
    moment = desk.later(days=4)
    async with desk.acting("supervisor") as (db, _):
        due = await steps_due(db, at=moment)
    assert due["red"] > 0
    assert sum(due.values()) == due["red"]
    assert await reminded(desk, moment) == due["red"]
    assert await reminded(desk, desk.later(days=1)) == 0
    assert await kinds(desk) == ["ladder_due"]
