"""The main road of a case, through the verbs, with its referral to a district."""

import uuid

from sqlalchemy import func, select

from hotline_tenants.callbacks.calling import Answers, call
from hotline_tenants.callbacks.closing import close
from hotline_tenants.callbacks.reworking import rework
from hotline_tenants.cases.model import Assignment, Case, CaseEvent
from hotline_tenants.cases.opening import Demand, Opened
from hotline_tenants.cases.reaching import assignments_of, case_for
from hotline_tenants.handling import replying, reviewing, taking_on
from hotline_tenants.handling.dispatching import Dispatch, dispatch
from hotline_tenants.intake.registering import register
from hotline_tenants.referrals.model import Referral
from tests.cast import CITY, EAST
from tests.conftest import House

LAMP = Demand(
    title="路灯不亮", body="花桥路 12 号门前的路灯三天没有亮。", type="help", channel="phone",
    caller_name="林小满", caller_phone="138 0000 1234", place="花桥路 12 号",
)  # fmt: skip


async def registered(house: House, demand: Demand = LAMP) -> Opened:
    async with house.acting("operator") as (db, actor):
        return await register(db, actor, demand, at=house.now)


async def dispatched_to(house: House, opened: Opened, unit: str) -> None:
    async with house.acting("dispatcher") as (db, actor):
        decision = Dispatch(category_id=house.cast.category(CITY, "路灯"), lead_id=house.cast.units[unit])
        await dispatch(db, actor, opened.id, decision, version=None, at=house.later(minutes=20))


async def only_assignment(house: House, login: str, case_id: uuid.UUID) -> tuple[Case, Assignment]:
    async with house.acting(login) as (db, actor):
        case = await case_for(db, actor, case_id)
        return case, (await assignments_of(db, case))[-1]


async def unit_replies(house: House, officer: str, leader: str, case_id: uuid.UUID) -> None:
    _, assignment = await only_assignment(house, officer, case_id)
    async with house.acting(officer) as (db, actor):
        await taking_on.sign(db, actor, case_id, assignment.id, version=None, at=house.later(minutes=30))
    async with house.acting(officer) as (db, actor):
        await taking_on.contact(
            db, actor, case_id, assignment.id, note="已电话联系", version=None, at=house.later(minutes=30)
        )
    async with house.acting(officer) as (db, actor):
        await replying.reply(
            db, actor, case_id, assignment.id, inner="已更换灯泡，附照片。", public="您好，路灯已经修复，请您放心。",
            version=None, at=house.later(hours=2),
        )  # fmt: skip
    async with house.acting(leader) as (db, actor):
        await replying.sign_off(db, actor, case_id, assignment.id, version=None, at=house.later(minutes=10))


async def order_in_east(house: House, case_id: uuid.UUID) -> uuid.UUID:
    async with house.acting("dispatcher") as (db, _):
        link = (
            (
                await db.execute(
                    select(Referral).where(Referral.tenant_id == db.tenant, Referral.case_id == case_id)
                )
            )
            .scalars()
            .one()
        )
    return link.other_case_id


async def through_the_district(house: House) -> tuple[Opened, uuid.UUID]:
    opened = await registered(house)
    await dispatched_to(house, opened, EAST)
    order = await order_in_east(house, opened.id)
    async with house.acting("east_dispatcher") as (db, actor):
        decision = Dispatch(
            category_id=house.cast.category(EAST, "路灯"), lead_id=house.cast.units["E-BRIDGE"]
        )
        await dispatch(db, actor, order, decision, version=None, at=house.later(minutes=20))
    await unit_replies(house, "bridge_officer", "bridge_leader", order)
    _, assignment = await only_assignment(house, "east_reviewer", order)
    async with house.acting("east_reviewer") as (db, actor):
        await reviewing.accept_reply(
            db, actor, order, assignment.id, version=None, at=house.later(minutes=10)
        )
    return opened, order


