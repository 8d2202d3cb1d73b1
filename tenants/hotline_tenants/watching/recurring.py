"""What recurs: the sweep over running clocks, and the look at the calendar behind them."""

import datetime as dt

from hotline_platform.database.engine import Database
from hotline_platform.jobs.periodic import periodic
from hotline_tenants.watching.calendars import watch_years
from hotline_tenants.watching.sweeping import sweep


@periodic(every=dt.timedelta(seconds=10), name="sweep", queue="urgent")
async def sweep_clocks(database: Database) -> None:
    """Find the tenants with clocks that run out."""
    await sweep(database, at=dt.datetime.now(dt.UTC))


@periodic(every=dt.timedelta(minutes=10), name="calendar")
async def watch_calendar(database: Database) -> None:
    """Raise the alarm for years that are not loaded."""
    await watch_years(database, at=dt.datetime.now(dt.UTC))
