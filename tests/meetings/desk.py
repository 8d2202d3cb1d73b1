"""Joint meetings for the tests: two units and a district are called to settle something together."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from hotline_platform.database.scope import at
from hotline_tenants.meetings import agenda, calling, minuting
from hotline_tenants.meetings.calling import Convening
from hotline_tenants.meetings.model import Meeting, MeetingDecision
from hotline_tenants.meetings.reaching import ReadItem, meeting_for, read_by
from hotline_tenants.meetings.verifying import meeting_faults
from tests.conftest import House
from tests.supervision.desk import staffed

INVITED = ("C-HOUSING", "C-WATER", "990101")
MINUTES = "会议认为，路灯与供水管线施工应当同步，由住建局牵头。"


async def furnished(house: House) -> House:
    """With the people who keep meetings."""
    return await staffed(house)


def convening(house: House, units: Sequence[str] = INVITED, **other: Any) -> Convening:
    given = {
        "title": "花桥街道路面开挖协调会", "starts_at": house.now + dt.timedelta(days=1), "place": "市政府二号会议室",
        "chair": "副秘书长", "units": [house.cast.units[one] for one in units],
    }  # fmt: skip
    return Convening(**{**given, **other})


async def drafted(house: House, *topics: str, login: str = "supervisor", **other: Any) -> uuid.UUID:
    async with house.acting(login) as (db, actor):
        given = convening(house, **other)
        return await calling.draft(
            db, actor, given, topics or ("施工时间如何衔接",), at=house.later(minutes=1)
        )


async def does(house: House, login: str, verb: Any, *ids: uuid.UUID, **given: Any) -> None:
    async with house.acting(login) as (db, actor):
        given = {"version": None, **given}
        await verb(db, actor, *ids, at=house.later(minutes=1), **given)


async def called(house: House, *topics: str, about: str = "", **other: Any) -> uuid.UUID:
    meeting_id = await drafted(house, *topics, **other)
    if about:
        await does(house, "supervisor", agenda.add_item, meeting_id, topic="个案", about=about)
    await does(house, "supervisor", calling.call, meeting_id)
    return meeting_id


async def minuted(house: House, meeting_id: uuid.UUID, unit: str = "C-WATER", *, days: int = 5) -> uuid.UUID:
    """The meeting takes place, its first item is decided on; returns the decision."""
    house.later(days=1)
    items = await read(house, meeting_id)
    for one in items:
        await does(house, "supervisor", minuting.minute, meeting_id, one.item.id, minutes=MINUTES)
    due = house.now.date() + dt.timedelta(days=days)
    await does(
        house, "supervisor", minuting.decide, meeting_id, items[0].item.id, what="与路灯改造同步更换供水管线",
        unit_id=house.cast.units[unit], due_on=due,
    )  # fmt: skip
    there = [house.cast.units[one] for one in ("C-HOUSING", unit)]
    await does(house, "supervisor", minuting.issue_minutes, meeting_id, attended=there)
    return (await read(house, meeting_id))[0].decisions[0].id


async def read(house: House, meeting_id: uuid.UUID, login: str = "supervisor") -> list[ReadItem]:
    """The items as this person reads them."""
    async with house.acting(login) as (db, actor):
        meeting = await meeting_for(db, actor, meeting_id)
        return await read_by(db, meeting, actor.unit_id)


async def seen(house: House, meeting_id: uuid.UUID, login: str = "supervisor") -> Meeting:
    async with house.acting(login) as (db, actor):
        return await meeting_for(db, actor, meeting_id)


async def decision(house: House, meeting_id: uuid.UUID) -> MeetingDecision:
    return (await read(house, meeting_id))[0].decisions[0]


async def faults(house: House) -> list[str]:
    async with house.database.transaction(at(house.cast.city), "reader") as db:
        return [str(one) async for one in meeting_faults(db, "9901")]
