"""What the morning drafts by itself."""

import datetime as dt

from hotline_platform.access.actor import Actor
from hotline_platform.database.engine import Database
from hotline_platform.database.scope import NOWHERE, at
from hotline_platform.database.session import Db
from hotline_platform.jobs.actors import job
from hotline_platform.jobs.later import later
from hotline_platform.jobs.periodic import periodic
from hotline_platform.tenancy.registry import load_registry
from hotline_tenants.circulars.drafting import draft
from hotline_tenants.circulars.periods import ended_on


@job(queue="bulk")
async def draft_circular(db: Db, actor: Actor, *, every: str, day: str) -> None:
    """Draft the circular of one period; a second time changes nothing."""
    await draft(db, actor, every, dt.date.fromisoformat(day), at=dt.datetime.now(dt.UTC))


@periodic(
    every=dt.timedelta(days=1), name="circulars", phase=dt.timedelta(hours=22, minutes=30), queue="bulk"
)
async def draft_all(database: Database) -> None:
    """At half past six in the morning in Beijing."""
    await ask_for_drafts(database, now=dt.datetime.now(dt.UTC))


async def ask_for_drafts(database: Database, *, now: dt.datetime) -> None:
    """A job for every period that has ended, in every government that has others below it."""
    async with database.transaction(NOWHERE) as db:
        registry = await load_registry(db)
    for place in registry:
        if place.status != "live" or not registry.below(place.id):
            continue
        async with database.transaction(at(place.id)) as db:
            for every, day in ended_on(now.astimezone(place.zone).date()):
                later(db, draft_circular, every=every, day=day.isoformat())
