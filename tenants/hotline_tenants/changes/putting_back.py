"""Putting an earlier version back: a new change with the old values, by the same road as any other."""

import datetime as dt
import uuid
from typing import Literal

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Refused
from hotline_tenants.changes.proposing import propose
from hotline_tenants.changes.reading import change_of

Side = Literal["before", "after"]


async def put_back(
    db: Db, actor: Actor, change_id: uuid.UUID, side: Side, *, effective_on: dt.date, reason: str, at: dt.datetime
) -> uuid.UUID:  # fmt: skip
    """Propose what held before a change, or what held after it, once more; returns the id of the new change.

    Raises NotFound, and Refused like any proposal, or where the change never was in force.
    """
    change = await change_of(db, change_id)
    if change.state != "approved":
        raise Refused(N_("Only what was approved can be put back."))
    wanted = {item["of"]: item[side] for item in change.items}
    return await propose(
        db, actor, wanted, effective_on=effective_on, reason=reason, at=at, puts_back=change.number
    )
