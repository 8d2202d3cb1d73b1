"""The nightly reckoning of every government, the watch over decisions, and what somebody asks for: a month anew, drawn up,
without what is excluded.
"""

import datetime as dt

from hotline_platform.access.actor import Actor
from hotline_platform.database.engine import Database
from hotline_platform.database.scope import NOWHERE, at
from hotline_platform.database.session import Db
from hotline_platform.jobs.actors import job
from hotline_platform.jobs.later import later
from hotline_platform.jobs.periodic import periodic
from hotline_platform.tenancy.registry import load_registry
from hotline_tenants.evaluation.adjusting import take_out
from hotline_tenants.evaluation.drawing_up import draw_up_as_asked
from hotline_tenants.evaluation.months import months_to_reckon
from hotline_tenants.evaluation.reckoning import reckon
from hotline_tenants.evaluation.watching import watch_decisions


@job(queue="bulk", time_limit=dt.timedelta(hours=1))
async def reckon_month(db: Db, actor: Actor, *, month: str) -> None:
    """Reckon one month of one government; a second time changes nothing."""
    await reckon(db, dt.date.fromisoformat(month), at=dt.datetime.now(dt.UTC))


@job(queue="bulk", time_limit=dt.timedelta(hours=1))
async def draw_up_month(db: Db, actor: Actor, *, month: str) -> None:
    """Draw up the evaluation of a month for whoever asked for it; a second time changes nothing."""
    await draw_up_as_asked(db, dt.date.fromisoformat(month), at=dt.datetime.now(dt.UTC))


@job(queue="bulk", time_limit=dt.timedelta(hours=1))
async def take_out_of_month(db: Db, actor: Actor, *, month: str) -> None:
    """Take what was granted out of the adjusted figures of a month; a second time changes nothing."""
    await take_out(db, dt.date.fromisoformat(month))


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


@periodic(every=dt.timedelta(hours=1), name="evaluation_decisions")
async def watch_all_decisions(database: Database) -> None:
    """Whoever decides hears in time, and once more when it is too late."""
    now = dt.datetime.now(dt.UTC)
    async with database.transaction(NOWHERE) as db:
        governments = [one.id for one in (await load_registry(db)).living()]
    for tenant in governments:
        async with database.transaction(at(tenant)) as db:
            await watch_decisions(db, at=now)
