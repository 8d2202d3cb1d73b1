"""Many points at once: applied for by a file, or standing from the beginning in a government that is founded whole."""

import datetime as dt
import uuid
from collections.abc import Sequence

from sqlalchemy import select

from hotline_platform.access.actor import Actor
from hotline_platform.audit.chains import GENESIS
from hotline_platform.database.session import Db
from hotline_tenants.points.lifecycle import step
from hotline_tenants.points.model import Point
from hotline_tenants.points.recording import put_event, record


async def found_points(
    db: Db,
    actor: Actor,
    units: Sequence[tuple[uuid.UUID, str]],
    *,
    import_id: uuid.UUID | None,
    at: dt.datetime,
) -> None:
    """Apply for points of units that have none: each unit with the telephone number that is known of it, or none."""
    for unit_id, telephone in units:
        head = await put_event(
            db, unit_id, "apply", actor, seq=1, previous=GENESIS, at=at,
            data={"telephone": telephone, "import": import_id},
        )  # fmt: skip
        db.put(
            Point, unit_id=unit_id, state="applied", telephone=telephone, applied_at=at,
            applied_by=actor.account_id, import_id=import_id, version=1, events=1, head=head,
        )  # fmt: skip


async def approve_founded(db: Db, actor: Actor, import_id: uuid.UUID, *, most: int, at: dt.datetime) -> int:
    """Approve the next points that a file applied for, here; returns how many."""
    wanted = (
        select(Point)
        .where(Point.tenant_id == db.tenant, Point.import_id == import_id, Point.state == "applied")
        .order_by(Point.unit_id)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    points = (await db.execute(wanted)).scalars().all()
    for point in points:
        point.state = step(point.state, "approve", actor).to
        point.approved_at, point.approved_by = at, actor.account_id
        await record(db, point, "approve", actor, at=at, applied_by=point.applied_by)
    return len(points)
