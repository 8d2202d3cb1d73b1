"""Designation, calling in, referral upwards, withdrawal, objection."""

import datetime as dt
import uuid

import pytest
from sqlalchemy import text

from hotline_platform.errors import NotAllowed, Refused
from hotline_tenants.callbacks import objecting
from hotline_tenants.callbacks.calling import Answers, call
from hotline_tenants.callbacks.closing import close
from hotline_tenants.callbacks.withdrawing import withdraw
from hotline_tenants.cases.model import Assignment, Case
from hotline_tenants.cases.opening import Opened
from hotline_tenants.handling import reviewing
from hotline_tenants.handling.dispatching import Dispatch, dispatch
from hotline_tenants.intake.registering import register
from hotline_tenants.network.catalogue import add_entry
from hotline_tenants.network.units import unit_tree
from hotline_tenants.rulings.calling_in import call_in
from hotline_tenants.rulings.designating import Designation, designate
from hotline_tenants.rulings.model import Ruling
from tests.cases.test_the_main_road import LAMP, only_assignment, through_the_district, unit_replies
from tests.cast import CITY, EAST
from tests.conftest import House
from tests.rulings.steps import act, handled_by_housing, order_with_bridge, seen

_NEWEST = text("SELECT id FROM cases WHERE tenant_id = :tenant ORDER BY id DESC LIMIT 1")
REACHED = Answers(contacted=True, unit_contacted=True, solved="yes", satisfied="satisfied")


async def closed_through_the_district(house: House) -> tuple[Opened, uuid.UUID]:
    opened, order = await through_the_district(house)
    _, assignment = await only_assignment(house, "reviewer", opened.id)
    house.later(hours=1)
    await act(house, "reviewer", reviewing.accept_reply, opened.id, assignment.id)
    await act(house, "callback_officer", call, opened.id, REACHED)
    await act(house, "callback_officer", close, opened.id)
    return opened, order


async def test_a_joint_meeting_fixes_the_lead_for_good(house: House) -> None:
    opened, _ = await handled_by_housing(house)
    water, housing = house.cast.units["C-WATER"], house.cast.units["C-HOUSING"]
    given = Designation(
        unit_id=water, form="meeting", minutes="会议商定由水务集团主办。", units=(water, housing)
    )
    with pytest.raises(NotAllowed):
        await act(house, "dispatcher", designate, opened.id, given)
    await act(house, "duty_head", designate, opened.id, given)
    case, assignments, _ = await seen(house, "dispatcher", opened.id)
    assert (case.state, case.lead_unit_id) == ("dispatched", water)
    assert [one.state for one in assignments] == ["void", "dispatched"]
    assert assignments[-1].final


async def test_a_street_calls_a_department_in_and_it_gets_a_clock(house: House) -> None:
    _, order, assignment = await order_with_bridge(house)
    bureau = house.cast.units["E-ORDER"]
    await act(house, "bridge_officer", call_in, order, assignment, unit_id=bureau, reason="需要执法部门到场")
    _, assignments, _ = await seen(house, "east_dispatcher", order)
    called = assignments[-1]
    assert (called.unit_id, called.lead, called.state) == (bureau, False, "dispatched")
    assert called.reply_due_at is not None
    opened, own = await handled_by_housing(house)
    with pytest.raises(Refused, match="Streets"):
        await act(
            house,
            "housing_officer",
            call_in,
            opened.id,
            own,
            unit_id=house.cast.units["C-WATER"],
            reason="请求协助",
        )


async def test_a_departments_duty_is_not_dispatched_to_a_street(house: House) -> None:
    category = house.cast.category(EAST, "路灯")
    async with house.acting("east_dispatcher") as (db, actor):
        add_entry(
            db, category_id=category, area_id=None, unit_id=house.cast.units["E-ORDER"], basis_zh="《职责清单》",
            basis_en="Duty list", effective_from=dt.date(2020, 1, 1),
        )  # fmt: skip
    async with house.acting("east_operator") as (db, actor):
        opened = await register(db, actor, LAMP, at=house.now)
    for unit, passes in (("E-BRIDGE", False), ("E-ORDER", True)):
        decision = Dispatch(category_id=category, lead_id=house.cast.units[unit])
        if passes:
            await act(house, "east_dispatcher", dispatch, opened.id, decision)
        else:
            with pytest.raises(Refused) as refused:
                await act(house, "east_dispatcher", dispatch, opened.id, decision)
            assert "lead_id" in refused.value.fields


