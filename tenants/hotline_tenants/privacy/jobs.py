"""The nightly erasure."""

import datetime as dt

from hotline_platform.database.engine import Database
from hotline_platform.jobs.periodic import periodic
from hotline_tenants.privacy.erasing import erase_due

NAME = "erasure"


@periodic(
    every=dt.timedelta(days=1),
    name=NAME,
    phase=dt.timedelta(hours=18, minutes=20),
    time_limit=dt.timedelta(hours=4),
)
async def erase_what_is_due(database: Database) -> None:
    """At 02:20 in Beijing: personal data whose time has come, in every tenant."""
    await erase_due(database, at=dt.datetime.now(dt.UTC))
