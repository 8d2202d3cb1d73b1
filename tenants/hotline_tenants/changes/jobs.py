"""What happens to a change without anybody: its effect is reckoned beforehand, and it takes effect at its moment."""

import datetime as dt
import uuid

from hotline_platform.access.actor import Actor
from hotline_platform.database.engine import Database
from hotline_platform.database.session import Db
from hotline_platform.jobs.actors import job, platform_job
from hotline_platform.jobs.periodic import periodic
from hotline_tenants.changes.foreseeing import foresee
from hotline_tenants.changes.hours import lay_out
from hotline_tenants.changes.listing import let_cases_go
from hotline_tenants.changes.taking_effect import put_in_force, put_in_force_everywhere


@platform_job()
async def put_change_in_force(database: Database, tenant: int, change_id: uuid.UUID) -> None:
    """The moment of a change has come."""
    await put_in_force(database, tenant, change_id, at=dt.datetime.now(dt.UTC))


@platform_job()
async def lay_out_hours(database: Database, tenant: int) -> None:
    """Other office hours are agreed on: they stand in the calendar at once, each from its day on."""
    await lay_out(database, tenant, at=dt.datetime.now(dt.UTC))


@periodic(every=dt.timedelta(hours=1), name="setting_changes")
async def put_in_force_what_is_due(database: Database) -> None:
    """A government that was brought from elsewhere comes without its jobs, and one may be lost: nothing stays behind."""
    await put_in_force_everywhere(database, at=dt.datetime.now(dt.UTC))


@job(queue="bulk", time_limit=dt.timedelta(hours=1))
async def reckon_effect(db: Db, actor: Actor, *, change_id: uuid.UUID) -> None:
    """What a proposal would do, kept beside it for those who decide."""
    await foresee(db, change_id, at=dt.datetime.now(dt.UTC))


@job(queue="bulk")
async def forget_cases(db: Db, actor: Actor, *, change_id: uuid.UUID) -> None:
    """A proposal is decided: nobody looks for the cases that it concerned."""
    await let_cases_go(db, change_id)
