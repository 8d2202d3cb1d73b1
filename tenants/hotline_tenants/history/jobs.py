"""The nightly seal of every government and of the deployment's own log."""

import datetime as dt

from hotline_platform.access.actor import Actor
from hotline_platform.audit.recording import DEPLOYMENT
from hotline_platform.audit.sealing import settled_before
from hotline_platform.database.engine import Database
from hotline_platform.database.scope import NOWHERE, at
from hotline_platform.database.session import Db
from hotline_platform.jobs.actors import job
from hotline_platform.jobs.later import later
from hotline_platform.jobs.periodic import periodic
from hotline_platform.settings import settings_from
from hotline_platform.tenancy.registry import load_registry
from hotline_tenants.history.sealing import seal_tenant


@job(queue="bulk", time_limit=dt.timedelta(hours=2))
async def seal_one(db: Db, actor: Actor) -> None:
    """Seal one tenant; the seal stands once, because the job's end commits with it."""
    now = dt.datetime.now(dt.UTC)
    await seal_tenant(db, key=settings_from().seal_key, upto=settled_before(now), at=now)


@periodic(every=dt.timedelta(days=1), name="seal", phase=dt.timedelta(hours=18, minutes=30), queue="bulk")
async def seal_all(database: Database) -> None:
    """At half past two in the morning in the city: a job for each government, and one for the deployment."""
    async with database.transaction(NOWHERE) as db:
        tenants = [DEPLOYMENT, *(one.id for one in (await load_registry(db)).kept())]
    for tenant in tenants:
        async with database.transaction(at(tenant)) as db:
            later(db, seal_one)
