"""A street moves from one district to another: its open demands go on there as if nothing had happened."""

import dataclasses
import uuid

import pytest
from sqlalchemy import select

from hotline_platform.access.actor import Actor
from hotline_platform.database.scope import at as standing_in
from hotline_tenants.boundaries.approving import approve
from hotline_tenants.boundaries.carrying_out import carry_out, one_step
from hotline_tenants.boundaries.drafting import redraft
from hotline_tenants.boundaries.ground import ground_of
from hotline_tenants.boundaries.moving_cases import move_batch
from hotline_tenants.boundaries.plans import plan_of
from hotline_tenants.callbacks.calling import Answers, call
from hotline_tenants.callbacks.reworking import rework
from hotline_tenants.handling import replying, reviewing, taking_on
from hotline_tenants.handling.dispatching import Dispatch, dispatch
from hotline_tenants.intake.registering import register
from hotline_tenants.network.units import add_unit, unit_tree
from hotline_tenants.points import acting, filing
from hotline_tenants.points.model import PointChange
from tests.boundaries.moving import (
    all_is_proved,
    approved,
    bridge_to_west,
    carried_out,
    case_in,
    clocks_in,
    drafted,
    looked_at,
    parts_in,
    words_in,
)
from tests.cases.test_the_main_road import LAMP, dispatched_to, order_in_east, registered
from tests.cast import EAST, WEST
from tests.conftest import House


async def in_bridge(house: House, *, area: str = "E-BRIDGE", lead: str = "E-BRIDGE") -> uuid.UUID:
    """A demand that East Lake District took itself, in Flower Bridge Street."""
    demand = dataclasses.replace(LAMP, area_id=house.cast.units[area])
    async with house.acting("east_operator") as (db, actor):
        opened = await register(db, actor, demand, at=house.now)
    async with house.acting("east_dispatcher") as (db, actor):
        decision = Dispatch(category_id=house.cast.category(EAST, "路灯"), lead_id=house.cast.units[lead])
        await dispatch(db, actor, opened.id, decision, version=None, at=house.later(minutes=20))
    return opened.id


async def of_the_city(house: House) -> tuple[uuid.UUID, uuid.UUID]:
    """A demand of the city's that East Lake District gave to Flower Bridge Street."""
    opened = await registered(house)
    await dispatched_to(house, opened, EAST)
    order = await order_in_east(house, opened.id)
    async with house.acting("east_dispatcher") as (db, actor):
        decision = Dispatch(
            category_id=house.cast.category(EAST, "路灯"), lead_id=house.cast.units["E-BRIDGE"]
        )
        await dispatch(db, actor, order, decision, version=None, at=house.later(minutes=20))
    return opened.id, order


def in_west(house: House, login: str) -> Actor:
    """One of the street's people, as their sign-in finds them now."""
    return dataclasses.replace(house.cast.actors[login], tenant=house.cast.west)


async def test_open_demands_go_on_with_their_clocks_and_history(house: House) -> None:
    own = await in_bridge(house)
    _, order = await of_the_city(house)
    before = await clocks_in(house, house.cast.east)
    plan = await carried_out(house, bridge_to_west(house))
    assert (plan.cases, plan.done_at) == (2, house.now)
    assert await clocks_in(house, house.cast.east) == {}
    assert await clocks_in(house, house.cast.west) == before
    for case_id in (own, order):
        here, there = (
            await case_in(house, house.cast.east, case_id),
            await case_in(house, house.cast.west, case_id),
        )
        assert here is not None
        assert there is not None
        assert (here.state, here.origin, there.state, there.origin) == (
            "moved",
            "moved",
            "dispatched",
            "live",
        )
        assert (here.number, here.events) == (there.number, there.events)
        assert await words_in(house, house.cast.west, case_id) == (LAMP.title, LAMP.caller_name)
        assert await words_in(house, house.cast.east, case_id) == ("", "")
    await all_is_proved(house)


