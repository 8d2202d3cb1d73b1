"""The recurring clearing."""

import datetime as dt

from hotline_platform.database.engine import Database
from hotline_platform.housekeeping.clearing import clear
from hotline_platform.jobs.periodic import periodic


@periodic(every=dt.timedelta(hours=1), name="housekeeping", queue="bulk")
async def keep_house(database: Database) -> None:
    """Throw away what has outlived its time."""
    await clear(database, at=dt.datetime.now(dt.UTC))
