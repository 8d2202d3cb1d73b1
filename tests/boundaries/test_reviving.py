"""After the boundaries changed, what comes to life again is decided and handled by whoever goes on."""

import dataclasses
import datetime as dt
import uuid

import pytest
from sqlalchemy import select

from hotline_platform.database.scope import at as standing_in
from hotline_tenants.boundaries.carrying_out import carry_out, carry_out_due
from hotline_tenants.callbacks.calling import Answers, call
from hotline_tenants.callbacks.closing import close
from hotline_tenants.callbacks.objecting import decide, object_to
from hotline_tenants.ending.archiving import bring_back
from hotline_tenants.handling import replying, reviewing, taking_on
from hotline_tenants.handling.dispatching import Dispatch, dispatch
from hotline_tenants.rulings.model import Ruling
from tests.boundaries.moving import (
    all_is_proved,
    approved,
    bridge_to_west,
    carried_out,
    case_in,
    drafted,
    looked_at,
    parts_in,
)
from tests.boundaries.test_moving_a_street import in_bridge, of_the_city
from tests.boundaries.test_reading_on import in_east, looked_up
from tests.cast import EAST, WEST
from tests.conftest import House
from tests.ending.leaving import status_of
from tests.web.browsing import browsing

NOT_DONE = "路灯仍然不亮，请再派人看看。"


async def answered(house: House, case_id: uuid.UUID, leader: str = "bridge_leader") -> None:
    """The street answers, the reply passes; the caller is not called yet."""
    (part,) = await parts_in(house, house.cast.east, case_id)
    officer = leader.replace("leader", "officer")
    async with house.acting(officer) as (db, actor):
        await taking_on.sign(db, actor, case_id, part.id, version=None, at=house.later(minutes=5))
        await taking_on.contact(
            db, actor, case_id, part.id, note="已联系", version=None, at=house.later(minutes=5)
        )
        await replying.reply(
            db, actor, case_id, part.id, inner="已更换灯泡，附照片。", public="您好，路灯已经修复，请您放心。", version=None,
            at=house.later(minutes=5),
        )  # fmt: skip
    async with house.acting(leader) as (db, actor):
        await replying.sign_off(db, actor, case_id, part.id, version=None, at=house.later(minutes=5))
    async with house.acting("east_reviewer") as (db, actor):
        await reviewing.accept_reply(db, actor, case_id, part.id, version=None, at=house.later(minutes=5))


async def closed(house: House, case_id: uuid.UUID, leader: str = "bridge_leader") -> uuid.UUID:
    """Answered, called back and closed by East Lake District."""
    await answered(house, case_id, leader)
    async with house.acting("east_callback") as (db, actor):
        said = Answers(contacted=True, unit_contacted=True, solved="yes", satisfied="very")
        await call(db, actor, case_id, said, version=None, at=house.later(minutes=30))
        await close(db, actor, case_id, version=None, at=house.later(minutes=1))
    return case_id


async def objects(house: House, case_id: uuid.UUID) -> None:
    async with house.acting("east_callback") as (db, actor):
        await object_to(db, actor, case_id, reason=NOT_DONE, version=None, at=house.later(hours=1))


async def the_head_of_the_west_decides(house: House, case_id: uuid.UUID, *, upheld: bool) -> None:
    head = dataclasses.replace(house.cast.actors["east_head"], tenant=house.cast.west, account_id=None)
    async with house.database.transaction(head.scope) as db:
        await decide(
            db, head, case_id, upheld=upheld, ruling="应予重办", version=None, at=house.later(hours=1)
        )


@pytest.mark.parametrize("kind", ["move", "merge"])
async def test_an_objection_that_waits_goes_to_whoever_goes_on_and_is_decided_there(
    house: House, kind: str
) -> None:
    case_id = await closed(house, await in_bridge(house))
    await objects(house, case_id)
    plan_id = await drafted(
        house,
        bridge_to_west(house, kind=kind, units=[] if kind == "merge" else [house.cast.units["E-BRIDGE"]]),
    )
    assert (await looked_at(house, plan_id)).states == {"closed": 1}
    await carry_out(house.database, await approved(house, plan_id), at=house.now)
    here = await case_in(house, house.cast.west, case_id)
    assert here is not None
    assert (here.state, here.origin) == ("closed", "live")
    async with house.database.transaction(standing_in(house.cast.west)) as db:
        asked = select(Ruling.state).where(Ruling.tenant_id == db.tenant, Ruling.case_id == case_id)
        assert (await db.execute(asked)).scalars().all() == ["asked"]
    await all_is_proved(house)
    await the_head_of_the_west_decides(house, case_id, upheld=True)
    *_, rework = await parts_in(house, house.cast.west, case_id)
    assert (rework.unit_id, rework.state) == (house.cast.units["E-BRIDGE"], "dispatched"), (
        "the same street works on"
    )
    await all_is_proved(house)


