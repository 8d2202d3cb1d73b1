"""What the public sent reaches the desk within a breath."""

import datetime as dt

from hotline_platform.database.engine import Database
from hotline_platform.jobs.periodic import periodic
from hotline_tenants.openness.taking_up import take_up_waiting


@periodic(every=dt.timedelta(seconds=1), name="submissions")
async def take_up_submissions(database: Database) -> None:
    """Idempotent: what is taken up is marked in the transaction that does it; a killed run leaves the rest waiting."""
    await take_up_waiting(database, at=dt.datetime.now(dt.UTC))
