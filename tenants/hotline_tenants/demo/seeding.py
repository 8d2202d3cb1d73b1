"""Filling an empty deployment with the invented city."""

import asyncio
import datetime as dt
from collections.abc import Iterator

from sqlalchemy import select

import hotline_tenants.declared_jobs  # noqa: F401 - what the seeding leaves behind is run here
from hotline_platform.database.engine import Database
from hotline_platform.database.scope import NOWHERE
from hotline_platform.database.scope import at as standing_in
from hotline_platform.jobs.pending import run_pending
from hotline_platform.notices.model import Notice
from hotline_platform.notices.telling import read_all
from hotline_platform.settings import Settings
from hotline_platform.tenancy.model import Tenant
from hotline_tenants.demo.answering import answer_in_person
from hotline_tenants.demo.boundaries import plan_boundaries
from hotline_tenants.demo.changing import change_at_first, propose_now
from hotline_tenants.demo.city import DemoCity, found_city
from hotline_tenants.demo.convening import convene
from hotline_tenants.demo.ending import end_districts
from hotline_tenants.demo.evaluating import evaluate
from hotline_tenants.demo.handing import hand_over
from hotline_tenants.demo.inspecting import inspect
from hotline_tenants.demo.life import Life
from hotline_tenants.demo.lives import live, lives
from hotline_tenants.demo.merging import merge_hotlines
from hotline_tenants.demo.messages import deliver_messages
from hotline_tenants.demo.places import CITY
from hotline_tenants.demo.rosters import put_on_duty
from hotline_tenants.demo.supervising import supervise
from hotline_tenants.demo.teaching import guide
from hotline_tenants.demo.telling import tell_of_the_week

DAYS = 61
CASES = 1_660
"""Demands; with the orders that they open in districts the city holds about 2,050 cases."""

AT_ONCE = 4


async def is_seeded(database: Database) -> bool:
    """Whether the invented city is there, with everything that happened in it: its last act is the reading of notices."""
    async with database.transaction(NOWHERE, "admin") as db:
        city = (await db.execute(select(Tenant.id).where(Tenant.code == CITY))).scalar_one_or_none()
    if city is None:
        return False
    async with database.transaction(standing_in(city)) as db:
        read = select(Notice.id).where(Notice.tenant_id == city, Notice.read_at.is_not(None)).limit(1)
        return (await db.execute(read)).first() is not None


async def seed(database: Database, settings: Settings, *, now: dt.datetime, count: int = CASES) -> DemoCity:
    """Found the city as of two months ago and let `count` cases live up to `now`; the same city every time."""
    city = await found(database, now=now)
    await live_all(database, iter(lives(city, count, days=DAYS, now=now)))
    await finish(database, settings, city, now=now)
    return city


async def found(database: Database, *, now: dt.datetime) -> DemoCity:
    """The city, its people and their rosters, as of three months ago."""
    since = now - dt.timedelta(days=DAYS + 30)
    city = await found_city(database, cheap=True, at=since)
    await put_on_duty(database, city, since=since, now=now)
    await change_at_first(database, city, at=since)
    return city


async def live_all(database: Database, waiting: Iterator[Life]) -> None:
    """Let them live, some at once: whoever is free takes the next."""

    async def work() -> None:
        for life in waiting:
            await live(database, life)

    async with asyncio.TaskGroup() as group:
        for _ in range(AT_ONCE):
            group.create_task(work())


async def finish(database: Database, settings: Settings, city: DemoCity, *, now: dt.datetime) -> None:
    """What the desks did with those cases: each looks at what the ones before it left."""
    await run_pending(database)
    await deliver_messages(database, city, now=now)
    await supervise(database, city, now=now)
    await tell_of_the_week(database, city, now=now)
    await plan_boundaries(database, city, now=now)
    await hand_over(database, city, now=now)
    await inspect(database, city, now=now)
    await evaluate(database, settings, city, now=now)
    await propose_now(database, city, now=now)
    await guide(database, city, now=now)
    await merge_hotlines(database, city, now=now)
    await convene(database, city, now=now)
    await answer_in_person(database, city, now=now)
    await end_districts(database, settings, city, now=now)
    await _read_notices(database, city, now=now)


async def _read_notices(database: Database, city: DemoCity, *, now: dt.datetime) -> None:
    """Everybody has read what is older than a day."""
    for person in city.people.values():
        assert person.actor.account_id is not None
        async with database.transaction(person.actor.scope) as db:
            await read_all(db, person.actor.account_id, at=now, until=now - dt.timedelta(days=1))
