"""The standing campaign: on every day somebody looks whether last month was drawn; the first time it is."""

import datetime as dt

from hotline_platform.access.actor import Actor
from hotline_platform.database.engine import Database
from hotline_platform.database.scope import NOWHERE, at
from hotline_platform.database.session import Db
from hotline_platform.jobs.actors import job
from hotline_platform.jobs.later import later
from hotline_platform.jobs.periodic import periodic
from hotline_platform.tenancy.registry import load_registry
from hotline_tenants.figures.periods import month_of
from hotline_tenants.recalls.drawing import draw_month
from hotline_tenants.recalls.redrawing import redraw


@job(queue="bulk", time_limit=dt.timedelta(minutes=30))
async def draw_recalls(db: Db, actor: Actor, *, month: str) -> None:
    """Draw one month of one government; a second time changes nothing."""
    await draw_month(db, dt.date.fromisoformat(month), at=dt.datetime.now(dt.UTC))


@job(queue="bulk", time_limit=dt.timedelta(minutes=30))
async def redraw_recalls(db: Db, actor: Actor, *, month: str) -> None:
    """Draw one month again and keep what came of it."""
    await redraw(db, dt.date.fromisoformat(month), at=dt.datetime.now(dt.UTC))


@periodic(every=dt.timedelta(days=1), name="recalls", phase=dt.timedelta(hours=22), queue="bulk")
async def draw_all(database: Database) -> None:
    """At six in the morning in Beijing: last month of every government that has others below it."""
    now = dt.datetime.now(dt.UTC)
    async with database.transaction(NOWHERE) as db:
        registry = await load_registry(db)
    above = [one for one in registry if one.status == "live" and registry.below(one.id)]
    for government in above:
        today = now.astimezone(government.zone).date()
        last = month_of(today.replace(day=1) - dt.timedelta(days=1)).first
        async with database.transaction(at(government.id)) as db:
            later(db, draw_recalls, month=last.isoformat())
