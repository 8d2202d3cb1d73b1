"""The reminders of every government, once an hour."""

import datetime as dt

from hotline_platform.access.actor import Actor
from hotline_platform.database.engine import Database
from hotline_platform.database.scope import NOWHERE, at
from hotline_platform.database.session import Db
from hotline_platform.jobs.actors import job
from hotline_platform.jobs.later import later
from hotline_platform.jobs.periodic import periodic
from hotline_platform.tenancy.registry import load_registry
from hotline_tenants.guidance.reminding import BATCH, remind


@job(queue="bulk")
async def remind_readers(db: Db, actor: Actor) -> None:
    """Remind in one government; goes on by itself where there are many."""
    if await remind(db, at=dt.datetime.now(dt.UTC)) == BATCH:
        later(db, remind_readers)


@periodic(every=dt.timedelta(hours=1), name="guidance", phase=dt.timedelta(minutes=20), queue="bulk")
async def remind_everywhere(database: Database) -> None:
    """A job for each government that works."""
    async with database.transaction(NOWHERE) as db:
        governments = [one.id for one in await load_registry(db) if one.status == "live"]
    for tenant in governments:
        async with database.transaction(at(tenant)) as db:
            later(db, remind_readers)
