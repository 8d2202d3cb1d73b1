"""Taking a file of divisions over in the background: one batch, then the next."""

import datetime as dt
import uuid

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.jobs.actors import job
from hotline_platform.jobs.later import later
from hotline_tenants.divisions.approving import approve_batch
from hotline_tenants.divisions.taking import take_batch


@job(queue="bulk")
async def take_divisions(db: Db, actor: Actor, import_id: uuid.UUID) -> None:
    """One batch of a file."""
    if await take_batch(db, import_id, at=dt.datetime.now(dt.UTC)):
        later(db, take_divisions, wake=True, import_id=import_id)


@job(queue="bulk")
async def approve_divisions(
    db: Db, actor: Actor, import_id: uuid.UUID, account_id: uuid.UUID, role: str
) -> None:
    """The points that a file applied for, approved batch by batch in the name of who approved the file."""
    approver = Actor(tenant=db.tenant, role=role, name="", account_id=account_id)
    if await approve_batch(db, approver, import_id, at=dt.datetime.now(dt.UTC)):
        later(db, approve_divisions, wake=True, import_id=import_id, account_id=account_id, role=role)