async def test_a_caller_objects_on_the_page_of_the_house_that_ended(house: House) -> None:
    house.now = dt.datetime.now(dt.UTC).replace(microsecond=0) - dt.timedelta(days=1)
    opened = await in_east(house)
    async with house.acting("east_dispatcher") as (db, actor):
        decision = Dispatch(
            category_id=house.cast.category(EAST, "路灯"), lead_id=house.cast.units["E-BRIDGE"]
        )
        await dispatch(db, actor, opened.id, decision, version=None, at=house.later(minutes=5))
    await closed(house, opened.id)
    await carried_out(house, bridge_to_west(house, kind="merge", units=[]))
    assert await status_of(house) == "archived"
    async with browsing(house) as citizen:
        assert await looked_up(citizen, WEST, opened.code) == f"/p/{EAST}/demand"
        assert "objection" in (await citizen.get(f"/p/{EAST}/demand")).text
        assert (await citizen.post(f"/p/{EAST}/objection", reason=NOT_DONE)).status_code == 303
    await carry_out_due(house.database, at=house.later(minutes=1))
    here = await case_in(house, house.cast.west, opened.id)
    assert here is not None
    assert here.state == "closed"
    async with browsing(house) as citizen:
        assert await looked_up(citizen, EAST, opened.code) == f"/p/{WEST}/demand"
    await the_head_of_the_west_decides(house, opened.id, upheld=False)
    await all_is_proved(house)


async def test_what_the_city_sends_back_to_work_is_handled_by_whoever_goes_on(house: House) -> None:
    upper, order = await of_the_city(house)
    await answered(house, order)
    (part,) = await parts_in(house, house.cast.city, upper)
    async with house.acting("reviewer") as (db, actor):
        await reviewing.accept_reply(db, actor, upper, part.id, version=None, at=house.later(hours=1))
    async with house.acting("callback_officer") as (db, actor):
        said = Answers(contacted=True, unit_contacted=True, solved="yes", satisfied="very")
        await call(db, actor, upper, said, version=None, at=house.later(hours=1))
        await close(db, actor, upper, version=None, at=house.later(minutes=1))
    await carried_out(house, bridge_to_west(house, kind="merge", units=[]))
    async with house.acting("callback_officer") as (db, actor):
        await object_to(db, actor, upper, reason=NOT_DONE, version=None, at=house.later(hours=1))
    async with house.acting("duty_head") as (db, actor):
        await decide(db, actor, upper, upheld=True, ruling="应予重办", version=None, at=house.later(hours=1))
    await carry_out_due(house.database, at=house.later(minutes=1))
    there = await case_in(house, house.cast.west, order)
    assert there is not None
    assert there.state == "dispatched"
    *_, own = await parts_in(house, house.cast.west, order)
    assert own.unit_id == house.cast.units["E-BRIDGE"]
    *_, part = await parts_in(house, house.cast.city, upper)
    assert (part.unit_id, part.governs_tenant_id) == (house.cast.units[WEST], house.cast.west)
    await all_is_proved(house)


async def test_whoever_stays_decides_what_its_own_unit_handled(house: House) -> None:
    """East Lake District lives on, and its other street, which stays, handled the demand."""
    case_id = await closed(house, await in_bridge(house, lead="E-WILLOW"), "willow_leader")
    await carried_out(house, bridge_to_west(house))
    await objects(house, case_id)
    await carry_out_due(house.database, at=house.later(minutes=1))
    here = await case_in(house, house.cast.east, case_id)
    assert here is not None
    assert here.state == "closed"


async def test_a_government_that_was_brought_back_stays_and_keeps_what_is_new(house: House) -> None:
    await carried_out(house, bridge_to_west(house, kind="merge", units=[]))
    await bring_back(
        house.database, house.cast.actors["system_admin"], EAST, reason="登记有误", at=house.later(hours=1)
    )
    await carry_out_due(house.database, at=house.later(minutes=1))
    assert await status_of(house) == "live"
