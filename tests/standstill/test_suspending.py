"""A suspended government stands still: its people, its clocks and those above that wait for it; then it goes on."""

import uuid

import pytest
from sqlalchemy import select

from hotline_platform.database.scope import at as standing_in
from hotline_platform.errors import NotAllowed, Refused
from hotline_platform.jobs.pending import run_pending
from hotline_platform.notices.model import Notice
from hotline_tenants.cases.model import CaseEvent
from hotline_tenants.cases.opening import Opened
from hotline_tenants.handling import reviewing, taking_on
from hotline_tenants.handling.dispatching import Dispatch, dispatch
from hotline_tenants.intake.settling import accept
from hotline_tenants.rulings import pausing
from hotline_tenants.rulings.designating import Designation, designate
from hotline_tenants.standstill.outages import enter_outage, take_back
from hotline_tenants.standstill.suspending import resume, suspend
from hotline_tenants.watching.noticing import notice_due
from hotline_tenants.watching.sweeping import sweep
from tests.cases.test_the_main_road import (
    dispatched_to,
    only_assignment,
    order_in_east,
    registered,
    through_the_district,
)
from tests.cast import CITY, EAST
from tests.conftest import House
from tests.rulings.steps import act
from tests.standstill.looking import clocks, counts, due, figures_agree, moment, moved, settled, standstills


async def suspended(house: House, when: str, code: str = EAST) -> None:
    house.now = moment(when)
    await suspend(house.database, house.cast.actors["system_admin"], code, reason="机构改革", at=house.now)


async def resumed(house: House, when: str, code: str = EAST) -> None:
    house.now = moment(when)
    await resume(house.database, house.cast.actors["system_admin"], code, reason="改革完成", at=house.now)


async def with_bridge(house: House) -> tuple[Opened, uuid.UUID]:
    """A case of the city referred to the east at 09:20 and handed to a street there at 09:40."""
    opened = await registered(house)
    await dispatched_to(house, opened, EAST)
    order = await order_in_east(house, opened.id)
    async with house.acting("east_dispatcher") as (db, actor):
        decision = Dispatch(
            category_id=house.cast.category(EAST, "路灯"), lead_id=house.cast.units["E-BRIDGE"]
        )
        await dispatch(db, actor, order, decision, version=None, at=house.later(minutes=20))
    return opened, order


async def test_clocks_stand_from_suspension_to_resumption_and_move_by_exactly_that(house: House) -> None:
    opened, order = await with_bridge(house)
    city, east = house.cast.city, house.cast.east
    assert ((await due(house, city, opened.id))["reply"], (await due(house, east, order))["reply"]) == (
        "9 17:30", "9 11:30",
    )  # fmt: skip
    await suspended(house, "3 10:00")
    assert await settled(house) == 1
    for tenant, case_id in ((city, opened.id), (east, order)):
        reply = (await clocks(house, tenant, case_id))["reply"]
        assert (reply.hold, reply.held_at, reply.next_at) == ("suspension", moment("3 10:00"), None)
    await resumed(house, "5 10:00")
    assert [await settled(house) for _ in range(2)] == [1, 0]
    # From Tuesday 10:00 to Thursday 10:00 lie two working days.
    assert (await due(house, city, opened.id))["reply"] == "11 17:30"
    assert (await due(house, east, order))["reply"] == "11 11:30"
    for tenant, case_id in ((city, opened.id), (east, order)):
        reply = (await clocks(house, tenant, case_id))["reply"]
        assert (reply.hold, reply.held_at, reply.next_at) == (None, None, reply.near_at)
        assert [one[2:] for one in await moved(house, tenant, case_id) if one[1] == "reply"] == [
            ("9 17:30", "11 17:30") if tenant == city else ("9 11:30", "11 11:30")
        ]
    assert {tenant: one[0] for tenant, one in (await counts(house)).items()} == {city: 1, east: 1}
    await figures_agree(house)