async def test_a_unit_of_the_city_handles_a_case_to_its_closing(house: House) -> None:
    opened = await registered(house)
    await dispatched_to(house, opened, "C-HOUSING")
    await unit_replies(house, "housing_officer", "housing_leader", opened.id)
    case, assignment = await only_assignment(house, "reviewer", opened.id)
    assert (case.state, assignment.state) == ("replied", "replied")
    async with house.acting("reviewer") as (db, actor):
        await reviewing.accept_reply(db, actor, case.id, assignment.id, version=None, at=house.later(hours=1))
    async with house.acting("callback_officer") as (db, actor):
        answers = Answers(contacted=True, unit_contacted=True, solved="yes", satisfied="very")
        await call(db, actor, case.id, answers, version=None, at=house.later(hours=1))
        await close(db, actor, case.id, version=None, at=house.now)
    case, _ = await only_assignment(house, "dispatcher", opened.id)
    assert (case.state, case.ending) == ("closed", "called_back")


async def test_a_districts_answer_comes_back_as_the_answer_to_the_citys_assignment(house: House) -> None:
    opened, order = await through_the_district(house)
    case, assignment = await only_assignment(house, "reviewer", opened.id)
    assert (case.state, assignment.state) == ("replied", "replied")
    assert assignment.replied_at == house.now
    district, _ = await only_assignment(house, "east_reviewer", order)
    assert district.state == "reviewed"
    assert district.superior_number == opened.number


async def test_rework_travels_down_to_the_street_that_handled_the_order(house: House) -> None:
    opened, order = await through_the_district(house)
    _, assignment = await only_assignment(house, "reviewer", opened.id)
    async with house.acting("reviewer") as (db, actor):
        await reviewing.accept_reply(
            db, actor, opened.id, assignment.id, version=None, at=house.later(hours=1)
        )
    async with house.acting("callback_officer") as (db, actor):
        answers = Answers(contacted=True, solved="no", satisfied="dissatisfied")
        await call(db, actor, opened.id, answers, version=None, at=house.later(hours=1))
        await rework(db, actor, opened.id, reason="灯又灭了", version=None, at=house.now)
    district, renewed = await only_assignment(house, "bridge_officer", order)
    assert (district.state, renewed.state, renewed.situation) == ("dispatched", "dispatched", "rework")
    await unit_replies(house, "bridge_officer", "bridge_leader", order)
    async with house.acting("east_reviewer") as (db, actor):
        await reviewing.accept_reply(db, actor, order, renewed.id, version=None, at=house.later(minutes=10))
    case, assignment = await only_assignment(house, "reviewer", opened.id)
    assert (case.state, assignment.state, assignment.round) == ("replied", "replied", 1)


async def test_a_reply_sent_back_by_the_city_reopens_the_districts_work(house: House) -> None:
    opened, order = await through_the_district(house)
    _, assignment = await only_assignment(house, "reviewer", opened.id)
    async with house.acting("reviewer") as (db, actor):
        await reviewing.send_back(
            db, actor, opened.id, assignment.id, reason="没有说明原因", version=None, at=house.later(hours=1)
        )
    district, own = await only_assignment(house, "bridge_officer", order)
    case, assignment = await only_assignment(house, "reviewer", opened.id)
    assert {district.state, own.state, case.state, assignment.state} == {"handling"}


async def test_closing_in_the_city_ends_the_districts_order(house: House) -> None:
    opened, order = await through_the_district(house)
    _, assignment = await only_assignment(house, "reviewer", opened.id)
    async with house.acting("reviewer") as (db, actor):
        await reviewing.accept_reply(
            db, actor, opened.id, assignment.id, version=None, at=house.later(hours=1)
        )
    async with house.acting("callback_officer") as (db, actor):
        answers = Answers(contacted=True, solved="yes", satisfied="satisfied")
        await call(db, actor, opened.id, answers, version=None, at=house.later(hours=1))
        await close(db, actor, opened.id, version=None, at=house.now)
    district, _ = await only_assignment(house, "east_dispatcher", order)
    assert (district.state, district.ending) == ("closed", "answered_upwards")
    async with house.acting("east_dispatcher") as (db, _):
        events = (
            await db.execute(
                select(func.count()).select_from(CaseEvent).where(CaseEvent.tenant_id == db.tenant)
            )
        ).scalar_one()
    assert events == district.events
