"""A joint meeting from its call to its minutes: who is told, who reads what, and nobody about their own people."""

import datetime as dt
import uuid
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from hotline_platform.errors import NotAllowed, NotFound, Refused, Stale
from hotline_platform.notices.model import Notice
from hotline_tenants.meetings import agenda, calling, minuting
from hotline_tenants.meetings.model import InvitedMeeting
from hotline_tenants.rulings.conflicting import declare_conflict
from hotline_tenants.supervision.reaching import supervision_for
from tests.cases.test_the_main_road import dispatched_to, registered
from tests.conftest import House
from tests.meetings.desk import (
    INVITED,
    MINUTES,
    called,
    convening,
    does,
    drafted,
    faults,
    furnished,
    minuted,
    read,
    seen,
)
from tests.supervision.desk import issued


@pytest.fixture
async def desk(house: House) -> House:
    return await furnished(house)


async def told(house: House, login: str) -> list[str]:
    async with house.acting(login) as (db, actor):
        wanted = select(Notice.kind).where(
            Notice.tenant_id == db.tenant, Notice.account_id == actor.account_id,
            Notice.subject_kind.in_(("meeting", "invited_meeting")),
        )  # fmt: skip
        return list(await db.scalars(wanted.order_by(Notice.id)))


async def refused(house: House, verb: Any, *ids: uuid.UUID, **given: Any) -> set[str]:
    with pytest.raises(Refused) as refusal:
        await does(house, "supervisor", verb, *ids, **given)
    return set(refusal.value.fields)


async def test_nobody_knows_of_it_before_it_is_called_and_then_everybody_who_is_invited(desk: House) -> None:
    meeting_id = await drafted(desk)
    with pytest.raises(NotFound):
        await seen(desk, meeting_id, "water_leader")
    assert await told(desk, "water_leader") == []
    await does(desk, "supervisor", calling.call, meeting_id)
    for login in ("water_leader", "water_officer", "housing_leader", "east_head"):
        assert await told(desk, login) == ["meeting_called"], login
    assert (await seen(desk, meeting_id, "water_leader")).state == "called"
    async with desk.acting("east_head") as (db, _):
        wanted = select(InvitedMeeting).where(InvitedMeeting.tenant_id == db.tenant)
        assert (await db.scalars(wanted)).one().title == "花桥街道路面开挖协调会"
    async with desk.acting("west_dispatcher") as (db, _):
        wanted = select(InvitedMeeting).where(InvitedMeeting.tenant_id == db.tenant)
        assert (await db.scalars(wanted)).all() == [], "the other district was not invited"
    assert await faults(desk) == []


async def test_a_unit_reads_minutes_only_once_they_are_issued_and_only_where_it_was_invited(
    desk: House,
) -> None:
    meeting_id = await called(desk)
    other = await called(desk, units=("C-HOUSING",))
    desk.later(days=1, hours=1)
    (item,) = await read(desk, meeting_id)
    await does(desk, "supervisor", minuting.minute, meeting_id, item.item.id, minutes=MINUTES)
    (before,) = await read(desk, meeting_id, "water_leader")
    assert (before.minutes, before.decisions) == ("", ())
    await minuted(desk, meeting_id)
    (after,) = await read(desk, meeting_id, "water_leader")
    assert after.minutes == MINUTES
    assert [one.what for one in after.decisions] == ["与路灯改造同步更换供水管线"]
    with pytest.raises(NotFound):
        await seen(desk, other, "water_leader")
    with pytest.raises(NotFound):
        await seen(desk, meeting_id, "bridge_leader")


async def test_an_item_about_a_units_own_people_is_not_put_before_it_and_vanishes_when_it_turns_out_so(
    desk: House,
) -> None:
    case = await registered(desk)
    await dispatched_to(desk, case, "C-HOUSING")
    meeting_id = await called(desk, "管线", about=case.number)
    assert [one.item.topic for one in await read(desk, meeting_id, "water_leader")] == ["管线", "个案"]
    async with desk.acting("dispatcher") as (db, actor):
        await declare_conflict(
            db, actor, case.id, unit_id=desk.cast.units["C-WATER"], reason="投诉水务集团人员态度", version=None,
            at=desk.later(minutes=1),
        )  # fmt: skip
    await minuted(desk, meeting_id, "C-HOUSING")
    assert [one.item.topic for one in await read(desk, meeting_id, "water_leader")] == ["管线"]
    assert [one.item.topic for one in await read(desk, meeting_id, "housing_leader")] == ["管线", "个案"]
    again = await drafted(desk)
    assert await refused(desk, agenda.add_item, again, topic="个案", about=case.number) == {"about"}
    assert len(await read(desk, again)) == 1
    alone = await drafted(desk, units=("C-HOUSING",))
    await does(desk, "supervisor", agenda.add_item, alone, topic="个案", about=case.number)
    assert await refused(desk, calling.edit, alone, given=convening(desk, INVITED)) == {"units"}