async def test_the_street_goes_on_where_it_was_and_its_answer_reaches_the_city(house: House) -> None:
    upper, order = await of_the_city(house)
    await carried_out(house, bridge_to_west(house))
    (part,) = await parts_in(house, house.cast.city, upper)
    (own,) = await parts_in(house, house.cast.west, order)
    assert (part.unit_id, part.governs_tenant_id) == (house.cast.units[WEST], house.cast.west)
    officer, leader = in_west(house, "bridge_officer"), in_west(house, "bridge_leader")
    database = house.database
    async with database.transaction(officer.scope) as db:
        await taking_on.sign(db, officer, order, own.id, version=None, at=house.later(minutes=30))
    async with database.transaction(officer.scope) as db:
        await taking_on.contact(
            db, officer, order, own.id, note="已联系", version=None, at=house.later(minutes=5)
        )
    async with database.transaction(officer.scope) as db:
        await replying.reply(
            db, officer, order, own.id, inner="已更换灯泡，附照片。", public="您好，路灯已经修复，请您放心。", version=None,
            at=house.later(hours=1),
        )  # fmt: skip
    async with database.transaction(leader.scope) as db:
        await replying.sign_off(db, leader, order, own.id, version=None, at=house.later(minutes=10))
    async with house.acting("west_reviewer") as (db, actor):
        await reviewing.accept_reply(db, actor, order, own.id, version=None, at=house.later(minutes=10))
    (part,) = await parts_in(house, house.cast.city, upper)
    assert (part.state, part.replied_at) == ("replied", house.now)
    async with house.acting("reviewer") as (db, actor):
        await reviewing.accept_reply(db, actor, upper, part.id, version=None, at=house.later(minutes=10))
    async with house.acting("callback_officer") as (db, actor):
        answers = Answers(contacted=True, unit_contacted=True, solved="no", satisfied="dissatisfied")
        await call(db, actor, upper, answers, version=None, at=house.later(minutes=10))
        await rework(db, actor, upper, reason="灯又灭了，来电人不满意", version=None, at=house.later(hours=1))
    assert [one.state for one in await parts_in(house, house.cast.west, order)] == ["accepted", "dispatched"]
    await all_is_proved(house)


async def test_what_a_bureau_was_handling_goes_to_the_one_that_the_plan_names(house: House) -> None:
    case_id = await in_bridge(house, lead="E-ORDER")
    plan_id = await drafted(house, bridge_to_west(house))
    found = await looked_at(house, plan_id)
    assert [(unit.code, number, taker) for unit, number, taker in found.staying] == [("E-ORDER", 1, None)]
    assert str(found.blocks[0]).startswith("区城管局 stays and has work in what goes over (1).")
    async with house.database.transaction(standing_in(house.cast.west)) as db:
        bureau = await add_unit(
            db, code="W-ORDER", name_zh="县城管局", name_en="County Order Bureau", kind="department"
        )
    new = bridge_to_west(house, counterparts={house.cast.units["E-ORDER"]: bureau})
    admin = house.cast.actors["system_admin"]
    await redraft(house.database, admin, plan_id, new, version=1, at=house.now)
    assert not (await looked_at(house, plan_id)).blocks
    await approve(house.database, house.cast.actors["duty_head"], plan_id, version=2, at=house.now)
    await carry_out(house.database, plan_id, at=house.now)
    there = await case_in(house, house.cast.west, case_id)
    assert there is not None
    assert there.lead_unit_id == bureau
    assert [part.unit_id for part in await parts_in(house, house.cast.west, case_id)] == [bureau]
    async with house.database.transaction(standing_in(house.cast.west)) as db:
        known = (await unit_tree(db)).get(house.cast.units["E-ORDER"])
    assert (known.closed, known.name_zh) == (True, "区城管局"), "its history names who had it"
    await all_is_proved(house)


async def test_a_worker_that_is_cut_off_anywhere_leaves_the_same_result(house: House) -> None:
    cases = [await in_bridge(house) for _ in range(3)]
    before = await clocks_in(house, house.cast.east)
    plan_id = await approved(house, bridge_to_west(house))
    steps = 0
    while await one_step(house.database, plan_id, at=house.now, batch=1):
        with pytest.raises(ZeroDivisionError):
            await cut_off(house, plan_id)
        steps += 1
    assert steps == 1 + len(cases), "the units, then each demand"
    assert await clocks_in(house, house.cast.west) == before
    assert (await plan_of(house.database, plan_id)).cases == len(cases)
    assert not await one_step(house.database, plan_id, at=house.now), "and again does nothing"
    await all_is_proved(house)


async def cut_off(house: House, plan_id: uuid.UUID) -> None:
    """A worker dies when the next demand has gone over and nothing is committed."""
    plan = await plan_of(house.database, plan_id)
    async with house.database.transaction(standing_in(plan.source_id)) as db:
        await move_batch(db, await ground_of(db, plan, plan.target_id), at=house.now, batch=1)
        raise ZeroDivisionError


async def test_what_was_announced_at_a_point_waits_in_the_new_house_only(house: House) -> None:
    street = house.cast.units["E-BRIDGE"]
    keeper = Actor(tenant=house.cast.east, role="network_officer", name="keeper", account_id=uuid.UUID(int=9))
    head = house.cast.actors["east_head"]
    async with house.database.transaction(standing_in(house.cast.east)) as db:
        await acting.apply(db, keeper, street, telephone="0531 8600 1200", at=house.now)
        await acting.approve(db, head, street, version=None, at=house.now)
        known = filing.Change(subject="leader", happened_on=house.now.date(), note="调任")
        await filing.announce_change(db, keeper, street, known, version=None, at=house.now)
    await carried_out(house, bridge_to_west(house))
    waits = {}
    for tenant in (house.cast.east, house.cast.west):
        async with house.database.transaction(standing_in(tenant)) as db:
            rows = await db.scalars(select(PointChange).where(PointChange.tenant_id == tenant))
            waits[tenant] = [one.waits for one in rows]
    assert waits == {house.cast.east: [False], house.cast.west: [True]}
