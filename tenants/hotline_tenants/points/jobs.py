"""What recurs about the network: the look at changes that are not filed yet."""

import datetime as dt

from hotline_platform.database.engine import Database
from hotline_platform.jobs.periodic import periodic
from hotline_tenants.points.warning import warn_everywhere


@periodic(every=dt.timedelta(minutes=10), name="point_changes")
async def watch_changes(database: Database) -> None:
    """Warn of changes whose limit is near or past."""
    await warn_everywhere(database, at=dt.datetime.now(dt.UTC))
