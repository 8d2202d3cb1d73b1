"""The jobs of ladders: the sweep that recurs, and the steps of one government."""

import datetime as dt

from hotline_platform.access.actor import Actor
from hotline_platform.database.engine import Database
from hotline_platform.database.session import Db
from hotline_platform.jobs.actors import job
from hotline_platform.jobs.later import later
from hotline_platform.jobs.periodic import periodic
from hotline_tenants.ladders.sweeping import BATCH, climb_due, sweep_ladders


@job(queue="urgent")
async def climb_ladders(db: Db, actor: Actor) -> None:
    """One batch of a government; where there may be more, the next one follows."""
    if await climb_due(db, at=dt.datetime.now(dt.UTC)) >= BATCH:
        later(db, climb_ladders, wake=True)


@periodic(every=dt.timedelta(seconds=10), name="ladders", queue="urgent")
async def ladders(database: Database) -> None:
    """Find the governments with a step to take."""
    await sweep_ladders(database, climb_ladders, at=dt.datetime.now(dt.UTC))