async def test_an_item_may_be_about_a_supervision_and_a_number_that_nobody_knows_is_named(
    desk: House,
) -> None:
    supervision_id = await issued(desk)
    async with desk.acting("supervisor") as (db, actor):
        number = (await supervision_for(db, actor, supervision_id)).number
    assert number is not None
    meeting_id = await drafted(desk)
    await does(desk, "supervisor", agenda.add_item, meeting_id, topic="督办件", about=number)
    assert [one.item.supervision_id for one in await read(desk, meeting_id)] == [None, supervision_id]
    assert await refused(desk, agenda.add_item, meeting_id, topic="个案", about="9901-0") == {"about"}
    assert await refused(desk, agenda.add_item, meeting_id, topic=" ") == {"topic"}
    removed = (await read(desk, meeting_id))[0].item.id
    await does(desk, "supervisor", agenda.remove_item, meeting_id, removed)
    assert [one.item.topic for one in await read(desk, meeting_id)] == ["督办件"]
    assert await faults(desk) == []


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": " "}, "title"), ({"place": ""}, "place"), ({"chair": ""}, "chair"), ({"units": ()}, "units"),
        ({"units": (uuid.UUID(int=7),)}, "units"),
        ({"starts_at": dt.datetime(2031, 1, 1, tzinfo=dt.UTC)}, "starts_at"),
    ],
)  # fmt: skip
async def test_what_cannot_be_is_named_at_its_field(desk: House, wrong: dict[str, Any], field: str) -> None:
    async with desk.acting("supervisor") as (db, actor):
        with pytest.raises(Refused) as refusal:
            await calling.draft(db, actor, replace(convening(desk), **wrong), at=desk.now)
    assert set(refusal.value.fields) == {field}


async def test_steps_wait_for_their_time(desk: House) -> None:
    meeting_id = await called(desk)
    (item,) = await read(desk, meeting_id)
    with pytest.raises(Refused, match="has not taken place"):
        await does(desk, "supervisor", minuting.minute, meeting_id, item.item.id, minutes=MINUTES)
    desk.later(days=1, hours=1)
    with pytest.raises(Refused, match="no minutes"):
        await does(desk, "supervisor", minuting.issue_minutes, meeting_id, attended=[])
    ids = (meeting_id, item.item.id)
    day = desk.now.date()
    given = {"what": "更换供水管线", "unit_id": desk.cast.units["C-WATER"], "due_on": day}
    assert await refused(desk, minuting.decide, *ids, **{**given, "due_on": day - dt.timedelta(days=1)}) == {
        "due_on"
    }
    assert await refused(desk, minuting.decide, *ids, **{**given, "unit_id": desk.cast.units["990121"]}) == {
        "unit_id"
    }
    late = await drafted(desk, starts_at=desk.now - dt.timedelta(hours=1))
    with pytest.raises(Refused, match="day has passed"):
        await does(desk, "supervisor", calling.call, late)
    async with desk.acting("supervisor") as (db, actor):
        empty = await calling.draft(db, actor, convening(desk), at=desk.now)
    with pytest.raises(Refused, match="nothing on the agenda"):
        await does(desk, "supervisor", calling.call, empty)


async def test_a_change_is_told_nobody_is_left_out_any_more_and_a_cancelled_meeting_is_told_too(
    desk: House,
) -> None:
    meeting_id = await called(desk, units=("C-HOUSING", "990101"))
    assert await refused(desk, calling.edit, meeting_id, given=convening(desk, ("C-HOUSING",))) == {"units"}
    await does(
        desk, "supervisor", calling.edit, meeting_id, given=convening(desk, INVITED, place="一号会议室")
    )
    assert await told(desk, "housing_leader") == ["meeting_called", "meeting_changed"]
    assert await told(desk, "water_leader") == ["meeting_called"]
    async with desk.acting("east_head") as (db, _):
        wanted = select(InvitedMeeting.place).where(InvitedMeeting.tenant_id == db.tenant)
        assert (await db.scalars(wanted)).one() == "一号会议室"
    await does(desk, "supervisor", calling.cancel, meeting_id, reason="另行安排")
    assert (await told(desk, "east_head"))[-1] == "meeting_cancelled"
    assert await faults(desk) == []


async def test_roles_districts_and_older_pages(desk: House) -> None:
    meeting_id = await drafted(desk)
    for login in ("dispatcher", "water_leader", "east_supervisor", "operator"):
        with pytest.raises((NotFound, NotAllowed)):
            await does(desk, login, calling.call, meeting_id)
    with pytest.raises(NotAllowed):
        await does(desk, "inspector", calling.call, meeting_id)
    with pytest.raises(NotAllowed):
        await drafted(desk, login="leader")
    with pytest.raises(Stale):
        await does(desk, "supervisor", calling.call, meeting_id, version=0)
    await does(desk, "supervisor", calling.discard, meeting_id)
    with pytest.raises(Refused):
        await does(desk, "supervisor", calling.call, meeting_id)
