"""Reading a circular of the government above: the first look is its receipt, on both sides."""

import datetime as dt
import uuid

from sqlalchemy import update

from hotline_platform.access.actor import Actor
from hotline_platform.database.crossing import across
from hotline_platform.database.session import Db
from hotline_tenants.circulars.model import CircularReceipt, ReceivedCircular
from hotline_tenants.circulars.reaching import received_for


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
