"""Every case of a tenant whose clocks ran over some days, one after the other."""

import datetime as dt
from typing import Any

from hotline_platform.access.actor import clock_actor
from hotline_platform.database.engine import Database
from hotline_platform.database.scope import at as standing_in
from hotline_tenants.cases.reaching import locked
from hotline_tenants.clocks.calendars import calendar_of
from hotline_tenants.clocks.recomputing import cases_reckoned_over
from hotline_tenants.watching.recomputing import recompute


async def recompute_days(
    database: Database,
    tenant: int,
    first: dt.date,
    last: dt.date,
    because: dict[str, Any],
    *,
    at: dt.datetime,
) -> int:
    """Reckon every open clock of a tenant again that ran over these days or was provisional, one case after the other.

    Killed in the middle it may begin again: a case that was done changes no more. Returns how many cases changed.
    """
    database.cache.forget("calendar")
    async with database.transaction(standing_in(tenant)) as db:
        waiting = await cases_reckoned_over(db, await calendar_of(db), first, last)
    changed = 0
    for case_id in waiting:
        async with database.transaction(standing_in(tenant)) as db:
            case = await locked(db, case_id)
            changed += bool(await recompute(db, clock_actor(tenant), case, because=because, at=at))
    return changed
