"""An outage that is entered gives every clock what it lost, once, visibly, and can be taken back."""

import asyncio
import datetime as dt
import uuid
from dataclasses import replace

import pytest
from sqlalchemy import select

from hotline_platform.database.scope import at as standing_in
from hotline_platform.database.session import Db
from hotline_platform.errors import NotAllowed, NotFound, Refused
from hotline_platform.notices.model import Notice
from hotline_tenants.callbacks.calling import Answers, call
from hotline_tenants.callbacks.closing import close
from hotline_tenants.cases.opening import Opened
from hotline_tenants.handling import reviewing, taking_on
from hotline_tenants.handling.dispatching import Dispatch, dispatch
from hotline_tenants.overview.overdue import overdue_by_unit
from hotline_tenants.rulings import pausing, running_on
from hotline_tenants.standstill import settling
from hotline_tenants.standstill.moving import Moved, Standing, move
from hotline_tenants.standstill.outages import enter_outage, take_back
from hotline_tenants.watching.noticing import notice_due
from tests.cases.test_the_main_road import (
    LAMP,
    dispatched_to,
    only_assignment,
    order_in_east,
    registered,
    unit_replies,
)
from tests.cast import EAST
from tests.conftest import House
from tests.ending.leaving import archived, status_of
from tests.standstill.looking import (
    clocks,
    counts,
    due,
    figures_agree,
    moment,
    moved,
    said,
    settled,
    standstills,
)


async def entered(house: House, begin: str, end: str, reason: str = "机房停电") -> uuid.UUID:
    """An outage entered by the system administrator as soon as it is over, or now."""
    house.now = max(house.now, moment(end))
    return await enter_outage(
        house.database, house.cast.actors["system_admin"], begin=moment(begin), end=moment(end),
        reason=reason, at=house.now,
    )  # fmt: skip


async def dispatched(house: House, unit: str = "C-HOUSING") -> Opened:
    """A help demand dispatched on Monday 2026-03-02 at 09:20: to be signed by 15:20, to be answered by 9 March 17:30."""
    opened = await registered(house)
    await dispatched_to(house, opened, unit)
    return opened


async def test_every_running_clock_moves_by_exactly_the_working_time_lost(house: House) -> None:
    opened = await dispatched(house)
    before = await due(house, house.cast.city, opened.id)
    assert (before["sign"], before["reply"]) == ("2 15:20", "9 17:30")
    await entered(house, "2 10:00", "2 11:30")
    assert await settled(house) == 1
    after = await due(house, house.cast.city, opened.id)
    assert (after["sign"], after["reply"]) == ("2 16:50", "10 10:00")
    assert ("outage", "sign", "2 15:20", "2 16:50") in await moved(house, house.cast.city, opened.id)
    case, assignment = await only_assignment(house, "reviewer", opened.id)
    assert {said(one) for one in (assignment.reply_due_at, assignment.due_at, case.due_at) if one} == {
        "10 10:00"
    }
    assert assignment.reply_due_on == dt.date(2026, 3, 10), "the figures ask about the moved day"
    assert (await counts(house))[house.cast.city][:2] == (1, 3)
    await figures_agree(house)


async def test_a_second_look_moves_nothing_again(house: House) -> None:
    opened = await dispatched(house)
    await entered(house, "2 10:00", "2 11:30")
    assert [await settled(house) for _ in range(3)] == [1, 0, 0]
    assert len(await moved(house, house.cast.city, opened.id)) == 3
    assert [one.settled_at is not None for one in await standstills(house)] == [True]


