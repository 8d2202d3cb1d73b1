"""What somebody asks for and does not wait for: drawing a sample, and drawing it again."""

import datetime as dt
import uuid

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.jobs.actors import job
from hotline_tenants.inspection.delivering import deliver


@job(queue="bulk", time_limit=dt.timedelta(hours=1))
async def draw_as_asked(db: Db, actor: Actor, *, draw_id: uuid.UUID) -> None:
    """Draw what somebody asked for; a second time changes nothing."""
    await deliver(db, draw_id, at=dt.datetime.now(dt.UTC))
