"""The jobs that others bring about: a batch of notices, a tenant's due moments reckoned again."""

import datetime as dt
from typing import Any

from hotline_platform.access.actor import Actor
from hotline_platform.database.engine import Database
from hotline_platform.database.session import Db
from hotline_platform.jobs.actors import job, platform_job
from hotline_platform.jobs.later import later
from hotline_tenants.watching.days import recompute_days
from hotline_tenants.watching.noticing import BATCH, notice_due


@job(queue="urgent")
async def notice_due_clocks(db: Db, actor: Actor) -> None:
    """One batch of a tenant; where there may be more, the next one follows."""
    if await notice_due(db, at=dt.datetime.now(dt.UTC)) >= BATCH:
        later(db, notice_due_clocks, wake=True)


@platform_job(queue="bulk", time_limit=dt.timedelta(hours=2))
async def recompute_clocks(
    database: Database, tenant: int, first: dt.date, last: dt.date, because: dict[str, Any]
) -> None:
    """The calendar of these days changed: the due moments of one tenant are reckoned again."""
    await recompute_days(database, tenant, first, last, because, at=dt.datetime.now(dt.UTC))