async def test_the_citys_own_work_goes_on_meanwhile(house: House) -> None:
    opened = await registered(house)
    await dispatched_to(house, opened, "C-HOUSING")
    before = await due(house, house.cast.city, opened.id)
    await suspended(house, "3 10:00")
    await settled(house)
    assert {one.hold for one in (await clocks(house, house.cast.city, opened.id)).values()} == {None}
    await resumed(house, "5 10:00")
    await settled(house)
    assert await due(house, house.cast.city, opened.id) == before


async def test_a_suspended_government_gets_no_cards_and_what_was_due_before_has_had_its_say(
    house: House,
) -> None:
    _, order = await with_bridge(house)
    await suspended(house, "2 16:30")
    await settled(house)
    house.now = moment("20 12:00")
    assert await sweep(house.database, at=house.now) == 0
    async with house.database.transaction(standing_in(house.cast.east)) as db:
        assert await notice_due(db, at=house.now) == 0
        cards = select(CaseEvent.act, CaseEvent.data["clock"].astext).where(
            CaseEvent.tenant_id == db.tenant, CaseEvent.case_id == order,
            CaseEvent.act.in_(("near_due", "overdue")),
        )  # fmt: skip
        assert [tuple(one) for one in await db.execute(cards)] == [("overdue", "sign")], "due at 15:40"
    await resumed(house, "20 12:00")
    await settled(house)
    async with house.database.transaction(standing_in(house.cast.east)) as db:
        assert await notice_due(db, at=house.now) == 0, "nothing is said twice, nothing before its time"


async def test_a_clock_that_was_overdue_before_is_as_overdue_afterwards(house: House) -> None:
    _, order = await with_bridge(house)
    assert (await due(house, house.cast.east, order))["sign"] == "2 15:40"
    await suspended(house, "2 16:40")
    await settled(house)
    await resumed(house, "9 16:40")
    await settled(house)
    assert (await due(house, house.cast.east, order))["sign"] == "9 15:40", "one hour, as before"


async def test_whoever_acts_before_the_clocks_are_moved_is_judged_by_the_moved_ones(house: House) -> None:
    _, order = await with_bridge(house)
    await suspended(house, "2 15:00")
    await settled(house)
    await resumed(house, "3 15:00")
    _, assignment = await only_assignment(house, "bridge_officer", order)
    async with house.acting("bridge_officer") as (db, actor):
        await taking_on.sign(db, actor, order, assignment.id, version=None, at=moment("3 15:20"))
    await settled(house)
    sign = (await clocks(house, house.cast.east, order))["sign"]
    assert (sign.outcome, (await due(house, house.cast.east, order))["sign"]) == ("met", "3 15:40")
    await figures_agree(house)


async def test_a_pause_that_ends_meanwhile_counts_once(house: House) -> None:
    _, order = await with_bridge(house)
    _, assignment = await only_assignment(house, "bridge_officer", order)
    async with house.acting("bridge_officer") as (db, actor):
        await taking_on.sign(db, actor, order, assignment.id, version=None, at=moment("2 10:00"))
        await pausing.await_caller(
            db, actor, order, assignment.id, question="门牌号是多少？", version=None, at=moment("2 11:30")
        )
    await suspended(house, "3 11:30")
    await settled(house)
    await run_pending(house.database, now=moment("8 08:00"))  # the pause ends by itself
    await resumed(house, "9 11:30")
    await settled(house)
    # The pause gives Monday 11:30 to Thursday 17:30, the suspension from there to the next Monday 11:30: together the
    # five working days that lie between the question and the resumption.
    assert (await due(house, house.cast.east, order))["reply"] == "16 11:30"


