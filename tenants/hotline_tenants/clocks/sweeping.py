"""Which clocks have something to say at a moment, and how far each has been looked at."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Literal

from sqlalchemy import func, select, text

from hotline_platform.database.session import Db
from hotline_tenants.clocks.model import Clock

Card = Literal["near_due", "overdue"]

_TENANTS = text("SELECT * FROM hotline_tenants_with_due_clocks(:moment)")


async def tenants_due(db: Db, moment: dt.datetime) -> list[int]:
    """The tenants with a clock to look at: one probe of the partial index for each tenant, whatever else runs."""
    return sorted((await db.execute(_TENANTS, {"moment": moment})).scalars())


async def cases_due(db: Db, moment: dt.datetime, *, limit: int) -> Sequence[uuid.UUID]:
    """The cases whose clocks are to be looked at, longest waiting first."""
    due = (
        select(Clock.case_id, Clock.next_at)
        .where(Clock.tenant_id == db.tenant, Clock.next_at <= moment)
        .order_by(Clock.next_at)
        .limit(limit)
        .subquery()
    )
    grouped = select(due.c.case_id).group_by(due.c.case_id).order_by(func.min(due.c.next_at))
    return (await db.execute(grouped)).scalars().all()


async def clocks_due(db: Db, case_ids: Sequence[uuid.UUID], moment: dt.datetime) -> Sequence[Clock]:
    """The clocks to look at in cases that are locked: nobody else moves them now."""
    wanted = (
        select(Clock)
        .where(Clock.tenant_id == db.tenant, Clock.case_id.in_(case_ids), Clock.next_at <= moment)
        .order_by(Clock.next_at, Clock.id)
        .execution_options(populate_existing=True)
    )
    return (await db.execute(wanted)).scalars().all()


def look(clock: Clock, moment: dt.datetime) -> Card:
    """What a clock has to say at `moment`, once: near due first and overdue later, or overdue at once when late."""
    if clock.due_at <= moment:
        clock.next_at = None
        return "overdue"
    clock.next_at = clock.due_at
    return "near_due"
