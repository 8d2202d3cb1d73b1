"""What the clock does for answering days: reminds of the next day's, and takes over the calls of those that are on."""

import datetime as dt

from sqlalchemy import select

from hotline_platform.access.actor import Actor, clock_actor, system_actor
from hotline_platform.database.engine import Database
from hotline_platform.database.scope import NOWHERE
from hotline_platform.database.scope import at as standing_in
from hotline_platform.database.session import Db
from hotline_platform.jobs.actors import job
from hotline_platform.jobs.later import later
from hotline_platform.jobs.periodic import periodic
from hotline_platform.tenancy.registry import load_registry
from hotline_tenants.answering.calls import gather_into
from hotline_tenants.answering.lifecycle import GOING_ON
from hotline_tenants.answering.model import AnsweringDay
from hotline_tenants.answering.planning import LONGEST, tell_concerned
from hotline_tenants.answering.recording import record

BEFORE = dt.timedelta(hours=24)
AFTER = dt.timedelta(minutes=30)
"""So long after its end a day still takes over what was registered in its hours."""


async def watch(db: Db, *, at: dt.datetime) -> int:
    """Remind once of every day that begins within 24 hours; take over calls. Returns how many days were reminded of."""
    going_on = AnsweringDay.tenant_id == db.tenant, AnsweringDay.state.in_(GOING_ON)
    near = AnsweringDay.starts_at.between(at, at + BEFORE)
    on_now = AnsweringDay.starts_at.between(at - LONGEST - AFTER, at) & (AnsweringDay.ends_at > at - AFTER)
    reminded = 0
    wanted = select(AnsweringDay).where(*going_on, near, AnsweringDay.reminded_at.is_(None))
    for day in await db.scalars(wanted.order_by(AnsweringDay.id).with_for_update(skip_locked=True)):
        day.reminded_at = at
        await record(db, day, "remind", clock_actor(db.tenant), at=at)
        await tell_concerned(db, day, "answering_day_near", at=at)
        reminded += 1
    wanted = select(AnsweringDay).where(*going_on, on_now, AnsweringDay.operator_id.is_not(None))
    for day in await db.scalars(wanted.order_by(AnsweringDay.id).with_for_update(skip_locked=True)):
        await gather_into(db, system_actor(db.tenant), day, at=at)
    return reminded


@job()
async def watch_days(db: Db, actor: Actor) -> None:
    """One government's days."""
    await watch(db, at=dt.datetime.now(dt.UTC))


@periodic(every=dt.timedelta(minutes=10), name="answering_days")
async def watch_all(database: Database) -> None:
    """A job for each government: its statements read an index of the days around now."""
    async with database.transaction(NOWHERE) as db:
        tenants = [one.id for one in (await load_registry(db)).living()]
    for tenant in tenants:
        async with database.transaction(standing_in(tenant)) as db:
            later(db, watch_days)
