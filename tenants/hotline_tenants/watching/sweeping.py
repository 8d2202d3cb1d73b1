"""The sweep: finding the tenants whose clocks run out and writing each a job, unless one waits already."""

import datetime as dt

from hotline_platform.database.engine import Database
from hotline_platform.database.scope import NOWHERE
from hotline_platform.database.scope import at as standing_in
from hotline_platform.jobs.later import later, waits
from hotline_tenants.clocks.sweeping import tenants_due
from hotline_tenants.watching.jobs import notice_due_clocks


async def sweep(database: Database, *, at: dt.datetime) -> int:
    """Write a job of notices for every tenant with a clock due at `at`; returns how many were written."""
    async with database.transaction(NOWHERE) as db:
        tenants = await tenants_due(db, at)
    written = 0
    for tenant in tenants:
        async with database.transaction(standing_in(tenant)) as db:
            if not await waits(db, notice_due_clocks):
                later(db, notice_due_clocks, wake=True)
                written += 1
    return written
