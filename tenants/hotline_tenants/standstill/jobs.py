"""The job that works standstills off."""

import datetime as dt

from hotline_platform.database.engine import Database
from hotline_platform.jobs.periodic import periodic
from hotline_tenants.standstill.settling import settle_all


@periodic(every=dt.timedelta(seconds=10), name="standstill", queue="bulk", time_limit=dt.timedelta(hours=2))
async def settle_standstills(database: Database) -> None:
    """Idempotent: a run that was cut off goes on where it stopped."""
    await settle_all(database, at=dt.datetime.now(dt.UTC))
