"""A district that ends leaves the city's joint meetings, and what they settled, to whoever goes on."""

import uuid

import pytest
from sqlalchemy import select

from hotline_platform.database.scope import at as standing_in
from hotline_platform.errors import Refused
from hotline_tenants.ending.settled import settled
from hotline_tenants.meetings import following
from hotline_tenants.meetings.model import InvitedMeeting, MeetingDecision, MeetingUnit
from tests.boundaries.moving import bridge_to_west, carried_out
from tests.boundaries.test_moving_a_street import in_west
from tests.cast import EAST, WEST
from tests.conftest import House
from tests.ending.leaving import archived
from tests.meetings.desk import called, decision, does, faults, furnished, minuted, seen
from tests.meetings.test_decisions import REPORT
from tests.meetings.test_meeting import told


async def invited_in(house: House, tenant: int) -> list[InvitedMeeting]:
    async with house.database.transaction(standing_in(tenant)) as db:
        wanted = select(InvitedMeeting).where(InvitedMeeting.tenant_id == db.tenant)
        return list((await db.scalars(wanted.order_by(InvitedMeeting.starts_at))).all())


async def units_of(house: House, meeting_id: uuid.UUID) -> set[uuid.UUID]:
    async with house.acting("supervisor") as (db, _):
        wanted = select(MeetingUnit.unit_id).where(
            MeetingUnit.tenant_id == db.tenant, MeetingUnit.meeting_id == meeting_id
        )
        return set((await db.scalars(wanted)).all())


async def test_the_successor_reports_on_what_the_district_had_to_do(house: House) -> None:
    await furnished(house)
    meeting_id = await called(house)
    decision_id = await minuted(house, meeting_id, EAST)
    await carried_out(house, bridge_to_west(house, kind="merge", units=[]))
    assert (await decision(house, meeting_id)).unit_id == house.cast.units[WEST]
    assert (await told(house, "supervisor"))[-1] == "decision_passed_on"
    (invited,) = await invited_in(house, house.cast.west)
    assert (invited.other_id, invited.state) == (meeting_id, "minuted")
    leads = in_west(house, "east_head")
    async with house.database.transaction(leads.scope) as db:
        await following.report_from_below(
            db, leads, invited.id, decision_id, report=REPORT, at=house.later(minutes=1)
        )
    await does(house, "supervisor", following.confirm, meeting_id, decision_id)
    assert (await seen(house, meeting_id)).state == "closed"
    assert await faults(house) == []


async def test_the_successor_is_called_to_what_has_not_taken_place(house: House) -> None:
    await furnished(house)
    over = await called(house)
    done = await minuted(house, over, "C-WATER")
    meeting_id = await called(house)
    await carried_out(house, bridge_to_west(house, kind="merge", units=[]))
    assert house.cast.units[WEST] in await units_of(house, meeting_id)
    assert house.cast.units[WEST] not in await units_of(house, over), "nothing of it was the district's to do"
    assert [one.other_id for one in await invited_in(house, house.cast.west)] == [meeting_id]
    async with house.acting("supervisor") as (db, _):
        owed = select(MeetingDecision.unit_id).where(
            MeetingDecision.tenant_id == db.tenant, MeetingDecision.id == done
        )
        assert await db.scalar(owed) == house.cast.units["C-WATER"]
    assert await faults(house) == []


async def test_without_a_successor_they_stand_in_the_way_of_the_end(house: House) -> None:
    await furnished(house)
    meeting_id = await called(house)
    ids = (meeting_id, await minuted(house, meeting_id, EAST))
    (line,) = [one for one in await settled(house.database, EAST) if one.key == "called"]
    assert [one.above for one in line.some] == [f"/meetings/{meeting_id}"]
    with pytest.raises(Refused, match="still open"):
        await archived(house)
    await does(house, "supervisor", following.lift, *ids, reason="两区合并，不再需要")
    (line,) = [one for one in await settled(house.database, EAST) if one.key == "called"]
    assert line.open == 0
