"""A small world that was lived through: the city and two districts, every kind of end, something overdue."""

import datetime as dt
import uuid

from hotline_tenants.callbacks import objecting
from hotline_tenants.callbacks.calling import Answers, call
from hotline_tenants.callbacks.closing import close
from hotline_tenants.callbacks.reworking import rework
from hotline_tenants.cases.opening import Demand, Opened
from hotline_tenants.handling import reviewing
from hotline_tenants.handling.dispatching import Dispatch, dispatch, reclassify
from hotline_tenants.intake import settling
from hotline_tenants.intake.registering import register
from hotline_tenants.rulings import returning
from tests.cases.test_the_main_road import (
    dispatched_to,
    only_assignment,
    registered,
    through_the_district,
    unit_replies,
)
from tests.cast import CITY, EAST, MONDAY, WEST
from tests.conftest import House

MARCH = (dt.date(2026, 3, 1), dt.date(2026, 3, 31))
INQUIRY = Demand(title="公交几点收车", body="想问 12 路末班车时间。", type="inquiry", channel="web")


async def live_through(house: House) -> None:
    """From Monday, 2 March 2026, on. At its end `house.now` lies some days later."""
    await closed_in_the_city(house, solved="yes", satisfied="very")
    await _reworked_in_the_east(house)
    await _settled(house)
    await _returned(house)
    await _objected(house)
    house.now = MONDAY + dt.timedelta(days=1)
    await dispatched_to(house, await registered(house), EAST)  # never signed
    await dispatched_to(house, await registered(house), WEST)
    await _own_case_of_the_east(house)
    house.now = MONDAY + dt.timedelta(days=2)
    opened, _ = await through_the_district(house)
    await accepted_and_asked(house, opened, solved="partly", satisfied="neutral")
    house.now = MONDAY + dt.timedelta(days=20)


async def settled_by(house: House, opened: Opened) -> None:
    """Answer a case directly: it closes at once."""
    async with house.acting("operator") as (db, actor):
        await settling.answer(
            db, actor, opened.id, answer="末班车 22:30。", version=None, at=house.later(minutes=3)
        )


async def closed_in_the_city(house: House, *, solved: str, satisfied: str) -> None:
    opened = await registered(house)
    await dispatched_to(house, opened, "C-HOUSING")
    await unit_replies(house, "housing_officer", "housing_leader", opened.id)
    await accepted_and_asked(house, opened, solved=solved, satisfied=satisfied)
    async with house.acting("callback_officer") as (db, actor):
        await close(db, actor, opened.id, version=None, at=house.now)


async def _reworked_in_the_east(house: House) -> None:
    opened, order = await through_the_district(house)
    await accepted_and_asked(house, opened, solved="no", satisfied="dissatisfied", unit_contacted=False)
    async with house.acting("callback_officer") as (db, actor):
        await rework(db, actor, opened.id, reason="灯又灭了", version=None, at=house.now)
    house.later(days=5)  # the rework comes too late
    await unit_replies(house, "bridge_officer", "bridge_leader", order)
    _, renewed = await only_assignment(house, "east_reviewer", order)
    async with house.acting("east_reviewer") as (db, actor):
        await reviewing.accept_reply(db, actor, order, renewed.id, version=None, at=house.later(minutes=10))
    await accepted_and_asked(house, opened, solved="yes", satisfied="satisfied")
    async with house.acting("callback_officer") as (db, actor):
        await close(db, actor, opened.id, version=None, at=house.now)


async def _objected(house: House) -> None:
    opened = await registered(house)
    await dispatched_to(house, opened, "C-HOUSING")
    await unit_replies(house, "housing_officer", "housing_leader", opened.id)
    await accepted_and_asked(house, opened, solved="yes", satisfied="satisfied")
    async with house.acting("callback_officer") as (db, actor):
        await close(db, actor, opened.id, version=None, at=house.now)
    async with house.acting("callback_officer") as (db, actor):
        await objecting.object_to(
            db, actor, opened.id, reason="路灯没有修好", version=None, at=house.later(days=1)
        )
    async with house.acting("duty_head") as (db, actor):
        await objecting.decide(
            db, actor, opened.id, upheld=True, ruling="现场属实", version=None, at=house.now
        )


async def _returned(house: House) -> None:
    opened = await registered(house)
    await dispatched_to(house, opened, "C-HOUSING")
    _, assignment = await only_assignment(house, "housing_officer", opened.id)
    this = (opened.id, assignment.id)
    async with house.acting("housing_officer") as (db, actor):
        await returning.ask(
            db,
            actor,
            *this,
            reason="other_duty",
            evidence="路灯由供电公司按职责清单维护。",
            version=None,
            at=house.now,
        )
    async with house.acting("dispatcher") as (db, actor):
        await returning.rule(
            db, actor, *this, granted=True, ruling="同意退单", version=None, at=house.later(hours=1)
        )


async def _settled(house: House) -> None:
    await settled_by(house, await registered(house, INQUIRY))
    opened = await registered(house, INQUIRY)
    async with house.acting("operator") as (db, actor):
        await settling.not_accept(
            db, actor, opened.id, reason="court", guidance="请向人民法院提出。", version=None, at=house.now
        )
    opened = await registered(house, INQUIRY)
    async with house.acting("dispatcher") as (db, actor):
        await reclassify(
            db, actor, opened.id, category_id=house.cast.category(CITY, "供水"), case_type="help",
            urgency="general", version=None, at=house.now,
        )  # fmt: skip
    opened = await registered(house)
    await dispatched_to(house, opened, "C-WATER")
    await unit_replies(house, "water_officer", "water_leader", opened.id)
    _, assignment = await only_assignment(house, "reviewer", opened.id)
    async with house.acting("reviewer") as (db, actor):
        await reviewing.accept_reply(
            db, actor, opened.id, assignment.id, version=None, at=house.later(hours=1)
        )
    for _ in range(3):  # nobody picks up, on two days
        async with house.acting("callback_officer") as (db, actor):
            await call(db, actor, opened.id, Answers(contacted=False), version=None, at=house.later(hours=12))
    async with house.acting("callback_officer") as (db, actor):
        await close(db, actor, opened.id, version=None, at=house.now)


async def _own_case_of_the_east(house: House) -> None:
    async with house.acting("east_operator") as (db, actor):
        opened = await register(db, actor, INQUIRY, at=house.now)
    async with house.acting("east_dispatcher") as (db, actor):
        decision = Dispatch(
            category_id=house.cast.category(EAST, "路灯"), lead_id=house.cast.units["E-WILLOW"],
            co_ids=[house.cast.units["E-ORDER"]],
        )  # fmt: skip
        await dispatch(db, actor, opened.id, decision, version=None, at=house.later(minutes=5))


async def accepted_and_asked(
    house: House, opened: Opened, *, solved: str, satisfied: str, unit_contacted: bool = True
) -> uuid.UUID:
    _, assignment = await only_assignment(house, "reviewer", opened.id)
    async with house.acting("reviewer") as (db, actor):
        await reviewing.accept_reply(
            db, actor, opened.id, assignment.id, version=None, at=house.later(hours=1)
        )
    async with house.acting("callback_officer") as (db, actor):
        answers = Answers(contacted=True, unit_contacted=unit_contacted, solved=solved, satisfied=satisfied)
        await call(db, actor, opened.id, answers, version=None, at=house.later(hours=1))
    return opened.id
