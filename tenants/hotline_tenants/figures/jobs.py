"""What recurs with figures: the fold."""

import datetime as dt

from hotline_platform.database.engine import Database
from hotline_platform.jobs.periodic import periodic
from hotline_tenants.figures.folding import fold_all


@periodic(every=dt.timedelta(seconds=15), name="fold_figures")
async def fold_figures(database: Database) -> None:
    """Fold the deltas of every tenant that has some."""
    await fold_all(database)