async def test_nothing_is_sent_to_a_suspended_government(house: House) -> None:
    opened = await registered(house)
    await act(house, "dispatcher", accept, opened.id)
    through, _ = await through_the_district(house)
    await suspended(house, "3 10:00")
    decision = Dispatch(category_id=house.cast.category(CITY, "路灯"), lead_id=house.cast.units[EAST])
    with pytest.raises(Refused) as refused:
        await act(house, "dispatcher", dispatch, opened.id, decision)
    assert "is suspended" in str(refused.value.fields["lead_id"])
    settled_by = Designation(
        unit_id=house.cast.units[EAST], form="leader", minutes="分管领导指定东湖区主办。"
    )
    with pytest.raises(Refused) as refused:
        await act(house, "duty_head", designate, opened.id, settled_by)
    assert set(refused.value.fields) == {"unit_id"}
    _, assignment = await only_assignment(house, "reviewer", through.id)
    with pytest.raises(Refused, match="suspended"):
        await act(house, "reviewer", reviewing.send_back, through.id, assignment.id, reason="没有说明原因")
    other = Dispatch(category_id=house.cast.category(CITY, "路灯"), lead_id=house.cast.units["C-HOUSING"])
    await act(house, "dispatcher", dispatch, opened.id, other)
    await act(house, "reviewer", reviewing.accept_reply, through.id, assignment.id)
    await resumed(house, "4 10:00")
    another = await registered(house)
    await act(house, "dispatcher", dispatch, another.id, decision)
    assert await order_in_east(house, another.id) is not None


async def test_the_city_hears_of_it_once(house: House) -> None:
    await suspended(house, "3 10:00")
    for _ in range(2):
        await settled(house)
    async with house.database.transaction(standing_in(house.cast.city)) as db:
        told = select(Notice.account_id).where(
            Notice.tenant_id == db.tenant, Notice.kind == "government_suspended"
        )
        assert set((await db.execute(told)).scalars()) == {
            house.cast.actors[login].account_id for login in ("dispatcher", "duty_head")
        }


async def test_who_may_suspend_what_and_only_once(house: House) -> None:
    admin = house.cast.actors["system_admin"]
    for login in ("tenant_admin", "security_officer", "duty_head"):
        with pytest.raises(NotAllowed):
            await suspend(house.database, house.cast.actors[login], EAST, reason="机构改革", at=house.now)
    with pytest.raises(Refused, match="yourself"):
        await suspend(house.database, admin, CITY, reason="机构改革", at=house.now)
    with pytest.raises(Refused) as refused:
        await suspend(house.database, admin, EAST, reason=" ", at=house.now)
    assert set(refused.value.fields) == {"reason"}
    with pytest.raises(Refused, match="not suspended"):
        await resume(house.database, admin, EAST, reason="改革完成", at=house.now)
    assert await standstills(house) == []
    await suspended(house, "3 10:00")
    with pytest.raises(Refused, match="live"):
        await suspend(house.database, admin, EAST, reason="机构改革", at=house.now)
    await resumed(house, "3 11:00")
    with pytest.raises(Refused, match="being moved"):
        await suspend(house.database, admin, EAST, reason="机构改革", at=house.now)
    await settled(house)
    await suspended(house, "3 12:00")
    assert len(await standstills(house)) == 2


async def test_an_outage_within_a_suspension_counts_once(house: House) -> None:
    opened, order = await with_bridge(house)
    await suspended(house, "3 10:00")
    await settled(house)
    house.now = moment("4 15:00")
    admin = house.cast.actors["system_admin"]
    outage = await enter_outage(
        house.database, admin, begin=moment("4 14:00"), end=moment("4 15:00"), reason="机房停电", at=house.now
    )
    await settled(house)
    for tenant, case_id in ((house.cast.city, opened.id), (house.cast.east, order)):
        assert (await clocks(house, tenant, case_id))["reply"].hold == "suspension", "it goes on standing"
    await resumed(house, "5 10:00")
    await settled(house)
    assert (await due(house, house.cast.east, order))["reply"] == "11 11:30"
    await take_back(house.database, admin, outage, reason="日期写错了", at=house.now)
    await settled(house)
    assert (await due(house, house.cast.east, order))["reply"] == "11 11:30", "it stood all the same"
