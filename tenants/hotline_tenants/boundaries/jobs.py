"""The job that carries out plans on their day."""

import datetime as dt

from hotline_platform.database.engine import Database
from hotline_platform.jobs.periodic import periodic
from hotline_tenants.boundaries.carrying_out import carry_out_due


@periodic(every=dt.timedelta(seconds=30), name="boundaries", queue="bulk", time_limit=dt.timedelta(hours=6))
async def carry_out_plans(database: Database) -> None:
    """Idempotent: a run that was cut off goes on where it stopped."""
    await carry_out_due(database, at=dt.datetime.now(dt.UTC))
