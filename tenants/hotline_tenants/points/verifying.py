"""Proving the chains of network points."""

import uuid
from collections.abc import AsyncIterator
from typing import Any

from sqlalchemy import null, select

from hotline_platform.audit.chains import Chain, link_faults
from hotline_platform.audit.verifying import Fault
from hotline_platform.database.session import Db
from hotline_tenants.network.model import Unit
from hotline_tenants.points.model import Point, PointEvent

AT_ONCE = 1_000
"""Points whose chains are in memory at the same time."""


async def point_faults(db: Db, tenant_code: str) -> AsyncIterator[Fault]:
    """Every point of the tenant one stands in whose chain does not hold, named by the code of its unit."""
    after = uuid.UUID(int=0)
    wanted = (
        select(Point.unit_id, Unit.code, Point.events, Point.head)
        .join(Unit, (Unit.tenant_id == Point.tenant_id) & (Unit.id == Point.unit_id))
        .where(Point.tenant_id == db.tenant, Unit.tenant_id == db.tenant)
        .order_by(Point.unit_id)
        .limit(AT_ONCE)
    )
    while points := (await db.execute(wanted.where(Point.unit_id > after))).all():
        events = await _events(db, points[0].unit_id, points[-1].unit_id)
        for unit_id, code, counted, head in points:
            chain = Chain(tenant_code, "point", unit_id, code)
            for fault in link_faults(chain, events.get(unit_id, ()), counted=counted, head=head):
                yield fault
        after = points[-1].unit_id


async def _events(db: Db, first: uuid.UUID, last: uuid.UUID) -> dict[uuid.UUID, list[Any]]:
    rows = await db.execute(
        select(
            PointEvent.unit_id.label("point_id"), PointEvent.seq, PointEvent.at, PointEvent.act,
            PointEvent.account_id, PointEvent.role, null().label("unit_id"), PointEvent.data, PointEvent.hash,
        )
        .where(PointEvent.tenant_id == db.tenant, PointEvent.unit_id.between(first, last))
        .order_by(PointEvent.unit_id, PointEvent.seq)
    )  # fmt: skip
    found: dict[uuid.UUID, list[Any]] = {}
    for row in rows:
        found.setdefault(row.point_id, []).append(row)
    return found