async def test_a_district_refers_up_and_the_city_hands_on_to_another_district_and_the_caller_stays(
    house: House,
) -> None:
    async with house.acting("east_operator") as (db, actor):
        opened = await register(db, actor, LAMP, at=house.now)
        city = next(unit for unit in await unit_tree(db) if unit.kind == "superior")
    decision = Dispatch(category_id=house.cast.category(EAST, "路灯"), lead_id=city.id)
    await act(house, "east_dispatcher", dispatch, opened.id, decision)
    case, (above,), _ = await seen(house, "east_dispatcher", opened.id)
    order, _, _ = await newest(house, "dispatcher")
    assert (order.superior_number, order.state) == (case.number, "registered")
    west = Dispatch(category_id=house.cast.category(CITY, "路灯"), lead_id=house.cast.units["990121"])
    await act(house, "dispatcher", dispatch, order.id, west)
    third, _, _ = await newest(house, "west_dispatcher")
    stone = Dispatch(category_id=house.cast.category("990121", "路灯"), lead_id=house.cast.units["W-STONE"])
    await act(house, "west_dispatcher", dispatch, third.id, stone)
    await unit_replies(house, "stone_officer", "stone_leader", third.id)
    for login, case_id in (("west_reviewer", third.id), ("reviewer", order.id), ("east_reviewer", opened.id)):
        _, assignment = await only_assignment(house, login, case_id)
        house.later(minutes=5)
        await act(house, login, reviewing.accept_reply, case_id, assignment.id)
    for login, case_id in (("callback_officer", order.id), ("east_callback", opened.id)):
        if case_id == order.id:
            with pytest.raises(Refused, match="took the call"):
                await act(house, login, call, case_id, REACHED)
        else:
            await act(house, login, call, case_id, REACHED)
            await act(house, login, close, case_id)
    states = [(await seen(house, login, one))[0].state for login, one in (
        ("east_dispatcher", opened.id), ("dispatcher", order.id), ("west_dispatcher", third.id),
    )]  # fmt: skip
    assert states == ["closed", "closed", "closed"]
    assert above.governs_tenant_id == house.cast.city


async def test_the_caller_withdraws_and_nothing_is_left_open_on_either_side(house: House) -> None:
    opened, order, _ = await order_with_bridge(house)
    with pytest.raises(Refused):
        await act(house, "callback_officer", withdraw, opened.id, reason="已经修好了", confirmed=False)
    with pytest.raises(NotAllowed):
        await act(house, "dispatcher", withdraw, opened.id, reason="已经修好了", confirmed=True)
    await act(house, "callback_officer", withdraw, opened.id, reason="已经修好了", confirmed=True)
    above, (one,), _ = await seen(house, "dispatcher", opened.id)
    below, (two,), _ = await seen(house, "east_dispatcher", order)
    assert (above.state, one.state, below.state, two.state) == (
        "withdrawn",
        "withdrawn",
        "closed",
        "withdrawn",
    )
    assert below.ending == "withdrawn"


async def test_an_objection_upheld_means_rework_down_to_the_street_and_a_false_closing_mark(
    house: House,
) -> None:
    opened, order = await closed_through_the_district(house)
    house.later(days=3)
    await act(house, "callback_officer", objecting.object_to, opened.id, reason="路灯根本没有修")
    with pytest.raises(Refused, match="already"):
        await act(house, "callback_officer", objecting.object_to, opened.id, reason="路灯根本没有修")
    with pytest.raises(NotAllowed):
        await act(house, "dispatcher", objecting.decide, opened.id, upheld=True, ruling="属实")
    await act(house, "duty_head", objecting.decide, opened.id, upheld=True, ruling="现场核实，未修复。")
    above, upper, _ = await seen(house, "dispatcher", opened.id)
    below, lower, _ = await seen(house, "east_dispatcher", order)
    assert (above.state, above.closed_at, below.state) == ("dispatched", None, "dispatched")
    assert upper[0].false_closed_on is not None
    assert [one.situation for one in (upper[-1], lower[-1])] == ["rework", "rework"]


async def test_an_objection_rejected_leaves_the_case_closed_and_one_too_late_is_not_taken(
    house: House,
) -> None:
    opened, _ = await closed_through_the_district(house)
    house.later(days=1)
    await act(house, "callback_officer", objecting.object_to, opened.id, reason="答复说得不清楚")
    await act(house, "duty_head", objecting.decide, opened.id, upheld=False, ruling="已按规定办结。")
    case, _, _ = await seen(house, "dispatcher", opened.id)
    assert (case.state, case.due_at) == ("closed", None)
    late, _ = await closed_through_the_district(house)
    house.later(days=31)
    with pytest.raises(Refused, match="30 days"):
        await act(house, "callback_officer", objecting.object_to, late.id, reason="路灯根本没有修")


async def newest(house: House, login: str) -> tuple[Case, list[Assignment], list[Ruling]]:
    """The case that was opened last where this person stands."""
    async with house.acting(login) as (db, _):
        found = (await db.execute(_NEWEST, {"tenant": db.tenant})).scalar_one()
    return await seen(house, login, found)
