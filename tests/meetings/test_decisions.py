"""Decisions are followed until they are done: reported by the unit or the district, confirmed by the office, told when late."""

import asyncio
import datetime as dt

import psycopg
import pytest
from sqlalchemy import select

from hotline_platform.errors import NotAllowed, NotFound, Refused
from hotline_tenants.meetings import following
from hotline_tenants.meetings.model import InvitedMeeting
from hotline_tenants.meetings.watching import watch
from tests.conftest import House
from tests.meetings.desk import called, decision, does, faults, furnished, minuted, seen
from tests.meetings.test_meeting import told

REPORT = "管线已于本日更换完毕，现场已恢复。"


@pytest.fixture
async def desk(house: House) -> House:
    return await furnished(house)


async def test_a_unit_reports_the_office_sends_back_and_confirms_and_the_meeting_is_over(desk: House) -> None:
    meeting_id = await called(desk)
    ids = (meeting_id, await minuted(desk, meeting_id))
    with pytest.raises(NotFound):
        await does(desk, "housing_leader", following.report, *ids, report=REPORT)
    with pytest.raises(Refused):
        await does(desk, "water_leader", following.report, *ids, report="好")
    await does(desk, "water_leader", following.report, *ids, report=REPORT)
    assert (await told(desk, "supervisor"))[-1] == "decision_reported"
    with pytest.raises(NotAllowed):
        await does(desk, "water_leader", following.confirm, *ids)
    await does(desk, "duty_head", following.send_back, *ids, reason="请附现场照片说明")
    assert (await told(desk, "water_leader"))[-1] == "decision_sent_back"
    await does(desk, "water_leader", following.report, *ids, report=REPORT)
    assert (await seen(desk, meeting_id)).state == "minuted"
    await does(desk, "supervisor", following.confirm, *ids)
    assert (await seen(desk, meeting_id)).state == "closed"
    with pytest.raises(Refused):
        await does(desk, "supervisor", following.confirm, *ids)
    assert await faults(desk) == []


async def test_a_district_reports_from_its_own_house_and_only_on_what_is_its_own(desk: House) -> None:
    meeting_id = await called(desk)
    decision_id = await minuted(desk, meeting_id, "990101")
    async with desk.acting("east_head") as (db, _):
        wanted = select(InvitedMeeting.id).where(InvitedMeeting.tenant_id == db.tenant)
        invited_id = (await db.scalars(wanted)).one()

    async def reports(login: str) -> None:
        async with desk.acting(login) as (db, actor):
            await following.report_from_below(
                db, actor, invited_id, decision_id, report=REPORT, at=desk.later(minutes=1)
            )

    for stranger in ("east_leader", "bridge_leader", "west_dispatcher", "supervisor"):
        with pytest.raises((NotAllowed, NotFound)):
            await reports(stranger)
    found = await asyncio.gather(reports("east_head"), reports("east_supervisor"), return_exceptions=True)
    assert sorted(type(one).__name__ for one in found) == ["NoneType", "Refused"]
    assert (await decision(desk, meeting_id)).report == REPORT
    await does(desk, "supervisor", following.confirm, meeting_id, decision_id)
    async with desk.acting("east_head") as (db, _):
        state = select(InvitedMeeting.state).where(InvitedMeeting.tenant_id == db.tenant)
        assert (await db.scalars(state)).one() == "closed"
    other = await called(desk)
    theirs = await minuted(desk, other, "C-WATER")
    async with desk.acting("east_head") as (db, actor):
        newest = select(InvitedMeeting.id).where(
            InvitedMeeting.tenant_id == db.tenant, InvitedMeeting.other_id == other
        )
        with pytest.raises(NotFound):
            await following.report_from_below(
                db, actor, (await db.scalars(newest)).one(), theirs, report=REPORT, at=desk.now
            )
    assert await faults(desk) == []


async def test_late_decisions_are_told_once_and_a_postponed_one_begins_anew(desk: House) -> None:
    meeting_id = await called(desk)
    decision_id = await minuted(desk, meeting_id, days=2)

    async def watched() -> int:
        async with desk.acting("supervisor") as (db, _):
            return await watch(db, at=desk.now)

    assert await watched() == 0
    desk.later(days=1)
    assert (await watched(), await watched()) == (1, 0)
    assert (await told(desk, "water_leader"))[-1] == "decision_near_due"
    desk.later(days=2)
    assert (await watched(), await watched()) == (1, 0)
    assert (await told(desk, "water_leader"))[-1] == "decision_overdue"
    assert (await told(desk, "supervisor"))[-1] == "decision_overdue"
    later = desk.now.date() + dt.timedelta(days=1)
    for given in ({"due_on": later, "reason": ""}, {"due_on": dt.date(2026, 1, 1), "reason": "材料未到"}):
        with pytest.raises(Refused):
            await does(desk, "supervisor", following.postpone, meeting_id, decision_id, **given)
    await does(
        desk, "supervisor", following.postpone, meeting_id, decision_id, due_on=later, reason="材料未到"
    )
    assert await watched() == 1, "near again"
    await does(desk, "supervisor", following.lift, meeting_id, decision_id, reason="工程取消")
    assert (await seen(desk, meeting_id)).state == "closed"
    assert await watched() == 0
    assert await faults(desk) == []


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("UPDATE meeting_decisions SET due_on = due_on + 30", "does not say what its last entry carries"),
        ("UPDATE meeting_items SET minutes = '另有结论'", "does not say what its last entry carries"),
        ("UPDATE meeting_units SET attended = true", "does not say what its last entry carries"),
        ("UPDATE meeting_remarks SET body = '没有办'", "is not what the event carries"),
        ("DELETE FROM meeting_entries WHERE seq = 2", "events are missing"),
    ],
)
async def test_a_hand_laid_on_a_meeting_is_found(
    desk: House, superuser: psycopg.Connection, statement: str, what: str
) -> None:
    meeting_id = await called(desk)
    await does(
        desk, "water_leader", following.report, meeting_id, await minuted(desk, meeting_id), report=REPORT
    )
    assert await faults(desk) == []
    superuser.execute(statement.encode())
    assert any(what in one for one in await faults(desk))
