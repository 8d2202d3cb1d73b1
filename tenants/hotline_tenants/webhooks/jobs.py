"""What recurs between us and other systems: places in the feed, deliveries written and sent, old ones thrown away."""

import datetime as dt

from hotline_platform.database.engine import Database
from hotline_platform.jobs.periodic import periodic
from hotline_platform.settings import settings_from
from hotline_tenants.feed.placing import place_all
from hotline_tenants.webhooks.addresses import walls_of
from hotline_tenants.webhooks.clearing import clear_all
from hotline_tenants.webhooks.delivering import deliver
from hotline_tenants.webhooks.spreading import spread_all

EVERY_SECOND = dt.timedelta(seconds=1)


@periodic(every=EVERY_SECOND, name="feed")
async def feed(database: Database) -> None:
    """Committed events get their places, and every subscription its deliveries."""
    await place_all(database)
    await spread_all(database, at=dt.datetime.now(dt.UTC))


@periodic(every=EVERY_SECOND, name="webhooks", time_limit=dt.timedelta(minutes=2))
async def webhooks(database: Database) -> None:
    """Send what is due."""
    await deliver(database, walls_of(settings_from()))


@periodic(every=dt.timedelta(hours=1), name="clear_exchange", queue="bulk")
async def clear_exchange(database: Database) -> None:
    """Throw away what has outlived its time."""
    await clear_all(database, at=dt.datetime.now(dt.UTC))
