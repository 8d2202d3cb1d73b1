"""A desk for circulars: its people, some cases of a day that is over, and circulars on their way."""

import datetime as dt
import uuid
from typing import Any

from hotline_tenants.circulars import approving, drafting
from hotline_tenants.circulars.model import Circular
from hotline_tenants.circulars.reaching import circular_for
from tests.cases.test_the_main_road import dispatched_to, registered
from tests.conftest import House
from tests.supervision.desk import staffed

YESTERDAY = dt.date(2026, 3, 2)


async def busy(house: House) -> House:
    """Two cases of Monday, one of them at a unit and one at a district; now it is Tuesday morning."""
    await staffed(house)
    for unit in ("C-HOUSING", "990101"):
        await dispatched_to(house, await registered(house), unit)
    house.now = dt.datetime(2026, 3, 3, 1, 0, tzinfo=dt.UTC)
    return house


async def drafted(
    house: House, login: str = "supervisor", every: str = "daily", day: dt.date = YESTERDAY
) -> uuid.UUID:
    async with house.acting(login) as (db, actor):
        return await drafting.draft(db, actor, every, day, at=house.now)


async def does(house: House, login: str, verb: Any, circular_id: uuid.UUID, **given: Any) -> Any:
    async with house.acting(login) as (db, actor):
        return await verb(db, actor, circular_id, version=None, at=house.later(minutes=1), **given)


async def issued(house: House) -> uuid.UUID:
    """Written by the supervisor, checked by the inspector, approved by the head."""
    circular_id = await drafted(house)
    await does(house, "supervisor", approving.submit, circular_id)
    await does(house, "inspector", approving.check, circular_id)
    await does(house, "duty_head", approving.approve, circular_id)
    return circular_id


async def seen(house: House, circular_id: uuid.UUID, login: str = "supervisor") -> Circular:
    async with house.acting(login) as (db, actor):
        return await circular_for(db, actor, circular_id)
