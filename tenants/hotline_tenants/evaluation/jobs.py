"""The nightly reckoning of every government, and one that somebody asks for."""

import datetime as dt

from hotline_platform.access.actor import Actor
from hotline_platform.database.engine import Database
from hotline_platform.database.scope import NOWHERE, at
from hotline_platform.database.session import Db
from hotline_platform.jobs.actors import job
from hotline_platform.jobs.later import later
from hotline_platform.jobs.periodic import periodic
from hotline_platform.tenancy.registry import load_registry
from hotline_tenants.evaluation.months import months_to_reckon
from hotline_tenants.evaluation.reckoning import reckon


@job(queue="bulk", time_limit=dt.timedelta(hours=1))
async def reckon_month(db: Db, actor: Actor, *, month: str) -> None:
    """Reckon one month of one government; a second time changes nothing."""
    await reckon(db, dt.date.fromisoformat(month), at=dt.datetime.now(dt.UTC))


@periodic(
    every=dt.timedelta(days=1), name="evaluation", phase=dt.timedelta(hours=19, minutes=10), queue="bulk"
)
async def reckon_all(database: Database) -> None:
    """At ten past three in the morning in Beijing: a job for each government and month."""
    now = dt.datetime.now(dt.UTC)
    async with database.transaction(NOWHERE) as db:
        governments = [(one.id, one.zone) for one in (await load_registry(db)).living()]
    for tenant, zone in governments:
        async with database.transaction(at(tenant)) as db:
            for month in months_to_reckon(now.astimezone(zone).date()):
                later(db, reckon_month, month=month.isoformat())
