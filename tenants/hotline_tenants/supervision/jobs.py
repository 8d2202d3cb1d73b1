"""What supervision does without a person: rules read events, deadlines are told, idle cases are looked for."""

import datetime as dt

from sqlalchemy import text

from hotline_platform.access.actor import Actor
from hotline_platform.database.engine import Database
from hotline_platform.database.scope import NOWHERE
from hotline_platform.database.scope import at as standing_in
from hotline_platform.database.session import Db
from hotline_platform.jobs.actors import job
from hotline_platform.jobs.later import later, waits
from hotline_platform.jobs.periodic import periodic
from hotline_platform.tenancy.registry import load_registry
from hotline_tenants.supervision.cards import BATCH as EVENTS
from hotline_tenants.supervision.cards import read_on
from hotline_tenants.supervision.idling import BATCH as PARTS
from hotline_tenants.supervision.idling import look_for_idle
from hotline_tenants.supervision.reminding import remind
from hotline_tenants.supervision.standing_still import let_run_on
from hotline_tenants.supervision.watching import BATCH as TASKS
from hotline_tenants.supervision.watching import watch_tasks

_TENANTS = text("SELECT * FROM hotline_tenants_to_supervise(:moment)")


@job()
async def supervise(db: Db, actor: Actor) -> None:
    """One batch of a tenant's events and deadlines; where there may be more, the next one follows."""
    now = dt.datetime.now(dt.UTC)
    read, told = await read_on(db, at=now), await watch_tasks(db, at=now)
    if read >= EVENTS or told >= TASKS:
        later(db, supervise, wake=True)


@job()
async def remind_of(db: Db, actor: Actor) -> None:
    """The reminders of a tenant's day."""
    await remind(db, at=dt.datetime.now(dt.UTC))


@job(queue="bulk")
async def find_idle(db: Db, actor: Actor) -> None:
    """One batch of a tenant's parts without progress."""
    if await look_for_idle(db, at=dt.datetime.now(dt.UTC)) >= PARTS:
        later(db, find_idle)


@periodic(every=dt.timedelta(seconds=5), name="supervision")
async def supervise_all(database: Database) -> None:
    """A job for every tenant with something to read or to tell, unless one waits already."""
    async with database.transaction(NOWHERE) as db:
        tenants = sorted((await db.execute(_TENANTS, {"moment": dt.datetime.now(dt.UTC)})).scalars())
    for tenant in tenants:
        async with database.transaction(standing_in(tenant)) as db:
            if not await waits(db, supervise):
                later(db, supervise, wake=True)


@periodic(every=dt.timedelta(minutes=1), name="supervision_runs_on")
async def run_on(database: Database) -> None:
    """Governments that were suspended work again: their deadlines under supervision run on."""
    await let_run_on(database, at=dt.datetime.now(dt.UTC))


@periodic(every=dt.timedelta(days=1), name="idle", phase=dt.timedelta(hours=23), queue="bulk")
async def find_all_idle(database: Database) -> None:
    """At seven in the morning in the city, so that the day's work begins with it."""
    async with database.transaction(NOWHERE) as db:
        tenants = [one.id for one in (await load_registry(db)).living()]
    for tenant in tenants:
        async with database.transaction(standing_in(tenant)) as db:
            later(db, find_idle)
            later(db, remind_of)
