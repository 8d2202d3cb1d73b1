"""Filling an empty deployment with the invented city."""

import asyncio
import datetime as dt
from collections.abc import Callable

from sqlalchemy import select

from hotline_platform.database.engine import Database
from hotline_platform.database.scope import NOWHERE
from hotline_platform.jobs.pending import run_pending
from hotline_platform.notices.telling import read_all
from hotline_platform.tenancy.model import Tenant
from hotline_tenants.demo.city import DemoCity, found_city
from hotline_tenants.demo.life import Life
from hotline_tenants.demo.lives import live, lives
from hotline_tenants.demo.places import CITY

DAYS = 61
CASES = 1_600
"""Demands; with the orders that they open in districts the city holds about 2,300 cases."""

AT_ONCE = 4


async def is_seeded(database: Database) -> bool:
    """Whether the invented city is there."""
    async with database.transaction(NOWHERE, "admin") as db:
        return (await db.execute(select(Tenant.id).where(Tenant.code == CITY))).first() is not None


async def seed(
    database: Database,
    *,
    now: dt.datetime,
    count: int = CASES,
    progress: Callable[[int, int], None] | None = None,
) -> DemoCity:
    """Found the city as of two months ago and let `count` cases live up to `now`; the same city every time."""
    city = await found_city(database, cheap=True, at=now - dt.timedelta(days=DAYS + 30))
    waiting = lives(city, count, days=DAYS, now=now)[::-1]
    done = 0

    async def work() -> None:
        nonlocal done
        while waiting:
            life: Life = waiting.pop()
            await live(database, life)
            done += 1
            if progress and done % 50 == 0:
                progress(done, count)

    async with asyncio.TaskGroup() as group:
        for _ in range(AT_ONCE):
            group.create_task(work())
    await run_pending(database)
    await _read_notices(database, city, now=now)
    return city


async def _read_notices(database: Database, city: DemoCity, *, now: dt.datetime) -> None:
    """Everybody has read what is older than a day."""
    for person in city.people.values():
        assert person.actor.account_id is not None
        async with database.transaction(person.actor.scope) as db:
            await read_all(db, person.actor.account_id, at=now, until=now - dt.timedelta(days=1))
