"""What recurs: messages that are due are sent, and those that nobody reports on become unknown."""

import datetime as dt

from hotline_platform.database.engine import Database
from hotline_platform.gateways.opening import open_gateway
from hotline_platform.jobs.periodic import periodic
from hotline_platform.settings import settings_from
from hotline_tenants.messages.delivering import deliver
from hotline_tenants.messages.reporting import give_up_waiting


@periodic(every=dt.timedelta(seconds=1), name="messages", queue="urgent", time_limit=dt.timedelta(minutes=2))
async def messages(database: Database) -> None:
    """Send what is due."""
    async with open_gateway(settings_from()) as gateway:
        await deliver(database, gateway)


@periodic(every=dt.timedelta(minutes=10), name="unreported_messages", queue="bulk")
async def unreported_messages(database: Database) -> None:
    """Where no report comes nobody knows."""
    await give_up_waiting(database, at=dt.datetime.now(dt.UTC))
