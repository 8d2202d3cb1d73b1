"""What looks at the rosters by itself: every morning, and at once when an act has opened a gap."""

import datetime as dt
import uuid

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
from hotline_tenants.rosters.leaving import let_go
from hotline_tenants.rosters.resting import forget_numbers


@job()
async def warn_of_gaps(db: Db, actor: Actor, opened: list[uuid.UUID] | None = None) -> None:
    """The gaps of one government; `opened` are shifts that an act has just left without anybody."""
    now = dt.datetime.now(dt.UTC)
    await forget_numbers(db, at=now)
    freed = await let_go(db, at=now)
    await warn(db, opened=[*(opened or ()), *freed], at=now)


@periodic(every=dt.timedelta(days=1), phase=dt.timedelta(minutes=15), name="rosters")
async def look_at_rosters(database: Database) -> None:
    """At a quarter past eight in Beijing, when whoever keeps a roster comes to the office."""
    async with database.transaction(NOWHERE) as db:
        live = [one.id for one in await load_registry(db) if one.status == "live"]
    for tenant in live:
        async with database.transaction(standing_in(tenant)) as db:
            later(db, warn_of_gaps)
