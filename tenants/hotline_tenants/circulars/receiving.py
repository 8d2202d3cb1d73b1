"""Reading what was issued: the first look is the receipt, of a government on both sides, of a unit in its own house."""

import datetime as dt
import uuid

from sqlalchemy import select, update

from hotline_platform.access.actor import Actor
from hotline_platform.database.crossing import across
from hotline_platform.database.session import Db
from hotline_platform.errors import NotFound
from hotline_tenants.circulars.model import Circular, CircularReceipt, CircularUnitReceipt, ReceivedCircular
from hotline_tenants.circulars.reaching import issued_to, received_for


async def read(db: Db, actor: Actor, received_id: uuid.UUID, *, at: dt.datetime) -> ReceivedCircular:
    """The circular; whoever opens it first gives the receipt for their government. Raises NotFound."""
    received = await received_for(db, actor, received_id)
    if received.read_at is not None:
        return received
    here = db.tenant
    async with across(db, because=received):
        await db.execute(
            update(CircularReceipt)
            .where(
                CircularReceipt.tenant_id == db.tenant, CircularReceipt.circular_id == received.other_id,
                CircularReceipt.other_tenant_id == here, CircularReceipt.read_at.is_(None),
            )
            .values(read_at=at, reader=actor.name)
        )  # fmt: skip
    own = ReceivedCircular.tenant_id == here, ReceivedCircular.id == received_id
    await db.execute(
        update(ReceivedCircular)
        .where(*own, ReceivedCircular.read_at.is_(None))
        .values(read_at=at, read_by=actor.account_id)
    )
    return received


async def read_in_unit(db: Db, actor: Actor, circular_id: uuid.UUID, *, at: dt.datetime) -> Circular:
    """What was issued to one's unit; whoever opens it first gives the receipt for it. Raises NotFound."""
    mine = (await issued_to(db, actor)).where(CircularUnitReceipt.circular_id == circular_id)
    receipts = list(await db.scalars(mine))
    if not receipts:
        raise NotFound
    for one in receipts:
        this = CircularUnitReceipt.circular_id == circular_id, CircularUnitReceipt.unit_id == one.unit_id
        await db.execute(
            update(CircularUnitReceipt)
            .where(CircularUnitReceipt.tenant_id == db.tenant, *this, CircularUnitReceipt.read_at.is_(None))
            .values(read_at=at, reader=actor.name)
        )
    wanted = select(Circular).where(Circular.tenant_id == db.tenant, Circular.id == circular_id)
    return (await db.scalars(wanted)).one()
