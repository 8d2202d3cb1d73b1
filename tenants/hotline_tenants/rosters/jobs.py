"""What looks at the rosters by itself, every morning."""

import datetime as dt

from hotline_platform.access.actor import Actor
from hotline_platform.database.engine import Database
from hotline_platform.database.scope import NOWHERE
from hotline_platform.database.scope import at as standing_in
from hotline_platform.database.session import Db
from hotline_platform.jobs.actors import job
from hotline_platform.jobs.later import later
from hotline_platform.jobs.periodic import periodic
from hotline_platform.tenancy.registry import load_registry
from hotline_tenants.rosters.gaps import warn


@job()
async def warn_of_gaps(db: Db, actor: Actor) -> None:
    """The gaps of one government."""
    await warn(db, at=dt.datetime.now(dt.UTC))


@periodic(every=dt.timedelta(days=1), phase=dt.timedelta(minutes=15), name="rosters")
async def look_at_rosters(database: Database) -> None:
    """At a quarter past eight in Beijing, when whoever keeps a roster comes to the office."""
    async with database.transaction(NOWHERE) as db:
        live = [one.id for one in await load_registry(db) if one.status == "live"]
    for tenant in live:
        async with database.transaction(standing_in(tenant)) as db:
            later(db, warn_of_gaps)
