"""Signals are counted with the month: what is alike, late by minutes, extended, withdrawn, quickly asked, pressed, left out."""

import datetime as dt
import uuid

from sqlalchemy import select

from hotline_tenants.callbacks.calling import Answers, call
from hotline_tenants.callbacks.withdrawing import withdraw
from hotline_tenants.cases.model import Assignment, Reply
from hotline_tenants.evaluation.model import SignalledCase
from hotline_tenants.evaluation.reckoning import reckon
from hotline_tenants.evaluation.signals import signals_of
from hotline_tenants.figures.intervals import Rate
from hotline_tenants.handling import reviewing
from tests.cases.test_the_main_road import dispatched_to, only_assignment, registered, unit_replies
from tests.cast import EAST
from tests.conftest import House
from tests.evaluation.test_excluding import asked_for, granted
from tests.evaluation.test_publishing import MARCH, drawn_up

ALIKE = (
    "路灯已经修复，3月2日晚间亮灯。",
    "路灯已经修复，3月3日晚间亮灯！",
    "路灯 已经修复, 3 月 4 日晚间亮灯",
    "水管接头已经换好，请您查看。",
)


async def test_answers_that_differ_in_signs_and_digits_only_are_alike_from_the_third_on(house: House) -> None:
    for _ in ALIKE:
        await answered(house)
    async with house.acting("duty_head") as (db, _):
        replies = list(await db.scalars(select(Reply).where(Reply.tenant_id == db.tenant).order_by(Reply.id)))
        for reply, words in zip(replies, ALIKE, strict=True):
            reply.public = words
        await reckon(db, MARCH, at=house.now)
        assert (await signals_of(db, MARCH))[house.cast.units["C-HOUSING"]]["identical"] == Rate(3, 4)
        alike = await db.scalars(
            select(SignalledCase.assignment_id).where(
                SignalledCase.tenant_id == db.tenant, SignalledCase.signal == "identical"
            )
        )
        assert set(alike) == {reply.assignment_id for reply in replies[:3]}
        replies[2].public = "路灯已经修复，电缆也换了，请您查看。"
        await reckon(db, MARCH, at=house.now)
        assert (await signals_of(db, MARCH))[house.cast.units["C-HOUSING"]]["identical"] == Rate(0, 4)


async def test_an_answer_minutes_before_its_limit_and_a_moved_limit_are_seen(house: House) -> None:
    for _ in range(3):
        await answered(house)
    async with house.acting("duty_head") as (db, _):
        rows = await db.scalars(
            select(Assignment).where(Assignment.tenant_id == db.tenant).order_by(Assignment.id)
        )
        first, second, third = rows
        assert first.replied_at is not None
        assert second.replied_at is not None
        assert third.reply_due_at is not None
        first.reply_due_at = first.reply_extended_at = first.replied_at + dt.timedelta(minutes=29)
        second.reply_due_at = second.reply_extended_at = second.replied_at + dt.timedelta(minutes=31)
        third.reply_extended_at = third.reply_due_at + dt.timedelta(days=1)
        await reckon(db, MARCH, at=house.now)
    found = await seen(house)
    assert (found["last_minute"], found["extended"]) == (Rate(1, 3), Rate(1, 3))


async def test_a_demand_that_its_caller_takes_back_is_seen_at_the_unit(house: House) -> None:
    await answered(house)
    opened = await registered(house)
    await dispatched_to(house, opened, "C-HOUSING")
    async with house.acting("callback_officer") as (db, actor):
        await withdraw(
            db, actor, opened.id, reason="诉求人电话要求撤回", confirmed=True, version=None, at=house.now
        )
    assert (await reckoned(house))["withdrawn"] == Rate(1, 2)


async def test_calls_in_quick_succession_and_callers_who_were_pressed_are_seen(house: House) -> None:
    cases = [await answered(house) for _ in range(3)]
    answers = Answers(contacted=True, solved="yes", satisfied="very")
    calm, pressed = (
        Answers(**{**vars(answers), "pressured": False}),
        Answers(**{**vars(answers), "pressured": True}),
    )
    moments = (dt.timedelta(), dt.timedelta(seconds=59), dt.timedelta(seconds=119))
    for case_id, given, after in zip(cases, (answers, calm, pressed), moments, strict=True):
        async with house.acting("callback_officer") as (db, actor):
            await call(db, actor, case_id, given, version=None, at=house.now + after)
    found = await reckoned(house)
    assert found["quick_callback"] == Rate(1, 3), "59 seconds are too quick, 60 are not"
    assert found["pressured"] == Rate(1, 2), "of those who were asked"


async def test_what_is_left_out_is_a_signal_as_well(house: House) -> None:
    await drawn_up(house)
    await granted(house, await asked_for(house))
    async with house.acting("duty_head") as (db, _):
        found = await signals_of(db, MARCH)
        assert found[house.cast.units[EAST]]["excluded"] == Rate(3, 4)


async def test_reckoning_again_puts_nothing_twice(house: House) -> None:
    await answered(house)
    first = await reckoned(house)
    assert first == await reckoned(house)
    assert first["last_minute"] == Rate(0, 1)
    async with house.acting("east_head") as (db, _):
        assert await signals_of(db, MARCH) == {}, "the city's signals are the city's"


async def answered(house: House) -> uuid.UUID:
    """A case of the housing bureau, answered and accepted."""
    opened = await registered(house)
    await dispatched_to(house, opened, "C-HOUSING")
    await unit_replies(house, "housing_officer", "housing_leader", opened.id)
    _, assignment = await only_assignment(house, "reviewer", opened.id)
    async with house.acting("reviewer") as (db, actor):
        await reviewing.accept_reply(
            db, actor, opened.id, assignment.id, version=None, at=house.later(hours=1)
        )
    return opened.id


async def reckoned(house: House) -> dict[str, Rate]:
    async with house.acting("duty_head") as (db, _):
        await reckon(db, MARCH, at=house.now)
    return await seen(house)


async def seen(house: House) -> dict[str, Rate]:
    """The signals of the housing bureau."""
    async with house.acting("duty_head") as (db, _):
        return dict((await signals_of(db, MARCH)).get(house.cast.units["C-HOUSING"], {}))
