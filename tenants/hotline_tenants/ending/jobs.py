"""The job that carries erasures out."""

import datetime as dt

from hotline_platform.database.engine import Database
from hotline_platform.files.stores import store_from
from hotline_platform.jobs.periodic import periodic
from hotline_platform.settings import settings_from
from hotline_tenants.ending.carrying_out import carry_out_due


@periodic(every=dt.timedelta(minutes=10), name="erasures", queue="bulk", time_limit=dt.timedelta(hours=6))
async def carry_out_erasures(database: Database) -> None:
    """Idempotent: a run that was cut off goes on where it stopped."""
    settings = settings_from()
    await carry_out_due(database, store_from(settings), key=settings.seal_key, at=dt.datetime.now(dt.UTC))
