"""A supervision's own clock: its people are told one working day before a deadline, and when it is past."""

import datetime as dt

from sqlalchemy import and_, select

from hotline_platform.access.actor import clock_actor
from hotline_platform.database.session import Db
from hotline_tenants.supervision.model import Supervision, SupervisionTask
from hotline_tenants.supervision.recording import record
from hotline_tenants.supervision.standing_still import suspended_units
from hotline_tenants.supervision.travelling import tell_desk, tell_unit

BATCH = 100


async def watch_tasks(db: Db, *, at: dt.datetime, limit: int = BATCH) -> int:
    """Tell of one batch of deadlines, each once near and once past; returns how many. What somebody acts on at this
    moment is left for the next time.
    """
    wanted = (
        select(SupervisionTask, Supervision)
        .join(
            Supervision,
            and_(Supervision.tenant_id == db.tenant, Supervision.id == SupervisionTask.supervision_id),
        )
        .where(SupervisionTask.tenant_id == db.tenant, SupervisionTask.next_at <= at)
        .order_by(SupervisionTask.next_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    found, standing = (await db.execute(wanted)).all(), await suspended_units(db)
    for task, supervision in found:
        if task.unit_id in standing:
            task.next_at = None  # until it runs on
            continue
        late = task.due_at <= at
        task.next_at = None if late else task.due_at
        act = "overdue" if late else "near_due"
        await record(
            db,
            supervision,
            act,
            clock_actor(db.tenant),
            at=at,
            unit=task.unit_id,
            task=task.id,
            due=task.due_at,
        )
        await tell_unit(db, supervision, task.unit_id, f"supervision_{act}", at=at)
        if late or task.unit_id is None:
            await tell_desk(db, supervision, f"supervision_{act}", at=at)
    return len(found)
