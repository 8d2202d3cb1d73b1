"""Warning of changes that are known and not filed yet: once when their limit is near, once when it has passed."""

import datetime as dt

from sqlalchemy import select, text

from hotline_platform.calendar.spans import working_days
from hotline_platform.database.engine import Database
from hotline_platform.database.scope import NOWHERE
from hotline_platform.database.scope import at as standing_in
from hotline_platform.database.session import Db
from hotline_platform.notices.telling import tell
from hotline_platform.tenancy.values import FILED_DAYS, FILED_NEAR_DAYS, setting
from hotline_tenants.clocks.calendars import calendar_of
from hotline_tenants.points.filing import due_of
from hotline_tenants.points.model import PointChange


async def warn_of_changes(db: Db, *, at: dt.datetime) -> int:
    """Reckon the open changes of a tenant again and speak of those that are near or past; returns how many. A year of the
    calendar that was loaded meanwhile is taken in here.
    """
    calendar, days = await calendar_of(db), await setting(db, FILED_DAYS)
    near = working_days(await setting(db, FILED_NEAR_DAYS))
    wanted = (
        select(PointChange)
        .where(PointChange.tenant_id == db.tenant, PointChange.filed_at.is_(None))
        .where(PointChange.settled_at.is_(None), PointChange.due_at.is_not(None))
        .order_by(PointChange.id)
        .with_for_update(skip_locked=True)
    )
    spoken = 0
    for change in (await db.execute(wanted)).scalars():
        change.due_at, change.provisional = due_of(calendar, change.happened_on, days)
        level = 2 if at > change.due_at else 1 if at >= calendar.before(change.due_at, near).at else 0
        if level <= change.told:
            continue
        change.told = level
        spoken += 1
        roles = ("network_officer", "duty_head") if level == 2 else ("network_officer",)
        kind = "point_change_late" if level == 2 else "point_change_near"
        await tell(db, kind, subject_id=change.unit_id, subject_kind="point", at=at, roles=roles)
    return spoken


async def warn_everywhere(database: Database, *, at: dt.datetime) -> None:
    """Every government that has an open change, each in a transaction of its own."""
    async with database.transaction(NOWHERE) as db:
        rows = await db.execute(text("SELECT hotline_tenants_with_point_changes()"))
        tenants = list(rows.scalars())
    for tenant in tenants:
        async with database.transaction(standing_in(tenant)) as db:
            await warn_of_changes(db, at=at)
