"""Nobody forgets what districts and units ask of a month: those who decide hear of it in time, and once it is too late."""

import datetime as dt

from sqlalchemy import select

from hotline_platform.notices.model import Notice
from hotline_tenants.evaluation.granting import decide_exclusion
from hotline_tenants.evaluation.objecting import object_to
from hotline_tenants.evaluation.publishing import publication_of
from hotline_tenants.evaluation.watching import watch_decisions
from tests.conftest import House
from tests.evaluation.test_excluding import GRANTED, asked_for
from tests.evaluation.test_publishing import MARCH, drawn_up, keeping

LAST_WORKING_DAY = dt.datetime(2026, 4, 24, 9, 30, tzinfo=dt.UTC)
END = dt.datetime(2026, 4, 27, 9, 30, tzinfo=dt.UTC)


async def looks(house: House, at: dt.datetime) -> int:
    async with keeping(house) as (db, _):
        return await watch_decisions(db, at=at)


async def told(house: House, login: str) -> list[tuple[str, int, int]]:
    async with house.acting(login) as (db, actor):
        notices = select(Notice).where(
            Notice.tenant_id == db.tenant, Notice.account_id == actor.account_id,
            Notice.kind.startswith("evaluation_decisions"),
        )  # fmt: skip
        found = await db.scalars(notices.order_by(Notice.id))
        return [(one.kind, one.detail["objections"], one.detail["exclusions"]) for one in found]


async def test_who_decides_is_told_a_working_day_before_the_end_and_when_it_is_past_each_once(
    house: House,
) -> None:
    await drawn_up(house)
    await asked_for(house)
    async with house.acting("east_head") as (db, actor):
        await object_to(db, actor, MARCH, "reply", "另有一件已按时答复。", at=house.now)
    assert await looks(house, LAST_WORKING_DAY - dt.timedelta(minutes=1)) == 0
    assert [await looks(house, LAST_WORKING_DAY) for _ in range(2)] == [1, 0]
    near = ("evaluation_decisions_near", 1, 1)
    assert await told(house, "duty_head") == [near]
    assert await told(house, "inspector") == [near]
    assert [await looks(house, END) for _ in range(2)] == [1, 0]
    assert await told(house, "duty_head") == [near, ("evaluation_decisions_late", 1, 1)]
    assert await told(house, "east_head") == [], "it is no business of those who ask"


async def test_nobody_is_told_of_what_is_decided(house: House) -> None:
    await drawn_up(house)
    asked = await asked_for(house)
    async with house.acting("duty_head") as (db, actor):
        await decide_exclusion(db, actor, asked, GRANTED, at=house.now)
    assert [await looks(house, at) for at in (LAST_WORKING_DAY, END)] == [0, 0]
    assert await told(house, "duty_head") == []
    async with keeping(house) as (db, _):
        publication = await publication_of(db, MARCH)
        assert publication is not None
        assert publication.next_at is None
