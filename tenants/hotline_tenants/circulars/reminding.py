"""Reminding those who have not read a circular: governments on their desks, units of one's own."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import ColumnElement, or_, select

from hotline_platform.access.actor import Actor
from hotline_platform.database.crossing import NewLink, across
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Refused
from hotline_platform.notices.telling import tell
from hotline_platform.tenancy.registry import registry_of
from hotline_tenants.circulars.approving import READERS, UNIT_READERS
from hotline_tenants.circulars.lifecycle import CIRCULAR
from hotline_tenants.circulars.model import CircularReceipt, CircularUnitReceipt
from hotline_tenants.circulars.reaching import circular_for
from hotline_tenants.circulars.recording import record
from hotline_tenants.inspection.lifecycle import allowed

AGAIN = dt.timedelta(days=1)
"""Nobody is reminded of the same twice within it."""


async def remind(
    db: Db, actor: Actor, circular_id: uuid.UUID, *, version: int | None, at: dt.datetime
) -> None:
    """Remind whoever has not read it; who is suspended is left out. Raises Refused where nobody is left to be reminded."""
    circular = await circular_for(db, actor, circular_id, lock=True, version=version)
    allowed(CIRCULAR, circular.state, "remind", actor)
    known, here = await registry_of(db), db.tenant
    units = list(
        await db.scalars(
            select(CircularUnitReceipt).where(*_owed(here, CircularUnitReceipt, circular_id, at))
        )
    )
    owing = select(CircularReceipt).where(*_owed(here, CircularReceipt, circular_id, at))
    below = [
        one
        for one in await db.scalars(owing.order_by(CircularReceipt.other_tenant_id))
        if known.get(one.other_tenant_id).status == "live"
    ]
    if not units and not below:
        raise Refused(
            N_(
                "Nobody is to be reminded: everybody has read it, was reminded within the last day, or is suspended."
            )
        )
    for unit in units:
        unit.reminded_at = at
    for government in below:
        government.reminded_at = at
    kind = f"{circular.kind}_unread"
    if units:
        await tell(
            db, kind, subject_id=circular.id, subject_kind="unit_circular", at=at, units=[one.unit_id for one in units],
            roles=UNIT_READERS, number=circular.number,
        )  # fmt: skip
    await record(db, circular, "remind", actor, at=at, reminded=len(units) + len(below))
    number, places = circular.number, [(one.other_tenant_id, one.other_id) for one in below]
    for tenant, received_id in places:
        async with across(db, because=NewLink(here, tenant)):
            await tell(
                db, kind, subject_id=received_id, subject_kind="received_circular", at=at, roles=READERS, number=number
            )  # fmt: skip


def _owed(
    tenant: int, model: Any, circular_id: uuid.UUID, at: dt.datetime
) -> tuple[ColumnElement[bool], ...]:
    return (
        model.tenant_id == tenant, model.circular_id == circular_id, model.read_at.is_(None),
        or_(model.reminded_at.is_(None), model.reminded_at <= at - AGAIN),
    )  # fmt: skip