async def test_a_case_that_fails_holds_up_no_other_and_is_moved_at_the_next_look(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = [await dispatched(house) for _ in range(3)]
    await entered(house, "2 10:00", "2 11:30")

    async def failing(db: Db, case_id: uuid.UUID, standing: Standing) -> Moved:
        if case_id == cases[1].id:
            raise OSError("the connection is lost here")
        return await move(db, case_id, standing)

    monkeypatch.setattr(settling, "move", failing)
    with pytest.raises(OSError, match="lost here"):
        await settled(house)
    monkeypatch.setattr(settling, "move", move)
    assert (await counts(house))[house.cast.city][0] == 2
    assert [one.settled_at for one in await standstills(house)] == [None]
    assert await settled(house) == 1
    assert (await counts(house))[house.cast.city][:2] == (3, 9)
    for opened in cases:
        assert len(await moved(house, house.cast.city, opened.id)) == 3


async def test_what_was_lost_at_night_is_no_working_time_but_a_clock_by_the_hour_lost_it(
    house: House,
) -> None:
    opened = await dispatched(house)
    urgent = await registered(house, replace(LAMP, urgency="urgent"))
    await dispatched_to(house, urgent, "C-HOUSING")
    await entered(house, "2 18:00", "3 07:00")
    await settled(house)
    assert (await due(house, house.cast.city, opened.id))["reply"] == "9 17:30"
    assert await moved(house, house.cast.city, opened.id) == []
    # Urgent: 24 hours from Monday 09:40, of which thirteen were lost.
    assert (await due(house, house.cast.city, urgent.id))["reply"] == "3 22:40"


async def test_the_order_below_moves_with_the_citys_moment_and_neither_twice(house: House) -> None:
    opened = await dispatched(house, EAST)
    order = await order_in_east(house, opened.id)
    async with house.acting("east_dispatcher") as (db, actor):
        decision = Dispatch(
            category_id=house.cast.category(EAST, "路灯"), lead_id=house.cast.units["E-BRIDGE"]
        )
        await dispatch(db, actor, order, decision, version=None, at=house.later(minutes=20))
    assert (await due(house, house.cast.east, order))["reply"] == "9 11:30", (
        "four working hours before the city"
    )
    await entered(house, "2 10:00", "2 11:30")
    await settled(house)
    assert (await due(house, house.cast.city, opened.id))["reply"] == "10 10:00"
    assert (await due(house, house.cast.east, order))["reply"] == "9 15:00", "as much as the city's moved"
    for tenant, case_id in ((house.cast.city, opened.id), (house.cast.east, order)):
        assert len([one for one in await moved(house, tenant, case_id) if one[1] == "reply"]) == 1
    await figures_agree(house)


async def test_a_red_card_of_lost_time_falls_and_the_unit_hears_of_it(house: House) -> None:
    opened = await dispatched(house)
    house.now = moment("2 15:30")
    async with house.database.transaction(standing_in(house.cast.city)) as db:
        await notice_due(db, at=house.now)
        unit = house.cast.units["C-HOUSING"]
        assert await overdue_by_unit(db, house.cast.city, [unit], at=house.now) == {unit: 1}
    await entered(house, "2 10:00", "2 11:30")
    await settled(house)
    assert (await due(house, house.cast.city, opened.id))["sign"] == "2 16:50"
    async with house.database.transaction(standing_in(house.cast.city)) as db:
        assert await overdue_by_unit(db, house.cast.city, [unit], at=house.now) == {}
        kinds = select(Notice.kind).where(
            Notice.tenant_id == db.tenant,
            Notice.account_id == house.cast.actors["housing_officer"].account_id,
        )
        assert "card_fell" in (await db.execute(kinds)).scalars().all()
    assert (await counts(house))[house.cast.city][2] == 1
    sign = (await clocks(house, house.cast.city, opened.id))["sign"]
    assert sign.next_at is not None, "it says so again when it is really past"


async def test_a_sign_that_was_late_because_of_the_outage_was_in_time(house: House) -> None:
    opened = await dispatched(house)
    _, assignment = await only_assignment(house, "housing_officer", opened.id)
    async with house.acting("housing_officer") as (db, actor):
        await taking_on.sign(db, actor, opened.id, assignment.id, version=None, at=moment("2 15:30"))
    assert (await clocks(house, house.cast.city, opened.id))["sign"].outcome == "missed"
    await entered(house, "2 10:00", "2 11:30")
    await settled(house)
    assert (await clocks(house, house.cast.city, opened.id))["sign"].outcome == "met"
    _, assignment = await only_assignment(house, "housing_officer", opened.id)
    assert assignment.sign_due_at is not None
    assert said(assignment.sign_due_at) == "2 16:50"
    await figures_agree(house)


async def test_what_was_late_before_the_outage_began_stays_late(house: House) -> None:
    opened = await dispatched(house)
    _, assignment = await only_assignment(house, "housing_officer", opened.id)
    async with house.acting("housing_officer") as (db, actor):
        await taking_on.sign(db, actor, opened.id, assignment.id, version=None, at=moment("2 17:00"))
    await entered(house, "2 15:30", "2 16:30")
    await settled(house)
    assert (await clocks(house, house.cast.city, opened.id))["sign"].outcome == "missed"


async def test_time_in_which_the_caller_was_awaited_is_given_once(house: House) -> None:
    opened = await dispatched(house)
    _, assignment = await only_assignment(house, "housing_officer", opened.id)
    async with house.acting("housing_officer") as (db, actor):
        await taking_on.sign(db, actor, opened.id, assignment.id, version=None, at=moment("2 09:30"))
        await pausing.await_caller(
            db, actor, opened.id, assignment.id, question="门牌号是多少？", version=None, at=moment("2 10:00")
        )
    await entered(house, "2 09:40", "2 11:00")
    await settled(house)
    async with house.acting("housing_officer") as (db, actor):
        await running_on.go_on(db, actor, opened.id, assignment.id, version=None, at=moment("2 11:30"))
    # Lost are twenty minutes before the pause, and the pause gives its hour and a half for itself.
    assert (await due(house, house.cast.city, opened.id))["reply"] == "10 10:20"


async def test_an_outage_that_was_entered_wrongly_is_taken_back(house: House) -> None:
    opened = await dispatched(house)
    _, assignment = await only_assignment(house, "housing_officer", opened.id)
    async with house.acting("housing_officer") as (db, actor):
        await taking_on.sign(db, actor, opened.id, assignment.id, version=None, at=moment("2 15:30"))
    outage = await entered(house, "2 10:00", "2 11:30")
    await settled(house)
    await take_back(
        house.database, house.cast.actors["system_admin"], outage, reason="日期写错了", at=house.now
    )
    assert [await settled(house) for _ in range(2)] == [1, 0]
    assert (await due(house, house.cast.city, opened.id))["reply"] == "9 17:30"
    assert (await clocks(house, house.cast.city, opened.id))["sign"].outcome == "missed"
    assert ("outage", "reply", "10 10:00", "9 17:30") in await moved(house, house.cast.city, opened.id)
    assert (await counts(house))[house.cast.city][3] == 1
    await figures_agree(house)
    with pytest.raises(Refused):
        await take_back(
            house.database, house.cast.actors["system_admin"], outage, reason="再来一次", at=house.now
        )


async def test_an_outage_is_over_not_too_old_and_overlaps_no_other(house: House) -> None:
    admin, database = house.cast.actors["system_admin"], house.database
    house.now = moment("20 12:00")
    await enter_outage(
        database, admin, begin=moment("19 10:00"), end=moment("19 11:00"), reason="机房停电", at=house.now
    )
    wrong = (
        ("20 11:00", "20 13:00", "机房停电", "end"),
        ("20 11:00", "20 10:00", "机房停电", "end"),
        ("19 10:30", "19 12:00", "机房停电", "begin"),
        ("20 10:00", "20 11:00", "停", "reason"),
    )
    for begin, end, reason, field in wrong:
        with pytest.raises(Refused) as refused:
            await enter_outage(
                database, admin, begin=moment(begin), end=moment(end), reason=reason, at=house.now
            )
        assert set(refused.value.fields) == {field}
    with pytest.raises(Refused) as refused:
        await enter_outage(
            database, admin, begin=moment("2 10:00"), end=moment("2 11:00"), reason="机房停电",
            at=house.now + dt.timedelta(days=20),
        )  # fmt: skip
    assert set(refused.value.fields) == {"begin"}
    for login in ("tenant_admin", "security_officer", "duty_head"):
        with pytest.raises(NotAllowed):
            await enter_outage(
                database, house.cast.actors[login], begin=moment("20 10:00"), end=moment("20 11:00"),
                reason="机房停电", at=house.now,
            )  # fmt: skip
    with pytest.raises(NotFound):
        await take_back(database, admin, house.cast.units["C-HOUSING"], reason="写错了日期", at=house.now)
    assert len(await standstills(house)) == 1


async def test_two_who_enter_the_same_outage_at_once_enter_it_once(house: House) -> None:
    house.now = moment("3 12:00")

    async def enter() -> bool:
        try:
            await entered(house, "2 10:00", "2 11:30")
        except Refused:
            return False
        return True

    assert sorted(await asyncio.gather(enter(), enter())) == [False, True]


async def test_a_reply_that_waits_for_its_review_is_given_the_time_when_it_was_in_time(house: House) -> None:
    opened = await dispatched(house)
    await unit_replies(house, "housing_officer", "housing_leader", opened.id)
    assert said(house.now) == "2 12:30"
    await entered(house, "2 14:00", "2 15:00")
    await settled(house)
    after = await due(house, house.cast.city, opened.id)
    assert (after["reply"], after["review"]) == ("10 09:30", "3 10:00")


async def test_what_a_government_that_has_ended_left_behind_moves_no_more(house: House) -> None:
    opened = await dispatched(house, EAST)
    order = await order_in_east(house, opened.id)
    async with house.acting("east_dispatcher") as (db, actor):
        category, lead = house.cast.category(EAST, "路灯"), house.cast.units["E-BRIDGE"]
        decision = Dispatch(category_id=category, lead_id=lead)
        await dispatch(db, actor, order, decision, version=None, at=house.later(minutes=20))
    house.now = moment("2 16:00")
    await unit_replies(house, "bridge_officer", "bridge_leader", order)
    for role, case_id in (("east_reviewer", order), ("reviewer", opened.id)):
        _, assignment = await only_assignment(house, role, case_id)
        async with house.acting(role) as (db, actor):
            at = house.later(minutes=10)
            await reviewing.accept_reply(db, actor, case_id, assignment.id, version=None, at=at)
    async with house.acting("callback_officer") as (db, actor):
        answers = Answers(contacted=True, unit_contacted=True, solved="yes", satisfied="very")
        await call(db, actor, opened.id, answers, version=None, at=house.later(hours=1))
        await close(db, actor, opened.id, version=None, at=house.now)
    before = (await clocks(house, house.cast.east, order))["sign"]
    assert before.outcome == "missed", "signed after 15:40"
    await archived(house)
    assert await status_of(house) == "archived"
    await entered(house, "2 10:00", "2 11:30")
    assert await settled(house) == 1
    after = (await clocks(house, house.cast.east, order))["sign"]
    assert (after.due_at, after.outcome) == (before.due_at, "missed")
    assert await moved(house, house.cast.east, order) == []
    assert set(await counts(house)) <= {house.cast.city}
