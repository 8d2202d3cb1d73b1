"""A plan that something unforeseen stops says so, is tried again, and holds up no other."""

import datetime as dt
import uuid

import pytest
from sqlalchemy import select

from hotline_platform.database.scope import at as standing_in
from hotline_platform.database.session import Db
from hotline_platform.notices.model import Notice
from hotline_tenants.boundaries import carrying_out
from hotline_tenants.boundaries.carrying_out import carry_out_due
from hotline_tenants.boundaries.ground import Ground
from hotline_tenants.boundaries.moving_units import move_units
from hotline_tenants.boundaries.plans import plan_of
from tests.boundaries.moving import approved, bridge_to_west
from tests.conftest import House
from tests.web.browsing import browsing


async def told(house: House) -> list[tuple[str, uuid.UUID | None]]:
    """To whom in the city it was said that a plan stopped, and which."""
    who = {actor.account_id: login for login, actor in house.cast.actors.items()}
    async with house.database.transaction(standing_in(house.cast.city)) as db:
        wanted = select(Notice).where(Notice.tenant_id == db.tenant, Notice.kind == "boundary_stopped")
        found = [(who[one.account_id], one.subject_id) for one in (await db.execute(wanted)).scalars()]
    return sorted(found, key=lambda one: one[0])


async def test_one_that_stops_says_so_and_the_others_are_carried_out(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = await approved(house, bridge_to_west(house))
    second = await approved(house, bridge_to_west(house, units=[house.cast.units["E-WILLOW"]]))

    async def failing(db: Db, ground: Ground, *, at: dt.datetime) -> int:
        if ground.plan_id == first:
            raise OSError("of 张三, whose data no page shows")
        return await move_units(db, ground, at=at)

    monkeypatch.setattr(carrying_out, "move_units", failing)
    since = house.now
    for _ in range(2):
        with pytest.raises(OSError, match="no page shows"):
            await carry_out_due(house.database, at=house.now)
        house.later(minutes=1)
    plan = await plan_of(house.database, first)
    assert (plan.begun_at, plan.failed_at, plan.failure) == (None, since, "OSError")
    assert (await plan_of(house.database, second)).done_at == since
    assert await told(house) == [("duty_head", first), ("system_admin", first)], (
        "once, however often it is tried"
    )
    async with browsing(house, "system_admin") as browser:
        shown = (await browser.get(f"/boundaries/{first}")).text
        assert "每次实施均因OSError而中断" in shown
        assert "张三" not in shown
        assert "已中断，将自动重试" in (await browser.get("/boundaries")).text
    monkeypatch.setattr(carrying_out, "move_units", move_units)
    assert await carry_out_due(house.database, at=house.now) == 1
    plan = await plan_of(house.database, first)
    assert (plan.done_at, plan.failed_at, plan.failure) == (house.now, None, None)
